"""Headers into fields: names, synonyms, second meanings, parts; what is doubtful is asked, and the user's word counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tables import TODAY, codes, read, renamed, row, table

from factus_cli.lote.columns import BY_NAME, FIELDS, all_headers, known_header, meaning
from factus_cli.lote.lote import Lote, read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Kind

SMALL = ["referencia", "cédula", "cliente", "producto", "cant", "precio", "iva"]
SMALL_ROW = ["1", "1020304050", "Ana", "Té", "1", "1000", "19"]


def small(
    extra: dict[str, str | Cell], options: MeaningOptions | None = None, *, without: tuple[str, ...] = ()
) -> Lote:
    """A lote of one line with few columns, and others."""
    cells = {name: value for name, value in zip(SMALL, SMALL_ROW, strict=True) if name not in without} | extra
    return read_documents(table(list(cells), [list(cells.values())]), options or MeaningOptions(), TODAY)


@pytest.mark.parametrize("header", sorted(set(all_headers())))
def test_every_synonym_is_the_field_it_says_however_it_is_typed(header: str) -> None:
    known = meaning(header)
    assert known is not None
    assert known.field is None or known.field in BY_NAME
    for typed in (header.upper(), f" {header} ", f"{header} (OBLIGATORIO)", f"{header}*", header.replace(" ", "\n")):
        assert meaning(typed) == known, typed


@pytest.mark.parametrize("field", [one.name for one in FIELDS])
def test_every_canonical_name_is_its_own_header(field: str) -> None:
    assert meaning(field.replace("_", " ").title()) == meaning(field)
    assert meaning(field).field == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("% Descuento", "descuento_porcentaje"),
        ("Descuento ($)", "descuento_valor"),
        ("IVA", "iva"),
        ("IVA ($)", "iva_valor_esperado"),
        ("IVA (%)", "iva"),
        ("Precio unitario ($)", "precio_unitario"),
        ("INC (%)", "inc"),
        ("# factura", "referencia"),
        ("Nº factura", "referencia"),
        ("Cantidad - obligatorio", "cantidad"),
        ("Cantidad [opcional]", "cantidad"),
    ],
)
def test_signs_tell_headers_apart_and_dress_does_not(header: str, field: str) -> None:
    assert meaning(header).field == field


@pytest.mark.parametrize("header", ["Precio (con descuento)", "$ IVA", "Cantidad %", "#", "", "Color"])
def test_what_is_not_known_is_not_taken_for_something_like_it(header: str) -> None:
    assert not known_header(header)


def test_a_date_in_three_columns_is_one() -> None:
    lote = small({"AÑO": "2026", "MES": "11", "DÍA": "24"})
    assert lote.documents[0].issue_date == TODAY
    wrong = small({"AÑO": "2026", "MES": "13", "DÍA": "24"})
    assert [(one.code, one.cell) for one in wrong.findings if one.code == "VAL-12"] == [("VAL-12", "H2")]
    assert small({"AÑO": "", "MES": "", "DÍA": ""}).documents[0].issue_date is None
    broken = small({"AÑO": "2026", "MES": Cell(Kind.ERROR, "#N/A"), "DÍA": "24"})
    assert codes(broken) == ["VAL-20"]


def test_parts_of_a_date_without_the_others_are_not_read() -> None:
    assert codes(small({"MES": "11"}), "notice").count("COL-03") == 1
    whole = small({"Fecha": "24/11/2026", "AÑO": "2020", "MES": "1", "DÍA": "1"})
    assert whole.documents[0].issue_date == TODAY


def test_the_document_a_note_corrects_may_come_in_two_columns() -> None:
    extra = {"tipo": "nota crédito", "concepto": "1"}
    lote = small({**extra, "Prefijo Documento Externo": "SETP", "Número_Documento_Externo": "990000550"})
    assert lote.documents[0].correction.number == "SETP990000550"


def test_a_kind_of_document_with_a_number_is_part_of_the_reference() -> None:
    lote = small({"Tipo de comprobante": "FV-2", "Consecutivo": "12"}, without=("referencia",))
    assert [one.reference for one in lote.documents] == ["FV-2-12"]
    plain = small({"Tipo de comprobante": "FV", "Consecutivo": "12"}, without=("referencia",))
    assert [one.reference for one in plain.documents] == ["12"]


def test_a_number_beside_a_reference_is_told_and_not_used() -> None:
    lote = small({"consecutivo": "77"})
    assert lote.documents[0].reference == "1"
    assert any("consecutivo" in one.message for one in lote.findings)
    blank = small({"consecutivo": "77", "referencia": ""})
    assert blank.documents[0].reference == "77"


@pytest.mark.parametrize(
    ("header", "value", "field", "said"),
    [
        ("Descuento", "1500", "discount_amount", Decimal(1500)),
        ("Descuento", "$ 50", "discount_amount", Decimal(50)),
        ("Descuento", "10%", "discount_rate", Decimal(10)),
        ("Descuento", Cell(Kind.PERCENT, "0.1"), "discount_rate", Decimal(10)),
        ("Descuento", "0", "discount_rate", None),
    ],
)
def test_a_header_of_two_meanings_is_the_one_its_values_fit(
    header: str, value: str | Cell, field: str, said: object
) -> None:
    lote = small({header: value})
    assert codes(lote) == []
    assert getattr(lote.documents[0].lines[0], field) == said


@pytest.mark.parametrize("header", ["Descuento", "Dcto", "Desc.", "Total", "Valor"])
def test_where_money_would_differ_it_is_asked_and_nothing_of_the_file_is_correct(header: str) -> None:
    without = ("precio",) if header == "Valor" else ()
    lote = small({header: "10"}, without=without)
    assert codes(lote) == ["COL-05"]
    assert lote.incorrect == ({"1"} if lote.documents else frozenset())


@pytest.mark.parametrize(
    ("header", "without", "field"),
    [("Valor", ("precio",), "precio_unitario"), ("Total", (), "total_esperado"), ("Descuento", (), "descuento_valor")],
)
def test_the_users_word_answers_the_question(header: str, without: tuple[str, ...], field: str) -> None:
    lote = small({header: "10"}, MeaningOptions(columns={field: header}), without=without)
    assert "COL-05" not in codes(lote)
    assert field in lote.understood


def test_a_code_is_the_customers_only_where_it_may_be() -> None:
    asked = small({"Código": "900123456"}, without=("cédula",))
    assert codes(asked) == ["COL-05"]
    assert small({"Código": "900123456"}).documents[0].lines[0].code == "900123456"
    fits = small({"Código": "P-1"}, without=("cédula",))
    assert "COL-01" in codes(fits)


def test_a_document_column_beside_a_number_identifies_the_customer() -> None:
    lote = small({"consecutivo": "7", "Documento": "1020304050"}, without=("referencia", "cédula"))
    assert (lote.documents[0].reference, lote.documents[0].customer.identification) == ("7", "1020304050")


def test_a_total_that_varies_within_a_document_is_of_its_lines() -> None:
    rows = [{**row(), "Total": "2380"}, {**row(item_nombre="Té", precio_unitario="500"), "Total": "1190"}]
    lote = read(rows)
    assert codes(lote) == []
    assert "total_linea_esperado" in lote.understood


def test_a_kind_of_identification_under_tipo_de_documento_is_understood() -> None:
    lote = small({"Tipo de documento": "CE"})
    assert lote.documents[0].customer.identification_type == "22"
    assert small({"Tipo de documento": "factura"}).documents[0].customer.identification_type == "13"


def test_means_of_payment_under_forma_de_pago_are_understood() -> None:
    payment = small({"Forma de pago": "Nequi"}).documents[0].payments[0]
    assert (payment.form, payment.method) == ("1", "47")
    assert small({"Forma de pago": "Crédito", "dias_credito": "30"}).documents[0].payments[0].form == "2"


def test_the_users_word_settles_two_columns_of_one_field() -> None:
    extra = {"Razón social": "Otra"}
    assert codes(small(extra)) == ["COL-02"]
    assert small(extra).incorrect == {"1"}
    chosen = small(extra, MeaningOptions(columns={"cliente_nombre": "Razón social"}))
    assert codes(chosen) == []
    assert chosen.documents[0].customer.name == "Otra"
    doubtful = small(
        {"Nombre": "Otra"}, MeaningOptions(columns={"cliente_nombre": "cliente", "item_nombre": "producto"})
    )
    assert codes(doubtful) == []


def test_a_second_column_that_says_nothing_is_no_finding() -> None:
    assert codes(small({"Razón social": ""})) == []
    assert codes(small({"Razón social": " Ana "})) == []


def test_a_missing_column_suggests_the_header_that_is_most_like_it() -> None:
    lote = small({"cantidad_vendida": "2", "zzz": "1"}, without=("cant",))
    (finding,) = [one for one in lote.findings if one.code == "COL-01"]
    assert 'cantidad="cantidad_vendida"' in finding.hint
    bare = small({}, without=("cant",))
    assert "agregue una columna cantidad" in next(one.hint for one in bare.findings if one.code == "COL-01")


def test_a_column_without_a_place_warns_only_where_it_carries_money() -> None:
    assert codes(small({"ReteICA": "9,66"}), "warning") == ["COL-04"]
    assert codes(small({"ReteICA": "0"}), "warning") == []
    assert codes(small({"Vendedor": "Luis"}), "warning") == []


def test_a_column_without_a_header_is_told_where_it_says_something() -> None:
    assert "COL-03" in codes(small({"": "suelto"}), "notice")
    assert "COL-03" not in codes(small({"": ""}), "notice")


def test_what_a_text_means_must_be_in_the_file() -> None:
    said = MeaningOptions(values={("cliente_municipio", "Macondo"): "47189", ("Color", "x"): "1"})
    assert codes(small({"cliente_municipio": "Cali"}, said), "warning") == ["COL-09", "COL-09"]
    done = small({"iva": "G1"}, MeaningOptions(values={("IVA", "g1"): "19"}))
    assert done.documents[0].lines[0].taxes[0].rate == Decimal(19)


def test_names_in_parts_keep_the_order_of_their_columns() -> None:
    lote = small({"Apellidos": "Ruiz", "Nombres": "Ana"}, without=("cliente",))
    assert lote.documents[0].customer.name == "Ruiz Ana"
    half = small({"Apellidos": "Ruiz"})
    assert half.documents[0].customer.name == "Ana Ruiz"
    whole = small({"Nombres": "Ana", "Apellidos": "Ruiz", "cliente": "Ana Ruiz SAS"})
    assert whole.documents[0].customer.name == "Ana Ruiz SAS"
    repeated = small({"cliente": "Ana Ruiz", "Apellidos": "RUIZ"})
    assert repeated.documents[0].customer.name == "Ana Ruiz"


def test_a_part_of_a_name_that_is_broken_says_which_column() -> None:
    extra = {"Primer nombre": "Ana", "Segundo nombre": Cell(Kind.ERROR, "#N/A")}
    lote = small(extra, without=("cliente",))
    assert "«Segundo nombre»" in next(one.message for one in lote.findings if one.code == "VAL-20")


def test_of_several_orders_the_first_that_says_something_counts() -> None:
    assert small({"Orden de compra": "", "Pedido": "P-9"}).documents[0].order.reference == "P-9"


def test_a_code_under_producto_leaves_the_name_to_the_description() -> None:
    lote = small({"Producto": "P001", "Descripción": "Café"}, without=("producto",))
    line = lote.documents[0].lines[0]
    assert (line.code, line.name) == ("P001", "Café")


def test_a_description_beside_a_name_is_the_note_of_the_document_or_is_not_read() -> None:
    assert small({"Descripción": "Gracias"}).documents[0].observation == "Gracias"
    rows = [{**row(), "Descripción": "molido"}, {**row(item_nombre="Té"), "Descripción": "verde"}]
    lote = read(rows)
    assert codes(lote) == []
    assert "COL-03" in codes(lote, "notice")


def test_a_date_column_of_two_meanings_must_hold_dates() -> None:
    assert small({"Fecha": "24/11/2026"}).documents[0].issue_date == TODAY
    due = small({"Fecha": "24/12/2026", "Fecha de emisión": "24/11/2026", "forma_pago": "crédito"})
    assert due.documents[0].payments[0].due_date is not None
    concept = small({"Concepto": "1", "tipo": "NC"}, without=("producto",))
    assert "COL-01" in codes(concept)


def test_a_reference_beside_the_number_of_the_invoice_is_the_code_of_the_item() -> None:
    lote = small({"No. factura": "FV-1", "Referencia": "P001"}, without=("referencia",))
    assert [(one.reference, one.lines[0].code) for one in lote.documents] == [("FV-1", "P001")]
    assert "COL-07" in codes(lote, "notice")


def test_two_columns_for_the_reference_are_still_a_question_where_the_item_has_its_code() -> None:
    assert "COL-02" in codes(small({"No. factura": "FV-1", "Código producto": "P001"}))


def test_a_concept_that_is_none_of_a_note_is_what_was_sold() -> None:
    lote = small({"Concepto": "Honorarios de noviembre"}, without=("producto",))
    assert [one.lines[0].name for one in lote.documents] == ["Honorarios de noviembre"]
    note = small({"Concepto": "Devolución", "tipo": "NC", "factura_numero": "SETP1"})
    assert note.documents[0].correction.concept == "1"


@pytest.mark.parametrize("title", ["Descuento global", "Vr. Dcto.", "Flete", "Recargo nocturno", "Propina voluntaria"])
def test_a_title_of_money_that_nobody_knows_is_warned_of_where_it_says_an_amount(title: str) -> None:
    lote = read([row(**{title: "5.000"})])
    assert codes(lote, "warning") == ["COL-13"]
    assert codes(lote) == []
    assert codes(read([row(**{title: "0,00"})]), "warning") == []
    assert codes(read([row(**{"Descripción del descuentazo": "5"})]), "warning") == []


@pytest.mark.parametrize(
    ("title", "typed", "lost"),
    [
        ("Condición", "Crédito", "la forma de pago"),
        ("Vence el", "24/12/2026", "lo que dice la factura"),
        ("2do Apellido", "Gómez", "lo que dice la factura"),
        ("Impuesto bolsa", "70", "lo que se cobra"),
        ("ICO", "8", "lo que se cobra"),
        ("Domicilio", "$ 5.000", "lo que se cobra"),
        ("Vr. Flete", "5000", "lo que se cobra"),
    ],
)
def test_a_column_that_is_not_read_and_changes_the_invoice_is_warned_of(title: str, typed: str, lost: str) -> None:
    lote = read([row(**{title: typed}), row(referencia="FV-2", **{title: ""})])
    (told,) = [one for one in lote.findings if one.code == "COL-13"]
    assert (told.severity.value, told.header) == ("warning", title)
    assert told.message.endswith(lost)


@pytest.mark.parametrize(
    ("title", "typed"), [("Condición", "Nueva"), ("Zona", "Norte"), ("IVA incluido", ""), ("Estado", "contado")]
)
def test_a_column_that_is_not_read_and_changes_nothing_is_a_notice(title: str, typed: str) -> None:
    lote = read([row(**{title: typed})])
    assert [one.severity.value for one in lote.findings if one.header == title] == ["notice"]


def test_an_address_is_read_below_a_title_that_is_also_of_a_charge() -> None:
    (document,) = read([row(Domicilio="Calle 5 # 38-25")]).documents
    assert document.customer.address == "Calle 5 # 38-25"


@pytest.mark.parametrize("title", ["Fecha vto", "Fecha venc.", "Vcto"])
def test_a_due_date_is_known_however_it_is_shortened(title: str) -> None:
    (document,) = read([row(**{"forma_pago": "crédito", title: "24/12/2026"})]).documents
    assert str(document.payments[0].due_date) == "2026-12-24"


def test_a_surname_of_its_own_column_is_half_of_the_name() -> None:
    (document,) = read([renamed({"cliente_nombre": "Nombre"}, Apellido="Gómez", cliente_nombre="Ana")]).documents
    assert document.customer.name == "Ana Gómez"
