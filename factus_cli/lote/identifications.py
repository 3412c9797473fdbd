"""NITs, cédulas and the rest: read as people write them, and what can be deduced from a number alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.nit import FINAL_CONSUMER, check_digit, has_glued_dv, looks_juridical
from factus_cli.lote import codes
from factus_cli.lote.table import Kind
from factus_cli.lote.values import BLANK, Read, text

if TYPE_CHECKING:
    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.table import Cell

NIT, CEDULA = "31", "13"
_WITH_DV = re.compile(r"([0-9][0-9.\s]*)\s*[-–]\s*([0-9])")
_DIGITS = re.compile(r"[0-9][0-9.\s,]*")
_EXPONENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_LETTERS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}")
LONGEST = 15


@dataclass(frozen=True, slots=True)
class Identification:
    """A number without dots, and the DV that came after its hyphen, if one did."""

    number: str
    dv: str | None = None


def identification(cell: Cell) -> Read:
    """`900.123.456-8`, `900123456.0`, `'0123`; scientific notation lost digits and is refused."""
    read = text(cell)
    if read.value is None:
        return read
    typed: str = read.value.lstrip("'").strip()
    typed = re.sub(r"(?i)^(?:nit|c\.?c\.?|ce)[\s.:]+(?=\d)", "", typed)
    if not typed:
        return BLANK
    if _EXPONENT.fullmatch(typed.replace(" ", "")):
        return _bad(codes.LOST_DIGITS, f"«{cell.text}» está en notación científica y perdió cifras")
    found = _WITH_DV.fullmatch(typed)
    if found is not None:
        return _sized(Identification(_only_digits(found[1]), found[2]), cell)
    if re.fullmatch(r"\d+\.0+", typed):
        return _sized(Identification(typed.split(".")[0]), cell)
    if _DIGITS.fullmatch(typed) and _grouped(typed):
        return _sized(Identification(_only_digits(typed)), cell)
    if cell.kind is Kind.TEXT and _LETTERS.fullmatch(typed) and re.search(r"[A-Za-z]", typed):
        return Read(Identification(typed.upper()))
    return _bad(
        codes.BAD_IDENTIFICATION, f"«{cell.text}» no es una identificación", "escriba solo números: 900123456-8"
    )


def dv(cell: Cell) -> Read:
    """A check digit: one figure."""
    read = text(cell)
    if read.value is None:
        return read
    typed = str(read.value).strip("-'").removesuffix(".0")
    if re.fullmatch(r"[0-9]", typed) is None:
        return _bad(codes.BAD_DV, f"«{cell.text}» no es un DV", "es una sola cifra, de 0 a 9")
    return Read(typed)


def type_of(found: Identification, *, has_dv: bool) -> Read:
    """The type that a number shows by itself; a question where it shows none (lote, "Inferred")."""
    number = found.number
    if number == FINAL_CONSUMER:
        return Read(CEDULA)
    if has_dv or looks_juridical(number):
        return Read(NIT)
    if has_glued_dv(number):
        return _bad(
            codes.GLUED_DV,
            f"{number} puede ser una cédula, o el NIT {number[:9]} con su DV ({number[9]}) pegado",
            f"escriba {number[:9]}-{number[9]}, o diga el tipo en cliente_tipo_documento",
        )
    if number.isdigit() and (3 <= len(number) <= 8 or len(number) == 10):  # how cédulas are numbered
        return Read(CEDULA)
    return _bad(
        codes.UNSURE_TYPE,
        f"no se sabe qué tipo de identificación es {number}",
        "dígalo en la columna cliente_tipo_documento: NIT, CC, CE, PA…",
    )


def dv_of(number: str) -> str | None:
    """The DV of a NIT; None when it is not one."""
    return check_digit(number) if number.isascii() and number.isdigit() and len(number) <= LONGEST else None


def _only_digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isdigit())


def _grouped(typed: str) -> bool:
    """Digits alone, or in groups of three after a point, a comma or a space."""
    return re.fullmatch(r"\d+|\d{1,3}(?:[.,\s]\d{3})+", typed) is not None


def _sized(found: Identification, cell: Cell) -> Read:
    if len(found.number) > 20:  # longer than any
        return _bad(codes.BAD_IDENTIFICATION, f"«{cell.text}» es muy larga para una identificación")
    return Read(found)


def _bad(code: FindingCode, message: str, hint: str = "") -> Read:
    return Read(None, code, message, hint, bad=True)
