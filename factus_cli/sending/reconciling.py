"""Read Factus's lists and the ledger, and compare them; what seems missing at Factus is asked for by itself.

The list is read before the ledger, whose intents are older than what a list can show: a document that a sender
issues meanwhile is never taken for somebody else's. Nothing here writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from factus_cli.sending.reconciliation import Match, Period, Relation, is_expected_there, match
from factus_cli.sending.reconciliation_ports import NoSuchListError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import Entry, Held
    from factus_cli.sending.reconciliation_ports import Books, Listing, Lists

    Tell = Callable[[str], None]

EARLIER, LATER = timedelta(days=1), timedelta(days=2)
"""How much more than the period is asked for: nobody says whether the filter's days are Bogotá's or UTC's, nor whether
its bounds are included. What falls outside is dropped by its own date."""
BELIEVED = 20
"""Documents that are only here asked for by themselves in vain, after which the list is believed about the rest of
its family: then it is likely another account's."""


@dataclass(slots=True)
class Reconciliation:
    """Both sides of a period. `moving` are families whose list never stood still, `without` those that have none."""

    period: Period
    types: tuple[DocumentType, ...]
    matches: list[Match] = field(default_factory=list)
    moving: list[DocumentType] = field(default_factory=list)
    without: dict[DocumentType, str] = field(default_factory=dict)

    def of(self, relation: Relation) -> list[Match]:
        """The documents that stand so."""
        return [one for one in self.matches if one.relation is relation]


async def reconcile(factus: Lists, books: Books, found: Reconciliation, tell: Tell) -> None:
    """Compare each family, and add what is found. Raises AccessDenied, NothingLeft, LookupFailedError."""
    period = found.period
    for type_ in found.types:
        try:
            listing = await factus.listed(type_, _earlier(period.since), _later(period.until))
        except NoSuchListError as none:
            if type_ is found.types[0] or books.dated(type_, period.since, period.until):
                raise
            found.without[type_] = none.why
            continue
        if not listing.still:
            found.moving.append(type_)
        found.matches.extend(await _family(factus, books, period, listing, tell, type_))


async def _family(  # what a family's comparison is made of
    factus: Lists, books: Books, period: Period, listing: Listing, tell: Tell, type_: DocumentType
) -> list[Match]:
    dated = books.dated(type_, period.since, period.until)
    keys = {entry.key for entry in dated}
    known = books.known(
        type_,
        [row.reference for row in listing.rows if row.reference],
        [row.number for row in listing.rows if row.number],
    )
    every = match([*dated, *(entry for entry in known if entry.key not in keys)], listing.rows)
    tell(f"{type_.spanish}: {len(listing.rows)} en Factus, {len(dated)} en el libro")
    both = [one for one in every if one.held is not None and (_is_of(one, keys) or period.holds(one.held))]
    missing = [
        one.entry
        for one in every
        if one.held is None and one.entry is not None and one.entry.key in keys and is_expected_there(one.entry)
    ]
    return [*both, *await _ask_for(factus, missing, both, tell)]


def _is_of(one: Match, keys: set[tuple[DocumentType, str]]) -> bool:
    return one.entry is not None and one.entry.key in keys


async def _ask_for(factus: Lists, missing: Sequence[Entry], listed: Sequence[Match], tell: Tell) -> list[Match]:
    """Each document that the list lacks, asked for by itself: it may be of another day, or not listed yet."""
    taken = {(one.held.reference, one.held.number) for one in listed if one.held is not None}
    asked: list[Match] = []
    for entry in missing:
        if len(asked) == BELIEVED and all(one.held is None for one in asked):
            break
        held = await _asked(factus, entry)
        if held is not None and (held.reference, held.number) in taken:
            held = None  # it is another entry's
        asked.append(Match(entry, held))
        tell(f"{entry.type.spanish}: {len(asked)} de {len(missing)} que el listado no muestra, buscados")
    return [*asked, *(Match(entry, confirmed=False) for entry in missing[len(asked) :])]


async def _asked(factus: Lists, entry: Entry) -> Held | None:
    held = None if entry.number is None else await factus.look(entry.type, entry.number)
    return await factus.find(entry.key) if held is None else held


def _earlier(day: date) -> date:
    return max(day, date.min + EARLIER) - EARLIER


def _later(day: date) -> date:
    return min(day, date.max - LATER) + LATER
