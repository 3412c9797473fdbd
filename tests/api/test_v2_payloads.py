"""Documents as Factus v2 wants them, key by key against its documented requests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.api import v2
from factus_cli.domain import totals
from factus_cli.domain.documents import (
    CASH,
    CREDIT,
    INC,
    IVA,
    RETEIVA,
    RETERENTA,
    Charge,
    Correction,
    Currency,
    Document,
    DocumentType,
    Line,
    Order,
    Origin,
    Party,
    Payment,
    Period,
    Prepayment,
    Tax,
    Withholding,
)
from factus_cli.domain.outcomes import Validated
from factus_cli.sending.ports import Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.api.client import FactusClient

GOLDEN = Path(__file__).parents[1] / "golden" / "payloads"
D = Decimal

COMPANY = Party(
    "31",
    "900123456",
    "Empresa Prueba SAS",
    "1",
    dv="8",
    trade_name="Empresa Prueba",
    email="compras@example.com",
    phone="6010000000",
    address="Calle 1 # 1-1",
    municipality="11001",
    country="CO",
    tribute="01",
    responsibilities=("R-99-PN",),
)
PERSON = Party("13", "1000000009", "Cliente Prueba", "2", email="cliente@example.com")
FINAL_CONSUMER = Party("13", "222222222222", "Consumidor Final", "2")
PROVIDER = Party(
    "31", "2343543", "Proveedor Prueba", "2", dv="7", address="Calle 4", country="CO", municipality="68679"
)
IVA19, INC8 = (Tax(IVA, D(19)),), (Tax(INC, D(8)),)
A = Line(2, "PROD-A", "Producto A", D(1), D(10000), IVA19)
B = Line(3, "PROD-B", "Producto B", D(3), D(20000), IVA19)
STANDARD = (A, B)


def paid_with(amount: str, method: str = "42", reference: str | None = "pago-001") -> Payment:
    return Payment(CASH, method, D(amount), reference=reference)


def to_send(client: FactusClient, one: Document, range_id: int) -> tuple[Sent, bytes]:
    sent = Sent(one.type, one.reference, one.totals.total, one.customer.identification)
    return sent, client.spell(one, range_id=range_id, send_email=False)


def issue(world: Any, *documents: tuple[Document, int]) -> list[Any]:
    async def work(client: FactusClient) -> list[Any]:
        return [await client.issue(*to_send(client, one, range_id)) for one, range_id in documents]

    exchanges: list[Any] = world.run(work)
    return exchanges


def document(reference: str, customer: Party, lines: tuple[Line, ...], *payments: Payment, **more: Any) -> Document:
    return Document(
        **{
            "reference": reference,
            "type": DocumentType.INVOICE,
            "customer": customer,
            "lines": lines,
            "payments": payments,
            "totals": totals.of_document(lines, more.get("charges", ())),
            "origin": Origin("lote.csv", None, (2,)),
            "observation": "Ejemplo",
            **more,
        }
    )


STANDARD_CASH = document("LOTE1-FV-0001", COMPANY, STANDARD, paid_with("83300"))
INVOICES = {
    "standard_cash": STANDARD_CASH,
    "credit": document(
        "LOTE1-FV-0002", COMPANY, STANDARD, Payment(CREDIT, "47", D(83300), due_date=date(2026, 12, 31))
    ),
    "final_consumer": document("LOTE1-FV-0003", FINAL_CONSUMER, STANDARD, paid_with("83300")),
    "excluded_tax": document(
        "LOTE1-FV-0004",
        PERSON,
        (Line(2, "SRV-1", "Servicio excluido", D(1), D(83300), (Tax(IVA, D(0), excluded=True),)),),
        paid_with("83300"),
    ),
    "discount_inc8": document(
        "LOTE1-FV-0005",
        COMPANY,
        (
            Line(2, "HAMB", "Hamburguesa", D(2), D("20370.37"), INC8, discount_rate=D(10)),
            Line(3, "LIMO", "Limonada", D(1), D("6018.52"), INC8, discount_rate=D(10)),
        ),
        paid_with("45450"),
    ),
    "cash_rounding_multi_payment": document(
        "LOTE1-FV-0006",
        PERSON,
        (
            Line(2, "11", "Agua", D(1), D("175925.93"), INC8),
            Line(3, "92", "Energizante", D(2), D("14814.81"), INC8),
            Line(4, "693", "Manzana", D(1), D("32407.41"), IVA19),
        ),
        paid_with("100000", "48", None),
        paid_with("160550", "10", None),
        cash_rounding=D("-14.81"),
    ),
    "self_withholding": document(
        "LOTE1-FV-0007",
        COMPANY,
        (replace(A, price=D(1000000), withholdings=(Withholding(RETEIVA, D(2)), Withholding(RETERENTA, D(4)))),),
        paid_with("1190000"),
    ),
    "tip": document(
        "LOTE1-FV-0008", COMPANY, STANDARD, paid_with("85300"), charges=(Charge("03", D(2000), "propina"),)
    ),
    "prepayment_order_period_currency": document(
        "LOTE1-FV-0009",
        COMPANY,
        STANDARD,
        paid_with("83300"),
        prepayments=(Prepayment(D(3300), date(2026, 8, 1), "1"),),
        order=Order("ORD-0130", date(2026, 7, 23)),
        period=Period(date(2026, 7, 1), date(2026, 7, 31)),
        currency=Currency("USD", D(4000)),
    ),
}
CREDIT_NOTES = {
    "full_annulment": document(
        "LOTE1-NC-0001",
        COMPANY,
        STANDARD,
        paid_with("83300"),
        type=DocumentType.CREDIT_NOTE,
        correction=Correction("SETP990000550", "2"),
        observation="Anula la factura",
    ),
    "without_reference": document(
        "LOTE1-NC-0002",
        COMPANY,
        STANDARD,
        paid_with("83300"),
        type=DocumentType.CREDIT_NOTE,
        correction=Correction(None, "2"),
        period=Period(date(2026, 7, 1), date(2026, 7, 31)),
        observation="Anula la factura",
    ),
}
PURCHASED = Line(2, "12345", "producto de prueba", D(2), D(50000), IVA19, withholdings=(Withholding("06", D("3.5")),))
SUPPORT_DOCUMENT = document(
    "LOTE1-DS-0001",
    PROVIDER,
    (replace(PURCHASED, discount_rate=D(20)),),
    paid_with("95200", reference="pago-002"),
    type=DocumentType.SUPPORT_DOCUMENT,
    observation=None,
)
ADJUSTMENT_NOTE = document(
    "LOTE1-NA-0001",
    PROVIDER,
    (PURCHASED,),
    paid_with("60000"),
    paid_with("59000", "10", "pago-002"),
    type=DocumentType.ADJUSTMENT_NOTE,
    correction=Correction("SEDS984000129", "2"),
    observation=None,
)

DIFFERENCES: dict[str, dict[str, Any]] = {
    # the documented tip is of a base nobody can derive (20,000 of 70,000); ours is the sum of the lines
    "invoice_tip": {"allowance_charges.0.base_amount": "70000.00"},
    # no column of a lote is an establishment or the note of a prepayment; both are optional
    "invoice_prepayment_order_period_currency": {"establishment": None, "prepayment_details.0.note": None},
    # the time of issue is Factus's own; an empty observation would count as sent
    "support_document": {"created_time": None, "observation": None},
    # the same, and the kind of person is told as in the support document
    "adjustment_note": {"created_time": None, "provider.legal_organization_code": "2"},
}


@pytest.mark.parametrize(
    ("golden", "spelled_document", "range_id"),
    [
        *((f"invoice_{name}", one, 389) for name, one in INVOICES.items()),
        *((f"credit_note_{name}", one, 1776) for name, one in CREDIT_NOTES.items()),
        ("support_document", SUPPORT_DOCUMENT, 148),
        ("adjustment_note", ADJUSTMENT_NOTE, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_is_spelled_as_documented(golden: str, spelled_document: Document, range_id: int | None) -> None:
    expected = json.loads((GOLDEN / f"{golden}.json").read_text(encoding="utf-8"))
    for path, value in DIFFERENCES.get(golden, {}).items():
        _put(expected, path, value)
    assert v2.payload(spelled_document, range_id, send_email=False) == expected


@pytest.mark.parametrize("name", INVOICES)
def test_the_simulator_takes_every_invoice_and_agrees_on_its_total(simulated: Callable[..., Any], name: str) -> None:
    world = simulated()
    (exchange,) = issue(world, (INVOICES[name], 389))
    assert isinstance(exchange.verdict, Validated)
    assert exchange.verdict.difference == 0


@pytest.mark.parametrize(
    ("original", "note", "range_id"),
    [
        (STANDARD_CASH, CREDIT_NOTES["full_annulment"], 1776),
        (STANDARD_CASH, CREDIT_NOTES["without_reference"], 1776),
        (STANDARD_CASH, replace(CREDIT_NOTES["full_annulment"], type=DocumentType.DEBIT_NOTE), 1777),
        (SUPPORT_DOCUMENT, ADJUSTMENT_NOTE, 149),
    ],
    ids=["credit note", "credit note of nothing", "debit note", "adjustment note"],
)
def test_the_simulator_takes_every_note_of_what_it_has(
    simulated: Callable[..., Any], original: Document, note: Document, range_id: int
) -> None:
    world = simulated(wrapped_notes=True)

    async def work(client: FactusClient) -> list[Any]:
        first = await client.issue(*to_send(client, original, 148 if original is SUPPORT_DOCUMENT else 389))
        assert note.correction is not None
        number = note.correction.number and first.verdict.number
        corrected = replace(note, correction=replace(note.correction, number=number))
        return [first, await client.issue(*to_send(client, corrected, range_id))]

    for exchange in world.run(work):
        assert isinstance(exchange.verdict, Validated)
        assert exchange.verdict.difference == 0


def test_a_debit_note_names_its_bill_and_its_kind() -> None:
    note = replace(STANDARD_CASH, type=DocumentType.DEBIT_NOTE, correction=Correction("SETP1", "3"))
    spelled = v2.payload(note, 1777, send_email=True)
    assert (spelled["customization_id"], spelled["bill_number"], spelled["correction_concept_code"]) == (
        "30",
        "SETP1",
        "3",
    )
    assert spelled["send_email"] is True
    assert "operation_type" not in spelled


def test_a_debit_note_about_no_bill_says_so() -> None:
    note = replace(STANDARD_CASH, type=DocumentType.DEBIT_NOTE, correction=Correction(None, "3"))
    spelled = v2.payload(note, 1777, send_email=False)
    assert spelled["customization_id"] == "32"
    assert "bill_number" not in spelled


def test_a_note_that_corrects_nothing_says_nothing_of_it() -> None:
    spelled = v2.payload(replace(STANDARD_CASH, type=DocumentType.CREDIT_NOTE), None, send_email=False)
    assert "correction_concept_code" not in spelled


@pytest.mark.parametrize("type_", [DocumentType.CREDIT_NOTE, DocumentType.ADJUSTMENT_NOTE])
def test_a_note_with_cash_rounding_carries_it(type_: DocumentType) -> None:
    note = replace(STANDARD_CASH, type=type_, correction=Correction("SETP1", "2"), cash_rounding=D("0.50"))
    assert v2.payload(note, 1, send_email=False)["cash_rounding_amount"] == "0.50"


@pytest.mark.parametrize("type_", [DocumentType.SUPPORT_DOCUMENT, DocumentType.ADJUSTMENT_NOTE])
def test_purchases_never_mention_e_mail(type_: DocumentType) -> None:
    assert "send_email" not in v2.payload(replace(SUPPORT_DOCUMENT, type=type_), None, send_email=True)


def test_an_unknown_range_is_left_out() -> None:
    assert "numbering_range_id" not in v2.payload(STANDARD_CASH, None, send_email=False)


def test_a_discount_in_money_goes_alone() -> None:
    line = replace(A, discount_amount=D(500))
    spelled = v2.payload(document("R", COMPANY, (line,), paid_with("1")), 1, send_email=False)["items"][0]
    assert spelled["discount_amount"] == "500.00"
    assert "discount_rate" not in spelled


def test_exempt_is_a_rate_of_zero() -> None:
    line = replace(A, taxes=(Tax(IVA, D(0)),))
    spelled = v2.payload(document("R", COMPANY, (line,), paid_with("1")), 1, send_email=False)
    assert spelled["items"][0]["taxes"] == [{"code": "01", "rate": "0.00"}]


def test_a_check_digit_goes_only_with_a_nit() -> None:
    person = replace(PERSON, dv="3")
    assert "dv" not in v2.payload(document("R", person, STANDARD, paid_with("1")), 1, send_email=False)["customer"]


def test_a_municipality_goes_only_with_colombian_addresses() -> None:
    abroad = replace(COMPANY, country="EC")
    spelled = v2.payload(document("R", abroad, STANDARD, paid_with("1")), 1, send_email=False)["customer"]
    assert "municipality_code" not in spelled


def test_a_juridical_provider_is_told_by_names() -> None:
    bought = replace(SUPPORT_DOCUMENT, customer=replace(COMPANY, name="Proveedor SAS"))
    provider = v2.payload(bought, 1, send_email=False)["provider"]
    assert provider["names"] == "Proveedor SAS"
    assert "responsibilities" not in provider


def test_an_amount_with_a_third_decimal_is_never_sent() -> None:
    line = replace(A, price=D("10.005"))
    with pytest.raises(ValueError, match="two decimals"):
        v2.payload(replace(STANDARD_CASH, lines=(line,)), 1, send_email=False)


def test_the_same_document_gives_the_same_bytes() -> None:
    first = v2.spell(STANDARD_CASH, range_id=389, send_email=False)
    assert first == v2.spell(STANDARD_CASH, range_id=389, send_email=False)
    assert first.startswith(b'{"reference_code":"LOTE1-FV-0001","document":"01"')


def test_text_goes_as_utf_8() -> None:
    named = replace(STANDARD_CASH, observation="Muñoz & Cía — «ñandú»")
    assert "Muñoz & Cía — «ñandú»".encode() in v2.spell(named, range_id=1, send_email=False)


@given(
    amounts=st.lists(st.decimals("0.01", "99999999.99", places=2), min_size=1, max_size=4),
    change=st.decimals("-0.01", "1.00", places=2),
)
def test_a_change_moves_only_the_last_payment(amounts: list[Decimal], change: Decimal) -> None:
    body = v2.spell(
        document("R", COMPANY, STANDARD, *(paid_with(str(one)) for one in amounts)), range_id=1, send_email=False
    )
    changed = v2.with_last_payment(body, change)
    assert v2.paid(changed) - v2.paid(body) == change
    before, after = json.loads(body), json.loads(changed)
    assert before["payment_details"][:-1] == after["payment_details"][:-1]
    before["payment_details"] = after["payment_details"] = []
    assert before == after


def _put(spelled: Any, path: str, value: Any) -> None:
    *way, last = path.split(".")
    for step in way:
        spelled = spelled[int(step)] if step.isdigit() else spelled[step]
    if value is None:
        del spelled[last]
    else:
        spelled[last] = value
