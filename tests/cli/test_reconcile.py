"""The ledger against Factus with the real process: what is the same, only here, only there, different, and brought."""

from __future__ import annotations

import csv
import json
import signal
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from processes import Machine, ServedSimulator, lote, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from processes import Finished


class Factus:
    """A simulator whose documents a test can change, as time and other people do with the real one."""

    def __init__(self, simulator: ServedSimulator, store: Path) -> None:
        self.simulator = simulator
        self.store = store

    def change(self, sql: str, *values: object) -> int:
        """Change what it holds; how many documents that were."""
        with closing(sqlite3.connect(self.store, timeout=30)) as db, db:
            return db.execute(sql, values).rowcount

    def remove(self, *references: str) -> None:
        for reference in references:
            assert self.change("DELETE FROM documents WHERE reference = ?", reference) == 1

    def edit(self, reference: str, **columns: object) -> None:
        """Change columns, and what `show` says with them."""
        for name, value in columns.items():
            sql = f"UPDATE documents SET {name} = ? WHERE reference = ?"  # noqa: S608  # names of this file
            assert self.change(sql, value, reference) == 1
        paths = {"total": "$.totals.total", "identification": "$.customer.identification", "number": "$.number"}
        for name in columns.keys() & paths.keys():
            sql = "UPDATE documents SET data = json_set(data, ?, ?) WHERE reference = ?"
            assert self.change(sql, paths[name], columns[name], reference) == 1

    def without_reference(self, reference: str) -> None:
        """As a document made on Factus's own page."""
        sql = "UPDATE documents SET data = json_set(data, '$.reference_code', NULL) WHERE reference = ?"
        assert self.change(sql, reference) == 1

    def unvalidate(self, reference: str) -> None:
        """As the DIAN leaves it when it is slow."""
        self.edit(reference, state="pending", validated_at=None)

    @property
    def asked(self) -> list[str]:
        return [f"{one['method']} {one['path']}" for one in self.simulator.requests()]


@contextmanager
def served_with_store(machine: Machine, *options: str) -> Iterator[Factus]:
    store = machine.folder / "factus.sqlite"
    with served(machine, "--store", str(store), *options) as simulator:
        yield Factus(simulator, store)


@pytest.fixture
def factus(machine: Machine) -> Iterator[Factus]:
    with served_with_store(machine) as running:
        yield running


@pytest.fixture
def other(machine: Machine, factus: Factus, tmp_path: Path) -> Machine:
    """Another computer of the same company, with a ledger of its own."""
    folder = tmp_path / "otro"
    folder.mkdir()
    return Machine(folder, dict(machine.variables))


def send(machine: Machine, *references: str, price: str = "1000", name: str = "lote.csv") -> None:
    machine.write(name, lote(references, price=price))
    done = machine.run("send", name, timeout=600)
    assert done.code == 0, done.out + done.err


def ledger_of(machine: Machine) -> Path:
    return next((machine.folder / "home" / "ledgers").glob("*.sqlite"))


def lose_ledger(machine: Machine) -> None:
    for path in (machine.folder / "home" / "ledgers").iterdir():
        path.unlink()


def relations(done: Finished) -> dict[str, str]:
    """The relation of each document that is not the same, by reference."""
    return {
        one["reference_code"] or one["number"]: one["relation"]
        for one in done.json["documents"]
        if one["relation"] != "same"
    }


def of(done: Finished, reference: str) -> dict[str, Any]:
    return next(one for one in done.json["documents"] if reference in (one["reference_code"], one["number"]))


def differing(done: Finished, reference: str) -> dict[str, list[str]]:
    return {one["field"]: [one["here"], one["there"]] for one in of(done, reference)["differences"]}


