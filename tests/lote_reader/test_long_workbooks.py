"""Long worksheets read column by column: the same cells as one by one, or no answer."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factus_cli.errors import LoteRefused
from factus_cli.lote import read_xlsx, read_xlsx_long
from factus_cli.lote import read_xlsx_facts as facts
from factus_cli.lote.read_grid import kinds_of
from factus_cli.lote.read_xlsx_styles import styles_of
from factus_cli.lote.read_zip import Archive
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.lote.read_grid import Grid
    from factus_cli.lote.workbook import ReadSheet

TOP = [["Factura", "Valor", "Nota"], *[[f"FV-{number}", number + 0.5, None] for number in range(480)]]
DUE = [
    [*row, day]
    for row, day in zip(TOP, ["Vence", *[datetime.date(2026, 11, 1 + n % 30) for n in range(480)]], strict=True)
]
"""The same with a column of days."""
MOMENTS = st.one_of(
    st.none(),
    st.dates(datetime.date(1899, 12, 31), datetime.date(2150, 1, 1)),
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2150, 1, 1)),  # noqa: DTZ001 - a cell has no zone
    st.times(),
    st.integers(0, 70_000),
)
VALUES = st.one_of(
    st.text(max_size=5).filter(
        lambda text: not text.startswith(("=", "http", "ftp", "mailto", "internal", "external"))
    ),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15),
    st.integers(-(10**6), 10**6),
    st.sampled_from(
        [
            None,
            True,
            False,
            datetime.date(2026, 11, 24),
            "N/A",
            "null",
            "NaN",
            "1",
            "",
            "=1/0",
            0.1 + 0.2,
            99999999999.995,
        ]
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(VALUES, max_size=4), max_size=4), st.integers(220, 481), st.booleans())
def test_a_long_sheet_is_the_same_either_way(rows: list[list[object]], at: int, inline: bool) -> None:
    content = _workbook([*TOP[:at], *rows, *TOP[at:]], inline=inline)  # beside the middle, where it is cut, and below
    long = _long(content)
    assert long is None or _cells(long.grid()) == _cells(_short(content))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["FV-999", 1, "nota"]],
        [[None, None, None], ["FV-999", 99999999999.995, None, "a column further"]],
        [["N/A", 0.1 + 0.2, "NULL"]],
        [["00123", -0.0, " x "], [None, 1e-7, None], ["a\nb", 1e20, "ñ & <"]],
    ],
)
@pytest.mark.parametrize("inline", [True, False])
def test_texts_and_numbers_in_columns_of_their_own_are_read_by_columns(rows: list[list[object]], inline: bool) -> None:
    content = _workbook([*TOP, *rows], inline=inline)
    long = _long(content)
    assert long is not None
    assert _cells(long.grid()) == _cells(_short(content))
    assert long.head()[1][:2] == ("FV-0", "0.5")


@pytest.mark.parametrize("value", ["N/A", "1", True, datetime.date(2026, 11, 24)], ids=str)
def test_a_column_of_numbers_with_something_else_is_read_cell_by_cell(value: object) -> None:
    assert _long(_workbook([*TOP, ["FV-999", value, None]])) is None


@pytest.mark.parametrize(
    "rows",
    [
        [*TOP, *[["FV-999"]] * 480],
        [*TOP[:-240], *[["FV-999", None, "nota", 7]] * 480],
        [*[row[:2] for row in TOP], *[[None, None, None, "más allá"]] * 480],
    ],
    ids=["fewer columns in the second half", "more columns", "others"],
)
def test_the_halves_of_a_sheet_may_have_other_columns(rows: list[list[object]]) -> None:
    content = _workbook(rows)
    long = _long(content)
    assert long is not None
    assert _cells(long.grid()) == _cells(_short(content))


@pytest.mark.parametrize("gap", range(230, 260))
def test_blank_rows_about_the_middle_stay_where_they_are(gap: int) -> None:
    content = _workbook([*TOP[:gap], [], [None, None, None], *TOP[gap:]])
    long = _long(content)
    assert long is None or _cells(long.grid()) == _cells(_short(content))


@pytest.mark.parametrize(
    ("cell", "other"),
    [(b'r="B430"', b'r="D60"'), (b'r="B60"', b'r="D430"'), (b'r="A220"', b'r="A400"'), (b'r="B430"', b'r="B209"')],
)
def test_a_cell_that_stands_in_a_row_of_the_other_half_is_not_lost(cell: bytes, other: bytes) -> None:
    content = _workbook(TOP)
    changed = _with(content, lambda xml: xml.replace(cell, other))
    assert changed != content
    long = _long(changed)
    assert long is None or _cells(long.grid()) == _cells(_short(changed))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(MOMENTS, max_size=3), st.integers(220, 481), st.booleans())
def test_days_are_the_same_either_way(days: list[object], at: int, from_1904: bool) -> None:
    rows = [["FV-999", 1, None, day] for day in days]
    content = _workbook([*DUE[:at], *rows, *DUE[at:]], from_1904=from_1904)
    long = _long(content)
    assert long is None or _cells(long.grid()) == _cells(_short(content))


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_column_of_days_is_read_by_columns(from_1904: bool) -> None:
    content = _workbook([*DUE, ["FV-999", 1, None, datetime.date(2099, 12, 31)], ["FV-1000", 1]], from_1904=from_1904)
    long = _long(content)
    assert long is not None
    assert _cells(long.grid()) == _cells(_short(content))
    assert (long.grid().columns[3].texts[-2], kinds_of(long.grid().columns[3])[-2:]) == ("2099-12-31", bytes([3, 0]))


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2026, 11, 24, 10, 30),  # noqa: DTZ001
        datetime.date(1900, 1, 1),
        datetime.time(8),
        "mañana",
        46000,
    ],
)
def test_a_column_of_days_with_something_else_is_read_cell_by_cell(value: object) -> None:
    assert _long(_workbook([*DUE, ["FV-999", 1, None, value]])) is None


def test_a_column_of_days_with_one_written_out_is_read_cell_by_cell() -> None:
    content = _workbook([*DUE, ["FV-999", 1, None, datetime.date(2026, 11, 24)]])

    def written_out(xml: bytes) -> bytes:
        return re.sub(rb'<c r="D482"( s="\d+")?><v>[\d.]+', rb'<c r="D482"\1 t="d"><v>2026-11-24', xml)

    assert _with(content, written_out) != _with(content, bytes)
    assert _long(content, written_out) is None


def test_a_part_inflated_ahead_is_the_same_or_refused_as_ever() -> None:
    content = _workbook(TOP)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        part = book.getinfo("xl/worksheets/sheet1.xml")
    archive = Archive("lote.xlsx", content)
    archive.ahead(part.filename)
    assert archive.part(part.filename) == archive.part(part.filename)
    at = part.header_offset + part.compress_size // 2
    broken = Archive("lote.xlsx", content[:at] + bytes(64) + content[at + 64 :])
    broken.ahead(part.filename)
    with pytest.raises(LoteRefused, match="partes"):
        broken.part(part.filename)


def test_a_column_of_percentages_is_read_by_columns() -> None:
    def edit(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        percent = book.add_format({"num_format": "0%"})
        for row in range(1, 481):
            sheet.write_number(row, 1, (row % 3) / 100, percent)

    content = _workbook(TOP, edit=edit)
    long = _long(content)
    assert long is not None
    assert _cells(long.grid()) == _cells(_short(content))
    assert set(kinds_of(long.grid().columns[1])[1:]) == {Kind.PERCENT}


def test_percentages_errors_and_hidden_rows_are_marked() -> None:
    def edit(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_number(490, 1, 0.19, book.add_format({"num_format": "0%"}))
        sheet.write_formula(491, 0, "=NA()", None, "#N/A")
        sheet.set_row(492, None, None, {"hidden": True})
        sheet.write_string(492, 0, "FV-999")

    content = _workbook(TOP, edit=edit)
    long = _long(content)
    assert long is not None
    grid = long.grid()
    assert _cells(grid) == _cells(_short(content))
    assert (kinds_of(grid.columns[1])[490], kinds_of(grid.columns[0])[491]) == (Kind.PERCENT, Kind.ERROR)
    assert grid.hidden_rows == {493}


@pytest.mark.parametrize("above", [[[]], [[None]]], ids=["a blank row", "a blank first cell"])
def test_a_sheet_that_does_not_begin_at_a1_is_read_cell_by_cell(above: list[list[object]]) -> None:
    rows = [*above, *TOP] if above == [[]] else [[None, *row] for row in TOP]
    assert _long(_workbook(rows)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b'<row r="430"', b'<row r="9"'),
        lambda xml: xml.replace(b'<row r="430"', b"<row"),
        lambda xml: xml[: xml.find(b'<row r="50"')] + b"</sheetData></worksheet>",
    ],
    ids=["rows out of order", "a row without its number", "few rows"],
)
def test_a_sheet_that_is_not_written_in_order_is_read_cell_by_cell(change: Callable[[bytes], bytes]) -> None:
    assert _long(_workbook(TOP), change) is None


def _workbook(
    rows: Sequence[Sequence[object]],
    *,
    inline: bool = False,
    from_1904: bool = False,
    edit: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None] | None = None,
) -> bytes:
    """A workbook of rows from A1; `inline`: texts stand in the sheet itself."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": inline,
        "default_date_format": "dd/mm/yyyy",
        "date_1904": from_1904,
    }
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet("Lote")
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                sheet.write(number, position, value)
        if edit is not None:
            edit(book, sheet)
    return made.getvalue()


def _long(content: bytes, change: Callable[[bytes], bytes] = bytes) -> ReadSheet | None:
    content = _with(content, change)
    archive = Archive("lote.xlsx", content)
    (part,) = facts.sheet_parts("lote.xlsx", archive).values()
    return read_xlsx_long.read("lote.xlsx", content, archive, part, styles_of("lote.xlsx", archive))


def _with(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its sheet changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(made, "w") as small:
        for name in whole.namelist():
            part = whole.read(name)
            small.writestr(name, change(part) if "/worksheets/" in name else part)
    return made.getvalue()


def _short(content: bytes) -> Grid:
    (sheet,) = read_xlsx.sheets_of("lote.xlsx", content)
    return sheet.grid()


def _cells(grid: Grid) -> list[tuple[list[str], bytes]]:
    return [(list(one.texts), kinds_of(one)) for one in grid.columns]
