"""One mistake in a correct lote: a finding at exactly that cell, and every other document as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from gauntlet_books import xls, xlsb
from gauntlet_files import text, xlsx
from gauntlet_layouts import grid
from gauntlet_lote import COLUMNS, read_file
from gauntlet_styles import PLAIN, Number

from factus_cli.lote.table import column_letter

LOTE = grid(PLAIN)
EXPECTED = read_file(text(LOTE)).documents
FIRST, SECOND, CLERK, DINER, BUYER, LAST = 2, 3, 5, 6, 8, 9
"""Rows: two of FV-101 (a company, on credit), FV-102 (a cédula), FV-103 (consumidor final), two of FV-104 (a company)."""
OF_ROW = {2: "FV-101", 3: "FV-101", 4: "FV-101", 5: "FV-102", 6: "FV-103", 7: "FV-103", 8: "FV-104", 9: "FV-104"}
ERRORS = (
    # amounts and quantities
    (FIRST, "precio_unitario", "cuarenta mil", "VAL-02"),
    (FIRST, "precio_unitario", "", "VAL-01"),
    (FIRST, "precio_unitario", "-45000", "LIN-03"),
    (FIRST, "precio_unitario", "(45000)", "LIN-03"),
    (FIRST, "precio_unitario", "0", "LIN-03"),
    (FIRST, "precio_unitario", "4,5E+07", "VAL-06"),
    (FIRST, "precio_unitario", "45000.123", "VAL-04"),
    (FIRST, "precio_unitario", "45.00.00", "VAL-02"),
    (FIRST, "precio_unitario", "1.2345,6", "VAL-02"),
    (FIRST, "precio_unitario", "45000 c/u", "VAL-02"),
    (FIRST, "precio_unitario", "45000O", "VAL-02"),
    (FIRST, "precio_unitario", "#N/A", "VAL-20"),
    (FIRST, "precio_unitario", "#¡REF!", "VAL-20"),
    (FIRST, "precio_unitario", "#DIV/0!", "VAL-20"),
    (FIRST, "precio_unitario", "=E2*2", "VAL-20"),
    (FIRST, "precio_unitario", "USD 45000", "VAL-02"),
    (FIRST, "precio_unitario", "99999999999999999", "VAL-02"),
    (FIRST, "precio_unitario", "#######", "VAL-20"),
    (FIRST, "cantidad", "", "VAL-01"),
    (FIRST, "cantidad", "0", "LIN-02"),
    (FIRST, "cantidad", "-2", "LIN-02"),
    (FIRST, "cantidad", "dos", "VAL-02"),
    (FIRST, "cantidad", "2 kg", "VAL-02"),
    (FIRST, "cantidad", "2.125", "VAL-03"),
    (FIRST, "cantidad", "2..5", "VAL-02"),
    (FIRST, "cantidad", "24/11/2026", "VAL-02"),
    (LAST, "cantidad", "1/2", "VAL-02"),
    # rates
    (FIRST, "descuento_porcentaje", "0.1", "VAL-08"),
    (FIRST, "descuento_porcentaje", "110", "VAL-07"),
    (FIRST, "descuento_porcentaje", "-10", "VAL-07"),
    (FIRST, "descuento_porcentaje", "100", "LIN-05"),
    (FIRST, "descuento_porcentaje", "diez", "VAL-07"),
    (FIRST, "descuento_porcentaje", "4500", "VAL-07"),
    (FIRST, "descuento_porcentaje", "10.125", "VAL-04"),
    (FIRST, "iva", "", "VAL-10"),
    (FIRST, "iva", "-19", "VAL-07"),
    (FIRST, "iva", "190", "VAL-07"),
    (FIRST, "iva", "si", "VAL-07"),
    (FIRST, "iva", "0.19", "VAL-08"),
    (FIRST, "iva", "21375", "VAL-07"),
    (FIRST, "iva", "#N/A", "VAL-20"),
    (FIRST, "iva", "19 o 5", "VAL-07"),
    (DINER, "inc", "ocho", "VAL-07"),
    (DINER, "inc", "0.08", "VAL-08"),
    (DINER, "inc", "108", "VAL-07"),
    # customers
    (CLERK, "cliente_identificacion", "", "VAL-01"),
    (CLERK, "cliente_identificacion", "9,00123E+08", "VAL-06"),
    (CLERK, "cliente_identificacion", "10.324.56", "VAL-13"),
    (CLERK, "cliente_identificacion", "1032A56789", "CLI-06"),
    (CLERK, "cliente_identificacion", "1032456789 de Cali", "VAL-13"),
    (CLERK, "cliente_identificacion", "1032456.5", "VAL-13"),
    (CLERK, "cliente_identificacion", "#REF!", "VAL-20"),
    (CLERK, "cliente_identificacion", "1" * 25, "VAL-13"),
    (CLERK, "cliente_tipo_documento", "Cedulita", "VAL-16"),
    (CLERK, "cliente_tipo_documento", "99", "VAL-16"),
    (CLERK, "cliente_nombre", "", "VAL-01"),
    (CLERK, "cliente_nombre", "#¿NOMBRE?", "VAL-20"),
    (CLERK, "cliente_nombre", "=B5&C5", "VAL-20"),
    (CLERK, "cliente_correo", "#N/A", "VAL-20"),
    (CLERK, "cliente_correo", "jose arroba ejemplo.com", "CLI-10"),
    (CLERK, "cliente_correo", "jose@ejemplo", "CLI-10"),
    (CLERK, "cliente_correo", "jose@ejemplo..com", "CLI-10"),
    (CLERK, "cliente_municipio", "Macondo", "VAL-16"),
    (CLERK, "cliente_municipio", "99999", "VAL-16"),
    (CLERK, "cliente_municipio", "San Francisco", "VAL-17"),
    # payments and dates
    (CLERK, "forma_pago", "mañana", "VAL-16"),
    (CLERK, "forma_pago", "3", "VAL-16"),
    (CLERK, "medio_pago", "tarjeta", "VAL-17"),
    (CLERK, "medio_pago", "gallinas", "VAL-16"),
    (CLERK, "fecha_emision", "11/24/2026", "VAL-12"),
    (CLERK, "fecha_emision", "31/11/2026", "VAL-12"),
    (CLERK, "fecha_emision", "2026-13-01", "VAL-12"),
    (CLERK, "fecha_emision", "202611", "VAL-12"),
    (CLERK, "fecha_emision", "24/11/26", "VAL-12"),
    (CLERK, "fecha_emision", "24/11/1926", "VAL-12"),
    (CLERK, "fecha_emision", "hoy", "VAL-12"),
    (CLERK, "fecha_emision", "23/11/2026", "NUM-02"),
    (CLERK, "fecha_emision", "#VALUE!", "VAL-20"),
    # references
    (CLERK, "referencia", "FV 102", "NUM-01"),
    (CLERK, "referencia", "FV/102", "NUM-01"),
    (CLERK, "referencia", "Ñ-102", "NUM-01"),
    (CLERK, "referencia", "F" * 51, "NUM-01"),
    (CLERK, "referencia", "#N/A", "VAL-20"),
    # lines
    (FIRST, "item_nombre", "", "VAL-01"),
    (FIRST, "item_nombre", "#N/A", "VAL-20"),
    (FIRST, "descuento_porcentaje", "#N/A", "VAL-20"),
    (FIRST, "unidad", "puñado", "VAL-16"),
    (CLERK, "observacion", "x" * 251, "NUM-03"),
    # what the rows of one document say differently, at the second of them
    (LAST, "cliente_identificacion", "800197269", "FIL-03"),
    (LAST, "cliente_nombre", "Otra empresa", "FIL-03"),
    (LAST, "cliente_correo", "otro@optima.co", "FIL-03"),
    (LAST, "cliente_municipio", "Pasto", "FIL-03"),
    (LAST, "forma_pago", "crédito", "FIL-03"),
    (LAST, "medio_pago", "efectivo", "FIL-03"),
    (LAST, "fecha_emision", "25/11/2026", "FIL-03"),
    (LAST, "observacion", "Otra nota", "FIL-03"),
    (SECOND, "cliente_dv", "7", "FIL-03"),
    (SECOND, "fecha_vencimiento", "25/12/2026", "FIL-03"),
)
DOUBTS = (
    (FIRST, "iva", "18", "IMP-03"),
    (FIRST, "iva", "0", "VAL-11"),
    (DINER, "inc", "7", "IMP-03"),
    (DINER, "cliente_dv", "5", "CLI-04"),
    (CLERK, "cliente_correo", "", "CLI-11"),
)
"""What may be meant: the document stays, with a warning at the cell."""
WRONG = [*((*one, "error") for one in ERRORS), *((*one, "warning") for one in DOUBTS)]


def with_cell(row: int, column: str, typed: str) -> list[list[object]]:
    """The lote with one cell changed."""
    changed = [list(one) for one in LOTE]
    changed[row - 1][COLUMNS.index(column)] = typed or None
    return changed


def test_there_are_at_least_eighty_mistakes() -> None:
    assert len({one[:3] for one in WRONG}) >= 80


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize(("row", "column", "typed", "code", "severity"), WRONG)
def test_a_mistake_is_found_at_its_cell(write, row: int, column: str, typed: str, code: str, severity: str) -> None:
    reading = read_file(write(with_cell(row, column, typed)))
    cell = f"{column_letter(COLUMNS.index(column))}{row}"
    found = [(one.code, one.severity.value, one.row, one.column, one.cell) for one in reading.findings]
    assert (code, severity, row, column, cell) in found
    own, others = OF_ROW[row], {name: one for name, one in EXPECTED.items() if name != OF_ROW[row]}
    assert {name: one for name, one in reading.documents.items() if name in others} == others
    assert (own in reading.documents) == (severity != "error")
    assert set(reading.documents) <= set(EXPECTED)


@pytest.mark.parametrize(("row", "column", "typed", "code", "severity"), WRONG)
def test_nothing_is_found_in_the_other_documents(row: int, column: str, typed: str, code: str, severity: str) -> None:
    reading = read_file(text(with_cell(row, column, typed)))
    blamed = {one.reference_code for one in reading.findings if one.severity.value != "notice"} - {None}
    assert blamed <= {OF_ROW[row], typed}


DAY = Number(Decimal(46350))


@pytest.mark.parametrize("write", [xlsx, xls, xlsb], ids=["xlsx", "xls", "xlsb"])
def test_a_number_that_is_a_day_is_a_question_where_days_count_from_1904(write) -> None:
    """46350 is 24/11/2026 in most workbooks, and 25/11/2030 in those of an old Mac."""
    at = COLUMNS.index("fecha_emision")
    numbered = [[*row[:at], row[at] if place == 0 else DAY, *row[at + 1 :]] for place, row in enumerate(LOTE)]
    assert read_file(write(numbered)).documents == EXPECTED
    reading = read_file(write(numbered, epoch_1904=True))
    assert reading.documents == {}
    found = [(one.code, one.row, one.cell) for one in reading.errors if one.column == "fecha_emision"]
    assert found == [("VAL-26", row, f"{column_letter(at)}{row}") for row in (FIRST, CLERK, DINER, BUYER)]
    assert all("24/11/2026" in one.message and "25/11/2030" in one.message for one in reading.errors)
