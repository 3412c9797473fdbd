"""Money from text to text, and the one rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain import money

LAW = settings(deadline=None, derandomize=True)
CENTS = st.integers(-(10**17), 10**17).map(lambda cents: Decimal(cents).scaleb(-2))
ANY = st.decimals(Decimal("-1e15"), Decimal("1e15"), allow_nan=False, places=6)
RATES = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),
        ("-0.005", "-0.01"),
        ("2933.3336", "2933.33"),
        ("1.0049999999", "1.00"),
        ("1e30", "1" + "0" * 30 + ".00"),
        ("123456789012345678901234567890.125", "123456789012345678901234567890.13"),
    ],
)
def test_half_a_cent_goes_up(amount: str, rounded: str) -> None:
    assert str(money.q2(Decimal(amount))) == rounded


@LAW
@given(ANY)
def test_rounding_moves_half_a_cent_at_most(amount: Decimal) -> None:
    assert abs(Fraction(money.q2(amount)) - Fraction(amount)) <= Fraction(1, 200)
    assert money.q2(-amount) == -money.q2(amount)


@LAW
@given(CENTS)
def test_what_has_cents_alone_does_not_move(amount: Decimal) -> None:
    assert money.q2(amount) == amount


@LAW
@given(ANY, RATES)
def test_a_percent_is_the_exact_one_rounded_once(amount: Decimal, rate: Decimal) -> None:
    exact = Fraction(amount) * Fraction(rate) / 100
    assert abs(Fraction(money.percent_of(amount, rate)) - exact) <= Fraction(1, 200)


@LAW
@given(CENTS)
def test_text_is_read_back_as_it_was(amount: Decimal) -> None:
    written = money.text(amount)
    assert money.parse(written) == amount
    assert money.text(money.parse(written)) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1234.5", "1234.50"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        ("-14.81", "-14.81"),
        ("1E+3", "1000.00"),
        ("1.500", "1.50"),
    ],
)
def test_text_has_two_decimals_and_a_point(amount: str, written: str) -> None:
    assert money.text(Decimal(amount)) == written


@pytest.mark.parametrize("amount", ["0.001", "1234.565", "-0.009"])
def test_what_would_change_on_its_way_is_not_written(amount: str) -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        money.text(Decimal(amount))


@pytest.mark.parametrize(
    "written",
    ["", " ", "1,5", "1.234,56", "1_000", "1e5", "NaN", "Infinity", "+1", "1.", ".5", " 1", "1\n", "١", "--1", "$ 1"],
)
def test_what_is_not_a_plain_decimal_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        money.parse(written)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1234567.89", "$ 1.234.567,89"),
        ("-14.81", "-$ 14,81"),
        ("0", "$ 0,00"),
        ("-0.004", "$ 0,00"),
        ("999.995", "$ 1.000,00"),
        ("1e30", "$ 1" + ".000" * 10 + ",00"),
    ],
)
def test_pesos_are_shown_as_in_colombia(amount: str, shown: str) -> None:
    assert money.pesos(Decimal(amount)) == shown


@LAW
@given(CENTS)
def test_pesos_tell_the_same_amount(amount: Decimal) -> None:
    digits = money.pesos(amount).replace("$ ", "").replace(".", "").replace(",", ".")
    assert money.parse(digits) == amount


@pytest.mark.parametrize(
    ("rate", "shown"),
    [("19", "19 %"), ("19.00", "19 %"), ("2.50", "2,5 %"), ("0.00", "0 %"), ("100", "100 %"), ("1234.5", "1.234,5 %")],
)
def test_a_percent_is_shown_without_zeros(rate: str, shown: str) -> None:
    assert money.percent(Decimal(rate)) == shown


@pytest.mark.parametrize(("number", "shown"), [("1234567.8", "1.234.567,8"), ("-2000", "-2.000"), ("0.5", "0,5")])
def test_a_number_is_shown_as_in_colombia(number: str, shown: str) -> None:
    assert money.plain(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("price", "rates", "without"),
    [("119", "19", "100.00"), ("108", "8", "100.00"), ("1000", "19", "840.34"), ("5", "0", "5.00")],
)
def test_a_price_loses_its_tax(price: str, rates: str, without: str) -> None:
    assert str(money.without_tax(Decimal(price), Decimal(rates))) == without
