"""`factus pending`: what Factus holds unvalidated, whose it is, and what may be deleted, through a socket."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from odd_answers import Odd, between
from processes import FACTUS, lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator


def plant(simulator: ServedSimulator, reference: str, *, family: str = "bills", rejected: bool = False) -> None:
    """Somebody else's document, unvalidated."""
    simulator.ask("/_simulator/documents", {"family": family, "reference": reference, "rejected": rejected})


def deletes(simulator: ServedSimulator) -> list[str]:
    """The references of every DELETE."""
    return [one["reference"] for one in simulator.requests() if one["method"] == "DELETE"]


def test_nothing_unvalidated_is_said_in_five_questions(machine: Machine, simulator: ServedSimulator) -> None:
    done = machine.run("pending")
    assert (done.code, "nada bloquea" in done.out) == (0, True)
    assert len(simulator.requests()) == 1 + 5
    assert machine.run("pending", "list", "--type", "invoice", "--json").json["documents"] == []
    assert len(simulator.requests()) == 1 + 5 + 2


def test_a_family_that_could_not_be_listed_leaves_it_unknown(machine: Machine, simulator: ServedSimulator) -> None:
    with between(simulator.url, {}, {"/v2/credit-notes": Odd(200, {"data": None})}) as url:
        machine.variables["FACTUS_BASE_URL"] = url
        done = machine.run("pending")
    assert done.code == 7
    assert "nada bloquea" not in done.out
    assert "lo demás no se sabe" in done.out
    assert "no se pudo listar nota crédito" in done.err


def test_what_others_left_in_any_family_is_named_with_what_to_do(machine: Machine, simulator: ServedSimulator) -> None:
    plant(simulator, "AJENA-1", rejected=True)
    plant(simulator, "AJENA-2", family="credit-notes")
    answer = machine.run("pending", "--json").json
    first, second = answer["documents"]
    assert (answer["schema"], answer["ok"], answer["unlisted"]) == ("factus.pending/1", True, [])
    assert (first["reference_code"], first["number"], first["ours"], first["state"]) == (
        "AJENA-1",
        "AJEN1",
        False,
        "rejected",
    )
    assert first["customer"] == {"identification": "1000000001", "name": "Cliente de otro usuario"}
    assert (first["total"], first["created_at"][-6:]) == ("119000.00", "-05:00")
    assert first["messages"][0]["code"] == "FAD06"
    assert first["next"] == "factus pending clear AJENA-1"
    assert (second["type"], second["state"], second["ledger_state"]) == ("credit-note", "pending", None)
    told = machine.run("pending").out
    for word in ("AJENA-1", "AJEN1", "Cliente de otro usuario", "$ 119.000,00", "otro", "rechazado", "FAD06"):
        assert word in told


