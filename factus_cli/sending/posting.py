"""The requests about one document, in their turn: post, look up, wait for the DIAN, remove what was rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    NotSent,
    Outcome,
    Pending,
    Refused,
    Rejected,
    Validated,
)
from factus_cli.errors import AccountBlocked, FactusError, RunIncomplete
from factus_cli.sending import schedule
from factus_cli.sending.departure import Intent
from factus_cli.sending.judgement import judge
from factus_cli.sending.ports import Blocked, Deletion, Exchange, LookupFailedError, NotTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.sending.ports import Sent
    from factus_cli.sending.run import Run

DELETE_TRIES = 3


async def post(
    run: Run, sent: Sent, payload: bytes, untaken: Callable[[str], Outcome], *, own_wait: bool = False
) -> Exchange | NotSent:
    """One POST in its turn, its intent durable before it leaves. NotSent: the run ended before.

    `untaken`: how the document stands when this POST took nothing, and why; in doubt where an earlier one may have been
    taken. Raises what forbids any other to follow (AccessDenied, NothingLeft); it took nothing.
    """
    async with run.place(sent.type, own_wait=own_wait) as granted:
        if not granted:
            return NotSent("el envío terminó antes de que saliera")
        intent = Intent(run, sent, payload, untaken)
        try:
            exchange = _its_own(run, sent, await run.factus.issue(sent, payload, intent))
        except FactusError as error:
            intent.stopped(error.message)
            raise
        finally:
            intent.over()
    _learn(run, sent, exchange)
    return exchange


async def look_up(run: Run, sent: Sent) -> Exchange | None:
    """What Factus holds under the reference, judged. None: not there. Without an answer it stays in doubt."""
    try:
        held = await run.factus.find(sent.key)
        if held is not None and held.is_validated and not held.cufe and held.number:
            held = await run.factus.show(sent.type, held.number)
    except LookupFailedError as failed:
        return Exchange(InDoubt(failed.why) if failed.reached else NotTaken(failed.why))
    if held is None:
        run.ledger.note(sent.key, "not_there")
        return None
    return _its_own(run, sent, Exchange(judge(held, sent, run.policy.tolerance), body=held.raw), held.cufe or "")


def _its_own(run: Run, sent: Sent, exchange: Exchange, cufe: str = "") -> Exchange:
    """A number that is another document's is no proof of this one: it stays in doubt.

    What a list shows under the reference, with a CUFE of its own, is.
    """
    if not isinstance(exchange.verdict, Validated):
        return exchange
    number = exchange.verdict.number
    owner = run.owner_of(number, sent.key, cufe)
    if owner == sent.reference:
        return exchange
    return replace(exchange, verdict=InDoubt(f"Factus mostró el número {number}, que ya es de {owner}"))


async def await_dian(run: Run, sent: Sent, payload: bytes, *, at_once: bool = False) -> Outcome:
    """Post the same bytes again while the DIAN is slow, with the family closed; still pending, the run ends."""
    outcome: Outcome = Pending()
    began = run.clock.monotonic()
    async with run.closing(sent.type):
        for moment in schedule.dian_moments(run.policy.patience, at_once=at_once):
            if not await run.pause(max(0.0, began + moment - run.clock.monotonic())):
                return outcome
            posted = await post(run, sent, payload, _as_it_stands(outcome), own_wait=True)
            if isinstance(posted, NotSent):
                return outcome
            outcome = await _after_repeat(run, sent, posted)
            if not isinstance(outcome, Pending):
                return outcome
    run.end(
        RunIncomplete(
            f"la DIAN no ha respondido por {sent.reference}, y mientras tanto Factus no recibe otros",
            hint="espere unos minutos y corra `factus resume`",
            code="dian_slow",
        )
    )
    return outcome


async def remove_rejected(run: Run, sent: Sent, rejected: Rejected, exchange: Exchange | None) -> Outcome:
    """Record the reasons, then delete our document from Factus so that it blocks nothing; or stop, by policy."""
    run.ledger.settle(sent.key, rejected, exchange, blocks=True)
    if run.policy.stop_on_reject:
        run.ledger.note(sent.key, "kept")
        run.end(
            AccountBlocked(
                f"la DIAN rechazó {sent.reference} y queda en Factus, como pidió con --on-reject stop",
                hint=f"cuando lo revise, se borra con: factus pending clear {sent.reference}",
                code="rejected",
            )
        )
        return rejected
    async with run.closing(sent.type):
        if rejected.number is None:
            return await remove_if_it_is_there(run, sent, rejected)
        return await remove(run, sent, rejected)


async def remove_if_it_is_there(run: Run, sent: Sent, rejected: Rejected) -> Outcome:
    """Delete it unless Factus shows something else under its reference: a 422 shows none, and time may have passed."""
    found = await look_up(run, sent)
    match found:
        case Exchange(Validated() | Conflict() | NeedsSupport() | Pending() as known):
            run.ledger.settle(sent.key, known, found)
            return known
        case None | Exchange(Rejected()):
            return await remove(run, sent, rejected)
        case _:
            return rejected


async def remove(run: Run, sent: Sent, rejected: Rejected) -> Outcome:
    """Delete a rejected document of ours, a few times if need be; while it stands it is a known blocker.

    One that Factus keeps listing, however often it says that it deleted it, stands.
    """
    for attempt in range(1, DELETE_TRIES + 1):
        deleted = await run.factus.delete(sent.key)
        run.ledger.note(sent.key, f"delete_{deleted.result.value}", status=deleted.status, body=deleted.body)
        if deleted.result in (Deletion.DELETED, Deletion.NOT_THERE):
            run.removed[sent.key] += 1
            run.ledger.settle(sent.key, rejected, None, blocks=run.removed[sent.key] > DELETE_TRIES)
            return rejected
        if deleted.result is Deletion.VALIDATED:
            return await _validated_after_all(run, sent, rejected)
        if attempt < DELETE_TRIES and not await run.pause(schedule.backoff(attempt, run.chance)):
            break
    return rejected


async def _after_repeat(run: Run, sent: Sent, posted: Exchange) -> Outcome:
    match posted.verdict:
        case Rejected() as rejected:
            return await remove_rejected(run, sent, rejected, posted)
        case Validated() | Conflict() | NeedsSupport() | Pending() as known:
            run.ledger.settle(sent.key, known, posted)
            return known
        case Refused() as refused:
            return await _refused_again(run, sent, refused, posted)
        case _:
            run.ledger.settle(sent.key, Pending(), posted)
            return Pending()


async def _refused_again(run: Run, sent: Sent, refused: Refused, posted: Exchange) -> Outcome:
    """Factus held it a moment ago, so that a refusal of its repetition does not say that nothing is stored there."""
    pending = Pending(messages=refused.messages)
    run.ledger.settle(sent.key, pending, posted)
    found = await look_up(run, sent)
    match found:
        case None:
            doubt = InDoubt("Factus lo tenía pendiente, y ahora ni lo recibe ni lo muestra")
            run.ledger.settle(sent.key, doubt, None)
            return doubt
        case Exchange(Rejected() as rejected):
            return await remove_rejected(run, sent, rejected, found)
        case Exchange(Validated() | Conflict() | NeedsSupport() as known):
            run.ledger.settle(sent.key, known, found)
            return known
        case _:
            return pending


async def _validated_after_all(run: Run, sent: Sent, rejected: Rejected) -> Outcome:
    found = await look_up(run, sent)
    if found is not None and isinstance(found.verdict, Validated | Conflict | NeedsSupport):
        run.ledger.settle(sent.key, found.verdict, found)
        return found.verdict
    return rejected


def _as_it_stands(outcome: Outcome) -> Callable[[str], Outcome]:
    """A repetition that took nothing changes nothing."""
    return lambda _why: outcome


def _learn(run: Run, sent: Sent, exchange: Exchange) -> None:
    if not isinstance(exchange.verdict, NotTaken):
        run.unreached = 0
    if exchange.throttled:
        run.trouble()
    elif not isinstance(exchange.verdict, Blocked | NotTaken | InDoubt):
        run.family(sent.type).unexplained = 0
        run.clean()
