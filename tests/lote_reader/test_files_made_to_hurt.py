"""Files that would end the process, fill its memory or keep it for ever: each refused by its name, in no time."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from datetime import date

import pytest
import xlsxwriter

from factus_cli.errors import LoteRefused
from factus_cli.lote import read_guard, reader
from factus_cli.lote.read_html_tokens import Tag, tokens_of
from factus_cli.lote.read_marks import shows_percent
from factus_cli.lote.read_xlsx_area import area_of
from factus_cli.lote.read_xlsx_facts import facts_of, plain, row_numbers
from factus_cli.lote.read_xlsx_styles import Styles, styles_of
from factus_cli.lote.read_zip import Archive

HEAD = ["referencia", "nit", "producto", "cantidad"]
ROW = ["F1", "1", "x", 2]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MANY = 200_000
"""Of what a search that starts again and again would take hours for."""


@pytest.fixture
def changed(workbook, rezipped):
    """A workbook of one row with a part of it replaced: `changed(part, old, new)`."""

    def change(part, old, new):
        content = workbook(Ventas=[HEAD, ROW])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = archive.read(part)
        assert old in xml
        return rezipped(content, {part: xml.replace(old, new, 1)})

    return change


@pytest.fixture
def with_xml(changed):
    """A workbook with some XML behind the last row of its sheet."""
    return lambda xml: changed(SHEET, b"</sheetData>", xml + b"</sheetData>")


def refused(read, content):
    with pytest.raises(LoteRefused) as caught:
        read(content)
    return caught.value.code


FAR = {
    "in its row": b'<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
    "in small letters": b'<row r="3"><c r="xfd1048576"><v>1</v></c></row>',
    "with spaces": b'<row r="3"><c r = "XFD1048576"><v>1</v></c></row>',
    "in single quotes": b"<row r='3'><c r='XFD1048576'><v>1</v></c></row>",
    "behind another attribute": b'<row r="3"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "tall alone": b'<row r="3"><c r="A4000000000"><v>1</v></c></row>',
    "wide alone": b'<row r="1048576"><c r="ZZZZZZZ3"><v>1</v></c></row>',
    "with no reference": b'<row r="1048576">' + b"<c><v>1</v></c>" * 200 + b"</row>",
    "in a row beyond all": b'<row r="4294967295"><c><v>1</v></c></row>',
    "an error": b'<row r="3"><c r="ZZZ9999999" t="e"><v>#N/A</v></c></row>',
    "a formula": b'<row r="3"><c r="ZZZ9999999"><f>A1</f></c></row>',
}


@pytest.mark.parametrize("name", FAR)
def test_no_room_is_made_for_a_cell_far_away(read, with_xml, name):
    assert refused(read, with_xml(FAR[name])) == "sparse_sheet"


def test_a_cell_with_another_prefix_than_its_sheet_is_no_secret(read, changed):
    far = b'<y:row xmlns:y="%s" r="1048576"><y:c r="XFD1048576"><y:v>1</y:v></y:c></y:row></sheetData>' % MAIN.encode()
    assert refused(read, changed(SHEET, b"</sheetData>", far)) == "corrupt_workbook"


def test_the_rows_where_a_button_stands_are_none_of_the_sheet(read, changed):
    button = b'</sheetData><controls><from xmlns:xdr="x"><xdr:col>0</xdr:col><xdr:row>0</xdr:row></from></controls>'
    assert len(read(changed(SHEET, b"</sheetData>", button)).rows) == 1


def test_a_whole_sheet_with_a_prefix_is_read(read, workbook, rezipped):
    content = workbook(Ventas=[HEAD, ROW])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(SHEET)
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
        for end in (b" ", b">"):
            xml = xml.replace(b"<" + tag + end, b"<x:" + tag + end).replace(b"</" + tag + b">", b"</x:" + tag + b">")
    xml = xml.replace(b"xmlns=", b"xmlns:x=")
    assert len(read(rezipped(content, {SHEET: xml})).rows) == 1


def test_a_wide_table_is_no_sparse_one(read, workbook):
    table = read(workbook(Ventas=[[*HEAD, *(f"x{n}" for n in range(10_000))], [*ROW, *range(10_000)]]))
    assert (len(table.rows), len(table.columns)) == (1, 10_004)


def test_a_dimension_that_is_the_whole_sheet_is_only_said(read, changed):
    content = changed(SHEET, b'<dimension ref="A1:D2"', b'<dimension ref="A1:XFD1048576"')
    assert len(read(content).rows) == 1


def test_the_area_is_that_of_the_cells_and_of_the_rows():
    xml = b'<worksheet><sheetData><row r="2"><c r="B5"/></row><row><c><v>1</v></c><c/></row></sheetData></worksheet>'
    assert area_of(xml, b"", row_numbers(xml)) == 5 * (2 + 2)


UNENDED = {
    "comments": b"<!--" * MANY,
    "CDATA": b"<![CDATA[" * MANY,
    "declarations": b"<!" * MANY,
    "rows": b"<row " * MANY,
    "cells": b'<c r="A1" t="e" ' * MANY,
    "errors": b'<row r="3">' + b'<c r="A3" t="e">' * MANY + b"</row>",
    "formulas": b'<row r="3">' + b'<c r="A3"><f>' * MANY + b"</row>",
}
ENDLESS = {
    "spaces": b'<row r="3"><c r="A3"><f>1</f>' + b" " * MANY + b"x</c></row>",
    "attributes": b"<row " + b"a=' " * MANY + b"/>",
}


@pytest.mark.parametrize("name", UNENDED)
def test_what_does_not_end_is_looked_for_once(read, with_xml, name):
    assert refused(read, with_xml(UNENDED[name])) == "corrupt_workbook"


@pytest.mark.parametrize("name", ENDLESS)
def test_what_goes_on_and_on_is_passed_over(read, with_xml, name):
    assert len(read(with_xml(ENDLESS[name])).rows) == 1


def test_a_formula_without_a_value_is_seen_however_it_is_written():
    cells = b'<c r="A1"><f/></c><c r="B1"><f t="shared" si="0"/></c><c r="C1"> <f>1</f> <v></v> </c>'
    cells += b'<c r="D1"><f>1</f><v>1</v></c>'
    found = facts_of("lote", b'<worksheet><sheetData><row r="1">%s</row></sheetData></worksheet>' % cells, Styles())
    assert sorted(found.errors) == [(0, 0), (1, 0), (2, 0)]


def test_comments_hide_what_is_in_them_and_no_more():
    assert (
        plain(b"<worksheet><!-- <c/> --><row/><![CDATA[ <c/> ]]><!x></worksheet>")
        == b"<worksheet><row/><!x></worksheet>"
    )


def test_a_number_format_longer_than_excel_takes_is_not_read_to_its_end():
    assert shows_percent("0%")
    assert not shows_percent("[" * MANY + "0%")


@pytest.mark.parametrize("number", [b"abc", b"-1", b"9" * 5000, "²".encode()])
def test_a_format_whose_number_is_none_is_no_percentage(changed, number):
    content = changed(
        "xl/styles.xml",
        b'<numFmts count="0" />',
        b'<numFmts><numFmt numFmtId="%s" formatCode="0%%"/></numFmts>' % number,
    )
    assert styles_of("lote", Archive("lote", content)) == Styles()


def test_entities_declared_behind_a_long_comment_are_refused(read, changed):
    late = b"<!--" + b"x" * 10_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]><workbook "
    assert refused(read, changed("xl/workbook.xml", b"<workbook ", late)) == "corrupt_workbook"


def test_sheets_that_are_one_part_are_refused(read, workbook, rezipped):
    content = workbook(Ventas=[HEAD, ROW], Otra=[HEAD, ROW])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels")
    same = relations.replace(b"sheet2.xml", b"sheet1.xml")
    assert refused(read, rezipped(content, {"xl/_rels/workbook.xml.rels": same})) == "corrupt_workbook"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_that_is_not_what_was_saved_is_refused(read, part, method):
    saved, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(saved) as book:
        sheet = book.add_worksheet("Ventas")
        for number, row in enumerate((HEAD, ROW)):
            sheet.write_row(number, 0, row)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        sums = {one.filename: struct.pack("<I", one.CRC) for one in new.infolist()}
    content = made.getvalue()
    assert content.count(sums[part]) == 2
    assert len(read(content).rows) == 1
    assert refused(read, content.replace(sums[part], bytes(4))) == "corrupt_workbook"


# Other kinds -------------------------------------------------------------------------------------------------------

REPEATED = '<table:table-row table:number-rows-repeated="{}"><table:table-cell {} table:number-columns-repeated="{}">'
NUMBER, FORMULA = 'office:value-type="float" office:value="1"', 'table:formula="of:=1"'


@pytest.mark.parametrize(
    ("rows", "kind", "columns"), [(1_000_000, NUMBER, 20), (1_000_000, FORMULA, 1_000), (1_048_000, NUMBER, 16_384)]
)
def test_a_cell_repeated_a_million_times_is_not_made(read, ods, rows, kind, columns):
    content = ods(REPEATED.format(rows, kind, columns) + "</table:table-cell></table:table-row>")
    assert refused(read, content) == "sparse_sheet"


def test_many_sheets_of_a_repeated_cell_are_counted_together(read, ods):
    one = REPEATED.format(1_000_000, NUMBER, 1) + "</table:table-cell></table:table-row>"
    more = "".join(f'</table:table><table:table table:name="t{number}">{one}' for number in range(9))
    assert refused(read, ods(one + more)) == "sparse_sheet"


def test_a_text_of_blanks_by_their_number_is_not_made(read, ods):
    cell = (
        '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="999999999"/></text:p></table:table-cell>'
    )
    assert refused(read, ods(f"<table:table-row>{cell}</table:table-row>")) == "corrupt_workbook"


def test_a_cell_of_an_old_workbook_far_away_is_refused(read, xls):
    content = xls([(0x0203, struct.pack("<HHHd", 65_535, 60_000, 0, 1.0))])
    assert refused(read, content) == "sparse_sheet"


PAGES = {
    "columns of columns": (b"<table><tr>" + b"<td colspan=1000>x" * 1_000 + b"</table>", "too_many_columns"),
    "rows held for ever": (
        b"<table>" + (b"<tr>" + b"<td rowspan=1000 colspan=1000>x" * 15 + b"<tr><td>y" * 999) * 2 + b"</table>",
        "sparse_sheet",
    ),
    "one wide row": (b"<table>" + b"<tr><td>x" * 30_000 + b"<tr>" + b"<td>y" * 16_000 + b"</table>", "sparse_sheet"),
    "comments": (b"<table><!--" * MANY, "corrupt_workbook"),
    "declarations": (b"<html><![" * MANY, "corrupt_workbook"),
    "instructions": (b"<html><?" * MANY, "corrupt_workbook"),
    "scripts": (b"<html><script>" + b"</scrip" * MANY, "corrupt_workbook"),
    "tags": (b"<table>" + b"<" * MANY, "file_empty"),
    "attributes": (b"<html><table " + b'a="' * MANY, "file_empty"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_hurt_is_refused(read, name):
    content, code = PAGES[name]
    assert refused(read, content) == code


def test_a_page_is_its_tags_and_texts():
    page = (
        "<!-- <td> --><![if a]>1 < 2<TD Title=\"a>b\" colspan='2' nowrap>x&amp;y<br/>"
        '<script>if (a<b) "</td>"</script>z</td><td title=5">q'
    )
    tokens = list(tokens_of(page))
    cells = [one for one in tokens if isinstance(one, Tag) and one.name == "td" and one.opens]
    assert [one.attribute("colspan") for one in cells] == ["2", ""]
    assert [one.attribute("title") for one in cells] == ["a>b", "5"]
    assert [one for one in tokens if isinstance(one, str) and one] == ["1 ", "<", " 2", "x&y", "z", "q"]
    assert [one.name for one in tokens if isinstance(one, Tag)] == ["td", "br", "script", "script", "td", "td"]


@pytest.mark.parametrize("name", ["nombre", "x\ud800"])
def test_half_a_character_of_json_is_refused_by_its_element(read, name):
    rows = [{"referencia": "F1", "nit": "1"}, {"referencia": "F2", "nit": "2", name: "a\udfff"}]
    with pytest.raises(LoteRefused, match="el elemento 2 tiene medio carácter"):
        read(json.dumps(rows).encode())


def test_whole_characters_of_json_are_read_however_they_are_escaped(read, rows_of):
    rows = [{"referencia": "F1", "nit": "\U0001f600"}]
    assert rows_of(read(json.dumps(rows).encode())) == [["F1", "\U0001f600"]]


@pytest.mark.parametrize("exponent", ["9" * 100_000, "-" + "9" * 30, "+400"])
def test_an_exponent_beyond_all_is_no_quantity(read, exponent):
    content = b'[{"referencia": "F1", "nit": "1", "cantidad": 1e%s}]' % exponent.encode()
    assert refused(read, content) == "bad_json"


def test_leading_zeros_of_an_exponent_are_nothing(read, rows_of):
    content = b'[{"referencia": "F1", "cantidad": 1e%s2}]' % (b"0" * 50)
    assert rows_of(read(content)) == [["F1", "100"]]


def test_objects_that_share_no_name_are_no_table(read):
    rows = [{"referencia": "F", "nit": "1", f"n{number}": 1} for number in range(6_000)]
    assert refused(read, json.dumps(rows).encode()) == "sparse_sheet"
    rows = [{"referencia": "F", "nit": "1", **{f"n{number}": 1 for number in range(17_000)}}]
    assert refused(read, json.dumps(rows).encode()) == "too_many_columns"


def test_blank_lines_without_end_are_counted_before_they_are_read(read):
    content = b"referencia,nit,producto\n" + b"F1,1,x\n" * 40 + b"\n" * 5_000_000
    assert refused(read, content) == "too_many_rows"


# Panics ------------------------------------------------------------------------------------------------------------


class PanicException(BaseException):
    """What a panic of Rust looks like in Python."""


def test_a_panic_is_tried_and_nothing_else_is_hidden():
    def panics():
        raise PanicException

    def interrupted():
        raise KeyboardInterrupt

    assert read_guard.tried(panics) is None
    assert read_guard.tried(lambda: 7) == 7
    with pytest.raises(KeyboardInterrupt):
        read_guard.tried(interrupted)


def test_a_date_that_makes_the_library_panic_is_a_refusal_and_no_line_of_rust(workbook, rezipped, tmp_path):
    content = workbook(Ventas=[HEAD, [*ROW[:3], date(2026, 11, 24)]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(SHEET)
    content = rezipped(content, {SHEET: re.sub(rb"<v>46350(\.0)?</v>", b"<v>-1e15</v>", xml)})
    path = tmp_path / "ventas.xlsx"
    path.write_bytes(content)
    program = (
        "import sys; from factus_cli.errors import LoteRefused; from factus_cli.lote import reader\n"
        "try: reader.read_bytes('v', open(sys.argv[1], 'rb').read(), knows={'referencia', 'nit'}.__contains__)\n"
        "except LoteRefused as problem: print(problem.code)\n"
        "print('y sigue', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, check=True)
    assert (done.stdout.strip(), done.stderr.strip()) == (b"corrupt_workbook", b"y sigue")


def test_a_closed_standard_error_is_no_reason_to_stop(tmp_path):
    program = (
        "import os; from factus_cli.lote.read_guard import panics_unsaid as q\nos.close(2)\nwith q(): print('bien')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"bien"


def test_the_standard_error_is_back_afterwards(capfd):
    with read_guard.panics_unsaid(), read_guard.panics_unsaid():
        os.write(2, b"nada")
    os.write(2, b"esto")
    assert capfd.readouterr().err == "esto"


def test_the_name_of_the_file_is_told_whatever_its_kind():
    with pytest.raises(LoteRefused, match=r"^lote\.html: "):
        reader.read_bytes("lote.html", b"<table><!--", knows=HEAD.__contains__)
