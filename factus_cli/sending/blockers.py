"""Who keeps a family closed at Factus: ours is settled, a foreign one is named and never touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import Conflict, NeedsSupport, Pending, Rejected, State, state_of
from factus_cli.errors import AccountBlocked, RunIncomplete
from factus_cli.sending import schedule
from factus_cli.sending.judgement import judge
from factus_cli.sending.ports import Blocked, Entry, Exchange, Held, LookupFailedError
from factus_cli.sending.posting import await_dian, remove, remove_rejected

if TYPE_CHECKING:
    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import Sent
    from factus_cli.sending.run import Run

SETTLED = (State.VALIDATED, State.CONFLICT, State.NEEDS_SUPPORT)
"""States that only a person moves on: nothing of theirs is posted or deleted, whatever Factus lists."""
MOST_UNEXPLAINED = 12
"""409 answers in a row that nothing listed explains, with nothing of ours in the air, before the run ends."""


async def unblock(run: Run, sent: Sent, blocked: Blocked) -> None:
    """After a 409: find out who blocks the family and settle it, one finder at a time.

    Raises AccountBlocked when it is not ours, or only Factus support can move it.
    """
    family = run.family(sent.type)
    seen = family.settled
    async with family.resolving:
        if run.ending or family.closed or family.settled != seen:
            return
        try:
            held = await run.factus.unvalidated(sent.type)
        except LookupFailedError as failed:
            await _unexplained(run, sent, f"{blocked.text}; {failed.why}")
            return
        stuck = [one for one in held if (sent.type, one.reference) not in run.active]
        if stuck:
            for one in stuck:
                await _settle_blocker(run, sent.type, one)
            family.settled += 1
        elif not held:
            crowded = run.concurrency.level > 1
            run.trouble()
            if not crowded:
                await _unexplained(run, sent, blocked.text)
        else:
            await run.pause(schedule.backoff(1, run.chance))


async def clear_known(run: Run) -> None:
    """Try again to delete what earlier runs could not: rejected documents of ours that still block."""
    for entry in run.ledger.unsettled():
        if entry.blocks and not run.ending and not run.policy.stop_on_reject:
            await remove(run, entry.sent, Rejected(entry.messages, entry.number))


async def _settle_blocker(run: Run, type_: DocumentType, held: Held) -> None:
    entry = run.ledger.find((type_, held.reference)) if held.reference else None
    if entry is None or not entry.attempts:
        raise _foreign(type_, held)
    if entry.state in SETTLED:
        raise _only_a_person(entry, held, entry.state)
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
            raise _only_a_person(entry, held, state_of(verdict))
        case _:
            raise _foreign(type_, held)


async def _unexplained(run: Run, sent: Sent, text: str) -> None:
    """Nobody is listed and nothing else of ours is in flight: somebody else's may be. Wait for it; not forever."""
    family = run.family(sent.type)
    family.unexplained += 1
    if family.unexplained >= MOST_UNEXPLAINED:
        raise AccountBlocked(
            f"Factus dice que hay un documento sin validar, pero no lo muestra: {text}",
            hint="espere unos minutos y corra `factus resume`; si sigue, escriba a soporte de Factus",
        )
    await run.pause(schedule.backoff(family.unexplained, run.chance))


def _foreign(type_: DocumentType, held: Held) -> AccountBlocked:
    return AccountBlocked(
        f"la cuenta está bloqueada por un documento que no envió este perfil: {type_.spanish} "
        f"{held.reference or 'sin referencia'}, número {held.number or 'sin número'}, "
        f"creado {held.created_at or 'en fecha desconocida'}",
        hint="no lo tocamos; búsquelo en Factus, y cuando esté resuelto: factus resume",
    )


def _only_a_person(entry: Entry, held: Held, state: State) -> AccountBlocked:
    cause = _CAUSES[state]
    return AccountBlocked(
        f"la cuenta está bloqueada por {entry.type.spanish} {entry.reference}, número "
        f"{held.number or 'sin número'}, creado {held.created_at or 'en fecha desconocida'}: {cause}",
        hint="escriba a soporte de Factus con ese número; después: factus resume",
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
