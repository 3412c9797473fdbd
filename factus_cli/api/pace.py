"""How fast requests may leave: a rolling window, what the server says of its quota, and how long to hold.

Pure: nothing here waits or reads a clock. Times are Unix seconds of the wall clock, so that processes can share them.
"""

from __future__ import annotations

import math
from collections import deque
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

SPAN = 61.1
"""Seconds in which no more than the quota leaves: the server's minute, a second for what the network delays
(`sending.md`), and a tenth for a task that wakes late."""
SERVER_SPAN = 60.0
"""The server's own window, at most: what left before is not in its count any more (contract, 4)."""
UNTOLD = 60.0
"""Seconds to hold after a 429 that does not say how long (contract, 4)."""
LEAST = 1.0
"""Seconds to hold when the answer says "now": a server that keeps saying it is not to be hammered."""
UNIX_TIME = 1_000_000_000
"""From here on a number of `X-RateLimit-Reset` is an instant, not seconds."""


class Window(Protocol):
    """Where departures are remembered: in this process, or beside the ledgers for all processes of the machine."""

    def reserve(self, now: float, limit: float, span: float) -> float:
        """Record a departure at `now` + wait, atomically, and return the wait in seconds.

        At most `limit` departures (any positive number, see `capacity`) fall in any `span` seconds.
        """
        ...

    def room(self, now: float, limit: float, span: float) -> float:
        """In how many seconds `reserve` would let one leave with this limit. Nothing is recorded."""
        ...

    def hold(self, until: float) -> None:
        """Nothing leaves before this moment."""
        ...

    def spent(self, now: float, remaining: int, limit: int) -> None:
        """The server says that only `remaining` of its `limit` are left in its current window."""
        ...


class MemoryWindow:
    """A window for one process alone."""

    def __init__(self) -> None:
        self._departures: deque[tuple[float, int]] = deque()
        self._total = 0
        self._held = 0.0
        self._capacity = 0

    def reserve(self, now: float, limit: float, span: float) -> float:
        """Record a departure and return how long to wait for it."""
        self._capacity, span = capacity(limit, span)
        self._forget(now - span)
        departure = max(now, self._held, self._free_at(self._capacity, span))
        self._departures.append((departure, 1))
        self._total += 1
        return departure - now

    def room(self, now: float, limit: float, span: float) -> float:
        """In how many seconds one may leave with this limit."""
        most, span = capacity(limit, span)
        last = self._departures[-1][0] if self._departures else now
        return max(now, last, self._held, self._free_at(most, span)) - now

    def hold(self, until: float) -> None:
        """Nothing leaves before this moment."""
        self._held = max(self._held, until)

    def spent(self, now: float, remaining: int, limit: int) -> None:  # noqa: ARG002  # the server's limit shows in what remains
        """Count what others took, as far as our own departures don't explain what is left."""
        others = taken_by_others(self._capacity, remaining, self._left_within(now))
        if others > 0:
            later = [one for one in self._departures if one[0] > now]
            for _ in later:
                self._departures.pop()
            self._departures.extend([(now, others), *later])
            self._total += others

    def _forget(self, until: float) -> None:
        while self._departures and self._departures[0][0] <= until:
            self._total -= self._departures.popleft()[1]

    def _free_at(self, most: int, span: float) -> float:
        """When so many departures will have left the window that one more of `most` fits in it."""
        excess, moment = self._total - most, 0.0
        for departed, weight in self._departures:
            if excess < 0:
                break
            excess -= weight
            moment = departed + span
        return moment

    def _left_within(self, now: float) -> int:
        return sum(weight for departed, weight in self._departures if now - SERVER_SPAN < departed <= now)


def capacity(limit: float, span: float) -> tuple[int, float]:
    """A limit as whole departures in a span: under one, a single departure in a longer span."""
    return (math.floor(limit), span) if limit >= 1 else (1, span / limit)


def taken_by_others(allowed: int, remaining: int, ours: int) -> int:
    """How many of our window someone else has used: what we would still let go beyond what the server has left."""
    return allowed - ours - remaining


def hold_for(headers: Mapping[str, str], now: float) -> float:
    """Seconds to hold the whole account after a 429: `Retry-After`, else `X-RateLimit-Reset`, else 60."""
    told = _seconds(headers.get("retry-after"), now)
    if told is None:
        told = _seconds(headers.get("x-ratelimit-reset"), now)
    return UNTOLD if told is None else told


def quota(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """What an answer says of the server's window: how many remain, of how many. None: it says nothing usable."""
    remaining, limit = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-limit", "")
    if not (remaining.isdecimal() and limit.isdecimal()):
        return None
    return int(remaining), int(limit)


def _seconds(written: str | None, now: float) -> float | None:
    """Seconds from now, told as seconds, as a Unix time or as an HTTP date. None: not said, or already past."""
    if not written:
        return None
    try:
        number = float(written)
    except ValueError:
        number = _http_date(written)
    if not math.isfinite(number):
        return None
    wait = number - now if number > UNIX_TIME else number
    if wait < 0:
        return None
    return max(wait, LEAST)


def _http_date(written: str) -> float:
    try:
        return parsedate_to_datetime(written).timestamp()
    except ValueError:
        return math.nan
