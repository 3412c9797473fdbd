"""Runs of the real `factus` that are hit at an instant, and the run after them that must finish the lote."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ledger_reading
from processes import Finished, lote
from stress_checks import ENDED, everything_sent_once, nothing_lost_nor_mistaken, told_as_recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import Popen

    from processes import Machine, ServedSimulator
    from stress_cases import Case, Instant

LOTE = "lote.csv"
END = 150
"""Seconds after which a run that has not ended is stuck."""


@dataclass(frozen=True, slots=True)
class Ended(Finished):
    """A run that ended, and whether it asked or recorded anything at all."""

    began: bool


@dataclass(frozen=True, slots=True)
class Stressed:
    """A machine, the simulator it sends to, and what they come to."""

    machine: Machine
    simulator: ServedSimulator

    @property
    def ledger(self) -> Path:
        """Where the ledger is, or will be."""
        return self.machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"

    def begin(self, case: Case) -> None:
        """Write the lote and let Factus misbehave."""
        self.machine.write(LOTE, lote(case.references))
        self.simulator.ask("/_simulator/scenarios", {"scenarios": list(case.faults), "seed": case.seed})
        self.machine.variables["FACTUS_CONCURRENCY"] = str(case.concurrency)

    def hit(
        self,
        case: Case,
        instant: Instant,
        strike: Callable[[Popen[bytes]], None],
        after: Callable[[], None] = lambda: None,
    ) -> Ended:
        """One run, struck at an instant unless it ends before; what holds always is checked after."""
        ended = self.run(case, instant, strike, after)
        self.check()
        return ended

    def check(self) -> None:
        """What holds at any instant."""
        nothing_lost_nor_mistaken(self.simulator, self.ledger)

    def run(
        self,
        case: Case,
        instant: Instant,
        strike: Callable[[Popen[bytes]], None],
        after: Callable[[], None] = lambda: None,
    ) -> Ended:
        """One run, struck at an instant unless it ends before. `after`: what is done at its end, before all else."""
        before = self._traces()
        process = self.machine.start(*self._order(case))
        with ThreadPoolExecutor(1) as reader:  # a pipe that nobody empties would stop the process
            said = reader.submit(process.communicate, timeout=END)
            if instant.wait(process, self.simulator, self.ledger):
                strike(process)
            out, err = said.result()
        after()
        # Ctrl-C in the middle of Python's exec() makes it end as killed by it, whatever else it would end with
        code = 128 + signal.SIGINT if process.returncode == -signal.SIGINT else process.returncode
        return Ended(code, out.decode(), err.decode(), began=self._traces() != before)

    def _traces(self) -> tuple[int, int]:
        return len(self.simulator.requests()), ledger_reading.events(self.ledger)

    def finish(self, case: Case) -> None:
        """With Factus well again, one more `send` settles everything (two, after a rejection); another one asks nothing."""
        self.simulator.ask("/_simulator/scenarios", {"scenarios": []})
        if case.chance.random() < 0.3 and self.ledger.exists():
            resumed = self.machine.run("resume", "--yes", "--json")
            assert resumed.code in ENDED, resumed.out + resumed.err
            told_as_recorded(resumed, self.ledger)
        done = self.machine.run("send", LOTE, "--yes", "--json")
        told_as_recorded(done, self.ledger)
        if any(one["state"] == "rejected" for one in done.json["documents"]):
            # what was in the air when the run died was rejected, and goes out again with the next send of its file
            done = self.machine.run("send", LOTE, "--yes", "--json")
            told_as_recorded(done, self.ledger)
        assert done.code == everything_sent_once(self.simulator, self.ledger, case.references), done.out + done.err
        if case.seed % 4:
            return
        asked = len(self.simulator.requests())
        assert self.machine.run("send", LOTE, "--yes", "--json").code == done.code
        assert len(self.simulator.requests()) == asked

    def _order(self, case: Case) -> tuple[str, ...]:
        known = self.ledger.exists() and self.ledger.stat().st_size > 0
        if known and case.chance.random() < 0.4:
            return ("resume", "--yes", "--json")
        return ("send", LOTE, "--yes", "--json")
