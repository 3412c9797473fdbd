"""`factus send`, step by step: read, plan, confirm, send, record, report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.cli import (
    alike_left,
    already_left,
    answers,
    checking,
    confirming,
    credited,
    elsewhere,
    results,
    sending,
    signals,
    templates,
    wiring,
)
from factus_cli.cli.annotating import annotate
from factus_cli.cli.durations import seconds
from factus_cli.cli.lotes import close, record_inputs, write_reports
from factus_cli.cli.run_findings import drift_finding
from factus_cli.cli.show import print_json, print_json_line
from factus_cli.cli.splitting import refuse_place, split
from factus_cli.domain.findings import Severity
from factus_cli.domain.outcomes import NotSent, Outcome
from factus_cli.errors import PRECEDENCE, ExitCode, LedgerUnwritable, LoteRefused, UsageProblem
from factus_cli.ledger.lock import hold_profile
from factus_cli.reports.write import suffix_of
from factus_cli.sending.engine import Limits
from factus_cli.sending.plan import drift

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from factus_cli.cli.options import Globals
    from factus_cli.cli.reading import Choices, Reading
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document
    from factus_cli.errors import Interrupted
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.plan import Drift, Plan
    from factus_cli.sending.ports import Key
    from factus_cli.sending.result import Result
    from factus_cli.sending.run import Update


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the options of `send` say."""

    files: tuple[str, ...]
    choices: Choices
    expect_total: str | None = None
    expect_count: int | None = None
    annotate: Path | None = None
    out: Path | None = None
    simulate: bool = False
    dry_run: bool = False
    yes: bool = False
    only_correct: bool = False
    email: bool | None = None
    range: str | None = None
    concurrency: int | None = None
    rpm: float | None = None
    on_reject: str = "delete"
    limit: int | None = None
    only: tuple[str, ...] = ()
    max_duration: str | None = None
    wait_dian: str = "30s"
    report: Path | None = None
    ndjson: bool = False


def send(screen: Screen, chosen: Globals, asked: Asked) -> ExitCode:
    """The main job. The exit code says the gravest thing that happened."""
    choices = _sending_choices(asked)
    refuse_place(asked.out)
    place = wiring.workplace(
        chosen, simulate=asked.simulate, concurrency=asked.concurrency, rpm=asked.rpm, email=asked.email
    )
    choices = replace(choices, email=place.settings.email)
    reading = checking.read_all(asked.files, asked.choices, checking.Expected(asked.expect_total, asked.expect_count))
    _check_report(asked, reading)
    try:
        return _send_read(screen, place, reading, asked, choices)
    except KeyboardInterrupt:  # before the engine, which hears signals itself
        stopped = signals.stopped("antes de empezar: no se envió nada", hint="vuelva a correr la misma orden")
        return _told(screen, place, reading, stopped.exit_code, asked, stopped)


def _send_read(screen: Screen, place: Workplace, reading: Reading, asked: Asked, choices: sending.Choices) -> ExitCode:
    already_left.forgive(reading, place)
    templates.refuse_examples(reading, place)
    credited.refuse_impossible(reading, place)
    alike_left.refuse_alike(reading, place)
    annotate(screen, reading, asked.annotate)
    if not _may_go(reading, asked):
        split(screen, reading, asked.choices, asked.out)
        return _told(screen, place, reading, ExitCode(checking.exit_code(reading)), asked)
    if screen.may_show:
        checking.show_understood(screen, reading)
    documents = _wanted(reading.correct, asked.only)
    with hold_profile(place.lock_path, place.clock), place.open_ledger() as ledger:
        return _send_documents(screen, place, ledger, reading, documents, asked, choices)


