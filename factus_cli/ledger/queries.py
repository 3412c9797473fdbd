"""Questions to the ledger: lists, look-ups, counts, history. Nothing here writes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.money import ZERO
from factus_cli.domain.outcomes import State
from factus_cli.domain.search import plain
from factus_cli.ledger.events import event_of
from factus_cli.ledger.reader import DAY
from factus_cli.ledger.rows import understanding

if TYPE_CHECKING:
    from datetime import date

    from factus_cli.ledger.events import Event
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Entry, Key


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents `list` shows. None: whatever. `lote` is an id; `since` and `until` are both included.

    `customer` is an identification, with or without dots and DV, or part of a name, however it is accented.
    `limit` takes the newest.
    """

    state: State | None = None
    type: DocumentType | None = None
    lote: str | None = None
    customer: str | None = None
    since: date | None = None
    until: date | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """A ledger in figures. `validated` is the total in COP of what was validated, by type; `head` the last event's hash."""

    documents: int
    by_state: dict[State, int]
    by_type: dict[DocumentType, int]
    validated: dict[DocumentType, Decimal]
    events: int
    attempts: int
    lotes: int
    first_day: str | None
    last_day: str | None
    head: str
    last_event_at: str | None

    def total_of(self, type_: DocumentType) -> Decimal:
        """What the validated documents of a type come to."""
        return self.validated.get(type_, ZERO)


def half_way(ledger: LedgerReader) -> list[Key]:
    """The documents that left and of which nobody knows yet what became, oldest first."""
    rows = ledger.query(
        "SELECT type, reference FROM documents WHERE state IN (?, ?, ?) ORDER BY id",
        [State.SENDING.value, State.IN_DOUBT.value, State.PENDING.value],
    )
    return [(DocumentType(row["type"]), row["reference"]) for row in rows]


def listed(ledger: LedgerReader, wanted: Filter | None = None) -> list[Entry]:
    """The documents that a filter lets through, newest first."""
    wanted = wanted or Filter()
    ledger.db.conn.create_function("plain", 1, plain, deterministic=True)
    conditions = _conditions(wanted)
    where = " AND ".join(condition for condition, _ in conditions) or "1"
    values = [value for _, values in conditions for value in values]
    return ledger.entries(where, values, "id DESC", -1 if wanted.limit is None else wanted.limit)


def of_lote(ledger: LedgerReader, lote: str) -> list[Entry]:
    """The documents of a lote in the order of its rows; `rows` are those of this lote."""
    links = {
        (DocumentType(row["type"]), row["reference"]): tuple(json.loads(row["rows"]))
        for row in ledger.query("SELECT type, reference, rows FROM lote_documents WHERE lote = ?", [lote])
    }
    entries = [replace(entry, rows=links[key]) for key, entry in ledger.find_many(links).items()]
    return sorted(entries, key=lambda entry: (entry.rows[:1], entry.reference))


def look_up(ledger: LedgerReader, text: str) -> list[Entry]:
    """The documents that a reference, a number or a CUFE names."""
    wanted = text.strip()
    where = "reference = ? OR number IN (?, ?) OR cufe IN (?, ?)"
    return ledger.entries(where, [wanted, wanted, wanted.upper(), wanted, wanted.lower()])


def history(ledger: LedgerReader, key: Key) -> list[Event]:
    """Everything that happened to a document, oldest first."""
    rows = ledger.query("SELECT * FROM events WHERE type = ? AND reference = ? ORDER BY id", [key[0].value, key[1]])
    return [event_of(row) for row in rows]


def counts(ledger: LedgerReader, lote: str | None = None) -> dict[State, int]:
    """How many documents stand in each state, of the whole ledger or of one lote; states without any are left out."""
    where, values = ("1", []) if lote is None else (_IN_LOTE, [lote])
    rows = ledger.query(f"SELECT state, count(*) AS many FROM documents WHERE {where} GROUP BY state", values)  # noqa: S608  # the condition is this module's own
    with understanding("un documento"):
        return {State(row["state"]): row["many"] for row in rows}


def usual_seconds(ledger: LedgerReader) -> float | None:
    """What a POST has taken of late, in the median of the last fifty with an answer. None: there are none."""
    found = ledger.query(
        "SELECT seconds FROM events WHERE seconds > 0 AND status IN (200, 201, 422) ORDER BY id DESC LIMIT 50"
    )
    return median(row["seconds"] for row in found) if found else None


def statistics(ledger: LedgerReader) -> Statistics:
    """The whole ledger in figures."""
    by_type: Counter[DocumentType] = Counter()
    validated: dict[DocumentType, Decimal] = {}
    for row in ledger.query("SELECT type, reference, state, total FROM documents"):
        with understanding(f"el documento {row['reference']}"):
            type_ = DocumentType(row["type"])
            by_type[type_] += 1
            if row["state"] == State.VALIDATED:
                validated[type_] = validated.get(type_, ZERO) + Decimal(row["total"])
    row = ledger.query(
        f"SELECT min({DAY}) AS first, max({DAY}) AS last, coalesce(sum(attempts), 0) AS attempts,"  # noqa: S608  # DAY is this module's own
        " (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM lotes) AS lotes,"
        " (SELECT hash FROM chain) AS head, (SELECT at FROM events ORDER BY id DESC LIMIT 1) AS last_event_at"
        " FROM documents"
    )[0]
    return Statistics(
        documents=by_type.total(),
        by_state=counts(ledger),
        by_type=dict(by_type),
        validated=validated,
        events=row["events"],
        attempts=row["attempts"],
        lotes=row["lotes"],
        first_day=row["first"],
        last_day=row["last"],
        head=row["head"] or "",
        last_event_at=row["last_event_at"],
    )


_IN_LOTE = "(type, reference) IN (SELECT type, reference FROM lote_documents WHERE lote = ?)"


def _conditions(wanted: Filter) -> list[tuple[str, list[Any]]]:
    conditions: list[tuple[str, list[Any]]] = []
    if wanted.state is not None:
        conditions.append(("state = ?", [wanted.state.value]))
    if wanted.type is not None:
        conditions.append(("type = ?", [wanted.type.value]))
    if wanted.lote is not None:
        conditions.append((_IN_LOTE, [wanted.lote]))
    if wanted.customer is not None:
        conditions.append(_of_customer(wanted.customer))
    if wanted.since is not None:
        conditions.append((f"{DAY} >= ?", [wanted.since.isoformat()]))
    if wanted.until is not None:
        conditions.append((f"{DAY} <= ?", [wanted.until.isoformat()]))
    return conditions


def _of_customer(text: str) -> tuple[str, list[Any]]:
    name = plain(text)
    bare = text.replace(".", "").replace(" ", "")
    identifications = [bare, bare.rpartition("-")[0] or bare]
    return "(customer IN (?, ?) OR (? <> '' AND instr(plain(customer_name), ?)))", [*identifications, name, name]
