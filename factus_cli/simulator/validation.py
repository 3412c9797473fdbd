"""What Factus refuses before storing anything: every rule of the contract's 7.1 to 7.7, by field."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import codes
from factus_cli.simulator.fields import Fields, Problems
from factus_cli.simulator.parties import check_customer, check_provider
from factus_cli.simulator.tables import (
    BILL_DOCUMENTS,
    COLLECTIONS,
    CONCEPTS,
    CUSTOMIZATIONS,
    HEALTH_OPERATIONS,
    IDENTITY_DOCUMENTS,
    ITEM_TAXES,
    OPERATIONS,
    PAYMENT_FORMS,
    PAYMENT_METHODS,
    POLICY_COVERAGES,
    SCHEMES,
    STANDARDS,
    TRANSPORT_PROPERTIES,
    WITHHOLDINGS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.simulator.families import Family

MOST_ROUNDING = Decimal("500.00")


def input_problems(payload: Mapping[str, Any], family: Family) -> dict[str, list[str]]:
    """What is wrong with a payload, messages by field path; empty when it may go on to the range and the total."""
    problems = Problems()
    fields = Fields(payload, problems)
    fields.text("reference_code", needed=True)
    fields.time("created_time")
    fields.text("observation", longest=250)
    fields.flag("send_email")
    _check_payments(fields)
    if family.party == "provider":
        check_provider(fields)
    else:
        check_customer(fields, needed=not family.is_note)
        _check_sale(fields)
    if family.is_note:
        _check_note(fields, family)
    if family.path == "bills":
        _check_bill(fields)
    operation = str(payload.get("operation_type") or "10")
    for item in fields.each("items", needed=True):
        _check_item(item, operation, only_vat=family.party == "provider")
    return problems.by_path


def _check_payments(fields: Fields) -> None:
    for payment in fields.each("payment_details", needed=True):
        form = payment.code("payment_form", PAYMENT_FORMS, needed=True)
        payment.code("payment_method_code", PAYMENT_METHODS, needed=True)
        payment.not_negative("amount", needed=True)
        payment.text("reference_code")
        payment.day("due_date", needed=form == "2")
    rounding = fields.amount("cash_rounding_amount")
    if rounding is not None and abs(rounding) > MOST_ROUNDING:
        fields.wrong("cash_rounding_amount", "debe estar entre -500.00 y 500.00.")
    if establishment := fields.inside("establishment"):
        for name in ("name", "address", "phone_number"):
            establishment.text(name, needed=True)
        establishment.email("email", needed=True)
        establishment.code("municipality_code", codes.municipalities(), needed=True)


def _check_sale(fields: Fields) -> None:
    """What bills and their notes share."""
    if currency := fields.inside("currency"):
        currency.code("type", codes.currencies().keys() - {"COP"}, needed=True)
        currency.not_negative("exchange_rate", needed=True, above_zero=True)
    if period := fields.inside("billing_period"):
        _check_period(period)
    for charge in fields.each("allowance_charges"):
        charge.code("concept_type", ("03",), needed=True)
        charge.flag("is_surcharge", needed=True)
        charge.text("reason", needed=True)
        charge.not_negative("base_amount", needed=True)
        charge.not_negative("amount", needed=True)
    if health := fields.inside("health"):
        _check_health(health)


def _check_period(period: Fields) -> None:
    start, end = period.day("start_date", needed=True), period.day("end_date", needed=True)
    period.time("start_time")
    period.time("end_time")
    if start is None or end is None:
        return
    begins = (start, str(period.values.get("start_time") or ""))
    ends = (end, str(period.values.get("end_time") or ""))
    if ends <= begins:
        period.wrong("end_date", "debe ser una fecha posterior a fecha de inicio.")


def _check_health(health: Fields) -> None:
    for name in ("provider_code", "payment_method_code", "contract_number"):
        health.text(name, needed=True)
    if health.text("coverage_code", needed=True) in POLICY_COVERAGES and not health.has("policy_number"):
        health.wrong("policy_number", "es obligatorio.")


def _check_bill(fields: Fields) -> None:
    document = fields.code("document", BILL_DOCUMENTS)
    operation = fields.code("operation_type", OPERATIONS)
    if document == "03" and not fields.values.get("related_documents"):
        fields.wrong("related_documents", "es obligatorio.")
    for related in fields.each("related_documents"):
        related.text("code", needed=True)
        related.day("issue_date", needed=True)
        related.text("number", needed=True)
    for prepaid in fields.each("prepayment_details"):
        prepaid.text("reference_code", needed=True)
        prepaid.day("received_date", needed=True)
        prepaid.not_negative("amount", needed=True)
        prepaid.text("note", longest=5000)
    if order := fields.inside("order_reference"):
        order.text("reference_code", needed=True)
        order.day("issue_date")
    if operation in HEALTH_OPERATIONS and not fields.has("health"):
        fields.wrong("health", "es obligatorio.")
    if operation == "SS-Recaudo":
        _check_beneficiary(fields)


def _check_beneficiary(fields: Fields) -> None:
    if beneficiary := fields.inside("beneficiary", needed=True):
        kind = beneficiary.text("identification_document_code", needed=True)
        beneficiary.text("identification_number", needed=kind not in ("SI", "MS", "AS"))
        beneficiary.text("names", needed=True)
        beneficiary.text("surnames", needed=True)


def _check_note(fields: Fields, family: Family) -> None:
    fields.code("correction_concept_code", CONCEPTS[family.path], needed=True)
    if family.path == "adjustment-notes":
        fields.text("support_document_number", needed=True)
        return
    by_default, without_bill = CUSTOMIZATIONS[family.path]
    customization = fields.code("customization_id", CUSTOMIZATIONS[family.path]) or by_default
    fields.text("bill_number", needed=customization != without_bill)
    if customization == without_bill:
        fields.inside("billing_period", needed=True)
        fields.inside("customer", needed=True)


def _check_item(item: Fields, operation: str, *, only_vat: bool) -> None:
    item.text("code_reference", needed=True)
    item.text("name", needed=True)
    item.text("note")
    quantity = item.not_negative("quantity", needed=True, above_zero=True)
    price = item.not_negative("price", needed=True)
    _check_discount(item, (price or Decimal(0)) * (quantity or Decimal(0)))
    item.code("unit_measure_code", codes.units(), needed=True)
    item.code("standard_code", STANDARDS, needed=True)
    for tax in item.each("taxes", needed=True):
        _check_tax(tax, only_vat=only_vat)
    for withheld in item.each("withholding_taxes"):
        withheld.code("code", WITHHOLDINGS, needed=True)
        withheld.not_negative("rate", needed=True)
    _check_special(item, operation)


def _check_discount(item: Fields, gross: Decimal) -> None:
    rate, amount = item.not_negative("discount_rate"), item.not_negative("discount_amount")
    if item.has("discount_rate") and item.has("discount_amount"):
        item.wrong("discount_amount", "no puede estar presente con discount_rate.")
    if rate is not None and rate > 100:
        item.wrong("discount_rate", "no debe ser mayor que 100.")
    if amount is not None and amount > gross:
        item.wrong("discount_amount", "no debe ser mayor que el valor del item.")


def _check_tax(tax: Fields, *, only_vat: bool) -> None:
    tax.flag("is_excluded")
    if tax.values.get("is_excluded") is True:
        if str(tax.values.get("code") or "01") != "01":
            tax.problems.note("items", "El impuesto excluido solo puede ser aplicado al IVA")
        return
    tax.code("code", ("01",) if only_vat else ITEM_TAXES, needed=True)
    rate = tax.not_negative("rate", needed=True)
    if rate is not None and rate > 100:
        tax.wrong("rate", "es inválido.")


def _check_special(item: Fields, operation: str) -> None:
    """What mandates, transport and health collection add to an item."""
    scheme = item.code("scheme_id", SCHEMES, needed=operation in ("11", "12", "SS-Recaudo"))
    if scheme == "1" and operation in ("11", "SS-Recaudo") and (mandate := item.inside("mandate", needed=True)):
        mandate.code("identification_document_code", IDENTITY_DOCUMENTS, needed=True)
        mandate.text("identification", needed=True)
    for extra in item.each("additional_properties", needed=operation == "12"):
        if extra.code("code", TRANSPORT_PROPERTIES, needed=True) == "03":
            extra.not_negative("quantity", needed=True)
            extra.code("unit_measure_code", ("KGM", "GLL", "414", "874"), needed=True)
        extra.required("value")
    item.code("collection_concept_code", COLLECTIONS, needed=operation == "SS-Recaudo")
