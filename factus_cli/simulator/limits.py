"""The quota: so many requests in each minute of the server's own clock (contract, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

WINDOW = 60


@dataclass(frozen=True, slots=True)
class Spent:
    """What one request found: the limit, what is left, when the window ends."""

    limit: int
    remaining: int
    is_over: bool
    seconds_left: int
    ends_at: int

    def headers(self, *, as_unix_time: bool) -> Mapping[str, str]:
        """The X-RateLimit headers of the answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.ends_at if as_unix_time else self.seconds_left),
        }


class RateLimit:
    """Counts requests in fixed windows. `per_minute` None lets everything pass, without headers."""

    def __init__(self, per_minute: int | None) -> None:
        self.per_minute = per_minute
        self._window = -1
        self._count = 0

    def spend(self, now: datetime) -> Spent | None:
        """Count one request at an instant."""
        if self.per_minute is None:
            return None
        second = int(now.timestamp())
        if second // WINDOW != self._window:
            self._window, self._count = second // WINDOW, 0
        self._count += 1
        ends_at = (self._window + 1) * WINDOW
        return Spent(
            limit=self.per_minute,
            remaining=max(0, self.per_minute - self._count),
            is_over=self._count > self.per_minute,
            seconds_left=ends_at - second,
            ends_at=ends_at,
        )
