"""Copies of a ledger in memory, to be edited by a test and closed at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.ledger.connection import in_memory

if TYPE_CHECKING:
    from sqlite_utils import Database

_MADE: list[Database] = []


def copy_of(database: Database) -> Database:
    """A copy that nobody need close."""
    made = in_memory(database)
    _MADE.append(made)
    return made


def close_copies() -> None:
    """Close those of the test that ends."""
    while _MADE:
        _MADE.pop().conn.close()
