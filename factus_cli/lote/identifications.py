"""NITs, cédulas and the rest: read as people write them, and what can be deduced from a number alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.nit import FINAL_CONSUMER, check_digit, has_glued_dv, looks_juridical
from factus_cli.lote import codes
from factus_cli.lote.table import Kind
from factus_cli.lote.values import BLANK, Read, bad, clean, loses_digits, lost_digits, shown, without_value

if TYPE_CHECKING:
    from factus_cli.lote.table import Cell

NIT, CEDULA, FOREIGNER = "31", "13", "22"
OF_OTHERS = ("41", "42", "50")
"""Types whose numbers are another country's: what follows a hyphen is a part of them, and no DV."""
LONGEST_NIT, LONGEST = 15, 20
_DIGITS = r"[0-9]+|[0-9]{1,3}(?:[., ][0-9]{3})+"
_WITH_DV = re.compile(rf"({_DIGITS})\s*[-–—]\s*([0-9])")
_PLAIN = re.compile(_DIGITS)
_DECIMALS = re.compile(r"([0-9]+)[.,]0{1,2}")
_LETTERS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9.\-]*")
_IN_PARTS = re.compile(r"[0-9]+-[0-9]{2,}")
"""A number in two parts, the second of which is no DV: another country's. A NIT or a cédula is never one (CLI-06)."""
_PREFIX = re.compile(r"(nit|c\.?\s?c|c\.?\s?e)[\s.:#]+(?:no?\.?[\s:]+)?(?=\d)", re.IGNORECASE)
_PREFIXES = {"nit": NIT, "cc": CEDULA, "ce": FOREIGNER}


@dataclass(frozen=True, slots=True)
class Identification:
    """A number without dots, the DV that came after its hyphen, and the type that came before it, if they did."""

    number: str
    dv: str | None = None
    kind: str | None = None

    def agrees(self, other: Identification) -> bool:
        """Whether two rows may mean the same: a DV or a type that one of them leaves out is no difference."""
        return self.number == other.number and all(
            None in pair or pair[0] == pair[1] for pair in ((self.dv, other.dv), (self.kind, other.kind))
        )

    def with_what(self, other: Identification) -> Identification:
        """With the DV and the type that the other says and this one leaves out."""
        return Identification(self.number, self.dv or other.dv, self.kind or other.kind)


def identification(cell: Cell) -> Read:
    """`900.123.456-8`, `900123456.0`, `'0123`; what lost digits in the file is refused."""
    if (early := without_value(cell)) is not None:
        return early
    typed = clean(cell.text).removeprefix("'").strip()
    if not typed:
        return BLANK
    if loses_digits(cell):
        return lost_digits(cell)
    if cell.kind is Kind.NUMBER:
        return _whole(typed, cell)
    if cell.kind is not Kind.TEXT:
        return _unreadable(cell)
    kind, typed = _without_prefix(typed)
    found = _parsed(typed, kind)
    if found is None:
        return _unreadable(cell)
    if len(found.number) > LONGEST:
        return bad(
            codes.BAD_IDENTIFICATION, f"«{typed[:40]}» es muy larga para una identificación", "revise si le sobra algo"
        )
    return Read(found)


def dv(cell: Cell) -> Read:
    """A check digit: one figure."""
    if (early := without_value(cell)) is not None:
        return early
    typed = clean(cell.text).lstrip("-'").strip()
    if cell.kind in (Kind.TEXT, Kind.NUMBER) and (found := re.fullmatch(r"([0-9])(?:[.,]0)?", typed)) is not None:
        return Read(found[1])
    return bad(codes.BAD_DV, f"«{shown(cell)}» no es un DV", "es una sola cifra, de 0 a 9")


def type_of(found: Identification, *, has_dv: bool) -> Read:
    """The type that a number shows by itself; a question where it shows none (lote, "Inferred")."""
    number = found.number
    if number == FINAL_CONSUMER:
        return Read(CEDULA)
    if found.kind is not None:
        return Read(found.kind)
    if number.isdigit() and (has_dv or looks_juridical(number)):
        return Read(NIT)
    if has_glued_dv(number):
        return bad(
            codes.GLUED_DV,
            f"{number} puede ser una cédula, o el NIT {number[:9]} con su DV ({number[9]}) pegado",
            f"escriba {number[:9]}-{number[9]}, o diga el tipo en cliente_tipo_documento",
        )
    if number.startswith("0") and looks_juridical(number.lstrip("0")):
        return bad(
            codes.UNSURE_TYPE,
            f"{number} puede ser una cédula, o el NIT {number.lstrip('0')} con ceros de relleno",
            "quite los ceros, o diga el tipo en cliente_tipo_documento",
        )
    if number.isdigit() and (3 <= len(number) <= 8 or len(number) == 10):  # how cédulas are numbered
        return Read(CEDULA)
    return bad(
        codes.UNSURE_TYPE,
        f"no se sabe qué tipo de identificación es {number}",
        "dígalo en la columna cliente_tipo_documento: NIT, CC, CE, PA…",
    )


def as_of(kind: str, found: Identification) -> Identification:
    """What was read, now that its type is known: another country's number keeps its hyphen, no NIT begins with 0."""
    if kind == NIT and found.number.startswith("0"):
        return Identification(found.number.lstrip("0") or found.number, found.dv, found.kind)
    if kind not in OF_OTHERS or found.dv is None:
        return found
    return Identification(f"{found.number}-{found.dv}", None, found.kind)


def dv_of(number: str) -> str | None:
    """The DV of a NIT; None when it is not one."""
    return check_digit(number) if number.isascii() and number.isdigit() and len(number) <= LONGEST_NIT else None


def _without_prefix(typed: str) -> tuple[str | None, str]:
    found = _PREFIX.match(typed)
    if found is None:
        return None, typed
    return _PREFIXES[re.sub(r"[^a-z]", "", found[1].lower())], typed[found.end() :]


def _parsed(typed: str, kind: str | None) -> Identification | None:
    with_dv = _WITH_DV.fullmatch(typed)
    if with_dv is not None:
        return Identification(_only_digits(with_dv[1]), with_dv[2], kind)
    decimals = _DECIMALS.fullmatch(typed)
    if decimals is not None:
        return Identification(decimals[1], None, kind)
    if _PLAIN.fullmatch(typed):
        return Identification(_only_digits(typed), None, kind)
    if _LETTERS.fullmatch(typed) or _IN_PARTS.fullmatch(typed):
        return Identification(typed.upper(), None, kind)
    return None


def _whole(typed: str, cell: Cell) -> Read:
    """A numeric cell: its point is decimal, so only a whole number identifies anybody."""
    whole, _, part = typed.partition(".")
    return Read(Identification(whole)) if whole.isdigit() and not part.strip("0") else _unreadable(cell)


def _only_digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isdigit())


def _unreadable(cell: Cell) -> Read:
    return bad(
        codes.BAD_IDENTIFICATION,
        f"«{shown(cell)}» no es una identificación",
        "escriba solo números, y el DV después de un guion: 900123456-8",
    )
