"""Rows into documents: grouped, inferred, totalled; each mistake a finding at its row and cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import CORRECT, TODAY, codes, read, renamed, row, table

from factus_cli.domain.canonical import payload_hash
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.findings import Problem
from factus_cli.lote import columns
from factus_cli.lote.codes import CODES, MISSING_VALUE
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Kind


def only(lote):
    """The one document of a lote without errors."""
    assert codes(lote) == []
    (document,) = lote.documents
    return document


def test_a_correct_row_is_a_document() -> None:
    document = only(read([row()]))
    assert (document.reference, document.totals.total) == ("FV-1", Decimal("2380.00"))
    assert (document.customer.identification_type, document.customer.person, document.customer.dv) == ("31", "1", "8")
    assert document.payments[0].amount == Decimal("2380.00")
    assert document.origin.rows == (2,)


@pytest.mark.parametrize(
    ("kind", "typed", "number", "dv"),
    [
        ("50", "12.345.678-9", "12345678-9", None),
        ("50", "12-3456789", "12-3456789", None),
        ("PA", "123-4", "123-4", None),
        ("NIT", "800.197.268-4", "800197268", "4"),
    ],
)
def test_the_hyphen_of_another_country_is_no_check_digit(kind: str, typed: str, number: str, dv: str | None) -> None:
    country = {"cliente_pais": "CL"} if dv is None else {}
    (document,) = read(
        [row(cliente_tipo_documento=kind, cliente_identificacion=typed, cliente_dv="", **country)]
    ).documents
    assert (document.customer.identification, document.customer.dv) == (number, dv)


def test_a_number_in_parts_without_a_type_is_a_question() -> None:
    assert codes(read([row(cliente_identificacion="12-3456789", cliente_dv="")])) == ["VAL-15"]


def test_what_says_nothing_alone_is_told_and_pesos_need_no_rate() -> None:
    assert codes(read([row(tasa_cambio="4100", orden_compra_fecha="24/11/2026")]), "warning") == ["INF-12", "INF-12"]
    assert codes(read([row(moneda="COP", tasa_cambio="1")]), "warning") == []


def test_an_invoice_with_a_concept_is_told_and_another_text_is_only_noted() -> None:
    assert codes(read([row(concepto="anulación")]), "warning") == ["INF-09"]
    lote = read([row(concepto="Ventas de mayo")])
    assert codes(lote, "warning") == []
    assert any("«Ventas de mayo» es de una nota" in one.message for one in lote.findings)


def test_rows_of_a_reference_are_one_document_and_blanks_carry_on() -> None:
    lote = read([row(), row(referencia="", cliente_nombre="", item_nombre="Té"), row(referencia="FV-2")])
    assert [len(one.lines) for one in lote.documents] == [2, 1]
    assert lote.line_rows == 3


def test_rows_that_are_apart_are_joined_with_a_warning() -> None:
    lote = read([row(), row(referencia="FV-2"), row(item_nombre="Té")])
    assert [one.reference for one in lote.documents] == ["FV-1", "FV-2"]
    assert codes(lote, "warning") == ["FIL-02"]


@pytest.mark.parametrize("word", ["TOTAL", "Subtotal", "Total general", "SUMAS"])
def test_a_totals_row_is_skipped_and_listed(word: str) -> None:
    lote = read([row(), {**dict.fromkeys(CORRECT, ""), "referencia": word, "precio_unitario": "2380"}])
    assert [one.row for one in lote.skipped] == [3]
    assert codes(lote) == []


def test_a_row_with_money_and_no_document_is_an_error() -> None:
    blank = dict.fromkeys(CORRECT, "")
    lote = read([{**blank, "item_nombre": "Café", "cantidad": "1", "precio_unitario": "5"}, row()])
    assert codes(lote) == ["FIL-01", "FIL-07"]
    assert codes(read([row(), {**blank, "precio_unitario": "5"}])) == ["FIL-01"]


def test_a_row_without_money_is_skipped() -> None:
    lote = read([row(), {**dict.fromkeys(CORRECT, ""), "cliente_nombre": "Firma del contador"}])
    assert [one.row for one in lote.skipped] == [3]


def test_header_data_that_disagrees_names_both_rows() -> None:
    lote = read([row(), row(cliente_nombre="Otro")])
    finding = next(one for one in lote.findings if one.code == "FIL-03")
    assert (finding.cell, finding.row) == ("D3", 3)
    assert "fila 2" in finding.message
    assert lote.incorrect == {"FV-1"}
    assert codes(read([row(), row(cliente_nombre=" cliente  sas ")])) == []


def test_one_wrong_document_leaves_the_others_alone() -> None:
    lote = read([row(cantidad="dos"), row(referencia="FV-2")])
    assert lote.incorrect == {"FV-1"}
    assert [one.reference for one in lote.documents] == ["FV-2"]
    finding = next(one for one in lote.findings if one.code == "VAL-02")
    assert (finding.cell, finding.value, finding.header, finding.reference_code) == ("H2", "dos", "cantidad", "FV-1")


@pytest.mark.parametrize(
    "name", ["cliente_identificacion", "cliente_nombre", "item_nombre", "cantidad", "precio_unitario"]
)
def test_a_needed_value_that_is_missing_is_an_error_at_its_cell(name: str) -> None:
    lote = read([row(**{name: ""}), row(referencia="FV-2")])
    assert "VAL-01" in codes(lote)
    assert any(one.column == name and one.row == 2 for one in lote.findings)


def test_a_blank_iva_is_asked_unless_another_tax_is_there() -> None:
    assert codes(read([row(iva="")])) == ["VAL-10"]
    assert [tax.code for tax in only(read([row(iva="", inc="8")])).lines[0].taxes] == ["04"]
    assert [tax.code for tax in only(read([row(iva="excluido", inc="8")])).lines[0].taxes] == ["04"]
    assert [tax.code for tax in only(read([row(iva="exento", inc="8")])).lines[0].taxes] == ["04"]
    assert [tax.code for tax in only(read([row(iva="19", icui="20")])).lines[0].taxes] == ["01", "35"]


def test_final_consumer_needs_no_name_nor_dv() -> None:
    customer = only(read([row(cliente_identificacion="222222222222", cliente_nombre="", cliente_dv="")])).customer
    assert (customer.identification_type, customer.dv, customer.name) == ("13", None, "Consumidor Final")


def test_a_dv_is_computed_when_missing_and_two_that_differ_are_an_error() -> None:
    assert only(read([row(cliente_dv="")])).customer.dv == "8"
    assert codes(read([row(cliente_identificacion="900123456-8", cliente_dv="7")])) == ["VAL-23"]


def test_a_glued_dv_is_asked_unless_the_type_says() -> None:
    assert codes(read([row(cliente_identificacion="9001234568", cliente_dv="")])) == ["VAL-14"]
    typed = row(cliente_identificacion="9001234568", cliente_dv="", cliente_tipo_documento="CC")
    assert only(read([typed])).customer.identification_type == "13"
    assert codes(read([row(cliente_tipo_documento="carné")])) == ["VAL-16"]


def test_names_in_parts_are_joined() -> None:
    headers = [
        "referencia",
        "cédula",
        "primer nombre",
        "segundo nombre",
        "primer apellido",
        "producto",
        "cant",
        "precio",
        "iva",
    ]
    lote = read_documents(
        table(headers, [["1", "1020304050", "Ana", "", "Ruiz", "Té", "1", "5", "19"]]), MeaningOptions(), TODAY
    )
    assert only(lote).customer.name == "Ana Ruiz"


def test_prefix_and_number_make_the_reference() -> None:
    rows = [{**row(referencia=""), "prefijo": "FV", "numero": "12"}]
    assert only(read(rows)).reference == "FV-12"
    assert only(read([{**row(referencia="12"), "prefijo": "FV"}])).reference == "FV-12"
    assert only(read([{**row(referencia="FV12"), "prefijo": "FV"}])).reference == "FV12"
    lacking = {name: value for name, value in row().items() if name != "referencia"}
    assert only(read([{**lacking, "numero": "7"}])).reference == "7"


def test_credit_is_paid_on_its_day() -> None:
    by_days = only(read([row(forma_pago="crédito", dias_credito="30")])).payments[0]
    assert (by_days.form, by_days.method, by_days.due_date) == ("2", "1", date(2026, 12, 24))
    inferred = only(read([row(dias_credito="30")])).payments[0]
    assert inferred.form == "2"
    assert codes(read([row(forma_pago="crédito", dias_credito="30", fecha_vencimiento="31/12/2026")])) == ["INF-02"]
    same = row(forma_pago="crédito", dias_credito="30", fecha_vencimiento="24/12/2026")
    assert only(read([same])).payments[0].due_date == date(2026, 12, 24)


def test_everything_a_document_may_carry() -> None:
    document = only(
        read(
            [
                row(
                    orden_compra="OC-1",
                    orden_compra_fecha="20/11/2026",
                    periodo_inicio="01/11/2026",
                    periodo_fin="30/11/2026",
                    moneda="USD",
                    tasa_cambio="4000",
                    anticipo_valor="100",
                    anticipo_fecha="01/11/2026",
                    anticipo_referencia="R-1",
                    propina="50",
                    redondeo="-30",
                    observacion="Gracias",
                    enviar_correo="sí",
                    rango="SETP",
                    descuento_porcentaje="10",
                    reteiva="15",
                    retefuente="2,5",
                    unidad="kg",
                    item_nota="fresco",
                    cliente_municipio="Medellín",
                    cliente_departamento="Antioquia",
                    cliente_responsabilidades="O-13",
                    total_esperado="2192",
                )
            ]
        )
    )
    assert document.totals.total == Decimal("2192.00")
    assert document.payments[0].amount == Decimal("2162.00")
    assert (document.order.reference, document.currency.rate, document.send_email) == ("OC-1", Decimal(4000), True)
    assert document.customer.country == "CO"
    assert [one.code for one in document.lines[0].withholdings] == ["05", "06"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"moneda": "USD"}, "INF-03"),
        ({"anticipo_valor": "100"}, "INF-04"),
        ({"periodo_inicio": "01/11/2026"}, "INF-08"),
        ({"periodo_fin": "01/11/2026"}, "INF-08"),
        ({"precio_con_impuesto": "5000"}, "INF-07"),
        ({"cliente_municipio": "Rionegro"}, "VAL-17"),
        ({"fecha_emision": "11/24/2026"}, "VAL-12"),
        ({"enviar_correo": "quizás"}, "VAL-19"),
        ({"cantidad": Cell(Kind.ERROR, "#N/A")}, "VAL-20"),
    ],
)
def test_what_is_incomplete_or_wrong_is_an_error(changes: dict, code: str) -> None:
    assert codes(read([row(**changes)])) == [code]


def test_a_department_that_disagrees_is_a_warning_and_the_municipality_counts() -> None:
    lote = read([row(cliente_municipio="05001", cliente_departamento="Santander")])
    assert codes(lote, "warning") == ["INF-05"]
    assert only(lote).customer.municipality == "05001"


def test_prices_with_tax_lose_it() -> None:
    loaded = {name: value for name, value in row(precio_con_impuesto="1190").items() if name != "precio_unitario"}
    assert only(read([loaded])).lines[0].price == Decimal("1000.00")
    assert only(read([row(precio_unitario="1190")], MeaningOptions(prices_include_tax=True))).lines[0].price == Decimal(
        1000
    )
    assert only(read([row(precio_con_impuesto="1190")])).lines[0].price == Decimal(1000)


def test_a_total_column_that_is_the_base_in_every_row_is_read_so() -> None:
    lote = read([row(total_linea_esperado="2000"), row(referencia="FV-2", total_linea_esperado="2000")])
    assert lote.documents[0].lines[0].expected.subtotal == Decimal(2000)
    swapped = read([row(subtotal_linea_esperado="2380")])
    assert swapped.documents[0].lines[0].expected.total == Decimal(2380)
    assert read([row(total_linea_esperado="9")]).documents[0].lines[0].expected.total == Decimal(9)


def test_notes_say_what_they_correct() -> None:
    options = MeaningOptions(type=DocumentType.CREDIT_NOTE)
    document = only(read([row(factura_numero="SETP1", concepto="anulación")], options))
    assert (document.correction.number, document.correction.concept) == ("SETP1", "2")
    assert codes(read([row(concepto="quién sabe")], options)) == ["VAL-16"]
    assert only(read([row(tipo="nota crédito", factura_numero="SETP1", concepto="1")])).type is DocumentType.CREDIT_NOTE
    assert only(read([row(concepto="algo")])).correction is None


def test_the_seven_columns_are_a_sale_to_final_consumer() -> None:
    headers = list(columns.SEVEN)
    cells = [["1", "Ana", "ana@example.com", "Café", "1000", "2", "19"]]
    lote = read_documents(table(headers, cells), MeaningOptions(), TODAY)
    document = only(lote)
    assert (document.customer.identification, document.customer.name) == ("222222222222", "Ana")
    assert "COL-06" in codes(lote, "warning")


def test_needed_columns_that_are_missing_are_named_all() -> None:
    lote = read_documents(table(["referencia", "precio"], [["1", "5"]]), MeaningOptions(), TODAY)
    assert codes(lote) == ["COL-01"] * 5
    assert lote.documents == ()


def test_the_users_own_word_about_a_column_counts() -> None:
    rows = [renamed({"item_nombre": "cosa"})]
    assert "COL-01" in codes(read(rows))
    assert only(read(rows, MeaningOptions(columns={"item_nombre": "Cosa"}))).lines[0].name == "Café"
    assert "COL-08" in codes(read(rows, MeaningOptions(columns={"item_nombre": "nada", "zzz": "cosa"})))


def test_a_header_of_two_meanings_takes_the_one_that_is_free_or_asks() -> None:
    assert codes(read([{**row(), "Total": "2380"}])) == ["COL-05"]
    taken = only(read([{**row(total_linea_esperado="2380"), "Total": "2380"}]))
    assert taken.expected_total == Decimal(2380)
    second = read([{**row(descripcion="x"), "Nombre": "Ana"}])
    assert "COL-07" in codes(second, "notice")
    asked = read([{**row(), "Descuento": "10"}])
    assert "COL-05" in codes(asked)
    fits = read([{**row(), "Descuento": "1500"}])
    assert only(fits).lines[0].discount_amount == Decimal(1500)


def test_two_columns_for_a_field_are_a_finding_unless_they_agree() -> None:
    assert "COL-02" in codes(read([{**row(), "NIT": "800197268"}]))
    assert codes(read([{**row(), "NIT": "900123456"}])) == []


def test_unknown_columns_are_told_and_those_without_place_warn_about_money() -> None:
    lote = read([{**row(), "Color": "rojo", "ReteICA": "9,66", "Vendedor": "Ana"}])
    assert "COL-03" in codes(lote, "notice")
    assert codes(lote, "warning") == ["COL-04"]


def test_every_header_that_is_known_has_a_meaning() -> None:
    for header in columns.all_headers():
        assert columns.known_header(header.upper() + " (OBLIGATORIO)"), header


def test_every_code_has_its_entry_in_the_manual() -> None:
    assert len({one.code for one in CODES}) == len(CODES)
    assert all(one.title and one.manual for one in CODES)


def test_what_a_column_shows_many_times_is_told_once() -> None:
    lote = read([row(precio_unitario="1.500"), row(referencia="FV-2", precio_unitario="2.500")])
    told = [one for one in lote.findings if one.code == "VAL-05"]
    assert len(told) == 1
    assert "otras 1 celdas" in told[0].message


def test_an_empty_lote_says_so() -> None:
    lote = read_documents(table(list(CORRECT), []), MeaningOptions(), TODAY)
    assert codes(lote) == ["FIL-06"]


def test_a_problem_of_a_column_that_the_file_has_not_has_no_cell() -> None:
    finding = read([row()]).place.finding(MISSING_VALUE, Problem(2, "propina", "falta"), "FV-1")
    assert (finding.row, finding.cell, finding.header) == (2, None, None)


STYLES = [
    {},
    {"referencia": "No. factura", "cliente_identificacion": "NIT", "precio_unitario": "Vr. Unit", "cantidad": "Cant."},
    {"cliente_nombre": "Razón social", "item_nombre": "Descripción producto", "iva": "% IVA", "cliente_dv": "D.V."},
]


@pytest.mark.parametrize("names", STYLES, ids=range(len(STYLES)))
@pytest.mark.parametrize("price", ["1000", "1.000,00", "$ 1.000,00", "1000.00", "1,000.00"])
@pytest.mark.parametrize("nit", ["900123456", "900.123.456", "900123456-8", "900123456.0"])
def test_one_lote_in_many_styles_is_the_same_document(names: dict[str, str], price: str, nit: str) -> None:
    document = only(read([renamed(names, precio_unitario=price, cliente_identificacion=nit)]))
    assert payload_hash(document) == payload_hash(only(read([row()])))


CELLS = st.one_of(
    st.text(max_size=20).map(lambda text: Cell(Kind.TEXT, text) if text else Cell(Kind.BLANK, "")),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12).map(
        lambda number: Cell(Kind.NUMBER, format(number, "f"))
    ),
    st.just(Cell(Kind.ERROR, "#N/A")),
    st.dates().map(lambda day: Cell(Kind.DATE, day.isoformat())),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(one.name for one in columns.FIELDS)), CELLS)
def test_any_cell_in_any_column_never_raises_and_spoils_no_other_document(name: str, cell: Cell) -> None:
    lote = read([row(**{name: cell}), row(referencia="OTRA")])
    other = [one for one in lote.documents if one.reference == "OTRA"]
    if name in ("referencia", "prefijo", "numero"):
        return
    assert len(other) == 1 or codes(lote)
