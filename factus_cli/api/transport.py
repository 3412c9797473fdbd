"""The last ring: every request waits its turn, leaves, and its answer teaches the pace.

It stands below authentication, so that token requests take their turn too, and a 429 of theirs is waited out like
any other. After a 429 nothing was taken: the same request leaves again once the whole account may.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from factus_cli.api.pace import PUNCTUAL, SPAN, capacity, hold_for, last_of, quota
from factus_cli.errors import FactusUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from factus_cli.api.pace import Window
    from factus_cli.sending.departure import Departure
    from factus_cli.sending.ports import Clock

log = logging.getLogger(__name__)

MOST_THROTTLED = 30
"""429 answers to one request before the run ends: someone else is using the whole quota."""
MOST_HELD = 900.0
"""Seconds that a 429 may make everybody wait within a run: its quota is of a minute, so a longer wait ends the run."""
TOLD = 30.0
"""Seconds of such a wait from which on it is told: nobody is to wonder what goes on."""
KEPT_FREE = 0.25
"""The part of the quota that whoever gives way leaves to others, so that a send that begins need not wait."""
DAY = 86400.0
NAP = 1.0
"""Seconds between two looks at whether there is room."""
PATIENCE = 15.0
"""Seconds after which whoever gives way queues as the others do: a long send must not keep it out for hours."""
THROTTLED, SECONDS, DEPARTURE = "factus.throttled", "factus.seconds", "factus.departure"
"""Keys of a request's extensions: its 429 answers so far, how long its last exchange took, and who is told each time
it is about to leave or was turned away (`sending.departure.Departure`)."""


class PacedTransport(httpx.AsyncBaseTransport):
    """`inner`, at most `rpm` requests a minute, each with `timeout` seconds from leaving to the last byte.

    `gives_way`: a request takes its turn once nobody waits for one and a part of the quota stays free, or has waited long.
    """

    def __init__(  # what it wraps, and how fast
        self,
        inner: httpx.AsyncBaseTransport,
        window: Window,
        clock: Clock,
        *,
        rpm: float,
        timeout: float,
        gives_way: bool = False,
    ) -> None:
        self._inner = inner
        self._window = window
        self._clock = clock
        self._rpm = rpm
        self._timeout = timeout
        self._gives_way = gives_way
        self._seconds = self._told = 0.0
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request, in its turn. Raises httpx's errors; FactusUnreachable when 429 never ends."""
        departure: Departure | None = request.extensions.get(DEPARTURE)
        for _ in range(MOST_THROTTLED):
            await self._turn(_unnoticed if departure is None else departure.leaving)
            response = await self._leave(request)
            if response.status_code != 429:
                self._learn(response)
                return response
            request.extensions[THROTTLED] = request.extensions.get(THROTTLED, 0) + 1
            held = self._hold(response)
            if departure is not None:
                departure.turned_away(response.status_code, response.text)
            if held > MOST_HELD:
                raise _held_too_long(held, self._clock.now())
        raise FactusUnreachable(
            "Factus sigue respondiendo que se agotó la cuota de solicitudes (429)",
            hint="espere unos minutos, o baje FACTUS_RPM si otro programa usa la misma cuenta; después: factus resume",
            code="throttled",
        )

    @property
    def latency(self) -> float:
        """Seconds from leaving to the last byte, on average so far; 0 before the first request."""
        return self._seconds / self.requests if self.requests else 0.0

    @property
    def used(self) -> int:
        """How many departures the window holds now, whoever's they are."""
        return len(self._window.departures(self._now(), SPAN))

    def departs_in(self, count: int) -> float:
        """Seconds until the last of `count` requests more may leave, if nobody else sends."""
        now = self._now()
        first = now + self._window.room(now, self._rpm, SPAN)
        recent = self._window.departures(now, capacity(self._rpm, SPAN)[1])
        return last_of(count, recent, first, self._rpm, SPAN) - now

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()

    async def _turn(self, leaving: Callable[[], None]) -> None:
        """Wait until the window and the account let one more leave, and say so before it does.

        Who has slept, or was kept from leaving in its turn, asks again: all may be held meanwhile. What was slept
        has passed, whatever the wall clock was set to.
        """
        if self._gives_way:
            await self._let_others_go_first()
        now = asked = self._now()
        given = now + self._window.reserve(now, self._rpm, SPAN)
        while True:
            if given > now:
                if not self.requests:  # before a run there is no progress to see
                    self._tell(given - now)
                await self._clock.sleep(given - now)
            leaving()
            now = max(self._now(), given)
            if given == asked and now - given < PUNCTUAL:
                return
            given = now + self._window.leave(given, now)
            if given <= now:
                return

    async def _let_others_go_first(self) -> None:
        limit = max(self._rpm * (1 - KEPT_FREE), min(self._rpm, 1.0))
        until = self._clock.monotonic() + PATIENCE
        while (wait := self._window.room(self._now(), limit, SPAN)) > 0 and self._clock.monotonic() < until:
            await self._clock.sleep(min(wait, NAP))

    async def _leave(self, request: httpx.Request) -> httpx.Response:
        """One request and its whole answer, within the time for one; a transport in this process knows no timeouts."""
        self.requests += 1
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._inner.handle_async_request(request)
                async with aclosing(response):
                    await response.aread()
        except TimeoutError:
            raise httpx.ReadTimeout("se acabó el tiempo de espera", request=request) from None
        except ConnectionError as lost:
            raise httpx.ReadError(str(lost), request=request) from lost
        finally:
            request.extensions[SECONDS] = self._clock.monotonic() - began
            self._seconds += request.extensions[SECONDS]
        return response

    def _learn(self, response: httpx.Response) -> None:
        told = quota(response.headers)
        if told is not None:
            self._window.spent(self._now(), *told)

    def _hold(self, response: httpx.Response) -> float:
        """The whole account waits, no longer than a run waits; how many seconds the answer asked for."""
        now = self._now()
        asked = hold_for(response.headers, now)
        self._window.hold(now + min(asked, MOST_HELD))
        if asked <= MOST_HELD:
            self._tell(asked)
        return asked

    def _tell(self, wait: float) -> None:
        """Once for each wait of everybody."""
        now = self._now()
        if wait >= TOLD and now >= self._told:
            self._told = now + wait
            log.warning("Se espera %d s a que Factus admita más solicitudes", round(wait))

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _held_too_long(seconds: float, now: datetime) -> FactusUnreachable:
    until = f"hasta las {now + timedelta(seconds=seconds):%H:%M}" if seconds < DAY else "más de un día"
    return FactusUnreachable(
        f"Factus pide esperar {until}: se agotó la cuota de solicitudes (429)",
        hint="cuando pase ese tiempo, corra: factus resume",
        code="throttled",
    )


def _unnoticed() -> None:
    """Nobody asked to be told."""
