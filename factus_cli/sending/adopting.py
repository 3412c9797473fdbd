"""Complete the ledger from what Factus holds: take over what is only there, settle what its proof settles.

Nothing is asked of Factus but questions: nothing is sent, and nothing deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import Conflict, NeedsSupport, Pending, State, Validated
from factus_cli.sending.judgement import judge
from factus_cli.sending.ports import Exchange
from factus_cli.sending.reconciliation import Action, Match, Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.domain.outcomes import Outcome
    from factus_cli.sending.ports import Entry, Held
    from factus_cli.sending.reconciliation_ports import Lists, WritableBooks
    from factus_cli.sending.reconciling import Reconciliation

NO_NUMBER = "Factus no le muestra número"
NO_PROOF = "Factus no mostró su CUFE"
CHANGED = "cambió en Factus mientras se leía"
NO_REFERENCE = "está sin validar y sin referencia: nadie podría terminarlo desde aquí"
REPEATED = "el libro ya tiene otro documento con esa referencia o ese número"
GONE = "Factus ya no lo muestra"
NOT_ITS_OWN = "Factus le muestra el número {number}, que en el libro es de {owner}"


@dataclass(frozen=True, slots=True)
class Import:
    """An import: where it asks, where it writes, and the lote under which what is only there is taken over."""

    factus: Lists
    books: WritableBooks
    lote: str
    tell: Callable[[str], None]


async def adopt(run: Import, found: Reconciliation) -> None:
    """Take over and settle what can be, each document durable before the next: it may be interrupted at any moment.

    Raises AccessDenied, NothingLeft, LookupFailedError, LedgerUnwritable; what was done until then is in `found`.
    """
    work = [index for index, one in enumerate(found.matches) if _can_help(one)]
    for done, index in enumerate(work, start=1):
        found.matches[index] = await _one(run, found.matches[index])
        run.tell(f"{done} de {len(work)} documentos traídos de Factus")


def _can_help(one: Match) -> bool:
    if one.relation is Relation.ONLY_THERE:
        return True
    return one.relation is Relation.DIFFERS and one.entry is not None and one.entry.state in SETTLEABLE


SETTLEABLE = (
    State.READY,
    State.SENDING,
    State.IN_DOUBT,
    State.PENDING,
    State.REJECTED,
    State.REFUSED,
    State.NEEDS_SUPPORT,
)
"""States that a proof at Factus moves on; a conflict is a person's, and what is validated stays so."""


async def _one(run: Import, one: Match) -> Match:
    """One document. Looked at by its number: rows of lists carry no CUFE."""
    if one.held is None:
        return one
    if not one.held.number:
        return replace(one, why_not=NO_NUMBER)
    shown = await run.factus.look(one.type, one.held.number)
    if shown is None:
        return replace(one, why_not=GONE)
    if one.held.reference not in (None, shown.reference) or shown.number != one.held.number:
        return replace(one, why_not=CHANGED)
    return _taken_over(run, one, shown) if one.entry is None else _settled(run, one, one.entry, shown)


def _taken_over(run: Import, one: Match, shown: Held) -> Match:
    why_not = _why_not(shown)
    if not why_not and not run.books.adopt([shown], run.lote):
        why_not = REPEATED
    if why_not:
        return replace(one, held=shown, why_not=why_not)
    entry = run.books.find((shown.type, shown.reference or shown.number or ""))
    return replace(one, entry=entry, held=shown, action=Action.ADOPTED)


def _why_not(shown: Held) -> str:
    if shown.is_validated:
        return "" if shown.cufe and shown.total is not None else NO_PROOF
    return "" if shown.reference else NO_REFERENCE


def _settled(run: Import, one: Match, entry: Entry, shown: Held) -> Match:
    """An entry of ours moved on by what Factus shows, judged as an answer to its own POST would be.

    A number that the ledger has validated for another, with the same CUFE, is no proof of this one.
    """
    verdict = judge(shown, entry.sent)
    if not _moves(entry, verdict):
        return replace(one, held=shown)
    owner = run.books.reference_of(entry.type, shown.number or "", shown.cufe or "")
    if isinstance(verdict, Validated) and owner not in (None, entry.reference):
        return replace(one, held=shown, why_not=NOT_ITS_OWN.format(number=shown.number, owner=owner))
    run.books.settle(entry.key, verdict, Exchange(verdict, body=shown.raw))
    return replace(one, entry=run.books.find(entry.key), held=shown, action=Action.SETTLED)


def _moves(entry: Entry, verdict: Outcome) -> bool:
    """Whether a verdict says more than the ledger knows. A rejection waits for `send`, which deletes and tells it."""
    match verdict:
        case Validated():
            return True
        case Pending():
            return entry.state in (State.SENDING, State.IN_DOUBT)
        case Conflict() | NeedsSupport():
            return entry.state in (State.SENDING, State.IN_DOUBT, State.PENDING)
        case _:
            return False
