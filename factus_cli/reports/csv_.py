"""The report as text for Excel in Spanish: `;`, decimal comma, UTF-8 with BOM, formulas defused."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.reports.model import RESULT_HEADERS, joined, result_cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.reports.model import Report

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with, lest a spreadsheet run it."""


def text(report: Report) -> bytes:
    """The input rows, each with what became of its document."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_safe(["Fila", *report.headers, *RESULT_HEADERS]))
    for row, document in joined(report):
        writer.writerow(_safe([str(row.number), *row.cells, *result_cells(document)]))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def defused(cell: str) -> str:
    """The same text, that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _safe(cells: Iterable[str | Decimal]) -> list[str]:
    return [format(one, "f").replace(".", ",") if isinstance(one, Decimal) else defused(one) for one in cells]
