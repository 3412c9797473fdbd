"""The workbook, read again with another library: the right cells, as texts, with nothing that runs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factus_cli.errors import UsageProblem
from factus_cli.reports import Report, ReportDocument, ReportRow
from factus_cli.reports.cells import DANGEROUS, as_text, defused
from factus_cli.reports.xlsx import LONGEST, ROWS, workbook

if TYPE_CHECKING:
    from openpyxl import Workbook

ANY_TEXT = st.text(st.characters(), max_size=40) | st.builds(
    "".join, st.tuples(st.sampled_from(DANGEROUS), st.text(max_size=10))
)


def read(report: Report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(report)))


def values(report: Report, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in read(report)[sheet].iter_rows()]


def test_the_result_has_the_rows_joined_with_what_became_of_them(report: Report, valid: ReportDocument) -> None:
    rows = values(report, "Resultado")
    assert rows[0][:5] == ["Fila", "referencia", "=item", "Estado", "Número"]
    assert rows[1] == [
        *(2, "FV-1", "=1+1", "validado", "SETP1", "c" * 96, 1190, 0.01, datetime(2026, 11, 24, 20, 0, 5)),  # noqa: DTZ001  # a cell has no zone
        *(None, None, valid.qr, valid.url),
    ]
    assert rows[3][3] == "rechazado"
    assert rows[3][9] == "falta el DV; otro nombre"
    assert rows[4] == [5, "TOTAL", *[None] * 11]


def test_the_documents_have_a_row_each_with_identifications_as_texts(report: Report) -> None:
    rows = values(report, "Documentos")
    assert [row[:6] for row in rows[1:]] == [
        ["FV-1", "factura", "0900123456", "Café & Cía <SAS>", "2, 3", "validado"],
        ["FV-1", "nota crédito", "0900123456", "Café & Cía <SAS>", "4", "rechazado"],
    ]


def test_the_summary_counts_states_and_totals_each_tax_by_its_rate(report: Report) -> None:
    rows = {row[0]: row[1:] for row in values(report, "Resumen") if row[0]}
    assert rows["Ambiente"][0] == "pruebas, sin valor legal"
    assert rows["validado"][:2] == [1, 1190]
    assert "corrija" in str(rows["rechazado"][2])
    assert rows["Todos"][:2] == [2, 2380]
    assert rows["IVA 19 %"][:2] == [2000, 380]
    assert rows["Total a pagar"][1] == 2380


def test_without_control_totals_the_summary_has_none(report: Report) -> None:
    assert not [row for row in values(replace(report, totals=None), "Resumen") if row[0] == "Totales de control"]


def test_a_tax_without_a_name_is_its_code(report: Report) -> None:
    totals = report.totals
    assert totals is not None
    other = replace(totals, taxes=(replace(totals.taxes[0], code="99"),))
    assert [row for row in values(replace(report, totals=other), "Resumen") if row[0] == "99 19 %"]


def test_sheets_can_be_filtered_scrolled_and_printed(report: Report) -> None:
    book = read(report)
    assert book.sheetnames == ["Resumen", "Documentos", "Resultado"]
    for sheet in (book["Documentos"], book["Resultado"]):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
    assert book["Documentos"]["C2"].number_format == "@"
    assert book["Documentos"]["I2"].number_format == "#,##0.00"
    assert book["Documentos"]["K2"].number_format == "dd/mm/yyyy hh:mm"


def test_a_long_reason_makes_its_row_taller(report: Report, rejected: ReportDocument) -> None:
    long = replace(rejected, messages=(replace(rejected.messages[0], text="el DV no es correcto " * 10),))
    sheet = read(replace(report, documents=(long, rejected)))["Documentos"]
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[3].height
    assert sheet["L2"].alignment.wrap_text


@pytest.mark.parametrize(
    ("total", "cell"), [("1234567890123.45", 1234567890123.45), ("12345678901234.56", "12.345.678.901.234,56")]
)
def test_an_amount_that_excel_would_round_is_a_text(
    report: Report, total: str, cell: object, valid: ReportDocument
) -> None:
    assert values(replace(report, documents=(replace(valid, total=Decimal(total)),)), "Documentos")[1][8] == cell


def test_a_text_longer_than_a_cell_says_that_it_goes_on(report: Report) -> None:
    rows = values(replace(report, rows=(ReportRow(2, ("a" * 40_000, "x")),)), "Resultado")
    assert rows[1][1] == "a" * (LONGEST - 1) + "…"


def test_a_column_is_as_wide_as_its_first_rows_ask(report: Report) -> None:
    rows = (ReportRow(2, ("a" * 20, "x")), *[ReportRow(3, ("a", "x" * 40))] * 600)
    sheet = read(replace(report, rows=rows))["Resultado"]
    assert sheet.max_row == 602
    assert [sheet.column_dimensions[letter].width > 20 for letter in "BC"] == [True, True]


def test_more_rows_than_a_sheet_holds_are_refused(report: Report) -> None:
    with pytest.raises(UsageProblem, match=r"1\.048\.576 filas") as refused:
        workbook(replace(report, rows=report.rows[3:] * ROWS))
    assert "informe.csv" in refused.value.hint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_no_cell_of_the_workbook_runs_whatever_the_input_says(report: Report, valid: ReportDocument, cell: str) -> None:
    documents = (replace(valid, reference=cell, customer_name=cell, number=cell),)
    book = read(
        replace(
            report,
            lote=cell,
            file=cell,
            profile=cell,
            headers=(cell, cell),
            rows=(ReportRow(2, (cell, cell), cell, valid.type),),
            documents=documents,
        )
    )
    for sheet in book:
        assert {one.data_type for row in sheet.iter_rows() for one in row} <= {"s", "n", "d", "inlineStr"}
        assert not [one for row in sheet.iter_rows() for one in row if one.hyperlink]


@given(ANY_TEXT)
def test_no_text_is_left_that_a_spreadsheet_runs(cell: str) -> None:
    assert not defused(cell).startswith(DANGEROUS)
    assert defused(cell) in (as_text(cell), cell, f"'{cell}")
    defused(cell).encode()


@pytest.mark.parametrize(
    ("cell", "written"), [(3, "3"), (Decimal("-14.81"), "-14,81"), (Decimal("1E+3"), "1000"), ("-5", "'-5")]
)
def test_numbers_of_ours_are_left_as_numbers(cell: int | Decimal | str, written: str) -> None:
    assert as_text(cell) == written
