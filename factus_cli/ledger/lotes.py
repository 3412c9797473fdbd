"""The lotes: the files that documents came in, their rows, and how their last run ended.

A file sent again is the same lote when its content is the same, or when it stands at the same path and still holds
every document of the lote. Otherwise (another month's export under the same name, a file with only what failed) it is
a new one; a document can be in several.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.domain.search import plain
from factus_cli.errors import UsageProblem
from factus_cli.ledger import events
from factus_cli.ledger.rows import Row, as_json, snapshot_of, storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.domain.documents import Document
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.ledger.reader import LedgerReader

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its path, SHA-256 (hex), sheet, header, and the text of each row under its number."""

    file: str
    digest: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Lote:
    """A lote as the ledger knows it. `file`, `digest` and the rest are None for one that came in no file.

    `started_at` is when its last run of `send` began; `ended_at` and `exit_code` are None until that ended.
    """

    id: str
    file: str | None
    digest: str | None
    sheet: str | None
    profile: str | None
    environment: str | None
    created_at: str
    started_at: str
    ended_at: str | None
    exit_code: int | None
    documents: int


COLUMNS = tuple(field.name for field in fields(Lote) if field.name != "documents")
"""What the table has of a lote; how many documents it has is counted."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The header and rows of a lote's file as they were last sent: texts under the spreadsheet's own row numbers."""

    headers: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


def open_lote(ledger: Ledger, source: Source, documents: Iterable[Document], *, profile: str, environment: str) -> Lote:
    """Record that a file begins to be sent, with all its rows and documents, in one transaction.

    The lote is the file's own of before, or a new one named by the day and the file: `2026-11-24-mes-comercial`.
    """
    now = ledger.clock.now()
    links = {document.key: document.origin.rows for document in documents}
    keys = {(type_.value, reference) for type_, reference in links}
    with ledger.writing():
        known = _same(ledger, source, keys)
        id_ = known or _free(ledger, f"{now.date().isoformat()}-{slug(Path(source.file).stem)}")
        row: Row = {"file": source.file, "digest": source.digest, "sheet": source.sheet, "profile": profile}
        row |= {"environment": environment, "started_at": now.isoformat(), "ended_at": None, "exit_code": None}
        row["turn"] = next_turn(ledger)
        if known is None:
            events.insert(ledger.db, "lotes", {"id": id_, "created_at": now.isoformat(), **row})
        else:
            _update(ledger, id_, row)
        ledger.db.execute("DELETE FROM lote_inputs WHERE lote = ?", [id_])
        inputs = dict(
            zip(("lote", "headers", "rows"), (id_, as_json(source.headers), as_json(source.rows)), strict=True)
        )
        events.insert(ledger.db, "lote_inputs", inputs)
        for (type_, reference), rows in links.items():
            ledger.link(id_, type_.value, reference, as_json(rows))
        told = {name: row[name] for name in ("file", "digest", "sheet", "profile", "environment", "turn")}
        events.append(ledger.db, now, "lote_opened", lote=id_, snapshot=snapshot_of(inputs), details=told)
    return _lote(ledger, "id = ?", [id_])[0]


def close_lote(ledger: Ledger, id_: str, exit_code: int) -> None:
    """Record how the last run of a lote ended."""
    now = ledger.clock.now()
    with ledger.writing():
        _update(ledger, id_, {"ended_at": now.isoformat(), "exit_code": exit_code})
        events.append(ledger.db, now, "lote_closed", lote=id_, details={"exit_code": exit_code})


def lote(ledger: LedgerReader, name: str) -> Lote | None:
    """The lote of an id, of a file (its path, name, or name without suffix: the last one), or of an id's beginning.

    Raises UsageProblem when several ids begin so.
    """
    known = lotes(ledger)
    exact = [one for one in known if one.id == name.casefold()]
    of_file = [one for one in known if one.file is not None and _names(one.file, name)]
    if exact or of_file:
        return (exact or of_file)[0]
    beginning = [one for one in known if name and one.id.startswith(name.casefold())]
    if len(beginning) > 1:
        raise UsageProblem(
            f"varios lotes empiezan por {name}: {', '.join(one.id for one in beginning[:5])}",
            hint="escriba el nombre completo del lote",
            code="lote_ambiguous",
        )
    return beginning[0] if beginning else None


def last_lote(ledger: LedgerReader) -> Lote | None:
    """The lote whose sending began last."""
    return next(iter(lotes(ledger)), None)


def lotes(ledger: LedgerReader) -> list[Lote]:
    """Every lote, the last one begun first, whatever the clock was set to meanwhile."""
    return _lote(ledger, "1", [])


def next_turn(ledger: LedgerReader) -> int:
    """The place of what begins now after all that began before."""
    return int(ledger.query("SELECT coalesce(max(turn), 0) + 1 AS turn FROM lotes")[0]["turn"])


def inputs(ledger: LedgerReader, id_: str) -> Inputs:
    """The rows of a lote's file; none for a lote that came in no file."""
    for row in ledger.query("SELECT headers, rows FROM lote_inputs WHERE lote = ?", [id_]):
        rows = tuple((number, tuple(cells)) for number, cells in json.loads(row["rows"]))
        return Inputs(tuple(json.loads(row["headers"])), rows)
    return Inputs()


def slug(name: str) -> str:
    """A file's name as part of a lote's: `Mes Comercial (2)` is `mes-comercial-2`."""
    return plain(name).replace(" ", "-")[:LONGEST_NAME].strip("-") or "lote"


def _same(ledger: Ledger, source: Source, keys: set[tuple[str, str]]) -> str | None:
    for one in lotes(ledger):
        if one.digest == source.digest:
            return one.id
        if one.file == source.file and keys.issuperset(_keys(ledger, one.id)):
            return one.id
    return None


def _keys(ledger: Ledger, id_: str) -> set[tuple[str, str]]:
    rows = ledger.query("SELECT type, reference FROM lote_documents WHERE lote = ?", [id_])
    return {(row["type"], row["reference"]) for row in rows}


def _free(ledger: Ledger, wanted: str) -> str:
    taken = {one.id for one in lotes(ledger)}
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _update(ledger: Ledger, id_: str, changes: Row) -> None:
    assignments = ", ".join(f"{name} = ?" for name in changes)
    ledger.db.execute(
        f"UPDATE lotes SET {assignments} WHERE id = ?",  # noqa: S608  # the names are this module's own
        storable([*changes.values(), id_]),
    )


def _lote(ledger: LedgerReader, where: str, values: list[str]) -> list[Lote]:
    rows = ledger.query(
        f"SELECT {', '.join(COLUMNS)}, (SELECT count(*) FROM lote_documents WHERE lote = lotes.id) AS documents"  # noqa: S608  # the names and the condition are this module's own
        f" FROM lotes WHERE {where} ORDER BY turn DESC, rowid DESC",
        values,
    )
    return [Lote(**row) for row in rows]


def _names(file: str, name: str) -> bool:
    path = Path(file)
    return name in (file, path.name) or slug(name) == slug(path.stem)
