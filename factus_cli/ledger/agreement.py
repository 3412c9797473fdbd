"""What hangs from the chain of events against it: documents, payloads, lotes and their rows. Each check gives one flaw.

They are asked once the chain itself verifies, so that what the events say is what was written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from factus_cli.ledger.flaws import Flaw, flaw_at, named, plain
from factus_cli.ledger.rows import Row, digest, snapshot_of

if TYPE_CHECKING:
    from sqlite_utils import Database

TOLD = (
    ("state", "el estado"),
    ("number", "el número"),
    ("total", "el total"),
    ("payload_hash", "el contenido"),
    ("payload", "lo enviado"),
    ("attempts", "los intentos"),
    ("lote", "el lote"),
)
"""Columns that both a document and its events have, and their names in Spanish."""
OF_LOTE = ("file", "digest", "sheet", "profile", "environment", "turn")
"""Columns of a lote that the event that opened it says too."""


def documents(db: Database) -> Flaw | None:
    """Each document's row against the last event that moved it."""
    columns = ", ".join(name for name, _ in TOLD)
    moved = db.query(
        f"SELECT max(id) AS id, at, type, reference, snapshot, {columns} FROM events"  # noqa: S608  # names of TOLD
        " WHERE snapshot IS NOT NULL AND type IS NOT NULL GROUP BY type, reference"
    )
    last = {(row["type"], row["reference"]): row for row in moved}
    for row in db.query("SELECT * FROM documents ORDER BY id"):
        event = last.pop((row["type"], row["reference"]), None)
        if event is None:
            type_, reference = plain(row["type"]), plain(row["reference"])
            return Flaw(f"el documento {reference} no tiene ningún evento", type=type_, reference=reference)
        if event["snapshot"] != snapshot_of(row):
            return flaw_at(event, _edited(row, event))
    lost = min(last.values(), key=lambda event: int(event["id"]), default=None)
    return (
        None if lost is None else flaw_at(lost, f"falta el documento {lost['reference']}, que movió el {named(lost)}")
    )


def payloads(db: Database) -> Flaw | None:
    """What was sent against its hash, which the events keep."""
    for name, body in db.execute("SELECT hash, body FROM payloads"):
        if not isinstance(body, bytes) or digest(body) != name:
            return _of_payload(db, name, "fue cambiado")
    lost = "SELECT payload FROM events WHERE payload IS NOT NULL AND payload NOT IN (SELECT hash FROM payloads) LIMIT 1"
    for (name,) in db.execute(lost):
        return _of_payload(db, name, "no está")
    return None


def inputs(db: Database) -> Flaw | None:
    """Each lote's rows against the event that recorded them."""
    last = _last(db, "lote_opened")
    for row in db.query("SELECT lote, headers, rows FROM lote_inputs"):
        event = last.pop(row["lote"], None)
        if event is None:
            return Flaw(f"ningún evento dice que el lote {plain(row['lote'])} tenga filas")
        if event["snapshot"] != snapshot_of(row):
            return flaw_at(event, f"las filas del lote {row['lote']} fueron cambiadas después del {named(event)}")
    return next((flaw_at(row, f"faltan las filas del lote {lote}") for lote, row in last.items()), None)


def lotes(db: Database) -> Flaw | None:
    """Each lote against the events that opened and closed it, and each document in its lote."""
    opened, closed = _last(db, "lote_opened"), _last(db, "lote_closed")
    for row in db.query("SELECT * FROM lotes"):
        event = opened.pop(row["id"], None)
        if event is None and row["file"] is not None:
            return Flaw(f"ningún evento dice que el lote {plain(row['id'])} viniera en un archivo")
        if event is not None and _says_otherwise(row, event, closed.get(row["id"])):
            return flaw_at(event, f"el lote {row['id']} fue cambiado después del {named(event)}")
    for lote, event in opened.items():
        return flaw_at(event, f"falta el lote {lote}, que abrió el {named(event)}")
    return _unlinked(db)


def _edited(row: Row, event: Row) -> str:
    reference = row["reference"]
    for name, words in TOLD:
        if row[name] != event[name]:
            return f"{words} del documento {reference} es «{row[name]}», y según el {named(event)} es «{event[name]}»"
    return f"el documento {reference} fue cambiado después de su último evento, el {named(event)}"


def _of_payload(db: Database, name: object, verb: str) -> Flaw:
    for event in db.query("SELECT * FROM events WHERE payload = ? ORDER BY id LIMIT 1", [plain(name)]):
        return flaw_at(event, f"el contenido enviado que anotó el {named(event)} {verb}")
    return Flaw(f"el contenido {str(plain(name))[:12]}… {verb}")


def _last(db: Database, what: str) -> dict[str, Row]:
    """The last event of a kind of each lote."""
    rows = db.query(
        "SELECT max(id) AS id, at, type, reference, lote, details, snapshot FROM events WHERE what = ? GROUP BY lote",
        [what],
    )
    return {row["lote"]: row for row in rows}


def _says_otherwise(row: Row, opened: Row, closed: Row | None) -> bool:
    told = {name: value for name, value in json.loads(opened["details"]).items() if name in OF_LOTE}
    told |= {"started_at": opened["at"], "ended_at": None, "exit_code": None}
    if closed is not None and closed["id"] > opened["id"]:
        told |= {"ended_at": closed["at"], "exit_code": json.loads(closed["details"])["exit_code"]}
    return any(row[name] != value for name, value in told.items())


def _unlinked(db: Database) -> Flaw | None:
    for row in db.query(
        "SELECT type, reference, lote FROM documents"
        " WHERE (lote, type, reference) NOT IN (SELECT lote, type, reference FROM lote_documents) LIMIT 1"
    ):
        message = f"el documento {row['reference']} ya no está en el lote {row['lote']}"
        return Flaw(message, type=row["type"], reference=row["reference"])
    return None
