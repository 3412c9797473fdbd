"""Whether a ledger agrees with itself: file, chain, payloads, documents, lotes. Finds edits, deletions, corruption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.documents import DocumentType
from factus_cli.ledger.connection import snapshot, using
from factus_cli.ledger.events import link
from factus_cli.ledger.rows import Row, digest, snapshot_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Key


@dataclass(frozen=True, slots=True)
class Flaw:
    """What does not verify: at which event, or of which document, and why, in Spanish."""

    message: str
    event: int | None = None
    key: Key | None = None


def verify(ledger: LedgerReader) -> Flaw | None:
    """The first thing that does not agree; None when all does.

    Raises LedgerCorrupt when SQLite itself can't read the file.
    """
    strict = ledger.db.conn.text_factory
    ledger.db.conn.text_factory = _any_bytes
    try:
        with using(ledger.path), snapshot(ledger.db):
            checks = (_file, _chain, _payloads, _documents, _inputs)
            return next((flaw for check in checks if (flaw := check(ledger.db)) is not None), None)
    finally:
        ledger.db.conn.text_factory = strict


def _file(db: Database) -> Flaw | None:
    told = db.execute("PRAGMA integrity_check").fetchone()[0]
    return None if told == "ok" else Flaw(f"el archivo está dañado: {told}")


def _chain(db: Database) -> Flaw | None:
    previous, count = "", 0
    for row in db.query("SELECT * FROM events ORDER BY id"):
        count += 1
        if row["id"] != count:
            return Flaw(f"falta el evento {count}", event=count)
        if row["previous"] != previous:
            return Flaw(f"el evento {count} no sigue al anterior", event=count)
        if row["hash"] != link({name: value for name, value in row.items() if value is not None}):
            return Flaw(f"el evento {count} fue cambiado después de escrito", event=count)
        previous = row["hash"]
    return _tail(db, count, previous)


def _tail(db: Database, count: int, last: str) -> Flaw | None:
    kept = db.execute("SELECT count, hash FROM chain").fetchone()
    if kept is None:
        return Flaw("falta la cuenta de los eventos")
    if kept[0] > count:
        return Flaw(f"faltan los últimos eventos, desde el {count + 1}", event=count + 1)
    if tuple(kept) != (count, last):
        return Flaw(f"el evento {count} no es el último que se anotó", event=count)
    return None


def _payloads(db: Database) -> Flaw | None:
    for name, body in db.execute("SELECT hash, body FROM payloads"):
        if not isinstance(body, bytes) or digest(body) != name:
            return Flaw(f"el contenido {str(name)[:12]}… fue cambiado")
    return None


def _documents(db: Database) -> Flaw | None:
    """Each document's row against the last event that moved it."""
    moved = db.query(
        "SELECT *, max(id) FROM events WHERE snapshot IS NOT NULL AND type IS NOT NULL GROUP BY type, reference"
    )
    last = {(row["type"], row["reference"]): row for row in moved}
    for row in db.query("SELECT * FROM documents ORDER BY id"):
        event = last.pop((row["type"], row["reference"]), None)
        if event is None or event["snapshot"] != snapshot_of(row):
            return _edited(row, event)
    for type_, reference in last:
        return Flaw(f"falta el documento {reference}, que sí tiene eventos", key=(DocumentType(type_), reference))
    return None


def _edited(row: Row, event: Row | None) -> Flaw:
    reference = row["reference"]
    if event is None:
        return Flaw(f"el documento {reference} no tiene ningún evento")
    key = (DocumentType(row["type"]), reference)
    for name, words in (("state", "estado"), ("number", "número"), ("total", "total"), ("payload_hash", "contenido")):
        if row[name] != event[name]:
            message = f"el documento {reference} dice {words} {row[name]}, y su último evento {event[name]}"
            return Flaw(message, event=event["id"], key=key)
    return Flaw(f"el documento {reference} fue cambiado después de su último evento", event=event["id"], key=key)


def _inputs(db: Database) -> Flaw | None:
    """Each lote's rows against the event that recorded them."""
    opened = db.query("SELECT lote, snapshot, max(id) AS id FROM events WHERE what = 'lote_opened' GROUP BY lote")
    last = {row["lote"]: row for row in opened}
    for row in db.query("SELECT lote, headers, rows FROM lote_inputs"):
        event = last.pop(row["lote"], None)
        if event is None or event["snapshot"] != snapshot_of(row):
            return Flaw(f"las filas del lote {row['lote']} fueron cambiadas", event=event["id"] if event else None)
    return next((Flaw(f"faltan las filas del lote {lote}", event=row["id"]) for lote, row in last.items()), None)


def _any_bytes(text: bytes) -> str:
    """Text that is no UTF-8 any more is an edit to be found, not an error."""
    return text.decode("utf-8", "surrogateescape")
