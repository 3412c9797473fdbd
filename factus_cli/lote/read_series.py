"""The texts of a long column, kept by Polars: a million rows cost bytes and not Python objects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, overload

from factus_cli.lote.coded import Coded, coded_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from factus_cli.lote.table import Cell, Table

CHUNK = 65_536


class Texts(Sequence[str]):
    """A read-only sequence of texts over a Series of strings without nulls; iterating makes a chunk at a time."""

    __slots__ = ("_cells", "_coded", "_series")

    def __init__(self, series: pl.Series) -> None:
        self._series = series
        self._coded: Coded[str] | None = None
        self._cells: tuple[Sequence[int] | None, Coded[Cell]] | None = None

    def __len__(self) -> int:
        return len(self._series)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Texts: ...
    def __getitem__(self, index: int | slice) -> str | Texts:
        if isinstance(index, slice):
            return Texts(self._series[index])
        text: str = self._series[index]
        return text

    def __iter__(self) -> Iterator[str]:
        starts = range(0, len(self._series), CHUNK)
        return chain.from_iterable(self._series.slice(start, CHUNK).to_list() for start in starts)

    @property
    def series(self) -> pl.Series:
        """The Series itself."""
        return self._series

    def coded(self) -> Coded[str]:
        """The different texts and where each stands, found once."""
        if self._coded is None:
            self._coded = coded_texts(self._series)
        return self._coded

    def cells(self, kinds: Sequence[int] | None, make: Callable[[Coded[str]], Coded[Cell]]) -> Coded[Cell]:
        """The different cells of a column of these texts and kinds, and where each stands, made once."""
        if self._cells is None or self._cells[0] is not kinds:
            self._cells = kinds, make(self.coded())
        return self._cells[1]


def series_of(texts: Sequence[str]) -> pl.Series:
    """The Series that keeps texts, or one made of them."""
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    return texts.series if isinstance(texts, Texts) else pl.Series(texts, dtype=pl.String)


def is_long(table: Table) -> bool:
    """Whether a table has columns that Polars keeps."""
    return any(isinstance(column.texts, Texts) for column in table.columns)
