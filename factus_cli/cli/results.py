"""What became of the documents of a run: the JSON object, and what a person needs to know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from factus_cli.cli import answers, confirming
from factus_cli.cli.progress import duration
from factus_cli.cli.show import table
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.domain.canonical import totals_json
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
    Validated,
)
from factus_cli.domain.totals import of_many
from factus_cli.errors import AccountBlocked
from factus_cli.reports import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from factus_cli.cli.reading import Reading
    from factus_cli.cli.sending import Ahead
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.outcomes import Message
    from factus_cli.errors import ExitCode, FactusError
    from factus_cli.sending.ports import Entry, Key

MOST_ROWS = 50
"""Rows of the table of validated documents; the report has them all."""


@dataclass(frozen=True, slots=True)
class View:
    """A run as it is told: outcomes in file order, the documents as the ledger has them, why it stopped."""

    place: Workplace
    outcomes: Mapping[Key, Outcome]
    entries: Mapping[Key, Entry]
    stopped: FactusError | None = None
    requests: int = 0
    seconds: float = 0.0
    ahead: Ahead | None = None


def as_json(
    command: str, view: View, reading: Reading | None, code: ExitCode, lotes: Mapping[str, str]
) -> dict[str, Any]:
    """`factus.send/1` and `factus.resume/1`."""
    documents = {} if reading is None else {one.key: one for one in reading.documents}
    sums = of_many(documents[key].totals for key in view.outcomes if key in documents)
    names = list(dict.fromkeys(lotes.values()))
    return {
        "schema": f"factus.{command}/1",
        "lote": names[0] if names else None,
        "lotes": names,
        "profile": view.place.settings.profile,
        "environment": view.place.environment,
        "ok": code == 0,
        "exit_code": int(code),
        "summary": answers.summary(view.outcomes, view.requests, view.seconds),
        "totals": totals_json(sums) if reading is not None else _entry_totals(view.entries.values()),
        "findings": [] if reading is None else [one.as_json() for one in reading.findings],
        "documents": [
            answers.document_of(view.entries[key], answers.state_word(outcome))
            if key in view.entries
            else answers.unrecorded(documents[key])
            for key, outcome in view.outcomes.items()
        ],
        "written": [] if reading is None else [str(one) for one in reading.written],
        "preflight": None if view.ahead is None else confirming.as_json(view.ahead),
        "error": None if view.stopped is None else {**view.stopped.as_json(), "hint": _hint(view)},
    }


def tell(screen: Screen, view: View, reports: Sequence[Path]) -> None:
    """The documents on stdout; then what needs a person, and the next command."""
    if not screen.quiet:
        screen.out.print(_documents_table(view))
        if len(view.outcomes) > MOST_ROWS:
            screen.out.print(f"… y {len(view.outcomes) - MOST_ROWS} más, en el informe")
    for part in _trouble(view):
        screen.out.print(part)
    screen.out.print(_last_line(view))
    tell_stop(screen, view)
    for path in reports:
        screen.note(f"Informe: {path}")
    following = next_command(view)
    if following and screen.may_show:
        screen.err.print(Text(f"→ {following}", style="cyan"))


def tell_stop(screen: Screen, view: View) -> None:
    """What stopped the run, and what to do about it."""
    if view.stopped is None:
        return
    screen.err.print(Text.assemble(("Se detuvo: ", "bold red"), view.stopped.message))
    if view.stopped.hint:
        screen.err.print(Text(f"→ {_hint(view)}", style="cyan"))


def dry(to_send: int, done: int) -> Text:
    """What a rehearsal says."""
    return Text(
        f"Ensayo: se enviarían {counted(to_send, 'documento', 'documentos')}; "
        f"{counted(done, 'ya está resuelto', 'ya están resueltos')}. No se envió nada."
    )


def next_command(view: View) -> str | None:
    """What to run next; None when everything is settled."""
    kinds = {type(outcome) for outcome in view.outcomes.values()}
    practice = " --simulate" if view.place.simulate else ""
    if isinstance(view.stopped, AccountBlocked):
        return f"Mire qué bloquea la cuenta: factus pending{practice}"
    if any(isinstance(outcome, NotSent) and key not in view.entries for key, outcome in view.outcomes.items()):
        return "Cuando esté resuelto, envíe el archivo otra vez: factus send ARCHIVO"
    if kinds & {Pending, InDoubt, NotSent}:
        return f"Quedó algo por terminar: factus resume{practice}"
    if kinds & {Rejected, Refused}:
        return "Corrija esas filas y envíe el archivo otra vez: sale solo lo que falta."
    return None


def _hint(view: View) -> str:
    """What to do about what stopped the run; the commands of a practice keep its option."""
    hint = "" if view.stopped is None else view.stopped.hint
    return re.sub(r"\bfactus (resume|pending|status)\b", r"\g<0> --simulate", hint) if view.place.simulate else hint


def _documents_table(view: View) -> RenderableType:
    rows = []
    for (type_, reference), outcome in list(view.outcomes.items())[:MOST_ROWS]:
        entry = view.entries.get((type_, reference))
        rows.append(
            (
                reference,
                type_.spanish,
                _customer(entry),
                money.pesos(entry.total) if entry else "",
                _word(outcome),
                entry.number or "" if entry else "",
            )
        )
    return table(("Referencia", "Tipo", "Cliente", "Total", "Estado", "Número"), rows, right=(3,))


def _trouble(view: View) -> Iterable[RenderableType]:
    """Each document that needs a person: why, where, and what to do."""
    for (type_, reference), outcome in view.outcomes.items():
        entry = view.entries.get((type_, reference))
        why = _why(outcome)
        if why is None:
            continue
        text = Text.assemble(("• ", "bold"), (reference, "bold"), f" {_word(outcome)}: {why}")
        if entry is not None and entry.rows:
            text.append(f" ({_rows(entry.rows)})", style="dim")
        if entry is not None and entry.blocks:
            text.append("\n  sigue en Factus y bloquea a los demás hasta que se borre", style="yellow")
        yield text
    for key, outcome in view.outcomes.items():
        if isinstance(outcome, Validated) and outcome.difference:
            yield Text(f"• {key[1]}: el total de Factus difiere del nuestro en {money.pesos(outcome.difference)}")


def _why(outcome: Outcome) -> str | None:
    match outcome:
        case Rejected(messages=messages) | Refused(messages=messages) | NeedsSupport(messages=messages):
            return "; ".join(one.text for one in messages if one.severity != "notification") or "sin explicación"
        case Conflict(differences=differing, messages=messages):
            told = "; ".join(f"{one.field}: enviamos {one.ours}, Factus tiene {one.theirs}" for one in differing)
            return told or _recorded(messages) or "Factus tiene otra cosa bajo esta referencia"
        case InDoubt(why=why):
            return why
        case Pending():
            return "la DIAN no ha respondido"
        case _:
            return None


def _recorded(messages: Iterable[Message]) -> str:
    """The differences of an earlier run, as the ledger keeps them: a message for each field."""
    return "; ".join(f"{one.code}: {one.text}" for one in messages if one.severity == "information" and one.code)


def _last_line(view: View) -> Text:
    counted_states = answers.counts(view.outcomes.values())
    parts = [
        f"{counted_states[name]} {words.counted(name, counted_states[name])}"
        for name in answers.SUMMARY
        if counted_states[name]
    ]
    line = Text(", ".join(parts) or "No había nada por enviar")
    if view.requests:
        line.append(f" · {counted(view.requests, 'petición', 'peticiones')} en {duration(view.seconds)}", style="dim")
    return line


def _word(outcome: Outcome) -> str:
    name = answers.ALREADY if isinstance(outcome, Skipped) else answers.state_word(outcome)
    return words.word(name)


def _customer(entry: Entry | None) -> str:
    return "" if entry is None else entry.customer_name or entry.customer


def _rows(rows: Sequence[int]) -> str:
    return f"fila {rows[0]}" if len(rows) == 1 else f"filas {rows[0]} a {rows[-1]}"


def _entry_totals(entries: Iterable[Entry]) -> dict[str, Any]:
    """`resume` has no lines to total: what it knows is what each comes to."""
    total = sum((entry.total for entry in entries), money.ZERO)
    return {**totals_json(of_many(())), "total": money.text(total)}
