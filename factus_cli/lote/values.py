"""Cells into values: each column judged as a whole where a single cell is ambiguous. A doubt is never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.search import plain
from factus_cli.lote import codes
from factus_cli.lote.table import Cell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from factus_cli.domain.findings import FindingCode


@dataclass(frozen=True, slots=True)
class Read:
    """A cell read: its value (None: blank), and what is wrong or was repaired (code, message, hint)."""

    value: Any = None
    code: FindingCode | None = None
    message: str = ""
    hint: str = ""
    bad: bool = False


BLANK = Read()
NOTHING = frozenset({"", "-", "--", "n/a", "na", "n.a.", "nan", "null", "none", "#n/a", "sin dato", "ninguno"})
"""What people write for nothing, folded."""
_NUMBER = re.compile(r"(?P<minus>-?)(?P<digits>\d+(?:[.,]\d+)*)(?P<after>-?)")
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_GROUPS_OF_SPACES = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class Style:
    """What a column proves about its decimal sign: `,`, `.`, both (mixed), or neither."""

    comma: bool = False
    point: bool = False

    @property
    def sign(self) -> str | None:
        """The decimal sign, where the column proves just one."""
        return None if self.comma == self.point else ("," if self.comma else ".")


def style_of(cells: Iterable[Cell], chosen: str | None = None) -> Style:
    """The style of a column of numbers; the user's own choice (`comma`, `point`) counts before what it shows."""
    if chosen is not None:
        return Style(comma=chosen == "comma", point=chosen == "point")
    comma = point = False
    for cell in set(cells):
        if cell.kind is not Kind.TEXT:
            continue
        sign = _proven(bare_number(cell.text))
        comma, point = comma or sign == ",", point or sign == "."
    return Style(comma, point)


def number(cell: Cell, style: Style, *, grouped_unless_proven: bool) -> Read:
    """An amount or a quantity. `grouped_unless_proven`: `1.234` is a thousand unless the column says otherwise."""
    if (early := _not_a_value(cell)) is not None:
        return early
    if cell.kind in (Kind.NUMBER, Kind.PERCENT):
        return _two_decimals(Decimal(cell.text), cell.text)
    text = bare_number(cell.text)
    if _EXPONENT.fullmatch(text):
        return _bad(codes.LOST_DIGITS, f"«{cell.text}» está en notación científica y puede haber perdido cifras")
    negative = text.startswith("(") and text.endswith(")")
    found = _NUMBER.fullmatch(text.strip("()") if negative else text)
    if found is None or (found["minus"] and found["after"]):
        return _bad(codes.BAD_NUMBER, f"«{cell.text}» no es un número", "escríbalo como 1234,56")
    read = _digits(found["digits"], cell.text, style, grouped_unless_proven=grouped_unless_proven)
    if read.value is not None and (negative or found["minus"] or found["after"]):
        return Read(-read.value, read.code, read.message, read.hint, read.bad)
    return read


def bare_number(text: str) -> str:
    """The text without currency, spaces and other dress."""
    clean = text.replace("\u00a0", " ").replace("\u202f", " ").replace("'", "").strip()
    clean = re.sub(r"^(\(?-?)\s*(?:\$|COP\b|col\$)\s*", r"\1", clean, flags=re.IGNORECASE)
    clean = re.sub(r"\s*(?:COP|pesos)$", "", clean, flags=re.IGNORECASE)
    return re.sub(r"^-\s+", "-", _GROUPS_OF_SPACES.sub("", clean))


def _proven(text: str) -> str | None:
    """The decimal sign that a single number proves; None when it proves nothing."""
    found = _NUMBER.fullmatch(text.strip("()"))
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
    return 1 <= len(first) <= 3 and all(len(group) == 3 and group.isdigit() for group in rest)


def _digits(digits: str, typed: str, style: Style, *, grouped_unless_proven: bool) -> Read:
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return _two_decimals(Decimal(digits), typed)
    proven = _proven(digits)
    if proven is None and len(signs) > 1:
        return _bad(codes.BAD_NUMBER, f"«{typed}» no es un número: los miles no van de tres en tres")
    if proven is not None:
        if style.sign is not None and len(set(signs)) == 1 and len(signs) == 1 and style.sign != proven:
            return _question(typed)
        return _two_decimals(_decimal(digits, proven), typed)
    return _ambiguous(digits, signs[0], typed, style, grouped_unless_proven=grouped_unless_proven)


