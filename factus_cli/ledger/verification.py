"""Whether a ledger agrees with itself. It finds edits, deletions and corruption, and names the first bad event.

The chain of events comes first, since it is what the rest is compared with; then what hangs from it (`agreement`),
and last the file and its schema, whose trouble names no event.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from factus_cli.errors import LedgerCorrupt
from factus_cli.ledger.agreement import documents, inputs, lotes, payloads
from factus_cli.ledger.connection import corrupts, in_memory, snapshot, using
from factus_cli.ledger.events import link
from factus_cli.ledger.flaws import Flaw, flaw_at, named, plain
from factus_cli.ledger.ledger import Ledger, schema_of
from factus_cli.ledger.migrations import migrate, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.ledger.rows import Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ledger file verified: its first flaw; or, without any, how many events it has and the hash of the last."""

    path: Path
    flaw: Flaw | None
    events: int = 0
    head: str = ""


def verify_file(path: Path) -> Verdict:
    """Whether the ledger in a file verifies, whatever the file is.

    Raises UsageProblem when a newer factus wrote it, HomeUnwritable when the system does not let it be read.
    """
    try:
        with Ledger.read(path) as ledger:
            if schema_of(path) == 0:
                return Verdict(path, Flaw("el archivo está vacío: no queda nada de lo que tenía"))
            with _looking(ledger):
                flaw = _first(ledger.db)
                count, head = (0, "") if flaw else ledger.db.execute("SELECT count, hash FROM chain").fetchone()
                return Verdict(path, flaw, count, head)
    except LedgerCorrupt as error:
        return Verdict(path, Flaw(error.message))


def verify(ledger: LedgerReader) -> Flaw | None:
    """The first thing that does not agree; None when all does.

    Raises LedgerCorrupt when SQLite itself can't read the file.
    """
    with _looking(ledger):
        return _first(ledger.db)


@contextmanager
def _looking(ledger: LedgerReader) -> Iterator[None]:
    """The ledger at one moment. Text that is no UTF-8 any more is an edit to be found, not an error."""
    strict = ledger.db.conn.text_factory
    ledger.db.conn.text_factory = _any_bytes
    try:
        with using(ledger.path), snapshot(ledger.db):
            yield
    finally:
        ledger.db.conn.text_factory = strict


def _first(db: Database) -> Flaw | None:
    checks = (_tables, _chain, documents, payloads, inputs, lotes, _file, _guards)
    return next((flaw for check in checks if (flaw := check(db)) is not None), None)


def _tables(db: Database) -> Flaw | None:
    """Tables as the migrations make them: without that nothing else can be asked."""
    return _differing(db, lambda kind: kind == "table")


def _chain(db: Database) -> Flaw | None:
    before: Row | None = None
    try:
        for row in _events(db):
            flaw = _misplaced(row, before) or _changed(row, before)
            if flaw is not None:
                return flaw
            before = row
    except sqlite3.DatabaseError as error:
        if not corrupts(error):
            raise
        return _unreadable(before)
    return _tail(db, before)


def _events(db: Database) -> Iterator[Row]:
    cursor = db.execute("SELECT * FROM events ORDER BY id")
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, values, strict=True)) for values in cursor)


def _misplaced(row: Row, before: Row | None) -> Flaw | None:
    due = 1 if before is None else before["id"] + 1
    if row["id"] < due:
        return flaw_at(row, f"el {named(row)} sobra: factus los numera desde el 1")
    if row["id"] > due:
        last = row["id"] - 1
        which = f"falta el evento {due}" if last == due else f"faltan los eventos {due} a {last}"
        where = "" if before is None else f", después del {named(before)}"
        return Flaw(f"{which}{where} y antes del {named(row)}", event=due)
    return None


def _changed(row: Row, before: Row | None) -> Flaw | None:
    is_itself = row["hash"] == _hash(row)
    if is_itself and row["previous"] == ("" if before is None else before["hash"]):
        return None
    if is_itself and before is not None:
        # its hash covers the link it was written with: it is the one before that became another
        return flaw_at(before, f"el {named(before)} fue reescrito: el que le sigue se anotó después de otro")
    return flaw_at(row, f"el {named(row)} fue cambiado después de escrito")


def _hash(row: Row) -> str | None:
    """The hash that an event should have; None where a column holds bytes, which we never write."""
    own = {name: value for name, value in row.items() if value is not None}
    return None if bytes in map(type, own.values()) else link(own)


def _unreadable(before: Row | None) -> Flaw:
    if before is None:
        return Flaw("el archivo está dañado: no se puede leer ni el primer evento", event=1)
    return Flaw(
        f"el archivo está dañado: no se puede leer el evento {before['id'] + 1}, que sigue al {named(before)}",
        event=before["id"] + 1,
    )


def _tail(db: Database, last: Row | None) -> Flaw | None:
    """The last event against the count and the hash that are kept apart."""
    count, head = (0, "") if last is None else (last["id"], last["hash"])
    kept = db.execute("SELECT count, hash FROM chain").fetchone()
    if kept is None:
        return Flaw("falta la cuenta de los eventos")
    if tuple(kept) == (count, head):
        return None
    if last is not None and kept[0] == count:
        return flaw_at(last, f"el {named(last)} fue reescrito, o fue cambiada la cuenta de los eventos")
    if kept[1] == head or not isinstance(kept[0], int):
        return Flaw("la cuenta de los eventos fue cambiada")
    if kept[0] > count:
        rest = "" if last is None else f"; el último que queda es el {named(last)}"
        return Flaw(f"faltan los últimos eventos, desde el {count + 1}{rest}", event=count + 1)
    return _added(db, *kept)


def _added(db: Database, count: int, head: str) -> Flaw:
    """Events that go on after the last that was counted; or the count is another."""
    until = db.execute("SELECT hash FROM events WHERE id = ?", [count]).fetchone() or ("",)
    if until[0] != head or count < 0:
        return Flaw("la cuenta de los eventos fue cambiada")
    added = next(db.query("SELECT * FROM events WHERE id = ?", [count + 1]))
    return flaw_at(added, f"el {named(added)} no lo anotó factus")


def _file(db: Database) -> Flaw | None:
    told = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    return None if told == ["ok"] else Flaw(f"el archivo está dañado (SQLite dice: {plain('; '.join(told))})")


def _guards(db: Database) -> Flaw | None:
    """Indexes, and the triggers that keep events from being changed; the user may have indexes of his own."""
    flaw = _differing(db, lambda kind: kind != "table")
    strange = sorted(name for kind, name in schema(db).keys() - _expected().keys() if kind == "trigger")
    if flaw is None and strange:
        return Flaw(f"el libro tiene un disparador que factus no hizo: {plain(strange[0])}")
    return flaw


def _differing(db: Database, wanted: Callable[[str], bool]) -> Flaw | None:
    found = schema(db)
    for (kind, name), sql in _expected().items():
        if wanted(kind) and found.get((kind, name)) != sql:
            verb = "fue cambiado" if (kind, name) in found else "no está"
            return Flaw(f"«{name}», que hace parte del libro, {verb}")
    return None


@cache
def _expected() -> dict[tuple[str, str], str]:
    db = in_memory()
    try:
        migrate(db, datetime.now(UTC))
        return schema(db)
    finally:
        db.conn.close()


def _any_bytes(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
