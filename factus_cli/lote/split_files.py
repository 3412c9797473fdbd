"""A table written again as it was read: the same texts, numbers and dates, as text or as a workbook without formulas."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from factus_cli.domain.written import put_text
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.table import Cell, Table

BOM = "\ufeff"
UTF8 = "utf-8-sig"
"""Excel reads UTF-8 as Windows-1252 unless it begins with a BOM."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WRITTEN = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook's own moment, so that the same rows are the same bytes
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
OLDEST_YEAR = 1901
"""Before it workbooks disagree on what day a number is."""


def as_text(table: Table, encoding: str) -> bytes:
    """The table as text, with the delimiter that it had. Raises UnicodeEncodeError."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=table.delimiter or ";", lineterminator="\r\n")
    writer.writerows([cell.text for cell in row] for row in _rows(table))
    text = out.getvalue()
    wide = encoding.lower().replace("_", "-").startswith(("utf-16-", "utf-32-"))
    return ((BOM if wide else "") + text).encode(encoding)


def as_workbook(table: Table) -> bytes:
    """The table as a workbook of one sheet."""
    import xlsxwriter  # noqa: PLC0415 - only who asks for the parts of a lote needs it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet(table.sheet or "Lote")
        formats = {
            Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
            Kind.PERCENT: book.add_format({"num_format": "0.00%"}),
            Kind.TEXT: book.add_format({"num_format": "@"}),
        }
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for row, cells in enumerate(_rows(table)):
            for position, cell in enumerate(cells):
                _put(sheet, row, position, cell, formats, moment)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _put(sheet: Any, row: int, position: int, cell: Cell, formats: dict[Kind, Any], moment: Any) -> None:
    """A cell of the kind that it was. xlsxwriter has no types."""
    match cell.kind:
        case Kind.BLANK:
            return
        case Kind.NUMBER:
            sheet.write_number(row, position, float(cell.text))
        case Kind.PERCENT:
            sheet.write_number(row, position, float(cell.text), formats[Kind.PERCENT])
        case Kind.BOOLEAN:
            sheet.write_boolean(row, position, cell.text == "true")
        case Kind.ERROR:
            error = cell.text if cell.text in ERRORS else "#N/A"
            sheet.write_formula(row, position, f"={error}", None, error)
        case Kind.DATE if (when := datetime.fromisoformat(cell.text)).year >= OLDEST_YEAR:
            sheet.write_datetime(row, position, when, moment if "T" in cell.text else formats[Kind.DATE])
        case _:
            put_text(sheet, row, position, cell.text, formats[Kind.TEXT])


def _rows(table: Table) -> Iterator[list[Cell]]:
    """The header and each row, every cell where it stood."""
    from factus_cli.lote.table import BLANK, Cell  # noqa: PLC0415 - values, not only types

    width = 1 + max((one.position for one in table.columns), default=0)
    heads = [BLANK] * width
    for one in table.columns:
        heads[one.position] = Cell(Kind.TEXT, one.header) if one.header else BLANK
    yield heads
    for index in range(len(table.rows)):
        cells = [BLANK] * width
        for one in table.columns:
            cells[one.position] = one.cell(index)
        yield cells
