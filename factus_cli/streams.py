"""The standard streams, made safe: what they can't take is dropped and remembered, and never stops a command.

A run is started by cron, a supervisor or a script with whatever descriptors they have: closed, full, or left by
their reader. What was sent is in the ledger by then, and must be neither undone nor called a failure.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import IO, TYPE_CHECKING, TextIO

from factus_cli.errors import UsageProblem, why

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NUMBERS = (0, 1, 2)


def make_safe() -> None:
    """From here on writing to stdout or stderr raises nothing, and no file opened later takes their numbers."""
    _occupy()
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # what stands in for it, until the end
    sys.stdout, sys.stderr = _safe(sys.stdout, "replace"), _safe(sys.stderr, "backslashreplace")


def lost() -> OSError | None:
    """Why some of stdout could not be written, None where all was. A reader that left wanted no more: nothing is lost."""
    _flush(sys.stdout)
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw.failure if isinstance(raw, Outlet) else None


def standard_input() -> bytes:
    """All of stdin. Raises UsageProblem where it can't be read."""
    try:
        return sys.stdin.buffer.read()
    except OSError as problem:
        raise UsageProblem(
            f"no se puede leer la entrada: {why(problem)}",
            hint="dé el nombre del archivo, o páselo por la entrada: factus … - < ARCHIVO",
        ) from problem


class Outlet(io.RawIOBase):
    """Where a stream ends. Bytes that it can't take are dropped; `failure` is the first reason, but for a reader that left."""

    def __init__(self, under: IO[bytes] | io.RawIOBase | None) -> None:
        """`under`: what takes the bytes, None for a stream that was closed when the process began."""
        self._under = under
        self._ended = False
        self.failure: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or drop; always the count of all the bytes."""
        view = memoryview(data).cast("B")
        try:
            if not self._ended:
                self._write(view)
        except OSError as error:
            self._ended = True
            if not _left(error):
                self.failure = error
        return len(view)

    def writable(self) -> bool:
        """Always: what can't be written is dropped."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal takes the bytes."""
        return self._under is not None and self._under.isatty()

    def fileno(self) -> int:
        """The descriptor under it."""
        if self._under is None:
            raise io.UnsupportedOperation("fileno")
        return self._under.fileno()

    def _write(self, view: memoryview) -> None:
        if self._under is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        while view:
            count = self._under.write(view)
            if count is None:  # a descriptor that does not wait, as some supervisors leave them
                select.select([], [self._under], [])
            else:
                view = view[count:]


def _left(error: OSError) -> bool:
    """Whether the reader left (`factus list | head`); Windows says it with another word."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _safe(stream: TextIO | None, errors: str) -> io.TextIOWrapper:
    """The same stream over an outlet, where signs that its encoding has not are replaced."""
    _flush(stream)
    buffer = getattr(stream, "buffer", None)
    if stream is not None and buffer is None:
        return stream  # type: ignore[return-value]  # a program that put its own there looks after it
    return io.TextIOWrapper(
        io.BufferedWriter(Outlet(getattr(buffer, "raw", buffer))),
        encoding="utf-8" if stream is None else stream.encoding,
        errors=errors,
        line_buffering=getattr(stream, "line_buffering", True),
    )


def _flush(stream: TextIO | None) -> None:
    try:
        if stream is not None:
            stream.flush()
    except (OSError, ValueError):  # full or closed: what was there is lost already
        return


def _occupy() -> None:
    """A number that is closed is given to nothing at all: the next file opened would take it, and be written to."""
    for number in NUMBERS:
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened == number:
                os.set_inheritable(number, True)  # noqa: FBT003  # as it is called
            else:
                os.dup2(opened, number)
                os.close(opened)
