"""The report as text for Excel in Spanish: `;`, decimal comma, UTF-8 with BOM, formulas defused."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from factus_cli.reports.cells import as_text
from factus_cli.reports.model import RESULT_HEADERS, joined, result_cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.reports.cells import Cell
    from factus_cli.reports.model import Report

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as Windows-1252."""


def text(report: Report) -> bytes:
    """The input rows, each with what became of its document."""
    results = ((str(row.number), *row.cells, *result_cells(document)) for row, document in joined(report))
    return table(("Fila", *report.headers, *RESULT_HEADERS), results).encode()


def table(headers: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> str:
    """Rows below their headers, as Excel in Spanish opens them."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in (headers, *rows):
        writer.writerow([as_text(cell) for cell in row])
    return out.getvalue()