def _send_documents(  # the run's own parts
    screen: Screen,
    place: Workplace,
    ledger: Ledger,
    reading: Reading,
    documents: Sequence[Document],
    asked: Asked,
    choices: sending.Choices,
) -> ExitCode:
    ready = sending.prepare(documents)
    plan = sending.planned(ready, ledger)
    if plan.drifts:
        reading.findings.extend(drift_finding(reading, drift) for drift in plan.drifts)
        annotate(screen, reading, asked.annotate)
    drifted = frozenset((one.prepared.document.origin.file, one.prepared.document.reference) for one in plan.drifts)
    split(screen, reading, asked.choices, asked.out, drifted)
    if plan.drifts and not asked.only_correct:
        return _told(screen, place, reading, ExitCode.LOTE, asked)
    if asked.dry_run:
        sent = sending.rehearse(place, ledger, plan.jobs, choices)
        return _dry(screen, place, reading, plan, sent, asked)
    lotes: dict[str, str] = {}
    try:
        lotes = record_inputs(ledger, place, reading, documents)
    except LedgerUnwritable as error:
        sent = sending.not_begun(ledger, plan.jobs, error)
    else:
        sent = sending.run(
            place,
            ledger,
            sending.with_lotes(plan.jobs, lotes),
            choices,
            screen,
            confirm=lambda ahead: confirming.confirm(screen, place, ahead, yes=asked.yes),
            tell=_teller(ledger, ndjson=asked.ndjson),
        )
    signals.told()  # what became of the documents is settled: what is left is to say it
    reading.findings.extend(drift_finding(reading, drift) for drift in _late_drifts(plan, sent))
    outcomes = _in_file_order(documents, plan, sent.result)
    sent.result.outcomes = dict(outcomes)
    code = _exit_code(sent.result, reading, asked)
    close(screen, ledger, lotes, code)
    view = results.View(
        place, outcomes, ledger.find_many(outcomes), sent.result.stopped, sent.requests, sent.seconds, sent.ahead
    )
    elsewhere.tell(screen, place, ledger, outcomes)
    reports = [] if not outcomes else write_reports(screen, place, ledger, reading, lotes, asked.report)
    if not _machines_told(screen, asked, view, reading, code, lotes):
        checking.tell_errors(screen, reading)
        results.tell(screen, view, reports)
    return code


def _check_report(asked: Asked, reading: Reading) -> None:
    """What can't be written is said before anything leaves. Raises UsageProblem."""
    if asked.report is None:
        return
    suffix_of(asked.report)
    if len(reading.files) > 1:
        raise UsageProblem(
            "--report es para un solo lote, y aquí hay varios", hint="sin --report, cada informe queda junto a su lote"
        )


def _late_drifts(plan: Plan, sent: sending.Sent) -> list[Drift]:
    """Rows that changed while their document was in doubt, and it turned out to be validated."""
    prepared = {job.sent.key: job.prepared for job in plan.jobs if job.prepared is not None}
    return [drift(prepared[key], sent.entries[key]) for key in sent.result.changed]


def _sending_choices(asked: Asked) -> sending.Choices:
    if asked.on_reject not in ("delete", "stop"):
        raise UsageProblem(f"--on-reject no puede ser «{asked.on_reject}»", hint="puede ser delete o stop")
    most = None if asked.max_duration is None else seconds("--max-duration", asked.max_duration)
    return sending.Choices(
        range=asked.range,
        stop_on_reject=asked.on_reject == "stop",
        limits=Limits(asked.limit, most),
        patience=seconds("--wait-dian", asked.wait_dian),
    )


def _may_go(reading: Reading, asked: Asked) -> bool:
    """A lote with errors is not sent at all, unless --only-correct; a refused file or control total stops everything."""
    if reading.error is not None or any(one.code == "CTL-01" for one in reading.findings):
        return False
    return asked.only_correct or not reading.count(Severity.ERROR)


def _machines_told(  # the same as `results.as_json`
    screen: Screen, asked: Asked, view: results.View, reading: Reading, code: ExitCode, lotes: Mapping[str, str]
) -> bool:
    """Whether the answer was for a machine, and is told: the last line of --ndjson, or the object of --json."""
    if asked.ndjson:
        print_json_line({"event": "summary", **results.as_json("send", view, reading, code, lotes)})
    elif screen.as_json:
        print_json(results.as_json("send", view, reading, code, lotes))
    return asked.ndjson or screen.as_json


