"""The marked copy: what was found is at its cell, and nothing else of the user's workbook changes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain.findings import Finding, Severity
from factus_cli.errors import UsageProblem
from factus_cli.lote import reader
from factus_cli.lote.annotate import annotated
from factus_cli.lote.annotating.marks import number
from factus_cli.lote.annotating.xml import elements
from factus_cli.lote.columns import known_header
from factus_cli.lote.read_options import ReadOptions
from factus_cli.lote.table import cell_name, column_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.lote.table import Table

HEAD = ("Referencia", "NIT", "Nombre", "Producto", "Cantidad", "Precio", "IVA")
ERROR, WARNING, NOTICE = "FFFFC7CE", "FFFFEB9C", None


def finding(cell: str | None, severity: Severity = Severity.ERROR, message: str = "no sirve") -> Finding:
    row = int(re.sub("[A-Z]", "", cell)) if cell else None
    return Finding(
        "VAL-01", severity, "lote.xlsx", "Ventas & más", row, None, None, cell, "=1+1", message, "corríjalo", "FV-1"
    )


def rich() -> bytes:
    """A workbook with all that people put in theirs."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        cover, sheet, other = (book.add_worksheet(name) for name in ("Portada", "Ventas & más", "Errores"))
        title = book.add_format({"bold": True, "bg_color": "#00aa55", "font_size": 16})
        money = book.add_format({"num_format": "$ #,##0.00", "italic": True, "border": 1})
        cover.write_formula("A1", "=SUM('Ventas & más'!F3:F5)", None, 300)
        cover.insert_chart("C3", _chart(book))
        sheet.merge_range("A1:G1", "Ventas de noviembre", title)
        sheet.write_row(1, 0, HEAD)
        for row in range(2, 5):
            sheet.write_row(row, 0, (f"FV-{row}", "900123456", "Cliente SAS", "Café", 2))
            sheet.write_number(row, 5, 1000.5 * row, money)
            sheet.write_formula(row, 7, f"=E{row + 1}*F{row + 1}", money, 2001 * row)
        sheet.write_comment("A3", "pagó a tiempo", {"author": "Ana"})
        sheet.data_validation("G3:G9", {"validate": "list", "source": ["19", "5"]})
        sheet.conditional_format("F3:F9", {"type": "cell", "criteria": ">", "value": 5, "format": title})
        sheet.autofilter("A2:G5")
        sheet.set_row(3, None, None, {"hidden": False})
        sheet.write_url("D3", "https://example.com", string="Café")
        other.write("A1", "mío")
        book.define_name("Precios", "='Ventas & más'!$F$3:$F$5")
    return out.getvalue()


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Ventas & más'!$F$3:$F$5"})
    return chart


def table_of(content: bytes, name: str = "lote.xlsx") -> Table:
    return reader.read_bytes(name, content, ReadOptions(), knows=known_header)


def copy(findings: Sequence[Finding], content: bytes | None = None) -> bytes:
    content = rich() if content is None else content
    return annotated(content, table_of(content), findings)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_wrong_cell_is_coloured_and_says_what_is_wrong() -> None:
    book = opened(copy([finding("F4"), finding("C3", Severity.WARNING, "quizás"), finding("B3", Severity.NOTICE)]))
    sheet = book["Ventas & más"]
    assert sheet["F4"].fill.fgColor.rgb == ERROR
    assert sheet["C3"].fill.fgColor.rgb == WARNING
    assert sheet["B3"].fill.fgColor.rgb not in (ERROR, WARNING)
    assert "no sirve" in sheet["F4"].comment.text
    assert "corríjalo" in sheet["F4"].comment.text
    assert sheet["B3"].comment is None


def test_its_own_looks_and_value_stay() -> None:
    before, after = opened(rich())["Ventas & más"]["F4"], opened(copy([finding("F4")]))["Ventas & más"]["F4"]
    assert after.value == before.value
    assert (after.number_format, after.font.i, after.border.left.style) == (before.number_format, True, "thin")


