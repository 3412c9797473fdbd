"""The `data` of an answer that carries a document, as create and show give it (contract, 7.5 to 7.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factus_cli.simulator.body_parts import allowances, items, parties, payments, prepayments, taxes, withholdings
from factus_cli.simulator.clock import stamp
from factus_cli.simulator.tables import BILL_DOCUMENTS, CONCEPTS, CUSTOMIZATIONS, OPERATIONS, municipality, named
from factus_cli.simulator.totals import Amounts, text
from factus_cli.simulator.unique_code import qr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from factus_cli.simulator.account import Company, NumberingRange
    from factus_cli.simulator.documents_table import StoredDocument
    from factus_cli.simulator.families import Family


@dataclass(frozen=True, slots=True)
class Issued:
    """A document with its number, ready to be written down. `corrected` is the one a note is about."""

    family: Family
    payload: Mapping[str, Any]
    amounts: Amounts
    number: str
    code: str
    created_at: datetime
    company: Company
    numbering_range: NumberingRange
    corrected: StoredDocument | None = None


def data_of(issued: Issued) -> dict[str, Any]:
    """Everything but the state, which changes later."""
    if issued.family.path == "bills":
        return _common(issued) | _sale(issued) | _bill(issued)
    if issued.family.party == "customer":
        return _common(issued) | _sale(issued) | _sale_note(issued)
    return _common(issued) | _purchase(issued)


def with_state(document: StoredDocument) -> dict[str, Any]:
    """The `data` of a stored document as it is now."""
    return {
        **document.data,
        "is_validated": document.is_validated,
        "validated_at": stamp(document.validated_at) if document.validated_at else None,
        "errors": document.errors,
    }


def list_row(document: StoredDocument, party: str) -> dict[str, Any]:
    """A row of a list: no unique code, no links, and no reference where whoever made it gave none."""
    shown = {key: value for key, value in document.data[party].items() if key not in _NOT_IN_LISTS}
    return {
        "api_client_name": "otro-cliente" if document.is_foreign else "cliente-api",
        "number": document.number,
        "reference_code": document.data.get("reference_code", document.reference),
        party: shown,
        "total": document.total,
        "errors": document.errors,
        "send_email": bool(document.payload.get("send_email", True)),
        "has_claim": False,
        "is_negotiable_instrument": False,
        "is_validated": document.is_validated,
        "validated_at": stamp(document.validated_at) if document.validated_at else None,
        "created_at": stamp(document.created_at),
    }


_NOT_IN_LISTS = ("graphic_representation_name", "tribute", "country")


def _common(issued: Issued) -> dict[str, Any]:
    public = "documents/bills" if issued.family.path == "bills" else "documents"
    return {
        "reference_code": issued.payload["reference_code"],
        "number": issued.number,
        "observation": issued.payload.get("observation"),
        "created_at": stamp(issued.created_at),
        issued.family.unique_code: issued.code,
        "payment_details": payments(issued.payload),
        "company": _company(issued.company, issued.payload.get("establishment")),
        issued.family.party: parties(issued),
        "links": {
            "qr": qr(issued.code),
            "public_url": f"https://app-sandbox.factus.com.co/{public}/{issued.code[:32]}",
        },
    }


def _sale(issued: Issued) -> dict[str, Any]:
    """What bills and their notes share."""
    amounts = issued.amounts
    return {
        "billing_period": _period(issued.payload.get("billing_period")),
        "numbering_range": _range(issued.numbering_range),
        "items": items(issued.payload, amounts, with_taxes=True),
        "allowance_charges": allowances(issued.payload),
        "taxes": taxes(amounts.taxes),
        "withholding_taxes": withholdings(amounts.withholdings),
        "totals": {
            "prepayment_amount": text(amounts.prepaid),
            "gross_amount": text(amounts.gross),
            "taxable_amount": text(amounts.taxable),
            "tax_amount": text(amounts.tax),
            "surcharge_amount": text(amounts.surcharges),
            "total": text(amounts.total),
        },
    }


def _bill(issued: Issued) -> dict[str, Any]:
    payload = issued.payload
    return {
        "order_reference": payload.get("order_reference"),
        "send_email": payload.get("send_email", True),
        "has_claim": False,
        "is_negotiable_instrument": False,
        "document_type": named(payload.get("document") or "01", BILL_DOCUMENTS),
        "operation_type": named(payload.get("operation_type") or "10", OPERATIONS),
        "health": payload.get("health"),
        "beneficiary": payload.get("beneficiary"),
        "prepayment_details": prepayments(payload),
        "related_documents": payload.get("related_documents") or [],
        "related_notes": {"credit_notes": [], "debit_notes": []},
    }


def _sale_note(issued: Issued) -> dict[str, Any]:
    path, payload, bill = issued.family.path, issued.payload, issued.corrected
    by_default = next(iter(CUSTOMIZATIONS[path]))
    return {
        "correction_concept": named(payload["correction_concept_code"], CONCEPTS[path]),
        "customization": named(payload.get("customization_id") or by_default, CUSTOMIZATIONS[path]),
        "related_bill": {"number": bill.number, "reference_code": bill.reference} if bill else None,
    }


def _purchase(issued: Issued) -> dict[str, Any]:
    """Support documents and their notes. The total carries the IVA, as their payments do."""
    amounts = issued.amounts
    shared = {
        "items": items(issued.payload, amounts, with_taxes=False),
        "withholding_taxes": withholdings(amounts.withholdings),
        "totals": {"gross_amount": text(amounts.gross), "total": text(amounts.total)},
    }
    if issued.corrected is None:
        return {**shared, "numbering_range": _range(issued.numbering_range), "adjustment_notes": []}
    corrected = issued.corrected
    return {
        **shared,
        "correction_concept": named(issued.payload["correction_concept_code"], CONCEPTS[issued.family.path]),
        "support_document": {
            "reference_code": corrected.reference,
            "number": corrected.number,
            "cuds": corrected.unique_code,
        },
    }


def _company(company: Company, establishment: Mapping[str, Any] | None) -> dict[str, Any]:
    own = {
        "name": company.name,
        "address": company.address,
        "phone_number": company.phone,
        "email": company.email,
        "municipality_code": company.municipality,
    }
    place = {**own, **(establishment or {})}
    return {
        "url_logo": "https://api-sandbox.factus.com.co/storage/images/logos/x.png",
        "nit": company.nit,
        "dv": company.dv,
        "economic_activity": company.economic_activity,
        "establishment": {
            "name": place["name"],
            "address": place["address"],
            "phone_number": place["phone_number"],
            "email": place["email"],
            "municipality": municipality(place["municipality_code"]),
        },
    }


def _range(used: NumberingRange) -> dict[str, Any]:
    return {
        "prefix": used.prefix,
        "from": used.first,
        "to": used.last,
        "resolution_number": used.resolution,
        "start_date": f"{used.start:%d-%m-%Y}",
        "end_date": f"{used.end:%d-%m-%Y}",
        "months": _months(used.start, used.end),
    }


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _period(period: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {name: period.get(name) for name in ("start_date", "start_time", "end_date", "end_time")}
