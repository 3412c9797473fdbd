"""What `factus ledger export` writes: every document and every event, as a workbook, as text, or as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factus_cli.cli.clock import BOGOTA
from factus_cli.cli.views import counted
from factus_cli.ledger.export import everything
from factus_cli.reports.ledger_columns import DOCUMENTS, EVENTS, sheet
from factus_cli.reports.sheets import text, workbook
from factus_cli.reports.write import placing, suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace

SUFFIXES = (".xlsx", ".csv", ".json")
INSIDE = ("canonical", "rows", "messages", "details", "sent")
"""Columns that hold JSON of ours: in the JSON they are values, not text. Answers are kept as received."""


def export(screen: Screen, place: Workplace, output: Path | None) -> None:
    """Everything in the ledger, into the file that a suffix asks for; a .csv has its events in another beside it."""
    path = output or Path(f"{place.ledger_path.stem}-{datetime.now(BOGOTA):%Y-%m-%d}.xlsx")
    suffix = suffix_of(path, SUFFIXES)
    with place.read_ledger() as ledger, everything(ledger) as all_of_it:
        documents, events = Counted(all_of_it.documents), Counted(all_of_it.events)
        paths = _write(suffix, path, place, documents, events)
    screen.answer(
        {
            "schema": "factus.ledger_export/1",
            "paths": [str(one) for one in paths],
            "documents": documents.count,
            "events": events.count,
        },
        f"Exportado: {' y '.join(str(one) for one in paths)}"
        f" ({counted(documents.count, 'documento', 'documentos')}, {counted(events.count, 'evento', 'eventos')})",
    )


class Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _write(suffix: str, path: Path, place: Workplace, documents: Counted, events: Counted) -> list[Path]:
    sheets = (sheet("Documentos", DOCUMENTS, documents), sheet("Eventos", EVENTS, events))
    if suffix == ".json":
        with placing(path) as beside:
            _write_json(beside, place, documents, events)
        return [path]
    if suffix == ".xlsx":
        with placing(path) as beside:
            workbook(sheets, beside)
        return [path]
    second = path.with_name(f"{path.stem}-eventos{path.suffix}")
    for one, its in zip((path, second), sheets, strict=True):
        with placing(one) as beside:
            text(its, beside)
    return [path, second]


def _write_json(path: Path, place: Workplace, documents: Counted, events: Counted) -> None:
    about = {
        "schema": "factus.ledger_data/1",
        "profile": place.settings.profile,
        "environment": place.environment,
        "made_at": datetime.now(BOGOTA).isoformat(),
    }
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(json.dumps(about, ensure_ascii=False, indent=2).removesuffix("\n}"))
        for name, rows in (("documents", documents), ("events", events)):
            file.write(f',\n  "{name}": [')
            for index, row in enumerate(rows):
                one = {column: _value(column, value) for column, value in row.items() if column != "id"}
                file.write(f"{',' if index else ''}\n    {json.dumps({'id': row['id'], **one}, ensure_ascii=False)}")
            file.write("\n  ]")
        file.write("\n}\n")


def _value(column: str, value: Any) -> Any:
    if column not in INSIDE or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
