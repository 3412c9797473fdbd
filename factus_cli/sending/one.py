"""One document's way: post, classify, record; look up what is in doubt, repeat the same bytes, never others."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    State,
    Validated,
)
from factus_cli.errors import FactusUnreachable
from factus_cli.sending import adopted, schedule
from factus_cli.sending.blockers import unblock
from factus_cli.sending.ports import Blocked, NotTaken, PaymentsOff
from factus_cli.sending.posting import await_dian, look_up, post, remove_rejected

if TYPE_CHECKING:
    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Entry, Exchange, Sent, Verdict
    from factus_cli.sending.run import Run


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What an earlier run left half-way is validated, but its row says something else now."""

    outcome: Validated


UNKNOWN = "un envío anterior quedó sin respuesta"


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
    if isinstance(earlier, Validated):
        return ChangedSince(earlier)
    if not _replaceable(run, job, earlier) or job.prepared is None:
        return earlier
    run.ledger.prepare([job.prepared], job.prepared.lote)
    return await _Way(run, job.sent, job.payload).walk()


async def _finish(run: Run, entry: Entry) -> Outcome:
    """Settle what an earlier run sent: looked up unless Factus is known to hold it, then the same bytes again."""
    if entry.state is State.PENDING:
        return await await_dian(run, entry.sent, entry.payload, at_once=True)
    return await _Way(run, entry.sent, entry.payload, why=UNKNOWN).walk()


async def _settle_earlier(run: Run, entry: Entry) -> Outcome:
    """Settle an earlier run's bytes without posting them again, unless Factus holds them. NotSent: not there."""
    if entry.state is State.PENDING:
        return await await_dian(run, entry.sent, entry.payload, at_once=True)
    return await _Way(run, entry.sent, entry.payload, why=UNKNOWN, entry=entry).walk()


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
    `entry`: the content to send has changed since, so these bytes are only looked up, never posted again.
    """

    run: Run
    sent: Sent
    payload: bytes
    why: str = ""
    entry: Entry | None = None
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
            if self.entry is not None:
                return await self._absent(self.entry)
        posted = await post(self.run, self.sent, self.payload, doubtful=self.doubtful)
        if isinstance(posted, NotSent):
            return posted
        self.exchange = posted
        return posted.verdict

    async def _absent(self, entry: Entry) -> Verdict | NotSent:
        """Not listed: until FACTUS_TIMEOUT has passed since it left it may still be at the DIAN. Then ask again."""
        if entry.left_at is not None:
            left = self.run.policy.timeout - (self.run.clock.now() - entry.left_at).total_seconds()
            if left > 0:
                if not await self.run.pause(left):
                    return InDoubt(UNKNOWN)
                self.entry = replace(entry, left_at=None)
                return await self._next()
        gone = NotSent("Factus no tiene lo que se envió antes")
        self.run.ledger.settle(self.sent.key, gone, None)
        self.doubtful = False
        return gone

    async def _act_on(self, verdict: Verdict | NotSent) -> Outcome | None:
        """Record what a verdict means. None: go on trying."""
        match verdict:
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
                self._record(self._nothing_taken(verdict.text))
                await unblock(self.run, self.sent, verdict)
                return None
            case NotTaken():
                return await self._unreached(verdict)

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
