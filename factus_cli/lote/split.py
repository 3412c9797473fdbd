"""A table in two: the rows of some documents, and the others; and whether a part alone still says what it said.

A column is judged as a whole, so that a part of it may be read another way: what proved that `1.234` is decimal may be
in the other part.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from factus_cli.lote import codes_rows
from factus_cli.lote.fields import convert
from factus_cli.lote.headers import lacking, match
from factus_cli.lote.lote import read_documents
from factus_cli.lote.rows import group
from factus_cli.lote.table import Column, Kind, cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.lote import Lote
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import SkippedRow, Table

OF_ROWS_BESIDE = (codes_rows.LACKS_ROW, codes_rows.ALIKE, codes_rows.TWO_OWNERS, codes_rows.MERGED)
"""Errors of a document for what other rows say, or for what its own cells were and are not in the part."""


def parts(
    table: Table, correct: Iterable[Document], skipped: Iterable[SkippedRow]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places of the rows of the correct documents, and of all others but those skipped, which are of none."""
    good = {row for document in correct for row in document.origin.rows}
    none = {one.row for one in skipped} - good
    first = tuple(index for index, row in enumerate(table.rows) if row in good)
    second = tuple(index for index, row in enumerate(table.rows) if row not in good and row not in none)
    return first, second


def part(table: Table, indices: Sequence[int]) -> Table:
    """The rows of these places, one below the other from row 2."""
    columns = tuple(
        Column(
            one.position,
            one.header,
            [one.texts[index] for index in indices],
            None if one.kinds is None else [one.kinds[index] for index in indices],
        )
        for one in table.columns
    )
    return replace(
        table,
        header_row=1,
        rows=range(2, 2 + len(indices)),
        columns=columns,
        blank_rows=0,
        hidden_rows=frozenset(),
        struck_rows=frozenset(),
    )


def first_difference(
    table: Table, indices: Sequence[int], alone: Table, options: MeaningOptions, today: date
) -> str | None:
    """What the rows of these places say otherwise when they are alone: a cell of the table, in words. None: nothing."""
    if len(alone.rows) != len(indices):
        return "no trae las mismas filas"
    changed = _first_text(table, indices, alone)
    if changed is not None:
        return changed
    whole, other = (_Said(one, options, today) for one in (table, alone))
    if whole.titles != other.titles:
        return "no se entienden los mismos títulos"
    for name in whole.fields.columns:
        for place, index in enumerate(indices):
            if whole.cell(name, index) != other.cell(name, place):
                column = whole.fields.columns[name]
                return f"{cell_name(column.position, table.rows[index])} (columna {name})"
    for place, index in enumerate(indices):
        if whole.documents.get(index) != other.documents.get(place):
            return f"la fila {table.rows[index]}, que sería de otro documento"
    return None


def first_doubt(table: Table, indices: Sequence[int], alone: Table, options: MeaningOptions, today: date) -> str | None:
    """A document of these rows that the rows beside it keep back, in the whole or alone, and not in the other. None: none.

    Of documents that are kept back for more, nothing is asked: they stay with those to be put right.
    """
    whole, other = (read_documents(one, options, today) for one in (table, alone))
    here = {table.rows[index] for index in indices}
    ours = {document.reference for document in whole.documents if here.issuperset(document.origin.rows)}
    lost = (ours & _kept_back(whole)) - other.incorrect
    won = (ours & _kept_back(other)) - whole.incorrect
    return next((f"{one}, por las filas que tiene al lado" for one in sorted(lost | won)), None)


def _kept_back(lote: Lote) -> set[str]:
    """The documents that are in doubt for what stands beside them."""
    doubts = {one.code for one in OF_ROWS_BESIDE}
    return {one.reference_code for one in lote.findings if one.code in doubts and one.reference_code is not None}


def _first_text(table: Table, indices: Sequence[int], alone: Table) -> str | None:
    """A text that is not the same, read or not."""
    written = {one.position: one for one in alone.columns}
    for column in table.columns:
        back = written.get(column.position)
        for place, index in enumerate(indices):
            cell = column.cell(index)
            if cell.kind is Kind.TEXT and (back is None or back.texts[place] != cell.text):
                return f"{cell_name(column.position, table.rows[index])} («{column.header}»)"
    return None


class _Said:
    """What a table says, cell by cell, and which document each of its rows is of."""

    def __init__(self, table: Table, options: MeaningOptions, today: date) -> None:
        headers = match(table, options.columns)
        self.fields: Fields = convert(headers, options, today, from_1904=table.from_1904)
        self.titles = {name: [one.header for one in those] for name, those in headers.columns.items()}
        groups = () if lacking(headers) else group(table, self.fields, options.type).groups
        self.documents = {index: (one.type, one.reference) for one in groups for index in one.indices}

    def cell(self, name: str, index: int) -> tuple[object, bool]:
        """The value of a field in a row, and whether it is wrong."""
        if name in self.fields.cells:
            return self.fields.cells[name][index].text.strip(), False
        read = self.fields.reads[name][index]
        return read.value, read.bad
