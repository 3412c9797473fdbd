"""The ledger as reading commands see it: they never wait for a sender, and never write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import State
from factus_cli.ledger.connection import using
from factus_cli.ledger.rows import entry_of, storable, understanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from sqlite_utils import Database

    from factus_cli.domain.documents import DocumentType
    from factus_cli.ledger.rows import Row
    from factus_cli.sending.ports import Entry, Key

AT_ONCE = 500
"""References asked for in one statement: SQLite before 3.32 takes 999 variables at most."""

DAY = "substr(coalesce(left_at, created_at), 1, 10)"
"""The day of a document: when it last left, since Factus dates it so; when it was recorded, if it never did."""

UNSETTLED = (State.READY, State.SENDING, State.IN_DOUBT, State.PENDING)
"""States that `resume` works on."""


class LedgerReader:
    """A ledger that can be asked. `path` is its file, whether or not it exists yet."""

    def __init__(self, db: Database, path: Path) -> None:
        self.db = db
        self.path = path

    def find(self, key: Key) -> Entry | None:
        """The entry of a document, None when the ledger has never seen it."""
        return self.find_many([key]).get(key)

    def find_many(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """The entries of those the ledger knows."""
        by_type: dict[str, list[str]] = {}
        for type_, reference in keys:
            by_type.setdefault(type_.value, []).append(reference)
        found: dict[Key, Entry] = {}
        for name, references in by_type.items():
            for start in range(0, len(references), AT_ONCE):
                some = references[start : start + AT_ONCE]
                marks = ", ".join("?" * len(some))
                entries = self.entries(f"type = ? AND reference IN ({marks})", [name, *some])
                found.update((entry.key, entry) for entry in entries)
        return found

    def spelled_otherwise(self, keys: Iterable[Key]) -> dict[Key, list[str]]:
        """The references that differ from these in capitals alone, by type and the reference in small letters.

        All references of each type are looked through once: their index has them.
        """
        wanted = set(keys)
        folded = {(type_, reference.casefold()) for type_, reference in wanted}
        found: dict[Key, list[str]] = {}
        for type_ in {type_ for type_, _ in wanted}:
            for row in self.query("SELECT reference FROM documents WHERE type = ?", [type_.value]):
                reference = str(row["reference"])
                if (type_, reference) not in wanted and (fold := (type_, reference.casefold())) in folded:
                    found.setdefault(fold, []).append(reference)
        return found

    def reference_of(self, type_: DocumentType, number: str, cufe: str) -> str | None:
        """The reference validated with a number, and a CUFE unless it is blank; None when the ledger knows of none."""
        where = (
            "SELECT reference FROM documents WHERE type = ? AND number = ? AND state = ? AND ? IN ('', cufe)"
            " ORDER BY id LIMIT 1"
        )
        found = self.query(where, [type_.value, number, State.VALIDATED.value, cufe])
        return str(found[0]["reference"]) if found else None

    def unsettled(self, lote: str | None = None) -> list[Entry]:
        """What `resume` works on: ready, sending, in_doubt, pending, and what still blocks; oldest first."""
        where = f"(state IN ({', '.join('?' * len(UNSETTLED))}) OR blocks)"
        values: list[Any] = [state.value for state in UNSETTLED]
        if lote is not None:
            where += " AND (type, reference) IN (SELECT type, reference FROM lote_documents WHERE lote = ?)"
            values.append(lote)
        return self.entries(where, values)

    def left_by_choice(self, key: Key) -> bool:
        """Whether a rejected document stands at Factus because the user chose so (a note `kept`, nothing tried since)."""
        last = (
            "SELECT what FROM events WHERE type = ? AND reference = ? AND (what IN ('kept', 'sending') OR what GLOB 'delete_*')"
            " ORDER BY id DESC LIMIT 1"
        )
        return [row["what"] for row in self.query(last, [key[0].value, key[1]])] == ["kept"]

    def dated(self, type_: DocumentType, since: date, until: date) -> list[Entry]:
        """The documents of a type that left, or were recorded, on these days, both included."""
        days = [since.isoformat(), until.isoformat()]
        return self.entries(f"type = ? AND {DAY} BETWEEN ? AND ?", [type_.value, *days])

    def known(self, type_: DocumentType, references: Iterable[str], numbers: Iterable[str]) -> list[Entry]:
        """The documents of a type under any of these references or numbers, each once."""
        found: dict[Key, Entry] = {}
        for column, values in (("reference", list(references)), ("number", list(numbers))):
            for start in range(0, len(values), AT_ONCE):
                some = values[start : start + AT_ONCE]
                marks = ", ".join("?" * len(some))
                entries = self.entries(f"type = ? AND {column} IN ({marks})", [type_.value, *some])
                found.update((entry.key, entry) for entry in entries)
        return list(found.values())

    def correcting(self, type_: DocumentType, numbers: Iterable[str]) -> list[Entry]:
        """The notes of a type that correct the documents of these numbers, whatever became of them."""
        wanted, found = list(numbers), []
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            marks = ", ".join("?" * len(some))
            where = f"type = ? AND json_extract(canonical, '$.correction.number') IN ({marks})"
            found += self.entries(where, [type_.value, *some])
        return found

    def entries(self, where: str, values: Sequence[Any], order: str = "id", limit: int = -1) -> list[Entry]:
        """The documents of a condition, oldest first. The condition is this package's own, values come as `?`."""
        rows = self.query(
            "SELECT documents.*, body FROM documents JOIN payloads ON payloads.hash = documents.payload"  # noqa: S608  # see above
            f" WHERE {where} ORDER BY {order} LIMIT ?",
            [*values, limit],
        )
        found = []
        for row in rows:
            with understanding(f"el documento {row['reference']}"):
                found.append(entry_of(row))
        return found

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a question, as dictionaries."""
        with using(self.path):
            found = self.db.execute(sql, storable(values))  # not `query`: its savepoint costs as much as a row
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def close(self) -> None:
        """Let the file go."""
        self.db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
