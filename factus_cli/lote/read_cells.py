"""Cells as calamine gives them into texts and kinds: a number is its digits, a date is ISO 8601."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.lote.read_grid import GridColumn
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Value = str | float | bool | date | time | datetime | timedelta

KINDS: dict[type, Kind] = {
    str: Kind.TEXT,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    date: Kind.DATE,
    datetime: Kind.DATE,
    time: Kind.TEXT,
    timedelta: Kind.TEXT,
}
"""A time of day and a duration are no dates: they stay as the text they show."""


def columns_of(rows: Iterable[Sequence[Value]]) -> list[GridColumn]:
    """The columns of rows of one width."""
    return [_column(values) for values in zip(*rows, strict=True)]


def number_text(value: float) -> str:
    """A number in plain digits, at most 15 of them significant: what Excel itself keeps and shows.

    >>> number_text(0.1 + 0.2)
    '0.3'
    """
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "#NUM!"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else text


def cell_text(value: Value) -> str:
    """The text of a cell: digits, ISO 8601 for dates, `true` or `false`, the text itself."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case datetime():
            return _to_the_second(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            return _duration(value)


def _column(values: Sequence[Value]) -> GridColumn:
    types = set(map(type, values))
    if types == {str}:
        return GridColumn(values)  # type: ignore[arg-type]  # all of them are str
    texts = _texts(values, types)
    kinds = bytearray(map(KINDS.__getitem__, map(type, values)))
    for index, text in enumerate(texts):
        if not text:
            kinds[index] = Kind.BLANK
        elif text == "#NUM!" and kinds[index] == Kind.NUMBER:
            kinds[index] = Kind.ERROR
    return GridColumn(texts, bytes(kinds))


def _texts(values: Sequence[Value], types: set[type]) -> list[str]:
    """Each distinct value is converted once. True and 1 are equal as keys: booleans beside numbers go one by one."""
    if bool in types and types & {int, float}:
        return [cell_text(value) for value in values]
    known = {value: cell_text(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def _to_the_second(value: datetime) -> datetime:
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0) if value.microsecond else value


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02d}:{minutes:02d}:{rest:02d}"
