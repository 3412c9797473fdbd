"""A document that the DIAN rejects: told, removed, and in nobody's way; with the real process and a simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import asked, at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from processes import Machine

HUNDRED = [f"FV-{number:03}" for number in range(1, 101)]
FEW = [f"FV-{number}" for number in range(1, 9)]


def test_one_rejected_among_a_hundred_stops_no_other_and_the_corrected_file_sends_only_it(machine: Machine) -> None:
    machine.write("lote.csv", lote(HUNDRED))
    with served(machine, "--latency", "0.02", "--scenario", "rejection@FV-050", "--seed", "7") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 99, "rejected": 1})
        rejected = document(done, "FV-050")
        assert rejected["rows"] == [51]
        assert [(one["code"], one["severity"]) for one in rejected["messages"]] == [("FAK24", "rejection")]
        assert set(at_factus(simulator)) == set(HUNDRED) - {"FV-050"}
        assert {one["state"] for one in simulator.documents()} == {"validated"}
        assert not any(one["blocks"] for one in in_ledger(machine).values())

        told = machine.run("send", "lote.csv")
        assert told.code == 5
        assert "FV-050 rechazado: Regla: FAK24, Rechazo: No está informado el DV del NIT (fila 51)" in told.out

        before = len(simulator.posts())
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        machine.write(
            "lote.csv", lote(HUNDRED).replace("FV-050,900123456,8,Cliente SAS", "FV-050,900123456,8,Otra SAS")
        )
        corrected = machine.run("send", "lote.csv", "--json")
        assert (corrected.code, corrected.json["summary"]["already_validated"]) == (0, 99)
        assert document(corrected, "FV-050")["state"] == "validated"
        assert simulator.posts()[before:] == ["FV-050"]
        assert at_factus(simulator)["FV-050"]["number"] == document(corrected, "FV-050")["number"]


@pytest.mark.parametrize(
    "scenarios",
    [
        ["rejection@FV-3"],
        ["rejection-422@FV-3"],
        ["rejection-422-list@FV-3"],
        ["rejection@FV-3", "errors-root@FV-3"],
        ["rejection@FV-3", "nested-data@FV-3"],
        ["rejection-422@FV-3", "errors-root@FV-3"],
        ["rejection-422@FV-3", "nested-data@FV-3"],
        ["rejection@FV-3", "lost-after@FV-3"],
        ["rejection-422@FV-3", "error-502-after@FV-3"],
        ["rejection@FV-3", "delay:1@FV-3"],
        ["rejection@FV-3", "one-in-flight"],
    ],
    ids=" ".join,
)
def test_a_rejection_is_told_and_removed_however_it_is_said(machine: Machine, scenarios: list[str]) -> None:
    machine.write("lote.csv", lote(FEW))
    chosen = [option for one in scenarios for option in ("--scenario", one)]
    with served(machine, "--latency", "0.02", *chosen) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 7, "rejected": 1}), done.out
        assert document(done, "FV-3")["messages"][0]["code"] == "FAK24"
        assert set(at_factus(simulator)) == set(FEW) - {"FV-3"}
        assert len(asked(simulator, "DELETE")) == 1
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        before = len(simulator.posts())
        assert machine.run("resume").code == 0
        assert len(simulator.posts()) == before
        assert machine.run("send", "lote.csv").code == 0
        assert simulator.posts()[before:] == ["FV-3"]


def test_stop_on_reject_leaves_it_there_and_sends_nothing_more(machine: Machine) -> None:
    machine.write("lote.csv", lote(FEW))
    with served(machine, "--latency", "0.1", "--scenario", "rejection@FV-3") as simulator:
        done = machine.run("send", "lote.csv", "--on-reject", "stop", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "rejected")
        assert "FV-3" in done.json["error"]["message"]
        assert states(done) == {"validated": 2, "rejected": 1, "not_sent": 5}
        assert document(done, "FV-3")["blocks"] is True
        assert at_factus(simulator)["FV-3"]["state"] == "rejected"
        assert (asked(simulator, "DELETE"), simulator.posts()) == ([], ["FV-1", "FV-2", "FV-3"])

        again = machine.run("send", "lote.csv", "--on-reject", "stop", "--json")
        assert again.code == 7
        assert asked(simulator, "DELETE") == []

        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("send", "lote.csv").code == 0
        assert {one["state"] for one in at_factus(simulator).values()} == {"validated"}
        assert len(at_factus(simulator)) == len(FEW)


def test_what_was_left_by_choice_is_still_there_after_a_resume_that_has_nothing_of_its_type(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with served(machine, "--scenario", "rejection@FV-2") as simulator:
        assert machine.run("send", "lote.csv", "--on-reject", "stop", "--concurrency", "1").code == 7
        done = machine.run("resume")
        assert (done.code, asked(simulator, "DELETE")) == (0, [])
        assert "factus pending clear FV-2" in " ".join(done.err.split())
        assert at_factus(simulator)["FV-2"]["state"] == "rejected"
        assert machine.run("status", "FV-2", "--json").json["documents"][0]["blocks"] is True

        machine.write("otro.csv", lote(["FV-3"]))  # what wants its place makes it go
        assert machine.run("send", "otro.csv").code == 0
        assert len(asked(simulator, "DELETE")) == 1
        assert sorted(at_factus(simulator)) == ["FV-1", "FV-3"]
        assert machine.run("ledger", "verify").code == 0


@pytest.mark.parametrize("scenario", ["delete-405@FV-3", "delete/error-500:0@FV-3", "delete/lost-before:0@FV-3"])
def test_what_cannot_be_deleted_is_remembered_told_and_tried_again(machine: Machine, scenario: str) -> None:
    machine.write("lote.csv", lote(FEW))
    with served(machine, "--scenario", "rejection@FV-3", "--scenario", scenario) as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (5, "delete_failed")
        assert states(done) == {"validated": 2, "rejected": 1, "not_sent": 5}
        assert document(done, "FV-3")["blocks"] is True
        assert simulator.posts().count("FV-3") == 1

        told = machine.run("resume")
        assert told.code != 0
        assert "FV-3" in told.out + told.err
        assert at_factus(simulator)["FV-3"]["state"] == "rejected"
        report = machine.run("report", "lote", "-o", "informe.csv")
        assert report.code == 0
        line = next(
            one
            for one in (machine.folder / "informe.csv").read_text(encoding="utf-8-sig").splitlines()
            if "FV-3" in one
        )
        assert "FAK24" in line
        assert "sigue en Factus y bloquea a los demás" in line

        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        before = len(asked(simulator, "DELETE"))
        resumed = machine.run("resume", "--json")
        assert (resumed.code, states(resumed)) == (0, {"validated": 5})
        assert len(asked(simulator, "DELETE")) == before + 1
        assert set(at_factus(simulator)) == set(FEW) - {"FV-3"}
        assert in_ledger(machine)["FV-3"]["blocks"] is False
        assert simulator.posts().count("FV-3") == 1
        assert machine.run("send", "lote.csv").code == 0
        assert len(at_factus(simulator)) == len(FEW)


@pytest.mark.parametrize(
    "scenario", ["delete-ignored@FV-3", "delete/html-200:0@FV-3", "delete/empty-body-before:0@FV-3"]
)
def test_a_deletion_that_is_said_and_not_done_is_found_out_and_told(machine: Machine, scenario: str) -> None:
    machine.write("lote.csv", lote(FEW))
    with served(machine, "--scenario", "rejection@FV-3", "--scenario", scenario) as simulator:
        done = machine.run("send", "lote.csv", "--json", timeout=40)
        assert (done.code, done.json["error"]["code"]) == (5, "delete_failed"), done.out
        assert document(done, "FV-3")["blocks"] is True
        assert set(states(done)) == {"validated", "rejected", "not_sent"}
        assert len(asked(simulator, "DELETE")) <= 6
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("resume").code == 0
        assert set(at_factus(simulator)) == set(FEW) - {"FV-3"}


@pytest.mark.parametrize("fault", ["delete/lost-after@FV-3", "delete/error-504@FV-3", "delete/cut-body@FV-3"])
def test_a_deletion_whose_answer_is_lost_is_a_deletion(machine: Machine, fault: str) -> None:
    machine.write("lote.csv", lote(FEW))
    with served(machine, "--scenario", "rejection@FV-3", "--scenario", fault) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 7, "rejected": 1})
        assert document(done, "FV-3")["blocks"] is False
        assert "FV-3" not in at_factus(simulator)


def test_a_slow_deletion_lets_nothing_of_its_family_leave_meanwhile(machine: Machine) -> None:
    machine.write("lote.csv", lote(FEW))
    with served(machine, "--scenario", "rejection@FV-3", "--scenario", "delete/slow:1@FV-3") as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, states(done)) == (5, {"validated": 7, "rejected": 1})
        assert sorted(simulator.posts()) == FEW


def test_many_rejected_at_once_are_all_removed_and_the_rest_validated(machine: Machine) -> None:
    machine.write("lote.csv", lote(HUNDRED[:40]))
    with served(machine, "--latency", "0.05", "--scenario", "rejection%25/doc", "--seed", "7") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        found = states(done)
        assert (done.code, set(found), sum(found.values())) == (5, {"validated", "rejected"}, 40)
        assert found["rejected"] > 3
        validated = {one["reference_code"] for one in done.json["documents"] if one["state"] == "validated"}
        assert set(at_factus(simulator)) == validated
