"""What every kind of file is first read into: columns of cells from A1 on, before anyone looks for the header."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING

from factus_cli.lote.table import Column, Kind, SkippedRow, Table

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
    hidden_rows: frozenset[int] = frozenset()
    encoding: str | None = None
    hidden_columns: frozenset[int] = frozenset()
    merged: frozenset[tuple[int, int, int]] = frozenset()
    struck_rows: frozenset[int] = frozenset()


def grid_of_rows(rows: Sequence[Sequence[str]], encoding: str) -> Grid:
    """The grid of rows of texts, short ones filled with blanks."""
    width = max(map(len, rows), default=0)
    filled = (row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows)
    return Grid(None, [GridColumn(texts) for texts in zip(*filled, strict=True)], encoding=encoding)


def table_below(grid: Grid, header: Header, file: str) -> Table:
    """The table below the header of a grid."""
    below = [_from(column, header.row) for column in grid.columns]
    table = table_of(file, header, below, sheet=grid.sheet, encoding=grid.encoding, hidden_rows=grid.hidden_rows)
    struck = grid.struck_rows.intersection(table.rows) if grid.struck_rows else grid.struck_rows
    return replace(table, hidden_columns=grid.hidden_columns, merged=grid.merged, struck_rows=struck)


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
    height = len(columns[0].texts) if columns else 0
    rows: Sequence[int] = range(header.row + 1, header.row + 1 + height)
    blank = _blank_rows(columns)
    if blank:
        keep = bytearray(b"\1") * height
        for index in blank:
            keep[index] = 0
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
        blank_rows=len(blank),
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


def joined(blocks: Sequence[Sequence[GridColumn]]) -> list[GridColumn]:
    """The columns of blocks of rows, one under another; several blocks are kept by Polars."""
    if len(blocks) < 2:
        return list(blocks[0]) if blocks else []
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    from factus_cli.lote.read_series import Texts, series_of  # noqa: PLC0415 - with it

    columns = []
    for parts in zip(*blocks, strict=True):
        texts = Texts(pl.concat([series_of(part.texts) for part in parts]))
        columns.append(GridColumn(texts, _joined_kinds(parts)))
    return columns


def _joined_kinds(parts: Sequence[GridColumn]) -> bytes | None:
    if all(part.kinds is None for part in parts):
        return None
    return b"".join(kinds_of(part) for part in parts)


def kinds_of(column: GridColumn) -> bytes:
    """The kinds of a column, said for each cell."""
    if column.kinds is not None:
        return column.kinds
    return bytes(Kind.TEXT if text else Kind.BLANK for text in column.texts)


def skipped(rows: Sequence[Sequence[str]]) -> tuple[SkippedRow, ...]:
    """Rows above the header as the answer shows them."""
    return tuple(
        SkippedRow(number, " | ".join(text.strip() for text in row if text.strip()))
        for number, row in enumerate(rows, start=1)
        if any(map(str.strip, row))
    )


def _from(column: GridColumn, start: int) -> GridColumn:
    return GridColumn(column.texts[start:], None if column.kinds is None else column.kinds[start:])


def _blank_rows(columns: Sequence[GridColumn]) -> Sequence[int]:
    """The rows without a value. The first column mostly has one in each, and no other is looked at."""
    blank: Sequence[int] = range(len(columns[0].texts) if columns else 0)
    for column in columns:
        if not blank:
            break
        texts = column.texts if isinstance(column.texts, list | tuple) else list(column.texts)
        blank = [index for index in blank if not texts[index].strip()]
    return blank


def _only(column: GridColumn, keep: Sequence[int]) -> GridColumn:
    kinds = None if column.kinds is None else bytes(compress(column.kinds, keep))
    return GridColumn(list(compress(column.texts, keep)), kinds)
