"""What the conformance suite speaks to: the simulator on a port, or the sandbox that FACTUS_SANDBOX_* names."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from engine_world import invoice

from factus_cli.api.auth import Credentials
from factus_cli.api.client import FactusClient
from factus_cli.api.pace import MemoryWindow
from factus_cli.domain.documents import DocumentType, Party
from factus_cli.domain.outcomes import Pending
from factus_cli.sending.ports import Blocked, Sent
from factus_cli.sending.ranges import usable_on
from factus_cli.simulator import account
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.server import running
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from factus_cli.sending.ports import Exchange

SANDBOX = ("URL", "CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD")
FINAL_CONSUMER = Party("13", "222222222222", "Consumidor Final", "2")
SIMULATED = Credentials(account.CLIENT_ID, account.CLIENT_SECRET, account.USERNAME, account.PASSWORD)


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Target:
    """A Factus at an address. One window for all its clients, so that the suite keeps the pace as a whole."""

    url: str
    credentials: Credentials
    window: MemoryWindow
    rpm: float
    store: Store | None = None
    timeout: float = 60.0

    def run(self, work: Callable[[FactusClient], Awaitable[Any]]) -> Any:
        """The result of some work with a client of its own, closed afterwards."""

        async def working() -> Any:
            client = FactusClient(
                self.url,
                self.credentials,
                window=self.window,
                rpm=self.rpm,
                timeout=self.timeout,
                clock=RealClock(),
                chance=lambda: 0.0,
            )
            try:
                return await work(client)
            finally:
                await client.close()

        return asyncio.run(working())

    def asked(self, method: str, path: str) -> list[int | None]:
        """The statuses that the simulator gave to requests of this kind."""
        assert self.store is not None
        return [one.status for one in self.store.requests() if (one.method, one.path) == (method, path)]


@dataclass(frozen=True)
class Issued:
    """A validated invoice, as it was sent and as it was answered."""

    sent: Sent
    payload: bytes
    exchange: Exchange


@pytest.fixture(
    scope="session", params=["simulator", pytest.param("sandbox", marks=pytest.mark.sandbox)], ids=lambda name: name
)
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    if request.param == "simulator":
        with running() as simulator:
            yield Target(simulator.url, SIMULATED, MemoryWindow(), 1_000_000, simulator.store)
        simulator.store.close()
        return
    found = [os.environ.get(f"FACTUS_SANDBOX_{name}") for name in SANDBOX]
    if not all(found):
        pytest.skip("needs FACTUS_SANDBOX_" + ", _".join(SANDBOX))
    url, *credentials = (str(one) for one in found)
    yield Target(url, Credentials(*credentials), MemoryWindow(), 80)


@pytest.fixture(scope="session")
def range_id(target: Target) -> int:
    """A numbering range for invoices, read at run time: the sandbox changes them."""
    ranges = target.run(lambda client: client.ranges())
    today = datetime.now(UTC).date()
    usable = [one.id for one in ranges if one.type is DocumentType.INVOICE and usable_on(one, today)]
    assert usable, "the account has no usable range of invoices"
    return int(usable[0])


@pytest.fixture(scope="session")
def issued(target: Target, range_id: int) -> Issued:
    """An invoice to the final consumer that the DIAN validated."""
    document = replace(invoice(f"CONF-{uuid4().hex[:16]}"), customer=FINAL_CONSUMER)
    sent = Sent(document.type, document.reference, document.totals.total, FINAL_CONSUMER.identification)

    async def work(client: FactusClient) -> Issued:
        payload = client.spell(document, range_id=range_id, send_email=False)
        return Issued(sent, payload, await client.issue(sent, payload))

    result: Issued = target.run(work)
    if target.store is None and isinstance(result.exchange.verdict, Blocked | Pending):
        pytest.skip(f"the shared sandbox is busy: {result.exchange.verdict}")
    return result


@pytest.fixture
def simulator() -> Iterator[Callable[..., Target]]:
    """Opens simulators that misbehave, on ports of this machine."""
    opened: list[Any] = []

    def open_one(*chosen: str, timeout: float = 60.0, **options: Any) -> Target:
        server = running(store=Store(), scenarios=scenarios(chosen), options=Options(**options))
        simulator = server.__enter__()
        opened.append((server, simulator.store))
        return Target(simulator.url, SIMULATED, MemoryWindow(), 1_000_000, simulator.store, timeout)

    yield open_one
    for server, store in opened:
        server.__exit__(None, None, None)
        store.close()
