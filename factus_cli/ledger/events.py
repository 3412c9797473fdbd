"""The chain of events: appended to, never changed, each link hashed with the one before.

The count and hash of the last link are kept apart, since a chain alone can't see its own tail cut. Who can write
the file and knows this program can forge a whole chain: it finds edits, deletions and corruption, not forgers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import State
from factus_cli.ledger.rows import Row, as_json, digest, storable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from factus_cli.sending.ports import Key


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a document, or to a lote (`key` None). `state` is None where it changed none.

    `what` is the state it came to, `prepared`, `adopted`, `lote_opened`, `lote_closed`, `address`, `account`, or what was
    noted (`not_there`, `delete_failed`, `kept`…). `seconds` is the duration of the request, `body` the answer as received.
    """

    id: int
    at: str
    what: str
    key: Key | None
    lote: str | None
    state: State | None
    number: str | None
    total: str | None
    attempts: int | None
    status: int | None
    seconds: float | None
    request_id: str | None
    throttled: int | None
    details: dict[str, Any]
    body: str


def append(db: Database, at: datetime, what: str, **fields: Any) -> None:  # the columns of the table
    """Add one event to the chain. Inside a transaction that writes.

    `fields` are the other columns of `events`; `details` is anything JSON takes.
    """
    count, previous = db.execute("SELECT count, hash FROM chain").fetchone()
    details = fields.pop("details", None)
    event: Row = {"id": count + 1, "at": at.isoformat(), "what": what, **fields, "previous": previous}
    event["details"] = None if not details else as_json(details)
    event = {
        name: value for name, value in zip(event, storable(list(event.values())), strict=True) if value is not None
    }
    event["hash"] = link(event)
    insert(db, "events", event)
    db.execute("UPDATE chain SET count = ?, hash = ?", (count + 1, event["hash"]))


def link(event: Row) -> str:
    """The hash of an event: of the one before it, and of every column of its own that holds a value."""
    own = {name: value for name, value in event.items() if name not in ("previous", "hash")}
    return digest((event["previous"] + as_json(own)).encode("utf-8", "surrogatepass"))


def insert(db: Database, table: str, row: Row) -> None:
    """Insert one row; the names come from this package, never from outside."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", storable(list(row.values())))  # noqa: S608  # see above


def event_of(row: Row) -> Event:
    """The event that a row of `events` holds."""
    return Event(
        id=row["id"],
        at=row["at"],
        what=row["what"],
        key=None if row["type"] is None else (DocumentType(row["type"]), row["reference"]),
        lote=row["lote"],
        state=None if row["state"] is None else State(row["state"]),
        number=row["number"],
        total=row["total"],
        attempts=row["attempts"],
        status=row["status"],
        seconds=row["seconds"],
        request_id=row["request_id"],
        throttled=row["throttled"],
        details=json.loads(row["details"] or "{}"),
        body=row["body"] or "",
    )
