"""A client of Factus beside the simulator, or beside a wire that a test writes; time passes only when slept."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from factus_cli.api.auth import Credentials
from factus_cli.api.client import FactusClient, in_process
from factus_cli.api.pace import MemoryWindow
from factus_cli.domain.documents import DocumentType
from factus_cli.sending.ports import Sent
from factus_cli.simulator import account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from factus_cli.domain.documents import Document
    from factus_cli.simulator.account import Account


class VirtualClock:
    """Time that passes only when everybody sleeps, and then as far as the first to wake."""

    def __init__(self) -> None:
        self.start = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=-5)))
        self.passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = count()
        self._waking: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.passed + seconds, next(self._count), woken))
        if self._waking is None:
            self._waking = asyncio.ensure_future(self._wake())
        await woken

    async def _wake(self) -> None:
        while self._sleepers:
            for _ in range(50):
                await asyncio.sleep(0)
            moment, _, woken = heapq.heappop(self._sleepers)
            self.passed = max(self.passed, moment)
            if not woken.done():
                woken.set_result(None)
        self._waking = None


SIMULATED = Credentials(account.CLIENT_ID, account.CLIENT_SECRET, account.USERNAME, account.PASSWORD)
SECRET = Credentials("id-SECRETO-1", "clave-SECRETO-2", "correo-SECRETO-3@example.com", "contra-SECRETO-4")
GRANTED = {"token_type": "Bearer", "expires_in": 3600, "access_token": "t-SECRETO-5", "refresh_token": "r-SECRETO-6"}


@dataclass
class Simulated:
    """A client, the simulator it speaks to inside this process, and the clock of both."""

    store: Store
    client: FactusClient
    clock: VirtualClock

    def run(self, work: Callable[[FactusClient], Awaitable[Any]]) -> Any:
        """The result of some work with the client, closed afterwards."""
        return asyncio.run(_working(self.client, work))

    def asked(self, method: str, path: str) -> int:
        """How many requests of this kind the simulator got."""
        return sum(1 for one in self.store.requests() if (one.method, one.path) == (method, path))

    def spell(self, document: Document, range_id: int | None = 389) -> tuple[Sent, bytes]:
        """A document as `issue` takes it."""
        return to_send(self.client, document, range_id)


@dataclass
class Wire:
    """A client, and a wire that answers tokens by itself and everything else from `answers`, the last one forever."""

    answers: list[httpx.Response | Exception] = field(default_factory=list)
    tokens: list[httpx.Response | Exception] = field(default_factory=list)
    seen: list[httpx.Request] = field(default_factory=list)
    clock: VirtualClock = field(default_factory=VirtualClock)
    base_url: str = "https://api.example.com"
    timeout: float = 60.0

    @property
    def paths(self) -> list[str]:
        return [f"{one.method} {one.url.path}" for one in self.seen]

    @property
    def asked(self) -> list[httpx.Request]:
        """The requests that were not for a token."""
        return [one for one in self.seen if one.url.path != "/oauth/token"]

    def run(self, work: Callable[[FactusClient], Awaitable[Any]]) -> Any:
        client = FactusClient(
            self.base_url,
            SECRET,
            window=MemoryWindow(),
            rpm=1_000_000,
            timeout=self.timeout,
            clock=self.clock,
            transport=httpx.MockTransport(self._answer),
            chance=lambda: 0.5,
        )
        return asyncio.run(_working(client, work))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        await asyncio.sleep(0)
        if request.url.path.endswith("/oauth/token"):
            return _next(self.tokens) if self.tokens else httpx.Response(200, json=GRANTED)
        return _next(self.answers)


def to_send(client: FactusClient, document: Document, range_id: int | None = 389) -> tuple[Sent, bytes]:
    sent = Sent(document.type, document.reference, document.totals.total, document.customer.identification)
    return sent, client.spell(document, range_id=range_id, send_email=False)


@pytest.fixture
def simulated() -> Iterator[Callable[..., Simulated]]:
    """Makes a client of a simulator with scenarios and options."""
    stores: list[Store] = []

    def make(
        *chosen: str,
        rpm: float = 1_000_000,
        timeout: float = 60.0,
        of: Account | None = None,
        credentials: Credentials = SIMULATED,
        **options: Any,
    ) -> Simulated:
        clock, store = VirtualClock(), Store(account=of)
        stores.append(store)
        app = create_app(store, scenarios(chosen), clock, Options(**options))
        client = FactusClient(
            "http://127.0.0.1",
            credentials,
            window=MemoryWindow(),
            rpm=rpm,
            timeout=timeout,
            clock=clock,
            transport=in_process(app),
            chance=lambda: 0.5,
        )
        return Simulated(store, client, clock)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def sent() -> Sent:
    return Sent(DocumentType.INVOICE, "FV-1", Decimal("1190.00"), "900123456")


async def _working(client: FactusClient, work: Callable[[FactusClient], Awaitable[Any]]) -> Any:
    try:
        return await work(client)
    finally:
        await client.close()


def _next(answers: list[httpx.Response | Exception]) -> httpx.Response:
    answer = answers.pop(0) if len(answers) > 1 else answers[0]
    if isinstance(answer, Exception):
        raise answer
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
