"""How a send is going: one moving line on a terminal, a plain line each 30 s without one."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    NotSent,
    Outcome,
    Pending,
    Refused,
    Rejected,
    Skipped,
    Validated,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from factus_cli.cli.show import Screen
    from factus_cli.sending.run import Update

EVERY = 30.0
"""Seconds between two plain lines."""

_WORDS: dict[type, tuple[str, str, str]] = {
    Validated: ("validado", "validados", "green"),
    Skipped: ("ya validado", "ya validados", "green"),
    Pending: ("pendiente", "pendientes", "yellow"),
    InDoubt: ("en duda", "en duda", "yellow"),
    NotSent: ("sin enviar", "sin enviar", "yellow"),
    Rejected: ("rechazado", "rechazados", "red"),
    Refused: ("no aceptado", "no aceptados", "red"),
    Conflict: ("en conflicto", "en conflicto", "red"),
    NeedsSupport: ("para soporte", "para soporte", "red"),
}


class Progress:
    """Counts outcomes as they come and shows them; a context manager."""

    def __init__(self, screen: Screen, total: int, takes: float, now: Callable[[], float] = time.monotonic) -> None:
        """`takes`: seconds until the quota lets the last one leave; `now` tells seconds that only grow."""
        self._screen = screen
        self._total = total
        self._takes = takes
        self._counts: Counter[type] = Counter()
        self._now = now
        self._began = now()
        self._told = self._began
        moving = screen.err.is_terminal and not screen.quiet and total > 0
        self._live = (
            Live(console=screen.err, refresh_per_second=4, transient=True, get_renderable=self.line) if moving else None
        )

    def __enter__(self) -> Progress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def tell(self, update: Update) -> None:
        """One more document has its outcome."""
        self.count(update.outcome)
        self.look()

    def look(self) -> None:
        """Tell a plain line where it is time for one; a moving line renews itself."""
        if self._live is None and self._now() - self._told >= EVERY:
            self._told = self._now()
            self._screen.note(self.line().plain)

    async def keep_looking(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Look each second, also while nothing is answered: the quota may have everybody wait for half a minute."""
        while True:
            await sleep(1)
            self.look()

    def count(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self._counts[type(outcome)] += 1

    def line(self) -> Text:
        """`Enviando 23 de 50 · 20 validados · 1 rechazado · faltan unos 30 s`."""
        done = self._counts.total()
        line = Text(f"Enviando {done} de {self._total}")
        for kind, (one, several, style) in _WORDS.items():
            count = self._counts[kind]
            if count:
                line.append(" · ")
                line.append(f"{count} {one if count == 1 else several}", style=style)
        left = self._left(done)
        if left:
            line.append(f" · {left}")
        return line

    def _left(self, done: int) -> str:
        if done >= self._total:
            return ""
        so_far = self._now() - self._began
        return f"faltan unos {duration(seconds_left(done, self._total, so_far, self._takes))}"


def seconds_left(done: int, total: int, so_far: float, takes: float) -> float:
    """An honest guess: the later of what the quota allows (the last one leaves at `takes`) and what was seen so far.

    At 80 a minute, 80 leave as fast as they are answered and the next ones a minute after them: whatever the pace of
    the last seconds, what is left waits for whole minutes.
    """
    by_sight = (total - done) * so_far / done if done else 0.0
    return max(by_sight, takes - so_far)


def duration(seconds: float) -> str:
    """`40 s`, `3 min`, `1 h 20 min`: as a person says it."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
