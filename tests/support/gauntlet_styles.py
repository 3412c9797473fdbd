"""How people write the values of a lote, and what they call its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from gauntlet_lote import COLUMNS, DATES, MONEY, PERCENTS, QUANTITIES


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric cell of a workbook; `percent`: shown as a percentage; `formula`: calculated, with this value."""

    value: Decimal
    percent: bool = False
    money: bool = False
    formula: str = ""


Value = str | date | Number | None
Identity = Callable[[str, str | None], tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class Style:
    """How amounts, quantities, percents, dates, identifications and words are written."""

    amount: Callable[[Decimal], Value]
    quantity: Callable[[Decimal], Value]
    percent: Callable[[Decimal], Value]
    day: Callable[[date], Value]
    identity: Identity
    word: Callable[[str], str] = str
    discount: Callable[[Decimal], Value] | None = None
    codes: dict[str, str] | None = None

    def row(self, values: dict[str, Any]) -> dict[str, Value]:
        """A row's values as they are written, by canonical column."""
        written = {name: self._value(name, value) for name, value in values.items() if value is not None}
        if values.get("cliente_identificacion") is not None:
            number, digit = self.identity(values["cliente_identificacion"], values["cliente_dv"])
            written["cliente_identificacion"], written["cliente_dv"] = number, digit
        return {name: written.get(name) for name in COLUMNS}

    def _value(self, name: str, value: Any) -> Value:
        if name in DATES:
            return self.day(value)
        if isinstance(value, str):
            said = (self.codes or {}).get(value, value)
            return self.word(said)
        if name == "descuento_porcentaje" and self.discount is not None:
            return self.discount(value)
        for names, write in ((MONEY, self.amount), (QUANTITIES, self.quantity), (PERCENTS, self.percent)):
            if name in names:
                return write(value)
        raise LookupError(name)


def point(value: Decimal) -> str:
    """`1234567.89`."""
    return format(value, "f")


def comma(value: Decimal) -> str:
    """`1234567,89`."""
    return format(value, "f").replace(".", ",")


def cents(value: Decimal) -> str:
    """`45000.00`: two decimals always."""
    return format(value, ".2f")


def comma_cents(value: Decimal) -> str:
    """`45000,00`."""
    return cents(value).replace(".", ",")


def english(value: Decimal) -> str:
    """`1,234,567.89`."""
    return format(value, ",f")


def spanish(value: Decimal) -> str:
    """`1.234.567,89`."""
    return english(value).translate(str.maketrans(",.", ".,"))


def spanish_cents(value: Decimal) -> str:
    """`45.000,00`."""
    return format(value, ",.2f").translate(str.maketrans(",.", ".,"))


def pesos(value: Decimal) -> str:
    """`$ 1.234.567,89`."""
    return f"$ {spanish(value)}"


def glued_pesos(value: Decimal) -> str:
    """`$1,234,567.89`."""
    return f"${english(value)}"


def coded_pesos(value: Decimal) -> str:
    """`COP 1.234.567,89`."""
    return f"COP {spanish(value)}"


def spaced(value: Decimal) -> str:
    """`1 234 567,89`, as French Excel and some programs write it."""
    return english(value).translate(str.maketrans(",.", " ,"))


def hard_spaced(value: Decimal) -> str:
    """The same with no-break spaces."""
    return spaced(value).replace(" ", "\xa0")


def accounted(value: Decimal) -> str:
    """` $ 1.234.567,89 `, as the accounting format copies it."""
    return f" $ {spanish(value)} "


def percent_sign(value: Decimal) -> str:
    """`19%`."""
    return f"{comma(value)}%"


def spaced_percent(value: Decimal) -> str:
    """`19,00 %`."""
    return f"{comma_cents(value)} %"


def fraction(value: Decimal) -> str:
    """`0.19`."""
    return format((value / 100).normalize(), "f")


def comma_fraction(value: Decimal) -> str:
    """`0,19`."""
    return fraction(value).replace(".", ",")


def number(value: Decimal) -> Number:
    """A numeric cell."""
    return Number(value)


def as_money(value: Decimal) -> Number:
    """A numeric cell shown as money."""
    return Number(value, money=True)


def as_percent(value: Decimal) -> Number:
    """A numeric cell shown as a percentage."""
    return Number(value / 100, percent=True)


def as_fraction(value: Decimal) -> Number:
    """A numeric cell with the fraction of a percentage."""
    return Number(value / 100)


def calculated(value: Decimal) -> Number:
    """A formula with the value that Excel calculated."""
    return Number(value, formula=f"={value}*1")


def day(pattern: str) -> Callable[[date], str]:
    """Dates written so."""
    return lambda value: value.strftime(pattern)


def serial(value: date) -> str:
    """The number that Excel keeps for a day."""
    return str((value - date(1899, 12, 30)).days)


def serial_number(value: date) -> Number:
    """The same, as a numeric cell without a date's format."""
    return Number(Decimal(serial(value)))


def apart(number: str, digit: str | None) -> tuple[Value, Value]:
    """The DV in its own column."""
    return number, digit


def numeric(number: str, digit: str | None) -> tuple[Value, Value]:
    """Both as numeric cells."""
    return Number(Decimal(number)), None if digit is None else Number(Decimal(digit))


def without_digit(number: str, _: str | None) -> tuple[Value, Value]:
    """The DV left out."""
    return number, None


def dotted(number: str, digit: str | None) -> tuple[Value, Value]:
    """`900.123.456-8`."""
    grouped = format(int(number), ",").replace(",", ".")
    return grouped if digit is None else f"{grouped}-{digit}", None


def hyphened(number: str, digit: str | None) -> tuple[Value, Value]:
    """`900123456 - 8`."""
    return number if digit is None else f"{number} - {digit}", None


def pointed(number: str, digit: str | None) -> tuple[Value, Value]:
    """`900123456.0`, what a program makes of a number that it took for a float."""
    return f"{number}.0", None if digit is None else f"{digit}.0"


def quoted(number: str, digit: str | None) -> tuple[Value, Value]:
    """`'900123456`, Excel's sign of a text."""
    return f"'{number}", digit


def named(number: str, digit: str | None) -> tuple[Value, Value]:
    """`NIT 900.123.456-8`."""
    return f"{'CC' if digit is None else 'NIT'} {dotted(number, digit)[0]}", None


PLAIN = Style(point, point, point, day("%Y-%m-%d"), apart)
TEXTS: dict[str, Style] = {
    "point": PLAIN,
    "comma": Style(comma, comma, comma, day("%d/%m/%Y"), apart),
    "cents": Style(cents, cents, cents, day("%d-%m-%Y"), without_digit),
    "comma cents": Style(comma_cents, comma_cents, comma_cents, day("%Y/%m/%d"), dotted),
    "english": Style(english, point, percent_sign, day("%Y/%m/%d 00:00"), hyphened),
    "spanish": Style(spanish, comma, percent_sign, day("%d/%m/%Y"), dotted),
    "spanish cents": Style(spanish_cents, comma_cents, spaced_percent, day("%d.%m.%Y"), hyphened),
    "pesos": Style(pesos, comma, percent_sign, day("%d/%m/%Y"), dotted),
    "glued pesos": Style(glued_pesos, point, point, day("%Y%m%d"), pointed),
    "COP": Style(coded_pesos, comma, comma, serial, quoted),
    "spaced": Style(spaced, comma, spaced_percent, day("%d/%m/%Y 12:30:00"), apart),
    "hard spaced": Style(hard_spaced, comma, comma, day("%Y-%m-%dT00:00:00"), without_digit),
    "accounting": Style(accounted, comma, percent_sign, day("%d/%m/%Y"), named),
    "fraction": Style(point, point, fraction, day("%Y-%m-%d"), apart, discount=percent_sign),
    "comma fraction": Style(spanish, comma, comma_fraction, day("%d/%m/%Y"), dotted, discount=percent_sign),
    "shouted": replace(
        PLAIN,
        codes={
            said: said.upper()
            for said in (
                *("Medellín", "Bogotá D.C.", "contado", "crédito", "efectivo", "transferencia"),
                *("tarjeta crédito", "exento", "excluido"),
            )
        },
    ),
    "trailing spaces": replace(PLAIN, word=lambda text: f"{text}  "),
    "hard spaces around": replace(PLAIN, word=lambda text: f"\xa0{text}\xa0"),
    "double spaces": replace(PLAIN, word=lambda text: text.replace(" ", "  ")),
    "codes": replace(
        PLAIN,
        codes={
            "NIT": "31",
            "CC": "13",
            "Medellín": "05001",
            "Bogotá D.C.": "11001",
            "Cali": "76001",
            "contado": "1",
            "crédito": "2",
            "efectivo": "10",
            "transferencia": "47",
            "tarjeta crédito": "48",
            "KG": "KGM",
            "UND": "94",
            "HR": "HUR",
        },
    ),
    "without zeros": replace(PLAIN, codes={"Medellín": "5001", "Bogotá D.C.": "11001", "Cali": "76001"}),
    "without accents": replace(
        PLAIN,
        codes={
            "Medellín": "medellin",
            "Bogotá D.C.": "bogota",
            "Cali": "CALI",
            "crédito": "credito",
            "exento": "EXENTO",
            "excluido": "No aplica",
            "tarjeta crédito": "Tarjeta de Crédito",
            "NIT": "N.I.T.",
            "CC": "C.C.",
            "KG": "kilos",
            "UND": "Unidades",
            "HR": "horas",
            "contado": "De contado",
            "transferencia": "TRANSFERENCIA BANCARIA",
            "efectivo": "Efectivo",
        },
    ),
}
CELLS: dict[str, Style] = {
    "numbers": Style(number, number, number, lambda value: value, numeric),
    "numbers and texts": Style(number, number, number, lambda value: value, apart),
    "money and percentages": Style(as_money, number, as_percent, lambda value: value, dotted),
    "fractions": Style(number, number, as_fraction, serial_number, numeric, discount=percent_sign),
    "formulas": Style(calculated, calculated, number, lambda value: value, apart),
    "all texts": TEXTS["spanish"],
    "texts with a point": TEXTS["point"],
    "pesos as texts": Style(pesos, number, percent_sign, lambda value: value, hyphened),
}
