"""What is to be done with each document of a lote, given what the ledger says of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.canonical import differences
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    NotSent,
    Outcome,
    Pending,
    Refused,
    Rejected,
    Skipped,
    State,
)
from factus_cli.sending.adopted import unlike
from factus_cli.sending.ports import Entry, Prepared, Sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factus_cli.domain.canonical import Change
    from factus_cli.sending.ports import Key

HALF_WAY = (State.SENDING, State.IN_DOUBT, State.PENDING)
"""States whose stored payload is settled first, whatever the row says now."""

TO_SEND = (State.READY, State.REJECTED, State.REFUSED)
"""States whose document Factus does not hold: the row, as it is now, is sent."""


@dataclass(frozen=True, slots=True)
class Job:
    """A document the engine works on.

    `first` is what an earlier run left half-way under this reference: its stored payload is settled before.
    `prepared` is the content to record before it goes; None when the ledger already holds it.
    """

    sent: Sent
    payload: bytes
    payload_hash: str
    first: Entry | None = None
    prepared: Prepared | None = None

    @property
    def changed(self) -> bool:
        """Whether what is to go is not what an earlier run left half-way."""
        return self.first is not None and self.first.payload_hash != self.payload_hash


@dataclass(frozen=True, slots=True)
class Drift:
    """A row that changed after its document was validated, or says otherwise than one taken over from Factus.

    Nothing is sent, the fields that differ are told.
    """

    prepared: Prepared
    entry: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Jobs in file order, outcomes known without asking anybody, and rows that changed after validation."""

    jobs: tuple[Job, ...]
    known: Mapping[Key, Outcome]
    drifts: tuple[Drift, ...]


def plan(documents: Iterable[Prepared], entries: Mapping[Key, Entry]) -> Plan:
    """What to do with each document of a lote."""
    jobs: list[Job] = []
    known: dict[Key, Outcome] = {}
    drifts: list[Drift] = []
    for prepared in documents:
        key = prepared.document.key
        entry = entries.get(key)
        if entry is None or entry.state in TO_SEND:
            jobs.append(_job(prepared, None))
        elif entry.adopted and unlike(entry, sent_of(prepared)):
            drifts.append(drift(prepared, entry))
        elif entry.state in HALF_WAY:
            jobs.append(_job(prepared, entry))
        elif entry.state is State.VALIDATED and not entry.adopted and entry.payload_hash != prepared.payload_hash:
            drifts.append(drift(prepared, entry))
        else:
            known[key] = standing(entry)
    return Plan(tuple(jobs), known, tuple(drifts))


def from_ledger(entries: Iterable[Entry]) -> tuple[Job, ...]:
    """The jobs of `resume`: what the ledger says is ready or half-way, with the bytes it holds."""
    return tuple(
        Job(entry.sent, entry.payload, entry.payload_hash, entry if entry.state in HALF_WAY else None)
        for entry in entries
        if entry.state in (State.READY, *HALF_WAY)
    )


def drift(prepared: Prepared, entry: Entry) -> Drift:
    """A document that Factus holds and the row that no longer says the same."""
    if entry.adopted:
        return Drift(prepared, entry, unlike(entry, sent_of(prepared)))
    return Drift(prepared, entry, differences(entry.canonical, prepared.canonical))


def standing(entry: Entry) -> Outcome:
    """What the ledger already knows of a document that nothing is to be done with."""
    match entry.state:
        case State.VALIDATED:
            return Skipped(entry.number or "", entry.cufe or "", entry.total)
        case State.NEEDS_SUPPORT:
            return NeedsSupport(entry.messages, entry.number)
        case State.REJECTED:
            return Rejected(entry.messages, entry.number)
        case State.REFUSED:
            return Refused(entry.messages)
        case _:
            return Conflict((), entry.number, entry.total, entry.messages)


def as_left(entry: Entry | None, why: str) -> Outcome:
    """What the ledger says of a document that a run left: its own words where they are final, `why` where not."""
    if entry is None or entry.state is State.READY:
        return NotSent(why)
    if entry.state in (State.SENDING, State.IN_DOUBT):
        return InDoubt(why)
    if entry.state is State.PENDING:
        return Pending(entry.number, entry.messages)
    return standing(entry)


def sent_of(prepared: Prepared) -> Sent:
    """What an answer to a document must agree with."""
    document = prepared.document
    return Sent(document.type, document.reference, document.totals.total, document.customer.identification)


def _job(prepared: Prepared, first: Entry | None) -> Job:
    return Job(sent_of(prepared), prepared.payload, prepared.payload_hash, first, prepared)
