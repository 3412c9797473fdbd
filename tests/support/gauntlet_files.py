"""A grid of values as the bytes of a file: text, JSON, HTML, and the workbooks of Excel and LibreOffice."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import xlsxwriter
from gauntlet_styles import Number, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gauntlet_layouts import Grid


def text(
    grid: Grid, encoding: str = "utf-8", delimiter: str = ",", end: str = "\n", *, quoted: bool = False, head: str = ""
) -> bytes:
    """A delimited text; short rows are filled, as Excel does."""
    target = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting)
    width = max(map(len, grid))
    writer.writerows([[_text(value) for value in row] + [""] * (width - len(row)) for row in grid])
    return (head + target.getvalue()).encode(encoding)


def html(grid: Grid, charset: str = "utf-8", *, merges: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """A page with a table, as other programs export under the name of .xls. `merges`: column, first and last row."""
    tops = {(top, column): f" rowspan={last - top + 1}" for column, top, last in merges}
    covered = {(row, column) for column, top, last in merges for row in range(top + 1, last + 1)}
    rows = ""
    for number, values in enumerate(grid, start=1):
        cells = [
            f"<td{tops.get((number, column), '')}>{escape(_text(value))}</td>"
            for column, value in enumerate(values)
            if (number, column) not in covered
        ]
        rows += f"<tr>{''.join(cells)}</tr>"
    page = f'<html><head><meta charset="{charset}"></head><body><table border=1>{rows}</table></body></html>'
    return page.encode(charset)


def objects(grid: Grid) -> list[dict[str, Any]]:
    """The rows as objects by header, blanks left out, numbers as numbers."""
    header, *rows = grid
    return [
        {str(name): _plain(value) for name, value in zip(header, row, strict=True) if value is not None} for row in rows
    ]


def json_list(grid: Grid) -> bytes:
    """A list of objects."""
    return json.dumps(objects(grid), ensure_ascii=False, indent=1).encode()


def json_lines(grid: Grid) -> bytes:
    """An object on each line, its accents escaped."""
    return "\n".join(json.dumps(one) for one in objects(grid)).encode()


def xlsx(
    grid: Grid,
    *,
    others: Mapping[str, Grid] | None = None,
    merged: bool = False,
    hidden_columns: bool = False,
    frozen: bool = False,
    constant_memory: bool = False,
    macro: bool = False,
    epoch_1904: bool = False,
) -> bytes:
    """A workbook by Excel's own habits. `merged`: equal references below one another are one cell; `others`: sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": not constant_memory, "constant_memory": constant_memory, "date_1904": epoch_1904}
    )
    for name, rows in (others or {}).items():
        _fill(book, book.add_worksheet(name), rows)
    sheet = book.add_worksheet("Ventas")
    _fill(book, sheet, grid)
    if merged:
        _merge(sheet, grid)
    if hidden_columns:
        sheet.set_column(2, 3, None, None, {"hidden": True})
    if frozen:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(grid) - 1, len(grid[0]) - 1)
    book.close()
    return _with_macros(target.getvalue()) if macro else target.getvalue()


def ods(grid: Grid, *, merges: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """An OpenDocument spreadsheet as LibreOffice writes it: typed cells, runs of blanks repeated."""
    spans = {(top, at): f' table:number-rows-spanned="{last - top + 1}"' for at, top, last in merges}
    rows = ""
    for number, values in enumerate(grid, start=1):
        cells = [
            _ods_cell(value).replace("table:table-cell", f"table:table-cell{spans.get((number, at), '')}", 1)
            for at, value in enumerate(values)
        ]
        rows += f"<table:table-row>{''.join(cells)}</table:table-row>"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Ventas">{rows}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return format(value.value, "f") if isinstance(value, Number) else value or ""


def _plain(value: Value) -> str | int | float:
    if isinstance(value, Number):
        return int(value.value) if value.value == int(value.value) else float(value.value)
    return _text(value)


def _fill(book: Any, sheet: Any, grid: Grid) -> None:
    formats = {
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "money": book.add_format({"num_format": '"$" #,##0.00'}),
    }
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, Number):
                shown = formats["percent"] if value.percent else formats["money"] if value.money else None
                if value.formula:
                    sheet.write_formula(row, column, value.formula, shown, float(value.value))
                else:
                    sheet.write_number(row, column, float(value.value), shown)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, formats["date"])
            elif value is not None:
                sheet.write_string(row, column, value)


def _merge(sheet: Any, grid: Grid) -> None:
    start = 1
    for row in range(2, len(grid) + 1):
        if row == len(grid) or grid[row][0] is not None:
            if row - start > 1:
                sheet.merge_range(start, 0, row - 1, 0, grid[start][0])
            start = row


def _with_macros(content: bytes) -> bytes:
    """The same workbook as one that may carry macros (.xlsm)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
            new.writestr(name, part)
    return target.getvalue()


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    if isinstance(value, Number):
        kind = "percentage" if value.percent else "float"
        return (
            f'<table:table-cell office:value-type="{kind}" office:value="{value.value:f}">'
            f"<text:p>{value.value:f}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{_ods_text(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_text(line: str) -> str:
    return escape(line).replace("  ", " <text:s/>")
