"""A column's different cells, and each converted once: a column repeats itself a lot."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from factus_cli.lote.coded import Coded, coded_pairs
from factus_cli.lote.read_series import Texts
from factus_cli.lote.table import BLANK, Cell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from factus_cli.lote.table import Column

T = TypeVar("T")
_KINDS = tuple(Kind)


def distinct(column: Column) -> list[Cell]:
    """The different cells of a column, in no order."""
    found = _coded(column)
    if found is not None:
        return list(found.different)
    return [_cell(kind, text) for kind, text in set(_pairs(column))]


def converted(column: Column, convert: Callable[[Cell], T]) -> Sequence[T]:
    """`convert` of every cell, called once for each different one; equal cells share the result."""
    found = _coded(column)
    if found is not None:
        return found.map(convert)
    pairs = list(_pairs(column))
    known = {pair: convert(_cell(*pair)) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _coded(column: Column) -> Coded[Cell] | None:
    """The cells of a column that Polars keeps."""
    if not isinstance(column.texts, Texts):
        return None
    kinds = column.kinds
    return column.texts.cells(kinds, lambda texts: _coded_cells(texts, kinds))


def _coded_cells(texts: Coded[str], kinds: Sequence[int] | None) -> Coded[Cell]:
    if kinds is None:
        return texts.map(lambda text: _cell(Kind.TEXT, text))
    import polars as pl  # noqa: PLC0415 - loaded already: it keeps the texts

    return coded_pairs(texts, pl.Series(kinds, dtype=pl.UInt8)).map(lambda pair: _cell(*pair))


def _pairs(column: Column) -> Iterable[tuple[int, str]]:
    kinds = repeat(int(Kind.TEXT)) if column.kinds is None else map(int, column.kinds)
    return zip(kinds, column.texts, strict=False)


def _cell(kind: int, text: str) -> Cell:
    return Cell(_KINDS[kind], text) if text or kind != Kind.TEXT else BLANK
