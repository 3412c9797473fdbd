"""From correct documents to outcomes: the plan, the ranges, the confirmation, the run. What `send` and `resume` call."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from factus_cli.cli import signals, wiring
from factus_cli.cli.clock import today
from factus_cli.cli.progress import Progress
from factus_cli.domain.canonical import canonical, hash_of
from factus_cli.domain.outcomes import NotSent
from factus_cli.errors import FactusError, FactusUnreachable
from factus_cli.sending import ranges
from factus_cli.sending.engine import Limits, send
from factus_cli.sending.plan import Job, Plan, plan
from factus_cli.sending.ports import Entry, LookupFailedError, NumberingRange, Prepared
from factus_cli.sending.result import Result
from factus_cli.sending.run import Policy, Run, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document, DocumentType
    from factus_cli.domain.outcomes import Outcome
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.ports import Factus, Key


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose about sending."""

    range: str | None = None
    email: bool = False
    stop_on_reject: bool = False
    limits: Limits = field(default_factory=Limits)
    patience: float = 30.0


@dataclass(slots=True)
class Sent:
    """A run, finished: its result, those whose row changed since as the ledger has them now, and what it took."""

    result: Result
    entries: dict[Key, Entry]
    requests: int = 0
    seconds: float = 0.0


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
    confirm: Callable[[Sequence[Job]], None] = lambda _jobs: None,
    tell: Callable[[Update], None] = lambda _update: None,
    cleaning: bool = False,
) -> Sent:
    """Send the jobs and wait for them. `confirm` is called once everything is known, before the first POST.

    `cleaning`: even without jobs, what earlier runs could not delete from Factus is tried again.
    """
    if not jobs and not cleaning:
        return Sent(Result(), {})
    return asyncio.run(_run(place, ledger, jobs, choices, screen, confirm, tell))


async def _run(  # the same as `run`
    place: Workplace,
    ledger: Ledger,
    jobs: Sequence[Job],
    choices: Choices,
    screen: Screen,
    confirm: Callable[[Sequence[Job]], None],
    tell: Callable[[Update], None],
) -> Sent:
    began = time.monotonic()
    settings = place.settings
    policy = Policy(
        concurrency=settings.concurrency,
        timeout=settings.timeout,
        patience=choices.patience,
        stop_on_reject=choices.stop_on_reject,
    )
    async with wiring.factus(place) as factus:
        try:
            ready = await _spelled(factus, jobs, choices, settings.ranges)
        except (FactusError, LookupFailedError) as error:
            return _not_begun(jobs, error, factus.requests, time.monotonic() - began)
        if ready:
            confirm(ready)
        with Progress(screen, len(ready), wiring.SIMULATED_RPM if place.simulate else settings.rpm) as progress:

            def told(update: Update) -> None:
                progress.tell(update)
                tell(update)

            engine = Run(factus, ledger, place.clock, policy, chance=random.random, tell=told)
            with signals.ending(engine, screen.note):
                result = await send(engine, ready, choices.limits)
        requests = factus.requests
    entries = ledger.find_many(result.changed)
    return Sent(result, entries, requests, time.monotonic() - began)


def _not_begun(jobs: Sequence[Job], error: FactusError | LookupFailedError, requests: int, seconds: float) -> Sent:
    """Nothing left: what had to be known before the first POST could not be."""
    if isinstance(error, LookupFailedError):
        error = FactusUnreachable(
            f"Factus no responde: {error.why}", hint="revise la conexión y vuelva a correr la misma orden"
        )
    outcomes: dict[Key, Outcome] = {job.sent.key: NotSent(error.message) for job in jobs}
    return Sent(Result(outcomes, stopped=error), {}, requests, seconds)


async def _spelled(
    factus: Factus, jobs: Sequence[Job], choices: Choices, defaults: Mapping[DocumentType, str]
) -> list[Job]:
    """The jobs with the body that each will post: its range chosen, its e-mail choice made."""
    fresh = [job for job in jobs if job.prepared is not None]
    if not fresh:
        return list(jobs)
    known = await factus.ranges()
    chosen: dict[tuple[DocumentType, str | None], int | None] = {}
    return [_spell(factus, job, choices, defaults, known, chosen) for job in jobs]


def _spell(  # what a body is made of
    factus: Factus,
    job: Job,
    choices: Choices,
    defaults: Mapping[DocumentType, str],
    known: Sequence[NumberingRange] | None,
    chosen: dict[tuple[DocumentType, str | None], int | None],
) -> Job:
    if job.prepared is None:
        return job
    document = job.prepared.document
    wanted = document.range or choices.range or defaults.get(document.type)
    key = (document.type, wanted)
    if key not in chosen:
        chosen[key] = _range_id(known, document.type, wanted)
    email = choices.email if document.send_email is None else document.send_email and choices.email
    payload = factus.spell(document, range_id=chosen[key], send_email=email)
    return replace(job, payload=payload, prepared=replace(job.prepared, payload=payload))


def _range_id(known: Sequence[NumberingRange] | None, type_: DocumentType, wanted: str | None) -> int | None:
    """The id to send. An account without a list of ranges decides by itself, unless an id was given."""
    if known is None:
        return int(wanted) if wanted is not None and wanted.isdigit() else None
    return ranges.choose(known, type_, wanted, today()).id
