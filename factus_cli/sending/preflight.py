"""The last look at the account before the first POST: ranges, who blocks it, what is left of the plan.

At most three questions, in the order in which their answer would stop the run: the ranges (every body needs one), the
unvalidated documents of the family that sends most, the subscription. The token that opens the door is not one of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from factus_cli.errors import FactusError, NothingLeft
from factus_cli.sending import ranges
from factus_cli.sending.blockers import SETTLED, foreign, only_a_person
from factus_cli.sending.unvalidated import is_ours, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Held, Ledger, NumberingRange, Subscription

MOST_REQUESTS = 4
"""The token, and three questions."""
DAYS_OF_WARNING = 30


class Account(Protocol):
    """The account as it is looked at before the first POST: one request for each glimpse, and no trouble from any.

    A glimpse is None when the answer is not what was asked for, whatever the cause.
    """

    async def glimpse_unvalidated(self, type_: DocumentType) -> Sequence[Held] | None:
        """What the first page of the unvalidated documents of a family shows."""
        ...

    async def glimpse_subscriptions(self) -> Sequence[Subscription] | None:
        """The plans of the account."""
        ...

    @property
    def requests(self) -> int:
        """How many requests have left since the client was made, tokens included."""
        ...


@dataclass(frozen=True, slots=True)
class RangeUse:
    """A range, and how many new numbers the lote takes of it."""

    range: NumberingRange
    needed: int

    @property
    def left(self) -> int | None:
        """How many numbers it has now; None where Factus sets no bound."""
        return ranges.left(self.range)


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known of the account. `stop` is what forbids the first POST, None when nothing does.

    `looked` is the family that was looked at for blockers, `held` what it shows. `plan_left`: documents that the
    subscription still pays for, None where it has no end or was not told; `plan_told` says which.
    """

    uses: tuple[RangeUse, ...] = ()
    looked: DocumentType | None = None
    held: tuple[Held, ...] = ()
    plan_left: int | None = None
    plan_told: bool = False
    warnings: tuple[str, ...] = ()
    stop: FactusError | None = None


async def look(
    account: Account, ledger: Ledger, jobs: Sequence[Job], uses: Sequence[RangeUse], today: date
) -> Preflight:
    """Ask what is still to be asked, until something forbids the first POST. What gets no answer forbids nothing.

    What an earlier run left half-way is settled whoever blocks the account: then only the engine can tell.
    """
    needed = Counter(job.sent.type for job in jobs if job.first is None)
    seen = Preflight(tuple(uses), warnings=tuple(_of_ranges(uses, today)), stop=_spent(uses, today))
    if seen.stop is None and needed.total() == len(jobs) and account.requests < MOST_REQUESTS:
        seen = await _blockers(account, ledger, needed.most_common(1)[0][0], seen)
    if seen.stop is None and needed and account.requests < MOST_REQUESTS:
        seen = await _plan(account, needed, seen)
    return seen


def used(jobs: Iterable[Job], chosen: Mapping[tuple[DocumentType, str], NumberingRange]) -> tuple[RangeUse, ...]:
    """How many new numbers the jobs take of each range; `chosen` has the range of each document that takes one."""
    taken = Counter(chosen[job.sent.key] for job in jobs if job.first is None and job.sent.key in chosen)
    return tuple(RangeUse(one, count) for one, count in taken.items())


def _of_ranges(uses: Sequence[RangeUse], today: date) -> Iterable[str]:
    for use in uses:
        one = use.range
        if one.end is not None and (one.end - today).days <= DAYS_OF_WARNING:
            yield (
                f"el rango {one.prefix} vence el {one.end:%d/%m/%Y} ({_in_days((one.end - today).days)}): "
                "pida ya la nueva autorización a la DIAN"
            )
        if use.left is not None and use.needed <= use.left < 2 * use.needed:
            yield f"después de este lote al rango {one.prefix} le quedan {use.left - use.needed} números"


def _spent(uses: Sequence[RangeUse], today: date) -> NothingLeft | None:
    for use in uses:
        if not ranges.usable_on(use.range, today):
            return _nothing(f"el rango {use.range.prefix} está vencido, inactivo o sin números", use)
        if use.left is not None and use.left < use.needed:
            return _nothing(f"el rango {use.range.prefix} tiene {use.left} números y hacen falta {use.needed}", use)
    return None


def _nothing(why: str, use: RangeUse) -> NothingLeft:
    fits = f", o por ahora lo que cabe con --limit {use.left}" if use.left else ""
    return NothingLeft(
        f"{why}: no se envió nada", hint=f"envíe el archivo otra vez con otro rango (--range PREFIJO|ID){fits}"
    )


async def _blockers(account: Account, ledger: Ledger, type_: DocumentType, seen: Preflight) -> Preflight:
    held = await account.glimpse_unvalidated(type_)
    if held is None:
        return seen
    ours = ledger.find_many((type_, one.reference) for one in held if one.reference)
    warnings, stop = list(seen.warnings), None
    for one in held:
        entry = ours.get((type_, one.reference or ""))
        if entry is None or not is_ours(entry):
            stop = stop or foreign(one)
        elif entry.state in SETTLED:
            stop = stop or only_a_person(one, entry.state)
        else:
            warnings.append(f"Factus tiene sin validar {named(one)}, que es de este perfil: se resuelve primero")
    return replace(seen, looked=type_, held=tuple(held), warnings=tuple(warnings), stop=stop)


async def _plan(account: Account, needed: Counter[DocumentType], seen: Preflight) -> Preflight:
    """None left stops the run; fewer than the lote is a warning: what fits may go, and Factus has the last word."""
    plans = await account.glimpse_subscriptions()
    told = [] if plans is None else [one for one in plans if one.types & needed.keys()]
    if not told:
        return seen
    alive = [one for one in told if one.is_active]
    left = None if any(one.left is None for one in alive) else sum(one.left or 0 for one in alive)
    seen = replace(seen, plan_left=left, plan_told=True)
    documents = sum(count for type_, count in needed.items() if any(type_ in one.types for one in told))
    if left == 0:
        return replace(seen, stop=_no_plan(expired=not alive))
    if left is not None and left < documents:
        short = f"la suscripción de Factus tiene {left} documentos y van {documents}: los demás quedarían sin enviar"
        return replace(seen, warnings=(*seen.warnings, short))
    return seen


def _no_plan(*, expired: bool) -> NothingLeft:
    why = "está vencida o inactiva" if expired else "no tiene documentos disponibles"
    return NothingLeft(
        f"la suscripción de Factus {why}: no se envió nada",
        hint="renueve o amplíe el plan en Factus y después corra `factus resume`",
        code="subscription_exhausted",
    )


def _in_days(days: int) -> str:
    return "hoy" if days == 0 else "mañana" if days == 1 else f"en {days} días"
