"""Rows into documents: whose row is whose, which rows are none, and what is told of each; money is never dropped."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tables import CORRECT, TODAY, codes, read, row, table

from factus_cli.domain.documents import DocumentType
from factus_cli.lote.lote import Lote, read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Kind

if TYPE_CHECKING:
    from factus_cli.domain.findings import Finding

BLANK = dict.fromkeys(CORRECT, "")
LOADED = {name: value for name, value in CORRECT.items() if name != "precio_unitario"}


def found(lote: Lote, code: str) -> list[Finding]:
    """The findings of a code."""
    return [one for one in lote.findings if one.code == code]


def lines(lote: Lote) -> list[tuple[str, list[str]]]:
    """Each document with the names of its lines."""
    return [(one.reference, [line.name for line in one.lines]) for one in lote.documents]


def with_gap(rows: list[dict[str, str]], gap_before: int) -> Lote:
    """A lote with a blank row before one of its rows."""
    made = table(list(CORRECT), [[one.get(header, "") for header in CORRECT] for one in rows])
    numbers = [number + (1 if place >= gap_before else 0) for place, number in enumerate(made.rows)]
    return read_documents(replace(made, rows=numbers), MeaningOptions(), TODAY)


@pytest.mark.parametrize("typed", ["-", "N/A", "null", Cell(Kind.ERROR, "#REF!"), Cell(Kind.DATE, "2026-11-01")])
def test_a_row_whose_reference_cannot_be_read_is_not_of_the_document_above(typed: str | Cell) -> None:
    below = {**BLANK, "item_nombre": "Pan", "cantidad": "1", "precio_unitario": "5", "iva": "19"}
    lote = read([row(), row(referencia=typed, item_nombre="Té"), below])
    assert lines(lote) == [("FV-1", ["Café"])]
    assert {(one.row, one.column, one.cell) for one in lote.findings if one.severity.value == "error"} == {
        (3, "referencia", "A3")
    }
    assert lote.incorrect == {"FV-1"}


def test_all_that_is_wrong_is_found_in_one_pass() -> None:
    wrong = row(
        cliente_dv="7",
        cliente_correo="malo",
        cantidad="dos",
        fecha_vencimiento="mañana",
        forma_pago="fiado",
        unidad="x",
    )
    lote = read([wrong, row(item_nombre="Té", precio_unitario="0", cliente_dv="", cliente_correo="")])
    said = {(one.code, one.cell) for one in lote.findings if one.severity.value == "error"}
    assert said == {
        ("VAL-02", "H2"),
        ("VAL-12", "K2"),
        ("VAL-16", "L2"),
        ("VAL-16", "M2"),
        ("CLI-03", "C2"),
        ("CLI-10", "E2"),
        ("LIN-03", "I3"),
    }
    assert lote.documents == ()
    assert lote.incorrect == {"FV-1"}


def test_a_party_that_cannot_be_known_is_not_judged_but_its_email_is() -> None:
    lote = read([row(cliente_identificacion="9001234568", cliente_dv="", cliente_correo="malo")])
    assert sorted(codes(lote)) == ["CLI-10", "VAL-14"]


def test_a_type_that_is_none_stops_its_document() -> None:
    lote = read([row(tipo="remisión"), row(referencia="FV-2", tipo="factura")])
    assert codes(lote) == ["VAL-16"]
    assert lines(lote) == [("FV-2", ["Café"])]


def test_a_reference_and_its_type_are_a_document() -> None:
    note = row(tipo="NC", factura_numero="SETP1", concepto="1")
    lote = read([row(tipo="FV"), note, row(tipo="", item_nombre="Té")])
    assert [(one.type, len(one.lines)) for one in lote.documents] == [
        (DocumentType.INVOICE, 2),
        (DocumentType.CREDIT_NOTE, 1),
    ]
    assert len(found(lote, "FIL-02")) == 1


def test_rows_apart_are_told_once_for_each_document() -> None:
    lote = read([row(referencia=name) for name in ("A", "B", "A", "B", "A", "B")])
    assert [one.reference_code for one in found(lote, "FIL-02")] == ["A", "B"]
    assert "fila 2" in found(lote, "FIL-02")[0].message


@pytest.mark.parametrize(
    "word", ["TOTAL:", "Sub-total", "Total noviembre", "TOTAL VENTAS DEL MES DE NOVIEMBRE DE 2026", "Gran total", "IVA"]
)
def test_a_row_of_totals_is_left_out_whatever_else_it_carries(word: str) -> None:
    for column in ("referencia", "item_nombre", "item_codigo"):
        lote = read([row(), {**row(), column: word}])
        assert [one.row for one in lote.skipped] == [3], column
        assert codes(lote) == []
    labelled = read([row(), {**BLANK, "cliente_nombre": word, "precio_unitario": "2380"}])
    assert [one.row for one in labelled.skipped] == [3]


@pytest.mark.parametrize("name", ["Total Clean 500 ml", "IVA asesoría", "Suma cero", "Totalizador"])
def test_an_item_that_only_begins_like_a_total_is_sold(name: str) -> None:
    assert lines(read([row(), row(item_nombre=name)])) == [("FV-1", ["Café", name])]


def test_amounts_below_a_blank_line_are_totals_and_others_are_an_error() -> None:
    amounts = {**BLANK, "cantidad": "2", "precio_unitario": "2380"}
    assert [one.row for one in with_gap([row(), amounts], 1).skipped] == [4]
    assert codes(read([row(), amounts])) == ["FIL-01"]
    named = {**amounts, "cliente_nombre": "Ana"}
    assert codes(with_gap([row(), named], 1)) == ["FIL-01"]


def test_a_row_of_money_right_below_a_document_spoils_it() -> None:
    lote = read([row(), {**BLANK, "precio_unitario": "5"}, row(referencia="FV-2")])
    assert found(lote, "FIL-01")[0].reference_code == "FV-1"
    assert lote.incorrect == {"FV-1"}
    apart = with_gap([row(), {**BLANK, "precio_unitario": "5", "cliente_nombre": "Ana"}], 1)
    assert found(apart, "FIL-01")[0].reference_code is None
    assert apart.incorrect == frozenset()


def test_a_line_above_every_reference_is_nobodys() -> None:
    line = {**BLANK, "item_nombre": "Pan", "cantidad": "1"}
    lote = read([line, row()])
    assert codes(lote) == ["FIL-01", "FIL-07"]
    assert lote.incorrect == {"FV-1"}


def test_a_line_with_a_number_of_its_own_does_not_go_on_above() -> None:
    rows = [row(numero="1"), row(referencia="", numero="1", item_nombre="Té"), row(referencia="", numero="2")]
    lote = read(rows)
    assert lines(lote) == [("FV-1", ["Café", "Té"])]
    assert [one.row for one in found(lote, "FIL-01")] == [4]


@pytest.mark.parametrize(
    ("prefix", "reference", "whole"),
    [("FV", "12", "FV-12"), ("FV", "fv12", "fv12"), ("", "12", "12"), ("FV", "", None)],
)
def test_a_prefix_is_joined_unless_the_reference_begins_with_it(prefix: str, reference: str, whole: str | None) -> None:
    lote = read([row(referencia=reference, prefijo=prefix)])
    assert [one.reference for one in lote.documents] == ([whole] if whole else [])


def test_a_dv_on_one_row_and_not_on_another_is_no_disagreement() -> None:
    lote = read([row(cliente_identificacion="900123456", cliente_dv=""), row(cliente_identificacion="900.123.456-8")])
    assert codes(lote) == []
    assert lote.documents[0].customer.dv == "8"
    other = read([row(cliente_identificacion="900123456-8"), row(cliente_identificacion="900123456-7")])
    assert codes(other) == ["FIL-03"]


def test_each_disagreement_is_told_once_and_bad_cells_below_it_too() -> None:
    rows = [row(fecha_vencimiento=typed) for typed in ("24/12/2026", "25/12/2026", "26/12/2026", "mañana")]
    assert codes(read(rows)) == ["FIL-03", "VAL-12"]


def test_cells_read_with_another_must_agree_too() -> None:
    lote = read([row(cliente_municipio="Cali"), row(cliente_municipio="Pasto")])
    assert [(one.code, one.cell) for one in lote.findings if one.severity.value == "error"] == [("FIL-03", "K3")]


def test_a_foreign_customer_has_no_municipality() -> None:
    customer = read([row(cliente_pais="Estados Unidos", cliente_municipio="Miami")]).documents[0].customer
    assert (customer.country, customer.municipality) == ("US", None)
    assert codes(read([row(cliente_pais="US", cliente_municipio=Cell(Kind.ERROR, "#N/A"))])) == ["VAL-20"]


def test_data_of_a_note_in_an_invoice_is_a_warning() -> None:
    assert codes(read([row(factura_numero="SETP1")]), "warning") == ["INF-09"]
    assert codes(read([row(tipo="nota débito", factura_numero="SETP1", concepto="4")]), "warning") == []


def test_what_taking_the_tax_out_of_prices_loses_is_shown_in_pesos() -> None:
    lote = read([{**LOADED, "precio_con_impuesto": "999.99", "cantidad": "7"}])
    assert lote.documents[0].lines[0].price == Decimal("840.33")
    (finding,) = found(lote, "INF-06")
    assert "$ 0,02 más" in finding.message
    more = read([{**LOADED, "precio_con_impuesto": "100", "cantidad": "100"}])
    assert "menos" in found(more, "INF-06")[0].message
    exact = read([{**LOADED, "precio_con_impuesto": "1190"}])
    assert found(exact, "INF-06") == []
    assert "precio sin impuesto" in found(exact, "INF-01")[0].message


def test_a_price_with_tax_needs_its_tax() -> None:
    assert codes(read([{**LOADED, "precio_con_impuesto": "1190", "iva": ""}])) == ["VAL-10"]
    assert codes(read([{**LOADED, "precio_con_impuesto": ""}])) == ["VAL-01"]
    assert codes(read([{**LOADED, "precio_con_impuesto": "mil"}])) == ["VAL-02"]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"moneda": "USD", "tasa_cambio": "mucho"}, "tasa_cambio"),
        ({"periodo_inicio": "mañana", "periodo_fin": "30/11/2026"}, "periodo_inicio"),
        ({"anticipo_valor": "5", "anticipo_fecha": "ayer", "anticipo_referencia": "R"}, "anticipo_fecha"),
        ({"anticipo_valor": "5", "anticipo_fecha": "01/11/2026", "anticipo_referencia": ""}, "anticipo_referencia"),
    ],
)
def test_what_cannot_be_read_is_told_once_at_its_cell(changes: dict[str, str], column: str) -> None:
    errors = [one for one in read([row(**changes)]).findings if one.severity.value == "error"]
    assert [one.column for one in errors] == [column]


def test_a_credit_sale_shows_what_was_taken_for_granted() -> None:
    lote = read([row(forma_pago="crédito", dias_credito="30")])
    assert "medio de pago 1" in found(lote, "INF-01")[0].message
    cash = read([row(forma_pago="contado", dias_credito="30")]).documents[0].payments[0]
    assert (cash.form, cash.due_date is not None) == ("1", True)
    assert read([row(forma_pago="contado", dias_credito="0")]).documents[0].payments[0].due_date is None


def test_a_total_column_read_as_the_other_is_told() -> None:
    assert len(found(read([row(total_linea_esperado="2000")]), "INF-10")) == 1
    assert len(found(read([row(subtotal_linea_esperado="2380")]), "INF-10")) == 1
    both = read([row(subtotal_linea_esperado="2380", total_linea_esperado="2380"), row(referencia="2")])
    assert both.documents[1].lines[0].expected is None


def test_hidden_rows_are_told_and_read() -> None:
    made = table(list(CORRECT), [list(CORRECT.values())])
    lote = read_documents(replace(made, hidden_rows=frozenset(range(2, 20))), MeaningOptions(), TODAY)
    assert codes(lote, "warning") == ["FIL-04"]
    assert len(lote.documents) == 1


def test_a_problem_stands_at_the_cell_that_says_it() -> None:
    glued = read([row(cliente_identificacion="900123456-7", cliente_dv="", cantidad="dos")])
    (finding,) = found(glued, "CLI-03")
    assert (finding.column, finding.header, finding.cell) == ("cliente_dv", "cliente_identificacion", "B2")


def test_a_json_lote_has_rows_and_no_cells() -> None:
    made = replace(table(list(CORRECT), [list({**CORRECT, "cantidad": "dos"}.values())]), header_row=0, delimiter=None)
    (finding,) = found(read_documents(made, MeaningOptions(), TODAY), "VAL-02")
    assert (finding.row, finding.cell, finding.header) == (2, None, "cantidad")
    lacking = read_documents(replace(table(["referencia"], [["1"]]), header_row=0), MeaningOptions(), TODAY)
    assert {one.row for one in lacking.findings} == {None}


@pytest.mark.parametrize("written", ["Total FV-1", "FV-1 total", "Subtotal FV-1"])
def test_the_total_of_a_reference_of_the_file_is_a_totals_row(written: str) -> None:
    total = row(referencia=written, **dict.fromkeys(set(CORRECT) - {"referencia", "precio_unitario"}, ""))
    lote = read([row(), total])
    assert (codes(lote), [one.row for one in lote.skipped]) == ([], [3])
    other = read([row(), {**total, "referencia": "Total FV-9"}])
    assert codes(other) != []


@pytest.mark.parametrize("typed", ["0900123456", "0000900123456"])
def test_a_nit_filled_with_zeros_is_no_cedula(typed: str) -> None:
    assert codes(read([row(cliente_identificacion=typed, cliente_dv="")])) == ["VAL-15"]
    said = read([row(cliente_identificacion=typed, cliente_dv="", cliente_tipo_documento="NIT")]).documents[0].customer
    assert (said.identification, said.dv, said.person) == ("900123456", "8", "1")


def test_another_currency_is_warned_of() -> None:
    lote = read([row(moneda="USD", tasa_cambio="4000", precio_unitario="10")])
    assert codes(lote, "warning") == ["INF-13"]
    assert codes(read([row(moneda="COP")]), "warning") == []


def test_codes_that_a_program_took_for_numbers_lose_their_decimals() -> None:
    lote = read([row(referencia="1001.0"), row(referencia="1001.0", item_nombre="Té"), row(referencia="1002.0")])
    assert [one.reference for one in lote.documents] == ["1001", "1002"]
    assert len(found(lote, "VAL-18")) == 1
    kept = read([row(referencia="1001.0"), row(referencia="1002")])
    assert [one.reference for one in kept.documents] == ["1001.0", "1002"]


@pytest.mark.parametrize("moved", [("cantidad", "precio_unitario"), ("item_nombre", "cantidad"), ("iva", "cantidad")])
def test_another_table_below_is_not_read_by_the_titles_of_the_first(moved: tuple[str, str]) -> None:
    names = dict(zip(moved, reversed(moved), strict=True))
    header = {name: names.get(name, name) for name in CORRECT}
    below = {names.get(name, name): value for name, value in row(referencia="FV-2", cantidad="19").items()}
    lote = read([row(), header, below])
    assert [(one.code, one.row) for one in lote.findings if one.code == "FIL-11"] == [("FIL-11", 3)]
    assert {"FV-1", "FV-2"} <= lote.incorrect


def test_the_same_header_again_is_a_wrong_row_and_no_other_table() -> None:
    for again in (dict(zip(CORRECT, CORRECT, strict=True)), {name: name.upper() for name in CORRECT}):
        lote = read([row(), again, row(referencia="FV-2")])
        assert "FIL-11" not in codes(lote)
        assert [one.reference for one in lote.documents] == ["FV-1", "FV-2"]


def test_dates_that_a_spreadsheet_turned_beside_one_with_the_month_first_are_asked_about() -> None:
    turned = Cell(Kind.DATE, "2026-05-12")  # typed 12/05/2026, for the fifth of December
    sure = Cell(Kind.DATE, "2026-12-24")
    rows = [
        row(referencia=name, fecha_vencimiento=day) for name, day in (("A", turned), ("B", "12/24/2026"), ("C", sure))
    ]
    lote = read(rows)
    assert [(one.code, one.row) for one in lote.findings if one.severity.value == "error"] == [
        ("VAL-26", 2),
        ("VAL-12", 3),
    ]
    assert [one.reference for one in lote.documents] == ["C"]


def test_dates_that_a_spreadsheet_of_the_month_first_could_read_are_asked_about_beside_those_that_it_could_not() -> (
    None
):
    days = (("A", Cell(Kind.DATE, "2027-05-12")), ("B", "24/12/2026"), ("C", Cell(Kind.DATE, "2027-01-01")))
    lote = read([row(referencia=name, forma_pago="crédito", fecha_vencimiento=day) for name, day in days])
    assert [(one.code, one.row) for one in lote.findings if one.severity.value == "error"] == [("VAL-26", 2)]
    assert [one.reference for one in lote.documents] == ["B", "C"]


@pytest.mark.parametrize("sure", [Cell(Kind.DATE, "2026-12-13"), "05/12/2026"])
def test_dates_beside_others_that_a_spreadsheet_of_the_day_first_left_so_are_right(sure: str | Cell) -> None:
    days = [Cell(Kind.DATE, "2027-05-12"), "24/12/2026", sure]
    lote = read([row(referencia=f"A-{at}", fecha_vencimiento=day) for at, day in enumerate(days)])
    assert len(lote.documents) == 3


@pytest.mark.parametrize(
    ("number", "name", "column"),
    [
        ("900123456", "Ferretería El Yunque Ltda.", "cliente_nombre"),
        ("800197268", "CLIENTE SAS", "cliente_identificacion"),
        ("900123465", "Cliente SAS", "cliente_identificacion"),
    ],
)
def test_a_customer_said_in_two_ways_is_warned_of(number: str, name: str, column: str) -> None:
    lote = read([row(), row(referencia="FV-2", cliente_identificacion=number, cliente_dv="", cliente_nombre=name)])
    told = [one for one in lote.findings if one.code == "FIL-14"]
    assert [(one.severity.value, one.row, one.column, one.reference_code) for one in told] == [
        ("warning", 3, column, "FV-2")
    ]
    assert "FV-1 (fila 2)" in told[0].message


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("900123456", "CLIENTE S.A.S."),
        ("900123456", "Cliente, SAS (sede norte)"),
        ("52123456", "Cliente SAS"),
        ("222222222222", "Cliente SAS"),
    ],
)
def test_a_customer_spelled_otherwise_is_the_same(number: str, name: str) -> None:
    lote = read([row(), row(referencia="FV-2", cliente_identificacion=number, cliente_dv="", cliente_nombre=name)])
    assert found(lote, "FIL-14") == []
