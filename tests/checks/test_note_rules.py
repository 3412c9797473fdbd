"""Notes and support documents: what they correct, and what they may hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import ICUI, INC, Correction, Currency, DocumentType, Order, Period, Prepayment, Tax

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.domain.documents import Document

    Change = Callable[[Any], Document]

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
PREPAID = (Prepayment(Decimal(1000), date(2026, 11, 1), "RC-1"),)
DOLLARS = Currency("USD", Decimal(4000))
NUMBER = "SETP990000550"

WRONG: list[tuple[str, str, str, Change]] = [
    ("NOT-01", "concepto", "a credit note without concept", lambda b: b.credit_note(correction=None)),
    ("NOT-01", "concepto", "concept 7", lambda b: b.credit_note(correction=Correction(NUMBER, "7"))),
    ("NOT-01", "concepto", "a debit note of concept 5", lambda b: b.debit_note(correction=Correction(NUMBER, "5"))),
    (
        "NOT-01",
        "concepto",
        "an adjustment of concept 6",
        lambda b: b.adjustment_note(correction=Correction("DS1", "6")),
    ),
    (
        "NOT-02",
        "factura_numero",
        "neither number nor period",
        lambda b: b.credit_note(correction=Correction(None, "3")),
    ),
    ("NOT-02", "factura_numero", "a debit note of nothing", lambda b: b.debit_note(correction=Correction("", "1"))),
    (
        "NOT-02",
        "factura_numero",
        "an annulment of a period",
        lambda b: b.credit_note(correction=Correction(None, "2"), period=NOVEMBER),
    ),
    (
        "NOT-02",
        "factura_numero",
        "an adjustment of nothing",
        lambda b: b.adjustment_note(correction=Correction(None, "2")),
    ),
    ("NOT-03", "concepto", "concept 5", lambda b: b.credit_note(correction=Correction(NUMBER, "5"))),
    ("NOT-03", "concepto", "concept 6", lambda b: b.credit_note(correction=Correction(NUMBER, "6"))),
    (
        "NOT-04",
        "cliente_tipo_documento",
        "a provider with cédula",
        lambda b: b.support_document(customer={"identification_type": "13", "dv": None, "person": "2"}),
    ),
    ("NOT-05", "cliente_direccion", "a provider nowhere", lambda b: b.support_document(customer={"address": None})),
    ("NOT-05", "cliente_pais", "a provider of no country", lambda b: b.support_document(customer={"country": None})),
    ("NOT-06", "inc", "INC", lambda b: b.support_document(line={"taxes": (Tax(INC, Decimal(8)),)})),
    ("NOT-06", "icui", "ICUI", lambda b: b.adjustment_note(line={"taxes": (Tax(ICUI, Decimal(20)),)})),
    (
        "NOT-07",
        "factura_numero",
        "a number with a hyphen",
        lambda b: b.credit_note(correction=Correction("SETP-990000550", "3")),
    ),
    ("NOT-07", "factura_numero", "a long number", lambda b: b.debit_note(correction=Correction("S" * 21, "1"))),
    ("NOT-08", "propina", "a tip to a provider", lambda b: b.support_document(charges=(b.tip("100"),))),
    ("NOT-09", "orden_compra", "an order of a note", lambda b: b.credit_note(order=Order("OC-1"))),
    ("NOT-09", "anticipo_valor", "a prepaid note", lambda b: b.debit_note(prepayments=PREPAID)),
    ("NOT-09", "periodo_inicio", "a purchase of a period", lambda b: b.support_document(period=NOVEMBER)),
    ("NOT-09", "moneda", "a purchase in dollars", lambda b: b.support_document(currency=DOLLARS)),
]

RIGHT: dict[str, Change] = {
    "a credit note": lambda b: b.credit_note(),
    "a credit note of a period": lambda b: b.credit_note(correction=Correction(None, "3"), period=NOVEMBER),
    "an annulment": lambda b: b.credit_note(correction=Correction(NUMBER, "2")),
    "a credit note in dollars": lambda b: b.credit_note(currency=DOLLARS),
    "a debit note": lambda b: b.debit_note(),
    "a debit note of a period": lambda b: b.debit_note(correction=Correction(None, "2"), period=NOVEMBER),
    "a support document": lambda b: b.support_document(),
    "a foreign provider": lambda b: b.support_document(
        customer={
            "identification_type": "50",
            "identification": "DE1",
            "dv": None,
            "country": "DE",
            "municipality": None,
        }
    ),
    "an adjustment note": lambda b: b.adjustment_note(),
    "an adjustment of concept 5": lambda b: b.adjustment_note(correction=Correction("SEDS1", "5")),
    "an invoice with everything": lambda b: b.invoice(
        order=Order("OC-1"), prepayments=PREPAID, period=NOVEMBER, currency=DOLLARS, charges=(b.tip("100"),)
    ),
}


@pytest.mark.parametrize(("code", "column", "name", "change"), WRONG, ids=[f"{one[0]} {one[2]}" for one in WRONG])
def test_one_thing_wrong_is_one_finding_at_its_cell(
    code: str, column: str, name: str, change: Change, build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(change(build))
    severity = "warning" if code in ("NOT-03", "NOT-09") else "error"
    assert (one.code, one.column, one.severity.value) == (code, column, severity)


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(change: Change, build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(change(build)) == []


def test_the_concepts_of_its_type_are_told(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.debit_note(correction=None))
    assert one.hint == "escriba uno: 1 Intereses, 2 Gastos por cobrar, 3 Cambio del valor, 4 Otros"


@pytest.mark.parametrize(
    ("type_", "words"),
    [(DocumentType.SUPPORT_DOCUMENT, "un documento soporte"), (DocumentType.ADJUSTMENT_NOTE, "una nota de ajuste")],
)
def test_the_document_is_called_by_its_name(
    type_: DocumentType, words: str, build: Any, found: Callable[..., list[Any]]
) -> None:
    build_one = build.support_document if type_ is DocumentType.SUPPORT_DOCUMENT else build.adjustment_note
    (one,) = found(build_one(charges=(build.tip("100"),)))
    assert one.message == f"la propina no va en {words}"
