"""One simulated Factus: its store, scenarios, clock and options, and what they decide together."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from factus_cli.simulator.account import INVOICE
from factus_cli.simulator.clock import BOGOTA, Clock, SystemClock, day
from factus_cli.simulator.families import FAMILIES
from factus_cli.simulator.limits import RateLimit
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import Plan, Scenarios
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date, datetime

    from starlette.requests import Request

    from factus_cli.simulator.account import NumberingRange

ACCESS, REFRESH = "access", "refresh"


@dataclass(slots=True)
class Simulation:
    """What every route works with. `scenarios` may be changed while it runs."""

    store: Store = field(default_factory=Store)
    scenarios: Scenarios = field(default_factory=Scenarios)
    clock: Clock = field(default_factory=SystemClock)
    options: Options = field(default_factory=Options)
    limit: RateLimit = field(init=False)
    _turns: dict[tuple[str, str], asyncio.Lock] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.limit = RateLimit(self.options.requests_per_minute)

    def now(self) -> datetime:
        """The present in Bogotá, to the second, as Factus keeps it."""
        return self.clock.now().astimezone(BOGOTA).replace(microsecond=0)

    def plan(self, what: str, reference: str) -> Plan:
        """The scenarios for one more request of a kind about a reference."""
        return self.scenarios.plan(reference, self.store.attempt(what, reference))

    def faults(self, where: str, reference: str) -> Plan:
        """The faults for one more request of a kind that is not the POST of a document."""
        return self.scenarios.faults(where, reference, self.store.attempt(f"request:{where}", reference))

    def asked_for(self, name: str) -> bool:
        """Whether a scenario is on for the account as a whole."""
        return any(choice.scenario.name == name for choice in self.scenarios.choices)

    def argument_of(self, name: str) -> int | None:
        """The count that a scenario of the account as a whole was given, or its default. None: it is not on."""
        chosen = next((choice for choice in self.scenarios.choices if choice.scenario.name == name), None)
        return None if chosen is None else int(chosen.argument or chosen.scenario.default)

    def ranges(self) -> tuple[NumberingRange, ...]:
        """The account's ranges with their next numbers, those of invoices as the scenarios have them."""
        began = {one.id: one.current for one in self.store.account.ranges}
        today = day(self.clock.now())
        return tuple(
            self._invoices(one, began[one.id], today) if one.document == INVOICE and not one.is_expired(today) else one
            for one in self.store.ranges()
        )

    def plan_left(self) -> int | None:
        """How many documents the plan has left. None: no end to it."""
        if self.store.account.subscription_exhausted:
            return 0
        quota = self.argument_of("plan-left")
        if quota is None:
            return None
        in_flight = sum(self.store.documents_in_flight(family.path) for family in FAMILIES)
        return max(0, quota - in_flight - sum(not one.is_foreign for one in self.store.documents()))

    def _invoices(self, one: NumberingRange, began: int, today: date) -> NumberingRange:
        days, numbers = self.argument_of("range-ending"), self.argument_of("few-numbers")
        if self.asked_for("range-expired"):
            days = -1
        if days is not None:
            one = replace(one, end=today + timedelta(days=days))
        return one if numbers is None else replace(one, last=began + numbers - 1)

    def new_tokens(self) -> tuple[str, str]:
        """An access and a refresh token, good from now."""
        access, refresh = secrets.token_hex(32), secrets.token_hex(32)
        now = self.clock.now().timestamp()
        with self.store.transaction():
            self.store.keep_token(access, ACCESS, now + self.options.token_life)
            self.store.keep_token(refresh, REFRESH, now + 30 * 24 * 3600)
        return access, refresh

    def accepts(self, token: str, kind: str) -> bool:
        expiry = self.store.token_expiry(token, kind)
        return expiry is not None and self.clock.now().timestamp() < expiry

    @asynccontextmanager
    async def turn(self, family: str, reference: str) -> AsyncIterator[None]:
        """One at a time for each reference of a family."""
        async with self._turns.setdefault((family, reference), asyncio.Lock()):
            yield


def simulation_of(request: Request) -> Simulation:
    """The simulation a request is for."""
    return cast("Simulation", request.app.state.simulation)
