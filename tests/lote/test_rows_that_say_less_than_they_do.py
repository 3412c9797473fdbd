"""Rows and titles that a person would read otherwise than they are taken: told, each where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tables import TODAY, read, row, table

from factus_cli.domain.documents import DocumentType
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import column_letter

if TYPE_CHECKING:
    from factus_cli.lote.lote import Lote

BELOW = {"referencia": "", "cliente_identificacion": "", "cliente_dv": "", "cliente_nombre": "", "cliente_correo": ""}


def told(lote: Lote, code: str) -> list[tuple[str, int | None, str | None]]:
    """The severity, row and column of what a code tells."""
    return [(one.severity.value, one.row, one.column) for one in lote.findings if one.code == code]


@pytest.mark.parametrize("name", ["Descuento", "DCTO. comercial", "Retefuente 2,5%", "Anticipo recibido", "Devolución"])
def test_a_line_that_by_its_name_takes_from_the_others_is_told(name: str) -> None:
    lote = read([row(), row(item_nombre=name, item_codigo="D", precio_unitario="200"), row(referencia="FV-2")])
    assert told(lote, "FIL-16") == [("warning", 3, "item_nombre")]
    assert [one.reference for one in lote.documents] == ["FV-1", "FV-2"]


@pytest.mark.parametrize("name", ["Anticipo 50 %", "Descuento", "Abono mensual"])
def test_what_is_sold_alone_takes_from_nothing(name: str) -> None:
    assert told(read([row(item_nombre=name)]), "FIL-16") == []


@pytest.mark.parametrize("name", ["Café", "Abonado mensual", "Retenedor de aceite"])
def test_other_names_are_of_lines_as_any(name: str) -> None:
    assert told(read([row(), row(item_nombre=name, item_codigo="O")]), "FIL-16") == []


def test_a_note_gives_back_by_itself() -> None:
    note = {"factura_numero": "SETP1", "concepto": "1"}
    lote = read(
        [row(**note), row(**note, item_nombre="Devolución", item_codigo="D")],
        MeaningOptions(type=DocumentType.CREDIT_NOTE),
    )
    assert told(lote, "FIL-16") == []


@pytest.mark.parametrize("at", [1, 2])
def test_one_line_without_reference_in_a_short_file_is_told(at: int) -> None:
    rows = [row(), row(referencia="FV-2", cliente_nombre="Otra", cliente_identificacion="800197268", cliente_dv="4")]
    lote = read([*rows[:at], row(**BELOW, item_codigo="TE", item_nombre="Té"), *rows[at:]])
    assert told(lote, "FIL-17") == [("notice", at + 2, "referencia")]
    assert [len(one.lines) for one in lote.documents] == [1 + (at == 1), 1 + (at == 2)]


def test_lines_without_reference_where_each_document_has_them_are_as_they_should_be() -> None:
    line = row(**BELOW, item_codigo="TE", item_nombre="Té")
    assert told(read([row(), line, row(referencia="FV-2"), line]), "FIL-17") == []


@pytest.mark.parametrize(("at", "code"), [(0, "COL-05"), (9, "COL-02")], ids=["before", "behind"])
def test_a_second_name_beside_the_product_is_a_question(at: int, code: str) -> None:
    """Who is «Ana»: the contact of the customer, or what is sold?"""
    titles = {"cliente_nombre": "Razón social", "item_nombre": "Producto"}
    cells = [(titles.get(name, name), value) for name, value in row().items() if name != "item_codigo"]
    cells.insert(
        max(at, next(place for place, cell in enumerate(cells) if cell[0] == "Razón social") + 1), ("Nombre", "Ana")
    )
    lote = read([dict(cells)])
    assert [one.code for one in lote.findings if one.severity.value == "error"] == [code]
    assert lote.incorrect == {"FV-1"}


def test_a_second_name_beside_the_code_of_the_product_is_its_name() -> None:
    cells = {**row(item_nombre="", item_codigo=""), "Razón social": "Cliente SAS", "Nombre": "Café", "Producto": "P-1"}
    for name in ("cliente_nombre", "item_nombre", "item_codigo"):
        del cells[name]
    (document,) = read([cells]).documents
    assert [(one.code, one.name) for one in document.lines] == [("P-1", "Café")]


@pytest.mark.parametrize(
    ("price", "iva", "times"),
    [("precio_con_impuesto", "19", 1), ("precio_con_impuesto", "exento", 0), ("precio_unitario", "19", 0)],
)
def test_a_discount_in_pesos_from_a_price_with_tax_is_told(price: str, iva: str, times: int) -> None:
    """1190 x 2 less 119 is 2261 for who thinks of prices with tax, and 2238.39 for Factus."""
    cells = {**row(iva=iva, descuento_valor="119"), price: "1190"}
    if price != "precio_unitario":
        del cells["precio_unitario"]
    assert told(read([cells]), "INF-14") == [("warning", 2, "descuento_valor")] * times


@pytest.mark.parametrize(("dv", "asked"), [("", True), ("8", True), ("5", False)])
def test_a_nit_with_its_dv_glued_is_asked_of_though_its_type_says_nit(dv: str, asked: bool) -> None:
    typed = row(cliente_tipo_documento="NIT", cliente_identificacion="9001234568", cliente_dv=dv)
    lote = read([typed, row(referencia="FV-2")])
    assert bool(told(lote, "VAL-14")) == asked
    assert ("FV-1" in lote.incorrect) == asked


def test_a_nit_of_ten_figures_says_its_dv_behind_a_hyphen() -> None:
    (document,) = read(
        [row(cliente_tipo_documento="NIT", cliente_identificacion="9001234568-8", cliente_dv="")]
    ).documents
    assert (document.customer.identification, document.customer.dv) == ("9001234568", "8")


@pytest.mark.parametrize("typed", ["INC 8%", "Impoconsumo 8", "ICO 8%", "Impuesto al consumo 8%"])
def test_a_rate_of_another_tax_is_no_iva(typed: str) -> None:
    lote = read([row(iva=typed)])
    assert told(lote, "VAL-07") == [("error", 2, "iva")]


@pytest.mark.parametrize(
    ("typed", "code", "times"),
    [
        ("UD", "UD", 1),
        ("gl", "GL", 1),
        ("CJ", "CJ", 1),
        ("GLL", "GLL", 0),
        ("und", "94", 0),
        ("cono", "CJ", 0),
        ("5", "5", 1),
        ("94", "94", 0),
    ],
)
def test_an_abbreviation_that_is_another_unit_in_the_list_is_told(typed: str, code: str, times: int) -> None:
    lote = read([row(unidad=typed)])
    assert told(lote, "VAL-30") == [("warning", 2, "unidad")] * times
    assert lote.documents[0].lines[0].unit == code


@pytest.mark.parametrize("column", ["referencia", "item_codigo"])
def test_the_word_void_in_the_place_of_a_code_is_no_code(column: str) -> None:
    lote = read([row(), row(**{"referencia": "FV-2", column: "ANULADA"})])
    assert told(lote, "FIL-13") == [("error", 3, column)]
    assert "FV-1" not in lote.incorrect


def test_values_without_a_title_among_those_that_have_one_are_told() -> None:
    """`Producto` merged over the code and the name leaves the name without a title."""
    cells = list({name: value for name, value in row().items() if name != "item_codigo"}.items())
    at = [name for name, _ in cells].index("item_nombre")
    headers = [name for name, _ in cells]
    headers[at : at + 1], values = ["Producto", ""], [value for _, value in cells]
    values[at : at + 1] = ["P-1", "Café"]
    lote = read_documents(table(headers, [values]), MeaningOptions(), TODAY)
    (told_,) = [one for one in lote.findings if one.code == "COL-14"]
    assert told_.severity.value == "warning"
    assert f"columna {column_letter(at + 1)} " in told_.message


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_values_without_a_title_beside_the_table_are_as_any_column_that_is_not_known(first: bool) -> None:
    cells = {"": "1", **row()} if first else {**row(), "": "1"}
    found = [(one.code, one.severity.value) for one in read([cells]).findings if one.code in ("COL-03", "COL-14")]
    assert found == [("COL-03", "notice")]
