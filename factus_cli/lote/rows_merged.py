"""Merged cells over several lines, or several documents: their value stands in the first row alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.lote import codes_rows
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.rows_adjacent import owners_of, references_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Grouped
    from factus_cli.lote.table import Table

OF_REFERENCES = ("referencia", "prefijo", "numero")
"""Where a merged cell says what it seems to: the rows below go on with the document."""


def merged_cells(table: Table, fields: Fields, grouped: Grouped) -> Iterator[tuple[FindingCode, Problem, str | None]]:
    """What is found of each document that a merged cell leaves in doubt."""
    names = {column.position: name for name, column in fields.columns.items() if name not in OF_REFERENCES}
    ranges = sorted(one for one in table.merged if one[0] in names and one[2] > table.header_row)
    if not ranges:
        return
    owners, references = owners_of(grouped, len(table.rows)), references_of(grouped)
    for position, first, last in ranges:
        start, end = bisect_left(table.rows, first), bisect_right(table.rows, last)
        places = [place for place in owners[start:end] if place is not None]
        documents = list(dict.fromkeys(places))
        if len(places if BY_NAME[names[position]].level == "line" else documents) < 2:
            continue
        what = f"la celda está combinada sobre las filas {first} a {last}, y su valor está solo en la primera"
        problem = Problem(table.rows[start], names[position], what, "descombínela y escriba el valor en cada fila")
        for place in documents:
            yield codes_rows.MERGED, problem, references[place] or None
