"""The report as a workbook: a summary, the documents, and the user's own rows with what became of each."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from factus_cli.reports.html_ import ENVIRONMENTS
from factus_cli.reports.model import DOCUMENT_HEADERS, RESULT_HEADERS, document_cells, joined, result_cells
from factus_cli.reports.words import asks, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factus_cli.reports.model import Report

WIDEST = 48
COLOURS = {
    "validated": "#116329",
    "rejected": "#a40e26",
    "refused": "#a40e26",
    "conflict": "#a40e26",
    "needs_support": "#a40e26",
}


def workbook(report: Report) -> bytes:
    """The bytes of the workbook. Texts are written as texts: no cell of the input becomes a formula or a link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": f"Informe del lote {report.lote}", "created": report.made_at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#f0f3f6", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True}),
    }
    _summary(book, report, formats)
    _sheet(book, "Documentos", DOCUMENT_HEADERS, [document_cells(one) for one in report.documents], formats)
    _sheet(
        book,
        "Filas",
        ("Fila", *report.headers, *RESULT_HEADERS),
        [(str(row.number), *row.cells, *result_cells(document)) for row, document in joined(report)],
        formats,
    )
    book.close()
    return out.getvalue()


def _summary(book: Any, report: Report, formats: dict[str, Any]) -> None:  # xlsxwriter has no types
    sheet = book.add_worksheet("Resumen")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, f"Informe del lote {report.lote}", formats["title"])
    facts = (
        ("Archivo", report.file),
        ("Perfil", report.profile),
        ("Ambiente", ENVIRONMENTS.get(report.environment, report.environment)),
        ("Hecho", f"{report.made_at:%d/%m/%Y %H:%M}"),
    )
    for line, (name, value) in enumerate(facts, start=2):
        sheet.write_string(line, 0, name, formats["bold"])
        sheet.write_string(line, 1, value)
    line = len(facts) + 3
    for column, title in enumerate(("Estado", "Documentos", "Qué hacer")):
        sheet.write_string(line, column, title, formats["head"])
    for state, count in report.by_state.items():
        line += 1
        coloured = book.add_format({"bold": True, "font_color": COLOURS.get(state, "#7d4e00")})
        sheet.write_string(line, 0, counted(state, count), coloured)
        sheet.write_number(line, 1, count)
        sheet.write_string(line, 2, asks(state).replace("`", ""))
    line += 2
    for name, amount in (("Total validado", report.validated_total), ("Total del lote", report.total)):
        sheet.write_string(line, 0, name, formats["bold"])
        sheet.write_number(line, 1, amount, formats["money"])
        line += 1


def _sheet(  # what a sheet is made of
    book: Any,
    name: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[str | Decimal]],
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(name)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, formats["head"])
        sheet.set_column(column, column, _width(header, (row[column] for row in rows)))
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, column, cell, formats["money"])
            elif cell:
                sheet.write_string(line, column, cell)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _width(header: str, cells: Iterable[str | Decimal]) -> int:
    longest = max((len(f"{cell:,.2f}") if isinstance(cell, Decimal) else len(cell) for cell in cells), default=0)
    return min(WIDEST, max(len(header), longest) + 2)
