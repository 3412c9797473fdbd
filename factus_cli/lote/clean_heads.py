"""What the rows of each document of a long lote say of it as a whole, by columns: where they agree, and on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from factus_cli.checks.numbering import LONGEST_OBSERVATION
from factus_cli.lote.clean_lines import in_hundredths, is_plain
from factus_cli.lote.coded import Coded, coded
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.table import Cell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.lote.fields import Fields

OF_THE_GROUP = ("referencia", "prefijo", "numero")
"""Fields that said which rows are one document, and say nothing else."""
FREE = ("observacion", "orden_compra", "pago_referencia")
"""Fields whose text is of no matter to any rule, save that there is one, and its length."""
ZERO = ("redondeo", "propina", "anticipo_valor")
"""Amounts of the whole document that change what it comes to: only 0 is as if nothing was said."""
EXPECTED = "total_esperado"
"""The total that the sheet says, to be compared with ours."""


class Heads(NamedTuple):
    """Columns to be added to the rows, one for each field: the number of what a row says, null for nothing.

    `sound`: whether every row can be read; `party` and `other` are the names of the columns of each. One column more is
    `expected`: cents of the total that the row says its document comes to, null for nothing.
    """

    columns: list[pl.Series]
    sound: pl.Series
    party: list[str]
    other: list[str]


def heads_of(fields: Fields, height: int) -> Heads:
    """What each row says of its document."""
    heads = Heads([], pl.repeat(value=True, n=height, dtype=pl.Boolean, eager=True), [], [])
    sound = heads.sound
    if EXPECTED not in fields.reads:
        heads.columns.append(pl.repeat(None, n=height, dtype=pl.Int64, eager=True).alias("expected"))
    for name, reads in fields.reads.items():
        if BY_NAME[name].level == "line" or name in OF_THE_GROUP:
            continue
        column = coded(reads)
        each = [is_plain(read) and _is_usual(name, read.value) for read in column.different]
        if not all(each):
            sound = sound & column.gather(each, pl.Boolean)
        if name == EXPECTED:
            heads.columns.append(in_hundredths(column).alias("expected"))
        else:
            _add(heads, name, column, lambda read: read.value is not None)
    for name, cells in fields.cells.items():
        _add(heads, name, coded(cells), _is_filled)
    return heads._replace(sound=sound)


def agreed(heads: Heads) -> list[pl.Expr]:
    """Over the rows of a document: what those that say something say, and whether they all say the same (`agree`).

    `first`: whether the first row says all that the others say.
    """
    names = [*heads.party, *heads.other]
    same = [(pl.col(name).min() == pl.col(name).max()).fill_null(value=True) for name in (*names, "expected")]
    said = [pl.col(name).min().is_not_null() if name in FREE else pl.col(name).min() for name in names]
    at_first = [pl.col(name).first().is_not_null() | pl.col(name).min().is_null() for name in names]
    return [
        *said,
        pl.col("expected").min(),
        pl.all_horizontal(same).alias("agree"),
        (pl.all_horizontal(at_first) if at_first else pl.lit(value=True)).alias("first"),
    ]


def numbered(documents: pl.DataFrame, names: list[str]) -> pl.Series:
    """One number for each document: the same where all of these columns say the same, nulls too."""
    if not names:
        return pl.repeat(0, n=documents.height, dtype=pl.UInt32, eager=True)
    different = documents.select(names).unique(maintain_order=True).with_row_index("number")
    return documents.join(different, on=names, how="left", nulls_equal=True, maintain_order="left")["number"]


def _add(heads: Heads, name: str, column: Coded[Any], says: Callable[[Any], bool]) -> None:
    """A column that says nothing at all, or the same in every row, tells no documents apart."""
    places = [place if says(one) else None for place, one in enumerate(column.different)]
    if len(places) < 2:
        return
    heads.columns.append(column.gather(places, pl.UInt32).alias(name))
    (heads.party if BY_NAME[name].level == "party" else heads.other).append(name)


def _is_usual(name: str, value: Any) -> bool:
    if name in ZERO:
        return not value
    return name != "observacion" or len(value or "") <= LONGEST_OBSERVATION


def _is_filled(cell: Cell) -> bool:
    return cell.kind is not Kind.BLANK
