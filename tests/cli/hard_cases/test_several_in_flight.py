"""What stops a run while others are in the air, at the usual concurrency: they finish and are told, nothing new leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import asked, at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from processes import Finished, Machine, ServedSimulator

THIRTY = [f"FV-{number:02}" for number in range(1, 31)]
SLOW = ("--latency", "0.3")
STOPPERS = {
    "rejection": ("rejected", 7, "rejected"),
    "rule90-422": ("needs_support", 7, "blocked"),
    "quota-exhausted": ("not_sent", 8, "subscription_exhausted"),
    "forbidden:0": ("not_sent", 4, "forbidden"),
}


def agree(machine: Machine, simulator: ServedSimulator, done: Finished) -> None:
    """What is told, what the ledger says and what Factus holds is the same, and nothing is unknown."""
    told, held, ours = states(done), at_factus(simulator), in_ledger(machine)
    assert "in_doubt" not in told
    assert {one["state"] for one in ours.values()} <= {"validated", "ready", "rejected", "needs_support"}
    validated = {reference for reference, one in ours.items() if one["state"] == "validated"}
    assert validated == {reference for reference, one in held.items() if one["state"] == "validated"}
    assert told.get("validated", 0) == len(validated)
    assert sum(told.values()) == len(ours) == len(THIRTY)
    for reference in validated:
        assert ours[reference]["number"] == held[reference]["number"]


@pytest.mark.parametrize(
    ("scenario", "lost"),
    [*((scenario, False) for scenario in STOPPERS), ("rejection", True), ("rule90-422", True)],
    ids=lambda value: {False: "answered", True: "looked up"}.get(value, value),
)
def test_what_is_in_the_air_finishes_and_is_told_nothing_new_leaves_and_resume_ends_it(
    machine: Machine, scenario: str, lost: bool
) -> None:
    state, code, error = STOPPERS[scenario]
    machine.write("lote.csv", lote(THIRTY))
    chosen = ["--scenario", f"{scenario}@FV-06", *(["--scenario", "lost-after@FV-06"] if lost else [])]
    with served(machine, *SLOW, *chosen) as simulator:
        done = machine.run("send", "lote.csv", "--on-reject", "stop", "--json")
        assert (done.code, done.json["error"]["code"]) == (code, error), done.out
        assert document(done, "FV-06")["state"] == state
        agree(machine, simulator, done)
        assert len(set(simulator.posts())) < len(THIRTY)
        assert (simulator.posts().count("FV-06"), asked(simulator, "DELETE")) == (1, [])
        if state != "not_sent":
            assert "FV-06" in done.json["error"]["message"]
        if state == "needs_support":
            return
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("resume").code == 0
        if state == "rejected":  # `resume` removes it, and never sends it
            assert machine.run("send", "lote.csv").code == 0
        assert {reference: one["state"] for reference, one in at_factus(simulator).items()} == dict.fromkeys(
            THIRTY, "validated"
        )


def test_several_rejected_at_once_under_stop_are_all_told_and_all_still_there(machine: Machine) -> None:
    machine.write("lote.csv", lote(THIRTY))
    with served(machine, *SLOW, "--scenario", "rejection@FV-0[5-8]") as simulator:
        done = machine.run("send", "lote.csv", "--on-reject", "stop", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "rejected")
        agree(machine, simulator, done)
        there = {reference for reference, one in at_factus(simulator).items() if one["state"] == "rejected"}
        assert there == {one["reference_code"] for one in done.json["documents"] if one["state"] == "rejected"}
        assert all(document(done, reference)["blocks"] for reference in there)
        assert asked(simulator, "DELETE") == []
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("send", "lote.csv").code == 0
        assert set(at_factus(simulator)) == set(THIRTY)
