"""What a ready body says is read right or refused with its place: every doubt, every wrong kind, every hostile file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from gauntlet_lote import TODAY, read_file
from ready_bodies import changed, read_bodies, ready, spelled

from factus_cli.domain.documents import DocumentType
from factus_cli.errors import LoteRefused
from factus_cli.lote.options import MeaningOptions

BODY = ready(DocumentType.INVOICE)
CREDIT = ready(DocumentType.CREDIT_NOTE)
ITEM = BODY["items"][0]
PERIOD = {"start_date": "2026-11-01", "end_date": "2026-11-02", "end_time": "10:00:00"}
RECEIVED = {"amount": "1", "received_date": "2026-11-01", "reference_code": "1"}
IVA, HELD = {"code": "01", "rate": "19"}, {"code": "06", "rate": "4"}


def findings_of(body: Any, **options: Any) -> list[tuple[str, str]]:
    """The errors and warnings of a file of one body: code and what is said after the row."""
    reading = read_file(json.dumps([body]).encode(), MeaningOptions(**options), name="lote.json")
    return [(one.code, one.message.split(": ", 1)[-1]) for one in reading.findings if one.severity.value != "notice"]


def refused(content: str) -> LoteRefused:
    with pytest.raises(LoteRefused) as raised:
        read_file(content.encode(), name="lote.json")
    return raised.value


@pytest.mark.parametrize("type_", list(DocumentType))
def test_a_ready_body_of_each_type_is_read_without_a_word(type_: DocumentType) -> None:
    reading = read_bodies(ready(type_))
    (document,) = reading.lote.documents
    assert document.type is type_
    assert reading.errors == []
    assert spelled(document) | {"cash_rounding_amount": 0} == ready(type_) | {"cash_rounding_amount": 0}


def test_one_body_alone_and_json_lines_are_the_same_lote() -> None:
    listed = read_bodies(BODY, CREDIT).documents
    lines = "\n".join(json.dumps(one) for one in (BODY, CREDIT))
    assert read_file(lines.encode(), name="lote.jsonl").documents == listed
    assert read_file(json.dumps(BODY).encode(), name="lote.json").documents == read_bodies(BODY).documents


def test_a_finding_of_an_item_says_its_body_and_its_item() -> None:
    reading = read_bodies(CREDIT, changed(BODY, "items.1.quantity", "-3"))
    (found,) = [one for one in reading.errors if one.code == "LIN-02"]
    assert (found.row, found.column, found.cell, found.value) == (2, "cantidad", None, "-3")
    assert found.message.startswith('fila 2 (items[1]), columna "cantidad"')


def test_a_finding_of_the_whole_document_says_its_body_alone() -> None:
    (found,) = read_bodies(CREDIT, changed(BODY, "customer.dv", "4")).errors
    assert (found.row, found.value) == (2, "4")
    assert found.message.startswith('fila 2, columna "cliente_dv"')


def test_one_wrong_body_leaves_the_others_alone() -> None:
    reading = read_bodies(BODY, changed(CREDIT, "health", {"provider_code": "1"}))
    assert list(reading.documents) == [BODY["reference_code"]]


def test_two_bodies_with_one_reference_are_no_document() -> None:
    reading = read_bodies(BODY, BODY)
    assert [one.code for one in reading.errors if one.row == 2][:1] == ["API-05"]
    assert reading.documents == {}


def test_two_types_may_share_a_reference() -> None:
    reading = read_bodies(BODY, changed(CREDIT, "reference_code", BODY["reference_code"]))
    assert [one.code for one in reading.errors if one.code == "API-05"] == []
    assert len(reading.lote.documents) == 2


@pytest.mark.parametrize("name", ["Total", "Subtotal", "IVA", "Cantidad"])
def test_an_item_is_never_taken_for_a_row_of_totals(name: str) -> None:
    (document,) = read_bodies(changed(BODY, "items.1.name", name)).lote.documents
    assert [line.name for line in document.lines] == [ITEM["name"], name]


def test_prices_of_a_body_never_include_tax() -> None:
    plain = read_file(json.dumps([BODY]).encode(), name="lote.json").documents
    told = read_file(json.dumps([BODY]).encode(), MeaningOptions(prices_include_tax=True), name="lote.json")
    assert told.documents == plain
    assert [one.code for one in told.findings] == ["API-06"]


@pytest.mark.parametrize("decimal", ["comma", "point"])
def test_amounts_of_a_body_have_one_reading(decimal: str) -> None:
    body = changed(BODY, "items.0.price", "1.234")
    assert findings_of(body, decimal=decimal)[0] == ("VAL-04", "«1.234» tiene más de dos decimales")


def test_a_small_rate_is_no_question() -> None:
    body = changed(changed(BODY, "items.0.discount_rate", "0.50"), "payment_details.0.amount", "83240.50")
    (document,) = read_bodies(body).lote.documents
    assert findings_of(body, discounts="fraction") == []
    assert spelled(document) == body


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        ("payment_details.0.amount", "83300.01", "API-03", "payment_details[0].amount dice $ 83.300,01"),
        ("payment_details.0.amount", "83300.001", "API-02", "payment_details[0].amount no es un valor en pesos"),
        ("payment_details.0.amount", ..., "API-02", "payment_details[0].amount falta"),
        ("payment_details.0.amount", None, "API-02", "payment_details[0].amount falta"),
        ("payment_details.0.amount", ["1"], "API-02", "payment_details[0].amount debe ser un valor simple"),
        ("payment_details", ..., "API-02", "payment_details falta"),
        ("payment_details", "contado", "API-02", "payment_details debe ser una lista"),
        ("payment_details.0", 7, "API-02", "payment_details[0] debe ser un objeto"),
        ("payment_details.0.payment_form", ..., "API-02", "payment_details[0].payment_form falta"),
        ("payment_details.0.due_date", "31/12/2026", "API-02", "payment_details[0].due_date no es una fecha"),
        ("customer", "Ana", "API-02", "customer debe ser un objeto"),
        ("customer.names", "Ana", "API-01", "customer.names está junto a company"),
        ("customer.legal_organization_code", "2", "API-02", "customer.legal_organization_code dice 2"),
        ("customer.legal_organization_code", "jurídica", "API-02", "customer.legal_organization_code no es 1 ni 2"),
        ("customer.country_code", "US", "API-01", "customer.municipality_code es de Colombia"),
        ("customer.responsibilities", "R-99-PN", "API-02", "customer.responsibilities debe ser una lista"),
        ("customer.responsibilities", ["O-13", "R-99-PN"], "API-01", "customer.responsibilities repite"),
        ("customer.responsibilities", ["O-13;O-15"], "API-02", "customer.responsibilities trae varios"),
        ("customer.email", {"to": "a@b.co"}, "API-02", "customer.email debe ser un valor simple"),
        ("customer.email", False, "API-02", "customer.email no puede ser true ni false"),
        ("customer.trade_name", "N/A", "API-02", "customer.trade_name dice «N/A»"),
        ("provider", {"names": "Ana"}, "", "no se sabe qué documento es el elemento 1"),
        ("send_email", "no", "API-02", "send_email debe ser true o false"),
        ("numbering_range_id", "SETP", "API-02", "numbering_range_id no es el id de un rango"),
        ("document", "03", "API-01", "document no es 01"),
        ("operation_type", "11", "API-01", "operation_type no es 10"),
        ("support_document_number", "1", "", "no se sabe qué documento es el elemento 1"),
        ("establishment", {"name": "Sede"}, "API-01", "establishment no tiene columna"),
        ("created_time", "10:00:00", "API-04", "created_time no se envía"),
        ("lo que sea", 1, "API-01", "lo que sea no tiene columna"),
        ("totals", {"total": "1"}, "API-01", "totals no tiene columna"),
        ("cash_rounding_amount", "1,5", "API-02", "cash_rounding_amount no es un número: «1,5»"),
        ("cash_rounding_amount", "300", "API-03", "payment_details[0].amount dice"),
        ("currency", {"type": "COP", "exchange_rate": "1"}, "API-02", "currency.type es COP"),
        ("billing_period", PERIOD, "API-01", "billing_period.end_time no es 23:59:59"),
        ("prepayment_details", [RECEIVED] * 2, "API-01", "prepayment_details[1] es más de un anticipo"),
        ("prepayment_details", [RECEIVED | {"amount": "0.00"}], "API-01", "prepayment_details[0].amount es de cero"),
        ("prepayment_details", {"amount": "1"}, "API-02", "prepayment_details debe ser una lista"),
        ("order_reference", "OC-1", "API-02", "order_reference debe ser un objeto"),
        ("items.0.price", "1e400", "API-02", "items[0].price no es un número"),
        ("items.0.price", True, "API-02", "items[0].price no puede ser true ni false"),
        ("items.0.price", [1], "API-02", "items[0].price debe ser un valor simple"),
        ("items.0.unit_measure_code", ..., "API-02", "items[0].unit_measure_code falta"),
        ("items.0.unit_measure_code", "KG", "API-01", "items[0].unit_measure_code dice KG, que en un lote se lee como KGM"),
        ("items.0.unit_measure_code", "NA", "API-02", "items[0].unit_measure_code dice «NA»"),
        ("items.0.mandate", {"identification": "1"}, "API-01", "items[0].mandate no tiene columna"),
        ("items.0.taxes", [], "VAL-10", "el IVA está en blanco"),
        ("items.0.taxes", {"code": "01"}, "API-02", "items[0].taxes debe ser una lista"),
        ("items.0.taxes.0", "01", "API-02", "items[0].taxes[0] debe ser un objeto"),
        ("items.0.taxes.0.code", ..., "API-02", "items[0].taxes[0].code falta"),
        ("items.0.taxes.0.code", "03", "API-01", "items[0].taxes[0].code dice 03"),
        ("items.0.taxes.0.rate", ..., "API-02", "items[0].taxes[0].rate falta"),
        ("items.0.taxes", [{"is_excluded": " "}], "API-02", "items[0].taxes[0].code falta"),
        ("customer.legal_organization_code", -1, "API-02", "customer.legal_organization_code no es 1 ni 2"),
        ("items.0.taxes.0.is_excluded", "true", "API-02", "items[0].taxes[0].is_excluded debe ser true o false"),
        ("items.0.taxes.0.is_excluded", True, "API-02", "items[0].taxes[0] dice que está excluido"),
        ("items.0.taxes", [IVA] * 2, "API-01", "items[0].taxes[1] repite el impuesto 01"),
        ("items.0.taxes", [{"code": "01", "rate": "0"}, {"code": "04", "rate": "8"}], "API-01", "items[0].taxes trae IVA exento"),
        ("items.0.taxes", [IVA, {"code": "04", "rate": "0"}], "API-01", "items[0].taxes[1] es el impuesto 04 de 0 %"),
        ("items.0.withholding_taxes", [HELD] * 2, "API-01", "items[0].withholding_taxes[1] repite la retención 06"),
        ("items.0.withholding_taxes", [{"code": "07", "rate": "1"}], "API-01", "items[0].withholding_taxes[0].code dice 07"),
        ("items.0.withholding_taxes", [HELD | {"rate": "0"}], "API-01", "items[0].withholding_taxes[0] es la retención 06 de 0"),
    ],
)  # fmt: skip
def test_what_no_column_can_say_is_told_at_its_place(path: str, value: Any, code: str, said: str) -> None:
    body = changed(BODY, path, value)
    if not code:
        assert said in refused(json.dumps([body])).message
        return
    assert any(found == code and message.startswith(said) for found, message in findings_of(body)), findings_of(body)
    assert code == "API-04" or read_bodies(body).documents == {}


CHARGE = {
    "concept_type": "03",
    "is_surcharge": True,
    "reason": "propina",
    "base_amount": "70000.00",
    "amount": "2000.00",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"concept_type": "00"}, "concept_type no es «03»"),
        ({"is_surcharge": False}, "is_surcharge no es true"),
        ({"is_surcharge": 1}, "is_surcharge no es true"),
        ({"reason": "servicio"}, "reason no es «propina»"),
        ({"amount": "0.00"}, "amount es de cero"),
        ({"amount": ""}, "amount falta"),
        ({"base_amount": None}, "base_amount falta"),
        ({"base_amount": "69999.99"}, "base_amount dice $ 69.999,99 y se calcula $ 70.000,00"),
    ],
)
def test_a_surcharge_is_a_tip_or_is_told(change: dict[str, Any], said: str) -> None:
    body = changed(BODY, "payment_details.0.amount", "85300.00") | {"allowance_charges": [CHARGE | change]}
    assert any(message.startswith(f"allowance_charges[0].{said}") for _, message in findings_of(body))


def test_a_second_surcharge_has_no_column() -> None:
    body = BODY | {"allowance_charges": [CHARGE, CHARGE]}
    assert ("API-01", "allowance_charges[1] es más de un recargo, y un lote lleva uno por documento") in findings_of(
        body
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (changed(CREDIT, "customization_id", ...), "puede ser nota crédito o nota débito"),
        (
            changed(BODY, "customer", ...) | {"document": None, "operation_type": ""},
            "puede ser factura o documento soporte",
        ),
        (BODY | {"correction_concept_code": "2"}, "dice cosas de documentos de distinto tipo"),
        (BODY | {"tipo": "remisión"}, "`tipo` no es un tipo de documento: remisión"),
        (BODY | {"tipo": ["factura"]}, "`tipo` no es un tipo de documento"),
    ],
    ids=["notes", "nobody's", "two types", "no type", "a list"],
)
def test_a_type_that_cannot_be_told_is_a_question(body: Any, said: str) -> None:
    problem = refused(json.dumps([CREDIT, body]))
    assert problem.code == "v2_payload"
    assert "elemento 2" in problem.message
    assert said in problem.message
    assert "nota_credito" in problem.hint


def test_a_body_may_say_its_type() -> None:
    body = changed(CREDIT, "customization_id", ...) | {"tipo": "nota débito"}
    (document,) = read_bodies(body).lote.documents
    assert document.type is DocumentType.DEBIT_NOTE


def test_a_key_of_another_type_is_told() -> None:
    assert ("API-01", "bill_number no es de factura: no se puede enviar") in findings_of(
        BODY | {"tipo": "factura", "bill_number": "SETP1"}
    )


@pytest.mark.parametrize("customization", ["22", "30", 20])
def test_a_customization_that_says_otherwise_is_told(customization: Any) -> None:
    found = findings_of(CREDIT | {"tipo": "nota_credito", "customization_id": customization})
    assert any(message.startswith("customization_id no es el de una nota crédito") for _, message in found) is (
        customization != 20
    )


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (json.dumps([BODY, {"referencia": "F1", "nit": "1"}]), "mixed_json", "elemento 2 es una fila"),
        (json.dumps([{"referencia": "F1", "nit": "1"}, BODY]), "mixed_json", "elemento 1 es una fila"),
        (json.dumps([BODY | {"items": "x"}]), "v2_payload", "`items` no es una lista"),
        (json.dumps([BODY | {"items": []}]), "v2_payload", "`items` no es una lista"),
        (json.dumps([BODY | {"items": {}}]), "v2_payload", "`items` no es una lista"),
        (json.dumps([BODY | {"items": None}]), "v2_payload", "`items` no es una lista"),
        (json.dumps([changed(BODY, "items", ...)]), "v2_payload", "`items` no es una lista"),
        (json.dumps([BODY | {"items": [ITEM, 3]}]), "v2_payload", "`items[1]` no es un objeto"),
        (json.dumps([BODY | {"items": [[ITEM]]}]), "v2_payload", "`items[0]` no es un objeto"),
        (json.dumps([BODY | {"reference_code": " "}]), "v2_payload", "`reference_code` falta"),
        (json.dumps([BODY | {"reference_code": {"a": 1}}]), "v2_payload", "`reference_code` falta"),
        (json.dumps([changed(BODY, "reference_code", ...)]), "v2_payload", "`reference_code` falta"),
        (json.dumps([BODY]).replace('"price": "10000.00"', '"price": 1, "price": 2'), "bad_json", "«price»"),
        (json.dumps([BODY]).replace('"price": "10000.00"', '"price": 1e999999999'), "bad_json", "no es una cantidad"),
        (json.dumps([BODY]).replace('"price": "10000.00"', '"price": NaN'), "bad_json", "no es JSON correcto"),
        (json.dumps([BODY | {"observation": "caf\ud800"}]), "bad_json", "medio carácter"),
        (f'[{{"items": {"[" * 900}{"]" * 900}, "x": "\\ud83d\\ude00"}}]', "v2_payload", "no es un objeto"),
        (f'[{{"items": {"[" * 100_000}', "bad_json", "no es JSON correcto"),
    ],
    ids=range(18),
)
def test_what_is_no_list_of_bodies_is_refused(content: str, code: str, said: str) -> None:
    problem = refused(content)
    assert problem.code == code
    assert said in problem.message


def test_a_long_list_of_troubles_says_how_many_it_does_not_show() -> None:
    found = findings_of(BODY | {f"k{number}": 1 for number in range(5000)})
    assert len(found) == 51
    assert found[-1][1] == "hay otros 4950 datos del cuerpo que no se pueden leer"


def test_a_body_of_more_lines_than_fit_is_told() -> None:
    assert "LIN-10" in {code for code, _ in findings_of(BODY | {"items": [ITEM] * 1001})}


@pytest.mark.parametrize(
    "path", ["observation", "items.1.name", "customer.address", "payment_details.0.reference_code"]
)
def test_a_text_that_is_sent_otherwise_is_told(path: str) -> None:
    body = changed(BODY, path, "Calle  1\n# 2")
    (told,) = read_bodies(body).findings
    assert told.code == "API-04"
    assert "se envía «Calle 1 # 2»" in told.message
    assert ("(items[1])" in told.message) is path.startswith("items")


def test_days_are_those_of_the_body() -> None:
    body = changed(changed(BODY, "payment_details.0.payment_form", 2), "payment_details.0.due_date", "2026-12-05")
    (document,) = read_bodies(body).lote.documents
    due = document.payments[0].due_date
    assert due is not None
    assert (due - TODAY).days == 11
