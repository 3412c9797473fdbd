"""The machine's clock, hours or days off, or set while a lote is half-way: nothing twice, lost, or waited for in vain."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import at_factus, in_ledger

if TYPE_CHECKING:
    from processes import Machine

HOUR, DAY = 3600.0, 86400.0
FIVE = [f"FV-{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("before", "after"),
    [(0, HOUR), (0, -5 * DAY), (40 * DAY, 0)],
    ids=["+1 h", "-5 d", "back from +40 d"],
)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of POSIX")
def test_a_clock_set_while_a_document_is_in_doubt_is_no_reason_to_wait_nor_to_send_it_twice(
    machine: Machine, before: float, after: float
) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "hang@FV-3") as simulator:
        machine.variables |= {"FACTUS_RPM": "60", "FACTUS_TIMEOUT": "2"}
        machine.set_clock(before)
        process = machine.start("send", "lote.csv", "--concurrency", "1")
        while "FV-3" not in simulator.posts():
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
        process.communicate()
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        machine.set_clock(after)
        done = machine.run("resume", "--json")
        assert done.code == 0, done.err
        assert sorted(at_factus(simulator)) == FIVE
        assert len(simulator.documents()) == len(FIVE)
        assert {name: one["number"] for name, one in in_ledger(machine).items()} == {
            name: one["number"] for name, one in at_factus(simulator).items()
        }
        assert machine.run("ledger", "verify").code == 0
        again = machine.run("send", "lote.csv", "--json")
        assert again.json["summary"]["already_validated"] == len(FIVE)


def test_the_lote_told_by_itself_is_the_one_sent_last_whatever_the_clock_was_set_to(machine: Machine) -> None:
    machine.write("primero.csv", lote(["FV-1"]))
    machine.write("segundo.csv", lote(["FV-2"]))
    with served(machine):
        machine.set_clock(30 * DAY)
        assert machine.run("send", "primero.csv").code == 0
        machine.set_clock(0)
        assert machine.run("send", "segundo.csv").code == 0
        told = machine.run("status", "--json").json["documents"]
        assert [one["reference_code"] for one in told] == ["FV-2"]


@pytest.mark.parametrize("off", [HOUR, -HOUR, -3 * DAY], ids=["+1 h", "-1 h", "-3 d"])
def test_a_quota_told_as_an_instant_is_waited_for_by_the_clock_of_who_told_it(machine: Machine, off: float) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with served(machine, "--scenario", "rate-limit-unix:3@FV-1") as simulator:
        machine.set_clock(off)
        done = machine.run("send", "lote.csv", "--json", timeout=40)
        assert done.code == 0, done.err
        assert simulator.posts().count("FV-1") <= 3
        assert sorted(at_factus(simulator)) == ["FV-1", "FV-2"]
