"""Lines to taxes to totals. Each step rounds to the cent, half up, and sums are sums of rounded values.

Source: contract, 7.4 (what Factus was seen to do). The rounding itself lives in `money.q2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.documents import TaxTotal, Totals
from factus_cli.domain.money import ZERO, percent_of, q2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from factus_cli.domain.documents import Charge, Line

    ByRate = dict[tuple[str, Decimal], tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What one line comes to, in COP. `taxes` follows the order of the line's taxes, excluded ones as 0.00."""

    gross: Decimal
    discount: Decimal
    base: Decimal
    taxes: tuple[Decimal, ...]

    @property
    def tax(self) -> Decimal:
        """All taxes of the line, in COP."""
        return sum(self.taxes, ZERO)

    @property
    def total(self) -> Decimal:
        """Base and taxes, in COP."""
        return self.base + self.tax


def of_line(line: Line) -> LineTotals:
    """gross = q2(price × quantity), base = gross − discount, tax = q2(base × rate / 100) for each tax."""
    gross = q2(line.price * line.quantity)
    discount = discount_of(line, gross)
    base = gross - discount
    taxes = tuple(ZERO if tax.excluded else percent_of(base, tax.rate) for tax in line.taxes)
    return LineTotals(gross, discount, base, taxes)


def discount_of(line: Line, gross: Decimal) -> Decimal:
    """The discount of a line in COP: a percent of the gross, or the amount given for the whole line."""
    if line.discount_amount is not None:
        return q2(line.discount_amount)
    if line.discount_rate is not None:
        return percent_of(gross, line.discount_rate)
    return ZERO


def of_document(lines: Iterable[Line], charges: Iterable[Charge] = ()) -> Totals:
    """total = Σ base + Σ tax + Σ surcharges; withholdings and prepayments change nothing."""
    gross = discount = taxable = tax = ZERO
    by_rate: ByRate = {}
    for line in lines:
        sums = of_line(line)
        gross += sums.gross
        discount += sums.discount
        tax += sums.tax
        if any(not one.excluded for one in line.taxes):
            taxable += sums.base
        _add_taxes(by_rate, line, sums)
    surcharge = sum((q2(charge.amount) for charge in charges), ZERO)
    total = gross - discount + tax + surcharge
    return Totals(gross, discount, taxable, tax, surcharge, total, _tax_totals(by_rate))


def of_many(totals: Iterable[Totals]) -> Totals:
    """The control totals of a lote: each sum over its documents, in COP."""
    gross = discount = taxable = tax = surcharge = total = ZERO
    by_rate: ByRate = {}
    for one in totals:
        gross += one.gross
        discount += one.discount
        taxable += one.taxable
        tax += one.tax
        surcharge += one.surcharge
        total += one.total
        for part in one.taxes:
            _add(by_rate, part.code, part.rate, part.base, part.amount)
    return Totals(gross, discount, taxable, tax, surcharge, total, _tax_totals(by_rate))


def _add_taxes(by_rate: ByRate, line: Line, sums: LineTotals) -> None:
    for tax, amount in zip(line.taxes, sums.taxes, strict=True):
        if not tax.excluded:
            _add(by_rate, tax.code, tax.rate, sums.base, amount)


def _add(by_rate: ByRate, code: str, rate: Decimal, base: Decimal, amount: Decimal) -> None:
    bases, amounts = by_rate.get((code, rate), (ZERO, ZERO))
    by_rate[code, rate] = (bases + base, amounts + amount)


def _tax_totals(by_rate: ByRate) -> tuple[TaxTotal, ...]:
    ordered = sorted(by_rate.items(), key=lambda entry: (entry[0][0], -entry[0][1]))
    return tuple(TaxTotal(code, rate, base, amount) for (code, rate), (base, amount) in ordered)
