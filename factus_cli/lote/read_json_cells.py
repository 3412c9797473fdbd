"""The values of JSON as cells: numbers keep their digits, and anything that is no simple value is refused."""

from __future__ import annotations

from decimal import Decimal
from math import ulp
from typing import Any

from factus_cli.lote.refusals import refusal
from factus_cli.lote.table import Kind

FLAT = "Cada elemento es una línea: un objeto con los nombres canónicos (`referencia`, `cliente_identificacion`…)."

EXACT_DIGITS = 15
"""Significant digits that a binary number holds for sure."""
NOISE = 4
"""How many of its smallest steps a few sums and products of binary numbers may be off."""
LONGEST_EXPONENT = 9
"""Digits: one with more is no number of Python either."""
LARGEST_EXPONENT = 300
"""That of a cell of Excel; a number written with a larger one would fill the memory with its zeros."""


class Number(str):
    """The digits of a number as the file has them."""

    __slots__ = ()


def said(value: Any) -> bool:
    """Whether a value says anything: null and empty texts, lists and objects say nothing."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def cell_of(file: str, number: int, name: str, value: Any) -> tuple[str, Kind]:
    """The text and kind of a value of the file's `number`-th element. Raises LoteRefused for what is no simple one."""
    match value:
        case None | "":
            return "", Kind.BLANK
        case bool():
            return ("true" if value else "false"), Kind.BOOLEAN
        case Number():
            return digits_of(file, number, value), Kind.NUMBER
        case str():
            return value, Kind.TEXT
        case _:
            raise refusal(file, "bad_json", f"en el elemento {number}, «{name}» no es un valor simple", FLAT)


def digits_of(file: str, number: int, value: Number) -> str:
    """A number in plain digits, without exponent. Raises LoteRefused for one that no sheet holds."""
    if "e" not in value.lower() and len(value) <= EXACT_DIGITS:
        return str(value)
    exponent = value.lower().partition("e")[2].lstrip("+-0")
    if len(exponent) > LONGEST_EXPONENT or abs((amount := Decimal(value)).adjusted()) > LARGEST_EXPONENT:
        raise refusal(file, "bad_json", f"en el elemento {number}, {value} no es una cantidad", FLAT)
    return format(_without_noise(amount), "f")


def _without_noise(amount: Decimal) -> Decimal:
    """A sum of binary numbers without what it has too much: `0.30000000000000004` is 0.3, as in a workbook.

    Only what a float cannot hold is noise: what is farther than it may be from 15 digits stays as it was said.
    """
    if len(amount.as_tuple().digits) <= EXACT_DIGITS or amount == amount.to_integral_value():
        return amount
    shorter = Decimal(format(float(amount), f".{EXACT_DIGITS}g"))
    return shorter if abs(shorter - amount) <= NOISE * Decimal(ulp(float(amount))) else amount
