"""What does not verify in a ledger, said so that a person finds it: which event, of what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from factus_cli.ledger.rows import Row


@dataclass(frozen=True, slots=True)
class Flaw:
    """What does not agree, in Spanish; at which event, and when and of what that was, as far as is known.

    `type` is a document's, as the ledger writes it. An edited event is told with what it says now.
    """

    message: str
    event: int | None = None
    at: str | None = None
    type: str | None = None
    reference: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The `flaw` object of a command's JSON."""
        return {
            "event": self.event,
            "at": self.at,
            "type": self.type,
            "reference_code": self.reference,
            "message": self.message,
        }


def flaw_at(row: Row, message: str) -> Flaw:
    """A flaw of an event, or of the document that it was the last to move."""
    at, type_, reference = (plain(row[name]) for name in ("at", "type", "reference"))
    return Flaw(str(plain(message)), row["id"], at, type_, reference)


def named(row: Row) -> str:
    """`evento 7 (24/11/2026 08:00:02, factura FV-2)`, whatever its columns have become."""
    if row["reference"] is not None:
        of_what = f", {_spanish(row['type'])} {plain(row['reference'])}"
    else:
        of_what = "" if row["lote"] is None else f", lote {plain(row['lote'])}"
    return f"evento {row['id']} ({_when(row['at'])}{of_what})"


def plain(value: object) -> str | None:
    """A value as text that can be shown: bytes that are no UTF-8 any more become `?`."""
    return None if value is None else str(value).encode("utf-8", "replace").decode()


def _spanish(type_: object) -> str | None:
    known = {one.value: one.spanish for one in DocumentType}
    return known[type_] if isinstance(type_, str) and type_ in known else plain(type_)


def _when(at: object) -> str | None:
    try:
        return f"{datetime.fromisoformat(str(at)):%d/%m/%Y %H:%M:%S}"
    except ValueError:
        return plain(at)