def test_what_is_ours_is_known_by_the_ledger_and_resume_ends_it(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", "delay:9@FV-1") as simulator:
        assert machine.run("send", "lote.csv", "--wait-dian", "1s").code == 6
        one = machine.run("pending", "--json").json["documents"][0]
        assert (one["ours"], one["ledger_state"], one["state"], one["next"]) == (
            True,
            "pending",
            "pending",
            "factus resume",
        )
        assert one["lote"].endswith("-lote")
        refused = machine.run("pending", "clear", "FV-1", "--yes", "--json")
        assert (refused.code, refused.json["error"]["code"]) == (6, "pending")
        assert deletes(simulator) == []


def test_what_the_dian_rejected_is_deleted_and_the_ledger_says_so(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", "rejection@FV-1") as simulator:
        assert machine.run("send", "lote.csv", "--on-reject", "stop").code == 7
        assert machine.run("pending", "--json").json["next"] == "factus pending clear FV-1"
        done = machine.run("pending", "clear", "FV-1", "--json")
        assert (done.code, done.json["deleted"]) == (0, True)
        assert done.json["documents"][0]["ledger_state"] == "rejected"
        assert (deletes(simulator), simulator.documents()) == (["FV-1"], [])
        entry = machine.run("status", "FV-1", "--json").json["documents"][0]
        assert (entry["state"], entry["blocks"], entry["messages"][0]["code"]) == ("rejected", False, "FAK24")
        again = machine.run("pending", "clear", "FV-1", "--json")
        assert (again.code, again.json["error"]["code"]) == (2, "not_there")


def test_a_delete_that_fails_is_told_and_owed_until_it_works(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", "rejection@FV-1", "--scenario", "delete-405@FV-1") as simulator:
        machine.run("send", "lote.csv", "--on-reject", "stop")
        failed = machine.run("pending", "clear", "FV-1", "--json")
        assert (failed.code, failed.json["error"]["code"]) == (6, "delete_failed")
        assert machine.run("status", "FV-1", "--json").json["documents"][0]["blocks"] is True
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("pending", "clear", "FV-1").code == 0
        assert machine.run("status", "FV-1", "--json").json["documents"][0]["blocks"] is False


def test_a_foreign_delete_that_fails_leaves_the_account_blocked(machine: Machine) -> None:
    with served(machine, "--scenario", "delete-405@AJENA-1") as simulator:
        plant(simulator, "AJENA-1", rejected=True)
        done = machine.run("pending", "clear", "AJENA-1", "--yes", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "delete_failed")
        assert "405" in done.json["error"]["message"]


def test_what_is_not_ours_needs_a_yes_where_nobody_can_be_asked(machine: Machine, simulator: ServedSimulator) -> None:
    plant(simulator, "AJENA-1", rejected=True)
    done = machine.run("pending", "clear", "AJENA-1", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "confirmation_needed")
    assert deletes(simulator) == []
    assert machine.run("pending", "clear", "AJENA-1", "--yes").code == 0
    assert (deletes(simulator), simulator.documents()) == (["AJENA-1"], [])


def test_a_prepared_document_that_somebody_else_posted_is_not_ours(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    machine.run("send", "lote.csv", "--limit", "1")
    plant(simulator, "FV-2", rejected=True)
    assert machine.run("pending", "--json").json["documents"][0]["ours"] is False
    assert machine.run("pending", "clear", "FV-2").code == 2
    assert deletes(simulator) == []


@pytest.mark.parametrize(
    ("scenario", "code", "word"),
    [("rule90@FV-1", 7, "needs_support"), ("notifications", 2, "validated")],
    ids=["Regla 90", "validated"],
)
def test_what_must_not_be_lost_is_never_deleted(machine: Machine, scenario: str, code: int, word: str) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", scenario) as simulator:
        machine.run("send", "lote.csv")
        done = machine.run("pending", "clear", "FV-1", "--yes", "--json")
        assert (done.code, done.json["error"]["code"]) == (code, word)
        assert deletes(simulator) == []


def test_a_foreign_document_that_the_dian_still_has_is_left_alone(machine: Machine, simulator: ServedSimulator) -> None:
    plant(simulator, "AJENA-1")
    done = machine.run("pending", "clear", "AJENA-1", "--yes", "--json")
    assert (done.code, done.json["error"]["code"]) == (7, "pending")
    assert deletes(simulator) == []


def test_one_reference_in_two_families_is_a_question(machine: Machine, simulator: ServedSimulator) -> None:
    plant(simulator, "AJENA-1", rejected=True)
    plant(simulator, "AJENA-1", family="credit-notes", rejected=True)
    asked = machine.run("pending", "clear", "AJENA-1", "--yes", "--json")
    assert (asked.code, asked.json["error"]["code"]) == (2, "several")
    assert machine.run("pending", "clear", "AJENA-1", "--yes", "--type", "credit-note").code == 0
    assert [one["family"] for one in simulator.documents()] == ["bills"]
    assert machine.run("pending", "--type", "remision").code == 2


def test_a_list_that_is_not_whole_says_so(machine: Machine) -> None:
    with served(machine, "--scenario", "list-500:20") as simulator:
        plant(simulator, "AJENA-1")
        done = machine.run("pending", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "unreachable")


def test_another_sender_holds_the_profile_of_a_clear_but_not_of_a_list(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--latency", "20") as simulator:
        process = machine.start("send", "lote.csv")
        while not simulator.requests() or simulator.requests()[-1]["path"] == "/oauth/token":
            assert process.poll() is None
        assert machine.run("pending", "list").code == 0
        assert machine.run("pending", "clear", "FV-1", "--yes").code == 10
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("AJENA-1\n", 0), ("AJENA-2\n", 2), ("\x04", 2), ("\x03", 130)],
    ids=["the reference", "another", "nothing", "Ctrl-C"],
)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="terminals of POSIX")
def test_at_a_terminal_the_reference_is_typed(
    machine: Machine, simulator: ServedSimulator, typed: str, code: int
) -> None:
    plant(simulator, "AJENA-1", rejected=True)
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*FACTUS, "pending", "clear", "AJENA-1", "--type", "invoice"],
        cwd=machine.folder,
        env=machine.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=own_terminal,  # noqa: PLW1509  # no threads here
    )
    os.close(theirs)
    shown = b""
    while b"escriba la referencia" not in shown:
        shown += os.read(ours, 1000)
    os.write(ours, typed.encode())
    assert process.wait(timeout=30) == code
    os.close(ours)
    assert len(simulator.documents()) == (0 if code == 0 else 1)


def own_terminal() -> None:
    """Make the terminal on stdin this session's own, so that Ctrl-C typed in it is a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_foreign_blocker_stops_the_send_within_three_requests_of_finding_it(machine: Machine) -> None:
    machine.write("lote.csv", lote([f"FV-{number}" for number in range(1, 21)]))
    with served(machine, "--latency", "0.1", "--scenario", "foreign-pending") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        error = done.json["error"]
        assert (done.code, error["code"]) == (7, "blocked")
        blocker = next(one for one in simulator.documents() if one["is_foreign"])
        for word in (blocker["reference_code"], blocker["number"]):
            assert word in error["message"]
        day, month, year = blocker["created_at"][:10].split("-")
        assert f"{day}/{month}/{year}" in error["message"]
        assert "factus pending" in error["hint"]
        assert deletes(simulator) == []
        asked = [(one["method"], one["path"]) for one in simulator.requests()]
        found = max(index for index, one in enumerate(asked) if one == ("GET", "/v2/bills"))
        assert len(asked) - found - 1 <= 3
        assert simulator.documents() == [blocker]
        assert "factus pending" in machine.run("send", "lote.csv").err


def test_a_practice_keeps_its_option_in_what_to_do_next(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-SIM-AJENA-1"]))
    done = machine.run("send", "lote.csv", "--simulate", "--json")
    assert (done.code, "factus pending --simulate" in done.json["error"]["hint"]) == (7, True)
    listed = machine.run("pending", "--simulate", "list", "--json").json["documents"]
    assert listed[0]["next"] == "quien lo envió debe terminarlo; vuelva a mirar con: factus pending --simulate"
    assert json.dumps(listed) == json.dumps(machine.run("pending", "--simulate", "--json").json["documents"])
