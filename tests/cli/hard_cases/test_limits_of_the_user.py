"""The user's own limits: some of the documents, some of the time, none at all; and what is left for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes import lote, served
from standings import at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

TEN = [f"FV-{number:02}" for number in range(1, 11)]


def test_a_limit_sends_the_first_ones_and_resume_the_rest(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN))
    done = machine.run("send", "lote.csv", "--limit", "3", "--json")
    assert (done.code, done.json["error"]["code"]) == (12, "own_limit")
    assert states(done) == {"validated": 3, "not_sent": 7}
    assert sorted(simulator.posts()) == TEN[:3]
    assert machine.run("resume", "--limit", "3").code == 12
    assert sorted(simulator.posts()) == TEN[:6]
    again = machine.run("send", "lote.csv", "--limit", "3", "--json")
    assert (again.code, again.json["summary"]["already_validated"], states(again)["not_sent"]) == (12, 6, 1)
    assert machine.run("resume").code == 0
    assert sorted(simulator.posts()) == TEN


def test_a_limit_that_is_not_reached_is_no_limit(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN))
    assert machine.run("send", "lote.csv", "--limit", "10").code == 0


def test_a_limit_with_a_rejection_says_the_gravest(machine: Machine) -> None:
    machine.write("lote.csv", lote(TEN))
    with served(machine, "--scenario", "rejection@FV-02") as simulator:
        done = machine.run("send", "lote.csv", "--limit", "3", "--json")
        assert (done.code, states(done)) == (5, {"validated": 2, "rejected": 1, "not_sent": 7})
        assert sorted(simulator.posts()) == TEN[:3]


def test_only_sends_the_references_that_are_named(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN))
    done = machine.run("send", "lote.csv", "--only", "FV-04", "--only", "FV-07", "--json")
    assert (done.code, states(done)) == (0, {"validated": 2})
    assert sorted(simulator.posts()) == ["FV-04", "FV-07"]
    wrong = machine.run("send", "lote.csv", "--only", "FV-99", "--json")
    assert (wrong.code, "FV-99" in wrong.json["error"]["message"]) == (2, True)
    assert machine.run("send", "lote.csv").code == 0
    assert len(simulator.posts()) == len(TEN)


def test_when_the_time_is_up_what_is_in_the_air_finishes_and_the_rest_waits(machine: Machine) -> None:
    machine.write("lote.csv", lote(TEN))
    with served(machine, "--latency", "2") as simulator:
        done = machine.run("send", "lote.csv", "--max-duration", "1s", "--concurrency", "2", "--json")
        assert (done.code, done.json["error"]["code"]) == (12, "own_limit")
        assert states(done) == {"validated": 2, "not_sent": 8}
        assert sorted(at_factus(simulator)) == sorted(simulator.posts()) == TEN[:2]
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated", "ready"}


def test_no_time_at_all_sends_nothing_and_records_everything(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN))
    done = machine.run("send", "lote.csv", "--max-duration", "0s", "--json")
    assert (done.code, done.json["error"]["code"], states(done)) == (12, "own_limit", {"not_sent": 10})
    assert (simulator.posts(), {one["state"] for one in in_ledger(machine).values()}) == ([], {"ready"})


def test_a_time_that_is_up_when_the_last_one_is_in_the_air_stopped_nothing(machine: Machine) -> None:
    machine.write("lote.csv", lote(TEN[:2]))
    with served(machine, "--latency", "2"):
        done = machine.run("send", "lote.csv", "--max-duration", "1s", "--json")
        assert (done.code, done.json["error"], states(done)) == (0, None, {"validated": 2})


def test_a_rehearsal_asks_nothing_and_records_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN))
    done = machine.run("send", "lote.csv", "--dry-run", "--json")
    assert (done.code, states(done)) == (0, {"not_sent": 10})
    assert [one for one in simulator.requests() if one["method"] == "POST" and "oauth" not in one["path"]] == []
    assert simulator.documents() == []
    assert machine.run("send", "lote.csv", "--limit", "2").code == 12
    before = (simulator.posts(), in_ledger(machine))
    told = machine.run("send", "lote.csv", "-n")
    assert (told.code, "8" in told.out) == (0, True)
    assert (simulator.posts(), in_ledger(machine)) == before


def test_only_correct_leaves_out_what_is_wrong_with_its_cell(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(TEN).replace("FV-05,900123456,8", "FV-05,900123456,7"))
    refused = machine.run("send", "lote.csv", "--json")
    assert (refused.code, refused.json["error"]["code"], simulator.requests()) == (3, "lote_errors", [])
    done = machine.run("send", "lote.csv", "--only-correct", "--json")
    assert (done.code, states(done)) == (3, {"validated": 9})
    wrong = next(one for one in done.json["findings"] if one["severity"] == "error")
    assert (wrong["reference_code"], wrong["cell"], wrong["row"]) == ("FV-05", "C6", 6)
    machine.write("lote.csv", lote(TEN))
    fixed = machine.run("send", "lote.csv", "--json")
    assert (fixed.code, document(fixed, "FV-05")["state"]) == (0, "validated")
    assert simulator.posts()[9:] == ["FV-05"]
