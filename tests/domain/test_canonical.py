"""The canonical document: what is hashed, what is not, and where two of them differ."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from factus_cli.domain import canonical
from factus_cli.domain.canonical import Change
from factus_cli.domain.documents import Correction, Document, DocumentType, Expected, Origin, Party, Tax

if TYPE_CHECKING:
    from collections.abc import Callable


def with_line(document: Document, **changes: object) -> Document:
    first, *rest = document.lines
    return replace(document, lines=(replace(first, **changes), *rest))  # type: ignore[arg-type]  # a field by name


def with_customer(document: Document, **changes: object) -> Document:
    return replace(document, customer=replace(document.customer, **changes))  # type: ignore[arg-type]  # as above


UNSEEN: dict[str, Callable[[Document], Document]] = {
    "where it stands": lambda one: replace(one, origin=Origin("otro.csv", None, (9,))),
    "the range": lambda one: replace(one, range="SETP"),
    "the e-mail choice": lambda one: replace(one, send_email=False),
    "the issue date": lambda one: replace(one, issue_date=None),
    "the expected total": lambda one: replace(one, expected_total=None),
    "the row of a line": lambda one: with_line(one, row=40),
    "what a line is expected to be": lambda one: with_line(one, expected=Expected(tax=Decimal(1))),
    "zeros after the comma": lambda one: with_line(one, quantity=Decimal("2.00"), price=Decimal("20370.3700")),
}

SEEN: dict[str, tuple[Callable[[Document], Document], list[Change]]] = {
    "reference": (lambda one: replace(one, reference="NC-2"), [Change("reference", "NC-1", "NC-2")]),
    "type": (
        lambda one: replace(one, type=DocumentType.DEBIT_NOTE),
        [Change("type", "credit-note", "debit-note")],
    ),
    "a name": (lambda one: with_customer(one, name="Otro"), [Change("customer.name", "Cliente S.A.S.", "Otro")]),
    "no e-mail": (
        lambda one: with_customer(one, email=None),
        [Change("customer.email", "compras@cliente.com.co", None)],
    ),
    "a responsibility less": (
        lambda one: with_customer(one, responsibilities=("O-13",)),
        [Change("customer.responsibilities.2", "O-15", None)],
    ),
    "a price": (lambda one: with_line(one, price=Decimal(20000)), [Change("lines.1.price", "20370.37", "20000.00")]),
    "a tax": (
        lambda one: with_line(one, taxes=(Tax("01", Decimal(5)),)),
        [Change("lines.1.taxes.1.rate", "19.00", "5.00")],
    ),
    "excluded, not exempt": (
        lambda one: with_line(one, taxes=(Tax("01", Decimal(0), excluded=True),)),
        [Change("lines.1.taxes.1.rate", "19.00", None), Change("lines.1.taxes.1.excluded", None, "True")],
    ),
    "no discount": (
        lambda one: with_line(one, discount_rate=Decimal(0)),
        [Change("lines.1.discount_rate", "10.00", None)],
    ),
    "a withholding less": (
        lambda one: with_line(one, withholdings=()),
        [Change("lines.1.withholdings.1.code", "06", None), Change("lines.1.withholdings.1.rate", "2.50", None)],
    ),
    "the due date": (
        lambda one: replace(one, payments=(replace(one.payments[0], due_date=date(2026, 12, 31)),)),
        [Change("payments.1.due_date", "2026-12-24", "2026-12-31")],
    ),
    "no observation": (lambda one: replace(one, observation=None), [Change("observation", "Rebaja", None)]),
    "what it corrects": (
        lambda one: replace(one, correction=Correction("SETP990000551", "3")),
        [Change("correction.number", "SETP990000550", "SETP990000551")],
    ),
    "the tip": (
        lambda one: replace(one, charges=(replace(one.charges[0], amount=Decimal(2000)),)),
        [Change("charges.1.amount", "1000.00", "2000.00")],
    ),
    "no rounding": (lambda one: replace(one, cash_rounding=Decimal(0)), [Change("cash_rounding", "0.50", None)]),
    "the exchange rate": (
        lambda one: replace(one, currency=one.currency and replace(one.currency, rate=Decimal(4000))),
        [Change("currency.rate", "4012.50", "4000.00")],
    ),
}


@pytest.mark.parametrize("change", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_does_not_change_the_hash(change: Callable[[Document], Document], document: Document) -> None:
    assert canonical.payload_hash(change(document)) == canonical.payload_hash(document)


@pytest.mark.parametrize(("change", "told"), SEEN.values(), ids=SEEN)
def test_what_changes_is_told_by_its_path(
    change: Callable[[Document], Document], told: list[Change], document: Document
) -> None:
    before, after = canonical.canonical(document), canonical.canonical(change(document))
    assert list(canonical.differences(before, after)) == told
    assert canonical.hash_of(before) != canonical.hash_of(after)


def test_what_is_never_sent_is_not_hashed(document: Document) -> None:
    def of(**changes: object) -> str:
        return canonical.payload_hash(with_customer(document, identification_type="13", **changes))

    assert of(dv="7") == of(dv=None)
    assert of(country="US", municipality="11001") == of(country="US", municipality=None)
    assert of(country="CO", municipality="11001") != of(country="CO", municipality=None)


def test_equal_documents_have_no_differences(document: Document) -> None:
    plain = canonical.canonical(document)
    assert canonical.differences(plain, plain) == ()
    assert canonical.payload_hash(document) == canonical.hash_of(plain)


def test_a_stored_document_hashes_as_it_did(document: Document) -> None:
    plain = canonical.canonical(document)
    stored = json.loads(json.dumps(plain))
    assert canonical.hash_of(stored) == canonical.hash_of(dict(reversed(plain.items())))


def test_a_released_hash_never_changes() -> None:
    """The ledger of a user knows documents by it."""
    from factus_cli.domain import totals
    from factus_cli.domain.documents import CASH, IVA, Line, Payment

    line = Line(2, "A", "Café", Decimal(1), Decimal(1000), (Tax(IVA, Decimal(19)),))
    sums = totals.of_document([line])
    customer = Party("31", "900123456", "Cliente SAS", "1", dv="8")
    payment = Payment(CASH, "10", sums.total)
    one = Document("FV-1", DocumentType.INVOICE, customer, (line,), (payment,), sums, Origin("lote.csv", None, (2,)))
    assert canonical.payload_hash(one) == "3f226a786d0423052346ee51c67817fa73d3cd72553a621e54dc51369059a7ab"


def test_empty_parts_are_left_out(document: Document) -> None:
    bare = replace(
        document,
        customer=Party("13", "1020304050", "Ana", "2"),
        observation=None,
        order=None,
        period=None,
        currency=None,
        prepayments=(),
        charges=(),
        cash_rounding=None,
        correction=None,
    )
    assert set(canonical.canonical(bare)) == {"reference", "type", "customer", "lines", "payments", "total"}
    assert set(canonical.canonical(bare)["customer"]) == {"identification_type", "identification", "name", "person"}


def test_totals_are_printed_with_their_taxes(document: Document) -> None:
    printed = canonical.totals_json(document.totals)
    assert printed["total"] == "123253.34"
    assert printed["taxes"] == [
        {"code": "01", "rate": "19.00", "base": "36666.67", "amount": "6966.67"},
        {"code": "04", "rate": "8.00", "base": "26500.00", "amount": "2120.00"},
    ]
    assert list(printed) == ["gross", "discount", "taxable", "tax", "surcharge", "total", "taxes"]
