"""What documents that were not made come to, and what stands out among all those of their lote."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from factus_cli.checks.lote import DOCUMENT_TIMES, ENOUGH, PRICE_TIMES
from factus_cli.domain.documents import IVA, TaxTotal, Totals
from factus_cli.domain.totals import of_many
from factus_cli.lote.coded import coded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.documents import Document
    from factus_cli.lote.fields import Fields


@dataclass(frozen=True, slots=True)
class Sums:
    """Documents counted: their totals, and how many notices there are about them (mostly what was deduced of each)."""

    count: int
    totals: Totals
    notices: int
    _prices: pl.DataFrame
    """`code` and `price` (cents) of each line."""
    _totals: pl.Series
    """Cents of each document."""
    _codes: Mapping[str, int]

    def standing_out(self, documents: Sequence[Document]) -> int:
        """How many notices of size (LOT-03, LOT-04) these and the other whole documents of the lote give together."""
        codes = dict(self._codes)
        more = [
            (codes.setdefault(line.code, len(codes)), _cents(line.price)) for one in documents for line in one.lines
        ]
        prices = pl.DataFrame(more, schema={"code": pl.UInt32, "price": pl.Int128}, orient="row")
        totals = pl.Series([_cents(one.totals.total) for one in documents], dtype=pl.Int128)
        return _over(
            pl.concat([self._prices.select("code", pl.col("price").cast(pl.Int128)), prices]), PRICE_TIMES
        ) + _over(_of_one(self._totals.cast(pl.Int128).append(totals)), DOCUMENT_TIMES)


def sums_of(rows: pl.DataFrame, clean: pl.DataFrame, fields: Fields, codes: Mapping[str, int]) -> Sums:
    """The sums of the clean documents (`document notices gross discount tax`), whose lines are among the rows."""
    lines = rows.join(clean, on="document", how="semi")
    return Sums(
        count=clean.height,
        totals=_totals(lines, fields),
        notices=int(clean["notices"].sum()),
        _prices=lines.select("code", "price"),
        _totals=clean["gross"] - clean["discount"] + clean["tax"],
        _codes=codes,
    )


def _totals(lines: pl.DataFrame, fields: Fields) -> Totals:
    """The lines of one IVA at a time."""
    said = coded(fields.reads["iva"]).different
    by_iva = lines.group_by("iva").agg(pl.col("gross", "discount", "base", "tax").sum())
    parts = []
    for place, gross, discount, base, tax in by_iva.iter_rows():
        iva = said[place].value
        taxes = () if iva.excluded else (TaxTotal(IVA, iva.rate, _cop(base), _cop(tax)),)
        taxable = _cop(0 if iva.excluded else base)
        parts.append(Totals(_cop(gross), _cop(discount), taxable, _cop(tax), _cop(0), _cop(base + tax), taxes))
    return of_many(parts)


def _over(values: pl.DataFrame, times: int) -> int:
    """How many of `price` are over so many times the median of their `code`, where there are enough to compare.

    The median of an even number of them is half of the two in the middle: `price > times × (low + high) / 2`.
    """
    ordered = pl.col("price").sort()
    middle = ordered.get((pl.len() - 1) // 2) + ordered.get(pl.len() // 2)
    by_code = values.group_by("code").agg(pl.len().alias("count"), middle.alias("middle"), pl.col("price").max())
    suspects = by_code.filter((pl.col("count") >= ENOUGH) & (pl.col("price") * 2 > pl.col("middle") * times))
    if suspects.is_empty():
        return 0
    beside = values.join(suspects.select("code", "middle"), on="code")
    return beside.filter(pl.col("price") * 2 > pl.col("middle") * times).height


def _of_one(totals: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"price": totals}).with_columns(pl.lit(0).alias("code"))


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def _cop(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
