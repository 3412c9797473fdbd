"""What a sheet shows besides the number that it keeps: another currency, a prefix, zeros, a line through the row."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import gauntlet_books
import pytest
import xlsxwriter
import xlwt
from gauntlet_layouts import grid
from gauntlet_lote import COLUMNS, read_file
from gauntlet_styles import PLAIN, Number

from factus_cli.lote.read_marks import Written, written_by

if TYPE_CHECKING:
    from collections.abc import Callable

LOTE = grid(PLAIN)
ROW = 5
"""FV-102, of one line."""


def xlsx(column: str, value: float, pattern: str) -> bytes:
    """The lote as Excel writes it, with a number in a cell, by its format."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(LOTE):
            for at, one in enumerate(values):
                sheet.write(row, at, one)
        sheet.write(ROW - 1, COLUMNS.index(column), value, book.add_format({"num_format": pattern}))
    return target.getvalue()


def xls(column: str, value: float, pattern: str) -> bytes:
    """The same of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ventas")
    for row, values in enumerate(LOTE):
        for at, one in enumerate(values):
            if (row, at) == (ROW - 1, COLUMNS.index(column)):
                sheet.write(row, at, value, xlwt.easyxf(num_format_str=pattern))
            elif one is not None:
                sheet.write(row, at, one)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsb(column: str, value: float, pattern: str) -> bytes:
    """The same, binary, of later ones: what it shows as money is shown by the format."""
    lote: list[list[Any]] = [list(row) for row in LOTE]
    lote[ROW - 1][COLUMNS.index(column)] = Number(Decimal(value), money=True)
    return gauntlet_books.xlsb(lote, money=pattern)


WRITERS = {"xlsx": xlsx, "xls": xls, "xlsb": xlsb}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("pattern", ["[$USD] #,##0.00", '"US$"#,##0', "#,##0 [$€-407]", '0.00" EUR"'])
def test_an_amount_shown_in_another_currency_is_refused_at_its_cell(write: Callable[..., bytes], pattern: str) -> None:
    reading = read_file(write("precio_unitario", 10, pattern))
    assert [(one.code, one.row, one.column) for one in reading.errors] == [("VAL-02", ROW, "precio_unitario")]
    assert "FV-102" not in reading.documents


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    "pattern", ['"$" #,##0.00', "[$$-240A] #,##0", "[$COP] #,##0", '_-"$"* #,##0_-', "0000000", '"COP "0']
)
def test_an_amount_in_pesos_is_its_number_however_it_is_shown(write: Callable[..., bytes], pattern: str) -> None:
    reading = read_file(write("precio_unitario", 60000, pattern))
    assert reading.errors == []
    assert reading.documents == read_file(write("precio_unitario", 60000, "General")).documents


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    ("pattern", "shown"), [('"FV-"0', "FV-7"), ('"FV"0000', "FV0007"), ("0000", "0007"), ("0", "7"), ("#,##0", "7")]
)
def test_a_reference_is_the_one_that_the_sheet_shows(write: Callable[..., bytes], pattern: str, shown: str) -> None:
    assert shown in read_file(write("referencia", 7, pattern)).documents


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("General", None),
        ("0.00", None),
        ("#,##0", None),
        ("0%", None),
        ("dd/mm/yyyy", None),
        ('0"kg"', None),
        ("[Red]0", None),
        ('"$"0', None),
        ('"+57 "0', None),
        ("0;-0;;@", None),
        ("@", None),
        ("", None),
        ("00", Written("", 2)),
        ("\\F\\V\\-000", Written("FV-", 3)),
        ("[$EUR] #,##0", Written("EUR ")),
        ("€#,##0", Written("€ ")),
    ],
)
def test_what_a_format_writes_around_a_number(pattern: str, what: Written | None) -> None:
    assert written_by(pattern) == what


def test_a_row_with_crossed_out_text_is_told() -> None:
    """Who strikes a row out means that it does not go."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        for row, values in enumerate(LOTE):
            for at, one in enumerate(values):
                sheet.write(row, at, one, struck if row == ROW - 1 else None)
        sheet.write_blank(ROW, 30, None, struck)
    reading = read_file(target.getvalue())
    assert [(one.severity.value, one.message) for one in reading.findings if one.code == "FIL-18"] == [
        ("warning", f"hay filas con texto tachado que también se leen: {ROW}")
    ]


def test_columns_behind_a_blank_one_are_told() -> None:
    """A list of prices beside the lote would give it its codes."""
    beside = [["Centro", "Orden de compra"], *([] for _ in LOTE[1:])]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(LOTE):
            sheet.write_row(row, 0, ["" if one is None else one for one in values])
            sheet.write_row(row, len(COLUMNS) + 1, beside[row])
    told = [one for one in read_file(target.getvalue()).findings if one.code == "FIL-19"]
    assert [(one.severity.value, one.row) for one in told] == [("notice", 1)]
    assert "«Orden de compra»" in told[0].message
    assert "«Centro»" not in told[0].message
