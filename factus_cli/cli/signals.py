"""Ctrl-C and SIGTERM during a send: start nothing new, let what is in the air finish; a second one leaves at once."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from factus_cli.errors import ExitCode, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from factus_cli.errors import FactusError

RESUME = "siga después con: factus resume"


class Run(Protocol):
    """What can be ended before its time."""

    def end(self, reason: FactusError) -> None:
        """Start nothing new. The first reason stands."""
        ...


@contextmanager
def ending(run: Run, note: Callable[[str], None], hint: str = RESUME) -> Iterator[None]:
    """While a run works, the first signal ends it and the second one kills it. To be entered inside its event loop."""
    loop = asyncio.get_running_loop()

    def first(number: int, _frame: FrameType | None) -> None:
        terminated = number != signal.SIGINT
        loop.call_soon_threadsafe(run.end, _interrupted(hint, terminated=terminated))
        note("Terminando: no sale nada nuevo, se espera lo que está en camino. Otra vez Ctrl-C sale ya.")
        for one in before:
            signal.signal(one, second)

    def second(number: int, _frame: FrameType | None) -> None:
        os._exit(int(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.TERMINATED))

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    for one in before:
        signal.signal(one, first)
    try:
        yield
    finally:
        for one, earlier in before.items():
            signal.signal(one, earlier)


def _interrupted(hint: str, *, terminated: bool) -> Interrupted:
    what = "terminado con SIGTERM" if terminated else "interrumpido con Ctrl-C"
    return Interrupted(what, terminated=terminated, hint=hint)
