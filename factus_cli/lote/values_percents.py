"""Taxes, withholdings and discounts: `19`, `19%`, `0,19`; what may be a fraction is judged by its whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.domain.search import plain
from factus_cli.lote import codes
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values import BLANK, Read, bad, clean, shown, without_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Rates = frozenset[Decimal]
    Reader = Callable[[Cell], Read]

_PERCENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EXCLUDED = frozenset({"excluido", "excluida", "excl", "no aplica", "excluido de iva", "excluido iva", "iva excluido"})
_EXEMPT = frozenset({"exento", "exenta", "exento de iva", "exento iva", "iva exento"})
_NONE = frozenset({"no aplica", "no", "ninguno"})
_OF_INC = re.compile(r"\b(?:inc|ico|impoconsumo|ipoconsumo|consumo)\b")
_DRESS = re.compile(r"(?:tarifa|gravado|iva|inc)\b[\s:]*(?:del?\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Iva:
    """What the column `iva` says: a rate in percent, or excluded."""

    rate: Decimal
    excluded: bool = False


def ivas(cells: Iterable[Cell], rates: Rates, *, coded: bool = False) -> Reader:
    """A reader of the column `iva`: a rate, `exento`, `excluido`; a bare 0 is exempt with a warning.

    `rates` are the DIAN's percents; `coded`: the header says Código, so that a value outside them is an error.
    """
    percents = taxes([cell for cell in cells if _word(cell) is None], rates, coded=coded)

    def read(cell: Cell) -> Read:
        word = _word(cell)
        if word is not None:
            return Read(word)
        if cell.kind is Kind.TEXT and _OF_INC.search(plain(cell.text)) is not None:
            what = f"«{shown(cell)}» no es de IVA, sino de impuesto al consumo"
            return bad(codes.BAD_PERCENT, what, "escriba la tarifa en una columna INC, y deje esta en blanco")
        found = percents(cell)
        if found.value is None:
            if found.code in (codes.BAD_PERCENT, codes.BAD_NUMBER):
                hint = "escriba 19, 5, exento o excluido"
                return bad(codes.BAD_PERCENT, f"«{shown(cell)}» no es una tarifa de IVA", hint)
            return found
        if found.value == 0:
            return Read(Iva(money.ZERO), codes.ZERO_TAX, "IVA 0 se tomó como exento", "escriba exento o excluido")
        return Read(Iva(found.value), found.code, found.message, found.hint)

    return read


def taxes(cells: Iterable[Cell], rates: Rates, *, coded: bool = False) -> Reader:
    """A reader of a column of rates of a tax: `0,19` is 19 % where the whole column is of fractions of its `rates`."""
    bare = [_bare(cell) for cell in set(cells)]
    known = [value for value in bare if value is not None]
    fractions = any(0 < value < 1 for value in known) and all(
        value == 0 or (value <= 1 and value * 100 in rates) for value in known
    )

    def read(cell: Cell) -> Read:
        found = _parsed(cell)
        if found.value is None:
            return found
        if coded and _scaled(found.value, fractions and not _marked(cell)) not in rates:
            return bad(
                codes.TAX_CODE,
                f"«{shown(cell)}» no es una tarifa: el título dice Código, y otros programas guardan ahí códigos propios",
                "escriba la tarifa (19, 5…) en la columna del impuesto",
            )
        if _marked(cell) or not (fractions or 0 < found.value < 1):
            return _two_decimals(found.value, cell)
        if not fractions:
            return _question(cell, found.value, "escríbalo con %")
        rate = money.q2(found.value * 100)
        return Read(rate, codes.FRACTION, f"«{shown(cell)}» se leyó como {money.percent(rate)}: la columna es de 0 a 1")

    return read


def withholdings(rates: Rates, *, coded: bool = False) -> Reader:
    """A reader of self-withholdings: a real percent, however small (0,1 % exists)."""

    def read(cell: Cell) -> Read:
        found = _parsed(cell)
        if found.value is None:
            return found
        if coded and found.value != 0 and found.value not in rates:
            return bad(codes.TAX_CODE, f"«{shown(cell)}» no es una tarifa de retención", "escriba la tarifa, como 2,5")
        return _two_decimals(found.value, cell)

    return read


def discounts(cells: Iterable[Cell], chosen: str | None) -> Reader:
    """A reader of discounts: between 0 and 1 without % is a question, unless the user said `fraction` or `percent`."""
    values = [_bare(cell) for cell in set(cells)]
    some_small = any(value is not None and 0 < value < 1 for value in values)

    def read(cell: Cell) -> Read:
        found = _parsed(cell)
        if found.value is None:
            return found
        doubtful = 0 < found.value < 1 or (some_small and found.value == 1)
        if _marked(cell) or chosen == "percent" or (chosen is None and not doubtful):
            return _two_decimals(found.value, cell)
        if chosen is None:
            return _question(cell, found.value, "escríbalo con %, o use --discounts fraction o --discounts percent")
        if found.value > 1:
            return bad(codes.BAD_PERCENT, f"«{shown(cell)}» no es una fracción de 0 a 1", "use --discounts percent")
        return _two_decimals(found.value * 100, cell)

    return read


def is_percent(cell: Cell) -> bool:
    """Whether a cell alone could be a percent or a word of the IVA."""
    return _word(cell) is not None or not _parsed(cell).bad


def _word(cell: Cell) -> Iva | None:
    if cell.kind is not Kind.TEXT:
        return None
    word = plain(cell.text)
    if word in _EXCLUDED:
        return Iva(money.ZERO, excluded=True)
    return Iva(money.ZERO) if word in _EXEMPT else None


def _bare(cell: Cell) -> Decimal | None:
    """The number of a cell without %, None for any other."""
    if _marked(cell):
        return None
    value: Decimal | None = _parsed(cell).value
    return value


def _parsed(cell: Cell) -> Read:
    """The number written, from 0 to 100. Nothing above fits, so a lone sign is decimal: `19,000` is 19."""
    if (early := without_value(cell)) is not None:
        return early
    if cell.kind is Kind.PERCENT:
        return _in_range(Decimal(cell.text) * 100, cell)
    if cell.kind is Kind.NUMBER:
        return _in_range(Decimal(cell.text), cell)
    typed = _DRESS.sub("", clean(cell.text), count=1).strip().removesuffix("%").strip()
    if cell.kind is not Kind.TEXT or len(typed) > 20 or _PERCENT.fullmatch(typed) is None:  # no percent is that long
        return BLANK if plain(cell.text) in _NONE else _no_percent(cell)
    return _in_range(Decimal(typed.replace(",", ".")), cell)


def _in_range(value: Decimal, cell: Cell) -> Read:
    return Read(value) if 0 <= value <= money.HUNDRED else _no_percent(cell)


def _no_percent(cell: Cell) -> Read:
    return bad(
        codes.BAD_PERCENT,
        f"«{shown(cell)}» no es un porcentaje entre 0 y 100",
        "escriba el porcentaje, no el valor",
    )


def _two_decimals(value: Decimal, cell: Cell) -> Read:
    if money.q2(value) != value:
        return bad(codes.TOO_MANY_DECIMALS, f"«{shown(cell)}» tiene más de dos decimales", "redondéelo a dos decimales")
    return Read(money.q2(value))


def _question(cell: Cell, value: Decimal, hint: str) -> Read:
    as_fraction, as_percent = money.percent(value * 100), money.percent(value)
    return bad(codes.PERCENT_QUESTION, f"«{shown(cell)}» puede ser {as_fraction} o {as_percent}", hint)


def _scaled(value: Decimal, fraction: bool) -> Decimal:  # noqa: FBT001  # which of two units
    return value * 100 if fraction else value


def _marked(cell: Cell) -> bool:
    return cell.kind is Kind.PERCENT or clean(cell.text).endswith("%")
