"""Connections to a ledger file, its transactions, and what SQLite's errors mean to a person."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from factus_cli.errors import FactusError, HomeUnwritable, LedgerCorrupt, LedgerUnwritable
from factus_cli.ledger.files import HINT, make_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 5.0
"""Seconds that a write waits for another process's, which takes milliseconds."""
SHORT = 0.01
"""Seconds between two tries of what SQLite does not wait for."""


def connect(path: Path) -> Database:
    """A connection that writes, durable at each commit; the file and its folders are made where they are missing.

    Raises HomeUnwritable when the file can't be made or opened, LedgerCorrupt when it is no ledger.
    """
    make_private(path)
    with opening(path):
        db = _database(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None))
        _to_wal(db)
        for pragma in ("synchronous=FULL", "fullfsync=ON", "checkpoint_fullfsync=ON"):
            db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def _to_wal(db: Database) -> None:
    """Write ahead. Of several processes that open a new file at once one switches it, and SQLite refuses the others.

    It does so at once, for it sees a deadlock in what is none: whoever is refused asks again.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(SHORT)
        else:
            return


def connect_read_only(path: Path) -> Database:
    """A connection that can only read, and waits for no sender. The file must exist.

    SQLite itself may leave its empty `-wal` and `-shm` beside it.
    """
    with opening(path):
        uri = f"{path.absolute().as_uri()}?mode=ro"
        db = _database(sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None))
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return db


def in_memory(source: Database | None = None) -> Database:
    """A database that lives as long as its connection: empty, or a copy of another."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if source is not None:
        source.conn.backup(connection)
    return _database(connection)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One transaction that writes: whole and durable on leaving, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.rollback()
        raise


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Several reads of one moment, whatever a sender writes meanwhile."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """SQLite's errors on opening, said in Spanish."""
    try:
        yield
    except sqlite3.Error as error:
        if corrupts(error) or _name(error) == "SQLITE_ERROR":  # its tables are not ours
            raise corrupt(path, reason(error)) from error
        raise HomeUnwritable(f"no se puede abrir el libro {path}: {reason(error)}", hint=HINT) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged name
        raise corrupt(path, _REASONS["SQLITE_CORRUPT"]) from error


@contextmanager
def using(path: Path) -> Iterator[None]:
    """SQLite's errors on an open ledger, said in Spanish. What only a bug explains stays as it is."""
    try:
        yield
    except sqlite3.Error as error:
        raise (told(error, path) or error) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged name
        raise corrupt(path, _REASONS["SQLITE_CORRUPT"]) from error


def told(error: sqlite3.Error, path: Path) -> FactusError | None:
    """What an error of a read or a write means; None when only a bug explains it."""
    if corrupts(error):
        return corrupt(path, reason(error))
    if _name(error).startswith(tuple(_REASONS)):
        return LedgerUnwritable(
            f"no se puede escribir el libro {path}: {reason(error)}",
            hint="nada más salió; libere espacio o revise los permisos del disco, y después corra `factus resume`",
        )
    return None


def corrupts(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, or was never a database."""
    return _name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "Could not decode" in str(error)


def corrupt(path: Path, why: str) -> LedgerCorrupt:
    """A file that can't be read as a ledger."""
    return LedgerCorrupt(
        f"el libro {path} está dañado o no es un libro de factus: {why}",
        hint="no lo borre: guarde una copia y recupere la última hecha con `factus ledger backup`",
    )


def reason(error: sqlite3.Error) -> str:
    """Why, in words."""
    name = "SQLITE_CORRUPT" if "Could not decode" in str(error) else _name(error)
    return next((words for prefix, words in _REASONS.items() if name.startswith(prefix)), str(error))


_REASONS = {
    "SQLITE_CORRUPT": "hay partes que no se pueden leer",
    "SQLITE_NOTADB": "no es una base de datos SQLite",
    "SQLITE_FULL": "el disco está lleno",
    "SQLITE_READONLY": "es de solo lectura, o lo movieron o borraron mientras se usaba",
    "SQLITE_IOERR": "el disco falló",
    "SQLITE_BUSY": f"otro proceso lo tiene ocupado hace más de {PATIENCE:.0f} segundos",
    "SQLITE_LOCKED": "otra parte de este proceso lo tiene ocupado",
    "SQLITE_CANTOPEN": "el sistema no deja abrirlo",
    "SQLITE_PERM": "el sistema no da permiso",
    "SQLITE_NOLFS": "creció más de lo que admite el disco",
    "SQLITE_TOOBIG": "un dato es demasiado grande",
}


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""


def _database(connection: sqlite3.Connection) -> Database:
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys=ON")
    return db
