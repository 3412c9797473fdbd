"""What the documents of one run share: who may leave, what is in the air, and whether the run is ending."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.errors import FactusError
from factus_cli.sending.concurrency import Concurrency
from factus_cli.sending.judgement import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from decimal import Decimal

    from factus_cli.domain.documents import DocumentType
    from factus_cli.domain.outcomes import Outcome
    from factus_cli.sending.ports import Clock, Factus, Key, Ledger


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user chose. Times in seconds, amounts in COP.

    `timeout` is FACTUS_TIMEOUT: until it has passed since a POST left, only the same bytes may follow it.
    `patience` is how long a run waits for the DIAN before it ends. `stop_on_reject` is `--on-reject stop`.
    """

    concurrency: int = 8
    timeout: float = 60.0
    patience: float = 30.0
    stop_on_reject: bool = False
    tolerance: Decimal = TOLERANCE
    grace: float = 30.0


@dataclass(frozen=True, slots=True)
class Update:
    """A document's outcome, told the moment it is durable."""

    key: Key
    outcome: Outcome


@dataclass(slots=True)
class Family:
    """The documents of one type: Factus takes no new one while one of them is stored without validation."""

    closed: int = 0
    settled: int = 0
    unexplained: int = 0
    resolving: asyncio.Lock = field(default_factory=asyncio.Lock)


class Run:
    """One run of the engine. Not to be shared between event loops.

    `active` are the documents that a worker has; `met` those that may have moved since the run was planned.
    """

    def __init__(  # one argument for each port
        self,
        factus: Factus,
        ledger: Ledger,
        clock: Clock,
        policy: Policy,
        *,
        chance: Callable[[], float],
        tell: Callable[[Update], None],
    ) -> None:
        self.factus = factus
        self.ledger = ledger
        self.clock = clock
        self.policy = policy
        self.chance = chance
        self.tell = tell
        self.concurrency = Concurrency.up_to(policy.concurrency)
        self.waiting: set[asyncio.Task[object]] = set()
        self.active: set[Key] = set()
        self.met: set[Key] = set()
        self.unreached = 0
        self.stopped: FactusError | None = None
        self._families: dict[DocumentType, Family] = defaultdict(Family)
        self._changed = asyncio.Condition()
        self._ending = asyncio.Event()
        self._busy = 0

    def family(self, type_: DocumentType) -> Family:
        """What is known of a type's lock at Factus."""
        return self._families[type_]

    @property
    def ending(self) -> bool:
        """Whether nothing new may start."""
        return self.stopped is not None

    def end(self, reason: FactusError) -> None:
        """Start nothing new: what still waits for its turn does not leave. The first reason stands."""
        if self.stopped is None:
            self.stopped = reason
            self._ending.set()
            for task in self.waiting:
                task.cancel()

    @asynccontextmanager
    async def place(self, type_: DocumentType, *, own_wait: bool = False) -> AsyncIterator[bool]:
        """A place in flight, once there is one and the family is open. False when the run is ending instead.

        `own_wait`: this is the document that the family waits for, so a closed family does not hold it.
        """
        granted = await self._take(type_, own_wait=own_wait)
        try:
            yield granted
        finally:
            if granted:
                self._busy -= 1
                await self._wake()

    @asynccontextmanager
    async def holding(self, type_: DocumentType) -> AsyncIterator[None]:
        """Nothing else of the family leaves meanwhile, nor after what stops the run."""
        family = self.family(type_)
        family.closed += 1
        try:
            yield
        except FactusError as error:
            self.end(error)
            raise
        finally:
            family.closed -= 1
            await self._wake()

    @asynccontextmanager
    async def closing(self, type_: DocumentType) -> AsyncIterator[None]:
        """The same, around what settles a document of the family."""
        async with self.holding(type_):
            try:
                yield
            finally:
                self.family(type_).settled += 1

    def trouble(self) -> None:
        """Fewer at once from now on."""
        self.concurrency = self.concurrency.after_trouble()

    async def clean(self) -> None:
        """An answer without trouble."""
        level = self.concurrency.level
        self.concurrency = self.concurrency.after_clean_answer()
        if self.concurrency.level > level:
            await self._wake()

    async def pause(self, seconds: float) -> bool:
        """Wait, but no longer than until the run ends. True when it is still going on."""
        if self.ending:
            return False
        nap = asyncio.ensure_future(self.clock.sleep(seconds))
        bell = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({nap, bell}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (nap, bell):
                task.cancel()
            await asyncio.gather(nap, bell, return_exceptions=True)
        return not self.ending

    async def ended(self) -> None:
        """Return once the run is ending."""
        await self._ending.wait()
        await self._wake()

    async def _take(self, type_: DocumentType, *, own_wait: bool) -> bool:
        async with self._changed:
            await self._changed.wait_for(lambda: self.ending or self._may_leave(type_, own_wait=own_wait))
            if self.ending:
                return False
            self._busy += 1
            return True

    def _may_leave(self, type_: DocumentType, *, own_wait: bool) -> bool:
        return self._busy < self.concurrency.level and (own_wait or not self.family(type_).closed)

    async def _wake(self) -> None:
        """Wake as many as there are places: where no family is closed, one who waits may leave as well as another."""
        async with self._changed:
            if self.ending or any(family.closed for family in self._families.values()):
                self._changed.notify_all()
            else:
                self._changed.notify(max(0, self.concurrency.level - self._busy))
