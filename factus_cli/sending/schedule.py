"""When to try again: pure, with chance as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_ATTEMPTS = 6
"""POSTs of one document whose outcome stayed unknown, before the run goes on without it."""
UNREACHED_IN_A_ROW = 5
"""Refused connections in a row that end the run."""
DIAN_MOMENTS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds after the first "pending" at which the same bytes are posted again."""


def backoff(attempt: int, chance: Callable[[], float], *, base: float = 1.0, most: float = 30.0) -> float:
    """Seconds to wait after the attempt-th failure (from 1): exponential with full jitter, at most `most`."""
    return chance() * min(most, base * 2.0 ** (attempt - 1))


def dian_moments(patience: float, *, at_once: bool = False) -> Iterator[float]:
    """The seconds after the first "pending" at which to post again, within `patience` seconds.

    A patience over 30 s goes on every 30 s. `at_once`: the first "pending" is of an earlier run.
    """
    if at_once:
        yield 0.0
    yield from (moment for moment in DIAN_MOMENTS if moment <= patience)
    moment = DIAN_MOMENTS[-1] * 2
    while moment <= patience:
        yield moment
        moment += DIAN_MOMENTS[-1]
