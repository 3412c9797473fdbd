"""The DIAN takes its time: the same bytes again, in the run or in a later one; nothing deleted, nothing overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import asked, at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from processes import Machine

FIVE = [f"FV-{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    "shape", [[], ["errors-null"], ["errors-list"], ["notifications"], ["nested-data"], ["lost-after@FV-2"]], ids=str
)
def test_a_delay_is_finished_in_the_run(machine: Machine, shape: list[str]) -> None:
    machine.write("lote.csv", lote(FIVE))
    chosen = [option for one in ("delay:2@FV-2", *shape) for option in ("--scenario", one)]
    with served(machine, *chosen) as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, states(done)) == (0, {"validated": 5}), done.out
        assert simulator.posts().count("FV-2") == 3
        assert asked(simulator, "DELETE") == []


def test_wait_dian_stretches_or_shortens_the_wait_and_resume_goes_on(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "delay:4@FV-2") as simulator:
        short = machine.run("send", "lote.csv", "--wait-dian", "1s", "--concurrency", "1", "--json")
        assert (short.code, short.json["error"]["code"]) == (6, "dian_slow")
        assert "FV-2" in short.json["error"]["message"]
        assert states(short) == {"validated": 1, "pending": 1, "not_sent": 3}
        assert simulator.posts() == ["FV-1", "FV-2", "FV-2"]
        assert "factus resume" in machine.run("status").err

        still = machine.run("resume", "--wait-dian", "0s", "--json")
        assert (still.code, document(still, "FV-2")["state"]) == (6, "pending")
        finished = machine.run("resume", "--wait-dian", "10m", "--json")
        assert (finished.code, states(finished)) == (0, {"validated": 4})
        assert {one["state"] for one in at_factus(simulator).values()} == {"validated"}
        assert asked(simulator, "DELETE") == []


@pytest.mark.slow
def test_a_delay_longer_than_the_wait_ends_the_run_with_nothing_else_of_its_family_sent(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "delay:100@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (6, "dian_slow")
        assert states(done) == {"validated": 1, "pending": 1, "not_sent": 3}
        assert simulator.posts() == ["FV-1", *["FV-2"] * 7]
        assert done.json["summary"]["seconds"] >= 30
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated", "pending", "ready"}
        assert set(at_factus(simulator)) == {"FV-1", "FV-2"}


def test_while_ours_is_pending_its_siblings_wait_even_when_they_were_in_the_air(machine: Machine) -> None:
    references = [f"FV-{number:02}" for number in range(1, 21)]
    machine.write("lote.csv", lote(references))
    with served(machine, "--latency", "0.2", "--scenario", "delay:2@FV-03", "--seed", "7") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (0, {"validated": 20})
        assert simulator.posts().count("FV-03") == 3
        assert {one["state"] for one in at_factus(simulator).values()} == {"validated"}
        again = machine.run("send", "lote.csv", "--json")
        assert (again.code, again.json["summary"]["requests"]) == (0, 0)


def test_a_pending_one_of_an_earlier_run_is_settled_when_it_blocks(machine: Machine) -> None:
    machine.write("uno.csv", lote(["FV-1"]))
    machine.write("dos.csv", lote(["FX-1", "FX-2"]))
    with served(machine, "--scenario", "delay:3@FV-1") as simulator:
        assert machine.run("send", "uno.csv", "--wait-dian", "0s").code == 6
        done = machine.run("send", "dos.csv", "--json")
        assert (done.code, states(done)) == (0, {"validated": 2})
        assert in_ledger(machine)["FV-1"]["state"] == "validated"
        assert {one["state"] for one in at_factus(simulator).values()} == {"validated"}


def test_a_pending_one_that_is_rejected_in_the_end_is_removed(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "delay:2@FV-2", "--scenario", "rejection@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 4, "rejected": 1})
        assert "FV-2" not in at_factus(simulator)


def test_a_delay_is_not_waited_for_beyond_the_users_own_time(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "delay:100@FV-1"):
        done = machine.run("send", "lote.csv", "--max-duration", "2s", "--wait-dian", "10m", "--json")
        assert done.code == 6
        assert document(done, "FV-1")["state"] == "pending"
