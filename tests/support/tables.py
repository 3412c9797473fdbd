"""Tables built by hand: what the reader would give of a file of text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from factus_cli.lote.lote import Lote, read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TODAY = date(2026, 11, 24)
CORRECT: dict[str, str] = {
    "referencia": "FV-1",
    "cliente_identificacion": "900123456",
    "cliente_dv": "8",
    "cliente_nombre": "Cliente SAS",
    "cliente_correo": "cliente@example.com",
    "item_codigo": "CAFE",
    "item_nombre": "Café",
    "cantidad": "2",
    "precio_unitario": "1000",
    "iva": "19",
}
"""A row of a correct lote of one line."""


def table(headers: Sequence[str], rows: Sequence[Sequence[str | Cell]], *, first_row: int = 2) -> Table:
    """A table whose header is in row 1; cells are text unless they are Cells."""
    columns = []
    for position, header in enumerate(headers):
        cells = [_cell(row[position]) for row in rows]
        columns.append(Column(position, header, [one.text for one in cells], [int(one.kind) for one in cells]))
    numbers = tuple(range(first_row, first_row + len(rows)))
    return Table("lote.csv", None, "utf-8", ",", 1, numbers, tuple(columns))


def read(rows: Sequence[Mapping[str, str | Cell]], options: MeaningOptions | None = None) -> Lote:
    """A lote of rows as mappings; a header that a row lacks is blank."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    cells = [[row.get(header, "") for header in headers] for row in rows]
    return read_documents(table(headers, cells), options or MeaningOptions(), TODAY)


def row(**changes: str | Cell) -> dict[str, str | Cell]:
    """The correct row with changes; a value of None-like `""` is blank."""
    return {**CORRECT, **changes}


def renamed(names: Mapping[str, str], **changes: str | Cell) -> dict[str, str | Cell]:
    """The correct row under other headers."""
    return {names.get(name, name): value for name, value in row(**changes).items()}


def codes(lote: Lote, severity: str = "error") -> list[str]:
    """The codes of the findings of a severity."""
    return [one.code for one in lote.findings if one.severity.value == severity]


def _cell(value: str | Cell) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(Kind.TEXT, value) if value else Cell(Kind.BLANK, "")
