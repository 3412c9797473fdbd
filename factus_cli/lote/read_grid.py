"""What every kind of file is first read into: columns of cells from A1 on, before anyone looks for the header."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from factus_cli.lote.table import Column, SkippedRow, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Header


@dataclass(frozen=True, slots=True)
class GridColumn:
    """The texts of a column, and their kinds, or None where all are TEXT or BLANK."""

    texts: Sequence[str]
    kinds: bytes | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, or a text file: all its columns from A, all its rows from 1 (index 0)."""

    sheet: str | None
    columns: Sequence[GridColumn]
    hidden_rows: frozenset[int] = field(default=frozenset())
    encoding: str | None = None


def grid_of_rows(sheet: str | None, rows: Sequence[Sequence[str]]) -> Grid:
    """The grid of rows of texts, short ones filled with blanks."""
    width = max(map(len, rows), default=0)
    filled = (row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows)
    return Grid(sheet, [GridColumn(texts) for texts in zip(*filled, strict=True)])


def table_below(grid: Grid, header: Header, file: str) -> Table:
    """The table below the header of a grid."""
    below = [_from(column, header.row) for column in grid.columns]
    return table_of(file, header, below, sheet=grid.sheet, encoding=grid.encoding, hidden_rows=grid.hidden_rows)


def table_of(
    file: str,
    header: Header,
    columns: Sequence[GridColumn],
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    hidden_rows: frozenset[int] = frozenset(),
) -> Table:
    """The table of the columns below a header: wholly blank rows left out, blank columns without a header too."""
    keep = [bool("".join(row).strip()) for row in zip(*(column.texts for column in columns), strict=True)]
    rows: Sequence[int] = range(header.row + 1, header.row + 1 + len(keep))
    if not all(keep):
        columns = [_only(column, keep) for column in columns]
        rows = list(compress(rows, keep))
    return Table(
        file=file,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        header_row=header.row,
        rows=rows,
        columns=named(columns, header.texts),
        blank_rows=keep.count(False),
        hidden_rows=hidden_rows.intersection(rows) if hidden_rows else frozenset(),
        title_rows=header.titles,
    )


def named(columns: Sequence[GridColumn], header: Sequence[str]) -> tuple[Column, ...]:
    """The columns with their headers; those with neither header nor values are left out."""
    headers = [*header, *[""] * (len(columns) - len(header))]
    return tuple(
        Column(position, text, column.texts, column.kinds)
        for position, (text, column) in enumerate(zip(headers, columns, strict=True))
        if text.strip() or any(map(str.strip, column.texts))
    )


def skipped(rows: Sequence[Sequence[str]]) -> tuple[SkippedRow, ...]:
    """Rows above the header as the answer shows them."""
    return tuple(
        SkippedRow(number, " | ".join(text.strip() for text in row if text.strip()))
        for number, row in enumerate(rows, start=1)
        if any(map(str.strip, row))
    )


def _from(column: GridColumn, start: int) -> GridColumn:
    return GridColumn(column.texts[start:], None if column.kinds is None else column.kinds[start:])


def _only(column: GridColumn, keep: Sequence[bool]) -> GridColumn:
    kinds = None if column.kinds is None else bytes(compress(column.kinds, keep))
    return GridColumn(list(compress(column.texts, keep)), kinds)
