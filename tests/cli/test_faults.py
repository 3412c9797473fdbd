"""Every way in which Factus misbehaves, through a socket: the exit code, and simulator and ledger agreeing after."""

from __future__ import annotations

import pytest
from processes import Machine, lote, served

REFERENCES = [f"FV-{number}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("lost-before%40", 0),
        ("lost-after%40", 0),
        ("cut-connection%40", 0),
        ("error-500%40", 0),
        ("error-500-after%40", 0),
        ("error-503%30", 0),
        ("error-504%30", 0),
        ("html-200%30", 0),
        ("html-502%30", 0),
        ("empty-body%30", 0),
        ("cut-body%30", 0),
        ("wrong-reference%30", 0),
        ("no-number%30", 0),
        ("no-code%30", 0),
        ("nested-data", 0),
        ("errors-root", 0),
        ("errors-list", 0),
        ("errors-null", 0),
        ("token-expired:3", 0),
        ("one-in-flight", 0),
        ("list-lag:1", 0),
        ("round-half-even", 0),
        ("total-off:0.01", 0),
        ("total-off:5000@FV-3", 5),
        ("delay:1@FV-3", 0),
        ("rejection@FV-3", 5),
        ("rejection-422@FV-3", 5),
        ("rejection-422-list@FV-3", 5),
        ("rule90@FV-8", 5),
        ("foreign-pending", 7),
        ("quota-exhausted", 8),
    ],
)
def test_whatever_factus_does_nothing_is_twice_lost_or_mistaken(machine: Machine, scenario: str, code: int) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.02", "--scenario", scenario, "--seed", "7") as simulator:
        done = machine.run("send", "lote.csv", "--json", "--concurrency", "1" if "rule90" in scenario else "4")
        assert done.code == code, done.out + done.err
        documents = {one["reference_code"]: one for one in done.json["documents"]}
        assert set(documents) == set(REFERENCES)
        held = {one["reference_code"]: one for one in simulator.documents() if not one["is_foreign"]}
        for reference, one in documents.items():
            if one["state"] == "validated":
                assert held[reference]["state"] == "validated"
                assert held[reference]["number"] == one["number"]
            elif one["state"] in ("rejected", "refused", "not_sent"):
                assert reference not in held
        before = len(simulator.documents())
        machine.run("send", "lote.csv", "--json")
        assert len(simulator.documents()) >= before
        assert len({one["reference_code"] for one in simulator.documents()}) == len(simulator.documents())


def test_a_foreign_blocker_is_named_and_left_alone(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine) as simulator:
        simulator.ask("/_simulator/documents", {"family": "bills", "reference": "AJENA-7", "rejected": True})
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "blocked")
        assert "AJENA-7" in done.json["error"]["message"]
        assert [one["method"] for one in simulator.requests() if one["method"] == "DELETE"] == []
        assert len(simulator.documents()) == 1


def test_several_ranges_are_a_question_that_an_option_answers(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine) as simulator:
        wrong = machine.run("send", "lote.csv", "--range", "NADIE", "--json")
        assert (wrong.code, wrong.json["error"]["code"]) == (2, "range_unknown")
        expired = machine.run("send", "lote.csv", "--range", "VENC", "--json")
        assert (expired.code, expired.json["error"]["code"]) == (8, "range_exhausted")
        assert simulator.posts() == []
        assert machine.run("send", "lote.csv", "--range", "setp").code == 0


@pytest.mark.slow
def test_what_could_not_even_begin_is_told_as_the_ledger_has_it(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with served(machine, "--scenario", "rejection@FV-1") as simulator:
        assert machine.run("send", "lote.csv").code == 5
        simulator.ask("/_simulator/scenarios", {"scenarios": ["account/error-500:0"]})
        machine.write("lote.csv", lote(["FV-1", "FV-2", "FV-3"]))
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "unreachable")
        told = {one["reference_code"]: one["state"] for one in done.json["documents"]}
        assert told == {"FV-1": "rejected", "FV-2": "validated", "FV-3": "not_sent"}
