"""Amounts, quantities and days: the decimal sign is what the whole column proves, and a doubt is a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.lote import codes
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values import EXACT_DIGITS, Read, bad, clean, loses_digits, lost_digits, shown, without_value

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_CREDIT = 3650
"""Days of credit that are not a mistake: ten years."""
_DIGITS_OF = (Kind.TEXT, Kind.NUMBER)
_NUMBER = re.compile(r"(?P<minus>-?)(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?P<after>-?)")
_USUAL = re.compile(r"[0-9]{1,15}([.,])[0-9]{1,2}")
"""What most numbers with decimals are, and can be read in one way."""
_FINE = re.compile(r"[.,][0-9]{3,}[^0-9.,]*$")
_DAYS = re.compile(r"(?<=[0-9])\s*d[ií]as?\.?\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"^(\(?\s*-?)\s*(?:(?:COP|COL)\s*\$?|\$)\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:COP|pesos|\$)(\)?)$", re.IGNORECASE)
_SPACED = re.compile(r"(-?\(?)([0-9]{1,3}(?: [0-9]{3})+)((?:[.,][0-9]+)?\)?-?)")


@dataclass(frozen=True, slots=True)
class Style:
    """What a column proves about its decimal sign: `,`, `.`, both (mixed), or neither. `chosen`: the user said it.

    `fine`: some number has three decimals or more for certain.
    """

    comma: bool = False
    point: bool = False
    chosen: bool = False
    fine: bool = False

    @property
    def sign(self) -> str | None:
        """The decimal sign, where the column proves just one."""
        return None if self.comma == self.point else ("," if self.comma else ".")


UNPROVEN = Style()


def style_of(cells: Iterable[Cell], chosen: str | None = None) -> Style:
    """The style of a column of numbers; the user's own choice (`comma`, `point`) counts before what it shows."""
    if chosen is not None:
        return Style(comma=chosen == "comma", point=chosen == "point", chosen=True)
    comma = point = fine = False
    for cell in cells:
        if cell.kind is not Kind.TEXT or cell.text.isdigit():
            continue
        usual = _USUAL.fullmatch(cell.text)
        sign = usual[1] if usual is not None else _proven(bare_number(cell.text))
        comma, point = comma or sign == ",", point or sign == "."
        fine = fine or (usual is None and sign is not None and _FINE.search(cell.text) is not None)
    return Style(comma, point, fine=fine)


def number(cell: Cell, style: Style, *, grouped_unless_proven: bool) -> Read:
    """An amount or a quantity. `grouped_unless_proven`: `1.234` is a thousand unless the column says otherwise."""
    if cell.text.isdigit() and cell.text.isascii() and len(cell.text) <= EXACT_DIGITS and cell.kind in _DIGITS_OF:
        return Read(Decimal(f"{cell.text}.00"))
    if cell.kind is Kind.TEXT and not style.chosen and _USUAL.fullmatch(cell.text) is not None:
        return Read(money.q2(Decimal(cell.text.replace(",", "."))))
    if (early := without_value(cell)) is not None:
        return early
    if loses_digits(cell):
        return lost_digits(cell)
    if cell.kind is Kind.NUMBER:
        return _two_decimals(Decimal(cell.text), shown(cell))
    if cell.kind is not Kind.TEXT:
        return bad(codes.BAD_NUMBER, f"«{shown(cell)}» no es un número", "escríbalo como 1234,56")
    typed = bare_number(cell.text)
    negative = typed.startswith("(") and typed.endswith(")")
    found = _NUMBER.fullmatch(typed[1:-1].strip() if negative else typed)
    if found is None or (negative + bool(found["minus"]) + bool(found["after"])) > 1:
        return bad(codes.BAD_NUMBER, f"«{shown(cell)}» no es un número", "escríbalo como 1234,56")
    read = _digits(found["digits"], shown(cell), style, grouped_unless_proven=grouped_unless_proven)
    if read.value is not None and (negative or found["minus"] or found["after"]):
        return Read(-read.value, read.code, read.message, read.hint, read.bad)
    return read


def days(cell: Cell) -> Read:
    """A number of days, with or without the word."""
    bare = Cell(cell.kind, _DAYS.sub("", cell.text)) if cell.kind is Kind.TEXT else cell
    read = number(bare, UNPROVEN, grouped_unless_proven=False)
    if read.value is None:
        return read
    if read.value != read.value.to_integral_value() or not 0 <= read.value <= LONGEST_CREDIT:
        return bad(codes.BAD_NUMBER, f"«{shown(cell)}» no es un número de días", "escriba 30, 60…")
    return Read(int(read.value))


