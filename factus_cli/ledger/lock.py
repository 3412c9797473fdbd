"""One sender for each profile at a time, by a lock of the kernel that dies with its process however it dies.

Who holds it is said in a file beside it: on Windows nobody else may read a locked file.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from factus_cli.errors import HomeUnwritable, ProfileLocked
from factus_cli.ledger.files import HINT, make_private, write_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from factus_cli.sending.ports import Clock

PROBE_TIME = 0.1
"""Seconds in which a reading command's look at the lock passes; a sender holds it for longer."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends: the process, and since when. None: it has not said so yet."""

    pid: int | None = None
    since: datetime | None = None


@contextmanager
def hold_profile(path: Path, clock: Clock) -> Iterator[None]:
    """Be the only sender while inside. Raises ProfileLocked at once when another is."""
    make_private(path)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=PROBE_TIME, poll_interval=PROBE_TIME / 5)
    except Timeout:
        raise _locked(_holder_of(path), clock.now()) from None
    except (OSError, NotImplementedError) as error:
        raise HomeUnwritable(f"no se puede bloquear {path}: {error}", hint=HINT) from error
    try:
        _say(path, Holder(os.getpid(), clock.now()))
        yield
        _beside(path).unlink(missing_ok=True)
    finally:
        lock.release()


def sender(path: Path) -> Holder | None:
    """Who sends with the profile now; None when nobody does. Makes no file."""
    if not path.exists():
        return None
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _holder_of(path)
    lock.release()
    return None


def _locked(holder: Holder, now: datetime) -> ProfileLocked:
    who = "otro proceso" if holder.pid is None else f"otro proceso (PID {holder.pid})"
    return ProfileLocked(
        f"{who} envía con este perfil{_since(holder.since, now)}",
        hint="espere a que termine; mientras tanto puede mirar con: factus status",
    )


def _since(since: datetime | None, now: datetime) -> str:
    if since is None:
        return ""
    if since.date() == now.date():
        return f" desde las {since:%H:%M}"
    return f" desde el {since:%d/%m/%Y} a las {since:%H:%M}"


def _say(path: Path, holder: Holder) -> None:
    written = json.dumps({"pid": holder.pid, "since": holder.since and holder.since.isoformat()})
    write_private(_beside(path), written)


def _holder_of(path: Path) -> Holder:
    try:
        said = json.loads(_beside(path).read_text(encoding="utf-8"))
        return Holder(said["pid"], datetime.fromisoformat(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()  # it has just begun, or died while it wrote


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")