def _told(  # the run's own parts
    screen: Screen,
    place: Workplace,
    reading: Reading,
    code: ExitCode,
    asked: Asked,
    stopped: Interrupted | None = None,
) -> ExitCode:
    """Nothing was sent: say why. `stopped`: a signal, where it is not the lote's fault."""
    signals.told()
    why = "el lote tiene errores" if stopped is None else stopped.message
    outcomes: dict[Key, Outcome] = {one.key: NotSent(why) for one in reading.documents}
    view = results.View(place, outcomes, {}, stopped or reading.error or _refused(reading))
    if _machines_told(screen, asked, view, reading, code, {}):
        return code
    if stopped is not None:
        results.tell(screen, view, [])
        return code
    checking.tell(screen, reading)
    screen.note("No se envió nada: corrija el archivo, o use --only-correct para enviar lo que está bien.")
    return code


def _refused(reading: Reading) -> LoteRefused:
    errors = reading.count(Severity.ERROR)
    return LoteRefused(
        f"el lote tiene {errors} {'error' if errors == 1 else 'errores'}; no se envió nada",
        hint="corrija el archivo, o envíe lo que está bien con --only-correct",
        code="lote_errors",
    )


def _wanted(documents: Sequence[Document], only: tuple[str, ...]) -> list[Document]:
    """The documents of --only, or all. Raises UsageProblem for a reference that the lote hasn't."""
    if not only:
        return list(documents)
    missing = set(only) - {one.reference for one in documents}
    if missing:
        raise UsageProblem(
            f"el lote no tiene (o no está correcta) la referencia {', '.join(sorted(missing))}",
            hint="revise --only: se escribe como está en el archivo",
        )
    return [one for one in documents if one.reference in only]


def _dry(  # the run's own parts
    screen: Screen,
    place: Workplace,
    reading: Reading,
    plan: Plan,
    sent: sending.Sent,
    asked: Asked,
) -> ExitCode:
    """What would be sent, and what Factus says of the account; the exit code says what would stop it."""
    stopped = sent.result.stopped
    code = ExitCode.OK if stopped is None else stopped.exit_code
    outcomes: dict[Key, Outcome] = {**plan.known, **sent.result.outcomes}
    view = results.View(place, outcomes, {}, stopped, sent.requests, ahead=sent.ahead)
    if sent.ahead is not None:
        confirming.tell(screen, place, sent.ahead)
    if _machines_told(screen, asked, view, reading, code, {}):
        return code
    screen.out.print(results.dry(len(plan.jobs), len(plan.known)))
    results.tell_stop(screen, view)
    return code


def _in_file_order(documents: Sequence[Document], plan: Plan, result: Result) -> dict[Key, Outcome]:
    known = {**plan.known, **result.outcomes}
    return {one.key: known[one.key] for one in documents if one.key in known}


def _exit_code(result: Result, reading: Reading, asked: Asked) -> ExitCode:
    """The run's; and 3 where errors or drift were left out, since not everything in the file is sent."""
    if result.stopped is not None and result.stopped.exit_code not in PRECEDENCE:
        return result.stopped.exit_code
    left_out = asked.only_correct and reading.count(Severity.ERROR)
    held = {result.exit_code, ExitCode.LOTE if left_out else ExitCode.OK}
    return next((code for code in PRECEDENCE if code in held), ExitCode.OK)


def _teller(ledger: Ledger, *, ndjson: bool) -> Callable[[Update], None]:
    def tell(update: Update) -> None:
        entry = ledger.find(update.key) if ndjson else None
        if entry is not None:
            word = answers.state_word(update.outcome)
            print_json_line({"event": "document", **answers.document_of(entry, word)})

    return tell
