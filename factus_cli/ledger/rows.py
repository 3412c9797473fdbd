"""Documents as rows of the ledger and back: text, numbers and JSON, no SQL. Pure."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import Message, State
from factus_cli.errors import LedgerCorrupt
from factus_cli.sending.ports import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from factus_cli.sending.ports import Prepared

Row = dict[str, Any]
"""A row as SQLite gives it: column to text, number or None."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr)
"""Made once: a ledger of 100,000 events spells each of them to be verified."""


@contextmanager
def understanding(which: str) -> Iterator[None]:
    """Read values that we wrote. Raises LedgerCorrupt, naming which, where somebody's edit left one without a meaning."""
    try:
        yield
    except (ValueError, ArithmeticError, TypeError, KeyError) as error:
        raise LedgerCorrupt(
            f"el libro fue cambiado a mano: {which} tiene un dato que factus no escribió",
            hint="mire cuál con `factus ledger verify`",
        ) from error


def entry_of(row: Row) -> Entry:
    """The entry that a row of `documents`, with its payload as `body`, holds."""
    return Entry(
        type=DocumentType(row["type"]),
        reference=row["reference"],
        state=State(row["state"]),
        lote=row["lote"],
        payload=row["body"],
        payload_hash=row["payload_hash"],
        canonical=json.loads(row["canonical"]),
        total=Decimal(row["total"]),
        customer=row["customer"],
        rows=tuple(json.loads(row["rows"])),
        number=row["number"],
        cufe=row["cufe"],
        qr=row["qr"],
        url=row["url"],
        total_difference=Decimal(row["total_difference"]),
        validated_at=row["validated_at"],
        attempts=row["attempts"],
        left_at=None if row["left_at"] is None else datetime.fromisoformat(row["left_at"]),
        blocks=bool(row["blocks"]),
        messages=messages_of(row["messages"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        customer_name=row["customer_name"],
    )


def content_of(prepared: Prepared, lote: str) -> Row:
    """The columns that a document's content fills; the rest is what became of it."""
    document = prepared.document
    return {
        "type": document.type.value,
        "reference": document.reference,
        "lote": lote,
        "payload": digest(prepared.payload),
        "payload_hash": prepared.payload_hash,
        "canonical": as_json(prepared.canonical),
        "total": money.text(document.totals.total),
        "total_difference": "0.00",
        "customer": document.customer.identification,
        "customer_name": document.customer.name,
        "rows": as_json(document.origin.rows),
    }


def untouched(now: datetime) -> Row:
    """The columns of a document of which nothing has left."""
    return {
        "number": None,
        "cufe": None,
        "qr": None,
        "url": None,
        "validated_at": None,
        "attempts": 0,
        "left_at": None,
        "blocks": 0,
        "messages": "[]",
        "created_at": now.isoformat(),
    }


def snapshot_of(row: Mapping[str, Any]) -> str:
    """The hash of a document's row, whole but for its place in the file: an edit of any column changes it."""
    return digest(as_json({name: value for name, value in row.items() if name not in ("id", "body")}).encode())


def digest(body: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


def as_json(value: object) -> str:
    """One spelling for each value: sorted keys, no spaces, ASCII, no absent values at the top.

    What JSON has no word for (a BLOB where somebody's edit put one) is spelled as Python does, to be hashed.
    """
    if isinstance(value, dict):
        value = {key: inner for key, inner in value.items() if inner is not None}
    return _ENCODER.encode(value)


def messages_json(messages: Iterable[Message]) -> str:
    """Messages as a column."""
    return as_json([message.as_json() for message in messages])


def messages_of(written: str) -> tuple[Message, ...]:
    """Messages of a column."""
    return tuple(Message(**message) for message in json.loads(written))


def storable(values: Sequence[Any]) -> list[Any]:
    """Values that SQLite takes: JSON may hold half a UTF-16 pair (`\\ud800`), which no UTF-8 spells."""
    return [
        value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value
        for value in values
    ]
