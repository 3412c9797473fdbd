"""How fast requests may leave: a rolling window, what the server says of its quota, and how long to hold.

Pure: nothing here waits or reads a clock. Times are Unix seconds of the wall clock, so that processes can share them.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SPAN = 61.05
"""Seconds in which no more than the quota leaves: the server's minute, a second for what the network delays
(sending rules), and what may pass between a turn and the first byte (`PUNCTUAL`)."""
PUNCTUAL = 0.03
"""Seconds after its turn at which a request still counts as leaving in its turn; a later one is counted when it left."""
SERVER_SPAN = 60.0
"""The server's own window, at most: what left before is not in its count any more (contract, 4)."""
UNTOLD = 60.0
"""Seconds to hold after a 429 that does not say how long (contract, 4)."""
LEAST = 1.0
"""Seconds to hold when the answer says "now": a server that keeps saying it is not to be hammered."""
SAME = 1e-4
"""Seconds within which two moments are one: a Unix time and a wait add up to it only nearly."""
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

    def leave(self, given: float, now: float) -> float:
        """The departure given for a moment is about to happen: 0, and from now on it counts as of `now`.

        Or the seconds it has to wait still, because all were held meanwhile: it is given anew for then.
        """
        ...

    def hold(self, until: float) -> None:
        """Nothing leaves before this moment, whatever it was given."""
        ...

    def spent(self, now: float, remaining: int, limit: int) -> None:
        """The server says that only `remaining` of its `limit` are left in its current window."""
        ...

    def departures(self, now: float, span: float) -> Sequence[float]:
        """When each request left, or will, that still counts, in the order of asking; others' with ours."""
        ...


@dataclass(slots=True)
class _Departure:
    """When, and how many; `waiting` until it has happened, `others` for what somebody else used."""

    at: float
    many: int = 1
    waiting: bool = True
    others: bool = False


class MemoryWindow:
    """A window for one process alone.

    Each departure leaves a span after the `capacity`-th before it in the order of asking, wherever that one has moved:
    so of one more than that in a span, two would be that far apart.
    """

    def __init__(self) -> None:
        self._departures: deque[_Departure] = deque()
        self._total = 0
        self._held = self._latest = self._seen = 0.0
        self._capacity, self._span = 0, SPAN

    def reserve(self, now: float, limit: float, span: float) -> float:
        """Record a departure and return how long to wait for it."""
        self._capacity, self._span = capacity(limit, span)
        self._heed_clock(now)
        while self._departures and self._departures[0].at <= now - self._span:
            self._total -= self._departures.popleft().many
        moment = max(now, self._held, self._latest, self._free_at(len(self._departures), self._capacity, self._span))
        self._add(_Departure(moment))
        return moment - now

    def room(self, now: float, limit: float, span: float) -> float:
        """In how many seconds one may leave with this limit."""
        return max(now, self._held, self._latest, self._free_at(len(self._departures), *capacity(limit, span))) - now

    def leave(self, given: float, now: float) -> float:
        """The departure given for a moment happens now, or once it may. One so late that it is forgotten asks anew."""
        self._heed_clock(now)
        for place, own in enumerate(self._departures):
            if own.waiting and abs(own.at - given) < SAME:
                own.at = max(now, self._held, self._free_at(place, self._capacity, self._span))
                own.waiting = own.at > now
                return own.at - now
        return self.reserve(now, self._capacity, self._span)

    def hold(self, until: float) -> None:
        """Nothing leaves before this moment, whatever it was given."""
        self._held = max(self._held, until)

    def spent(self, now: float, remaining: int, limit: int) -> None:  # noqa: ARG002  # the server's limit shows in what remains
        """Count what others took, as far as our own departures don't explain what is left."""
        known = sum(
            one.many for one in self._departures if one.at > now - SERVER_SPAN and (one.others or one.at <= now)
        )
        foreign = taken_by_others(self._capacity, remaining, known)
        if foreign > 0:
            self._add(_Departure(max(now, self._latest), foreign, waiting=False, others=True))

    def departures(self, now: float, span: float) -> Sequence[float]:
        """When each that still counts left, or will."""
        return [one.at for one in self._departures if one.at > now - span for _ in range(one.many)]

    def _heed_clock(self, now: float) -> None:
        """A clock set back by more than a span would make everybody wait for it: then all is as if it had just left."""
        back = self._seen - now
        self._seen = max(self._seen, now) if back <= self._span else now
        if back > self._span:
            self._held, self._latest = self._held - back, self._latest - back
            for one in self._departures:
                one.at -= back

    def _add(self, departure: _Departure) -> None:
        self._departures.append(departure)
        self._total += departure.many
        self._latest = departure.at

    def _free_at(self, place: int, most: int, span: float) -> float:
        """When the `most`-th departure before a place is a span old; 0 when there are fewer."""
        if self._total < most:
            return 0.0
        before = 0
        for index in range(place - 1, -1, -1):
            before += self._departures[index].many
            if before >= most:
                return self._departures[index].at + span
        return 0.0


def last_of(count: int, departures: Sequence[float], first: float, limit: float, span: float) -> float:
    """When the last of `count` more may leave, the next one at `first`; `departures` count as they did when asked."""
    most, span = capacity(limit, span)
    leaving = deque(departures, maxlen=most)
    moment = first
    for _ in range(count):
        moment = max(moment, leaving[0] + span) if len(leaving) == most else moment
        leaving.append(moment)
    return moment


def capacity(limit: float, span: float) -> tuple[int, float]:
    """A limit as whole departures in a span: under one, a single departure in a longer span."""
    return (math.floor(limit), span) if limit >= 1 else (1, span / limit)


def taken_by_others(allowed: int, remaining: int, ours: int) -> int:
    """How many of our window someone else has used: what we would still let go beyond what the server has left."""
    return allowed - ours - remaining


def hold_for(headers: Mapping[str, str], now: float) -> float:
    """Seconds to hold the whole account after a 429: `Retry-After`, else `X-RateLimit-Reset`, else 60.

    An instant is of the server's clock, so it is counted from the answer's own `Date`. Against our clock alone, which
    may be hours off, it is worth no more than the minute of the quota: whoever asks again then is told again.
    """
    instants = _instant(headers.get("date")), now
    told = _seconds(headers.get("retry-after"), *instants)
    if told is None:
        told = _seconds(headers.get("x-ratelimit-reset"), *instants)
    return UNTOLD if told is None else told


def quota(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """What an answer says of the server's window: how many remain, of how many. None: it says nothing usable."""
    remaining, limit = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-limit", "")
    if not (remaining.isdecimal() and limit.isdecimal()):
        return None
    return int(remaining), int(limit)


def _seconds(written: str | None, theirs: float | None, ours: float) -> float | None:
    """Seconds to wait, told as seconds, as a Unix time or as an HTTP date. None: not said, or already past.

    `theirs` is the moment by the server's clock, None where the answer doesn't say it; `ours` by this machine's.
    """
    if not written:
        return None
    number = _number(written)
    instant = _instant(written) if number is None else number
    if instant is None:
        return None
    if number is not None and number <= UNIX_TIME:
        wait = number
    else:
        wait = min(instant - ours, UNTOLD) if theirs is None else instant - theirs
    return None if wait < 0 else max(wait, LEAST)


def _number(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _instant(written: str | None) -> float | None:
    """An HTTP date as Unix seconds."""
    try:
        return None if written is None else parsedate_to_datetime(written).timestamp()
    except (ValueError, OverflowError):
        return None
