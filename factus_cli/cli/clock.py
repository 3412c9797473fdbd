"""The real clock, in Bogotá time: UTC−05:00, no daylight saving."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone

BOGOTA = timezone(timedelta(hours=-5))


class SystemClock:
    """Time as the machine tells it."""

    def now(self) -> datetime:
        """The moment, with offset, Bogotá time."""
        return datetime.now(BOGOTA)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        import asyncio

        await asyncio.sleep(seconds)


def today() -> date:
    """Today in Bogotá: the issue date of whatever is sent now (FAD09e)."""
    return datetime.now(BOGOTA).date()
