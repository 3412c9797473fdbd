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


class Terminated(KeyboardInterrupt):
    """SIGTERM where no run has anything in the air: it stops a command as Ctrl-C does."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Around one command, the last thing of its process: SIGTERM raises Terminated, wherever it finds it.

    Once inside is left, everything is told: a first signal comes too late, a second one leaves.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        _end(_terminate)


@contextmanager
def as_error() -> Iterator[None]:
    """A signal that finds a command with nothing in the air, told as what stops it. Raises Interrupted."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise stopped_by(stop) from stop


def too_late() -> None:
    """From here on nothing changes how the process ends: Python is closing, and would let a signal kill it."""
    for one in HANDLED:
        signal.signal(one, signal.SIG_IGN)


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
        _end(first)


def interrupted(*, terminated: bool, hint: str = "") -> Interrupted:
    """What a signal stops a command with."""
    what = "terminado con SIGTERM" if terminated else "interrumpido con Ctrl-C"
    return Interrupted(what, terminated=terminated, hint=hint)


def stopped_by(stop: KeyboardInterrupt) -> Interrupted:
    """The same, of a command that a signal found with nothing in the air. From here on another signal leaves at once."""
    _handle(_leave)
    return interrupted(terminated=isinstance(stop, Terminated))


def _handle(handler: Callable[[int, FrameType | None], None]) -> None:
    if threading.current_thread() is threading.main_thread():
        for one in HANDLED:
            signal.signal(one, handler)


def _end(handler: Callable[[int, FrameType | None], None]) -> None:
    """Unless a signal has come meanwhile, the next one will be too late."""
    if signal.getsignal(signal.SIGTERM) is handler:
        _handle(_too_late)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _too_late(_number: int, _frame: FrameType | None) -> None:
    _handle(_leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(int(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.TERMINATED))
