"""Dates: the day first, or the year first, or as Excel keeps them; never the month first, and never by guess."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from factus_cli.lote import codes
from factus_cli.lote.table import Kind
from factus_cli.lote.values import Read, bad, clean, shown, without_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from factus_cli.lote.table import Cell

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_TIME = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*[ap]\.?\s*m\.?)?$", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)
_FROM_1900_TO_1904 = timedelta(days=1462)
_SERIALS = range(36526, 73415)
"""Excel's serials of the days from 2000-01-01 to 2100-12-30."""
MONTHS = 12
_YEARS = range(2000, 2101)
_HOW = "escríbala como 24/11/2026"


def dates(cells: Iterable[Cell], *, from_1904: bool = False) -> Callable[[Cell], Read]:
    """A reader of a column of dates.

    A serial is a date only where no other is written as one, and a question in a workbook that counts from 1904; where
    one has the month first, so may the others.
    """
    different = set(cells)
    written = any(cell.kind is Kind.TEXT and _is_written(cell) for cell in different)
    month_first = any(_has_month_first(cell) for cell in different)
    turned = month_first or _may_be_turned(different)

    def read(cell: Cell) -> Read:
        if (early := without_value(cell)) is not None:
            return early
        typed = _TIME.sub("", clean(cell.text))
        if cell.kind in (Kind.PERCENT, Kind.BOOLEAN):
            return bad(codes.BAD_DATE, f"«{shown(cell)}» no es una fecha", _HOW)
        if not written and _SERIAL.fullmatch(typed) and int(typed[:5]) in _SERIALS:
            return _serial(int(typed[:5]), cell, from_1904=from_1904)
        if (month_first or (turned and cell.kind is Kind.DATE)) and _could_be_either(typed, cell):
            others = "traen el mes" if month_first else "quedaron como texto, porque la hoja lee el mes primero"
            return bad(
                codes.TWO_DATES,
                f"«{shown(cell)}» puede ser con el día o con el mes primero: otras fechas de la columna {others}",
                "escriba todas las fechas como 24/11/2026 o 2026-11-24",
            )
        return _day(typed, cell)

    return read


def _serial(days: int, cell: Cell, *, from_1904: bool) -> Read:
    """A day's number, which a workbook that counts from 1904 may have from one that counts from 1900."""
    day = _EPOCH + timedelta(days=days)
    if not from_1904:
        return Read(day)
    later = day + _FROM_1900_TO_1904
    return bad(
        codes.TWO_DATES,
        f"«{shown(cell)}» puede ser el {later:%d/%m/%Y} o el {day:%d/%m/%Y}: este libro cuenta los días desde 1904",
        "dé formato de fecha a la columna, o escriba las fechas como 24/11/2026",
    )


def _day(typed: str, cell: Cell) -> Read:
    parts = _parts(typed)
    if parts is None:
        return bad(codes.BAD_DATE, f"«{shown(cell)}» no es una fecha", _HOW)
    year, month, day = parts
    if year not in _YEARS:
        return bad(codes.BAD_DATE, f"«{shown(cell)}» tiene un año fuera de 2000 a 2100", "revise el año")
    try:
        return Read(date(year, month, day))
    except ValueError:
        hint = f"el día va primero: {_HOW}" if month > 12 >= day else "revise el día y el mes"
        return bad(codes.BAD_DATE, f"«{shown(cell)}» no es una fecha que exista", hint)


def _parts(typed: str) -> tuple[int, int, int] | None:
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_COMPACT, (1, 2, 3))):
        found = pattern.fullmatch(typed)
        if found is not None:
            year, month, day = (int(found[index]) for index in order)
            return year, month, day
    return None


def _is_written(cell: Cell) -> bool:
    return _parts(_TIME.sub("", clean(cell.text))) is not None


def _has_month_first(cell: Cell) -> bool:
    """Whether a cell is a date only with the month first: `11/24/2026`."""
    found = _DAY_FIRST.fullmatch(_TIME.sub("", clean(cell.text))) if cell.kind is Kind.TEXT else None
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def _may_be_turned(cells: Iterable[Cell]) -> bool:
    """Whether a spreadsheet that takes the month first has read a column: what can't be so is text, all else is a date."""
    days: dict[Kind, list[int]] = {Kind.TEXT: [], Kind.DATE: []}
    for cell in cells:
        parts = _parts(_TIME.sub("", clean(cell.text))) if cell.kind in days else None
        if parts is not None:
            days[cell.kind].append(parts[2])
    texts, dates = days[Kind.TEXT], days[Kind.DATE]
    return bool(texts and dates) and min(texts) > MONTHS >= max(dates)


def _could_be_either(typed: str, cell: Cell) -> bool:
    """Whether day and month may be the other way round: so does a spreadsheet take what was typed month first."""
    if cell.kind is Kind.DATE:
        parts = _parts(typed)
        return parts is not None and parts[1] != parts[2] and parts[2] <= 12
    found = _DAY_FIRST.fullmatch(typed) if cell.kind is Kind.TEXT else None
    return found is not None and found[1] != found[2] and int(found[1]) <= 12 and int(found[2]) <= 12
