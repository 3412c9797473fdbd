"""What is written above the header, or below the last row, that changes what every amount means: IVA incluido, en miles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.domain.search import plain
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import SkippedRow, Table

_WITH_TAX = re.compile(r"\b(?:iva|impuestos?) inclu|\binclu\w* (?:el )?(?:iva|impuestos?)\b|\bcon (?:el )?iva\b")
_WITHOUT_TAX = re.compile(r"\b(?:no|sin)\b")
_IN_THOUSANDS = re.compile(
    r"\b(?:en|cifras en|valores en) (?:miles|millones)\b|\b(?:miles|millones) de (?:pesos|cop)\b"
)
_IN_DOLLARS = re.compile(r"\b(?:en|valores en|precios en) (?:usd|dolares|euros|eur)\b")


def titles_that_change_amounts(
    table: Table, fields: Fields, skipped: Iterable[SkippedRow], options: MeaningOptions
) -> Iterator[Problem]:
    """A question for each: nobody who writes it means the amounts as they stand."""
    bare = fields.has("precio_unitario") and not (options.prices_include_tax or fields.has("precio_con_impuesto"))
    for one in (*table.title_rows, *skipped):
        said = plain(one.text)
        if bare and _WITH_TAX.search(said) is not None and _WITHOUT_TAX.search(said) is None:
            what, hint = (
                "los precios se leyeron sin impuesto",
                "si lo traen, use --prices-include-tax; si no, borre la fila",
            )
        elif _IN_THOUSANDS.search(said) is not None:
            what, hint = "los valores se leyeron en pesos", "escríbalos completos, y borre la fila"
        elif _IN_DOLLARS.search(said) is not None and not fields.has("moneda"):
            what, hint = "los valores se leyeron en pesos", "conviértalos a pesos, y borre la fila"
        else:
            continue
        yield Problem(one.row, None, f"la hoja dice «{cut(one.text)}», y {what}", hint)
