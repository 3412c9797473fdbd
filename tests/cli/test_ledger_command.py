"""`factus ledger` with the real process: what it says of a ledger, and what nobody can change without its saying so."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from processes import Machine, lote, served

if TYPE_CHECKING:
    from pathlib import Path

    from processes import ServedSimulator


def ledger_of(machine: Machine) -> Path:
    """The ledger of the default profile, in the sandbox."""
    return machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine that sent two invoices, and its simulator gone."""
    machine = Machine(tmp_path_factory.mktemp("month"))
    with served(machine):
        machine.write("lote.csv", lote(["FV-1", "FV-2"]))
        assert machine.run("send", "lote.csv").code == 0
    return machine


@pytest.fixture
def sent(machine: Machine, month: Machine) -> Path:
    """The ledger of that machine, in one of the test's own."""
    shutil.copytree(month.folder / "home", machine.folder / "home")
    return ledger_of(machine)


def test_info_says_where_the_ledger_is_and_what_it_holds(machine: Machine, sent: Path) -> None:
    answer = machine.run("ledger", "info", "--json").json
    assert (answer["schema"], answer["path"], answer["schema_version"]) == ("factus.ledger/1", str(sent), 3)
    assert (answer["summary"]["documents"], answer["summary"]["validated"], answer["summary"]["rejected"]) == (2, 2, 0)
    assert answer["types"] == {"invoice": {"documents": 2, "validated_total": "4760.00"}}
    assert (answer["events"], answer["lotes"], answer["last_backup"]) == (9, 1, None)
    assert answer["size"] >= sent.stat().st_size
    told = machine.run("ledger", "info").out
    assert "$ 4.760,00 validados" in told
    assert "ninguna que se sepa" in told


def test_info_knows_the_last_copy_and_what_came_after(machine: Machine, sent: Path, simulator: ServedSimulator) -> None:
    assert machine.run("ledger", "backup", "-o", "copia.sqlite").code == 0
    machine.write("otro.csv", lote(["FV-3"]))
    assert machine.run("send", "otro.csv").code == 0  # with a number used anew: it is looked up
    last = machine.run("ledger", "info", "--json").json["last_backup"]
    assert (last["path"], last["events"], last["events_since"]) == (str(machine.folder / "copia.sqlite"), 9, 6)
    assert "6 eventos después" in " ".join(machine.run("ledger", "info").out.split())


def test_a_ledger_that_nobody_touched_verifies(machine: Machine, sent: Path) -> None:
    done = machine.run("ledger", "verify")
    assert (done.code, "está bien: 9 eventos" in done.out) == (0, True), done.err
    answer = machine.run("ledger", "verify", "--json").json
    assert (answer["ok"], answer["exit_code"], answer["error"]) == (True, 0, None)
    assert answer["ledgers"][0]["head"] == machine.run("ledger", "info", "--json").json["head"]


def test_the_first_bad_event_is_named_with_its_document_and_its_moment(machine: Machine, sent: Path) -> None:
    with sqlite3.connect(sent) as db:
        at, reference = db.execute("SELECT at, reference FROM events WHERE id = 4").fetchone()
        db.execute("DROP TRIGGER events_never_UPDATE")
        db.execute("UPDATE events SET body = body || ' ' WHERE id >= 4 AND body IS NOT NULL")
        db.execute("UPDATE events SET attempts = 7 WHERE id = 4")
    db.close()
    done = machine.run("ledger", "verify")
    assert done.code == 9
    assert f"evento 4 ({at[8:10]}/{at[5:7]}/{at[:4]} {at[11:19]}, factura {reference}) fue cambiado" in done.err
    flaw = machine.run("ledger", "verify", "--json").json["ledgers"][0]["flaw"]
    assert (flaw["event"], flaw["at"], flaw["type"], flaw["reference_code"]) == (4, at, "invoice", reference)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("state = 'rejected'", "el estado del documento FV-1 es «rejected», y según el evento"),
        ("number = 'SETP1'", "el número del documento FV-1 es «SETP1»"),
        ("cufe = 'abc'", "el documento FV-1 fue cambiado después de su último evento"),
        ("total = '1.00'", "el total del documento FV-1 es «1.00», y según el evento"),
    ],
)
def test_a_document_edited_by_hand_is_named_with_what_its_events_say(
    machine: Machine, sent: Path, change: str, said: str
) -> None:
    with sqlite3.connect(sent) as db:
        db.execute(f"UPDATE documents SET {change} WHERE reference = 'FV-1'")  # noqa: S608  # of this test
    db.close()
    done = machine.run("ledger", "verify")
    assert (done.code, said in done.err) == (9, True), done.err