def bare_number(typed: str) -> str:
    """The text without currency, leading apostrophe and spaces: `$ 1 234,50` is `1234,50`; two lines are no number."""
    bare = clean("/".join(typed.strip().splitlines()).replace("\u202f", " ")).removeprefix("'")
    bare = _AFTER.sub(r"\1", _BEFORE.sub(r"\1", bare)).strip()
    bare = f"-{bare[2:]}" if bare.startswith("- ") else bare
    spaced = _SPACED.fullmatch(bare)
    return bare if spaced is None else spaced[1] + spaced[2].replace(" ", "") + spaced[3]


def _proven(typed: str) -> str | None:
    """The decimal sign that a single number proves; None when it proves nothing."""
    found = _NUMBER.fullmatch(typed.strip("()"))
    if found is None:
        return None
    digits = found["digits"]
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return None
    if len(set(signs)) == 2:  # both signs: the last one is the decimal
        return signs[-1] if _grouped(digits[: digits.rindex(signs[-1])], signs[0]) else None
    if len(signs) > 1:
        other = "," if signs[0] == "." else "."
        return other if _grouped(digits, signs[0]) else None
    whole, part = digits.split(signs[0])
    return None if _could_group(whole, part) else signs[0]


def _could_group(whole: str, part: str) -> bool:
    return len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"


def _grouped(digits: str, sign: str) -> bool:
    first, *rest = digits.split(sign)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 and group.isdigit() for group in rest)


def _digits(digits: str, typed: str, style: Style, *, grouped_unless_proven: bool) -> Read:
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return _two_decimals(Decimal(digits), typed)
    proven = _proven(digits)
    if proven is None and len(signs) > 1:
        return bad(codes.BAD_NUMBER, f"«{typed}» no es un número: los miles no van de tres en tres", "revíselo")
    if proven is not None:
        if style.chosen and style.sign != proven:
            return bad(
                codes.TWO_READINGS,
                f"el signo decimal de «{typed}» no es el que usted dijo con --decimal",
                "corrija la celda, o deje que el programa reconozca el signo",
            )
        return _two_decimals(_decimal(digits, proven), typed)
    return _ambiguous(digits, signs[0], typed, style, grouped_unless_proven=grouped_unless_proven)


def _ambiguous(digits: str, sign: str, typed: str, style: Style, *, grouped_unless_proven: bool) -> Read:
    """`1.234` or `1,234`: thousands or thousandths, as the column proves; else a notice, or a question."""
    if style.comma and style.point:
        return _question(typed)
    if style.sign is not None:
        read = _two_decimals(_decimal(digits, style.sign), typed)
        doubtful = sign == style.sign and not (style.chosen or style.fine)
        if read.bad or not doubtful or not (grouped_unless_proven or digits.endswith("000")):
            return read
        what = (
            f"«{typed}» se leyó como {money.plain(read.value)}, y ningún otro número de la columna trae tres decimales"
        )
        whole = digits.replace(sign, "")
        return Read(read.value, codes.THOUSANDTHS, what, f"si son miles, escriba {whole}; si no, use --decimal")
    if sign == "." and grouped_unless_proven:
        value = _decimal(digits, ",")
        return Read(value, codes.THOUSANDS, f"«{typed}» se leyó como {money.plain(value)}")
    return _question(typed)


def _decimal(digits: str, sign: str) -> Decimal:
    other = "," if sign == "." else "."
    return Decimal(digits.replace(other, "").replace(sign, "."))


def _question(typed: str) -> Read:
    return bad(
        codes.TWO_READINGS,
        f"«{typed}» se puede leer de dos maneras",
        "diga el signo decimal con --decimal comma o --decimal point",
    )


def _two_decimals(value: Decimal, typed: str) -> Read:
    if abs(value) >= Decimal(10) ** EXACT_DIGITS:
        return bad(codes.BAD_NUMBER, f"«{typed}» es demasiado grande", "revise que no sean dos números juntos")
    if money.q2(value) != value:
        return bad(codes.TOO_MANY_DECIMALS, f"«{typed}» tiene más de dos decimales", "redondéelo a dos decimales")
    return Read(money.q2(value))
