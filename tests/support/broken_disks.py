"""Disks that fill up, and ledgers that can't be written, while a process uses them: how each is done and undone."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from subprocess import Popen

FULL = "ocupado.bin"


def forbid_growth(process: Popen[bytes], ledger: Path, spare: int) -> None:
    """From now on a process can make no file longer than the ledger's longest is now, and so many bytes more."""
    import resource

    files = [one for one in ledger.parent.glob(f"{ledger.name}*") if one.exists()]
    longest = max((one.stat().st_size for one in files), default=0)
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (longest + spare, resource.RLIM_INFINITY))


def fill(folder: Path, spare: int) -> None:
    """Take all the space of a small disk but for so many bytes."""
    left = os.statvfs(folder)
    taken = max(0, left.f_bavail * left.f_frsize - spare)
    with contextlib.suppress(OSError), (folder / FULL).open("wb") as file:
        while taken > 0:
            file.write(b"x" * min(taken, 65536))
            file.flush()
            taken -= 65536


@contextmanager
def small_disk(folder: Path, size: str = "8m") -> Iterator[bool]:
    """A disk of its own in a folder. False where the system lets nobody mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def make_read_only(folder: Path, *, read_only: bool) -> bool:
    """Mount a small disk again, to be read alone or to be written. False where it can't be, because it is in use."""
    return _mount("-o", f"remount,{'ro' if read_only else 'rw'}", str(folder))


def keep_busy(ledger: Path) -> sqlite3.Connection:
    """A writer that holds the ledger until it is closed."""
    db = sqlite3.connect(ledger, timeout=30, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    return db


def _mount(*options: str) -> bool:
    try:
        return subprocess.run(["mount", *options], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
