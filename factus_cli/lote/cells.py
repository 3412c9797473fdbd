"""A column's different cells, and each converted once: a column repeats itself a lot."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from factus_cli.lote.table import BLANK, Cell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from factus_cli.lote.table import Column

T = TypeVar("T")
_KINDS = tuple(Kind)


def distinct(column: Column) -> list[Cell]:
    """The different cells of a column, in no order."""
    return [_cell(kind, text) for kind, text in set(_pairs(column))]


def converted(column: Column, convert: Callable[[Cell], T]) -> list[T]:
    """`convert` of every cell, called once for each different one; equal cells share the result."""
    pairs = list(_pairs(column))
    known = {pair: convert(_cell(*pair)) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _pairs(column: Column) -> Iterable[tuple[int, str]]:
    kinds = repeat(int(Kind.TEXT)) if column.kinds is None else map(int, column.kinds)
    return zip(kinds, column.texts, strict=False)


def _cell(kind: int, text: str) -> Cell:
    return Cell(_KINDS[kind], text) if text or kind != Kind.TEXT else BLANK
