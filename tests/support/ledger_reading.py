"""A ledger read by nothing of ours: plain SQLite, for tests that must not believe what the program says of itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """A document as the ledger has it."""

    reference: str
    state: str
    number: str | None
    code: str | None
    total: str
    difference: str
    attempts: int
    blocks: bool


def events(path: Path) -> int:
    """How many events there are; 0 where the ledger is not there yet, or not ready."""
    try:
        with closing(_open(path)) as db:
            return int(db.execute("SELECT count FROM chain").fetchone()[0])
    except sqlite3.Error:
        return 0


def states(path: Path) -> dict[str, str]:
    """The state of each document by its reference."""
    return {one.reference: one.state for one in documents(path).values()}


def documents(path: Path) -> dict[str, Written]:
    """Each document by its reference; none where there is no ledger yet."""
    if not path.exists():
        return {}
    with closing(_open(path)) as db:
        if not db.execute("SELECT name FROM sqlite_master WHERE name = 'documents'").fetchall():
            return {}
        rows = db.execute(
            "SELECT reference, state, number, cufe, total, total_difference, attempts, blocks FROM documents"
        ).fetchall()
    return {row[0]: Written(*row[:7], blocks=bool(row[7])) for row in rows}


def flaw(path: Path) -> str | None:
    """What SQLite, or the chain of events, says is wrong with the file; None: nothing."""
    if not path.exists():
        return None
    with closing(_open(path)) as db:
        told = db.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            return str(told)
        if not db.execute("SELECT name FROM sqlite_master WHERE name = 'chain'").fetchall():
            return None
        links = db.execute("SELECT id, previous, hash FROM events ORDER BY id").fetchall()
        end = db.execute("SELECT count, hash FROM chain").fetchone()
    expected = [(0, None, ""), *links]
    for before, (number, previous, _) in zip(expected, links, strict=False):
        if (number, previous) != (before[0] + 1, before[2]):
            return f"event {number} does not follow {before[0]}"
    return None if tuple(end) == (expected[-1][0], expected[-1][2]) else f"the chain ends at {end[0]}"


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