def _ambiguous(digits: str, sign: str, typed: str, style: Style, *, grouped_unless_proven: bool) -> Read:
    """`1.234` or `1,234`: thousands or thousandths, as the column proves; else a notice, or a question."""
    if style.comma and style.point:
        return _question(typed)
    if style.sign is not None:
        return _two_decimals(_decimal(digits, style.sign), typed)
    if sign == "." and grouped_unless_proven:
        value = _decimal(digits, ",")
        return Read(value, codes.THOUSANDS, f"«{typed}» se leyó como {money.plain(value)}")
    return _question(typed)


def _decimal(digits: str, sign: str) -> Decimal:
    other = "," if sign == "." else "."
    return Decimal(digits.replace(other, "").replace(sign, "."))


def _question(typed: str) -> Read:
    return _bad(
        codes.TWO_READINGS,
        f"«{typed}» se puede leer de dos maneras",
        "diga el signo decimal con --decimal comma o --decimal point",
    )


def _two_decimals(value: Decimal, typed: str) -> Read:
    if money.q2(value) != value:
        return _bad(codes.TOO_MANY_DECIMALS, f"«{typed}» tiene más de dos decimales", "redondéelo a dos decimales")
    return Read(money.q2(value))


def percents(cells: list[Cell], style: Style, *, fractions: bool | None) -> Callable[[Cell], Read]:
    """A reader of a column of percents.

    `fractions`: 0,19 is 19 % (True), 0,19 % (False), or what the whole column shows (None).
    """
    bare = {cell: _percent(cell, style).value for cell in set(cells) if not _marked(cell)}
    known = [value for value in bare.values() if value is not None]
    all_small = bool(known) and all(value <= 1 for value in known)

    def read(cell: Cell) -> Read:
        found = _percent(cell, style)
        if found.value is None or _marked(cell) or fractions is False:
            return found
        if (fractions or all_small) and any(0 < value < 1 for value in known):
            return Read(money.q2(found.value * 100), codes.FRACTION, "la columna es de 0 a 1: 0,19 se leyó como 19 %")
        if 0 < found.value < 1:
            return _bad(
                codes.PERCENT_QUESTION, f"«{cell.text}» puede ser una fracción o un porcentaje", "escríbalo con %"
            )
        return found

    return read


def discounts(style: Style, chosen: str | None) -> Callable[[Cell], Read]:
    """A reader of discounts: between 0 and 1 without % is a question, unless the user said which."""

    def read(cell: Cell) -> Read:
        found = _percent(cell, style)
        if found.value is None or _marked(cell) or not 0 < found.value < 1:
            return found
        if chosen is None:
            return _bad(
                codes.PERCENT_QUESTION,
                f"«{cell.text}» puede ser {money.percent(found.value * 100)} o {money.percent(found.value)}",
                "escríbalo con %, o use --discounts fraction o --discounts percent",
            )
        return Read(money.q2(found.value * 100)) if chosen == "fraction" else found

    return read


def _percent(cell: Cell, style: Style) -> Read:
    if (early := _not_a_value(cell)) is not None:
        return early
    if cell.kind is Kind.PERCENT:
        value = Decimal(cell.text) * 100
        return _percent_in_range(value.quantize(Decimal("0.0001")).normalize() if value else value, cell.text)
    text = cell.text.replace("\u00a0", " ").strip().removesuffix("%").strip()
    read = number(Cell(cell.kind, text), style, grouped_unless_proven=False)
    return read if read.value is None else _percent_in_range(read.value, cell.text)


def _percent_in_range(value: Decimal, typed: str) -> Read:
    if not 0 <= value <= 100:  # percents
        return _bad(
            codes.BAD_PERCENT, f"«{typed}» no es un porcentaje entre 0 y 100", "escriba el porcentaje, no el valor"
        )
    return _two_decimals(value, typed)


def _marked(cell: Cell) -> bool:
    return cell.kind is Kind.PERCENT or cell.text.strip().endswith("%")


@dataclass(frozen=True, slots=True)
class Iva:
    """What the column `iva` says: a rate, or excluded."""

    rate: Decimal
    excluded: bool = False


_EXCLUDED = frozenset({"excluido", "excluida", "excl", "exc", "no aplica", "excluido de iva", "iva excluido"})
_EXEMPT = frozenset({"exento", "exenta", "ex", "exento de iva", "iva exento"})


