"""Nothing that a file says is run by the program that opens what we write: no formula, and no XML of its own."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factus_cli.domain.findings import Finding, Severity
from factus_cli.domain.written import put_text
from factus_cli.lote import split_files
from factus_cli.lote.annotating import rebuilt
from factus_cli.lote.reader import read_bytes
from factus_cli.reports import findings_csv
from factus_cli.reports.cells import defused, runs

COMMAND = "=cmd|' /C calc'!A0"
INJECTED = '<r><t>x</t></r></is></c><c r="C9"><f>HYPERLINK("http://x")</f></c><c><is><r><t>y</t></r>'


def finding(text):
    return Finding("FIL-01", Severity.ERROR, "lote.csv", None, 2, "item_nombre", "producto", "B2", text, text)


@pytest.mark.parametrize("before", ["", " ", "\xa0", "\t", "\r", "\n", "\ufeff", "\u200b", "\x00", " \u2060 "])
@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_sign_at_the_beginning_is_no_formula_whatever_is_not_seen_before_it(before, sign):
    text = f"{before}{sign}SUM(1)"
    assert runs(text)
    assert defused(text).startswith("'")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\n", ", ", ',"', "; '"])
@pytest.mark.parametrize("formula", [COMMAND, "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "＝SUM(1)"])
def test_nor_is_one_behind_what_another_program_takes_for_the_end_of_a_cell(delimiter, formula):
    text = f"Café{delimiter}{formula}"
    assert runs(text)
    assert f"{delimiter}{formula}" not in defused(text)
    assert defused(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    ["Cra 7, -30", "1,5", "Café; té", "a@b.co, c@d.co", 'Tubo 5"; rojo', "5 - 3 = 2", "IVA 19 %, INC 8 %", "'=1"],
)
def test_what_runs_nowhere_is_written_as_it_is(text):
    assert not runs(text)
    assert defused(text) == text


GUARDED = re.compile(r"'(?=[=+@\uff1d\uff0b\uff0d\uff20\t\r\n-])")
"""An apostrophe that makes a text of the sign behind it."""


@settings(deadline=None)
@given(st.text() | st.text(alphabet="=+-@;,|\n\t\r '\"(!0"))
@example("0\n=")
def test_each_place_where_a_text_would_run_is_defused(text):
    assert not runs(GUARDED.sub("x", defused(text)))
    assert defused(text).count("\n") == text.count("\n")


def test_a_text_of_blanks_and_delimiters_is_looked_through_once():
    assert len(defused("\t" * 300_000 + "," * 300_000 + ",-" * 300_000)) > 900_000


def test_findings_as_text_are_defused_in_the_middle_too():
    assert f";{COMMAND}" not in findings_csv.table([finding(f"Café;{COMMAND}")])


# Workbooks ---------------------------------------------------------------------------------------------------------

RICH = st.builds(
    "<r>{}</r>".format, st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
)


def written(text, looks):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        put_text(book.add_worksheet(), 0, 0, text, book.add_format({"num_format": "@"}) if looks else None)
    return openpyxl.load_workbook(target).active


@settings(deadline=None, max_examples=40)
@given(RICH, st.booleans())
def test_xml_of_a_text_is_text(text, looks):
    sheet = written(text, looks)
    assert [cell.value for row in sheet.iter_rows() for cell in row] == [text]


def table_of(text):
    content = io.StringIO()
    csv.writer(content, delimiter=";").writerows([["referencia", "producto"], ["F1", text]])
    return read_bytes("lote.csv", content.getvalue().encode(), knows={"referencia", "producto"}.__contains__)


@pytest.mark.parametrize("text", [INJECTED, "<r>&</r>", COMMAND])
def test_a_lote_written_again_holds_its_texts_and_nothing_else(text):
    table = table_of(text)
    for content in (split_files.as_workbook(table), rebuilt.annotated(table, [finding(text)])):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert "f" not in {cell.data_type for cell in cells}
        assert book.worksheets[0]["B2"].value == text
        assert (book.worksheets[0].max_row, book.worksheets[0].max_column) == (2, 2)
