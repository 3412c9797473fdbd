"""What `factus reconcile` answers: what is not the same, how many stand in each way, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from factus_cli.cli.show import table
from factus_cli.cli.views import SHOWN, counted
from factus_cli.domain import money
from factus_cli.reports import reconciliation as words
from factus_cli.reports.words import word
from factus_cli.sending.reconciliation import Action, Match, Relation, state_there

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from factus_cli.cli.show import Screen
    from factus_cli.reports.reconciliation import ReconciliationReport

ORDER = (Relation.DIFFERS, Relation.ONLY_HERE, Relation.ONLY_THERE)
"""What is not the same, the gravest first."""


def tell(screen: Screen, report: ReconciliationReport, path: Path | None) -> None:
    """The result on stdout; what to do, and what stopped it, on stderr."""
    screen.answer(words.as_json(report), *_shown(report))
    for line in _advice(report):
        screen.note(line)
    if path is not None and report.error is None:
        screen.note(f"Conciliación: {path}")
    for type_ in report.found.moving:
        screen.warn(f"el listado de {type_.spanish} cambió mientras se leía, y puede faltar algo: corra otra vez")
    for type_, why in report.found.without.items():
        screen.note(f"Sin {type_.spanish}: {why}")
    if report.error is not None:
        screen.warn(f"{report.error.message}; {report.error.hint}" if report.error.hint else report.error.message)


def _shown(report: ReconciliationReport) -> Iterator[RenderableType]:
    other = [one for relation in ORDER for one in report.found.of(relation)]
    if other:
        headers = ("", "Tipo", "Referencia", "Número", "Total", "En el libro", "En Factus", "Qué pasa")
        yield table(headers, [_row(one) for one in other[:SHOWN]], right=(4,))
    if len(other) > SHOWN:
        yield Text(f"… y {counted(len(other) - SHOWN, 'documento', 'documentos')} más (véalos con -o ARCHIVO.xlsx)")
    yield _sums(report)


def _row(one: Match) -> Sequence[str]:
    entry, held = one.entry, one.held
    total = entry.total if entry is not None else None if held is None else held.total
    return (
        words.SIGNS[one.relation],
        one.type.spanish,
        words.reference(one),
        words.number(one),
        "" if total is None else money.pesos(total),
        "" if entry is None else word(entry.state.value),
        "" if held is None else word(state_there(held).value),
        "; ".join(part for part in (words.differing(one), words.done(one)) if part),
    )


def _sums(report: ReconciliationReport) -> Text:
    period = report.found.period
    parts = [
        f"{words.SIGNS[relation]} {counted(count, *words.WORDS[relation])}" for relation, count in report.counts.items()
    ]
    done = [f"{counted(many, *words.DONE[action])}" for action in Action if (many := report.done(action))]
    return Text(
        f"Del {period.since:%d/%m/%Y} al {period.until:%d/%m/%Y}: {' · '.join(parts)}"
        + (f" ({', '.join(done)})" if done else "")
    )


def _advice(report: ReconciliationReport) -> Iterator[str]:
    """What each kind of difference asks of a person."""
    counts = report.counts
    suffix = " --simulate" if report.environment == "simulate" else ""
    if any(not one.why_not for one in report.found.of(Relation.ONLY_THERE)) and report.error is None:
        yield f"→ traiga al libro lo que solo está en Factus con: factus reconcile --import{suffix}"
    if counts[Relation.ONLY_HERE]:
        yield (
            "→ lo que solo está en el libro no aparece en esta cuenta de Factus: revise que el perfil y el ambiente "
            f"sean los de esos envíos; lo que esté en duda o pendiente se busca con: factus resume{suffix}"
        )
    if counts[Relation.DIFFERS]:
        yield "→ lo distinto se mira documento por documento: factus status REFERENCIA, y en la página de Factus"
    if any(not one.confirmed for one in report.found.matches):
        yield "→ son muchos los que faltan en Factus: se buscaron uno por uno solo los primeros"