@pytest.mark.parametrize("kept", [0, 1, 100, 4096, 5000, 40_000])
def test_a_ledger_cut_short_is_told_in_one_sentence(machine: Machine, sent: Path, kept: int) -> None:
    sent.write_bytes(sent.read_bytes()[:kept])
    done = machine.run("ledger", "verify")
    assert done.code == 9, done.out
    assert "Traceback" not in done.err
    assert done.err.startswith("Error: el libro ")
    with_json = machine.run("ledger", "verify", "--json")
    assert (with_json.code, with_json.json["ok"], with_json.json["error"]["code"]) == (9, False, "ledger_corrupt")


def test_other_files_are_no_ledgers(machine: Machine) -> None:
    with sqlite3.connect(machine.folder / "otra.sqlite") as db:
        db.execute("CREATE TABLE cosas (x)")
    db.close()
    machine.write("notas.txt", "no es un libro\n" * 100)
    for name in ("otra.sqlite", "notas.txt"):
        done = machine.run("ledger", "verify", name)
        assert done.code == 9, done.out
        assert "no es un libro de factus" in done.err
    assert machine.run("ledger", "verify", "nada.sqlite").code == 2
    assert machine.run("ledger", "verify").code == 2


def test_a_copy_taken_while_a_send_runs_opens_verifies_and_works(machine: Machine) -> None:
    machine.write("lote.csv", lote([f"FV-{number:02}" for number in range(40)]))
    with served(machine, "--latency", "0.7") as simulator:
        process = machine.start("send", "lote.csv", "--json")
        while len(simulator.documents()) < 4 and process.poll() is None:
            time.sleep(0.02)
        copied = machine.run("ledger", "backup", "-o", "copia.sqlite", "--json")
        assert process.poll() is None
        verified = machine.run("ledger", "verify", "copia.sqlite", "--json")
        out, _ = process.communicate(timeout=60)
        assert json.loads(out)["exit_code"] == 0
        assert copied.code == 0, copied.err
        assert (verified.code, verified.json["ledgers"][0]["events"]) == (0, copied.json["events"])
        copy = machine.folder / "copia.sqlite"
        assert copy.stat().st_mode & 0o777 == 0o600

        other = Machine(machine.folder / "otra", machine.variables)
        ledger_of(other).parent.mkdir(parents=True)
        ledger_of(other).write_bytes(copy.read_bytes())
        assert other.run("ledger", "verify").code == 0
        assert 0 < other.run("ledger", "info", "--json").json["summary"]["validated"] < 40
        other.write("lote.csv", (machine.folder / "lote.csv").read_text(encoding="utf-8"))
        finished = other.run("send", "lote.csv", "--json")
        assert finished.code == 0, finished.err
        assert len(simulator.documents()) == 40
        assert {one["state"] for one in finished.json["documents"]} == {"validated"}
        assert other.run("ledger", "verify").code == 0


def test_a_copy_overwrites_only_when_told(machine: Machine, sent: Path) -> None:
    machine.write("copia.sqlite", "mío")
    refused = machine.run("ledger", "backup", "-o", "copia.sqlite", "--json")
    assert (refused.code, (machine.folder / "copia.sqlite").read_text()) == (2, "mío")
    assert machine.run("ledger", "backup", "-o", "copia.sqlite", "--overwrite").code == 0
    assert machine.run("ledger", "verify", "copia.sqlite").code == 0
    assert machine.run("ledger", "backup", "-o", str(sent), "--overwrite").code == 2
    assert machine.run("ledger", "backup").code == 0
    assert len(list(machine.folder.glob("default-sandbox-*.sqlite"))) == 1


