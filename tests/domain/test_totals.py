"""Lines to taxes to totals: what Factus was seen to answer, and what always holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain import totals
from factus_cli.domain.documents import (
    ICUI,
    INC,
    IVA,
    RETEIVA,
    RETERENTA,
    Charge,
    Line,
    Tax,
    TaxTotal,
    Withholding,
)
from factus_cli.domain.money import ZERO

LAW = settings(deadline=None, derandomize=True)
D = Decimal
EXCLUDED = Tax(IVA, D(0), excluded=True)


def line(quantity: str, price: str, *taxes: Tax, **more: Any) -> Line:
    return Line(2, "A", "Café", D(quantity), D(price), taxes, **more)


def iva(rate: int = 19) -> Tax:
    return Tax(IVA, D(rate))


def inc(rate: int = 8) -> Tax:
    return Tax(INC, D(rate))


@pytest.mark.parametrize(
    ("one", "base", "tax"),
    [
        (line("2", "20370.37", inc(), discount_rate=D(10)), "36666.67", "2933.33"),
        (line("1", "6018.52", inc(), discount_rate=D(10)), "5416.67", "433.33"),
        (line("3", "6789.81", inc()), "20369.43", "1629.55"),
        (line("1", "175925.93", inc()), "175925.93", "14074.07"),
        (line("1", "32407.41", iva()), "32407.41", "6157.41"),
        (line("1", "83300.00", EXCLUDED), "83300.00", "0.00"),
    ],
    ids=["discounted", "discounted one", "three", "190000", "IVA", "excluded"],
)
def test_a_line_comes_to_what_factus_answered(one: Line, base: str, tax: str) -> None:
    sums = totals.of_line(one)
    assert (sums.base, sums.tax) == (D(base), D(tax))
    assert sums.total == D(base) + D(tax)


@pytest.mark.parametrize(
    ("lines", "charges", "total"),
    [
        (
            [line("2", "20370.37", inc(), discount_rate=D(10)), line("1", "6018.52", inc(), discount_rate=D(10))],
            [],
            "45450.00",
        ),
        ([line("3", "6789.81", inc())], [], "21998.98"),
        ([line("1", "175925.93", inc())], [], "190000.00"),
        ([line("1", "175925.93", inc()), line("2", "14814.81", inc()), line("1", "32407.41", iva())], [], "260564.81"),
        ([line("1", "10000", iva()), line("3", "20000", iva())], [], "83300.00"),
        ([line("1", "10000", iva()), line("3", "20000", iva())], [Charge("03", D(2000), "propina")], "85300.00"),
        (
            [line("1", "1000000", iva(), withholdings=(Withholding(RETEIVA, D(2)), Withholding(RETERENTA, D(4))))],
            [],
            "1190000.00",
        ),
        ([line("1", "83300.00", EXCLUDED)], [], "83300.00"),
    ],
    ids=["discount and INC", "three", "190000", "several rates", "IVA", "tip", "withholdings", "excluded"],
)
def test_a_document_comes_to_what_factus_answered(lines: list[Line], charges: list[Charge], total: str) -> None:
    assert totals.of_document(lines, charges).total == D(total)


def test_excluded_is_not_taxable_and_exempt_is() -> None:
    sums = totals.of_document([line("1", "100", EXCLUDED), line("1", "200", iva(0)), line("1", "400", iva())])
    assert (sums.gross, sums.taxable, sums.tax) == (D(700), D(600), D(76))
    assert sums.taxes == (TaxTotal(IVA, D(19), D(400), D(76)), TaxTotal(IVA, D(0), D(200), D(0)))


def test_two_taxes_of_a_line_stand_on_one_base() -> None:
    sums = totals.of_document([line("1", "1000", iva(), Tax(ICUI, D(20)))])
    assert (sums.taxable, sums.tax, sums.total) == (D(1000), D(390), D(1390))
    assert [(one.code, one.base, one.amount) for one in sums.taxes] == [
        (IVA, D(1000), D(190)),
        (ICUI, D(1000), D(200)),
    ]


def test_each_line_rounds_and_the_sum_does_not() -> None:
    sums = totals.of_document([line("1", "0.50", iva())] * 10)
    assert sums.tax == D("1.00")


def test_a_discount_is_a_percent_or_an_amount_of_the_whole_line() -> None:
    assert totals.of_line(line("3", "1000", iva(), discount_rate=D("33.33"))).discount == D("999.90")
    assert totals.of_line(line("3", "1000", iva(), discount_amount=D("500.50"))).discount == D("500.50")
    assert totals.of_line(line("3", "1000", iva())).discount == ZERO


def test_nothing_comes_to_nothing() -> None:
    assert totals.of_document([]) == totals.of_many([])
    assert totals.of_document([]).total == ZERO


@pytest.mark.parametrize("zeros", [28, 60, 300])
def test_a_number_of_any_size_is_totalled(zeros: int) -> None:
    assert totals.of_document([line(f"1e{zeros}", f"1e{zeros}", iva())]).total > 0


AMOUNTS = st.decimals(D("0.01"), D("99999999"), places=2)
TAXES = st.sampled_from([(iva(),), (iva(5),), (iva(0),), (EXCLUDED,), (inc(),), (iva(), Tax(ICUI, D(20)))])
LINES = st.builds(
    lambda quantity, price, taxes, rate: Line(2, "A", "Café", quantity, price, taxes, discount_rate=rate),
    AMOUNTS,
    AMOUNTS,
    TAXES,
    st.none() | st.decimals(0, 100, places=2),
)


@LAW
@given(st.lists(LINES, max_size=8), st.lists(AMOUNTS, max_size=2))
def test_the_total_is_the_sum_of_its_parts(lines: list[Line], tips: list[Decimal]) -> None:
    sums = totals.of_document(lines, [Charge("03", tip, "propina") for tip in tips])
    each = [totals.of_line(one) for one in lines]
    assert sums.total == sums.gross - sums.discount + sums.tax + sums.surcharge
    assert sums.total == sum((one.total for one in each), ZERO) + sum(tips, ZERO)
    assert sums.tax == sum((part.amount for part in sums.taxes), ZERO)
    assert sums.taxable <= sums.gross - sums.discount
    assert all(one.base >= 0 and one.tax >= 0 for one in each)


@LAW
@given(st.lists(LINES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: list[Line], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert totals.of_document(shuffled) == totals.of_document(lines)


@LAW
@given(st.lists(st.lists(LINES, max_size=4), max_size=4))
def test_a_lote_is_the_sum_of_its_documents(documents: list[list[Line]]) -> None:
    together = totals.of_document([one for lines in documents for one in lines])
    assert totals.of_many(totals.of_document(lines) for lines in documents) == together


@LAW
@given(LINES)
def test_no_header_drifts_more_than_half_a_cent_a_line(one: Line) -> None:
    for part in totals.of_document([one] * 7).taxes:
        assert abs(part.base * part.rate / 100 - part.amount) <= D("0.005") * 7
