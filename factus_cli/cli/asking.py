"""What `factus ledger sql` answers: a table for a person, and for machines rows as they come."""

from __future__ import annotations

import json
import math
import shutil
import sys
import tempfile
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from factus_cli.cli.show import table
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.errors import UsageProblem
from factus_cli.ledger.questions import select
from factus_cli.reports import csv_

if TYPE_CHECKING:
    from factus_cli.cli.show import Screen
    from factus_cli.ledger.questions import Answer, Value
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.reports.cells import Cell

FORMATS = ("table", "json", "csv")
SHOWN = 1000
"""Rows that the table shows; the rest is counted, never dropped in silence."""


def answer(screen: Screen, ledger: LedgerReader, query: str, format_: str) -> None:
    """The answer to a question, on stdout. Raises UsageProblem for what is no question or no format."""
    if format_ not in FORMATS:
        raise UsageProblem(f"--format no puede ser «{format_}»", hint=f"puede ser: {', '.join(FORMATS)}")
    with select(ledger, query) as found:
        if screen.as_json or format_ == "json":
            _json(found)
        elif format_ == "csv":
            csv_.write(sys.stdout.buffer, found.columns, (map(_cell, row) for row in found.rows))
        else:
            _table(screen, found)


def _table(screen: Screen, found: Answer) -> None:
    rows = [tuple(map(_text, row)) for row in islice(found.rows, SHOWN)]
    more = sum(1 for _ in found.rows)
    screen.out.print(table(found.columns, rows))
    screen.note(counted(len(rows) + more, "fila", "filas"))
    if more:
        screen.warn(f"se muestran {money.plain(Decimal(SHOWN))}: véalas todas con --format csv o --json")


def _json(found: Answer) -> None:
    """One object, whole or not at all: a row that can't be read spoils no answer already begun."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace") as file:
        _write(file, found)
        file.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(file.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _write(file: TextIO, found: Answer) -> None:
    names = unique(found.columns)
    file.write(f'{{\n  "schema": "factus.ledger_sql/1",\n  "columns": {json.dumps(names, ensure_ascii=False)},\n')
    file.write('  "rows": [')
    for index, row in enumerate(found.rows):
        one = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        file.write(f"{',' if index else ''}\n    {json.dumps(one, ensure_ascii=False)}")
    file.write("\n  ]\n}\n")


def unique(names: tuple[str, ...]) -> list[str]:
    """The names of columns as keys of an object: one that comes again is `name_2`."""
    given: list[str] = []
    for name in names:
        number, free = 1, name
        while free in given:
            number += 1
            free = f"{name}_{number}"
        given.append(free)
    return given


def _plain(value: Value) -> Value:
    """JSON has no word for what is not finite."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _cell(value: Value) -> Cell:
    match value:
        case None:
            return ""
        case float() if math.isfinite(value):
            return Decimal(repr(value))
        case float():
            return str(value)
        case _:
            return value