def ivas(cells: list[Cell], style: Style) -> Callable[[Cell], Read]:
    """A reader of the column `iva`: a rate, `exento`, `excluido`; a bare 0 is exempt with a warning."""
    numeric = [cell for cell in cells if plain(cell.text) not in _EXCLUDED | _EXEMPT]
    rates = percents(numeric, style, fractions=None)

    def read(cell: Cell) -> Read:
        word = plain(cell.text)
        if cell.kind is Kind.TEXT and word in _EXCLUDED:
            return Read(Iva(money.ZERO, excluded=True))
        if cell.kind is Kind.TEXT and word in _EXEMPT:
            return Read(Iva(money.ZERO))
        text = re.sub(r"(?i)^iva\s*", "", cell.text) if cell.kind is Kind.TEXT else cell.text
        found = rates(Cell(cell.kind, text))
        if found.value is None:
            if found.bad and found.code in (codes.BAD_NUMBER, codes.BAD_PERCENT):
                return _bad(
                    codes.BAD_PERCENT, f"«{cell.text}» no es una tarifa de IVA", "escriba 19, 5, exento o excluido"
                )
            return found
        if found.value == 0:
            return Read(Iva(money.ZERO), codes.ZERO_TAX, "IVA 0 se tomó como exento", "escriba exento o excluido")
        return Read(Iva(found.value), found.code, found.message, found.hint)

    return read


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?\s*m\.?)?$", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)
_SERIAL_FROM, _SERIAL_TO = 36526, 73415
"""Excel serials of 2000-01-01 and 2100-12-31."""


def a_date(cell: Cell) -> Read:
    """A day: an Excel date, day first, year first, compact, or a serial."""
    if (early := _not_a_value(cell)) is not None:
        return early
    text = _TIME.sub("", cell.text.replace("\u00a0", " ").strip())
    if cell.kind in (Kind.NUMBER, Kind.TEXT) and re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        serial = int(text.split(".")[0])
        if _SERIAL_FROM <= serial <= _SERIAL_TO:
            return Read(_EPOCH + timedelta(days=serial))
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_COMPACT, (1, 2, 3))):
        found = pattern.fullmatch(text)
        if found is not None:
            return _day(*(int(found[index]) for index in order), typed=cell.text)
    return _bad(codes.BAD_DATE, f"«{cell.text}» no es una fecha", "escríbala como 24/11/2026")


def _day(year: int, month: int, day: int, *, typed: str) -> Read:
    try:
        value = date(year, month, day)
    except ValueError:
        hint = "el día va primero: 24/11/2026" if month > 12 and day <= 12 else "esa fecha no existe"
        return _bad(codes.BAD_DATE, f"«{typed}» no es una fecha", hint)
    if not 2000 <= year <= 2100:  # what a lote can mean
        return _bad(codes.BAD_DATE, f"«{typed}» tiene un año fuera de 2000 a 2100", "revise el año")
    return Read(value)


_YES = frozenset({"si", "s", "x", "1", "true", "verdadero", "yes"})
_NO = frozenset({"no", "n", "0", "false", "falso"})


def yes_no(cell: Cell) -> Read:
    """Sí or no; blank is the default."""
    if (early := _not_a_value(cell)) is not None:
        return early
    word = plain(cell.text)
    if word in _YES | _NO:
        return Read(word in _YES)
    return _bad(codes.BAD_YES_NO, f"«{cell.text}» no es ni sí ni no", "escriba sí o no")


def text(cell: Cell) -> Read:
    """Text as it was, without spaces around or doubled; a whole number of Excel without its decimals."""
    if (early := _not_a_value(cell)) is not None:
        return early
    return Read(" ".join(cell.text.replace("\u00a0", " ").split()))


def days(cell: Cell) -> Read:
    """A number of days."""
    read = number(cell, Style(), grouped_unless_proven=False)
    if read.value is None:
        return read
    if read.value != read.value.to_integral_value() or not 0 <= read.value <= 3650:  # ten years
        return _bad(codes.BAD_NUMBER, f"«{cell.text}» no es un número de días", "escriba 30, 60…")
    return Read(int(read.value))


def _not_a_value(cell: Cell) -> Read | None:
    """A blank, an error cell, or what people write for nothing."""
    if cell.kind is Kind.ERROR:
        shown = cell.text if cell.text not in ("", "=") else "una fórmula sin valor"
        return _bad(codes.ERROR_CELL, f"la celda tiene {shown}", "corrija la fórmula y guarde el libro")
    folded = cell.text.replace("\u00a0", " ").strip().casefold()
    if cell.kind is Kind.BLANK or not folded:
        return BLANK
    if cell.kind is Kind.TEXT and folded in NOTHING:
        return Read(None, codes.NOTHING, f"«{cell.text.strip()}» se leyó como blanco")
    return None


def _bad(code: FindingCode, message: str, hint: str = "") -> Read:
    return Read(None, code, message, hint, bad=True)
