"""The clock, in Bogotá time (UTC−05:00, no daylight saving): the machine's, or a simulator's that runs faster."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta, timezone

from factus_cli.errors import UsageProblem

SIMULATED_CLOCK = "FACTUS_SIMULATED_CLOCK"
"""The variable that says at which speed a simulator of this machine runs, and since when."""
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


class FastClock:
    """The machine's clock run `speed` times faster since an instant (Unix seconds): the same for who knows both."""

    def __init__(self, speed: float, since: float) -> None:
        self._speed = speed
        self._since = since

    def now(self) -> datetime:
        """The moment, with offset, Bogotá time."""
        return datetime.fromtimestamp(self._since + (time.time() - self._since) * self._speed, BOGOTA)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        import asyncio

        await asyncio.sleep(seconds / self._speed)


def simulated(written: str) -> FastClock:
    """A clock as `simulate serve --speed` tells it, `60@1795000000`. Raises UsageProblem for anything else."""
    match = _FAST.fullmatch(written.strip())
    if match is None:
        raise UsageProblem(
            f"{SIMULATED_CLOCK} no puede ser «{written}»",
            hint="se copia de lo que dice factus simulate serve --speed; con el Factus real no se usa",
        )
    return FastClock(float(match[1]), float(match[2]))


_FAST = re.compile(r"([1-9][0-9]{0,3}(?:\.[0-9]{1,3})?)@([0-9]{1,10}(?:\.[0-9]{1,6})?)")


def today() -> date:
    """Today in Bogotá: the issue date of whatever is sent now (FAD09e)."""
    return datetime.now(BOGOTA).date()
