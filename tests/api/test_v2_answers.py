"""What Factus holds and which ranges it has, read from its bodies in every shape they come in."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factus_cli.api.bodies import parse
from factus_cli.api.v2_answers import held, last_page, range_of, row, rows, subscriptions
from factus_cli.api.v2_families import FAMILIES, segment
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import Message
from factus_cli.sending.ports import NumberingRange

BODIES = Path(__file__).parent / "bodies"
CODE = "0123456789abcdef" * 6
DIAN = "https://catalogo-vpfe-hab.dian.gov.co/document/searchqr?documentkey="


def body(name: str) -> dict[str, Any]:
    parsed = parse((BODIES / f"{name}.json").read_bytes())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("name", "type_", "number", "total", "party"),
    [
        ("v2_bill_response_201_validated", DocumentType.INVOICE, "SETP990000550", "83300.00", "900123456"),
        ("v2_credit_note_response_201", DocumentType.CREDIT_NOTE, "CRTE869", "83300.00", "900123456"),
        ("v2_support_document_response_201", DocumentType.SUPPORT_DOCUMENT, "SEDS984000129", "100000.00", "2343543"),
        ("v2_adjustment_note_response_201", DocumentType.ADJUSTMENT_NOTE, "NA1", "100000.00", "2343543"),
    ],
    ids=["invoice", "credit note", "support document", "adjustment note"],
)
def test_a_created_document_is_read_whole(name: str, type_: DocumentType, number: str, total: str, party: str) -> None:
    found = held(body(name), type_, "raw")
    assert found is not None
    assert (found.number, found.total, found.customer) == (number, Decimal(total), party)
    assert (found.is_validated, found.cufe, found.raw) == (True, CODE, "raw")
    assert found.qr == DIAN + CODE
    assert found.url is not None
    assert found.url.startswith("https://app-sandbox.factus.com.co/")
    assert {message.severity for message in found.messages} == {"notification"}


@pytest.mark.parametrize(("type_", "family"), FAMILIES.items(), ids=lambda value: str(value)[:20])
def test_a_document_nested_under_its_own_key_reads_the_same(type_: DocumentType, family: Any) -> None:
    flat = body("v2_bill_response_201_validated")
    flat["data"][family.code] = CODE
    nested = {**flat, "data": {family.wrapper: flat["data"]}}
    assert held(nested, type_) == held(flat, type_)


def test_a_document_with_its_customer_beside_it_reads_the_same() -> None:
    flat = body("v2_bill_response_201_validated")
    data = dict(flat["data"])
    apart = {key: data.pop(key) for key in ("customer", "totals")}
    assert held({"data": {"bill": data, **apart}}, DocumentType.INVOICE) == held(flat, DocumentType.INVOICE)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": None},
        {"data": []},
        {"data": {}},
        {"data": {"bill": None}},
        {"data": {"bill": {"number": "SETP1"}}},
        {"message": "ok", "data": {"message": "ok"}},
    ],
    ids=str,
)
def test_an_answer_without_a_state_shows_no_document(answer: dict[str, Any]) -> None:
    assert held(answer, DocumentType.INVOICE) is None


@pytest.mark.parametrize(("flag", "is_validated"), [(True, True), (1, True), ("1", True), (False, False), (0, False)])
def test_flags_come_as_booleans_or_numbers(flag: object, is_validated: bool) -> None:
    found = held({"data": {"is_validated": flag}}, DocumentType.INVOICE)
    assert found is not None
    assert found.is_validated is is_validated


@pytest.mark.parametrize(
    ("written", "total"),
    [
        ("83300.00", "83300.00"),
        ("83,300.00", "83300.00"),
        (83300, "83300"),
        (Decimal("83300.5"), "83300.5"),
        (None, None),
        (True, None),
        ("mucho", None),
        ("NaN", None),
    ],
    ids=str,
)
def test_totals_come_as_text_or_numbers(written: object, total: str | None) -> None:
    found = held({"data": {"is_validated": True, "totals": {"total": written}}}, DocumentType.INVOICE)
    assert found is not None
    assert found.total == (None if total is None else Decimal(total))


def test_what_is_missing_is_none() -> None:
    found = held(
        {"data": {"is_validated": False, "number": " ", "reference_code": None, "customer": "?", "links": None}},
        DocumentType.INVOICE,
    )
    assert found is not None
    assert (found.number, found.reference, found.customer, found.cufe, found.qr) == (None, None, None, None, None)


def test_a_total_is_exact_however_it_is_written() -> None:
    parsed = parse(b'{"data": {"is_validated": true, "totals": {"total": 0.1}}}')
    found = held(parsed or {}, DocumentType.INVOICE)
    assert found is not None
    assert found.total == Decimal("0.1")


def test_a_row_of_a_list_has_total_customer_and_reasons() -> None:
    page = rows(body("v2_bill_list_response_200")) or []
    good, stuck = (row(one, DocumentType.INVOICE, "page") for one in page)
    assert (good.reference, good.total, good.customer) == ("LOTE1-FV-0001", Decimal("83300.00"), "900123456")
    assert (good.is_validated, good.cufe, good.raw) == (True, None, "page")
    assert stuck.messages == (Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."),)


def test_a_list_says_where_it_ends() -> None:
    assert last_page(body("v2_bill_list_response_200")) == 5
    assert last_page(body("v2_bill_list_response_200_empty")) == 1
    assert last_page({"data": {"data": []}}) is None
    assert last_page({"data": {"pagination": {"last_page": True}}}) is None
    assert last_page({}) is None


@pytest.mark.parametrize(
    ("answer", "count"),
    [({"data": {"data": [{}, {}]}}, 2), ({"data": [{}]}, 1), ({"data": {"data": ["?"]}}, 0)],
    ids=["paginated", "bare", "rows that are none"],
)
def test_rows_are_found_with_and_without_pages(answer: dict[str, Any], count: int) -> None:
    assert len(rows(answer) or []) == count


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": {"data": None}}], ids=str)
def test_what_is_no_list_has_no_rows(answer: dict[str, Any]) -> None:
    assert rows(answer) is None


def test_ranges_are_read_as_the_list_gives_them() -> None:
    found = [range_of(one) for one in rows(body("v2_numbering_ranges_list_response_200")) or []]
    assert found[0] == NumberingRange(
        id=389,
        type=DocumentType.INVOICE,
        prefix="SETP",
        first=990000000,
        last=995000000,
        current=990019105,
        start=date(2019, 1, 19),
        end=date(2030, 1, 19),
        resolution="18760000001",
    )
    notes, support = found[1], found[2]
    assert notes is not None
    assert support is not None
    assert (notes.type, notes.first, notes.last, notes.resolution) == (DocumentType.CREDIT_NOTE, None, None, None)
    assert (support.type, support.is_active, support.is_expired) == (DocumentType.SUPPORT_DOCUMENT, True, True)


@pytest.mark.parametrize(
    ("told", "type_"),
    [
        ({"document": "Factura de Venta"}, DocumentType.INVOICE),
        ({"document": "FACTURA DE VENTA"}, DocumentType.INVOICE),
        ({"document": "21"}, DocumentType.INVOICE),
        ({"document": 21}, DocumentType.INVOICE),
        ({"document": "22", "document_name": "Nota Crédito"}, DocumentType.CREDIT_NOTE),
        ({"document": "Nota Credito"}, DocumentType.CREDIT_NOTE),
        ({"document": "Nota Débito"}, DocumentType.DEBIT_NOTE),
        ({"document": "Documento Soporte"}, DocumentType.SUPPORT_DOCUMENT),
        ({"document": "Nota de Ajuste Documento Soporte"}, DocumentType.ADJUSTMENT_NOTE),
        ({"document": None, "document_name": "Nota Débito"}, DocumentType.DEBIT_NOTE),
        ({"document": {"code": "24", "name": "Documento Soporte"}}, DocumentType.SUPPORT_DOCUMENT),
        ({"document": "Factura de talonario y de papel"}, None),
        ({"document": "30"}, None),
        ({"document": "Otra cosa"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_type_of_a_range_comes_as_code_or_name(told: dict[str, Any], type_: DocumentType | None) -> None:
    found = range_of({"id": 1, "prefix": "X", **told})
    assert found is not None
    assert found.type is type_


@pytest.mark.parametrize("written", ["2030-01-19", "19-01-2030", "2030-01-19T08:00:38Z", "19-01-2030 08:00:00 AM"])
def test_dates_come_in_two_orders(written: str) -> None:
    found = range_of({"id": 1, "end_date": written})
    assert found is not None
    assert found.end == date(2030, 1, 19)


@pytest.mark.parametrize(
    ("flags", "is_active", "is_expired"),
    [
        ({"is_active": 1, "is_expired": 0}, True, False),
        ({"is_active": 0, "is_expired": 1}, False, True),
        ({"is_active": True, "is_expired": False}, True, False),
        ({}, True, False),
        ({"is_active": True, "deleted_at": "2026-08-01T11:26:26Z"}, False, False),
    ],
    ids=str,
)
def test_a_range_says_whether_it_may_be_used(flags: dict[str, Any], is_active: bool, is_expired: bool) -> None:
    found = range_of({"id": 1, **flags})
    assert found is not None
    assert (found.is_active, found.is_expired) == (is_active, is_expired)


@pytest.mark.parametrize("number", [None, "", "?", True])
def test_a_row_without_id_is_no_range(number: object) -> None:
    assert range_of({"id": number}) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("FV-1.2_3", "FV-1.2_3"), ("a/b:c d", "a%2Fb%3Ac%20d"), ("ñ", "%C3%B1"), ("..", "%2E%2E"), (".", "%2E")],
)
def test_a_reference_is_one_segment_of_a_path(text: str, written: str) -> None:
    assert segment(text) == written


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (DocumentType.INVOICE, "/v2/bills/destroy/reference/R"),
        (DocumentType.CREDIT_NOTE, "/v2/credit-notes/reference/R"),
        (DocumentType.DEBIT_NOTE, "/v2/debit-notes/reference/R"),
        (DocumentType.SUPPORT_DOCUMENT, "/v2/support-documents/reference/R"),
        (DocumentType.ADJUSTMENT_NOTE, "/v2/adjustment-notes/reference/R"),
    ],
)
def test_bills_are_deleted_elsewhere_than_the_others(type_: DocumentType, path: str) -> None:
    assert FAMILIES[type_].delete("R") == path


def test_what_is_no_json_object_is_none() -> None:
    cut = json.dumps(body("error_500_message_seen_in_code"))[:40]
    assert [parse(one) for one in (b"", b"<html>", cut, b"[1]", b"\xff\xfe", "[" * 100_000)] == [None] * 6


PLAN = {"supported_document_types": ["Factura de Venta", "Nota Crédito"], "is_active": True, "has_expired": False}


@pytest.mark.parametrize(
    ("told", "left", "is_active"),
    [
        ({"documents_available": "Ilimitado", "has_unlimited_quota": True}, None, True),
        ({"documents_available": 0, "has_unlimited_quota": True}, None, True),
        ({"documents_available": 12, "has_unlimited_quota": False}, 12, True),
        ({"documents_available": "12"}, 12, True),
        ({"documents_available": None}, None, True),
        ({"documents_available": 5, "has_expired": True}, 5, False),
        ({"documents_available": 5, "is_active": False}, 5, False),
    ],
    ids=str,
)
def test_a_plan_says_what_is_left_of_it(told: dict[str, Any], left: int | None, is_active: bool) -> None:
    found = subscriptions({"data": [{**PLAN, **told}]})
    assert found is not None
    assert (found[0].left, found[0].is_active) == (left, is_active)
    assert found[0].types == {DocumentType.INVOICE, DocumentType.CREDIT_NOTE}


def test_the_documented_plans_are_one_of_ours_and_one_of_payroll() -> None:
    written = Path(__file__).parents[1] / "simulator" / "contract" / "subscriptions_response_200.json"
    found = subscriptions(json.loads(written.read_text(encoding="utf-8")))
    assert found is not None
    assert [(plan.left, len(plan.types)) for plan in found] == [(None, 5)]


@pytest.mark.parametrize(
    "answer",
    [{}, {"data": {"plan": "?"}}, {"data": [{"name": "?"}]}, {"data": [{"supported_document_types": "Factura"}]}],
    ids=str,
)
def test_plans_of_a_shape_that_nobody_has_seen_say_nothing(answer: dict[str, Any]) -> None:
    assert subscriptions(answer) is None


@pytest.mark.parametrize(
    ("party", "name"),
    [
        ({"company": "Uno SAS", "names": ""}, "Uno SAS"),
        ({"company": None, "names": "Ana"}, "Ana"),
        ({"trade_name": "La Esquina"}, "La Esquina"),
        ({}, None),
    ],
    ids=str,
)
def test_whose_document_it_is_has_a_name(party: dict[str, Any], name: str | None) -> None:
    assert row({"is_validated": False, "customer": party}, DocumentType.INVOICE).customer_name == name
