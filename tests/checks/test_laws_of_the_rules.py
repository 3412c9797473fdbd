"""Laws: a correct document has no errors, whatever it holds; and no document makes a rule raise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain import codes, totals
from factus_cli.domain.documents import (
    CASH,
    CREDIT,
    ICUI,
    INC,
    IVA,
    RETEIVA,
    RETERENTA,
    Charge,
    Correction,
    Document,
    DocumentType,
    Line,
    Origin,
    Party,
    Payment,
    Prepayment,
    Tax,
    Withholding,
)
from factus_cli.domain.findings import Severity
from factus_cli.domain.nit import check_digit

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 24)
LAW = settings(deadline=None, derandomize=True)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1).filter(str.strip)
TAXES = st.sampled_from(
    [
        (Tax(IVA, Decimal(19)),),
        (Tax(IVA, Decimal(5)),),
        (Tax(IVA, Decimal(0)),),
        (Tax(IVA, Decimal(0), excluded=True),),
        (Tax(INC, Decimal(8)),),
        (Tax(IVA, Decimal(19)), Tax(ICUI, Decimal(20))),
    ]
)
WITHHOLDINGS = st.sampled_from([(), (Withholding(RETEIVA, Decimal(15)),), (Withholding(RETERENTA, Decimal("2.50")),)])


def amounts(low: str, high: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=2)


@st.composite
def discounts(draw: st.DrawFn, gross: Decimal) -> dict[str, Decimal | None]:
    kind = draw(st.sampled_from(["none", "rate", "amount"]))
    if kind == "rate":
        return {"discount_rate": draw(amounts("0", "99"))}
    if kind == "amount":
        return {"discount_amount": draw(amounts("0", str(gross - Decimal("0.01"))))}
    return {}


@st.composite
def lines(draw: st.DrawFn, row: int) -> Line:
    quantity, price = draw(amounts("0.01", "9999")), draw(amounts("100", "99999999"))
    return Line(
        row=row,
        code=draw(NAMES),
        name=draw(NAMES),
        quantity=quantity,
        price=price,
        taxes=draw(TAXES),
        unit=draw(st.sampled_from(["94", "KGM", "LUN", "KTM"])),
        standard=draw(st.sampled_from(["999", "001", "010", "020"])),
        withholdings=draw(WITHHOLDINGS),
        **draw(discounts(totals.q2(price * quantity))),
    )


@st.composite
def parties(draw: st.DrawFn) -> Party:
    number = str(draw(st.integers(800_000_000, 999_999_999)))
    return draw(
        st.sampled_from(
            [
                Party("31", number, draw(NAMES), "1", dv=check_digit(number)),
                Party("31", number, draw(NAMES), "1"),
                Party("13", number[1:], draw(NAMES), "2", email="ana@correo.com.co"),
                Party("41", f"AB{number}", draw(NAMES), "2", country=draw(st.sampled_from(sorted(codes.countries())))),
                Party("13", "222222222222", draw(NAMES), "2"),
                Party(
                    "31", number, draw(NAMES), "1", municipality=draw(st.sampled_from(sorted(codes.municipalities())))
                ),
            ]
        )
    )


@st.composite
def payments(draw: st.DrawFn, owed: Decimal) -> tuple[Payment, ...]:
    method = draw(st.sampled_from(sorted(codes.payment_methods())))
    if draw(st.booleans()):
        due = TODAY + timedelta(days=draw(st.integers(0, 3650)))
        return (Payment(CREDIT, method, owed, due_date=due),)
    first = draw(amounts("0.01", str(owed - Decimal("0.01")))) if owed > Decimal("0.02") else owed
    parts = (first, owed - first) if owed > first else (owed,)
    return tuple(Payment(CASH, method, part) for part in parts)


@st.composite
def correct_documents(draw: st.DrawFn) -> Document:
    """An invoice, a credit note or a debit note in which nothing is wrong."""
    made = tuple(draw(lines(row)) for row in range(2, 2 + draw(st.integers(1, 4))))
    tip = draw(st.none() | amounts("0", "50000"))
    charges = () if tip is None else (Charge("03", tip, "propina"),)
    sums = totals.of_document(made, charges)
    rounding = draw(st.none() | amounts("-0.99", "500"))
    type_ = draw(st.sampled_from([DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE]))
    return Document(
        reference=draw(st.from_regex(r"[A-Za-z0-9._-]{1,50}", fullmatch=True)),
        type=type_,
        customer=draw(parties()),
        lines=made,
        payments=draw(payments(sums.total + (rounding or 0))),
        totals=sums,
        origin=Origin("lote.xlsx", None, tuple(one.row for one in made)),
        issue_date=draw(st.sampled_from([None, TODAY])),
        observation=draw(st.none() | st.text(max_size=250)),
        prepayments=draw(st.sampled_from([(), (Prepayment(Decimal(1), TODAY, "RC-1"),)])),
        charges=charges,
        cash_rounding=rounding,
        correction=Correction("SETP990000550", draw(st.sampled_from("1234"))) if type_.is_note else None,
        expected_total=draw(st.sampled_from([None, sums.total])),
    )


@LAW
@given(document=correct_documents())
def test_a_correct_document_has_no_errors(document: Document, found: Callable[..., list[Any]]) -> None:
    assert [one for one in found(document) if one.severity is Severity.ERROR] == []


ANY_AMOUNT = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40"))
ANY_TEXT = st.text(max_size=30)


@LAW
@given(
    identification=ANY_TEXT | st.text("0123456789", max_size=25),
    kind=st.sampled_from(["13", "31", "41", "50", "99", ""]),
    texts=st.tuples(*[ANY_TEXT] * 8),
    amounts_=st.tuples(*[ANY_AMOUNT] * 6),
    type_=st.sampled_from(list(DocumentType)),
)
def test_no_document_makes_a_rule_raise(  # every field at once
    identification: str,
    kind: str,
    texts: tuple[str, ...],
    amounts_: tuple[Decimal, ...],
    type_: DocumentType,
    build: Any,
    found: Callable[..., list[Any]],
) -> None:
    quantity, price, rate, discount, paid, rounding = amounts_
    line = build.line(
        name=texts[0],
        quantity=quantity,
        price=price,
        unit=texts[1],
        taxes=(Tax(IVA, rate), Tax(texts[2], rate)),
        withholdings=(Withholding(texts[2], rate),),
        discount_rate=rate,
        discount_amount=discount,
    )
    party = replace(
        build.customer(), identification_type=kind, identification=identification, dv=texts[3], email=texts[4]
    )
    document = Document(
        reference=texts[5],
        type=type_,
        customer=party,
        lines=(line, line),
        payments=(Payment(texts[6], "10", paid),),
        totals=totals.of_document((line, line)),
        origin=Origin("lote.xlsx", None, (2,)),
        cash_rounding=rounding,
        charges=(Charge(texts[7], discount, ""),),
        correction=Correction(texts[6], texts[7]),
        expected_total=paid,
    )
    assert all(one.message for one in found(document))
