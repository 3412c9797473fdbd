"""The cells of a file that is no workbook of Excel written in one, each at its own address, with the same marks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from factus_cli.domain.written import put_text
from factus_cli.lote.annotating.listing import COLUMNS, TITLE, quoted
from factus_cli.lote.annotating.marks import FILLS, marks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.findings import Finding
    from factus_cli.lote.annotating.marks import Mark
    from factus_cli.lote.table import Column, Table

LOTE, LONGEST, ROWS = "Lote", 32_767, 1_048_576
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def annotated(table: Table, findings: Sequence[Finding]) -> bytes:
    """The workbook. Every cell is a text: what the file said, as it said it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    formats: dict[str, Any] = {
        "plain": book.add_format({"num_format": "@"}),
        "head": book.add_format({"bold": True, "num_format": "@", "bottom": 1}),
        "wrap": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
    }
    for severity, fill in FILLS.items():
        formats[severity.value] = book.add_format({"num_format": "@", "bg_color": f"#{fill[2:]}"})
    sheet = book.add_worksheet(LOTE)
    marks = {(one.row, one.column): one for one in marks_of(findings)}
    _cells(sheet, table, marks, formats)
    for mark in marks.values():
        sheet.write_comment(
            mark.row - 1, mark.column - 1, mark.said, {"author": "factus", "x_scale": 2, "y_scale": 1.5}
        )
    sheet.freeze_panes(min(table.header_row, ROWS - 1), 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
    _list(book.add_worksheet(TITLE), findings, formats)
    book.close()
    return out.getvalue()


def _cells(sheet: Any, table: Table, marks: Mapping[tuple[int, int], Mark], formats: Mapping[str, Any]) -> None:
    for title in table.title_rows:
        put_text(sheet, title.row - 1, 0, title.text[:LONGEST], formats["plain"])
    for column in table.columns:
        sheet.set_column(column.position, column.position, min(40, max(12, len(column.header) + 2)))
        put_text(sheet, table.header_row - 1, column.position, column.header[:LONGEST], formats["head"])
        for row, text in zip(table.rows, column.texts, strict=True):
            if text:
                put_text(sheet, row - 1, column.position, text[:LONGEST], formats["plain"])
    index = {row: at for at, row in enumerate(table.rows)} if marks else {}
    by_position = {one.position: one for one in table.columns}
    for (row, place), mark in marks.items():
        said = _said(by_position.get(place - 1), index.get(row), is_header=row == table.header_row)
        put_text(sheet, row - 1, place - 1, said[:LONGEST], formats[mark.severity.value])


def _said(column: Column | None, at: int | None, *, is_header: bool) -> str:
    if column is None or (at is None and not is_header):
        return ""
    return column.header if at is None else column.texts[at]


def _list(sheet: Any, findings: Sequence[Finding], formats: Mapping[str, Any]) -> None:
    for position, (title, width) in enumerate(COLUMNS):
        sheet.set_column(position, position, width)
        put_text(sheet, 0, position, title, formats["head"])
    for number, one in enumerate(findings, start=1):
        address = one.cell or (f"A{one.row}" if one.row else "")
        shown = one.cell or (f"fila {one.row}" if one.row else "")
        if address:
            sheet.write_url(number, 0, f"internal:{quoted(LOTE)}!{address}", string=shown)
        texts = (one.reference_code or "", one.severity.spanish, one.code, one.value or "", one.message, one.hint)
        for position, text in enumerate(texts, start=1):
            put_text(sheet, number, position, text[:LONGEST], formats["wrap"])
    sheet.freeze_panes(1, 0)
    if findings:
        sheet.autofilter(0, 0, len(findings), len(COLUMNS) - 1)
