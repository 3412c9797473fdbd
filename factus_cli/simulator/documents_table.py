"""A stored document, how it lies in SQLite, and how a list finds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from factus_cli.simulator.clock import BOGOTA

if TYPE_CHECKING:
    import sqlite3

State = Literal["validated", "pending", "rejected"]
Errors = Mapping[str, str] | list[str] | None
"""The three shapes Factus gives to the DIAN's remarks (contract, 3)."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document Factus holds.

    `data` is what create and show answer, but for what changes later. `answer` says which status tells a rejection;
    `dian_delays` how many more times the DIAN will not have decided; `is_foreign` that somebody else of the account
    made it; `listed_from` since when lists show it.
    """

    family: str
    reference: str
    number: str
    unique_code: str
    state: State
    errors: Errors
    total: str
    identification: str
    names: str
    prefix: str
    created_at: datetime
    listed_from: datetime
    validated_at: datetime | None = None
    related: str | None = None
    answer: Literal["201", "409", "422"] = "201"
    dian_delays: int = 0
    is_foreign: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_validated(self) -> bool:
        return self.state == "validated"


@dataclass(frozen=True, slots=True)
class Search:
    """The filters of a list, and the page. `now` hides what lists don't show yet."""

    family: str
    now: datetime
    reference: str = ""
    partial: bool = False
    number: str = ""
    prefix: str = ""
    identification: str = ""
    names: str = ""
    validated: bool | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1
    per_page: int = 10

    def where(self) -> tuple[str, tuple[Any, ...]]:
        """The condition in SQL and its values."""
        conditions: list[tuple[str, Any]] = [
            ("family = ?", self.family),
            ("listed_from <= ?", self.now.astimezone(BOGOTA).isoformat()),
        ]
        if self.reference:
            conditions.append(("instr(reference, ?) > 0" if self.partial else "reference = ?", self.reference))
        exact = ("number", "prefix", "identification")
        conditions.extend((f"{column} = ?", wanted) for column in exact if (wanted := getattr(self, column)))
        if self.names:
            conditions.append(("instr(lower(names), lower(?)) > 0", self.names))
        if self.validated is not None:
            conditions.append(("(state = 'validated') = ?", int(self.validated)))
        if self.since:
            conditions.append(("created_at >= ?", self.since.isoformat()))
        if self.until:
            conditions.append(("substr(created_at, 1, 10) <= ?", self.until.isoformat()))
        return " AND ".join(condition for condition, _ in conditions), tuple(value for _, value in conditions)


COLUMNS = (
    "family", "reference", "number", "unique_code", "state", "errors", "total", "identification", "names", "prefix",
    "created_at", "listed_from", "validated_at", "related", "answer", "dian_delays", "is_foreign", "data", "payload",
)  # fmt: skip

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    family TEXT NOT NULL, reference TEXT NOT NULL, number TEXT NOT NULL, unique_code TEXT NOT NULL,
    state TEXT NOT NULL, errors TEXT NOT NULL, total TEXT NOT NULL, identification TEXT NOT NULL,
    names TEXT NOT NULL, prefix TEXT NOT NULL, created_at TEXT NOT NULL, listed_from TEXT NOT NULL,
    validated_at TEXT, related TEXT, answer TEXT NOT NULL, dian_delays INTEGER NOT NULL,
    is_foreign INTEGER NOT NULL, data TEXT NOT NULL, payload TEXT NOT NULL,
    UNIQUE (family, reference), UNIQUE (family, number)
);
CREATE INDEX IF NOT EXISTS documents_open ON documents (family) WHERE state <> 'validated';
CREATE INDEX IF NOT EXISTS documents_code ON documents (unique_code);
CREATE INDEX IF NOT EXISTS documents_related ON documents (family, related) WHERE related IS NOT NULL;
CREATE TABLE IF NOT EXISTS ranges (id INTEGER PRIMARY KEY, current INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (
    what TEXT NOT NULL, reference TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (what, reference)
) WITHOUT ROWID;
"""


def to_row(document: StoredDocument) -> tuple[Any, ...]:
    """A document as the values of its columns."""
    return tuple(_plain(column, getattr(document, column)) for column in COLUMNS)


def from_row(row: sqlite3.Row) -> StoredDocument:
    """The document a row holds."""
    return StoredDocument(
        family=row["family"],
        reference=row["reference"],
        number=row["number"],
        unique_code=row["unique_code"],
        state=cast("State", row["state"]),
        errors=json.loads(row["errors"]),
        total=row["total"],
        identification=row["identification"],
        names=row["names"],
        prefix=row["prefix"],
        created_at=datetime.fromisoformat(row["created_at"]),
        listed_from=datetime.fromisoformat(row["listed_from"]),
        validated_at=datetime.fromisoformat(row["validated_at"]) if row["validated_at"] else None,
        related=row["related"],
        answer=row["answer"],
        dian_delays=row["dian_delays"],
        is_foreign=bool(row["is_foreign"]),
        data=json.loads(row["data"]),
        payload=json.loads(row["payload"]),
    )


def _plain(column: str, value: object) -> object:
    if column in ("errors", "data", "payload"):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, datetime) else value
