"""Each rule of the contract's request tables: change one thing in a good request, expect one refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]

INVOICES = (
    "invoice_standard_cash", "invoice_credit", "invoice_final_consumer", "invoice_excluded_tax", "invoice_discount_inc8",
    "invoice_cash_rounding_multi_payment", "invoice_self_withholding", "invoice_tip",
    "invoice_prepayment_order_period_currency",
)  # fmt: skip
HEALTH = {"provider_code": "1", "payment_method_code": "04", "coverage_code": "15", "contract_number": "C1"}
BENEFICIARY = {"identification_document_code": "CC", "identification_number": "1", "names": "Ana", "surnames": "Paz"}
RELATED = [{"code": "1", "issue_date": "2026-11-01", "number": "T1"}]


def refusals(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.text
    assert answer.json()["status"] == "Validation error"
    assert answer.json()["message"] == answer.json()["data"]["message"] == "Error de validación"
    found: dict[str, list[str]] = answer.json()["data"]["errors"]
    return found


@pytest.mark.parametrize("name", INVOICES)
def test_every_documented_invoice_is_taken(factus: Factus, body: Body, name: str) -> None:
    answer = factus.post(body(name))
    assert answer.status_code == 201, answer.text
    assert answer.json()["data"]["is_validated"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("reference_code", ""),
        ("reference_code", 7),
        ("reference_code", "  "),
        ("items.0.name", " "),
        ("items.0.unit_measure_code", "QQQ"),
        ("customer.country_code", "XX"),
        ("customer.municipality_code", "05999"),
        ("currency", {"type": "XYZ", "exchange_rate": "4000.00"}),
        ("created_time", "25:00:00"),
        ("created_time", "9:00"),
        ("observation", "x" * 251),
        ("send_email", "no"),
        ("document", "02"),
        ("operation_type", "09"),
        ("payment_details", []),
        ("payment_details", "contado"),
        ("payment_details.0", "contado"),
        ("payment_details.0.payment_form", "3"),
        ("payment_details.0.payment_form", True),
        ("payment_details.0.payment_method_code", "98"),
        ("payment_details.0.amount", "10.001"),
        ("payment_details.0.amount", "-1"),
        ("payment_details.0.amount", False),
        ("payment_details.0.due_date", "31/12/2026"),
        ("payment_details.0.due_date", "2026-02-30"),
        ("cash_rounding_amount", "500.01"),
        ("cash_rounding_amount", "-500.01"),
        ("customer", {}),
        ("customer", "Ana"),
        ("customer.identification_document_code", "99"),
        ("customer.identification", "900123456-8"),
        ("customer.identification", "9001234561234567"),
        ("customer.dv", "7"),
        ("customer.company", ""),
        ("customer.email", "sin-arroba"),
        ("customer.legal_organization_code", "3"),
        ("customer.tribute_code", "04"),
        ("customer.country_code", "COL"),
        ("customer.municipality_code", "5001"),
        ("customer.municipality_code", "99999999"),
        ("customer.municipality_code", "12345"),
        ("customer.responsibilities", "O-13"),
        ("customer.responsibilities.0", "O-48"),
        ("items", []),
        ("items.0", 3),
        ("items.0.code_reference", ""),
        ("items.0.name", ""),
        ("items.0.note", 1),
        ("items.0.quantity", "0"),
        ("items.0.quantity", "1.005"),
        ("items.0.quantity", "-2"),
        ("items.0.price", "diez"),
        ("items.0.price", "-0.01"),
        ("items.0.discount_rate", "100.01"),
        ("items.0.discount_amount", "1.00"),
        ("items.0.unit_measure_code", "unidad"),
        ("items.0.standard_code", "998"),
        ("items.0.taxes", []),
        ("items.0.taxes.0.code", "02"),
        ("items.0.taxes.0.rate", "101"),
        ("items.0.withholding_taxes", [{"code": "07", "rate": "1"}]),
        ("items.0.scheme_id", "2"),
        ("items.0.collection_concept_code", "OTRO"),
        ("items.0.additional_properties", [{"code": "09", "value": "1"}]),
        ("allowance_charges", [{"concept_type": "00", "is_surcharge": True, "reason": "x", "base_amount": "1", "amount": "1"}]),
        ("health", {"provider_code": "1"}),
        ("health", {**HEALTH, "coverage_code": "12"}),
        ("order_reference", {"issue_date": "2026-01-01"}),
        ("order_reference", {"reference_code": "1", "issue_date": "ayer"}),
        ("currency", {"type": "COP", "exchange_rate": "4000"}),
        ("currency", {"type": "dólar", "exchange_rate": "4000"}),
        ("currency", {"type": "USD", "exchange_rate": "0"}),
        ("establishment", {"name": "Sede"}),
        ("billing_period", {"start_date": "2026-07-01"}),
        ("billing_period", {"start_date": "2026-07-01", "end_date": "2026-07-01"}),
        ("prepayment_details", [{"reference_code": "1", "received_date": "2026-08-01"}]),
        ("prepayment_details", [{"reference_code": "1", "received_date": "2026-08-01", "amount": "1", "note": "x" * 5001}]),
        ("related_documents", [{"code": "1"}]),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value)[:40],
)  # fmt: skip
def test_a_wrong_field_is_refused_under_its_path(factus: Factus, body: Body, path: str, value: object) -> None:
    found = refusals(factus.post(body(**{path: value})))
    assert any(one.startswith(path) or path.startswith(one) for one in found), found
    assert all(text.startswith("El campo ") and text.endswith(".") for texts in found.values() for text in texts)
    assert factus.store.documents() == ()


@pytest.mark.parametrize(
    "path",
    [
        "reference_code",
        "payment_details",
        "payment_details.0.payment_form",
        "payment_details.0.payment_method_code",
        "payment_details.0.amount",
        "customer",
        "customer.identification_document_code",
        "customer.identification",
        "customer.legal_organization_code",
        "items",
        "items.0.code_reference",
        "items.0.name",
        "items.0.quantity",
        "items.0.price",
        "items.0.unit_measure_code",
        "items.0.standard_code",
        "items.0.taxes",
        "items.0.taxes.0.code",
        "items.0.taxes.0.rate",
    ],
)
def test_what_is_needed_is_asked_for_by_name(factus: Factus, body: Body, path: str) -> None:
    found = refusals(factus.post(body(**{path: None})))
    assert list(found) == [path]
    assert found[path][0].endswith("es obligatorio.")


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"payment_details.0.payment_form": "2"}, "payment_details.0.due_date"),
        ({"document": "03"}, "related_documents"),
        ({"operation_type": "11"}, "items.0.scheme_id"),
        ({"operation_type": "11", "items.0.scheme_id": "1"}, "items.0.mandate"),
        ({"operation_type": "11", "items.0.scheme_id": "1", "items.0.mandate": {"identification": "1"}},
         "items.0.mandate.identification_document_code"),
        ({"operation_type": "12"}, "items.0.additional_properties"),
        ({"items.0.additional_properties": [{"code": "03", "value": "1"}]}, "items.0.additional_properties.0.quantity"),
        ({"operation_type": "SS-CUFE"}, "health"),
        ({"operation_type": "SS-Recaudo"}, "beneficiary"),
        ({"operation_type": "SS-Recaudo"}, "items.0.collection_concept_code"),
        ({"operation_type": "SS-Recaudo", "beneficiary": {**BENEFICIARY, "identification_number": ""}},
         "beneficiary.identification_number"),
        ({"customer.legal_organization_code": "2"}, "customer.names"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)  # fmt: skip
def test_what_something_else_makes_necessary_is_asked_for(
    factus: Factus, body: Body, changes: dict[str, Any], missing: str
) -> None:
    assert missing in refusals(factus.post(body(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_details.0.payment_form": "2", "payment_details.0.due_date": "2026-12-24"},
        {"payment_details.0.payment_form": 1, "payment_details.0.amount": 83300},
        {"customer.dv": None},
        {"billing_period": {"start_date": "2026-07-01", "end_date": "2026-07-01", "end_time": "10:00:00"}},
        {"health": HEALTH, "operation_type": "SS-CUFE"},
        {"health": {**HEALTH, "coverage_code": "12", "policy_number": "P1"}},
        {"items.0.taxes": [{"is_excluded": True, "code": "01"}], "payment_details.0.amount": "81400.00"},
        {"items.0.discount_rate": None, "items.0.discount_amount": "1000.00", "payment_details.0.amount": "82110.00"},
        {"prepayment_details": [], "related_documents": RELATED},
        {"created_time": "08:30:00"},
        {"establishment": {"name": "Sede", "address": "Calle 1", "phone_number": "1", "email": "a@example.com",
                           "municipality_code": "05001"}},
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_the_contract_allows_is_taken(factus: Factus, body: Body, changes: dict[str, Any]) -> None:
    allowances = [{"concept_type": "03", "is_surcharge": False, "reason": "x", "base_amount": "0", "amount": "0"}]
    answer = factus.post(body(**{"allowance_charges": allowances, **changes}))
    assert answer.status_code == 201, answer.text


def test_the_special_operations_are_answered_with_their_names(factus: Factus, body: Body) -> None:
    mandate = body(
        reference_code="M",
        operation_type="11",
        **{
            "items.0.scheme_id": "1",
            "items.0.mandate": {"identification_document_code": "31", "identification": "900123456"},
            "items.1.scheme_id": 0,
        },
    )
    first, second = factus.post(mandate).json()["data"]["items"]
    assert first["mandate"]["dv"] == "8"
    assert (first["scheme_id"]["code"], second["scheme_id"]["code"], second["mandate"]) == ("1", "0", None)
    freight = [{"code": "03", "value": "1000", "quantity": "2", "unit_measure_code": "KGM"}]
    transport = {f"items.{n}.{name}": value for n in (0, 1) for name, value in
                 (("scheme_id", "0"), ("additional_properties", freight))}  # fmt: skip
    answer = factus.post(body(reference_code="T", operation_type="12", **transport))
    assert answer.json()["data"]["items"][0]["additional_properties"] == freight
    collected = {f"items.{n}.{name}": value for n in (0, 1) for name, value in
                 (("scheme_id", "0"), ("collection_concept_code", "COP"))}  # fmt: skip
    answer = factus.post(body(reference_code="S", operation_type="SS-Recaudo", beneficiary=BENEFICIARY, **collected))
    assert answer.json()["data"]["items"][0]["collection_concept"] == {"code": "COP", "name": "Copago"}
    assert answer.json()["data"]["beneficiary"] == BENEFICIARY


def test_only_iva_can_be_excluded(factus: Factus, body: Body) -> None:
    found = refusals(factus.post(body(**{"items.0.taxes": [{"is_excluded": True, "code": "04"}]})))
    assert found == {"items": ["El impuesto excluido solo puede ser aplicado al IVA"]}


def test_a_discount_is_no_more_than_the_item(factus: Factus, body: Body) -> None:
    found = refusals(factus.post(body(**{"items.0.discount_rate": None, "items.0.discount_amount": "10000.01"})))
    assert list(found) == ["items.0.discount_amount"]


def test_the_messages_are_those_that_were_seen(factus: Factus, body: Body) -> None:
    period = {"start_date": "2026-07-01", "end_date": "2026-06-01"}
    found = refusals(
        factus.post(
            body(
                billing_period=period,
                reference_code=None,
                **{"items.0.quantity": None, "payment_details.0.payment_method_code": "98"},
            )
        )
    )
    assert found == {
        "reference_code": ["El campo código de referencia es obligatorio."],
        "payment_details.0.payment_method_code": ["El campo payment method code es inválido."],
        "billing_period.end_date": ["El campo fecha de fin debe ser una fecha posterior a fecha de inicio."],
        "items.0.quantity": ["El campo items.0.quantity es obligatorio."],
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reference_code": None}, "El campo código de referencia es obligatorio."),
        ({"reference_code": None, "customer.dv": "1"}, "El campo código de referencia es obligatorio. (and 1 more error)"),
        ({"reference_code": None, "customer.dv": "1", "items.0.name": None},
         "El campo código de referencia es obligatorio. (and 2 more errors)"),
    ],
    ids=["one", "two", "three"],
)  # fmt: skip
def test_errors_may_come_flat_as_in_the_older_pages(
    open_factus: Callable[..., Factus], body: Body, changes: dict[str, Any], message: str
) -> None:
    answer = open_factus(flat_input_errors=True).post(body(**changes))
    assert (answer.status_code, answer.json()["message"]) == (422, message)
    assert set(answer.json()) == {"message", "errors"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_what_is_no_object_lacks_everything(factus: Factus, content: bytes) -> None:
    answer = factus.ask("POST", "/v2/bills/validate", content=content)
    assert set(refusals(answer)) == {"reference_code", "payment_details", "customer", "items"}
