"""What `factus ledger` says of a ledger as a file: its figures, whether it verifies, and its copies."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from factus_cli.cli.clock import BOGOTA
from factus_cli.cli.show import failure, table
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.moments import spanish
from factus_cli.domain.outcomes import State
from factus_cli.errors import ExitCode, HomeUnwritable, LedgerCorrupt, UsageProblem
from factus_cli.ledger import queries
from factus_cli.ledger.backup import LastBackup, last_backup, remember
from factus_cli.ledger.backup import backup as copy
from factus_cli.ledger.ledger import schema_of
from factus_cli.ledger.verification import Verdict, verify_file
from factus_cli.reports import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.ledger.queries import Statistics

HINT = "guarde este archivo tal como está, y recupere la última copia buena: vea «Copias del libro» en docs/guia.md"


def info(screen: Screen, place: Workplace) -> None:
    """Where the ledger is, what it holds, and when it was last copied. It is not verified."""
    with place.read_ledger() as ledger:
        found = queries.statistics(ledger)
    path = place.ledger_path
    size = sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())
    schema, last = schema_of(path), last_backup(path)
    screen.answer(
        {
            "schema": "factus.ledger/1",
            "profile": place.settings.profile,
            "environment": place.environment,
            "path": str(path),
            "size": size,
            "schema_version": schema,
            **_figures(found),
            "last_backup": None if last is None else {**asdict(last), "events_since": found.events - last.events},
        },
        table(
            (f"Libro de {place.settings.profile}", words.environment(place.environment)),
            [
                ("Archivo", str(path)),
                ("Tamaño", f"{money.plain(Decimal(size))} bytes"),
                ("Esquema", str(schema)),
                *_figures_told(found),
                ("Última copia", _copy_told(last, found)),
            ],
        ),
    )


def verify(screen: Screen, place: Workplace | None, files: Sequence[Path]) -> ExitCode:
    """Whether the profile's ledger, or each of the files, verifies; 9 when one does not."""
    verdicts = [verify_file(_existing(path)) for path in (files if place is None else [place.existing_ledger()])]
    bad = next((one for one in verdicts if one.flaw is not None), None)
    error = None if bad is None else _error(bad)
    code = ExitCode.OK if bad is None else ExitCode.CORRUPT
    screen.answer(
        {
            "schema": "factus.ledger_verify/1",
            "ok": bad is None,
            "exit_code": int(code),
            "ledgers": [_verdict(one) for one in verdicts],
            "error": None if error is None else error.as_json(),
        },
        *(_verdict_told(one) for one in verdicts if one.flaw is None),
    )
    for one in verdicts:
        if one.flaw is not None:
            failure(_error(one), as_json=False)
    return code


def backup(screen: Screen, place: Workplace, output: Path | None, *, overwrite: bool) -> None:
    """A copy of the ledger, verified; when and where is noted for `info`."""
    now = datetime.now(BOGOTA)
    to = output or Path(f"{place.ledger_path.stem}-{now:%Y-%m-%d-%H%M%S}.sqlite")
    made = copy(place.existing_ledger(), to, overwrite=overwrite)
    try:
        remember(place.ledger_path, LastBackup(str(to.absolute()), now.isoformat(), made.events, made.head))
    except HomeUnwritable as error:
        screen.warn(f"la copia quedó bien, pero no se pudo anotar cuándo se hizo: {error.message}")
    screen.answer(
        {"schema": "factus.ledger_backup/1", "path": str(to), "size": to.stat().st_size, **_chain(made)},
        f"Copia: {to} ({counted(made.events, 'evento', 'eventos')}, verificada)",
    )


def _figures(found: Statistics) -> dict[str, Any]:
    return {
        "summary": {"documents": found.documents, **{state.value: found.by_state.get(state, 0) for state in State}},
        "types": {
            one.value: {"documents": found.by_type[one], "validated_total": money.text(found.total_of(one))}
            for one in DocumentType
            if one in found.by_type
        },
        "lotes": found.lotes,
        "attempts": found.attempts,
        "events": found.events,
        "head": found.head,
        "last_event_at": found.last_event_at,
        "first_day": found.first_day,
        "last_day": found.last_day,
    }


def _figures_told(found: Statistics) -> Iterator[tuple[str, str]]:
    yield "Documentos", money.plain(Decimal(found.documents))
    for state in State:
        if count := found.by_state.get(state):
            yield f"  {words.counted(state.value, 2)}", money.plain(Decimal(count))
    for one in DocumentType:
        if count := found.by_type.get(one):
            validated = f", {money.pesos(found.total_of(one))} validados" if found.total_of(one) else ""
            yield f"  {one.spanish}", f"{money.plain(Decimal(count))}{validated}"
    if found.first_day and found.last_day:
        first, last = (date.fromisoformat(day) for day in (found.first_day, found.last_day))
        yield "Fechas", f"del {first:%d/%m/%Y} al {last:%d/%m/%Y}"
    yield "Lotes", money.plain(Decimal(found.lotes))
    yield "Eventos", money.plain(Decimal(found.events))
    if found.last_event_at:
        yield "Último evento", f"{spanish(found.last_event_at)}, huella {found.head}"


def _copy_told(last: LastBackup | None, found: Statistics) -> str:
    if last is None:
        return "ninguna que se sepa: factus ledger backup"
    since = found.events - last.events
    news = "nada nuevo desde entonces" if not since else f"{counted(since, 'evento', 'eventos')} después"
    return f"{spanish(last.at)} en {last.path} ({news})"


def _verdict(one: Verdict) -> dict[str, Any]:
    flaw = None if one.flaw is None else one.flaw.as_json()
    return {"path": str(one.path), "ok": one.flaw is None, **_chain(one), "flaw": flaw}


def _verdict_told(one: Verdict) -> Text:
    events = counted(one.events, "evento", "eventos")
    return Text(f"El libro {one.path} está bien: {events}, huella del último {one.head or '—'}")


def _chain(one: Verdict) -> dict[str, Any]:
    return {"events": one.events, "head": one.head}


def _error(one: Verdict) -> LedgerCorrupt:
    message = "" if one.flaw is None else one.flaw.message
    return LedgerCorrupt(f"el libro {one.path} no verifica: {message}", hint=HINT)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageProblem(f"no existe el archivo {path}", hint="sin archivo se revisa el libro del perfil")
    return path
