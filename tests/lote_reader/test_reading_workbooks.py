"""Workbooks: addresses, kinds of cells, and what only the sheet's own XML or records tell."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.errors import LoteRefused
from factus_cli.lote import read_biff, read_child, read_xlsb, read_xlsx
from factus_cli.lote.read_cells import cell_text, columns_of, number_text
from factus_cli.lote.read_grid import GridColumn, joined
from factus_cli.lote.read_kind import FileKind
from factus_cli.lote.read_marks import SheetFacts, marked
from factus_cli.lote.read_series import Texts
from factus_cli.lote.read_xlsx_facts import plain
from factus_cli.lote.table import Kind

HEAD = ["referencia", "producto", "cantidad", "precio", "iva"]


def part_of(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def test_addresses_count_blank_rows_and_columns(read, workbook, cell):
    def edit(book):
        sheet = book.active
        for at, name in enumerate(HEAD):
            sheet.cell(5, 3 + at, name)
        sheet["C6"], sheet["E6"] = "F1", 2
        sheet["C9"], sheet["G9"] = "F2", 19

    table = read(workbook(edit, Ventas=[]))
    assert (table.sheet, table.header_row, list(table.rows), table.blank_rows) == ("Ventas", 5, [6, 9], 2)
    assert [column.letter for column in table.columns] == ["C", "D", "E", "F", "G"]
    assert (cell(table, "E6"), cell(table, "G9"), cell(table, "D9")) == (
        ("NUMBER", "2"),
        ("NUMBER", "19"),
        ("BLANK", ""),
    )


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("00123", "TEXT", "00123"),
        ("1.234", "TEXT", "1.234"),
        (1234, "NUMBER", "1234"),
        (0.1 + 0.2, "NUMBER", "0.3"),
        (99999999999.995, "NUMBER", "99999999999.995"),
        (1e-7, "NUMBER", "0.0000001"),
        (-2.5, "NUMBER", "-2.5"),
        (9.22337203685478e19, "NUMBER", "92233720368547800000"),
        (True, "BOOLEAN", "true"),
        (False, "BOOLEAN", "false"),
        (date(2026, 11, 24), "DATE", "2026-11-24"),
        (datetime.fromisoformat("2026-11-24T10:30"), "DATE", "2026-11-24T10:30:00"),
        (time(10, 30), "TEXT", "10:30:00"),
        (timedelta(hours=30, minutes=5), "TEXT", "30:05:00"),
        ("", "BLANK", ""),
        ("#N/A", "ERROR", "#N/A"),
        ("#DIV/0!", "ERROR", "#DIV/0!"),
        ("=1+1", "ERROR", "="),
    ],
    ids=repr,
)
def test_a_cell_is_what_it_was_in_the_file(read, workbook, cell, value, kind, text):
    table = read(workbook(Ventas=[HEAD, ["F1", value, 1, 1, 1]]))
    assert cell(table, "B2") == (kind, text)


@pytest.mark.parametrize("style", ["0%", "0.00%", "#,##0.0 %", "[Red]0.0%"])
def test_a_number_shown_as_a_percentage_is_told_apart(read, workbook, cell, style):
    def edit(book):
        book.active["E2"].number_format = style
        book.active["B2"].number_format = style

    table = read(workbook(edit, Ventas=[HEAD, ["F1", "x", 1, 1, 0.19]]))
    assert cell(table, "E2") == ("PERCENT", "0.19")
    assert cell(table, "B2") == ("TEXT", "x")


def test_a_quoted_percent_sign_is_no_percentage(read, workbook, cell):
    def edit(book):
        book.active["E2"].number_format = '0 "%"'

    assert cell(read(workbook(edit, Ventas=[HEAD, ["F1", "x", 1, 1, 19]])), "E2") == ("NUMBER", "19")


def test_the_value_that_excel_calculated_is_the_value(read, rezipped, cell):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Ventas")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["F1", "x"])
        sheet.write_formula("C2", "=1+1", value=2)
        sheet.write_formula("D2", '=IF(A1="","x","")', value="vacío")
        sheet.write_formula("E2", "=NA()", value="#N/A")
    xml = part_of(target.getvalue(), SHEET).replace("<v>vacío</v>".encode(), b"<v></v>")
    table = read(rezipped(target.getvalue(), {SHEET: xml}))
    assert [cell(table, at) for at in ("C2", "D2", "E2")] == [("NUMBER", "2"), ("BLANK", ""), ("ERROR", "#N/A")]


def test_hidden_rows_are_known_by_their_numbers(read, workbook):
    def edit(book):
        book.active.row_dimensions[3].hidden = True
        book.active.row_dimensions[9].hidden = True

    table = read(workbook(edit, Ventas=[HEAD, *[[f"F{n}", "x", 1, 1, 1] for n in range(3)]]))
    assert table.hidden_rows == {3}


def test_an_error_below_and_beside_everything_else_is_seen(read, workbook, cell):
    def edit(book):
        book.active["G4"] = "#REF!"

    table = read(workbook(edit, Ventas=[HEAD, ["F1", "x", 1, 1, 1]]))
    assert list(table.rows) == [2, 4]
    assert cell(table, "G4") == ("ERROR", "#REF!")


def loosened(xml):
    """The same XML with a namespace prefix, apostrophes, blanks around `=` and line breaks between attributes."""
    xml = re.sub(rb"<(/?)(?!\?)", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")
    return re.sub(rb' ([\w:]+)="([^"]*)"', rb"\n  \1 = '\2'", xml)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        loosened,
        lambda xml: xml.decode().replace("<sheetData>", "<!-- t='e' --><sheetData>").encode(),
        lambda xml: xml.replace(b' t="e"', b" t='e'"),
    ],
    ids=["as it was", "loosened", "comment", "apostrophes"],
)
def test_errors_are_found_however_the_xml_is_written(read, workbook, rezipped, cell, change):
    def edit(book):
        book.active["E2"].number_format = "0%"
        book.active.row_dimensions[2].hidden = True

    content = workbook(edit, Ventas=[HEAD, ["F1", "#N/A", "=1", 1, 0.19]])
    table = read(rezipped(content, {SHEET: change(part_of(content, SHEET))}))
    assert [cell(table, at) for at in ("B2", "C2", "D2", "E2")] == [
        ("ERROR", "#N/A"),
        ("ERROR", "="),
        ("NUMBER", "1"),
        ("PERCENT", "0.19"),
    ]
    assert table.hidden_rows == {2}


def test_an_error_cell_without_text_or_address(read, workbook, rezipped, cell):
    content = workbook(Ventas=[HEAD, ["F1", "#N/A", 1, 1, 1]])
    xml = part_of(content, SHEET)
    table = read(rezipped(content, {SHEET: xml.replace(b"<v>#N/A</v>", b"")}))
    assert cell(table, "B2") == ("ERROR", "#ERROR!")
    with pytest.raises(LoteRefused, match="dirección"):
        read(rezipped(content, {SHEET: xml.replace(b'<c r="B2" t="e"', b'<c t="e"')}))


def test_a_workbook_without_styles_or_with_absolute_targets_is_read(read, workbook, rezipped):
    content = workbook(Ventas=[HEAD, ["F1", "x", 1, 1, 1]])
    relations = part_of(content, "xl/_rels/workbook.xml.rels")
    bare = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", relations)
    assert bare != relations
    assert len(read(rezipped(content, {"xl/_rels/workbook.xml.rels": bare, "xl/styles.xml": None})).rows) == 1


def test_an_infinite_number_is_an_error(read, workbook, rezipped, cell):
    content = workbook(Ventas=[HEAD, ["F1", "x", 77, 1, 1], ["F2", "x", 1, 1, 1]])
    xml = part_of(content, SHEET).replace(b"<v>77</v>", b"<v>1e999</v>")
    assert cell(read(rezipped(content, {SHEET: xml})), "C2") == ("ERROR", "#NUM!")


def test_long_sheets_are_read_row_by_row_with_the_same_addresses(workbook):
    def edit(book):
        book.active["C5"], book.active["D6"], book.active["E7"] = "x", 1, True

    (sheet,) = read_xlsx.sheets_of("lote", workbook(edit, Ventas=[]))
    long = read_xlsx.XlsxSheet(sheet.file, sheet.name, sheet.hidden, sheet.cells, sheet.facts, long_from=0)
    assert [(list(one.texts), one.kinds) for one in long.grid().columns] == [
        (list(one.texts), one.kinds) for one in sheet.grid().columns
    ]


def test_a_long_sheet_is_kept_by_polars():
    columns = columns_of([["F1", 1.5, ""]] * 140_000)
    assert all(isinstance(column.texts, Texts) for column in columns)
    assert [(column.texts[139_999], len(column.texts)) for column in columns] == [
        ("F1", 140_000),
        ("1.5", 140_000),
        ("", 140_000),
    ]
    assert (columns[0].kinds, columns[1].kinds) == (None, bytes([Kind.NUMBER]) * 140_000)
    assert columns_of([]) == []


def test_blocks_of_text_and_of_numbers_keep_their_kinds():
    column = joined([[GridColumn(["a", ""])], [GridColumn(["1"], bytes([Kind.NUMBER]))]])[0]
    assert list(column.texts) == ["a", "", "1"]
    assert column.kinds == bytes([Kind.TEXT, Kind.BLANK, Kind.NUMBER])


def test_marks_on_an_empty_sheet_make_room():
    (first, second) = marked([], SheetFacts({(1, 2): "#N/A"}))
    assert (list(first.texts), second.texts[2], second.kinds[2]) == (["", "", ""], "#N/A", Kind.ERROR)


def test_booleans_beside_ones_stay_booleans():
    (column,) = columns_of([[True], [1.0], [False], [0.0], [1]])
    assert list(column.texts) == ["true", "1", "false", "0", "1"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_plain_digits_of_at_most_fifteen(value):
    text = number_text(value)
    assert re.fullmatch(r"-?\d+(\.\d+)?", text)
    assert float(text) == float(f"{value:.15g}")
    assert len(text.lstrip("-0.").replace(".", "").rstrip("0")) <= 15
    assert text != "-0"


def test_times_are_rounded_to_the_second():
    assert cell_text(datetime.fromisoformat("2026-11-24T10:29:59.999999")) == "2026-11-24T10:30:00"
    assert cell_text(timedelta(seconds=-61)) == "-00:01:01"


# Old and other binary formats, in a process of their own ---------------------------------------------------------


def biff_text(row, column, text):
    return 0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1")


def biff_number(row, column, value, style=0):
    return 0x0203, struct.pack("<HHHd", row, column, style, value)


BIFF_HEAD = [(0x0200, struct.pack("<IIHHH", 0, 3, 0, 5, 0)), *(biff_text(0, at, name) for at, name in enumerate(HEAD))]


def test_an_old_workbook_with_errors_percentages_and_hidden_rows(read, xls, cell):
    hidden_row = (0x0208, struct.pack("<HHHHHHI", 1, 0, 5, 255, 0, 0, 0x20))
    shown_row = (0x0208, struct.pack("<HHHHHHI", 2, 0, 5, 255, 0, 0, 0))
    cells = [
        biff_text(1, 0, "F1"),
        (0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1)),
        (0x0006, struct.pack("<HHH", 1, 2, 0) + bytes([2, 0, 7, 0, 0, 0, 255, 255]) + bytes(8)),
        biff_number(1, 3, 10.5),
        biff_number(1, 4, 0.19, style=1),
        (0x0205, struct.pack("<HHHBB", 2, 0, 0, 1, 0)),
        (0x00BD, struct.pack("<HH", 2, 3) + struct.pack("<HIHI", 0, 0x2A, 2, 0x3FF00000) + struct.pack("<H", 4)),
    ]
    table = read(xls([*BIFF_HEAD, hidden_row, shown_row, *cells]))
    assert [cell(table, at) for at in ("A2", "B2", "C2", "D2", "E2", "D3", "E3")] == [
        ("TEXT", "F1"),
        ("ERROR", "#N/A"),
        ("ERROR", "#DIV/0!"),
        ("NUMBER", "10.5"),
        ("PERCENT", "0.19"),
        ("NUMBER", "10"),
        ("PERCENT", "1"),
    ]
    assert (table.sheet, table.hidden_rows) == ("Ventas", {2})


def test_an_old_workbook_with_a_password_is_refused_as_that(read, xls):
    with pytest.raises(LoteRefused, match="contraseña") as caught:
        read(xls(BIFF_HEAD, protected=True))
    assert caught.value.code == "encrypted_workbook"


def test_the_stream_of_an_ole_file_is_found_wherever_it_lies(ole):
    long = ole("Book", b"x" * 5000)
    assert read_biff.workbook_stream(long).rstrip(b"\0") == b"x" * 5000
    assert read_biff.workbook_stream(ole("Otra", b"x" * 5000)) == b""
    with_more_tables = long[:68] + struct.pack("<II", 11, 1) + b"\xff" * (512 - 76) + long[512:]
    with_more_tables = with_more_tables.ljust(12 * 512, b"\0") + struct.pack("<I", 0).ljust(508, b"\xff")
    assert read_biff.workbook_stream(with_more_tables + struct.pack("<I", 0xFFFFFFFE)) == read_biff.workbook_stream(
        long
    )


def test_a_small_stream_lies_in_small_sectors(ole):
    whole = bytearray(ole("Workbook", b"x" * 4096))
    root, entry = 512 * 2, 512 * 2 + 128
    whole[root + 116 : root + 120] = struct.pack("<I", 2)
    whole[entry + 116 : entry + 124] = struct.pack("<II", 0, 100)
    small_table = len(whole) // 512 - 1
    whole[60:68] = struct.pack("<II", small_table, 1)
    whole[512 + 4 * small_table : 516 + 4 * small_table] = struct.pack("<I", 0xFFFFFFFE)
    whole += struct.pack("<II", 1, 0xFFFFFFFE).ljust(512, b"\xff")
    assert read_biff.workbook_stream(bytes(whole)) == b"x" * 100


def test_a_chart_of_an_old_workbook_is_no_sheet(read, xls):
    content = xls(BIFF_HEAD)
    at = content.index(b"\x00\x00\x06\x00Ventas")
    assert refused(read, content[: at + 1] + b"\x02" + content[at + 2 :]) == "file_empty"


def test_xml_of_two_bytes_is_the_same_xml():
    assert plain("<worksheet a='1'/>".encode("utf-16")) == b'<worksheet a="1"/>'


def test_numbers_of_binary_records_end_after_four_bytes():
    assert list(read_xlsb.records(bytes([0x80, 0x81, 0x80, 0x80, 0x80, 0x80]))) == [(128, b"")]


def test_a_broken_chain_of_sectors_is_an_error(ole):
    whole = bytearray(ole("Workbook", b"x" * 5000))
    whole[512 + 8 : 512 + 12] = struct.pack("<I", 2)
    with pytest.raises(ValueError, match="chain"):
        read_biff.workbook_stream(bytes(whole))


def test_records_of_excel_95_have_texts_of_bytes():
    records = [
        (0x0809, struct.pack("<HH", 0x0500, 5)),
        (0x041E, struct.pack("<HB", 164, 4) + b"0.0%"),
        (0x00E0, struct.pack("<HH", 0, 164)),
        (0x0085, struct.pack("<IHB", 0, 0, 4) + "Año1".encode("cp1252")),
    ]
    stream = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    assert list(read_biff.facts_by_sheet(stream)) == ["Año1"]


def test_names_of_sheets_may_be_of_two_bytes():
    data = struct.pack("<IBBBB", 0, 0, 0, 3, 1) + "año".encode("utf-16-le")
    stream = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5) + struct.pack("<HH", 0x0085, len(data)) + data
    assert list(read_biff.facts_by_sheet(stream)) == ["año"]


ODS_HEAD = (
    "<table:table-row>"
    + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in HEAD
    )
    + "</table:table-row>"
)
ODS_ROWS = "".join(
    line.strip()
    for line in """
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row table:visibility="collapse">
  <table:table-cell office:value-type="string"><text:p>F1</text:p></table:table-cell>
  <table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
  <table:table-cell table:formula="of:=1"/>
  <table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>
  <table:table-cell office:value-type="percentage" office:value="0.19"><text:p>19%</text:p></table:table-cell>
