"""A family's list read whole, though documents come and go while its pages are read.

A new document moves rows to the next page, where they are seen twice; a deleted one moves them to the page before,
where nobody sees them any more. So a reading counts only when Factus's own count agrees with it, or when the next
reading shows the same.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.api.v2_answers import row, total_of
from factus_cli.api.v2_families import FAMILIES
from factus_cli.errors import AccessDenied
from factus_cli.sending.reconciliation_ports import Listing, NoSuchListError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from factus_cli.api.questions import Questions
    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import Held

MOST_READINGS = 4
"""Readings of a list that never stands still."""


@dataclass(slots=True)
class _Reading:
    """The documents of one reading, each once as it was seen last, and what Factus said of how many there are."""

    rows: dict[Hashable, Held] = field(default_factory=dict)
    totals: set[int | None] = field(default_factory=set)

    @property
    def agrees(self) -> bool:
        return self.totals == {len(self.rows)}


async def read_list(questions: Questions, type_: DocumentType, since: date, until: date) -> Listing:
    """Every document that the list shows of these days, as its filter understands them (contract, 7).

    Raises NoSuchListError where the account has no such list, LookupFailedError, AccessDenied, NothingLeft.
    """
    filters = {"filter[created_at][start_date]": since.isoformat(), "filter[created_at][end_date]": until.isoformat()}
    every: dict[Hashable, Held] = {}
    before: _Reading | None = None
    for _ in range(MOST_READINGS):
        reading = await _read(questions, type_, filters)
        if reading.agrees or (before is not None and reading.rows.keys() == before.rows.keys()):
            return Listing(tuple(reading.rows.values()))
        every |= reading.rows
        before = reading
    return Listing(tuple(every.values()), still=False)


async def _read(questions: Questions, type_: DocumentType, filters: Mapping[str, str]) -> _Reading:
    reading = _Reading()
    try:
        async with aclosing(questions.pages(FAMILIES[type_].list, filters)) as pages:
            async for page in pages:
                if page.status == 404:
                    raise NoSuchListError(f"Factus no tiene el listado de {type_.spanish}: {page.said}")
                found = [row(one, type_, page.text) for one in page.rows]
                reading.rows.update((_identity(held), held) for held in found)
                reading.totals.add(total_of(page.parsed or {}))
    except AccessDenied as denied:
        if denied.code == "forbidden":
            raise NoSuchListError(denied.message) from denied
        raise
    return reading


def _identity(held: Held) -> Hashable:
    """What tells a document from others of its family: its number, which Factus gives once."""
    return held.number or (held.reference, held.created_at, held.total, held.customer)
