"""Documents of a lote made and judged, so that others made of the same parts need not be.

A part is what the rows say of the party, what they say of the document besides, or what a line says of its unit,
standard and IVA. It is right where the rules found nothing in one whole document that carries it: no rule looks at two
parts together, save those that `clean` looks after by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from factus_cli.checks.run import is_faultless
from factus_cli.domain.documents import CREDIT
from factus_cli.domain.findings import Severity
from factus_cli.lote.assemble import assemble
from factus_cli.lote.assemble_line import CODE_FROM_NAME
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.draft import Draft
from factus_cli.lote.rows import Group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from factus_cli.domain.findings import Problem
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Table

LOOKED_AFTER = ("CLI-16", "CLI-17", "TOT-03", "TOT-04")
"""Rules that look at two parts, or at what the lines come to, and that `clean` looks after."""


class Specimen(NamedTuple):
    """What was seen of a document: whether nothing was found but notices, and what of it is of its party or of the rest.

    `party_deduces` and `other_deduces`: something was deduced from it, which is told (a notice for each document);
    `party_notices` and `other_notices`: how many more notices each document with this part gets.
    """

    faultless: bool
    final_consumer: bool = False
    credit: bool = False
    party_deduces: bool = False
    other_deduces: bool = False
    party_notices: int = 0
    other_notices: int = 0


class Specimens:
    """The documents of a lote that were made and judged, each once, and the parts that were found right in one.

    `parties`, `others` and `kinds`: each part's number and the faultless specimen that carries it.
    """

    def __init__(
        self, table: Table, fields: Fields, groups: Sequence[Group], options: MeaningOptions, today: date
    ) -> None:
        self._table = table
        self._fields = fields
        self._groups = groups
        self._options = options
        self._today = today
        self._known: dict[tuple[int, bool], Specimen] = {}
        self.parties: dict[int, Specimen] = {}
        self.others: dict[int, Specimen] = {}
        self.kinds: dict[int, Specimen] = {}

    def look_at_parts(self, documents: pl.DataFrame) -> None:
        """Judge documents (`document first party other`) until each party and each other part was seen in one.

        One may be wrong for the other part that it carries: then it is looked for beside a part that is right.
        """
        party, other = pl.col("party"), pl.col("other")
        self._look(documents, "party")
        self._look(documents.filter(party.is_in(list(self.parties)) & ~other.is_in(list(self.others))), "other")
        self._look(documents.filter(~other.is_in(list(self.others))), "other")
        self._look(documents.filter(other.is_in(list(self.others)) & ~party.is_in(list(self.parties))), "party")

    def look_at_kinds(self, lines: pl.DataFrame) -> None:
        """Judge a document for each kind of line (`document kind`), with as few other kinds as there is."""
        kinds = lines.unique(maintain_order=True).with_columns(pl.len().over("document").alias("many"))
        firsts = kinds.sort("many", maintain_order=True).unique("kind", keep="first", maintain_order=True)
        for place, kind in firsts.select("document", "kind").iter_rows():
            seen = self._specimen(place, first=False)
            if seen.faultless:
                self.kinds[kind] = seen

    def _look(self, documents: pl.DataFrame, part: str) -> None:
        firsts = documents.unique(part, keep="first", maintain_order=True)
        for place, first, party, other in firsts.select("document", "first", "party", "other").iter_rows():
            seen = self._specimen(place, first=first)
            if seen.faultless:
                self.parties.setdefault(party, seen)
                self.others.setdefault(other, seen)

    def _specimen(self, place: int, *, first: bool) -> Specimen:
        """`first`: the first row says all that the document says besides its lines."""
        if (place, first) not in self._known:
            group = self._groups[place]
            alone = Group(group.reference, group.type, group.indices[:1]) if first else group
            self._known[place, first] = self._judged(alone)
        return self._known[place, first]

    def _judged(self, group: Group) -> Specimen:
        draft = Draft(self._table, self._fields, group)
        made = assemble(draft, self._options, self._today, seven=False)
        document = made.document
        levels = [_level(problem) if code.severity is Severity.NOTICE else "" for code, problem in draft.found]
        notices = all(level in ("party", "document") for level in levels)
        if not made.whole or not notices or not is_faultless(document, self._today, save=LOOKED_AFTER):
            return Specimen(faultless=False)
        return Specimen(
            faultless=True,
            final_consumer=document.customer.is_final_consumer,
            credit=any(one.form == CREDIT for one in document.payments),
            party_deduces=bool(made.of_party),
            other_deduces=not {*made.of_party, CODE_FROM_NAME}.issuperset(draft.deduced),
            party_notices=levels.count("party"),
            other_notices=levels.count("document"),
        )


def _level(problem: Problem) -> str:
    """Whose the field is that a problem stands at."""
    field = BY_NAME.get(problem.column or "")
    return "" if field is None else field.level
