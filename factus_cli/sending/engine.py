"""Send documents: as many at once as the account takes, each on its own way, none stopping the others.

No HTTP and no SQL here: Factus, the ledger and time are ports.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import InDoubt, NotSent, Outcome, Pending, Skipped, State, Validated
from factus_cli.errors import FactusError, Interrupted, OwnLimit
from factus_cli.sending.blockers import clear_known
from factus_cli.sending.one import ChangedSince, settle_one
from factus_cli.sending.plan import as_left
from factus_cli.sending.result import Result
from factus_cli.sending.run import Run, Update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Entry, Key, Prepared

SPARE_WORKERS = 8
"""Documents that may be waiting (for the DIAN, for a second try) beside those in flight."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The user's own: at most so many documents, at most so many seconds. None: no limit."""

    documents: int | None = None
    seconds: float | None = None


async def send(run: Run, jobs: Sequence[Job], limits: Limits | None = None) -> Result:
    """Work on every job until it is settled or the run ends; each outcome is told once it is durable.

    Raises only what is a bug: what ends a run early is in the result.
    """
    limits = limits or Limits()
    result = Result()
    now, later = jobs[: limits.documents], jobs[len(jobs[: limits.documents]) :]
    if limits.seconds is not None and limits.seconds <= 0:
        run.end(_time_is_up())
    deadline = None if limits.seconds is None else asyncio.ensure_future(_deadline(run, limits.seconds))
    try:
        await _work_all(run, now, later, result)
    finally:
        if deadline is not None:
            deadline.cancel()
            await asyncio.gather(deadline, return_exceptions=True)
    if later and not run.ending:
        run.end(OwnLimit(f"quedan {len(later)} documentos por el límite que puso con --limit", hint="factus resume"))
    _retell(run, result)
    _leave(run, now, later, result)
    result.stopped = None if _took_nothing_away(run, result) else run.stopped
    return result


def _took_nothing_away(run: Run, result: Result) -> bool:
    """Whether the user's own limit came when there was nothing left to stop."""
    unfinished = (NotSent, InDoubt, Pending)
    return isinstance(run.stopped, OwnLimit) and not any(
        isinstance(one, unfinished) for one in result.outcomes.values()
    )


async def _work_all(run: Run, jobs: Sequence[Job], later: Sequence[Job], result: Result) -> None:
    try:
        await _record(run, [*jobs, *later])
    except FactusError as error:
        run.end(error)
        return
    queue = deque(jobs)
    workers = [
        asyncio.ensure_future(_work(run, queue, result))
        for _ in range(min(len(jobs), run.policy.concurrency + SPARE_WORKERS))
    ]
    if not workers:
        return
    patience = asyncio.ensure_future(_grace(run))
    finished = asyncio.ensure_future(asyncio.wait(workers))
    await asyncio.wait([finished, patience], return_when=asyncio.FIRST_COMPLETED)
    for task in (*workers, finished, patience):
        task.cancel()
    for left in await asyncio.gather(*workers, return_exceptions=True):
        if isinstance(left, Exception):
            raise left


async def _record(run: Run, jobs: Sequence[Job]) -> None:
    """Record what is to go; what an earlier run could not delete from Factus takes new content only once it is gone.

    What a run was told to leave there (`--on-reject stop`) stays while nothing of its family is to go.
    """
    standing = {entry.key: entry for entry in run.ledger.unsettled() if entry.blocks}
    _prepare(run, [job for job in jobs if job.sent.key not in standing])
    going = {job.sent.type for job in jobs}
    owed = [one for one in standing.values() if one.type in going or not run.ledger.left_by_choice(one.key)]
    await clear_known(run, owed)
    run.met.update(key for key, entry in run.ledger.find_many(standing).items() if not _is_gone(entry))
    _prepare(run, [job for job in jobs if job.sent.key in standing.keys() - run.met])


def _is_gone(entry: Entry) -> bool:
    return entry.state is State.REJECTED and not entry.blocks


def _prepare(run: Run, jobs: Sequence[Job]) -> None:
    """Record what is to go as ready, a transaction for each lote; what is half-way keeps its own bytes."""
    by_lote: dict[str, list[Prepared]] = {}
    for job in jobs:
        if job.prepared is not None and job.first is None:
            by_lote.setdefault(job.prepared.lote, []).append(job.prepared)
    for lote, documents in by_lote.items():
        run.ledger.prepare(documents, lote)


async def _work(run: Run, queue: deque[Job], result: Result) -> None:
    while queue and not run.ending:
        job = queue.popleft()
        key = job.sent.key
        run.active.add(key)
        try:
            if key in run.met:
                job = await _moved(run, job)
            outcome = await settle_one(run, job)
        except FactusError as error:
            run.end(error)
            outcome = left_by(run, key, error.message)
        except Exception:
            run.end(FactusError("error inesperado; lo que estaba en camino se dejó terminar"))
            raise
        finally:
            run.active.discard(key)
        if isinstance(outcome, ChangedSince):
            result.changed.append(key)
            outcome = outcome.outcome
        result.outcomes[key] = outcome
        run.tell(Update(key, outcome))


async def _moved(run: Run, job: Job) -> Job:
    """A job whose document stands elsewhere by now: as the ledger has it, once whoever settles it has done so."""
    async with run.family(job.sent.type).resolving:
        return replace(job, first=run.ledger.find(job.sent.key))


async def _grace(run: Run) -> None:
    """Return when what is in the air has had its time after the end; an answer has until FACTUS_TIMEOUT otherwise."""
    await run.ended()
    bound = run.policy.grace if isinstance(run.stopped, Interrupted) else 2 * run.policy.timeout
    await run.clock.sleep(bound)


async def _deadline(run: Run, seconds: float) -> None:
    await run.clock.sleep(seconds)
    run.end(_time_is_up())


def _time_is_up() -> OwnLimit:
    return OwnLimit("se acabó el tiempo que puso con --max-duration", hint="siga con: factus resume")


def _retell(run: Run, result: Result) -> None:
    """What another document's 409 led to after its own worker had told something else: as the ledger has it."""
    for key in run.met & result.outcomes.keys():
        now = left_by(run, key, "lo movió otro documento del mismo envío")
        if type(now) is not type(result.outcomes[key]) and not _is_same(now, result.outcomes[key]):
            result.outcomes[key] = now
            run.tell(Update(key, now))


def _is_same(now: Outcome, told: Outcome) -> bool:
    return isinstance(now, Skipped) and isinstance(told, Validated)


def _leave(run: Run, now: Sequence[Job], later: Sequence[Job], result: Result) -> None:
    """Say what became of the documents that no worker finished."""
    why = run.stopped.message if run.stopped else "no alcanzó a salir"
    for job in now:
        if job.sent.key not in result.outcomes:
            result.outcomes[job.sent.key] = left_by(run, job.sent.key, why)
    for job in later:
        result.outcomes[job.sent.key] = left_by(run, job.sent.key, why)
    if isinstance(run.stopped, OwnLimit):
        result.held_back.update(key for key, outcome in result.outcomes.items() if isinstance(outcome, NotSent))


def left_by(run: Run, key: Key, why: str) -> Outcome:
    """What the ledger says of a document that the run left: its own words where it is final, `why` where it isn't."""
    try:
        entry = run.ledger.find(key)
    except FactusError:
        return InDoubt(why)
    return as_left(entry, why)
