"""The lines of a long lote as columns of whole numbers, and which of them are certainly as they should be.

Amounts are in cents, quantities and percents in hundredths: what `domain.totals` says of each line in Decimal is said
here of all of them at once, exactly. A line that could come to anything else is not fine, and is looked at by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from factus_cli.lote.assemble_line import code_from_name
from factus_cli.lote.coded import Coded, coded
from factus_cli.lote.draft import TOLD_ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.values import Read

NEEDED = ("item_nombre", "cantidad", "precio_unitario", "iva")
NOTHING_IF_ZERO = ("descuento_valor", "inc", "icui", "reteiva", "retefuente")
"""Fields that are nothing where they say 0; a line where they say more is not of those totalled here."""
ASIDE = ("precio_con_impuesto", "subtotal_linea_esperado", "iva_valor_esperado", "total_linea_esperado")
"""Fields that only lines looked at by themselves may say."""
KIND = ("unidad", "estandar", "iva")
"""Fields that rules judge by what they say alone: a value found right in one line is right in all."""
MOST = 8 * 10**12
"""Cents of a line. A product of two amounts, and a sum of the lines of the longest lote, stay within 64 bits."""
HUNDRED = 100
WHOLE = HUNDRED * HUNDRED
"""A percent of 100, in hundredths."""


class Lines(NamedTuple):
    """A row for each of the table, and the number by which each item code stands in `code`.

    `frame`: `price quantity discounted gross discount base tax` in cents or hundredths; `code`; `deduced` (the code was
    taken from the name); `excluded`; `iva`: its number among the different ones; `kind`: one number for what KIND say; `fine`.
    """

    frame: pl.DataFrame
    codes: Mapping[str, int]


def lines_of(fields: Fields) -> Lines | None:
    """The lines of a table's rows; None where a column is missing without which there is no line."""
    reads = {name: coded(one) for name, one in fields.of_lines}
    if not all(name in reads for name in NEEDED):
        return None
    code, deduced, codes = _codes(reads)
    said = pl.DataFrame(
        {
            "price": in_hundredths(reads["precio_unitario"]),
            "quantity": in_hundredths(reads["cantidad"]),
            "rate": _rates(reads["iva"]),
            "excluded": reads["iva"].gather(
                [bool(one.value and one.value.excluded) for one in reads["iva"].different], pl.Boolean
            ),
            "code": code,
            "deduced": deduced,
            "sound": _sound(reads),
            "iva": reads["iva"].codes,
            "kind": _kinds(reads),
        }
    )
    discount = reads.get("descuento_porcentaje")
    discounts = pl.lit(0, pl.Int64) if discount is None else in_hundredths(discount).fill_null(0)
    return Lines(_totalled(said.with_columns(discounts.alias("discounted"))), codes)


def hundredths(amount: Decimal) -> int:
    """An amount of at most two decimals, in hundredths."""
    return int(amount.scaleb(2))


def _totalled(said: pl.DataFrame) -> pl.DataFrame:
    """Each line totalled where it is certain that nothing overflows; zeros in the others, which are not fine."""
    price, quantity = pl.col("price"), pl.col("quantity")
    small = price.cast(pl.Float64) * quantity.cast(pl.Float64) <= MOST * HUNDRED
    possible = pl.col("sound") & (price > 0) & (quantity > 0) & small & pl.col("discounted").is_between(0, WHOLE - 1)
    base = pl.col("gross") - pl.col("discount")
    return (
        said.lazy()
        .with_columns(possible.fill_null(value=False).alias("possible"))
        .with_columns(pl.when("possible").then(_half_up(price * quantity, HUNDRED)).otherwise(0).alias("gross"))
        .with_columns(_half_up(pl.col("gross") * pl.col("discounted"), WHOLE).alias("discount"))
        .with_columns(base.alias("base"))
        .with_columns(
            pl.when("excluded").then(0).otherwise(_half_up(pl.col("base") * pl.col("rate"), WHOLE)).alias("tax"),
            (pl.col("possible") & (base > 0)).alias("fine"),
        )
        .drop("possible", "sound")
        .collect()
    )


def _half_up(product: pl.Expr, scale: int) -> pl.Expr:
    """A product that is not negative, brought to cents as `money.q2` does."""
    return (product + scale // 2) // scale


def _sound(reads: Mapping[str, Coded[Read]]) -> pl.Series:
    """Rows whose cells can all be read, say what is needed, and say nothing that is looked at by itself."""
    sound = pl.repeat(value=True, n=len(reads["iva"]), dtype=pl.Boolean, eager=True)
    for name, column in reads.items():
        each = [is_plain(read) and _is_usual(name, read) for read in column.different]
        if not all(each):
            sound &= column.gather(each, pl.Boolean)
    return sound


def is_plain(read: Read) -> bool:
    """Whether there is nothing to tell of a cell, or only what its column tells once."""
    return read.code is None or read.code in TOLD_ONCE


def _is_usual(name: str, read: Read) -> bool:
    if name in NEEDED:
        return read.value is not None
    if name in ASIDE:
        return read.value is None
    return not read.value if name in NOTHING_IF_ZERO else True


def in_hundredths(column: Coded[Read]) -> pl.Series:
    """What each row of a column of amounts says, in hundredths; null for nothing."""
    return column.gather([None if one.value is None else hundredths(one.value) for one in column.different], pl.Int64)


def _rates(column: Coded[Read]) -> pl.Series:
    return column.gather([0 if one.value is None else hundredths(one.value.rate) for one in column.different], pl.Int64)


def _kinds(reads: Mapping[str, Coded[Read]]) -> pl.Series:
    """One number for what each line says of KIND."""
    kinds = pl.repeat(0, n=len(reads["iva"]), dtype=pl.UInt64, eager=True)
    for name in KIND:
        if name in reads:
            kinds = kinds * len(reads[name].different) + reads[name].codes.cast(pl.UInt64)
    return kinds


def _codes(reads: Mapping[str, Coded[Read]]) -> tuple[pl.Series, pl.Series, Mapping[str, int]]:
    """The item code of each row as a number, given or taken from the name; which were taken; and the numbers."""
    numbers: dict[str, int] = {}
    names = reads["item_nombre"]
    own = reads.get("item_codigo")
    given = pl.repeat(None, n=len(names), dtype=pl.UInt32, eager=True)
    if own is not None:
        each = [numbers.setdefault(one.value, len(numbers)) if one.value else None for one in own.different]
        given = own.gather(each, pl.UInt32)
    taken = given.is_null()
    if taken.any():
        by_name = [
            numbers.setdefault(code_from_name(one.value), len(numbers)) if one.value else None
            for one in names.different
        ]
        given = (
            given.fill_null(names.gather(by_name, pl.UInt32)) if own is not None else names.gather(by_name, pl.UInt32)
        )
    return given, taken, numbers