</table:table-row>
""".splitlines()
)


@pytest.mark.parametrize("mimetype", [True, False], ids=["whole", "without mimetype"])
def test_an_opendocument_sheet(read, ods, cell, mimetype):
    table = read(ods(ODS_HEAD + ODS_ROWS, mimetype=mimetype))
    assert (list(table.rows), table.hidden_rows) == ([4], {4})
    assert [cell(table, at) for at in ("A4", "B4", "C4", "D4", "E4")] == [
        ("TEXT", "F1"),
        ("ERROR", "#N/A"),
        ("ERROR", "="),
        ("NUMBER", "2"),
        ("PERCENT", "0.19"),
    ]


@pytest.mark.parametrize(
    ("attributes", "shown", "kept"),
    [
        ('float" office:value="7', "FV-7", ("TEXT", "FV-7")),
        ('float" office:value="7', "0007", ("TEXT", "0007")),
        ('float" office:value="70', "FV0070", ("TEXT", "FV0070")),
        ('float" office:value="7', "17", ("NUMBER", "7")),
        ('float" office:value="7', "+57", ("NUMBER", "7")),
        ('float" office:value="7', "7,00", ("NUMBER", "7")),
        ('float" office:value="7000', "$ 7.000", ("NUMBER", "7000")),
        ('currency" office:currency="USD" office:value="7.5', "US$ 7,50", ("TEXT", "USD 7.5")),
        ('currency" office:currency="COP" office:value="7.5', "$ 7,50", ("NUMBER", "7.5")),
    ],
)
def test_what_an_opendocument_sheet_shows_besides_a_number(read, ods, cell, attributes, shown, kept):
    row = f'<table:table-cell office:value-type="{attributes}"><text:p>{shown}</text:p></table:table-cell>'
    assert cell(read(ods(f"{ODS_HEAD}<table:table-row>{row}</table:table-row>")), "A2") == kept


@pytest.mark.parametrize("mimetype", [True, False], ids=["whole", "without mimetype"])
def test_the_lines_of_an_opendocument_text_are_not_glued(read, ods, cell, mimetype):
    written = "10<text:line-break/>900<text:tab/>x<text:tab></text:tab>y"
    row = f'<table:table-cell office:value-type="string"><text:p>{written}</text:p></table:table-cell>'
    sheet = ods(f"{ODS_HEAD}<table:table-row>{row}</table:table-row>", mimetype=mimetype)
    assert cell(read(sheet), "A2") == ("TEXT", "10\n900\nx\ny")


def refused(read, content):
    with pytest.raises(LoteRefused) as caught:
        read(content)
    assert caught.value.message.startswith("lote: ")
    return caught.value.code


def test_opendocument_files_that_are_refused(read, ods):
    repeated = '<table:table-cell table:number-columns-repeated="20000" office:value-type="float" office:value="1"/>'
    many = '<table:table-row table:number-rows-repeated="2000000"><table:table-cell office:value-type="string"/>'
    assert refused(read, ods("", manifest="<x encryption-data=''/>")) == "encrypted_workbook"
    assert refused(read, ods(f"{ODS_HEAD}<table:table-row>{repeated}</table:table-row>")) == "corrupt_workbook"
    assert refused(read, ods(f"{ODS_HEAD}{many}</table:table-row>")) == "corrupt_workbook"
    assert refused(read, ods("<table:table-row>")) == "corrupt_workbook"


def xlsb_record(kind, data=b""):
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(data)]) + data


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_cell(kind, column, style, data):
    return xlsb_record(kind, struct.pack("<II", column, style) + data)


def xlsb(rows):
    """A workbook of binary parts with the given sheet records."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.bin"/></Relationships>'
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    book = b"".join(
        (
            xlsb_record(131),
            xlsb_record(143),
            xlsb_record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Ventas")),
            xlsb_record(144),
            xlsb_record(132),
        )
    )
    styles = b"".join(
        (
            xlsb_record(615, struct.pack("<I", 1)),
            xlsb_record(44, struct.pack("<H", 164) + wide("0.0%")),
            xlsb_record(616),
            xlsb_record(47, struct.pack("<HH", 0xFFFF, 9) + bytes(12)),
            xlsb_record(617, struct.pack("<I", 3)),
            *(xlsb_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, 9, 164)),
            xlsb_record(618),
        )
    )
    sheet = b"".join(
        (
            xlsb_record(129),
            xlsb_record(148, struct.pack("<IIII", 0, 5, 0, 5)),
            xlsb_record(145),
            *rows,
            xlsb_record(146),
            xlsb_record(130),
        )
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return target.getvalue()


def xlsb_row(number, flags=0):
    return xlsb_record(0, struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + struct.pack("<I", 0))


def test_a_binary_workbook_with_errors_percentages_and_hidden_rows(read, cell):
    head = [xlsb_row(0), *(xlsb_cell(6, at, 0, wide(name)) for at, name in enumerate(HEAD))]
    body = [
        xlsb_row(1, flags=0x10),
        xlsb_cell(6, 0, 0, wide("F1")),
        xlsb_cell(3, 1, 0, bytes([0x2A])),
        xlsb_cell(11, 2, 0, bytes([0x17]) + bytes(2)),
        xlsb_cell(5, 3, 1, struct.pack("<d", 0.5)),
        xlsb_cell(5, 4, 2, struct.pack("<d", 0.19)),
    ]
    table = read(xlsb([*head, *body]))
    assert [cell(table, at) for at in ("A2", "B2", "C2", "D2", "E2")] == [
        ("TEXT", "F1"),
        ("ERROR", "#N/A"),
        ("ERROR", "#REF!"),
        ("PERCENT", "0.5"),
        ("PERCENT", "0.19"),
    ]
    assert table.hidden_rows == {2}


def test_broken_binary_records_are_refused(read):
    assert refused(read, xlsb([xlsb_record(0, b"\x01")])) == "corrupt_workbook"


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import os; os.abort()", "se detuvo"),
        ("import sys; sys.exit(3)", "se detuvo"),
        ("print('no es JSON')", "se detuvo"),
        ("import time; time.sleep(60)", "segundos"),
    ],
    ids=["abort", "exit", "noise", "endless"],
)
def test_a_crash_of_the_reading_process_is_a_refusal(program, words):
    import sys

    with pytest.raises(LoteRefused, match=words) as caught:
        read_child.sheets_of("lote.xls", b"x", FileKind.XLS, command=(sys.executable, "-c", program), seconds=1)
    assert caught.value.message.startswith("lote.xls: ")


def test_a_chart_sheet_is_no_sheet(read, workbook):
    def edit(book):
        book.create_chartsheet("Gráfico", 0)

    assert read(workbook(edit, Ventas=[HEAD, ["F1", "x", 1, 1, 1]])).sheet == "Ventas"
