"""What the documents of one run share: who may leave, what is in the air, and whether the run is ending."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
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


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """Who asked for a place in flight."""

    type: DocumentType
    own_wait: bool
    granted: asyncio.Future[bool]


class Run:
    """One run of the engine. Not to be shared between event loops.

    `active` are the documents that a worker has; `met` those that may have moved since the run was planned; `removed`
    how often Factus said that each is deleted.
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
        self.removed: Counter[Key] = Counter()
        self._numbers: dict[tuple[DocumentType, str], str] = {}
        self.unreached = 0
        self.stopped: FactusError | None = None
        self._families: dict[DocumentType, Family] = defaultdict(Family)
        self._queue: list[_Waiting] = []
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
            self._serve()

    @asynccontextmanager
    async def place(self, type_: DocumentType, *, own_wait: bool = False) -> AsyncIterator[bool]:
        """A place in flight, once there is one and the family is open. False when the run is ending instead.

        Who has waited longest goes first, so that documents leave, and take their numbers, nearly as the file has them.
        `own_wait`: this is the document that the family waits for, so a closed family does not hold it.
        """
        granted = await self._take(type_, own_wait=own_wait)
        try:
            yield granted
        finally:
            if granted:
                self._busy -= 1
                # not at once: what the answer means (a family to close, the run to end) is acted on before
                asyncio.get_running_loop().call_soon(self._serve)

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
            self._serve()

    @asynccontextmanager
    async def closing(self, type_: DocumentType) -> AsyncIterator[None]:
        """The same, around what settles a document of the family."""
        async with self.holding(type_):
            try:
                yield
            finally:
                self.family(type_).settled += 1

    def owner_of(self, number: str, key: Key, cufe: str = "") -> str:
        """Whose reference a number is: the one that the ledger has validated with it, or the first of this run.

        Factus gives each number once, until its sandbox begins anew: with a `cufe`, another one's is another document.
        """
        known = self.ledger.reference_of(key[0], number, cufe)
        return known or self._numbers.setdefault((key[0], number), key[1])

    def trouble(self) -> None:
        """Fewer at once from now on."""
        self.concurrency = self.concurrency.after_trouble()

    def clean(self) -> None:
        """An answer without trouble."""
        self.concurrency = self.concurrency.after_clean_answer()

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

    async def _take(self, type_: DocumentType, *, own_wait: bool) -> bool:
        if self.ending:
            return False
        asked = _Waiting(type_, own_wait, asyncio.get_running_loop().create_future())
        self._queue.append(asked)
        self._serve()
        try:
            return await asked.granted
        except asyncio.CancelledError:
            self._give_back(asked)
            raise

    def _serve(self) -> None:
        """Give the places there are to those who may leave, in the order of asking; none once the run is ending."""
        for one in tuple(self._queue):
            if not one.granted.done() and (self.ending or self._may_leave(one)):
                self._queue.remove(one)
                self._busy += not self.ending
                one.granted.set_result(not self.ending)

    def _may_leave(self, one: _Waiting) -> bool:
        return self._busy < self.concurrency.level and (one.own_wait or not self.family(one.type).closed)

    def _give_back(self, asked: _Waiting) -> None:
        """Of one that was cancelled while it waited, or just as it was given its place."""
        if asked in self._queue:
            self._queue.remove(asked)
        elif asked.granted.result():
            self._busy -= 1
            self._serve()