def test_questions_are_answered_in_every_format(machine: Machine, sent: Path) -> None:
    query = "SELECT reference, total, cufe FROM documents ORDER BY reference"
    answer = machine.run("ledger", "sql", query, "--json").json
    assert (answer["schema"], answer["columns"]) == ("factus.ledger_sql/1", ["reference", "total", "cufe"])
    assert [one["reference"] for one in answer["rows"]] == ["FV-1", "FV-2"]
    assert machine.run("ledger", "sql", query, "--format", "json").json == answer
    lines = machine.run("ledger", "sql", query, "--format", "csv").out.splitlines()
    assert lines[0] == "\ufeffreference;total;cufe"
    assert lines[1].startswith("FV-1;2380.00;")
    assert "FV-2" in machine.run("ledger", "sql", query).out
    assert machine.run("ledger", "sql", query, "--format", "xml").code == 2


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM events",
        "UPDATE documents SET state = 'rejected'",
        "ATTACH 'otra.sqlite' AS otra",
        "PRAGMA query_only = OFF",
        "VACUUM INTO 'otra.sqlite'",
        "SELECT 1; DROP TABLE events",
        "nada",
    ],
)
def test_a_question_changes_nothing_and_says_so(machine: Machine, sent: Path, query: str) -> None:
    before = sent.read_bytes()
    done = machine.run("ledger", "sql", query, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "usage")
    assert "Traceback" not in done.err
    assert (sent.read_bytes(), (machine.folder / "otra.sqlite").exists()) == (before, False)


def test_everything_is_exported_in_every_format(machine: Machine, sent: Path) -> None:
    for suffix in ("xlsx", "csv", "json"):
        answer = machine.run("ledger", "export", "-o", f"libro.{suffix}", "--json").json
        assert (answer["schema"], answer["documents"], answer["events"]) == ("factus.ledger_export/1", 2, 9)
        assert all((machine.folder / path).exists() for path in answer["paths"])
    data = json.loads((machine.folder / "libro.json").read_text(encoding="utf-8"))
    assert [one["reference"] for one in data["documents"]] == ["FV-1", "FV-2"]
    assert data["documents"][0]["sent"]["reference_code"] == "FV-1"
    assert [one["id"] for one in data["events"]] == list(range(1, 10))
    book = openpyxl.load_workbook(machine.folder / "libro.xlsx")
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Documentos", 3), ("Eventos", 10)]
    assert book["Documentos"]["H2"].value == 2380
    documents = (machine.folder / "libro.csv").read_text(encoding="utf-8-sig").splitlines()
    events = (machine.folder / "libro-eventos.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (len(documents), len(events)) == (3, 10)
    assert machine.run("ledger", "export", "-o", "libro.docx").code == 2
    assert machine.run("ledger", "export", "-o", "no/hay/libro.csv").code == 2
    assert machine.run("ledger", "export").code == 0
    assert len(list(machine.folder.glob("default-sandbox-*.xlsx"))) == 1


def test_no_formula_of_a_client_runs_in_an_export(machine: Machine, simulator: ServedSimulator) -> None:
    formula = "+HYPERLINK(1)"
    machine.write("lote.csv", lote(["FV-1"]).replace("Cliente SAS", formula))
    assert machine.run("send", "lote.csv").code == 0
    for name in ("libro.csv", "libro.xlsx"):
        assert machine.run("ledger", "export", "-o", name).code == 0
    query = "SELECT customer_name FROM documents"
    assert machine.run("ledger", "sql", query, "--format", "csv").out.splitlines()[1] == f"'{formula}"
    assert f";'{formula};" in (machine.folder / "libro.csv").read_text(encoding="utf-8")
    cell = openpyxl.load_workbook(machine.folder / "libro.xlsx")["Documentos"]["G2"]
    assert (cell.value, cell.data_type) == (formula, "s")


def test_a_long_answer_is_counted_and_streamed(machine: Machine, sent: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, i AS i FROM n"
    shown = machine.run("ledger", "sql", many)
    assert "20.000 filas" in shown.err
    assert len(shown.out.splitlines()) == 1001
    assert len(machine.run("ledger", "sql", many, "--format", "csv").out.splitlines()) == 20_001
    answer = machine.run("ledger", "sql", many, "--json").json
    assert (answer["columns"], answer["rows"][-1]) == (["i", "i_2"], {"i": 20000, "i_2": 20000})


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_a_question_that_fails_in_the_middle_is_told(machine: Machine, sent: Path, format_: str) -> None:
    query = "SELECT abs(-9223372036854775808 + i) FROM (SELECT 1 AS i UNION ALL SELECT 0)"
    done = machine.run("ledger", "sql", query, "--format", format_)
    assert (done.code, "integer overflow" in done.err, "Traceback" in done.err) == (2, True, False)
    if format_ == "json":
        assert (done.json["ok"], done.json["exit_code"]) == (False, 2)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_a_question_without_end_stops_with_ctrl_c(machine: Machine, sent: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    process = machine.start("ledger", "sql", endless)
    while not sent.with_name(f"{sent.name}-shm").exists():  # a reader makes it: the question has begun
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, b"Traceback" in err) == (130, False)
