"""How Factus v2 spells our documents: document -> payload -> bytes. Pure.

Source: contract, 7.1 to 7.7 and its examples. Prices go without tax and before discount, amounts as two-decimal
text, and an optional key is left out: an empty text would count as sent.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money, totals
from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from factus_cli.domain.documents import Correction, Document, Line, Party, Period, Tax

Payload = dict[str, Any]

NIT = "31"
JURIDICAL = "1"
COLOMBIA = "CO"
CUSTOMIZATIONS = {DocumentType.CREDIT_NOTE: ("20", "22"), DocumentType.DEBIT_NOTE: ("30", "32")}
"""`customization_id` of a note about an invoice, and of one about none (contract, 7.6)."""
ALWAYS_ROUNDED = (DocumentType.INVOICE, DocumentType.SUPPORT_DOCUMENT)
"""Families whose examples carry `cash_rounding_amount` even when it is zero."""


def spell(document: Document, *, range_id: int | None, send_email: bool) -> bytes:
    """The document as the body of a POST: the same bytes for the same arguments."""
    return encode(payload(document, range_id, send_email=send_email))


def payload(document: Document, range_id: int | None, *, send_email: bool) -> Payload:
    """The document as Factus's keys and values. Raises ValueError for an amount with more than two decimals."""
    spelled = {
        "reference_code": document.reference,
        **_heading(document),
        "numbering_range_id": range_id,
        "send_email": None if document.type.has_provider else send_email,
        "observation": document.observation,
        "payment_details": _payments(document),
        "cash_rounding_amount": _cash_rounding(document),
        **_party_of(document),
        "items": [_item(line) for line in document.lines],
    }
    if not document.type.has_provider:
        spelled |= _sale(document)
    if document.type is DocumentType.INVOICE:
        spelled |= _invoice(document)
    return _filled(spelled)


def encode(spelled: Payload) -> bytes:
    """JSON in UTF-8, keys in the order given, no spaces."""
    return json.dumps(spelled, ensure_ascii=False, separators=(",", ":")).encode()


def paid(body: bytes) -> Decimal:
    """What the payments of a body add up to, in COP."""
    return sum((Decimal(one["amount"]) for one in json.loads(body)["payment_details"]), money.ZERO)


def range_id(body: bytes) -> int | None:
    """The id of the numbering range that a body asks for."""
    found = json.loads(body).get("numbering_range_id")
    return found if isinstance(found, int) else None


def with_last_payment(body: bytes, change: Decimal) -> bytes:
    """The same body with `change` COP added to the amount of its last payment."""
    spelled = json.loads(body)
    last = spelled["payment_details"][-1]
    last["amount"] = money.text(Decimal(last["amount"]) + change)
    return encode(spelled)


def _heading(document: Document) -> Payload:
    """What says which kind of document this is, and what a note corrects."""
    if document.type is DocumentType.INVOICE:
        return {"document": "01", "operation_type": "10"}
    return {} if document.correction is None else _correction(document.type, document.correction)


def _correction(type_: DocumentType, correction: Correction) -> Payload:
    if type_ is DocumentType.ADJUSTMENT_NOTE:
        return {"support_document_number": correction.number, "correction_concept_code": correction.concept}
    about_one, about_none = CUSTOMIZATIONS[type_]
    return {
        "correction_concept_code": correction.concept,
        "customization_id": about_one if correction.number else about_none,
        "bill_number": correction.number,
    }


def _payments(document: Document) -> list[Payload]:
    return [
        _filled(
            {
                "payment_form": payment.form,
                "payment_method_code": payment.method,
                "reference_code": payment.reference,
                "amount": money.text(payment.amount),
                "due_date": payment.due_date and payment.due_date.isoformat(),
            }
        )
        for payment in document.payments
    ]


def _cash_rounding(document: Document) -> str | None:
    if document.cash_rounding or document.type in ALWAYS_ROUNDED:
        return money.text(document.cash_rounding or money.ZERO)
    return None


