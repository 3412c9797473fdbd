"""`kill -9` in the middle of a send: nothing twice, nothing lost, and the next run finishes it."""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

import pytest
from processes import lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

REFERENCES = [f"FV-{number:03}" for number in range(1, 121)]
KILLS = 10


def kill_after(machine: Machine, simulator: ServedSimulator, posts: int, delay: float) -> bool:
    """Start a send and kill it a moment after so many more POSTs were seen. False: it ended before."""
    goal = len(simulator.posts()) + posts
    process = machine.start("send", "lote.csv", "--yes")
    while process.poll() is None and len(simulator.posts()) < goal:
        time.sleep(0.01)
    time.sleep(delay)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return running


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of POSIX")
def test_killed_ten_times_everything_is_sent_once_and_agrees(machine: Machine) -> None:
    chance = random.Random(20261124)
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.15") as simulator:
        killed = sum(kill_after(machine, simulator, chance.randint(0, 5), chance.uniform(0, 0.2)) for _ in range(KILLS))
        assert killed == KILLS
        finished = machine.run("send", "lote.csv", "--yes", "--json")
        assert finished.code == 0, finished.err
        held = {one["reference_code"]: (one["number"], one["total"]) for one in simulator.documents()}
        listed = machine.run("list", "--json", "--limit", "1000").json["documents"]
        ours = {one["reference_code"]: (one["number"], one["total"]) for one in listed}
        assert len(simulator.documents()) == len(REFERENCES)
        assert held == ours
        assert {one["state"] for one in listed} == {"validated"}
        before = len(simulator.requests())
        again = machine.run("send", "lote.csv", "--yes", "--json")
        assert (again.code, len(simulator.requests())) == (0, before)
        assert again.json["summary"]["already_validated"] == len(REFERENCES)
