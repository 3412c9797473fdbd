"""The rows of a long lote by document where every row says its reference and each document's rows stand together.

Nothing else is decided here: where a row could be anything else, `rows.group` looks at each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from factus_cli.lote.coded import Coded, different
from factus_cli.lote.rows import Group, Grouped, totals_words, unreadable

if TYPE_CHECKING:
    import polars as pl

    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.fields import Fields


class Adjacent(Sequence[Group]):
    """The groups of rows that stand one below another, made when asked for; `starts` has one more than there are."""

    __slots__ = ("references", "starts", "type")

    def __init__(self, references: Sequence[str], starts: Sequence[int], type_: DocumentType) -> None:
        self.references = references
        self.type = type_
        self.starts = starts

    def __len__(self) -> int:
        return len(self.references)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> list[Group]: ...
    def __getitem__(self, index: int | slice) -> Group | list[Group]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        rows = range(self.starts[index], self.starts[index + 1])
        return Group(self.references[index], self.type, list(rows))


def adjacent(fields: Fields, default_type: DocumentType) -> Grouped | None:
    """The rows by document, None where some row has to be looked at."""
    name = "referencia" if fields.has("referencia") else "numero"
    said = fields.reads[name]
    if fields.has("tipo") or fields.has("prefijo") or not isinstance(said, Coded) or totals_words(fields):
        return None
    if not all(read.value for read in said.different):
        return None
    if any(unreadable(one, read) for one in (name, "numero") for read in different(fields.reads.get(one, ()))):
        return None
    references: list[str] = [read.value for read in said.different]
    if len(set(references)) < len(references):
        return None
    runs = said.codes.rle()
    lengths, codes = runs.struct.field("len"), runs.struct.field("value")
    if len(codes) != len(references):
        return None
    ends = lengths.cum_sum().to_list()
    return Grouped(Adjacent([references[code] for code in codes.to_list()], [0, *ends], default_type))


def documents_of(grouped: Grouped, height: int) -> pl.Series:
    """The place of each row's group; null for a row of none."""
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    groups = grouped.groups
    if isinstance(groups, Adjacent):
        starts = pl.Series(groups.starts, dtype=pl.Int64)
        lengths = starts.diff().slice(1)
        return pl.select(pl.int_range(len(groups), dtype=pl.UInt32).repeat_by(lengths).explode()).to_series()
    places: list[int | None] = [None] * height
    for place, group in enumerate(groups):
        for index in group.indices:
            places[index] = place
    return pl.Series(places, dtype=pl.UInt32)


def firsts_of(grouped: Grouped) -> Sequence[int]:
    """The place in the table of the first row of each group."""
    groups = grouped.groups
    return groups.starts[:-1] if isinstance(groups, Adjacent) else [one.indices[0] for one in groups]


def owners_of(grouped: Grouped, height: int) -> list[int | None]:
    """The place of each row's group, one by one; None for a row of none."""
    groups = grouped.groups
    if isinstance(groups, Adjacent):
        return [bisect_right(groups.starts, index) - 1 for index in range(height)]
    owners: list[int | None] = [None] * height
    for place, group in enumerate(groups):
        for index in group.indices:
            owners[index] = place
    return owners


def references_of(grouped: Grouped) -> Sequence[str]:
    """The reference of each group."""
    groups = grouped.groups
    return groups.references if isinstance(groups, Adjacent) else [one.reference for one in groups]


def line_rows_of(grouped: Grouped) -> int:
    """How many rows are of documents."""
    groups = grouped.groups
    return groups.starts[-1] if isinstance(groups, Adjacent) else sum(len(one.indices) for one in groups)


def types_of(grouped: Grouped) -> set[DocumentType]:
    """The types of the documents."""
    groups = grouped.groups
    return {groups.type} if isinstance(groups, Adjacent) else {one.type for one in groups}
