"""All documents and events of a ledger, of one moment, row by row."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.ledger.connection import snapshot, using

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.ledger.rows import Row


@dataclass(frozen=True, slots=True)
class Everything:
    """The rows as the ledger keeps them, oldest first. `sent` is the body that last left of a document, as text."""

    documents: Iterator[Row]
    events: Iterator[Row]


@contextmanager
def everything(ledger: LedgerReader) -> Iterator[Everything]:
    """The rows of documents and of events, to be read while inside. Raises LedgerCorrupt."""
    with using(ledger.path), snapshot(ledger.db):
        yield Everything(
            ledger.db.query(
                "SELECT documents.*, CAST(body AS TEXT) AS sent FROM documents"
                " LEFT JOIN payloads ON payloads.hash = documents.payload ORDER BY id"
            ),
            ledger.db.query("SELECT * FROM events ORDER BY id"),
        )
