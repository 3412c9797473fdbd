"""The report as text for Excel in Spanish: `;`, decimal comma, UTF-8 with BOM, formulas defused."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, BinaryIO

from factus_cli.reports.cells import as_text
from factus_cli.reports.model import RESULT_HEADERS, joined, result_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    return BOM + "".join(_lines((headers, *rows)))


def write(file: BinaryIO, headers: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> None:
    """The same into a file, row by row as they come."""
    file.write((BOM + "".join(_lines([headers]))).encode())
    file.writelines(line.encode() for line in _lines(rows))
    file.flush()


def _lines(rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([as_text(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
