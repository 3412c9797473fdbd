"""Documents for the tests of the domain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factus_cli.domain import totals
from factus_cli.domain.documents import (
    CREDIT,
    INC,
    IVA,
    RETERENTA,
    Charge,
    Correction,
    Currency,
    Document,
    DocumentType,
    Expected,
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


@pytest.fixture(scope="session")
def document() -> Document:
    """A credit note with every part that a document can have."""
    lines = (
        Line(
            2,
            "CAF-1",
            "Café molido",
            Decimal(2),
            Decimal("20370.37"),
            (Tax(IVA, Decimal(19)),),
            discount_rate=Decimal(10),
            withholdings=(Withholding(RETERENTA, Decimal("2.5")),),
            note="tostado",
            expected=Expected(total=Decimal("43633.34")),
        ),
        Line(
            3,
            "ALM-1",
            "Almuerzo",
            Decimal("1.5"),
            Decimal(18000),
            (Tax(INC, Decimal(8)),),
            discount_amount=Decimal(500),
        ),
        Line(4, "LIB-1", "Libro", Decimal(1), Decimal(50000), (Tax(IVA, Decimal(0), excluded=True),)),
    )
    charges = (Charge("03", Decimal(1000), "propina"),)
    sums = totals.of_document(lines, charges)
    due = date(2026, 12, 24)
    return Document(
        reference="NC-1",
        type=DocumentType.CREDIT_NOTE,
        customer=Party(
            "31",
            "900123456",
            "Cliente S.A.S.",
            "1",
            dv="8",
            trade_name="El Cliente",
            email="compras@cliente.com.co",
            phone="6011234567",
            address="Carrera 7 # 71-21",
            municipality="11001",
            country="CO",
            tribute="01",
            responsibilities=("O-13", "O-15"),
        ),
        lines=lines,
        payments=(Payment(CREDIT, "1", sums.total + Decimal("0.50"), due, "CxC-1"),),
        totals=sums,
        origin=Origin("lote.xlsx", "Hoja1", (2, 3, 4)),
        issue_date=date(2026, 11, 24),
        range="NC",
        observation="Rebaja",
        order=Order("OC-7", date(2026, 11, 1)),
        period=Period(date(2026, 11, 1), date(2026, 11, 30)),
        currency=Currency("USD", Decimal("4012.5")),
        prepayments=(Prepayment(Decimal(10000), date(2026, 11, 2), "RC-1"),),
        charges=charges,
        cash_rounding=Decimal("0.50"),
        send_email=True,
        correction=Correction("SETP990000550", "3"),
        expected_total=sums.total,
    )
