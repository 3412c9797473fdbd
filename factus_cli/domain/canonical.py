"""A document as plain JSON, its hash, and the fields in which two of them differ.

What is hashed is what the customer and the DIAN would see: not the range, not the e-mail choice, not where the
rows stand, not the sheet's own expected totals, not the issue date (Factus dates a document the day it is sent), not what
is never sent: a DV where there is no NIT, a Colombian municipality abroad.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from factus_cli.domain.documents import Document, Line, Party, Totals

Json = dict[str, Any]
NIT, COLOMBIA = "31", "CO"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: its path (`lines.2.price`), what it was and what it is, as text (None: absent)."""

    path: str
    before: str | None
    after: str | None


def canonical(document: Document) -> Json:
    """The document as JSON values: amounts and rates as two-decimal text, dates as ISO 8601, no empty keys."""
    return _filled(
        {
            "reference": document.reference,
            "type": document.type.value,
            "customer": _party(document.customer),
            "lines": [_line(line) for line in document.lines],
            "payments": [
                _filled(
                    {
                        "form": payment.form,
                        "method": payment.method,
                        "amount": money.text(payment.amount),
                        "due_date": _day(payment.due_date) if payment.credit_days is None else None,
                        "credit_days": payment.credit_days,
                        "reference": payment.reference,
                    }
                )
                for payment in document.payments
            ],
            "total": money.text(document.totals.total),
            "observation": document.observation,
            "order": document.order
            and _filled({"reference": document.order.reference, "issued": _day(document.order.issued)}),
            "period": document.period and {"start": _day(document.period.start), "end": _day(document.period.end)},
            "currency": document.currency
            and {"code": document.currency.code, "rate": money.text(document.currency.rate)},
            "prepayments": [
                {
                    "amount": money.text(paid.amount),
                    "received": _day(paid.received),
                    "reference": paid.reference,
                }
                for paid in document.prepayments
            ],
            "charges": [
                {"code": charge.code, "amount": money.text(charge.amount), "reason": charge.reason}
                for charge in document.charges
            ],
            "cash_rounding": _amount(document.cash_rounding),
            "correction": document.correction
            and _filled({"number": document.correction.number, "concept": document.correction.concept}),
        }
    )


def payload_hash(document: Document) -> str:
    """SHA-256 (hex) of the canonical document: equal for equal content, whatever the file looked like."""
    return hash_of(canonical(document))


def hash_of(plain: Json) -> str:
    """SHA-256 (hex) of a canonical document already made."""
    written = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def differences(before: Json, after: Json) -> tuple[Change, ...]:
    """The leaves in which two canonical documents differ, in order of path."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = [*old, *(path for path in new if path not in old)]
    return tuple(Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def totals_json(totals: Totals) -> Json:
    """Totals as every command's JSON prints them."""
    return {
        "gross": money.text(totals.gross),
        "discount": money.text(totals.discount),
        "taxable": money.text(totals.taxable),
        "tax": money.text(totals.tax),
        "surcharge": money.text(totals.surcharge),
        "total": money.text(totals.total),
        "taxes": [
            {
                "code": part.code,
                "rate": money.text(part.rate),
                "base": money.text(part.base),
                "amount": money.text(part.amount),
            }
            for part in totals.taxes
        ],
    }


def _party(party: Party) -> Json:
    return _filled(
        {
            "identification_type": party.identification_type,
            "identification": party.identification,
            "dv": party.dv if party.identification_type == NIT else None,
            "name": party.name,
            "person": party.person,
            "trade_name": party.trade_name,
            "email": party.email,
            "phone": party.phone,
            "address": party.address,
            "municipality": party.municipality if party.country in (None, COLOMBIA) else None,
            "country": party.country,
            "tribute": party.tribute,
            "responsibilities": list(party.responsibilities),
        }
    )


def _line(line: Line) -> Json:
    return _filled(
        {
            "code": line.code,
            "name": line.name,
            "quantity": money.text(line.quantity),
            "price": money.text(line.price),
            "discount_rate": _amount(line.discount_rate),
            "discount_amount": _amount(line.discount_amount),
            "unit": line.unit,
            "standard": line.standard,
            "taxes": [
                {"code": tax.code, "excluded": True}
                if tax.excluded
                else {"code": tax.code, "rate": money.text(tax.rate)}
                for tax in line.taxes
            ],
            "withholdings": [{"code": held.code, "rate": money.text(held.rate)} for held in line.withholdings],
            "note": line.note,
        }
    )


def _amount(amount: Decimal | None) -> str | None:
    return None if not amount else money.text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _filled(plain: Json) -> Json:
    return {key: value for key, value in plain.items() if value is not None and value not in ("", [])}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:  # JSON is walked as it is
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{path}.{index}")
    else:
        yield path, str(value)