@pytest.mark.slow
def test_of_a_thousand_documents_exactly_those_that_are_not_the_same_are_told(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(machine, *(f"FV-{n:04}" for n in range(1, 996)))
    send(other, *(f"OT-{n}" for n in range(1, 6)))
    assert len(factus.simulator.documents()) == 1000
    factus.remove("FV-0100", "FV-0500", "FV-0995")
    factus.edit("FV-0001", total="9999.00")
    factus.edit("FV-0777", identification="800197268")
    done = machine.run("reconcile", "--json")
    assert done.code == 5, done.err
    assert relations(done) == {
        **{f"OT-{n}": "only_there" for n in range(1, 6)},
        **dict.fromkeys(("FV-0100", "FV-0500", "FV-0995"), "only_here"),
        **dict.fromkeys(("FV-0001", "FV-0777"), "differs"),
    }
    assert done.json["summary"]["same"] == 990
    assert differing(done, "FV-0001") == {"total": ["2380.00", "9999.00"]}
    assert differing(done, "FV-0777") == {"customer": ["900123456", "800197268"]}

    lose_ledger(machine)
    rebuilt = machine.run("reconcile", "--import", "--json", timeout=300)
    assert (rebuilt.code, rebuilt.json["summary"]["adopted"]) == (0, 997), rebuilt.err
    before = len(factus.asked)
    again = machine.run("send", "lote.csv", "--only-correct", "--limit", "1", "--json")
    lacking = again.json["summary"]
    assert (lacking["already_validated"], again.json["summary"]["not_sent"]) == (990, 2)
    assert [one for one in factus.asked[before:] if one.startswith("POST /v2")] == ["POST /v2/bills/validate"]


def test_a_lost_ledger_is_rebuilt_and_the_old_file_sends_nothing(machine: Machine, factus: Factus) -> None:
    references = [f"FV-{n}" for n in range(1, 31)]
    send(machine, *references)
    lose_ledger(machine)
    assert machine.run("reconcile").code == 5
    assert not list((machine.folder / "home" / "ledgers").iterdir())
    done = machine.run("reconcile", "--import", "--json")
    assert (done.code, done.json["summary"]["adopted"], done.json["summary"]["same"]) == (0, 30, 30)
    before = len(factus.asked)
    again = machine.run("send", "lote.csv", "--json")
    assert (again.code, again.json["summary"]["already_validated"]) == (0, 30)
    assert factus.asked[before:] == []
    assert all(one["number"] and one["cufe"] for one in again.json["documents"])
    assert machine.run("reconcile").code == 0
    assert machine.run("resume").code == 0
    assert machine.run("ledger", "verify").code == 0
    shown = machine.run("report", "lote", "-o", "informe.csv")
    assert shown.code == 0
    assert (machine.folder / "informe.csv").read_text(encoding="utf-8").count("SETP") == 30


def test_a_changed_row_of_an_adopted_document_is_not_sent_and_its_fields_are_told(
    machine: Machine, factus: Factus
) -> None:
    send(machine, "FV-1", "FV-2")
    lose_ledger(machine)
    assert machine.run("reconcile", "--import").code == 0
    machine.write("lote.csv", lote(["FV-1", "FV-2"], price="2000"))
    done = machine.run("send", "lote.csv", "--json")
    drift = [one["message"] for one in done.json["findings"] if one["code"] == "LIB-01"]
    assert (done.code, len(drift), len(factus.simulator.posts())) == (3, 2, 2)
    assert "total: 2380.00 → 4760.00" in drift[0]


def test_reading_changes_nothing_and_needs_no_lock(machine: Machine, other: Machine, factus: Factus) -> None:
    send(machine, "FV-1")
    send(other, "OT-1")
    kept = ledger_of(machine).read_bytes()
    assert machine.run("reconcile").code == 5
    assert ledger_of(machine).read_bytes() == kept
    reads = {one.split()[0] for one in factus.asked if "/v2/" in one} - {"POST"}
    assert reads == {"GET"}
    assert len(factus.simulator.posts()) == 2


def test_on_a_terminal_only_what_is_not_the_same_is_shown(machine: Machine, other: Machine, factus: Factus) -> None:
    send(machine, "FV-1", "FV-2", "FV-3")
    send(other, "OT-1")
    factus.remove("FV-2")
    factus.edit("FV-3", total="2381.00")
    done = machine.run("reconcile")
    lines = {line.split()[2]: line for line in done.out.splitlines() if "factura" in line}
    assert {name: line[0] for name, line in lines.items()} == {"FV-2": "+", "OT-1": "-", "FV-3": "*"}
    assert "total: $ 2.380,00 en el libro, $ 2.381,00 en Factus" in lines["FV-3"]
    assert "= 1 igual · + 1 solo en el libro · - 1 solo en Factus · * 1 distinto" in done.out
    assert "factus reconcile --import" in done.err


def test_what_is_in_doubt_is_settled_by_its_proof_and_never_posted_again(machine: Machine) -> None:
    machine.variables["FACTUS_TIMEOUT"] = "2"
    with served_with_store(machine, "--scenario", "lost-after@FV-2", "--scenario", "list-500:0@FV-2") as factus:
        machine.write("lote.csv", lote(["FV-1", "FV-2"]))
        assert machine.run("send", "lote.csv", "--max-duration", "3s").code in (6, 12)
        assert machine.run("status", "FV-2", "--json").json["documents"][0]["state"] == "in_doubt"
        posts = len(factus.simulator.posts())
        seen = machine.run("reconcile", "--json")
        assert (seen.code, differing(seen, "FV-2")) == (5, {"state": ["in_doubt", "validated"]})
        done = machine.run("reconcile", "--import", "--json")
        assert (done.code, of(done, "FV-2")["action"]) == (0, "settled")
        assert of(done, "FV-2")["here"]["cufe"]
        assert machine.run("send", "lote.csv").code == 0
        assert len(factus.simulator.posts()) == posts


def test_an_unvalidated_document_of_others_is_adopted_as_pending_and_only_asked_for(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(other, "FV-1")
    factus.unvalidate("FV-1")
    done = machine.run("reconcile", "--import", "--json")
    assert (done.code, of(done, "FV-1")["here"]["state"]) == (0, "pending")
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 6
    assert machine.run("resume").code == 6
    factus.edit("FV-1", state="validated", validated_at="2026-11-24T08:00:00-05:00")
    sent = machine.run("send", "lote.csv", "--json")
    assert (sent.code, sent.json["summary"]["validated"]) == (0, 1)
    assert factus.simulator.posts() == ["FV-1"]
    assert not [one for one in factus.asked if one.startswith("DELETE")]


def test_an_adopted_document_that_is_gone_before_it_validated_may_be_sent_by_the_next_run(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(other, "FV-1")
    factus.unvalidate("FV-1")
    assert machine.run("reconcile", "--import").code == 0
    factus.remove("FV-1")
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 5
    assert factus.simulator.posts() == ["FV-1"]
    assert machine.run("send", "lote.csv").code == 0
    assert machine.run("reconcile").code == 0


def test_a_document_without_reference_is_adopted_under_its_number(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(other, "OT-1")
    factus.without_reference("OT-1")
    number = factus.simulator.documents()[0]["number"]
    assert relations(machine.run("reconcile", "--json")) == {number: "only_there"}
    assert machine.run("reconcile", "--import").code == 0
    assert machine.run("reconcile", "--json").json["summary"]["same"] == 1
    assert machine.run("status", number).code == 0


def test_one_without_reference_nor_validation_stays_where_it_is(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(other, "OT-1")
    factus.without_reference("OT-1")
    factus.unvalidate("OT-1")
    done = machine.run("reconcile", "--import", "--json")
    assert (done.code, done.json["summary"]["adopted"]) == (5, 0)
    assert "sin referencia" in done.json["documents"][0]["why_not"]


def made_at(factus: Factus, reference: str, moment: str) -> None:
    """The moment in which Factus made it, in both places that say it."""
    factus.change("UPDATE documents SET created_at = ?, listed_from = ? WHERE reference = ?", moment, moment, reference)


def left_at(machine: Machine, reference: str, moment: str) -> None:
    with closing(sqlite3.connect(ledger_of(machine))) as db, db:
        db.execute("UPDATE documents SET left_at = ? WHERE reference = ?", (moment, reference))


def test_both_days_of_a_period_are_included_in_bogota_s_time(machine: Machine, other: Machine, factus: Factus) -> None:
    outside = ["2026-10-04T23:59:59-05:00", "2026-10-07T00:00:00-05:00"]
    inside = ["2026-10-05T00:00:00-05:00", "2026-10-05T23:59:59-05:00", "2026-10-06T23:59:59-05:00"]
    moments = {f"OT-{n}": moment for n, moment in enumerate((*outside, *inside), start=1)}
    send(other, *moments)
    for reference, moment in moments.items():
        made_at(factus, reference, moment)
    done = machine.run("reconcile", "--from", "2026-10-05", "--to", "2026-10-06", "--json")
    assert relations(done) == dict.fromkeys(("OT-3", "OT-4", "OT-5"), "only_there")


def test_a_document_that_left_on_one_day_and_was_made_on_the_next_is_the_same(machine: Machine, factus: Factus) -> None:
    send(machine, "FV-1", "FV-2")
    left_at(machine, "FV-1", "2026-10-05T23:59:59-05:00")
    made_at(factus, "FV-1", "2026-10-06T00:00:01-05:00")
    left_at(machine, "FV-2", "2026-10-05T12:00:00-05:00")
    made_at(factus, "FV-2", "2026-11-20T00:00:01-05:00")  # the day on which Factus says it made it, weeks later
    for day in ("2026-10-05", "2026-10-06"):
        done = machine.run("reconcile", "--from", day, "--to", day, "--json")
        assert (done.code, relations(done)) == (0, {})


def test_one_reference_in_two_families_is_two_documents(machine: Machine, factus: Factus) -> None:
    send(machine, "D-1")
    number = factus.simulator.documents()[0]["number"]
    head, row = lote(["D-1"]).splitlines()
    machine.write(
        "nota.csv",
        f"{head},factura_numero,concepto\n{row},{number},2\n",
    )
    noted = machine.run("send", "nota.csv", "--type", "credit-note")
    assert noted.code == 0, noted.out + noted.err
    assert machine.run("reconcile", "--json").json["summary"]["same"] == 2
    factus.change("DELETE FROM documents WHERE family = 'bills'")
    done = machine.run("reconcile", "--json")
    assert [(one["type"], one["relation"]) for one in done.json["documents"]] == [
        ("invoice", "only_here"),
        ("credit-note", "same"),
    ]
    assert machine.run("reconcile", "--type", "credit-note").code == 0


def test_capitals_make_other_documents_unless_the_number_says_otherwise(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(machine, "FV-1")
    send(other, "fv-1")
    done = machine.run("reconcile", "--json")
    assert relations(done) == {"fv-1": "only_there"}
    factus.remove("fv-1")
    factus.change("UPDATE documents SET data = json_set(data, '$.reference_code', 'fv-1')")
    assert differing(machine.run("reconcile", "--json"), "FV-1") == {"reference_code": ["FV-1", "fv-1"]}


def test_two_documents_under_one_reference_are_found_and_neither_is_lost_from_sight(
    machine: Machine, other: Machine, factus: Factus
) -> None:
    send(machine, "FV-1")
    send(other, "X-1")
    factus.change("UPDATE documents SET data = json_set(data, '$.reference_code', 'FV-1') WHERE reference = 'X-1'")
    done = machine.run("reconcile", "--import", "--json")
    assert (done.code, done.json["summary"]["same"], done.json["summary"]["only_there"]) == (5, 1, 1)
    assert "ya tiene otro documento" in of(done, "SETP990000551")["why_not"]


def test_a_validated_document_that_factus_shows_without_validation_differs(machine: Machine, factus: Factus) -> None:
    send(machine, "FV-1")
    factus.unvalidate("FV-1")
    done = machine.run("reconcile", "--import", "--json")
    assert (done.code, differing(done, "FV-1")) == (5, {"state": ["validated", "pending"]})
    assert machine.run("status", "FV-1", "--json").json["documents"][0]["state"] == "validated"


def test_the_list_that_lags_hides_nothing_that_the_ledger_knows(machine: Machine) -> None:
    with served_with_store(machine, "--scenario", "list-lag:3600") as factus:
        send(machine, "FV-1", "FV-2")
        done = machine.run("reconcile", "--json")
        assert (done.code, done.json["summary"]["same"]) == (0, 2)
        assert sum(one.startswith("GET /v2/bills/SETP") for one in factus.asked) == 2


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_everything_goes_to_a_file(machine: Machine, other: Machine, factus: Factus, suffix: str) -> None:
    send(machine, "FV-1", "FV-2")
    send(other, "OT-1")
    factus.remove("FV-2")
    path = machine.folder / f"conciliado.{suffix}"
    assert machine.run("reconcile", "-o", path.name).code == 5
    told = {"FV-1": "igual", "FV-2": "solo en el libro", "OT-1": "solo en Factus"}
    if suffix == "json":
        kept = json.loads(path.read_text(encoding="utf-8"))
        assert (kept["schema"], kept["summary"]["documents"]) == ("factus.reconcile/1", 3)
    else:
        assert {row[2]: row[0] for row in rows_of(path)[1:]} == told


def rows_of(path: Path) -> Sequence[Sequence[Any]]:
    if path.suffix == ".csv":
        return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    return list(openpyxl.load_workbook(path)["Documentos"].values)


def test_what_cannot_be_written_is_told_once_everything_is(machine: Machine, factus: Factus) -> None:
    assert machine.run("reconcile", "-o", "conciliado.pdf").code == 2
    assert factus.asked == []
    done = machine.run("reconcile", "-o", "nada/conciliado.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "report_unwritable")


@pytest.mark.parametrize(
    "args",
    [
        ("--from", "2026-11-24", "--to", "2026-11-23"),
        ("--from", "ayer"),
        ("--type", "remision"),
    ],
    ids=" ".join,
)
def test_a_period_or_type_that_is_none_is_wrong_usage(machine: Machine, factus: Factus, args: tuple[str, ...]) -> None:
    assert machine.run("reconcile", *args, "--json").json["exit_code"] == 2
    assert factus.asked == []


def test_wrong_credentials_and_silence_have_their_own_codes(machine: Machine) -> None:
    with served(machine):
        machine.variables["FACTUS_PASSWORD"] = "otra"
        denied = machine.run("reconcile", "--json")
    assert (denied.code, denied.json["error"]["code"]) == (4, "credentials")
    silent = machine.run("reconcile", "--json")
    assert (silent.code, silent.json["error"]["code"]) == (7, "unreachable")


def test_an_import_takes_the_lock_and_a_look_does_not(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with served(machine, "--scenario", "hang@FV-2") as simulator:
        sender = machine.start("send", "lote.csv")
        while len(simulator.documents()) < 1 and sender.poll() is None:
            time.sleep(0.02)
        held = machine.run("reconcile", "--import", "--json")
        looked = machine.run("reconcile", "--json")
        sender.kill()
        sender.communicate()
        assert (held.code, held.json["error"]["code"]) == (10, "locked")
        assert (looked.code, relations(looked)) == (5, {"FV-2": "only_here"})
        assert of(looked, "FV-2")["here"]["state"] == "sending"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
    ids=["SIGINT", "SIGTERM", "SIGKILL"],
)
def test_an_import_that_is_interrupted_is_finished_by_the_next(
    machine: Machine, factus: Factus, number: signal.Signals, code: int
) -> None:
    send(machine, *(f"FV-{n:03}" for n in range(1, 121)))
    lose_ledger(machine)
    before = len(factus.asked)
    process = machine.start("reconcile", "--import", "--json")
    while sum("/v2/bills/SETP" in one for one in factus.asked[before:]) < 20 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=40)
    assert process.returncode == code, err.decode()
    if code > 0:
        told = json.loads(out)
        assert (told["exit_code"], told["error"]["code"]) == (code, "interrupted" if code == 130 else "terminated")
        assert 0 < told["summary"]["adopted"] < 120
    rest = machine.run("reconcile", "--import", "--json")
    assert (rest.code, rest.json["summary"]["same"]) == (0, 120)
    assert 0 < rest.json["summary"]["adopted"] < 120
    assert machine.run("send", "lote.csv").code == 0
    assert len(factus.simulator.posts()) == 120


def test_the_practice_is_compared_with_its_own_simulator(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv", "--simulate").code == 0
    done = machine.run("reconcile", "--simulate", "--json")
    assert (done.code, done.json["environment"], done.json["summary"]["same"]) == (0, "simulate", 1)
