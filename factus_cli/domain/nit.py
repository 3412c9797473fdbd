"""The NIT and its check digit (DV), by annex 1.9: weights from the right, modulo 11."""

from __future__ import annotations

LONGEST = 15
"""Digits that a check digit is defined for."""
FINAL_CONSUMER = "222222222222"
"""The identification of *consumidor final*: twelve twos, type 13, no DV (contract, 7.2)."""


def check_digit(identification: str) -> str:
    """The DV of a NIT given without it, digits only. `check_digit("800197268") == "4"`.

    Raises ValueError when the text has anything but 1 to 15 ASCII digits.
    """
    if not _digits(identification) or len(identification) > LONGEST:
        raise ValueError(f"{identification!r} is not the digits of a NIT")
    from stdnum.co import nit  # noqa: PLC0415 - a large workbook is being read by then

    return str(nit.calc_check_digit(identification))


def looks_juridical(identification: str) -> bool:
    """Nine digits that begin with 8 or 9: how the DIAN numbers legal entities."""
    return len(identification) == 9 and _digits(identification) and identification[0] in "89"


def has_glued_dv(identification: str) -> bool:
    """Ten digits, 8 or 9 first, whose last is the DV of the other nine: a NIT with its DV glued, or a cédula."""
    return (
        len(identification) == 10
        and _digits(identification)
        and looks_juridical(identification[:9])
        and check_digit(identification[:9]) == identification[9]
    )


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
