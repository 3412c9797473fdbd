"""`factus reconcile`, step by step: the period, both sides, the import, and what is told."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from factus_cli.cli import reconciliations, signals, standing, wiring
from factus_cli.cli.clock import BOGOTA, today
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import PRECEDENCE, ExitCode, FactusError, FactusUnreachable, UsageProblem
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lock import hold_profile
from factus_cli.reports.reconciliation import SUFFIXES, ReconciliationReport, write_reconciliation
from factus_cli.reports.write import suffix_of
from factus_cli.sending.adopting import Import, adopt
from factus_cli.sending.ports import LookupFailedError
from factus_cli.sending.reconciliation import Period, Relation
from factus_cli.sending.reconciling import Reconciliation
from factus_cli.sending.reconciling import reconcile as compare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.ledger.reader import LedgerReader

AGAIN = "lo ya traído queda en el libro; siga después con la misma orden"


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the options of `reconcile` say."""

    since: str | None = None
    until: str | None = None
    type: str | None = None
    adopt: bool = False
    output: Path | None = None
    simulate: bool = False


def reconcile(screen: Screen, chosen: Globals, asked: Asked) -> ExitCode:
    """Compare, import when asked to, and tell. Raises what kept it from comparing at all."""
    wanted = standing.filters(None, asked.type, None, asked.since, asked.until)
    period = period_of(wanted.since, wanted.until, today())
    types = tuple(DocumentType) if wanted.type is None else (wanted.type,)
    if asked.output is not None:
        suffix_of(asked.output, SUFFIXES)
    place = wiring.workplace(chosen, simulate=asked.simulate)
    with _books(place, writing=asked.adopt) as ledger:
        report = asyncio.run(_work(screen, place, ledger, Reconciliation(period, types)))
    report = _written(report, asked.output)
    reconciliations.tell(screen, report, asked.output)
    return ExitCode(report.exit_code)


def period_of(since: date | None, until: date | None, now: date) -> Period:
    """The days asked for: from the first of the month, until today. Raises UsageProblem when they end before they begin."""
    last = until or max(now, since or now)
    first = since or last.replace(day=1)
    if first > last:
        raise UsageProblem(
            f"el período termina ({last:%d/%m/%Y}) antes de empezar ({first:%d/%m/%Y})",
            hint="revise --from y --to: los dos días se incluyen",
        )
    return Period(first, last)


@contextmanager
def _books(place: Workplace, *, writing: bool) -> Iterator[LedgerReader]:
    """The ledger, that nobody else writes meanwhile when this does; without one, an empty one."""
    if not writing:
        with Ledger.read(place.ledger_path) as reader:
            place.check_owner(reader)
            yield reader
        return
    with hold_profile(place.lock_path, place.clock), place.open_ledger() as ledger:
        yield ledger


class _Stop:
    """Ends the work at its next wait: what is written is whole, and nothing is in the air but a question."""

    def __init__(self) -> None:
        self.reason: FactusError | None = None
        self._task = asyncio.current_task()

    def end(self, reason: FactusError) -> None:
        if self.reason is None and self._task is not None:
            self.reason = reason
            self._task.cancel()


async def _work(screen: Screen, place: Workplace, ledger: LedgerReader, found: Reconciliation) -> ReconciliationReport:
    """Both sides compared, and the ledger completed where it may be written."""
    began, stop, error = time.monotonic(), _Stop(), None
    tell = _Teller(screen)
    compared = False
    async with wiring.factus(place, gives_way=True) as factus:
        with signals.ending(stop, screen.note, hint=AGAIN):
            try:
                await compare(factus, ledger, found, tell)
                compared = True
                if isinstance(ledger, Ledger):
                    place.claim(ledger)
                    await adopt(Import(factus, ledger, f"conciliado-{today().isoformat()}", tell), found)
            except asyncio.CancelledError:
                if stop.reason is None:
                    raise
                error = stop.reason
            except LookupFailedError as failed:
                error = _unreachable(failed)
            except FactusError as failed:
                error = failed
        requests = factus.requests
    if error is not None and not compared:
        raise error
    report = ReconciliationReport(
        found,
        place.settings.profile,
        place.environment,
        datetime.now(BOGOTA),
        requests,
        time.monotonic() - began,
        error,
    )
    return replace(report, exit_code=int(_exit_code(report)))


def _unreachable(failed: LookupFailedError) -> FactusUnreachable:
    return FactusUnreachable(
        f"Factus no responde: {failed.why}", hint="revise la conexión y vuelva a correr la misma orden"
    )


def _written(report: ReconciliationReport, path: Path | None) -> ReconciliationReport:
    """The report in its file; a file that can't be written ends with its own exit code, once all is told."""
    if path is None:
        return report
    try:
        write_reconciliation(report, path)
    except UsageProblem as error:
        return replace(report, error=report.error or error, exit_code=int(error.exit_code))
    return report


def _exit_code(report: ReconciliationReport) -> ExitCode:
    """5 while anything is not the same on both sides, 6 when a list could not be read whole."""
    held = {ExitCode.NEGATIVE} if any(report.counts[one] for one in Relation if one is not Relation.SAME) else set()
    if report.found.moving:
        held.add(ExitCode.INCOMPLETE)
    if report.error is not None:
        if report.error.exit_code not in PRECEDENCE:
            return report.error.exit_code
        held.add(report.error.exit_code)
    return next((code for code in PRECEDENCE if code in held), ExitCode.OK)


class _Teller:
    """Says how it goes, a line each 30 seconds: a reconciliation gives way to sends, and may take long."""

    EVERY = 30.0

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._told = time.monotonic()

    def __call__(self, text: str) -> None:
        if self._screen.verbose or time.monotonic() - self._told >= self.EVERY:
            self._told = time.monotonic()
            self._screen.note(text)
