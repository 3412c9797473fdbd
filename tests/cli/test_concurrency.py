"""An account that takes one document at a time: all are sent, with few refusals, and faster once it allows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from processes import lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

ONE_AT_A_TIME = ("--scenario", "one-in-flight", "--latency", "0.05")


def write(machine: Machine, count: int) -> None:
    machine.write("lote.csv", lote([f"FV-{number}" for number in range(count)]))


def refusals(simulator: ServedSimulator) -> int:
    """How many 409 were answered."""
    return sum(1 for one in simulator.requests() if one["status"] == 409)


@pytest.mark.parametrize(("count", "part"), [(60, 1 / 3), pytest.param(400, 1 / 10, marks=pytest.mark.slow)])
def test_an_account_that_refuses_two_in_flight_takes_them_all(machine: Machine, count: int, part: float) -> None:
    write(machine, count)
    with served(machine, *ONE_AT_A_TIME) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["summary"]["validated"]) == (0, count)
        assert len(simulator.documents()) == count
        assert 0 < refusals(simulator) < count * part


@pytest.mark.slow
def test_concurrency_comes_back_up_when_the_account_allows_it(machine: Machine) -> None:
    write(machine, 400)
    with served(machine, *ONE_AT_A_TIME) as simulator:
        sending = machine.start("send", "lote.csv", "--json")
        while len(simulator.documents()) < 30:
            time.sleep(0.1)
        assert simulator.ask("/_simulator/documents")["most_in_flight"] == 1
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        before = refusals(simulator)
        sending.communicate(timeout=120)
        assert sending.returncode == 0
        assert len(simulator.documents()) == 400
        assert refusals(simulator) == before
        assert simulator.ask("/_simulator/documents")["most_in_flight"] >= 3
