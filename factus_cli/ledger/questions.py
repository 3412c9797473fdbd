"""Questions of the user's own, in SQL: one SELECT that can read and do nothing else."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.ledger.connection import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.ledger.reader import LedgerReader

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
"""What a question may do; everything else is denied."""
STEPS = 10_000
"""Steps of SQLite's machine between two looks at whether the user pressed Ctrl-C."""
HINT = "solo se admite un SELECT; las tablas son documents, events, payloads, lotes y lote_documents"
_MESSAGES = (
    (r"no such table: (.*)", r"no hay una tabla «\1»"),
    (r"no such column: (.*)", r"no hay una columna «\1»"),
    (r"no such function: (.*)", r"no hay una función «\1»"),
    (r"ambiguous column name: (.*)", r"«\1» está en varias tablas: diga en cuál"),
    (r'near "(.*)": syntax error', r"no se entiende cerca de «\1»"),
    (r"incomplete input", "le falta el final"),
    (r"You can only execute one statement at a time\.", "son varias, y se hace una"),
    (
        r"(?:not authorized|access to .* is prohibited|.*prohibited.*|attempt to write a readonly database)",
        "quiere hacer más que leer",
    ),
)
"""What SQLite says of a question, and the same in Spanish."""

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives: the names of its columns, and its rows as they come. Bodies are given as text."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]


@contextmanager
def select(ledger: LedgerReader, sql: str) -> Iterator[Answer]:
    """Ask one SELECT, of one moment; the rows are read one by one while inside.

    Raises UsageProblem for what is no SELECT or none that SQLite understands, KeyboardInterrupt on Ctrl-C, and
    LedgerCorrupt when the file is damaged.
    """
    connection = ledger.db.conn
    connection.text_factory = _readable  # text that somebody's edit left without a meaning is shown, not refused
    try:
        connection.set_authorizer(_reading_only)
        connection.set_progress_handler(lambda: 0, STEPS)
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise UsageProblem("la consulta está vacía", hint=HINT)
        columns = tuple(column[0] for column in cursor.description)
        yield Answer(columns, (tuple(map(_readable, row)) for row in cursor))
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _told(error, ledger) from error
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, STEPS)
        connection.text_factory = str


def _told(error: sqlite3.Error | sqlite3.Warning, ledger: LedgerReader) -> BaseException:
    if isinstance(error, sqlite3.Error):
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            return KeyboardInterrupt()
        if (known := told(error, ledger.path)) is not None:
            return known
    said = str(error)
    for pattern, spanish in _MESSAGES:
        if found := re.fullmatch(pattern, said):
            return UsageProblem(f"la consulta no se pudo hacer: {found.expand(spanish)}", hint=HINT)
    return UsageProblem(f"la consulta no se pudo hacer: {said}", hint=HINT)


def _reading_only(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY


def _readable(value: str | bytes | float | None) -> Value:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
