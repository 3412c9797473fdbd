"""What the simulated Factus keeps: documents, next numbers, tokens and what was asked of it.

Everything that must outlive a process is in SQLite, in memory unless a path is given, and committed before an
answer leaves. One lock makes it safe from the server's loop and from the threads that look inside.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from factus_cli.simulator.account import Account, NumberingRange, default_account
from factus_cli.simulator.documents_table import COLUMNS, SCHEMA, Search, StoredDocument, from_row, to_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it was answered; `status` None where the connection ended without an answer."""

    method: str
    path: str
    status: int | None
    reference: str | None
    at: datetime


class Store:
    """The account's documents and counters, and the window tests look through.

    Raises sqlite3.Error when the file can't be opened or written.
    """

    def __init__(self, path: Path | None = None, account: Account | None = None) -> None:
        self.account = account or default_account()
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None, timeout=30)
        self._db.row_factory = sqlite3.Row
        self._requests: list[RequestRecord] = []
        self._in_flight: dict[str, int] = {}
        self._most_in_flight = 0
        self._prepare(on_disk=path is not None)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # -- looking in ------------------------------------------------------------------------------------------

    def documents(self, family: str | None = None) -> tuple[StoredDocument, ...]:
        """Every document held, oldest first."""
        where, values = ("WHERE family = ?", (family,)) if family else ("", ())
        return tuple(from_row(row) for row in self._rows(f"SELECT * FROM documents {where} ORDER BY id", values))  # noqa: S608 - fixed text

    def requests(self) -> tuple[RequestRecord, ...]:
        """Every request answered by this process, in order of answering."""
        with self._lock:
            return tuple(self._requests)

    def posts_by_reference(self) -> dict[str, int]:
        """How many times each reference was posted for validation, whatever became of it."""
        sql = "SELECT reference, sum(n) AS n FROM attempts WHERE what LIKE 'validate:%' GROUP BY reference"
        return {row["reference"]: row["n"] for row in self._rows(sql, ())}

    @property
    def most_in_flight(self) -> int:
        """The most documents that were at the DIAN at once."""
        return self._most_in_flight

    # -- documents -------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing, durable when the block ends."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def add(self, document: StoredDocument) -> StoredDocument:
        """Keep a new document; its family and reference must be free."""
        row = to_row(document)
        marks = ", ".join("?" for _ in COLUMNS)
        with self._lock:
            self._db.execute(f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({marks})", row)  # noqa: S608 - names of our own columns
        return document

    def change(self, document: StoredDocument) -> StoredDocument:
        """Keep a document's new state."""
        with self._lock:
            self._db.execute(
                "UPDATE documents SET state = ?, errors = ?, answer = ?, validated_at = ?, dian_delays = ?"
                " WHERE family = ? AND reference = ?",
                (
                    document.state,
                    json.dumps(document.errors, ensure_ascii=False),
                    document.answer,
                    document.validated_at.isoformat() if document.validated_at else None,
                    document.dian_delays,
                    document.family,
                    document.reference,
                ),
            )
        return document

    def remove(self, family: str, reference: str) -> None:
        with self._lock:
            self._db.execute("DELETE FROM documents WHERE family = ? AND reference = ?", (family, reference))

    def by_reference(self, family: str, reference: str) -> StoredDocument | None:
        return self._one("family = ? AND reference = ?", (family, reference))

    def by_number(self, family: str, number: str) -> StoredDocument | None:
        return self._one("family = ? AND number = ?", (family, number))

    def by_unique_code(self, code: str) -> StoredDocument | None:
        return self._one("unique_code = ?", (code,))

    def unvalidated(self, family: str, other_than: str) -> StoredDocument | None:
        """The first unvalidated document of a family that isn't the one named."""
        return self._one("family = ? AND state <> 'validated' AND reference <> ?", (family, other_than))

    def notes_of(self, family: str, number: str) -> tuple[StoredDocument, ...]:
        """The documents of a family that correct the one numbered."""
        sql = "SELECT * FROM documents WHERE family = ? AND related = ? ORDER BY id"
        return tuple(from_row(row) for row in self._rows(sql, (family, number)))

    def search(self, search: Search) -> tuple[int, tuple[StoredDocument, ...]]:
        """How many documents match, and those of the page asked for, newest first."""
        where, values = search.where()
        found = self._rows(f"SELECT count(*) AS n FROM documents WHERE {where}", values)[0]["n"]  # noqa: S608 - our own conditions
        sql = f"SELECT * FROM documents WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608 - our own conditions
        rows = self._rows(sql, (*values, search.per_page, (search.page - 1) * search.per_page))
        return found, tuple(from_row(row) for row in rows)

    # -- ranges ----------------------------------------------------------------------------------------------

    def ranges(self) -> tuple[NumberingRange, ...]:
        """The account's ranges with their next numbers."""
        current = {row["id"]: row["current"] for row in self._rows("SELECT id, current FROM ranges", ())}
        return tuple(replace(known, current=current.get(known.id, known.current)) for known in self.account.ranges)

    def take_number(self, numbering_range: NumberingRange) -> int:
        """The next number of a range, never given again."""
        with self._lock:
            self._db.execute(
                "INSERT INTO ranges (id, current) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
                (numbering_range.id, numbering_range.current),
            )
            sql = "UPDATE ranges SET current = current + 1 WHERE id = ? RETURNING current - 1 AS taken"
            return int(self._rows(sql, (numbering_range.id,))[0]["taken"])

    # -- tokens ----------------------------------------------------------------------------------------------

    def keep_token(self, token: str, kind: str, expires_at: float) -> None:
        with self._lock:
            self._db.execute("INSERT INTO tokens (token, kind, expires_at) VALUES (?, ?, ?)", (token, kind, expires_at))

    def token_expiry(self, token: str, kind: str) -> float | None:
        """When a token ends, or None when there is no such token."""
        rows = self._rows("SELECT expires_at FROM tokens WHERE token = ? AND kind = ?", (token, kind))
        return float(rows[0]["expires_at"]) if rows else None

    def revoke(self, *, kind: str | None = None, token: str | None = None) -> None:
        """Forget one token, or all of a kind."""
        with self._lock:
            self._db.execute("DELETE FROM tokens WHERE token = ? OR kind = ?", (token, kind))

    # -- counting --------------------------------------------------------------------------------------------

    def attempt(self, what: str, reference: str) -> int:
        """Count one more of something done to a reference; the first is 1."""
        with self._lock:
            sql = (
                "INSERT INTO attempts (what, reference, n) VALUES (?, ?, 1)"
                " ON CONFLICT (what, reference) DO UPDATE SET n = n + 1 RETURNING n"
            )
            return int(self._rows(sql, (what, reference))[0]["n"])

    def record(self, request: RequestRecord) -> None:
        with self._lock:
            self._requests.append(request)

    def documents_in_flight(self, family: str) -> int:
        return self._in_flight.get(family, 0)

    @contextmanager
    def in_flight(self, family: str) -> Iterator[None]:
        """A document is at the DIAN while the block lasts."""
        with self._lock:
            self._in_flight[family] = self._in_flight.get(family, 0) + 1
            self._most_in_flight = max(self._most_in_flight, sum(self._in_flight.values()))
        try:
            yield
        finally:
            with self._lock:
                self._in_flight[family] -= 1

    def reset(self) -> None:
        """Back to an account nobody has used; tokens stay good."""
        with self.transaction():
            for table in ("documents", "ranges", "attempts"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
            self._requests.clear()
            self._most_in_flight = 0

    # -- SQLite ----------------------------------------------------------------------------------------------

    def _prepare(self, *, on_disk: bool) -> None:
        with self._lock:
            if on_disk:
                self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(SCHEMA)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        with self._lock, closing(self._db.execute(sql, values)) as cursor:
            return cursor.fetchall()

    def _one(self, condition: str, values: Sequence[Any]) -> StoredDocument | None:
        rows = self._rows(f"SELECT * FROM documents WHERE {condition} ORDER BY id LIMIT 1", values)  # noqa: S608 - our own conditions
        return from_row(rows[0]) if rows else None
