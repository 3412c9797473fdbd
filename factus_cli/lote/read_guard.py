"""What the libraries in Rust do when a file is too much for them, contained: a panic is an exception, and no more.

A panic reaches Python as an exception that is no `Exception`, after a line of Rust on the process's standard error.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
STANDARD_ERROR = 2
ONE_AT_A_TIME = threading.RLock()
"""The standard error is the process's: two that put it aside at once would not find it again."""


def is_panic(problem: BaseException) -> bool:
    """Whether an exception is a panic of Rust; its class can't be imported."""
    return type(problem).__name__ == "PanicException"


def tried(step: Callable[[], T]) -> T | None:
    """What a step gives, or None where it panics."""
    try:
        with panics_unsaid():
            return step()
    except BaseException as problem:
        if is_panic(problem):
            return None
        raise


@contextmanager
def panics_unsaid() -> Iterator[None]:
    """Whatever is written meanwhile on the standard error, by whatever language, is written nowhere."""
    with ONE_AT_A_TIME:
        try:
            aside = os.dup(STANDARD_ERROR)
        except OSError:  # closed: nothing to keep clean
            yield
            return
        try:
            _flush()
            with Path(os.devnull).open("wb") as nothing:
                os.dup2(nothing.fileno(), STANDARD_ERROR)
            yield
        finally:
            _flush()
            os.dup2(aside, STANDARD_ERROR)
            os.close(aside)


def _flush() -> None:
    if sys.stderr is not None and not sys.stderr.closed:
        sys.stderr.flush()
