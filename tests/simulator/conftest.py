"""A Factus inside the process, on a clock that only tests move, and the requests of the contract."""

from __future__ import annotations

import asyncio
import copy
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from factus_cli.simulator import account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.clock import BOGOTA
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factus_cli.simulator.account import Account

REQUESTS = Path(__file__).parents[1] / "golden" / "payloads"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BOGOTA)
PASSWORD_GRANT = {
    "grant_type": "password",
    "client_id": account.CLIENT_ID,
    "client_secret": account.CLIENT_SECRET,
    "username": account.USERNAME,
    "password": account.PASSWORD,
}


class HandClock:
    """Time that passes when somebody sleeps, or when a test says so."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._at

    def move(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass
class Factus:
    """The simulator in this process, and a caller with a token."""

    store: Store
    clock: HandClock
    app: Any
    runner: asyncio.Runner
    headers: dict[str, str] = field(default_factory=lambda: {"User-Agent": "prueba"})

    def token(self, **changes: str) -> httpx.Response:
        """Ask for a token with the right password, or with something else in its place."""
        return self.ask("POST", "/oauth/token", data={**PASSWORD_GRANT, **changes})

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.runner.run(self.asking(method, path, **more))

    async def asking(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        headers = {**self.headers, **more.pop("headers", {})}
        async with httpx.AsyncClient(transport=transport, base_url="http://factus", headers=headers) as client:
            return await client.request(method, path, **more)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.ask("GET", path, params=query)

    def post(self, body: Any, family: str = "bills") -> httpx.Response:
        return self.ask("POST", f"/v2/{family}/validate", json=body)

    def delete(self, reference: str, family: str = "bills") -> httpx.Response:
        middle = "destroy/reference" if family == "bills" else "reference"
        return self.ask("DELETE", f"/v2/{family}/{middle}/{reference}")

    def at_once(self, *bodies: Any) -> list[httpx.Response]:
        """The answers to bills posted all together."""

        async def all_of_them() -> list[httpx.Response]:
            return list(await asyncio.gather(*(self.asking("POST", "/v2/bills/validate", json=one) for one in bodies)))

        return self.runner.run(all_of_them())

    def enter(self) -> dict[str, Any]:
        """Take a token and keep it for the requests to come."""
        tokens: dict[str, Any] = self.token().json()
        self.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return tokens


@contextmanager
def factus_with(
    *chosen: str,
    seed: int = 0,
    known: Account | None = None,
    path: Path | None = None,
    enter: bool = True,
    **options: Any,
) -> Iterator[Factus]:
    """A simulator with these scenarios and options, and a caller that has entered unless told not to."""
    store, clock = Store(path, known), HandClock()
    app = create_app(store, scenarios(chosen, seed=seed), clock, Options(**options))
    with asyncio.Runner() as runner:
        factus = Factus(store, clock, app, runner)
        if enter:
            factus.enter()
        yield factus
    store.close()


@pytest.fixture
def open_factus() -> Iterator[Callable[..., Factus]]:
    """Opens simulators that are closed when the test ends."""
    opened = []

    def opening(*chosen: str, **more: Any) -> Factus:
        context = factus_with(*chosen, **more)
        opened.append(context)
        return context.__enter__()

    yield opening
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def factus(open_factus: Callable[..., Factus]) -> Factus:
    """A simulator that behaves."""
    return open_factus()


@pytest.fixture
def body() -> Callable[..., dict[str, Any]]:
    """The requests of the contract by name, with changes by path (`items.0.price`); None takes a field away."""
    return request_body


def request_body(name: str = "invoice_standard_cash", /, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8")))
    for path, value in changes.items():
        change(found, path, value)
    return found


def change(body: Any, path: str, value: Any) -> None:
    """Change one field of a body in place; None takes it away."""
    *above, last = path.split(".")
    place = body
    for step in above:
        place = place[int(step)] if step.isdecimal() else place.setdefault(step, {})
    if value is None:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
