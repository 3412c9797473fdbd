"""The parts of a document's body: parties, payments, items and taxes, codes with their names."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from factus_cli.simulator.parties import check_digit
from factus_cli.simulator.tables import (
    COLLECTIONS,
    COUNTRIES,
    IDENTITY_DOCUMENTS,
    ITEM_TAXES,
    ORGANIZATIONS,
    PARTY_TRIBUTES,
    PAYMENT_FORMS,
    PAYMENT_METHODS,
    SCHEMES,
    STANDARDS,
    UNITS,
    WITHHOLDINGS,
    municipality,
    named,
)
from factus_cli.simulator.totals import Amounts, LineAmounts, TaxAmount, decimal, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.simulator.bodies import Issued

UNKNOWN = "No informado"


def parties(issued: Issued) -> dict[str, Any]:
    """The customer or provider; a note without one shows its bill's."""
    sent = issued.payload.get(issued.family.party)
    if sent is None:
        assert issued.corrected is not None  # noqa: S101 - a note without customer names a bill, or didn't get here
        return dict(issued.corrected.data["customer"])
    return _provider(sent) if issued.family.party == "provider" else _customer(sent)


def payments(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "payment_form": named(payment["payment_form"], PAYMENT_FORMS),
            "payment_method": named(payment["payment_method_code"], PAYMENT_METHODS),
            "reference_code": payment.get("reference_code"),
            "amount": text(decimal(payment["amount"])),
            "due_date": _day(payment.get("due_date")),
        }
        for payment in payload["payment_details"]
    ]


def prepayments(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "reference_code": paid["reference_code"],
            "received_date": paid["received_date"],
            "amount": text(decimal(paid["amount"])),
            "note": paid.get("note"),
        }
        for paid in payload.get("prepayment_details") or ()
    ]


def allowances(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "concept_type": charge["concept_type"],
            "is_surcharge": charge["is_surcharge"],
            "reason": charge["reason"],
            "base_amount": text(decimal(charge["base_amount"])),
            "amount": text(decimal(charge["amount"])),
        }
        for charge in payload.get("allowance_charges") or ()
    ]


def items(payload: Mapping[str, Any], amounts: Amounts, *, with_taxes: bool) -> list[dict[str, Any]]:
    """The items with what they come to; those of support documents show no taxes and name each withholding's rate."""
    shown = []
    for item, line in zip(payload["items"], amounts.lines, strict=True):
        extra = _sale_item(item, line) if with_taxes else {"withholding_taxes": _withholdings_with_rates(line)}
        shown.append(_item(item, line) | extra)
    return shown


def taxes(amounts: Sequence[TaxAmount]) -> list[dict[str, Any]]:
    """Taxes by tribute, each with its rates."""
    by_code = groupby(
        sorted(amounts, key=lambda tax: (tax.code, tax.excluded)), key=lambda tax: (tax.code, tax.excluded)
    )
    return [
        {
            "tribute": named(code, ITEM_TAXES),
            "is_excluded": excluded,
            "rates": [] if excluded else [_rate(tax) for tax in group],
        }
        for (code, excluded), group in by_code
    ]


def withholdings(amounts: Sequence[TaxAmount]) -> list[dict[str, Any]]:
    return [
        {
            "tribute_code": code,
            "name": WITHHOLDINGS[code],
            "value": text(sum((tax.amount for tax in amounts if tax.code == code), decimal(0))),
        }
        for code in sorted({tax.code for tax in amounts})
    ]


def _customer(sent: Mapping[str, Any]) -> dict[str, Any]:
    name = sent.get("company") or sent.get("names") or ""
    return {
        **_party(sent, name),
        "company": sent.get("company"),
        "names": sent.get("names") or "",
        "address": sent.get("address") or UNKNOWN,
        "email": sent.get("email") or UNKNOWN,
        "phone": sent.get("phone") or UNKNOWN,
        "country": named(sent.get("country_code") or "CO", COUNTRIES),
    }


def _provider(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_party(sent, sent["names"]),
        "names": sent["names"],
        "address": sent["address"],
        "email": sent.get("email"),
        "phone": sent.get("phone"),
    }


def _party(sent: Mapping[str, Any], name: str) -> dict[str, Any]:
    kind, identification, place = (
        str(sent["identification_document_code"]),
        sent["identification"],
        sent.get("municipality_code"),
    )
    return {
        "identification_document": named(kind, IDENTITY_DOCUMENTS),
        "identification": identification,
        "dv": check_digit(identification) if kind == "31" else None,
        "graphic_representation_name": name,
        "trade_name": sent.get("trade_name"),
        "legal_organization": named(sent.get("legal_organization_code") or "2", ORGANIZATIONS),
        "tribute": named(sent.get("tribute_code") or "ZZ", PARTY_TRIBUTES),
        "municipality": municipality(place) if place else None,
    }


def _item(item: Mapping[str, Any], line: LineAmounts) -> dict[str, Any]:
    return {
        "code_reference": item["code_reference"],
        "name": item["name"],
        "quantity": text(decimal(item["quantity"])),
        "unit_measure": named(item["unit_measure_code"], UNITS),
        "standard_code": named(item["standard_code"], STANDARDS),
        "discount_rate": text(decimal(item.get("discount_rate") or 0)),
        "discount": text(line.discount),
        "gross_value": text(line.gross),
        "price": text(decimal(item["price"])),
        "total": text(line.base),
    }


def _sale_item(item: Mapping[str, Any], line: LineAmounts) -> dict[str, Any]:
    scheme, collection, mandate = item.get("scheme_id"), item.get("collection_concept_code"), item.get("mandate")
    return {
        "note": item.get("note"),
        "scheme_id": named(scheme, SCHEMES) if scheme is not None else None,
        "collection_concept": named(collection, COLLECTIONS) if collection else None,
        "mandate": _mandate(mandate) if mandate else None,
        "additional_properties": item.get("additional_properties") or [],
        "taxes": taxes(line.taxes),
        "withholding_taxes": withholdings(line.withholdings),
    }


def _mandate(sent: Mapping[str, Any]) -> dict[str, Any]:
    kind, document = str(sent["identification_document_code"]), sent["identification"]
    return {
        "identification_document": named(kind, IDENTITY_DOCUMENTS),
        "document": document,
        "dv": check_digit(document) if kind == "31" and document.isdecimal() else None,
    }


def _withholdings_with_rates(line: LineAmounts) -> list[dict[str, Any]]:
    return [
        {
            "tribute_code": tax.code,
            "name": WITHHOLDINGS[tax.code],
            "value": text(tax.amount),
            "rates": [{"code": tax.code, "name": WITHHOLDINGS[tax.code], "rate": text(tax.rate)}],
        }
        for tax in line.withholdings
    ]


def _rate(tax: TaxAmount) -> dict[str, str]:
    return {"taxable_amount": text(tax.base), "tax_amount": text(tax.amount), "rate": text(tax.rate)}


def _day(written: str | None) -> str | None:
    """`2026-12-31` as documents show it, `31-12-2026`."""
    return "-".join(reversed(written.split("-"))) if written else None
