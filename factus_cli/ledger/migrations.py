"""The ledger's schema, one numbered step after another. A step is never edited once released.

Columns added to `documents` or `events` must admit NULL: a hash covers only the values that are there.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.ledger.connection import transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlite_utils import Database

    Migration = Callable[[Database], None]


def migrate(db: Database, now: datetime, migrations: tuple[Migration, ...] | None = None) -> None:
    """Bring a ledger to the newest schema, each step in its own transaction.

    Raises UsageProblem when a newer factus wrote it.
    """
    known = MIGRATIONS if migrations is None else migrations
    if version(db) == len(known):
        return
    check_not_newer(db, len(known))
    for number, step in enumerate(known, start=1):
        with transaction(db):
            if version(db) < number:
                step(db)
                db.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, step.__name__, now.isoformat()))


def version(db: Database) -> int:
    """The number of the last step applied; 0 for an empty file."""
    try:
        found: int | None = db.execute("SELECT max(number) FROM migrations").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return 0
        raise
    return found or 0


def schema(db: Database) -> dict[tuple[str, str], str]:
    """The SQL, spaces aside, of each table, index and trigger that somebody made, by kind and name."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name): "".join(sql.split()) for kind, name, sql in rows if not str(name).startswith("sqlite_")}


def check_not_newer(db: Database, known: int | None = None) -> None:
    """Raise UsageProblem when the ledger's schema is of a newer factus than this."""
    if version(db) > (len(MIGRATIONS) if known is None else known):
        raise UsageProblem(
            f"este libro lo escribió una versión más nueva de factus (esquema {version(db)})",
            hint="actualice factus: pip install --upgrade factus-cli",
            code="ledger_newer",
        )


def m001_documents_and_events(db: Database) -> None:
    """Documents as they stand, the bytes that left, and the chain of events that can't be rewritten."""
    _run(
        db,
        """CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)""",
        """CREATE TABLE payloads (hash TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE documents (
            id INTEGER PRIMARY KEY,
            type TEXT NOT NULL,
            reference TEXT NOT NULL,
            state TEXT NOT NULL,
            lote TEXT NOT NULL,
            payload TEXT NOT NULL REFERENCES payloads(hash),
            payload_hash TEXT NOT NULL,
            canonical TEXT NOT NULL,
            total TEXT NOT NULL,
            total_difference TEXT NOT NULL,
            customer TEXT NOT NULL,
            customer_name TEXT NOT NULL,
            rows TEXT NOT NULL,
            number TEXT,
            cufe TEXT,
            qr TEXT,
            url TEXT,
            validated_at TEXT,
            attempts INTEGER NOT NULL,
            left_at TEXT,
            blocks INTEGER NOT NULL,
            messages TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (type, reference)
        )""",
        "CREATE INDEX documents_by_state ON documents (state)",
        "CREATE INDEX documents_by_reference ON documents (reference)",
        "CREATE INDEX documents_by_number ON documents (number)",
        "CREATE INDEX documents_by_cufe ON documents (cufe)",
        """CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            what TEXT NOT NULL,
            type TEXT,
            reference TEXT,
            lote TEXT,
            state TEXT,
            number TEXT,
            total TEXT,
            payload TEXT REFERENCES payloads(hash),
            payload_hash TEXT,
            attempts INTEGER,
            status INTEGER,
            seconds REAL,
            request_id TEXT,
            throttled INTEGER,
            details TEXT,
            body TEXT,
            snapshot TEXT,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL,
            FOREIGN KEY (type, reference) REFERENCES documents (type, reference)
        )""",
        "CREATE INDEX events_by_document ON events (type, reference)",
        "CREATE TABLE chain (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL, hash TEXT NOT NULL)",
        "INSERT INTO chain VALUES (1, 0, '')",
        *(
            f"""CREATE TRIGGER events_never_{verb} BEFORE {verb} ON events
            BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END"""
            for verb in ("UPDATE", "DELETE")
        ),
    )


def m002_lotes(db: Database) -> None:
    """The files that documents came in, with their rows; lotes of before are known by name alone."""
    _run(
        db,
        """CREATE TABLE lotes (
            id TEXT PRIMARY KEY,
            file TEXT,
            digest TEXT,
            sheet TEXT,
            profile TEXT,
            environment TEXT,
            created_at TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            exit_code INTEGER
        )""",
        """CREATE TABLE lote_inputs (
            lote TEXT PRIMARY KEY REFERENCES lotes(id),
            headers TEXT NOT NULL,
            rows TEXT NOT NULL
        )""",
        """CREATE TABLE lote_documents (
            lote TEXT NOT NULL REFERENCES lotes(id),
            type TEXT NOT NULL,
            reference TEXT NOT NULL,
            rows TEXT NOT NULL,
            PRIMARY KEY (lote, type, reference)
        ) WITHOUT ROWID""",
        "INSERT INTO lotes (id, created_at, started_at) SELECT lote, min(created_at), max(updated_at) FROM documents"
        " GROUP BY lote",
        "INSERT INTO lote_documents SELECT lote, type, reference, rows FROM documents",
    )


def m003_turns_and_events_of_no_document(db: Database) -> None:
    """In which order lotes began, since a clock may be set back; and what the ledger says of itself found at once."""
    _run(
        db,
        "ALTER TABLE lotes ADD COLUMN turn INTEGER",
        "UPDATE lotes SET turn = (SELECT count(*) FROM lotes AS other"
        " WHERE (other.started_at, other.rowid) <= (lotes.started_at, lotes.rowid))",
        "CREATE INDEX events_of_no_document ON events (what) WHERE type IS NULL",
    )


MIGRATIONS: tuple[Migration, ...] = (
    m001_documents_and_events,
    m002_lotes,
    m003_turns_and_events_of_no_document,
)


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
