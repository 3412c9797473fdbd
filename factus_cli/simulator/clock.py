"""The simulator's time: the machine's, or the machine's at another speed. Tests bring their own."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")


class Clock(Protocol):
    """What the simulator needs of time."""

    def now(self) -> datetime:
        """The present instant, with its zone."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` of this clock pass."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class FastClock:
    """The machine's clock run `speed` times faster from now on: a minute of quota in a second at speed 60."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.began = datetime.now(UTC)
        self._mark = time.monotonic()

    def now(self) -> datetime:
        return self.began + timedelta(seconds=(time.monotonic() - self._mark) * self.speed)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


def stamp(moment: datetime) -> str:
    """A timestamp as Factus prints it: `08-10-2026 09:23:26 PM`, Bogotá time (contract, 3)."""
    local = moment.astimezone(BOGOTA)
    hour = local.hour % 12 or 12
    return f"{local:%d-%m-%Y} {hour:02d}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"


def day(moment: datetime) -> date:
    """The day it is in Colombia at an instant."""
    return moment.astimezone(BOGOTA).date()
