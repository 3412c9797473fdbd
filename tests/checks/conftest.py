"""Correct documents of every type to change one thing in, and what the rules find in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.checks.run import findings_of
from factus_cli.domain import totals
from factus_cli.domain.documents import (
    CASH,
    IVA,
    Charge,
    Correction,
    Document,
    DocumentType,
    Line,
    Origin,
    Party,
    Payment,
    Tax,
)
from factus_cli.domain.findings import Finding, FindingCode, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 24)


class Build:
    """Correct documents. A part is changed by its name: `invoice(customer={"name": " "}, line={"price": …})`."""

    today = TODAY

    def invoice(self, **changes: Any) -> Document:
        """An invoice of one line with IVA 19 to a company, paid in cash; totals and payments follow the changes."""
        customer = replace(self.customer(), **changes.pop("customer", {}))
        lines = changes.pop("lines", None) or (self.line(**changes.pop("line", {})),)
        return self._totalled(
            Document(
                reference=changes.pop("reference", "FV-1"),
                type=changes.pop("type", DocumentType.INVOICE),
                customer=customer,
                lines=lines,
                payments=(),
                totals=totals.of_document(()),
                origin=changes.pop("origin", None) or Origin("lote.xlsx", "Hoja1", (2,)),
            ),
            changes,
        )

    def credit_note(self, **changes: Any) -> Document:
        """A credit note that lowers a price."""
        return self.invoice(
            **{"type": DocumentType.CREDIT_NOTE, "correction": Correction("SETP990000550", "3"), **changes}
        )

    def debit_note(self, **changes: Any) -> Document:
        """A debit note that charges interests."""
        return self.invoice(
            **{"type": DocumentType.DEBIT_NOTE, "correction": Correction("SETP990000550", "1"), **changes}
        )

    def support_document(self, **changes: Any) -> Document:
        """A support document to a provider with NIT."""
        provider = {"address": "Calle 4 # 5-6", "country": "CO", **changes.pop("customer", {})}
        return self.invoice(**{"type": DocumentType.SUPPORT_DOCUMENT, **changes}, customer=provider)

    def adjustment_note(self, **changes: Any) -> Document:
        """An adjustment note that annuls a support document."""
        correction = Correction("SEDS984000129", "2")
        return self.support_document(**{"type": DocumentType.ADJUSTMENT_NOTE, "correction": correction, **changes})

    def final_consumer(self, **changes: Any) -> Document:
        """A small sale to consumidor final."""
        who = {"identification_type": "13", "identification": "222222222222", "name": "Consumidor Final", "person": "2"}
        bare = {"dv": None, "email": None, "address": None, "municipality": None, "country": None}
        rest = {"responsibilities": (), "tribute": None}
        return self.invoice(**changes | {"customer": who | bare | rest | changes.get("customer", {})})

    @staticmethod
    def customer() -> Party:
        """A company with everything."""
        return Party(
            identification_type="31",
            identification="900123456",
            dv="8",
            name="Cliente S.A.S.",
            person="1",
            email="compras@cliente.com.co",
            address="Carrera 7 # 71-21",
            municipality="11001",
            country="CO",
            tribute="01",
            responsibilities=("O-13", "O-15"),
        )

    @staticmethod
    def line(**changes: Any) -> Line:
        """Two bags of coffee with IVA 19."""
        correct = Line(2, "CAF-1", "Café molido", Decimal(2), Decimal("20370.37"), (Tax(IVA, Decimal(19)),))
        return replace(correct, **changes)

    @staticmethod
    def tip(amount: str) -> Charge:
        """A tip, as the column `propina` gives it."""
        return Charge("03", Decimal(amount), "propina")

    @staticmethod
    def _totalled(document: Document, changes: dict[str, Any]) -> Document:
        sums = totals.of_document(document.lines, changes.get("charges", ()))
        due = sums.total + (changes.get("cash_rounding") or 0)
        payment = replace(Payment(CASH, "10", due), **changes.pop("payment", {}))
        return replace(document, **{"totals": sums, "payments": (payment,), **changes})


class Anywhere:
    """A place without a file: a finding is what the rule said."""

    def finding(self, code: FindingCode, problem: Problem, reference: str | None) -> Finding:
        return Finding(
            code=code.code,
            severity=code.severity,
            file="lote.xlsx",
            sheet=None,
            row=problem.row,
            column=problem.column,
            header=None,
            cell=None,
            value=None,
            message=problem.message,
            hint=problem.hint,
            reference_code=reference,
        )


@pytest.fixture(scope="session")
def build() -> Build:
    """Correct documents to change one thing in."""
    return Build()


@pytest.fixture(scope="session")
def found() -> Callable[..., list[Finding]]:
    """What the rules find in some documents, on 24 November 2026."""

    def find(*documents: Document, today: date = TODAY) -> list[Finding]:
        return list(findings_of(documents, lambda _: Anywhere(), today=today))

    return find


@pytest.fixture(scope="session")
def codes_found(found: Callable[..., list[Finding]]) -> Callable[..., list[str]]:
    """The codes of what the rules find, as they come."""

    def codes(*documents: Document, today: date = TODAY) -> list[str]:
        return [one.code for one in found(*documents, today=today)]

    return codes
