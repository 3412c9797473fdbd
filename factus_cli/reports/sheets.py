"""Plain tables as files: a workbook of one sheet each, or a text file each, row by row as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

from factus_cli.errors import UsageProblem
from factus_cli.reports import csv_
from factus_cli.reports.xlsx import OPTIONS, ROWS, fitting, formats_of, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from factus_cli.reports.cells import Cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, its headers with the width of each column in characters, and its rows, read once."""

    title: str
    headers: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def workbook(sheets: Iterable[Sheet], path: Path) -> None:
    """A workbook of these sheets. Texts stay texts: none becomes a formula, and what no cell holds ends in `…`.

    Raises UsageProblem for more rows than a sheet holds.
    """
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        formats = formats_of(book)
        for one in sheets:
            _sheet(book.add_worksheet(one.title), one, formats)


def text(sheet: Sheet, path: Path) -> None:
    """A text file that Excel in Spanish opens, formulas defused."""
    with path.open("wb") as file:
        csv_.write(file, [header for header, _ in sheet.headers], sheet.rows)


def _sheet(sheet: Any, one: Sheet, formats: dict[str, Any]) -> None:  # xlsxwriter has no types
    last = 0
    for column, (header, width) in enumerate(one.headers):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, fitting(header), formats["head"])
    for last, cells in enumerate(one.rows, start=1):
        if last >= ROWS:
            raise UsageProblem(
                f"«{one.title}» tiene más filas de las que caben en un libro de Excel",
                hint="pídalo en texto: un archivo que termine en .csv",
            )
        for column, cell in enumerate(cells):
            write_cell(sheet, last, column, cell, formats, formats["text"])
    sheet.autofilter(0, 0, last, len(one.headers) - 1)
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