def test_no_other_cell_changes() -> None:
    before, after = opened(rich()), opened(copy([finding("F4"), finding("G3"), finding("C9")]))
    for name in before.sheetnames:
        for row in before[name].iter_rows(max_row=12, max_col=9):
            for cell in row:
                if (name, cell.coordinate) not in {("Ventas & más", one) for one in ("F4", "G3", "C9")}:
                    same = after[name][cell.coordinate]
                    assert (same.value, same._style, same.comment and same.comment.text) == (
                        cell.value,
                        cell._style,
                        cell.comment and cell.comment.text,
                    )
    assert after["Ventas & más"].merged_cells.ranges == before["Ventas & más"].merged_cells.ranges


def test_the_parts_that_say_nothing_of_the_marks_are_the_same_bytes() -> None:
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (rich(), copy([finding("F4")])))
    touched = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    touched |= {"xl/worksheets/sheet2.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert set(before.namelist()) <= set(after.namelist())
    for name in before.namelist():
        assert name in touched or after.read(name) == before.read(name), name


def test_a_cell_that_is_not_there_is_put_in_its_place() -> None:
    sheet = opened(copy([finding("G3"), finding("B9"), finding("AA2"), finding("A8")]))["Ventas & más"]
    for address in ("G3", "B9", "AA2", "A8"):
        assert sheet[address].fill.fgColor.rgb == ERROR
        assert sheet[address].value is None
    xml = zipfile.ZipFile(io.BytesIO(copy([finding("G3"), finding("B9"), finding("A8")]))).read(
        "xl/worksheets/sheet2.xml"
    )
    data = next(one for one in elements(xml, 3).children if one.name == "sheetData")
    rows = [int(row.attributes["r"]) for row in data.children]
    assert rows == sorted(set(rows))
    for row in data.children:
        columns = [number(re.sub("[0-9]", "", cell.attributes["r"])) for cell in row.children]
        assert columns == sorted(set(columns))


def test_the_user_s_own_comment_stays_with_ours_below() -> None:
    said = opened(copy([finding("A3")]))["Ventas & más"]["A3"].comment.text
    assert said.index("pagó a tiempo") < said.index("no sirve")


def test_everything_found_is_listed_with_a_link_to_its_cell() -> None:
    book = opened(copy([finding("F4"), finding(None, message="falta una columna"), finding("C3", Severity.WARNING)]))
    assert book.sheetnames == ["Portada", "Ventas & más", "Errores", "Errores 2"]
    rows = list(book["Errores 2"].iter_rows(min_row=2))
    assert [row[0].value or "" for row in rows] == ["", "F4", "C3"]
    assert [(row[2].value, row[5].value) for row in rows] == [
        ("error", "falta una columna"),
        ("error", "no sirve"),
        ("aviso", "no sirve"),
    ]
    links = [row[0].hyperlink.location if row[0].hyperlink else None for row in rows]
    assert links == [None, "'Ventas & más'!F4", "'Ventas & más'!C3"]


def test_a_mark_inside_merged_cells_shows_in_the_first_of_them() -> None:
    marked = copy([finding("B1", Severity.WARNING, "uno"), finding("D1", message="dos"), finding("F4")])
    sheet = opened(marked)["Ventas & más"]
    assert sheet["A1"].fill.fgColor.rgb == ERROR
    assert "uno" in sheet["A1"].comment.text
    assert "dos" in sheet["A1"].comment.text


def test_what_a_cell_says_never_becomes_a_formula_nor_breaks_the_file() -> None:
    evil = '=HYPERLINK("http://x","<&>")\x00\x0b ]]> \U0001f600'
    book = opened(copy([finding("F4", message=evil)]))
    cell = book["Errores 2"]["F2"]
    assert cell.data_type in ("s", "inlineStr")
    assert "HYPERLINK" in str(cell.value)
    assert "]]>" in book["Ventas & más"]["F4"].comment.text


def test_the_copy_is_read_as_the_same_lote() -> None:
    before, after = table_of(rich()), table_of(copy([finding("F4"), finding("G3")]))
    assert (after.sheet, after.header_row) == (before.sheet, before.header_row)
    assert [(one.header, list(one.texts)) for one in after.columns] == [
        (one.header, list(one.texts)) for one in before.columns
    ]


def test_marking_a_marked_copy_again_works() -> None:
    twice = copy([finding("F4")], copy([finding("F4")]))
    assert opened(twice).sheetnames[-1] == "Errores 3"
    assert opened(twice)["Ventas & más"]["F4"].fill.fgColor.rgb == ERROR


def test_a_workbook_written_with_prefixes_and_single_quotes() -> None:
    def prefixed(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return part
        part = re.sub(rb"<(/?)(?!\?)(\w)", rb"<\1x:\2", part).replace(b"xmlns=", b"xmlns:x=")
        return re.sub(rb"(<x:c r=)\"(\w+)\"( s=)\"(\d+)\"", rb"\1'\2'\3'\4'", part)

    marked = opened(copy([finding("F4"), finding("G3"), finding("C12")], rewritten(rich(), prefixed)))["Ventas & más"]
    assert [marked[one].fill.fgColor.rgb for one in ("F4", "G3", "C12")] == [ERROR] * 3
    assert marked["F4"].value == opened(rich())["Ventas & más"]["F4"].value


def rewritten(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The workbook with each part changed; None leaves it out."""
    source = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is not None:
                archive.writestr(name, part)
    return out.getvalue()


def test_a_workbook_without_any_style_is_marked() -> None:
    def bare(name: str, part: bytes) -> bytes | None:
        if name == "xl/styles.xml":
            return None
        part = re.sub(rb"<(?:Override|Relationship) [^>]*styles[^>]*>", b"", part)
        part = re.sub(rb"<conditionalFormatting.*?</conditionalFormatting>", b"", part)
        return re.sub(rb' s="\d+"', b"", part) if "/worksheets/sheet" in name else part

    marked = opened(copy([finding("C3")], rewritten(rich(), bare)))
    assert marked["Ventas & más"]["C3"].fill.fgColor.rgb == ERROR


@pytest.mark.parametrize("broken", ["xl/styles.xml", "xl/comments1.xml"])
def test_a_workbook_with_a_broken_part_is_refused_in_one_sentence(broken: str) -> None:
    content = rewritten(rich(), lambda name, part: part[: len(part) // 2] if name == broken else part)
    with pytest.raises(UsageProblem) as refused:
        annotated(content, table_of(rich()), [finding("A3"), finding("C3")])
    assert refused.value.hint


def test_a_text_file_is_written_in_a_workbook_each_cell_at_its_address() -> None:
    content = ("Ventas de noviembre\n" + ";".join(HEAD) + "\nFV-1;=1+1;Ana;Café;2;1.000,50;19\n").encode()
    table = table_of(content, "lote.csv")
    book = opened(annotated(content, table, [finding("B3"), finding("F2", Severity.WARNING)]))
    sheet = book["Lote"]
    assert book.sheetnames == ["Lote", "Errores"]
    assert sheet["A1"].value == "Ventas de noviembre"
    assert [cell.value for cell in sheet[2]] == list(HEAD)
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].fill.fgColor.rgb) == ("=1+1", "s", ERROR)
    assert sheet["F2"].fill.fgColor.rgb == WARNING
    assert "no sirve" in sheet["B3"].comment.text


def test_json_has_no_cells() -> None:
    row = {"referencia": "FV-1", "cliente_identificacion": "900123456", "cliente_nombre": "Ana", "item_nombre": "Café"}
    content = json.dumps([{**row, "cantidad": 1, "precio_unitario": 1, "iva": "19"}]).encode()
    with pytest.raises(UsageProblem):
        annotated(content, table_of(content, "lote.json"), [])


@given(st.integers(1, 16_384))
def test_columns_are_named_and_numbered_both_ways(column: int) -> None:
    assert number(column_letter(column - 1)) == column


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 30)), st.sampled_from(list(Severity)), max_size=25))
def test_any_set_of_cells_is_marked_and_nothing_else(cells: dict[tuple[int, int], Severity]) -> None:
    findings = [finding(cell_name(column - 1, row), severity) for (row, column), severity in cells.items()]
    sheet, before = opened(copy(findings))["Ventas & más"], opened(rich())["Ventas & más"]
    colours = {Severity.ERROR: ERROR, Severity.WARNING: WARNING}
    for row in sheet.iter_rows(max_row=42, max_col=31):
        for cell in row:
            severity = cells.get((cell.row, cell.column))
            own = before[cell.coordinate]
            assert cell.value == own.value
            if cell.coordinate in before.merged_cells:
                continue
            if severity in colours:
                assert cell.fill.fgColor.rgb == colours[severity]
            else:
                assert cell._style == own._style
