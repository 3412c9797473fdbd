"""What Factus makes of prices and quantities: its own arithmetic (contract, 7.4), independent of ours."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)

Rounding = Literal["line", "rate", "half-even"]


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax at one rate: its base and what it comes to. `excluded` carries neither."""

    code: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What one item comes to."""

    gross: Decimal
    discount: Decimal
    base: Decimal
    taxes: tuple[TaxAmount, ...]
    withholdings: tuple[TaxAmount, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document comes to, in COP."""

    lines: tuple[LineAmounts, ...]
    taxes: tuple[TaxAmount, ...]
    withholdings: tuple[TaxAmount, ...]
    prepaid: Decimal
    surcharges: Decimal
    total: Decimal

    @property
    def gross(self) -> Decimal:
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def net(self) -> Decimal:
        return sum((line.base for line in self.lines), ZERO)

    @property
    def taxable(self) -> Decimal:
        return sum((line.base for line in self.lines if any(not tax.excluded for tax in line.taxes)), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((tax.amount for tax in self.taxes), ZERO)


def amounts_of(payload: Mapping[str, Any], rounding: Rounding = "line") -> Amounts:
    """Total a payload that has passed validation.

    `line` rounds each tax of each line half up, as Factus was seen to do; `rate` rounds once for each tax and
    rate over all lines; `half-even` rounds by line to the even cent.
    """
    mode = ROUND_HALF_EVEN if rounding == "half-even" else ROUND_HALF_UP
    lines = tuple(_line(item, mode) for item in payload["items"])
    taxes = _by_rate([tax for line in lines for tax in line.taxes])
    if rounding == "rate":
        taxes = tuple(
            tax if tax.excluded else TaxAmount(tax.code, tax.rate, tax.base, _q2(tax.base * tax.rate / HUNDRED, mode))
            for tax in taxes
        )
    surcharges = sum(
        (
            decimal(charge["amount"]) * (1 if charge["is_surcharge"] else -1)
            for charge in payload.get("allowance_charges") or ()
        ),
        ZERO,
    )
    return Amounts(
        lines=lines,
        taxes=taxes,
        withholdings=_by_rate([tax for line in lines for tax in line.withholdings]),
        prepaid=sum((decimal(paid["amount"]) for paid in payload.get("prepayment_details") or ()), ZERO),
        surcharges=surcharges,
        total=sum((line.base for line in lines), ZERO) + sum((tax.amount for tax in taxes), ZERO) + surcharges,
    )


def decimal(value: object) -> Decimal:
    """An amount of a payload, text or JSON number, as a Decimal."""
    return Decimal(str(value))


def text(amount: Decimal) -> str:
    """An amount as Factus writes it: two decimals, no thousands."""
    return f"{amount.quantize(CENT, ROUND_HALF_UP):f}"


def _line(item: Mapping[str, Any], mode: str) -> LineAmounts:
    gross = _q2(decimal(item["price"]) * decimal(item["quantity"]), mode)
    discount = _discount(item, gross, mode)
    base = gross - discount
    taxes = tuple(_tax(tax, base, mode) for tax in item["taxes"])
    vat = sum((tax.amount for tax in taxes if tax.code == "01"), ZERO)
    return LineAmounts(
        gross=gross,
        discount=discount,
        base=base,
        taxes=taxes,
        withholdings=tuple(
            _tax(withheld, vat if withheld["code"] == "05" else base, mode)
            for withheld in item.get("withholding_taxes") or ()
        ),
    )


def _discount(item: Mapping[str, Any], gross: Decimal, mode: str) -> Decimal:
    if item.get("discount_amount") is not None:
        return decimal(item["discount_amount"]).quantize(CENT)
    return _q2(gross * decimal(item.get("discount_rate") or 0) / HUNDRED, mode)


def _tax(tax: Mapping[str, Any], base: Decimal, mode: str) -> TaxAmount:
    if tax.get("is_excluded"):
        return TaxAmount("01", ZERO, ZERO, ZERO, excluded=True)
    rate = decimal(tax["rate"])
    return TaxAmount(str(tax["code"]), rate, base, _q2(base * rate / HUNDRED, mode))


def _by_rate(taxes: Sequence[TaxAmount]) -> tuple[TaxAmount, ...]:
    sums: dict[tuple[str, Decimal, bool], TaxAmount] = {}
    for tax in taxes:
        key = (tax.code, tax.rate, tax.excluded)
        so_far = sums.get(key, TaxAmount(tax.code, tax.rate, ZERO, ZERO, tax.excluded))
        sums[key] = TaxAmount(tax.code, tax.rate, so_far.base + tax.base, so_far.amount + tax.amount, tax.excluded)
    return tuple(sums.values())


def _q2(amount: Decimal, mode: str) -> Decimal:
    return amount.quantize(CENT, mode)
