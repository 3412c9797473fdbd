"""Ctrl-C and SIGTERM: a run starts nothing new and lets what is in the air finish; a second signal leaves at once."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from factus_cli.errors import ExitCode, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from factus_cli.errors import FactusError

RESUME = "siga después con: factus resume"
HANDLED = (signal.SIGINT, signal.SIGTERM)


def listen() -> None:
    """From here on the first signal raises KeyboardInterrupt wherever it finds the command; a second one leaves at once."""
    _handle(_stop)


def told() -> None:
    """Everything is told: a first signal comes too late to change that, a second one leaves."""
    if signal.getsignal(signal.SIGTERM) is _stop:
        _handle(_too_late)


def too_late() -> None:
    """From here on nothing changes how the process ends: Python is closing, and would let a signal kill it."""
    for one in HANDLED:
        signal.signal(one, signal.SIG_IGN)


@contextmanager
def at_once() -> Iterator[None]:
    """Around a question to a person: Ctrl-C raises KeyboardInterrupt, whatever else it does around it."""
    before = signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is _stop:
            signal.signal(signal.SIGINT, before)


@contextmanager
def reading() -> Iterator[None]:
    """While a file is read nothing has left, and nothing is known of it. Raises Interrupted where a signal stops that."""
    try:
        yield
    except KeyboardInterrupt:
        raise stopped(
            "mientras se leía el archivo: no se envió nada, y de sus documentos no se sabe nada todavía",
            hint="vuelva a correr la misma orden",
        ) from None


class Run(Protocol):
    """What can be ended before its time."""

    def end(self, reason: FactusError) -> None:
        """Start nothing new. The first reason stands."""
        ...


@contextmanager
def ending(run: Run, note: Callable[[str], None], hint: str = RESUME) -> Iterator[None]:
    """While a run works, the first signal ends it and the second one kills it. To be entered inside its event loop.

    Once it has worked, what is left is to tell it: a first signal comes too late to change that, a second one leaves.
    """
    import asyncio

    loop = asyncio.get_running_loop()

    def first(number: int, _frame: FrameType | None) -> None:
        _handle(_leave)
        loop.call_soon_threadsafe(run.end, interrupted(terminated=number != signal.SIGINT, hint=hint))
        # told by the loop: a handler that prints may be in the middle of another print
        loop.call_soon_threadsafe(
            note, "Terminando: no sale nada nuevo, se espera lo que está en camino. Otra vez Ctrl-C sale ya."
        )

    _handle(first)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is first:
            _handle(_too_late)


def interrupted(*, terminated: bool, hint: str = "", when: str = "") -> Interrupted:
    """What a signal stops a command with."""
    what = "terminado con SIGTERM" if terminated else "interrumpido con Ctrl-C"
    return Interrupted(f"{what} {when}".rstrip(), terminated=terminated, hint=hint)


def stopped(when: str = "", hint: str = "") -> Interrupted:
    """What the signal that came stopped this command with, which had nothing in the air. `when`: what is known of it."""
    return interrupted(terminated=_came == [signal.SIGTERM], hint=hint, when=when)


def _handle(handler: Callable[[int, FrameType | None], None]) -> None:
    if threading.current_thread() is threading.main_thread():
        for one in HANDLED:
            signal.signal(one, handler)


_came: list[int] = []
"""The signal that raised: what raised KeyboardInterrupt may be a library, which keeps no number."""


def _stop(number: int, _frame: FrameType | None) -> None:
    _handle(_leave)
    _came[:] = [number]
    raise KeyboardInterrupt


def _too_late(_number: int, _frame: FrameType | None) -> None:
    _handle(_leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(int(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.TERMINATED))
