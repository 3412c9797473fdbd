"""Copies of a ledger: the file whole, as lines of JSON, or the rows that a question of the user's own asks for."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from factus_cli.errors import UsageProblem
from factus_cli.ledger.connection import connect_read_only, corrupt, corrupts, in_memory, reason, snapshot, told, using
from factus_cli.ledger.files import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from factus_cli.ledger.reader import LedgerReader

EXPORTED = ("lotes", "lote_inputs", "lote_documents", "payloads", "documents", "events", "chain")
READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
"""What a question of the user's own may do; everything else is denied."""


def backup(path: Path, to: Path) -> None:
    """Copy a ledger to a new file (0600), whole and of one moment even while a run sends.

    Raises UsageProblem when there is no ledger, the file exists, or it can't be written; LedgerCorrupt when damaged.
    """
    if not path.exists():
        raise UsageProblem(f"no hay libro en {path}", hint="el libro nace con el primer envío")
    if to.exists():
        raise UsageProblem(f"{to} ya existe y no se sobrescribe", hint="elija otro nombre para la copia")
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    make_private(part)
    try:
        _copy(path, part)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def export(ledger: LedgerReader) -> Iterator[str]:
    """Everything in the ledger as lines of JSON, of one moment: `{"table": "events", …columns…}`."""
    with using(ledger.path), snapshot(ledger.db):
        for table in EXPORTED:
            for row in ledger.db.query(f"SELECT * FROM {table}"):  # noqa: S608  # a name of EXPORTED
                yield json.dumps(
                    {"table": table, **{name: _readable(value) for name, value in row.items()}}, ensure_ascii=False
                )


def select(path: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of one SELECT on the ledger; bodies are given as text. Nothing can be written by it.

    Raises UsageProblem for what is no SELECT, or none that SQLite understands.
    """
    db = connect_read_only(path) if path.exists() else in_memory()
    try:
        db.execute("PRAGMA query_only=ON")
        db.conn.set_authorizer(_reading_only)
        cursor = db.execute(sql)
        columns = [column[0] for column in cursor.description or ()]
        return columns, [tuple(_readable(value) for value in row) for row in cursor]
    except (sqlite3.Error, sqlite3.Warning) as error:
        if isinstance(error, sqlite3.Error) and (known := told(error, path)) is not None:
            raise known from error
        raise UsageProblem(
            f"la consulta no se pudo hacer: {error}",
            hint="solo se admite un SELECT; las tablas son documents, events, lotes y lote_documents",
        ) from error
    finally:
        db.conn.close()


def _copy(path: Path, to: Path) -> None:
    source = connect_read_only(path)
    target = sqlite3.connect(to, isolation_level=None)
    try:
        source.conn.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").fetchall()
        said = target.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        if corrupts(error):
            raise corrupt(path, error) from error
        raise UsageProblem(f"no se pudo escribir la copia: {reason(error)}", hint="elija otra carpeta") from error
    finally:
        target.close()
        source.conn.close()
    if said != "ok":
        raise corrupt(path, said)


def _reading_only(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY


def _readable(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
