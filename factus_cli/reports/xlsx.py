"""The report as a workbook: a summary, the documents, and the user's own rows with what became of each."""

from __future__ import annotations

import io
import math
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from factus_cli.domain import money
from factus_cli.domain.written import put_text
from factus_cli.errors import UsageProblem
from factus_cli.reports.cells import readable
from factus_cli.reports.model import DOCUMENT_HEADERS, RESULT_HEADERS, document_cells, joined, result_cells
from factus_cli.reports.xlsx_summary import FAILED, UNFINISHED, VALIDATED, summary, tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factus_cli.reports.cells import Cell
    from factus_cli.reports.model import Report, ReportDocument

ROWS, LONGEST, DIGITS = 1_048_576, 32_767, 15
"""What Excel holds: rows of a sheet, characters of a cell, digits of a number."""
WIDEST, SHOWN, MEASURED = 42, 16, 500
"""Characters of the widest column, of one of CUFEs or links, and rows that are measured to choose a width."""
LINE, HELD, TALLEST = 15, 48, 8
"""Points of a line of text, letters that one holds in the widest column, and lines of the tallest row."""
AMOUNTS = (RESULT_HEADERS.index("Total documento"), RESULT_HEADERS.index("Diferencia"))
LINKS = len(("QR", "Enlace"))
"""The last columns, of no use on paper."""
LETTER = 1
"""Excel's number for the paper that Colombia prints on."""

OPTIONS = {
    "constant_memory": True,  # a lote may have a million rows: each is written out as it comes
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Row = tuple[str, tuple["Cell", ...]]
"""The state of the row's document (blank: it belongs to none), and its cells."""


def workbook(report: Report) -> bytes:
    """The bytes of the workbook. Texts are written as texts: no cell of the input becomes a formula or a link.

    Raises UsageProblem for more rows than a sheet holds.
    """
    if len(report.rows) >= ROWS:
        raise UsageProblem(
            f"el informe tiene {money.plain(Decimal(len(report.rows)))} filas y no cabe en un libro de Excel",
            hint="pídalo en texto: factus report LOTE -o informe.csv",
        )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties(
        {"title": readable(f"Informe del lote {report.lote}"), "created": report.made_at.replace(tzinfo=None)}
    )
    formats = formats_of(book)
    summary(book.add_worksheet("Resumen"), report, formats)
    _sheet(book.add_worksheet("Documentos"), DOCUMENT_HEADERS, _document_rows(report), formats)
    _sheet(book.add_worksheet("Resultado"), ("Fila", *report.headers, *RESULT_HEADERS), _result_rows(report), formats)
    book.close()
    return out.getvalue()


def _document_rows(report: Report) -> Iterator[Row]:
    return ((one.state, document_cells(one)) for one in report.documents)


def _result_rows(report: Report) -> Iterator[Row]:
    return ((_state(document), (row.number, *row.cells, *result_cells(document))) for row, document in joined(report))


def _state(document: ReportDocument | None) -> str:
    return "" if document is None else document.state


def formats_of(book: Any) -> dict[str, Any]:  # xlsxwriter has no types
    """How each kind of cell looks, in a workbook."""
    cell, strong = {"valign": "top"}, {"bold": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format(strong),
        "head": book.add_format({**strong, "bg_color": "#f0f3f6", "bottom": 1, "text_wrap": True}),
        "head right": book.add_format({**strong, "bg_color": "#f0f3f6", "bottom": 1, "align": "right", "indent": 1}),
        "text": book.add_format({**cell, "num_format": "@"}),  # edited or copied, a NIT stays a text
        "long": book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        "advice": book.add_format({**cell, "indent": 1}),
        "money": book.add_format({**cell, "num_format": "#,##0.00", "align": "right", "indent": 1}),
        "total": book.add_format({**strong, "num_format": "#,##0.00", "top": 1, "align": "right", "indent": 1}),
        "total count": book.add_format({**strong, "num_format": "0", "top": 1, "align": "right", "indent": 1}),
        "count": book.add_format({**cell, "num_format": "0", "align": "right", "indent": 1}),
        "row": book.add_format({**cell, "num_format": "0", "align": "left"}),
        "moment": book.add_format({**cell, "num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        VALIDATED: book.add_format({**strong, "font_color": "#116329"}),
        FAILED: book.add_format({**strong, "font_color": "#a40e26"}),
        UNFINISHED: book.add_format({**strong, "font_color": "#7d4e00"}),
    }


def _sheet(sheet: Any, headers: Sequence[str], rows: Iterable[Row], formats: dict[str, Any]) -> None:
    results = len(headers) - len(RESULT_HEADERS)
    widths = [len(header) for header in headers]
    last = 0
    for column, header in enumerate(headers):
        looks = formats["head right"] if column - results in AMOUNTS else formats["head"]
        put_text(sheet, 0, column, fitting(header), looks)
    for last, (state, cells) in enumerate(rows, start=1):
        sheet.set_row(last, LINE * max(_lines(cell) for cell in cells))
        for column, cell in enumerate(cells):
            write_cell(
                sheet, last, column, cell, formats, formats[tone(state)] if column == results and state else None
            )
            if last <= MEASURED:
                widths[column] = max(widths[column], _width(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(WIDEST, width) + 2)
    sheet.autofilter(0, 0, last, len(headers) - 1)
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
    _print(sheet, last, len(headers) - 1 - LINKS)


def write_cell(  # where, what, and how it looks
    sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any], style: Any
) -> None:
    """Write a cell by its type; `style` is a text's, which otherwise wraps where it is long."""
    match cell:
        case Decimal() if len(cell.as_tuple().digits) <= DIGITS:
            sheet.write_number(row, column, cell, formats["money"])
        case Decimal():
            sheet.write_string(row, column, money.plain(cell), formats["text"])
        case datetime():
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["moment"])
        case int():
            sheet.write_number(row, column, cell, formats["row"])
        case "":
            pass
        case _:
            looks = formats["long"] if _lines(cell) > 1 else formats["text"]
            put_text(sheet, row, column, fitting(cell), style or looks)


def fitting(text: str) -> str:
    """The text as a cell holds it; a longer one ends in `…`."""
    written = readable(text)
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…"


def _width(cell: Cell) -> int:
    """Characters to show of a cell; of a CUFE or a link only the beginning, which nobody reads."""
    match cell:
        case Decimal():
            return len(f"{cell:,f}")
        case datetime():
            return len(" 24/11/2026 08:00")
        case str() if len(cell) > WIDEST and " " not in cell:
            return SHOWN
        case _:
            return len(str(cell))


def _lines(cell: Cell) -> int:
    """Lines that a sentence takes in the widest column; neither Excel nor LibreOffice makes rows taller by itself."""
    if not isinstance(cell, str) or " " not in cell:
        return 1
    return min(TALLEST, math.ceil(len(cell) / HELD))


def _print(sheet: Any, rows: int, columns: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(LETTER)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, rows, columns)
    sheet.set_footer("&L&A&RPágina &P de &N")
