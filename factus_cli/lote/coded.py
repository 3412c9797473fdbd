"""A long column as its different values and, for each row, which of them it is: what is done is done once for each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import polars as pl

T = TypeVar("T")
U = TypeVar("U")


class Coded(Sequence[T], Generic[T]):
    """A read-only sequence of one value for each row; `codes` (UInt32, no nulls) are places in `different`."""

    __slots__ = ("codes", "different")

    def __init__(self, different: Sequence[T], codes: pl.Series) -> None:
        self.different = different
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Coded[T]: ...
    def __getitem__(self, index: int | slice) -> T | Coded[T]:
        if isinstance(index, slice):
            return Coded(self.different, self.codes[index])
        code: int = self.codes[index]
        return self.different[code]

    def __iter__(self) -> Iterator[T]:
        return map(self.different.__getitem__, self.codes.to_list())

    def map(self, convert: Callable[[T], U]) -> Coded[U]:
        """`convert` of every value, called once for each different one."""
        return Coded(list(map(convert, self.different)), self.codes)

    def gather(self, of_each: Iterable[object], dtype: type[pl.DataType]) -> pl.Series:
        """What is said of each different value, for each row."""
        import polars as pl  # noqa: PLC0415 - loaded already: the codes are a Series

        return pl.Series(of_each, dtype=dtype).gather(self.codes)


def different(values: Sequence[T]) -> Iterable[T]:
    """The values of a sequence, each object once."""
    return values.different if isinstance(values, Coded) else {id(one): one for one in values}.values()


def coded(values: Sequence[T]) -> Coded[T]:
    """A sequence as coded: itself, or with the objects that are the same object as one value."""
    if isinstance(values, Coded):
        return values
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    places: dict[int, int] = {}
    codes = [places.setdefault(id(one), len(places)) for one in values]
    by_id = {id(one): one for one in values}
    return Coded([by_id[one] for one in places], pl.Series(codes, dtype=pl.UInt32))


def coded_texts(series: pl.Series) -> Coded[str]:
    """A Series of texts as coded, in order of appearance."""
    import polars as pl  # noqa: PLC0415 - loaded already

    different = series.unique(maintain_order=True)
    return Coded(different.to_list(), series.cast(pl.Enum(different)).to_physical().cast(pl.UInt32))


def coded_pairs(texts: Coded[str], kinds: pl.Series) -> Coded[tuple[int, str]]:
    """Kinds (below 8) and texts together, as coded."""
    import polars as pl  # noqa: PLC0415 - loaded already

    pairs = texts.codes.cast(pl.UInt64) * 8 + kinds.cast(pl.UInt64)
    different = pairs.unique(maintain_order=True)
    codes = pairs.replace_strict(different, pl.int_range(len(different), dtype=pl.UInt32, eager=True))
    return Coded([(pair % 8, texts.different[pair // 8]) for pair in different.to_list()], codes)
