"""From correct documents to outcomes: the plan, the preflight, the confirmation, the run. What `send` and `resume` call."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from factus_cli.cli import signals, wiring
from factus_cli.cli.clock import today
from factus_cli.cli.progress import Progress
from factus_cli.cli.spelling import Spelling
from factus_cli.domain.canonical import canonical, hash_of
from factus_cli.domain.outcomes import NotSent
from factus_cli.errors import FactusError, FactusUnreachable
from factus_cli.ledger.queries import usual_seconds
from factus_cli.sending import preflight
from factus_cli.sending.engine import Limits, send
from factus_cli.sending.estimate import DIAN_SECONDS, seconds_for
from factus_cli.sending.plan import Job, Plan, as_left, plan
from factus_cli.sending.ports import Entry, LookupFailedError, Prepared
from factus_cli.sending.result import Result
from factus_cli.sending.run import Policy, Run, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from factus_cli.api.client import FactusClient
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document
    from factus_cli.domain.outcomes import Outcome
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.ports import Key


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose about sending."""

    range: str | None = None
    email: bool = False
    stop_on_reject: bool = False
    limits: Limits = field(default_factory=Limits)
    patience: float = 30.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known before the first POST: the jobs that go in this run, the account, and what it will take.

    `seconds` is None in practice; `used` is how many requests the quota's window counts already.
    """

    jobs: Sequence[Job] = ()
    flight: preflight.Preflight = field(default_factory=preflight.Preflight)
    seconds: float | None = None
    used: int = 0
    requests: int = 0


@dataclass(slots=True)
class Sent:
    """A run, finished: its result, those whose row changed since as the ledger has them now, and what it took."""

    result: Result
    entries: dict[Key, Entry]
    requests: int = 0
    seconds: float = 0.0
    ahead: Ahead | None = None


def prepare(documents: Iterable[Document]) -> list[Prepared]:
    """The documents with their canonical content and hash; their payload is spelled once their range is known."""
    made = []
    for document in documents:
        plain = canonical(document)
        made.append(Prepared(document, b"", hash_of(plain), plain))
    return made


def planned(prepared: Sequence[Prepared], ledger: Ledger) -> Plan:
    """What is to be done with each."""
    return plan(prepared, ledger.find_many(one.document.key for one in prepared))


def with_lotes(jobs: Iterable[Job], lotes: Mapping[str, str]) -> list[Job]:
    """The jobs with the lote that each document came in; `lotes` has it by file."""
    return [
        job
        if job.prepared is None
        else replace(job, prepared=replace(job.prepared, lote=lotes[job.prepared.document.origin.file]))
        for job in jobs
    ]


def run(
    place: Workplace,
    ledger: Ledger,
    jobs: Sequence[Job],
    choices: Choices,
    screen: Screen,
    *,
    confirm: Callable[[Ahead], None] = lambda _ahead: None,
    tell: Callable[[Update], None] = lambda _update: None,
    cleaning: bool = False,
) -> Sent:
    """Send the jobs and wait for them. `confirm` is called once everything is known, before the first POST.

    `cleaning`: even without jobs, what earlier runs could not delete from Factus is tried again.
    A signal before the engine begins finds nothing in the air, and is told with every document all the same.
    """
    if not jobs and not cleaning:
        return Sent(Result(), {})
    began = time.monotonic()
    try:
        return asyncio.run(_run(place, ledger, jobs, choices, screen, confirm, tell))
    except KeyboardInterrupt:
        return not_begun(ledger, jobs, signals.stopped(), seconds=time.monotonic() - began)


def rehearse(place: Workplace, ledger: Ledger, jobs: Sequence[Job], choices: Choices) -> Sent:
    """What `run` would know before the first POST: nothing is sent, nothing is recorded."""
    return asyncio.run(_rehearse(place, ledger, jobs, choices)) if jobs else Sent(Result(), {})


async def _rehearse(place: Workplace, ledger: Ledger, jobs: Sequence[Job], choices: Choices) -> Sent:
    async with wiring.factus(place) as factus:
        try:
            _, ahead = await _prepare(place, factus, ledger, jobs, choices)
        except (FactusError, LookupFailedError) as error:
            return not_begun(ledger, jobs, error, factus.requests)
    outcomes: dict[Key, Outcome] = {job.sent.key: NotSent("no se envió: es un ensayo (--dry-run)") for job in jobs}
    return Sent(Result(outcomes, stopped=ahead.flight.stop), {}, factus.requests, ahead=ahead)


async def _run(  # the same as `run`
    place: Workplace,
    ledger: Ledger,
    jobs: Sequence[Job],
    choices: Choices,
    screen: Screen,
    confirm: Callable[[Ahead], None],
    tell: Callable[[Update], None],
) -> Sent:
    began = time.monotonic()
    async with wiring.factus(place) as factus:
        try:
            ready, ahead = await _prepare(place, factus, ledger, jobs, choices)
            place.claim(ledger)
        except (FactusError, LookupFailedError) as error:
            return not_begun(ledger, jobs, error, factus.requests, time.monotonic() - began)
        stop = ahead.flight.stop
        going = ready if stop is None else [job for job in ready if job.first is not None and not job.changed]
        if going:
            confirm(ahead if stop is None else replace(ahead, jobs=going))
        clock, count = place.clock, len(going[: choices.limits.documents])
        with Progress(screen, count, factus.departs_in(count) if count else 0.0, clock.monotonic) as progress:

            def told(update: Update) -> None:
                progress.tell(update)
                tell(update)

            engine = Run(factus, ledger, clock, _policy(place, choices), chance=random.random, tell=told)
            looking = asyncio.ensure_future(progress.keep_looking(clock.sleep))
            with signals.ending(engine, screen.note):
                result = await send(engine, going, choices.limits) if going or stop is None else Result()
                if stop is not None:
                    result = await _recorded(engine, ready, result, stop)
            looking.cancel()
        requests = factus.requests
    entries = ledger.find_many(result.changed)
    return Sent(result, entries, requests, time.monotonic() - began, ahead)


async def _recorded(engine: Run, ready: Sequence[Job], result: Result, stop: FactusError) -> Result:
    """What may not go is recorded as ready all the same, for `resume`; what was half-way has been settled before."""
    engine.end(stop)
    rest = await send(engine, [job for job in ready if job.sent.key not in result.outcomes])
    return replace(rest, outcomes={**result.outcomes, **rest.outcomes}, changed=result.changed)


async def _prepare(
    place: Workplace, factus: FactusClient, ledger: Ledger, jobs: Sequence[Job], choices: Choices
) -> tuple[list[Job], Ahead]:
    """The jobs with their bodies, and what is known before any leaves."""
    spelling = Spelling(factus, choices.email, choices.range, place.settings.ranges)
    ready = await spelling.all(jobs)
    now = ready[: choices.limits.documents]
    if not now:
        return ready, Ahead()
    flight = await preflight.look(factus, ledger, now, preflight.used(now, spelling.chosen), today())
    flight = replace(flight, warnings=(*flight.warnings, *spelling.warnings))
    return ready, Ahead(now, flight, *_expected(place, factus, ledger, len(now)), factus.requests)


def _expected(place: Workplace, factus: FactusClient, ledger: Ledger, count: int) -> tuple[float | None, int]:
    """The seconds that so many documents will take, and how much of the quota is used already. None: in practice."""
    if place.simulate:
        return None, 0
    each = usual_seconds(ledger) or factus.latency + DIAN_SECONDS
    most = place.settings.concurrency
    return seconds_for(count, departs_in=factus.departs_in(count), each=each, most=most), factus.used


def _policy(place: Workplace, choices: Choices) -> Policy:
    return Policy(
        concurrency=place.settings.concurrency,
        timeout=place.settings.timeout,
        patience=choices.patience,
        stop_on_reject=choices.stop_on_reject,
    )


def not_begun(
    ledger: Ledger,
    jobs: Sequence[Job],
    error: FactusError | LookupFailedError,
    requests: int = 0,
    seconds: float = 0.0,
) -> Sent:
    """Nothing left in this run: what had to be known, or recorded, before the first POST could not be."""
    if isinstance(error, LookupFailedError):
        error = FactusUnreachable(
            f"Factus no responde: {error.why}", hint="revise la conexión y vuelva a correr la misma orden"
        )
    entries = ledger.find_many(job.sent.key for job in jobs)
    outcomes: dict[Key, Outcome] = {job.sent.key: as_left(entries.get(job.sent.key), error.message) for job in jobs}
    return Sent(Result(outcomes, stopped=error), {}, requests, seconds)