def _party_of(document: Document) -> Payload:
    party = document.customer
    return {"provider": _provider(party)} if document.type.has_provider else {"customer": _customer(party)}


def _customer(party: Party) -> Payload:
    name = "company" if party.person == JURIDICAL else "names"
    return _filled(
        {
            **_identity(party),
            name: party.name,
            **_contact(party),
            "responsibilities": list(party.responsibilities),
        }
    )


def _provider(party: Party) -> Payload:
    """A provider is told by `names`, juridical or not; it takes no responsibilities (contract, 7.7)."""
    return _filled({**_identity(party), "names": party.name, **_contact(party)})


def _identity(party: Party) -> Payload:
    return {
        "identification_document_code": party.identification_type,
        "identification": party.identification,
        "dv": party.dv if party.identification_type == NIT else None,
    }


def _contact(party: Party) -> Payload:
    is_here = party.country in (None, COLOMBIA)
    return {
        "trade_name": party.trade_name,
        "address": party.address,
        "email": party.email,
        "phone": party.phone,
        "legal_organization_code": party.person,
        "tribute_code": party.tribute,
        "country_code": party.country,
        "municipality_code": party.municipality if is_here else None,
    }


def _item(line: Line) -> Payload:
    return _filled(
        {
            "code_reference": line.code,
            "name": line.name,
            "quantity": money.text(line.quantity),
            **_discount(line),
            "price": money.text(line.price),
            "unit_measure_code": line.unit,
            "standard_code": line.standard,
            "note": line.note,
            "taxes": [_tax(tax) for tax in line.taxes],
            "withholding_taxes": [{"code": one.code, "rate": money.text(one.rate)} for one in line.withholdings],
        }
    )


def _discount(line: Line) -> Payload:
    if line.discount_amount is not None:
        return {"discount_amount": money.text(line.discount_amount)}
    return {"discount_rate": money.text(line.discount_rate or money.ZERO)}


def _tax(tax: Tax) -> Payload:
    """Excluded goes alone, without code or rate; exempt is a rate of zero (contract, 7.3)."""
    return {"is_excluded": True} if tax.excluded else {"code": tax.code, "rate": money.text(tax.rate)}


def _sale(document: Document) -> Payload:
    """What invoices and their notes take, and purchases don't."""
    currency = document.currency
    return {
        "billing_period": document.period and _period(document.period, timed=document.type.is_note),
        "allowance_charges": _charges(document),
        "currency": currency and {"type": currency.code, "exchange_rate": money.text(currency.rate)},
    }


def _period(period: Period, *, timed: bool) -> Payload:
    """Whole days; the examples of notes say so with hours."""
    return _filled(
        {
            "start_date": period.start.isoformat(),
            "start_time": "00:00:00" if timed else None,
            "end_date": period.end.isoformat(),
            "end_time": "23:59:59" if timed else None,
        }
    )


def _charges(document: Document) -> list[Payload]:
    """Surcharges, over the sum of the lines before taxes."""
    base = sum((totals.of_line(line).base for line in document.lines), money.ZERO) if document.charges else money.ZERO
    return [
        {
            "concept_type": charge.code,
            "is_surcharge": True,
            "reason": charge.reason,
            "base_amount": money.text(base),
            "amount": money.text(charge.amount),
        }
        for charge in document.charges
    ]


def _invoice(document: Document) -> Payload:
    order = document.order
    return {
        "prepayment_details": [
            {
                "reference_code": paid_before.reference,
                "received_date": paid_before.received.isoformat(),
                "amount": money.text(paid_before.amount),
            }
            for paid_before in document.prepayments
        ],
        "order_reference": order
        and _filled({"reference_code": order.reference, "issue_date": order.issued and order.issued.isoformat()}),
    }


def _filled(spelled: Payload) -> Payload:
    return {key: value for key, value in spelled.items() if value is not None and value not in ("", [])}
