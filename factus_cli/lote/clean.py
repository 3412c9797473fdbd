"""The documents of a long lote that are certainly correct: counted and totalled by columns, and not made.

What is certain is little: every cell plain to read, every row of a document saying the same of it, every amount small
enough for whole numbers, every part of it seen in a document that was made and judged (`clean_specimens`). All others
are made one by one, as those of a short lote. Both ways find the same, and come to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from factus_cli.checks.final_consumer import usual_most
from factus_cli.checks.numbering import is_usual
from factus_cli.checks.taxes import MOST_DRIFT_FREE_LINES
from factus_cli.checks.totals import SLIGHT
from factus_cli.domain.documents import DocumentType
from factus_cli.lote.clean_heads import agreed, heads_of, numbered
from factus_cli.lote.clean_lines import hundredths, lines_of
from factus_cli.lote.clean_specimens import Specimens
from factus_cli.lote.clean_sums import Sums, sums_of
from factus_cli.lote.rows_adjacent import documents_of, firsts_of, references_of, types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from factus_cli.lote.clean_heads import Heads
    from factus_cli.lote.clean_lines import Lines
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.rows import Group, Grouped
    from factus_cli.lote.table import Table


class Apart(NamedTuple):
    """A lote in two: the sums of its clean documents, and the rows of the others, which have to be made."""

    clean: Sums
    others: list[Group]


def set_apart(
    table: Table,
    fields: Fields,
    grouped: Grouped,
    options: MeaningOptions,
    today: date,
    doubtful: AbstractSet[int] = frozenset(),
) -> Apart | None:
    """The clean documents and the others; None where all have to be made.

    `doubtful`: documents, by the place of their first row, that are not clean whatever they say.
    """
    lines = lines_of(fields)
    if lines is None or options.prices_include_tax or types_of(grouped) != {DocumentType.INVOICE}:
        return None
    heads = heads_of(fields, len(table.rows))
    rows = _rows(lines, heads, documents_of(grouped, len(table.rows)))
    documents = _documents(rows, heads)
    candidates = documents.filter(pl.col("fine") & _usual(grouped, doubtful).gather(documents["document"]))
    specimens = Specimens(table, fields, grouped.groups, options, today)
    clean = _without_wrong_lines(_of_right_parts(candidates, specimens, today), rows, specimens)
    others = documents.join(clean, on="document", how="anti")["document"].to_list()
    return Apart(sums_of(rows, clean, fields, lines.codes), [grouped.groups[place] for place in others])


def _rows(lines: Lines, heads: Heads, documents: pl.Series) -> pl.DataFrame:
    """The rows of documents. A line that may be the same as another of its document is not fine."""
    rows = lines.frame.with_columns(
        *heads.columns, documents.alias("document"), (lines.frame["fine"] & heads.sound).alias("fine")
    ).filter(pl.col("document").is_not_null())
    repeated = rows.select("document", "code", "quantity", "price").is_duplicated()
    return rows.with_columns((pl.col("fine") & ~repeated).alias("fine"))


def _documents(rows: pl.DataFrame, heads: Heads) -> pl.DataFrame:
    """A row for each document: `document fine deduced gross discount tax first`, its `party` and `other` part by number."""
    documents = rows.group_by("document", maintain_order=True).agg(
        (pl.col("fine").all() & (pl.len() <= MOST_DRIFT_FREE_LINES)).alias("fine"),
        pl.col("deduced").any(),
        pl.col("gross", "discount", "tax").sum(),
        *agreed(heads),
    )
    total = pl.col("gross") - pl.col("discount") + pl.col("tax")
    as_expected = ((total - pl.col("expected")).abs() <= hundredths(SLIGHT)).fill_null(value=True)
    return documents.select(
        *("document", "deduced", "gross", "discount", "tax", "first"),
        pl.col("fine") & pl.col("agree") & as_expected,
        numbered(documents, heads.party).alias("party"),
        numbered(documents, heads.other).alias("other"),
    )


def _usual(grouped: Grouped, doubtful: AbstractSet[int]) -> pl.Series:
    """Whether the reference of each document is as it should be, and nothing was found of its rows."""
    told = {reference for _, _, reference in grouped.found}
    each = zip(references_of(grouped), firsts_of(grouped), strict=True)
    usual = (is_usual(one) and one not in told and first not in doubtful for one, first in each)
    return pl.Series(list(usual), dtype=pl.Boolean)


def _of_right_parts(candidates: pl.DataFrame, specimens: Specimens, today: date) -> pl.DataFrame:
    """The candidates whose party and whose other part are right: each by itself, and the one beside the other.

    What looks at both is a sale to consumidor final: on credit, or of much before taxes.
    """
    specimens.look_at_parts(candidates)
    most = usual_most(today)
    much = pl.lit(value=False) if most is None else pl.col("gross") - pl.col("discount") > hundredths(most[1])
    final = _among("party", (party for party, seen in specimens.parties.items() if seen.final_consumer))
    credit = _among("other", (other for other, seen in specimens.others.items() if seen.credit))
    deduced = (
        pl.col("deduced")
        | _among("party", (party for party, seen in specimens.parties.items() if seen.party_deduces))
        | _among("other", (other for other, seen in specimens.others.items() if seen.other_deduces))
    )
    right = _among("party", specimens.parties) & _among("other", specimens.others)
    notices = (
        deduced.cast(pl.UInt32)
        + _said("party", {party: seen.party_notices for party, seen in specimens.parties.items()})
        + _said("other", {other: seen.other_notices for other, seen in specimens.others.items()})
    )
    return candidates.filter(right & ~(final & (credit | much))).with_columns(notices.alias("notices"))


def _without_wrong_lines(candidates: pl.DataFrame, rows: pl.DataFrame, specimens: Specimens) -> pl.DataFrame:
    """The candidates all of whose lines have a unit, a standard and an IVA that are right."""
    lines = rows.select("document", "kind").join(candidates, on="document", how="semi")
    specimens.look_at_kinds(lines)
    wrong = lines.filter(~_among("kind", specimens.kinds))
    return candidates if wrong.is_empty() else candidates.join(wrong, on="document", how="anti")


def _said(part: str, counts: Mapping[int, int]) -> pl.Expr:
    return pl.col(part).replace_strict(list(counts), list(counts.values()), default=0, return_dtype=pl.UInt32)


def _among(part: str, numbers: Iterable[int]) -> pl.Expr:
    return pl.col(part).is_in(list(numbers))
