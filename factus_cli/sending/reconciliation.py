"""The ledger against what Factus lists: which documents are the same, only here, only there, or differ. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from factus_cli.domain.moments import moment
from factus_cli.domain.money import q2, text
from factus_cli.domain.outcomes import Difference, NeedsSupport, Rejected, State
from factus_cli.sending.judgement import TOLERANCE, negative_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import Entry, Held


class Relation(StrEnum):
    """How a document stands in the ledger and at Factus, as the JSON spells it."""

    SAME = "same"
    ONLY_HERE = "only_here"
    ONLY_THERE = "only_there"
    DIFFERS = "differs"


class Action(StrEnum):
    """What `--import` did with a document: took it over, or settled it by its proof."""

    ADOPTED = "adopted"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Bogotá, both included."""

    since: date
    until: date

    def holds(self, held: Held) -> bool:
        """Whether Factus made it on one of these days. What doesn't say when was let through by Factus's own filter."""
        made = moment(held.created_at)
        return made is None or self.since <= made.date() <= self.until


@dataclass(frozen=True, slots=True)
class Match:
    """A document on one side or on both.

    `confirmed` is False for one only here that was not asked for by itself: its absence is the list's word alone.
    `why_not` is why `--import` left it as it is.
    """

    entry: Entry | None = None
    held: Held | None = None
    action: Action | None = None
    confirmed: bool = True
    why_not: str = ""

    @property
    def type(self) -> DocumentType:
        """Its family."""
        found = self.entry or self.held
        if found is None:
            raise ValueError("a match of nothing with nothing")
        return found.type

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The fields in which both sides differ; none when it stands on one side alone."""
        return () if self.entry is None or self.held is None else differences(self.entry, self.held)

    @property
    def relation(self) -> Relation:
        """How it stands."""
        if self.held is None:
            return Relation.ONLY_HERE
        if self.entry is None:
            return Relation.ONLY_THERE
        return Relation.DIFFERS if self.differences else Relation.SAME


def match(entries: Iterable[Entry], rows: Iterable[Held]) -> list[Match]:
    """Each row with its entry, and what is left on either side: rows first, as listed, then entries.

    By reference and number, then by reference, then by number, and at last by a reference that differs in capitals
    alone from that of an entry without number: Factus may take those for the same.
    """
    left, listed = list(entries), list(rows)
    partners: dict[int, Entry] = {}
    for of_entry, of_row in STAGES:
        waiting: dict[Hashable, Entry] = {}
        for entry in left:
            waiting.setdefault(of_entry(entry), entry)
        for index, row in enumerate(listed):
            key = of_row(row)
            if index not in partners and key is not None and key in waiting:
                partners[index] = waiting.pop(key)
        taken = {entry.key for entry in partners.values()}
        left = [entry for entry in left if entry.key not in taken]
    both = (Match(partners.get(index), row) for index, row in enumerate(listed))
    return [*both, *(Match(entry) for entry in left)]


def differences(entry: Entry, held: Held) -> tuple[Difference, ...]:
    """The fields in which the ledger and Factus differ, as the JSON calls them. What Factus doesn't show is no
    difference."""
    return tuple(
        Difference(name, ours, theirs)
        for name, ours, theirs in (
            ("reference_code", entry.reference, held.reference),
            ("number", entry.number, held.number),
            ("total", *_totals(entry, held)),
            ("customer", entry.customer, held.customer),
            ("cufe", entry.cufe, held.cufe),
            ("state", entry.state.value, None if _agrees(entry, held) else state_there(held).value),
        )
        if ours is not None and theirs is not None and ours != theirs
    )


def state_there(held: Held) -> State:
    """What Factus says of it: validated, rejected, for support (Regla 90), or pending while the DIAN says nothing."""
    if held.is_validated:
        return State.VALIDATED
    match negative_of(held.messages):
        case NeedsSupport():
            return State.NEEDS_SUPPORT
        case Rejected():
            return State.REJECTED
        case None:
            return State.PENDING


def is_expected_there(entry: Entry) -> bool:
    """Whether the ledger says that Factus holds it, or may hold it: what never left or was removed is missed by nobody."""
    return entry.blocks or entry.state not in (State.READY, State.REJECTED, State.REFUSED)


def _totals(entry: Entry, held: Held) -> tuple[str | None, str | None]:
    """Both totals where they differ: to the cent once Factus's own is recorded, beyond rounding before."""
    if held.total is None:
        return None, None
    theirs = q2(held.total)
    ours, allowed = (entry.total, 0) if entry.state is State.VALIDATED else (entry.sent.total, TOLERANCE)
    return (None, None) if abs(q2(ours) - theirs) <= allowed else (text(q2(ours)), text(theirs))


def _agrees(entry: Entry, held: Held) -> bool:
    """Whether the ledger's state says the same of the DIAN's word. A conflict never does: a person settles it."""
    if entry.state is State.VALIDATED or held.is_validated:
        return entry.state is State.VALIDATED and held.is_validated
    return entry.blocks or entry.state in (State.PENDING, State.NEEDS_SUPPORT)


Stage = tuple[Callable[["Entry"], Hashable], Callable[["Held"], Hashable | None]]

STAGES: Sequence[Stage] = (
    (
        lambda entry: (entry.type, entry.reference, entry.number),
        lambda row: (row.type, row.reference, row.number) if row.number else None,
    ),
    (lambda entry: entry.key, lambda row: (row.type, row.reference) if row.reference else None),
    (
        lambda entry: (entry.type, entry.number),
        lambda row: (row.type, row.number) if row.number else None,
    ),
    (
        lambda entry: None if entry.number else (entry.type, entry.reference.casefold()),
        lambda row: (row.type, row.reference.casefold()) if row.reference else None,
    ),
)
"""What must be equal for an entry and a row to be the same document, the surest first. None of a row matches nothing."""
