"""One document's way: post, classify, record; look up what is in doubt, repeat the same bytes, never others."""

from __future__ import annotations

from dataclasses import dataclass
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
    Skipped,
    State,
    Validated,
)
from factus_cli.errors import FactusUnreachable
from factus_cli.sending import adopted, schedule
from factus_cli.sending.blockers import unblock
from factus_cli.sending.plan import HALF_WAY, standing
from factus_cli.sending.ports import Blocked, NotTaken, PaymentsOff
from factus_cli.sending.posting import await_dian, look_up, post, remove_rejected

if TYPE_CHECKING:
    from datetime import datetime

    from factus_cli.domain.outcomes import Message
    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Entry, Exchange, Sent, Verdict
    from factus_cli.sending.run import Run


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What an earlier run left half-way is validated, but its row says something else now."""

    outcome: Validated | Skipped


UNKNOWN = "un envío anterior quedó sin respuesta"
ITSELF = "Factus tiene sin validar un documento con esta misma referencia"
ABSENT = "Factus no tiene lo que se envió antes"


async def settle_one(run: Run, job: Job) -> Outcome | ChangedSince:
    """Bring one document as far as it will go, everything durable on the way.

    An earlier run's bytes are settled first. Raises what stops the run (AccessDenied, NothingLeft, LedgerUnwritable…).
    """
    if job.first is None:
        return await _Way(run, job.sent, job.payload).walk()
    if job.first.adopted:
        return await adopted.ask(run, job.first)
    if not job.changed:
        return await _finish(run, job.first)
    earlier = await _settle_earlier(run, job.first)
    if isinstance(earlier, Validated | Skipped):
        return ChangedSince(earlier)
    if not _replaceable(run, job, earlier) or job.prepared is None:
        return earlier
    run.ledger.prepare([job.prepared], job.prepared.lote)
    return await _Way(run, job.sent, job.payload).walk()


async def _finish(run: Run, entry: Entry) -> Outcome:
    """Settle what an earlier run sent: looked up unless Factus is known to hold it, then the same bytes again."""
    if entry.state is State.READY:
        return await _Way(run, entry.sent, entry.payload).walk()
    if entry.state in HALF_WAY:
        return await _half_way(run, entry, only_look=False)
    return standing(entry)


async def _settle_earlier(run: Run, entry: Entry) -> Outcome:
    """Settle an earlier run's bytes without posting them again, unless Factus holds them. NotSent: not there."""
    if entry.state is State.READY:
        return NotSent(ABSENT)
    if entry.state in HALF_WAY:
        return await _half_way(run, entry, only_look=True)
    return standing(entry)


async def _half_way(run: Run, entry: Entry, *, only_look: bool) -> Outcome:
    if entry.state is State.PENDING:
        return await await_dian(run, entry.sent, entry.payload, at_once=True)
    way = _Way(run, entry.sent, entry.payload, why=UNKNOWN, only_look=only_look)
    if entry.left_at is not None:
        way.clear_at = run.clock.monotonic() + _still_in_air(run, entry.left_at)
    return await way.walk()


def _still_in_air(run: Run, left_at: datetime) -> float:
    """Seconds until an earlier run's POST is at the DIAN no more; bounded, whatever the wall's clock was set to."""
    return min(run.policy.timeout, run.policy.timeout - (run.clock.now() - left_at).total_seconds())


def _replaceable(run: Run, job: Job, earlier: Outcome) -> bool:
    """Whether nothing of the earlier content is left at Factus, so that the new content may go."""
    if run.ending or not isinstance(earlier, NotSent | Rejected | Refused):
        return False
    entry = run.ledger.find(job.sent.key)
    return entry is not None and not entry.blocks


