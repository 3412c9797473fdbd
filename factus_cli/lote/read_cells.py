"""Cells as calamine gives them into texts and kinds: a number is its digits, a date is ISO 8601."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from factus_cli.lote.read_grid import GridColumn, joined
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    Value: TypeAlias = str | float | bool | date | time | datetime | timedelta

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

NOT_FINITE = "#NUM!"

BLOCK = 32_768
"""Rows of a sheet that are read into lists; those of a longer one are kept by Polars."""


def columns_of(rows: Iterable[Sequence[Value]]) -> list[GridColumn]:
    """The columns of rows of one width; those of a long sheet are kept by Polars."""
    remaining = iter(rows)
    blocks = []
    while block := list(islice(remaining, BLOCK)):
        blocks.append([_column(values) for values in zip(*block, strict=True)])
        del block
    return joined(blocks)


def number_text(value: float) -> str:
    """A number in plain digits, at most 15 of them significant: what Excel itself keeps and shows.

    >>> number_text(0.1 + 0.2)
    '0.3'
    """
    text = str(value) if isinstance(value, int) else "%.15g" % value  # noqa: UP031 - twice as fast as format()
    if "e" in text:
        return format(Decimal(text), "f")
    return NOT_FINITE if "n" in text else "0" if text == "-0" else text


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
    if "" in texts:
        _mark(kinds, texts, "", Kind.TEXT, Kind.BLANK)
    if NOT_FINITE in texts:
        _mark(kinds, texts, NOT_FINITE, Kind.NUMBER, Kind.ERROR)
    return GridColumn(texts, bytes(kinds))


def _mark(kinds: bytearray, texts: Sequence[str], wanted: str, was: Kind, becomes: Kind) -> None:
    for index, text in enumerate(texts):
        if text == wanted and kinds[index] == was:
            kinds[index] = becomes


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
