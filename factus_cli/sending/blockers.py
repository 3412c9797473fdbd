"""Who keeps a family closed at Factus: ours is settled, a foreign one is named and never touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import Conflict, NeedsSupport, Pending, Rejected, State, state_of
from factus_cli.errors import AccountBlocked, RunIncomplete
from factus_cli.sending import schedule
from factus_cli.sending.judgement import judge
from factus_cli.sending.ports import Blocked, Entry, Exchange, Held, LookupFailedError
from factus_cli.sending.posting import await_dian, remove_if_it_is_there, remove_rejected
from factus_cli.sending.unvalidated import is_ours, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import Sent
    from factus_cli.sending.run import Run

SETTLED = (State.VALIDATED, State.CONFLICT, State.NEEDS_SUPPORT)
"""States that only a person moves on: nothing of theirs is posted or deleted, whatever Factus lists."""
MOST_UNEXPLAINED = 12
"""409 answers in a row that nothing listed explains, with nothing of ours in the air, before the run ends."""


async def unblock(run: Run, sent: Sent, blocked: Blocked) -> bool:
    """After a 409: find out who blocks the family and settle it, one finder at a time.

    True: Factus lists this very reference, so that it must be looked up as what is in doubt is. Raises AccountBlocked
    when it is not ours, or only Factus support can move it.
    """
    family = run.family(sent.type)
    seen = family.settled
    async with family.resolving:
        if run.ending or family.closed or family.settled != seen:
            return False
        try:
            held, stuck = await _settle_all(run, sent)
        except LookupFailedError as failed:
            await _unexplained(run, sent, f"{blocked.text}; {failed.why}")
            return False
        if stuck:
            family.settled += 1
        elif sent.reference not in held:
            await _crowded(run, sent, blocked)
        return sent.reference in held


async def _crowded(run: Run, sent: Sent, blocked: Blocked) -> None:
    """Nobody is stuck: what blocks is of ours and in the air, listed or not. Fewer at once; alone, it waits."""
    alone = run.concurrency.level == 1
    run.trouble()
    if alone:
        await _unexplained(run, sent, blocked.text)


async def clear_known(run: Run, standing: Iterable[Entry]) -> None:
    """Try again to delete what earlier runs could not: rejected documents of ours that still block."""
    for entry in standing:
        if not run.ending and not run.policy.stop_on_reject:
            await remove_if_it_is_there(run, entry.sent, Rejected(entry.messages, entry.number))


async def _settle_all(run: Run, sent: Sent) -> tuple[set[str | None], int]:
    """The references that Factus lists unvalidated, and how many of them nobody was working on: those are settled.

    Meanwhile nothing of the family leaves: each POST would be one more 409. Who starts on one of them waits for this.
    """
    stuck, type_ = 0, sent.type
    async with run.holding(type_):
        busy = set(run.active)  # what a worker finishes while the list is on its way may stand in it as it was
        held = await run.factus.unvalidated(type_)
        for one in held:
            if not run.ending and (type_, one.reference) not in busy | run.active:
                stuck += 1
                run.met.add((type_, one.reference or ""))
                await _settle_blocker(run, type_, one)
    return {one.reference for one in held}, stuck


async def _settle_blocker(run: Run, type_: DocumentType, held: Held) -> None:
    entry = run.ledger.find((type_, held.reference)) if held.reference else None
    if entry is None or not is_ours(entry):
        raise foreign(held)
    if entry.state in SETTLED:
        raise only_a_person(held, entry.state)
    verdict = judge(held, entry.sent, run.policy.tolerance)
    match verdict:
        case Rejected():
            await remove_rejected(run, entry.sent, verdict, Exchange(verdict, body=held.raw))
            _still_there(run, entry)
        case Pending():
            run.ledger.settle(entry.key, verdict, Exchange(verdict, body=held.raw))
            await await_dian(run, entry.sent, entry.payload, at_once=True)
        case NeedsSupport() | Conflict():
            run.ledger.settle(entry.key, verdict, Exchange(verdict, body=held.raw))
            raise only_a_person(held, state_of(verdict))
        case _:
            raise foreign(held)


async def _unexplained(run: Run, sent: Sent, text: str) -> None:
    """Nobody is listed and nothing else of ours is in flight: somebody else's may be. Wait for it; not forever."""
    family = run.family(sent.type)
    family.unexplained += 1
    if family.unexplained >= MOST_UNEXPLAINED:
        raise AccountBlocked(
            f"Factus dice que hay un documento sin validar, pero no lo muestra: {text}",
            hint="mire qué hay sin validar con: factus pending; si no muestra nada, espere unos minutos y corra "
            "`factus resume`; si sigue, escriba a soporte de Factus",
        )
    await run.pause(schedule.backoff(family.unexplained, run.chance))


def foreign(held: Held) -> AccountBlocked:
    """Somebody else's: named, never touched."""
    return AccountBlocked(
        f"la cuenta está bloqueada por un documento que no envió este perfil: {named(held)}",
        hint="no lo tocamos; mírelo con: factus pending; cuando esté resuelto: factus resume",
    )


def only_a_person(held: Held, state: State) -> AccountBlocked:
    """One of ours that only a person moves on, standing so in the ledger."""
    return AccountBlocked(
        f"la cuenta está bloqueada por {named(held)}: {_CAUSES[state]}",
        hint="mírelo con: factus pending; escriba a soporte de Factus con ese número; después: factus resume",
    )


_CAUSES = {
    State.NEEDS_SUPPORT: "la DIAN dice que ya lo tiene (Regla 90) y solo el soporte de Factus puede resolverlo",
    State.CONFLICT: "Factus tiene bajo esa referencia algo distinto de lo que se envió",
    State.VALIDATED: "el libro lo tiene validado y ahora Factus lo muestra sin validar",
}


def _still_there(run: Run, entry: Entry) -> None:
    now = run.ledger.find(entry.key)
    if now is not None and now.blocks and not run.ending:
        raise RunIncomplete(
            f"{entry.reference} fue rechazado y Factus no deja borrarlo; mientras siga ahí no recibe otros",
            hint="vuelva a intentarlo con: factus resume",
            code="delete_failed",
        )