@dataclass(slots=True)
class _Way:
    """Where a document stands between two requests.

    `why` is not empty while its outcome is in doubt; `doubtful` once any POST of it may have been taken unseen.
    `only_look`: the content to send has changed since, so these bytes are looked up, never posted again.
    `clear_at`: the monotonic moment from which no POST of unknown outcome can be at the DIAN any more.
    """

    run: Run
    sent: Sent
    payload: bytes
    why: str = ""
    only_look: bool = False
    clear_at: float = 0.0
    doubtful: bool = False
    corrected: bool = False
    attempts: int = 0
    exchange: Exchange | None = None

    async def walk(self) -> Outcome:
        """Until the outcome is known, or six attempts have left it in doubt, or the run ends."""
        while True:
            outcome = await self._act_on(await self._next())
            if outcome is not None:
                return outcome

    async def _next(self) -> Verdict | NotSent:
        self.doubtful = self.doubtful or bool(self.why)
        if self.why:
            found = await look_up(self.run, self.sent)
            if found is not None:
                self.exchange = found
                return found.verdict
            if self.only_look:
                return await self._absent()
        posted = await post(self.run, self.sent, self.payload, self._nothing_taken)
        if isinstance(posted, NotSent):
            return posted
        self.exchange = posted
        if isinstance(posted.verdict, InDoubt):
            left = self.run.policy.timeout - posted.seconds
            self.clear_at = max(self.clear_at, self.run.clock.monotonic() + left)
        return posted.verdict

    async def _absent(self) -> Verdict | NotSent:
        """Not listed. NotSent: nor when nothing of it can be at the DIAN any more, and that is recorded."""
        found = await self._look_when_clear()
        if found is not None:
            return found
        gone = NotSent(ABSENT)
        self.run.ledger.settle(self.sent.key, gone, None)
        self.doubtful = False
        return gone

    async def _look_when_clear(self) -> Verdict | None:
        """What Factus holds once no POST of unknown outcome can be at the DIAN any more. None: nothing."""
        wait = self.clear_at - self.run.clock.monotonic()
        if wait <= 0 and self.only_look:
            return None
        if wait > 0 and not await self.run.pause(wait):
            return InDoubt(self.why or UNKNOWN)
        found = await look_up(self.run, self.sent)
        self.exchange = found or self.exchange
        return None if found is None else found.verdict

    async def _act_on(self, verdict: Verdict | NotSent) -> Outcome | None:
        """Record what a verdict means. None: go on trying."""
        match verdict:
            case Refused() | PaymentsOff() if self.doubtful:
                return await self._refused_in_doubt(verdict)
            case Validated() | Conflict() | Refused() | NeedsSupport():
                return self._record(verdict)
            case Rejected():
                return await remove_rejected(self.run, self.sent, verdict, self.exchange)
            case Pending():
                self._record(verdict)
                return await await_dian(self.run, self.sent, self.payload)
            case InDoubt():
                return await self._doubt(verdict)
            case NotSent():
                return InDoubt(self.why or UNKNOWN) if self.doubtful else verdict
            case PaymentsOff():
                return self._with_expected(verdict)
            case Blocked():
                return await self._blocked(verdict)
            case NotTaken():
                return await self._unreached(verdict)

    async def _refused_in_doubt(self, verdict: Refused | PaymentsOff) -> Outcome | None:
        """This POST was not taken, but one before may have been: only when none is found is it what it says."""
        refusal = self.exchange
        self._record(InDoubt(f"un envío anterior quedó sin respuesta, y este no: {_words(verdict.messages)}"))
        found = await self._look_when_clear()
        if found is not None:
            return await self._act_on(found)
        self.doubtful, self.why, self.exchange = False, "", refusal
        return await self._act_on(verdict)

    async def _blocked(self, verdict: Blocked) -> Outcome | None:
        self._record(self._nothing_taken(verdict.text))
        itself = await unblock(self.run, self.sent, verdict)
        return await self._doubt(InDoubt(ITSELF)) if itself else None

    async def _doubt(self, verdict: InDoubt) -> Outcome | None:
        self._record(verdict)
        self.why = verdict.why
        self.attempts += 1
        if self.attempts >= schedule.MOST_ATTEMPTS:
            return verdict
        return None if await self.run.pause(schedule.backoff(self.attempts, self.run.chance)) else verdict

    async def _unreached(self, verdict: NotTaken) -> Outcome | None:
        outcome = self._record(self._nothing_taken(verdict.why))
        self.run.unreached += 1
        if self.run.unreached >= schedule.UNREACHED_IN_A_ROW:
            raise FactusUnreachable(
                f"no hay conexión con Factus: {verdict.why}",
                hint="revise la conexión a internet y después corra `factus resume`",
            )
        return None if await self.run.pause(schedule.backoff(self.run.unreached, self.run.chance)) else outcome

    def _with_expected(self, verdict: PaymentsOff) -> Outcome | None:
        """Once, and within the tolerance, the last payment takes what Factus expects; otherwise it is refused."""
        change = verdict.expected - self.run.factus.paid(self.payload)
        if self.corrected or abs(change) > self.run.policy.tolerance:
            return self._record(Refused(verdict.messages))
        self._record(self._nothing_taken(f"Factus espera {verdict.expected}"))
        self.payload = self.run.factus.with_last_payment(self.payload, change)
        self.corrected = True
        return None

    def _nothing_taken(self, why: str) -> Outcome:
        """This POST took nothing; an earlier one of it may have, and then it stays in doubt."""
        return InDoubt(why) if self.doubtful else NotSent(why)

    def _record(self, outcome: Outcome) -> Outcome:
        self.run.ledger.settle(self.sent.key, outcome, self.exchange)
        return outcome


def _words(messages: tuple[Message, ...]) -> str:
    return "; ".join(message.text for message in messages)
