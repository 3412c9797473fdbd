"""Decimals from text to text, and the one place that rounds. No binary float comes in or goes out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
_WIDE = Context(prec=1000)
"""Room for every number that a cell can hold: with the usual 28 digits a huge one could not be rounded, it would raise."""
_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def q2(amount: Decimal) -> Decimal:
    """Round COP to the cent, half up.

    Half up is what Factus was seen to do (contract, 7.4). Annex 1.9, 5.2.1, says half to even; the two differ
    only at exactly half a cent, and what Factus returns is compared with ours after every send.
    """
    return amount.quantize(CENT, ROUND_HALF_UP, _WIDE)


def percent_of(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` percent of an amount in COP, rounded to the cent."""
    return q2(amount * rate / HUNDRED)


def without_tax(price: Decimal, rates: Decimal) -> Decimal:
    """The unit price in COP before taxes of a price that includes them; `rates` is the sum of their percents."""
    return q2(price / (1 + rates / HUNDRED))


def text(amount: Decimal) -> str:
    """An amount or rate for JSON and for Factus: two decimals, point, no thousands. `1234.5` is `"1234.50"`.

    Raises ValueError when the amount has more than two decimals: what is sent must be what was totalled.
    """
    rounded = q2(amount)
    if rounded != amount:
        raise ValueError(f"{amount} has more than two decimals")
    return format(rounded or abs(rounded), "f")


def parse(written: str) -> Decimal:
    """The amount that `text` wrote. Raises ValueError for anything but digits, with a point and a minus at most."""
    if _WRITTEN.fullmatch(written) is None:
        raise ValueError(f"{written!r} is not an amount")
    return Decimal(written)


def pesos(amount: Decimal) -> str:
    """An amount as a Colombian reads it: `$ 1.234.567,89`, negative `-$ 14,81`."""
    rounded = q2(amount)
    return f"{'-' if rounded < 0 else ''}$ {plain(rounded.copy_abs())}"


def plain(amount: Decimal) -> str:
    """A number as a Colombian reads it, without currency: `1.234.567,89`."""
    return f"{amount:,f}".translate(str.maketrans(",.", ".,"))


def percent(rate: Decimal) -> str:
    """A percent as a Colombian reads it: `19 %`, `2,5 %`."""
    return f"{plain(rate.normalize())} %"
