"""What a seed picks: the faults of a case, how many documents at once, and the instants at which its runs are hit."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import ledger_reading

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

    from processes import ServedSimulator

DOCUMENTS = 50
TROUBLED = 20.0
"""Percent of the requests of each kind that something goes wrong with."""
ALL = int(os.environ.get("STRESS_CASES", "0"))
"""How many of the cases to run; the tests run few of them, `nox -s stress` all."""

UNKNOWN_OUTCOMES = (
    "any/lost-before:0",
    "any/lost-after:0",
    "any/cut-connection:0",
    "any/error-500:0",
    "any/error-500-after:0",
    "any/error-502:0",
    "any/error-503-after:0",
    "any/error-504:0",
    "any/html-200:0",
    "any/html-after:0",
    "any/empty-body:0",
    "any/cut-body:0",
    "wrong-reference:0",
    "no-number:0",
    "no-code:0",
)
CLOSING = ("rejection", "rejection-422", "rejection-422-list", "delay:1")
"""Faults for which the rest of the lote waits: rarer, so that a case takes seconds."""
ODDITIES = ("any/slow:0.3", "total-off:0.05", "total-off:5000", "nested-data", "errors-root", "errors-list")
BESIDES = (
    "list-lag:0.5%20",
    "delete-500:0%50",
    "delete-405%50",
    "any/rate-limit:1%3",
    "any/rate-limit-unix:1%2",
    "token-expired:{}",
    "one-in-flight",
    "any/hang:1%2",
    "any/hang-after:1%2",
    "refresh-revoked",
)
"""Faults of other requests than the POST, of the whole account, or that cost seconds: none, one or two of them."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment of a run: so many seconds after it began, or a little after so many requests or events were seen."""

    counted: Literal["seconds", "requests", "events"]
    many: float
    delay: float

    def wait(self, process: Popen[bytes], simulator: ServedSimulator, ledger: Path) -> bool:
        """Sleep until it has come. False: the process ended before."""
        if self.counted == "seconds":
            time.sleep(self.many)
        else:
            self._count(process, simulator, ledger)
        time.sleep(self.delay)
        return process.poll() is None

    def _count(self, process: Popen[bytes], simulator: ServedSimulator, ledger: Path) -> None:
        goal = self._seen(simulator, ledger) + self.many
        while process.poll() is None and self._seen(simulator, ledger) < goal:
            time.sleep(0.003)

    def _seen(self, simulator: ServedSimulator, ledger: Path) -> int:
        return len(simulator.requests()) if self.counted == "requests" else ledger_reading.events(ledger)


@dataclass(frozen=True, slots=True)
class Case:
    """A lote, what goes wrong with it, and when its runs are hit; the same for the same seed."""

    seed: int
    references: tuple[str, ...]
    faults: tuple[str, ...]
    concurrency: int
    instants: tuple[Instant, ...]
    chance: random.Random


def case_of(kind: str, seed: int) -> Case:
    """The case of a seed, of one kind of test."""
    chance = random.Random(f"{kind}:{seed}")
    return Case(
        seed=seed,
        references=tuple(f"{kind[0].upper()}{seed}-{number:03}" for number in range(1, DOCUMENTS + 1)),
        faults=_faults(chance),
        concurrency=chance.randint(1, 8),
        instants=tuple(_instant(chance) for _ in range(chance.choice((1, 1, 2)))),
        chance=chance,
    )


def _faults(chance: random.Random) -> tuple[str, ...]:
    picked = chance.sample(UNKNOWN_OUTCOMES, chance.randint(1, 4))
    picked += chance.sample(ODDITIES, chance.randint(0, 1)) + chance.sample(CLOSING, chance.randint(0, 1))
    shares = {one: 3.0 if one in CLOSING else chance.uniform(1, 10) for one in picked}
    scale = TROUBLED / sum(shares.values())
    besides = chance.sample(BESIDES, chance.choice((0, 0, 1, 2)))
    return (
        *(f"{one}%{min(share * scale, 4.0) if one in CLOSING else share * scale:.1f}" for one, share in shares.items()),
        *(one.format(chance.randint(2, DOCUMENTS)) for one in besides),
    )


def _instant(chance: random.Random) -> Instant:
    counted = chance.choice(("seconds", "requests", "requests", "events", "events"))
    delay = chance.choice((0.0, chance.uniform(0, 0.01), chance.uniform(0, 0.1)))
    if counted == "seconds":
        return Instant("seconds", chance.uniform(0.3, 3), delay)
    if counted == "requests":
        return Instant("requests", chance.randint(1, 60), delay)
    return Instant("events", chance.randint(1, 120), delay)
