"""A grid of values as the binary workbooks of Excel: `.xls` of 1997, by xlwt, and `.xlsb`, record by record."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import xlwt
from gauntlet_styles import Number, Value

if TYPE_CHECKING:
    from gauntlet_layouts import Grid

FORMATS = {"plain": "General", "date": "dd/mm/yyyy", "percent": "0.0%", "money": '"$" #,##0.00'}
ROW, REAL, TEXT, FORMULA_NUMBER = 0, 5, 6, 9
BOOK, SHEET_REFERENCE, SHEETS = (131, 132), 156, (143, 144)
SHEET, SIZE, DATA, COLUMNS, COLUMN = (129, 130), 148, (145, 146), (390, 391), 60
STYLES, STYLE_FORMATS, STYLE_FORMAT, CELL_STYLES, CELL_STYLE = 278, (615, 616), 44, (617, 618), 47
MERGES, MERGE = (177, 178), 176
XMLNS = "http://schemas.openxmlformats.org"


Merges = Sequence[tuple[int, int, int]]
"""Cells over several rows: their column from 0, their first and last row from 1."""
BOOK_PROPERTIES = 153


def xls(grid: Grid, *, hidden_columns: bool = False, epoch_1904: bool = False, merges: Merges = ()) -> bytes:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    styles = {name: xlwt.easyxf(num_format_str=pattern) for name, pattern in FORMATS.items()}
    sheet = book.add_sheet("Ventas")
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, Number) and value.formula:
                sheet.write(row, column, xlwt.Formula(value.formula.removeprefix("=")), styles[_style(value)])
            elif value is not None:
                sheet.write(row, column, _written(value), styles[_style(value)])
    for column, first, last in merges:
        sheet.merge(first - 1, last - 1, column, column)
    for column in (2, 3) if hidden_columns else ():
        sheet.col(column).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsb(
    grid: Grid,
    *,
    hidden_columns: bool = False,
    epoch_1904: bool = False,
    merges: Merges = (),
    money: str = FORMATS["money"],
) -> bytes:
    """A binary workbook of Excel 2007 and later. `money`: the format of amounts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{XMLNS}/package/2006/content-types"/>')
        archive.writestr("xl/_rels/workbook.bin.rels", _relations())
        reference = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Ventas")
        properties = _record(BOOK_PROPERTIES, struct.pack("<III", int(epoch_1904), 0, 0))
        book = [_record(BOOK[0]), properties, _record(SHEETS[0]), _record(SHEET_REFERENCE, reference)]
        archive.writestr("xl/workbook.bin", b"".join([*book, _record(SHEETS[1]), _record(BOOK[1])]))
        archive.writestr("xl/styles.bin", b"".join(_styles(money)))
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(_sheet(grid, merges, hidden_columns=hidden_columns)))
    return target.getvalue()


def _style(value: Value) -> str:
    if isinstance(value, Number):
        return "percent" if value.percent else "money" if value.money else "plain"
    return "date" if isinstance(value, date) else "plain"


def _written(value: Value) -> Any:
    return float(value.value) if isinstance(value, Number) else value


def _relations() -> str:
    kind = f"{XMLNS}/officeDocument/2006/relationships/worksheet"
    return (
        f'<Relationships xmlns="{XMLNS}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    )


def _styles(money: str) -> list[bytes]:
    numbered = dict(enumerate({**FORMATS, "money": money}.values(), start=164))
    return [
        _record(STYLES),
        _record(STYLE_FORMATS[0], struct.pack("<I", len(numbered))),
        *(_record(STYLE_FORMAT, struct.pack("<H", number) + _wide(text)) for number, text in numbered.items()),
        _record(STYLE_FORMATS[1]),
        _record(CELL_STYLES[0], struct.pack("<I", len(numbered))),
        *(_record(CELL_STYLE, struct.pack("<HH", 0, number) + bytes(12)) for number in numbered),
        _record(CELL_STYLES[1]),
    ]


def _sheet(grid: Grid, merges: Merges, *, hidden_columns: bool) -> list[bytes]:
    width = max(map(len, grid))
    made = [_record(SHEET[0]), _record(SIZE, struct.pack("<IIII", 0, len(grid) - 1, 0, width - 1))]
    if hidden_columns:
        hidden = _record(COLUMN, struct.pack("<IIIIH", 2, 3, 2340, 0, 1))
        made += [_record(COLUMNS[0]), hidden, _record(COLUMNS[1])]
    made.append(_record(DATA[0]))
    for number, values in enumerate(grid):
        made.append(_record(ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        made += [_cell(column, value) for column, value in enumerate(values) if value is not None]
    made.append(_record(DATA[1]))
    if merges:
        made.append(_record(MERGES[0], struct.pack("<I", len(merges))))
        made += [_record(MERGE, struct.pack("<IIII", top - 1, last - 1, at, at)) for at, top, last in merges]
        made.append(_record(MERGES[1]))
    return [*made, _record(SHEET[1])]


def _cell(column: int, value: Value) -> bytes:
    head = struct.pack("<II", column, list(FORMATS).index(_style(value)))
    if isinstance(value, Number):
        kind, after = (FORMULA_NUMBER, bytes(10)) if value.formula else (REAL, b"")
        return _record(kind, head + struct.pack("<d", float(value.value)) + after)
    if isinstance(value, date):
        return _record(REAL, head + struct.pack("<d", (value - date(1899, 12, 30)).days))
    return _record(TEXT, head + _wide(value or ""))


def _record(kind: int, data: bytes = b"") -> bytes:
    return _packed(kind) + _packed(len(data), fixed=False) + data


def _packed(number: int, *, fixed: bool = True) -> bytes:
    """Seven bits in each byte, the last without its eighth."""
    if number < 0x80:
        return bytes([number])
    return bytes([number & 0x7F | 0x80]) + (bytes([number >> 7]) if fixed else _packed(number >> 7, fixed=False))


def _wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded
