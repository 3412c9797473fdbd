"""Where things stand: what `status` and `list` answer from the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.text import Text

from factus_cli.cli import answers, elsewhere
from factus_cli.cli.lotes import lote_named
from factus_cli.cli.show import table
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import State
from factus_cli.errors import UsageProblem
from factus_cli.ledger import queries
from factus_cli.ledger.lock import sender
from factus_cli.ledger.lotes import last_lote
from factus_cli.reports import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Entry


def filters(
    state: str | None, type_: str | None, customer: str | None, since: str | None, until: str | None
) -> queries.Filter:
    """What to list, as the options say it. Raises UsageProblem for a state, type or date that is none."""
    return queries.Filter(
        state=None if state is None else State(_known("--state", state, [one.value for one in State])),
        type=None if type_ is None else DocumentType(_known("--type", type_, [one.value for one in DocumentType])),
        customer=customer,
        since=_day("--from", since),
        until=_day("--to", until),
    )


def list_documents(
    screen: Screen, place: Workplace, ledger: LedgerReader, wanted: queries.Filter, lote: str | None, limit: int
) -> None:
    """The documents of the ledger, newest first."""
    name = None if lote is None else lote_named(ledger, lote).id
    found = queries.listed(ledger, replace(wanted, lote=name, limit=limit))
    _answer(screen, "list", _as_they_are(place, found), None)
    if len(found) == limit:
        screen.note(f"Se muestran {limit}: puede haber más (use --limit)")


def status(screen: Screen, place: Workplace, ledger: LedgerReader, what: str | None) -> None:
    """A lote, a document by reference or number, or the last lote; and what to run next."""
    title, found = _what(ledger, what)
    found = _as_they_are(place, found)
    following = answers.next_step(found)
    if following == "factus resume" and place.simulate:
        following = "factus resume --simulate"
    screen.note(title)
    if what is None:
        others = elsewhere.tell(screen, place, ledger, [entry.key for entry in found])
        following = following or others
    _answer(screen, "status", found, following)


def _answer(screen: Screen, command: str, found: Sequence[Entry], following: str | None) -> None:
    as_json: dict[str, Any] = {
        "schema": f"factus.{command}/1",
        "documents": [answers.document_of(entry) for entry in found],
        "next": following,
    }
    rows = [
        (
            entry.reference,
            entry.type.spanish,
            entry.customer_name or entry.customer,
            money.pesos(entry.total),
            words.word(entry.state.value),
            entry.number or "",
        )
        for entry in found
    ]
    shown = table(("Referencia", "Tipo", "Cliente", "Total", "Estado", "Número"), rows, right=(3,))
    screen.answer(as_json, shown, _sums(found), *_reasons(found))
    if following and screen.may_show:
        screen.err.print(Text(f"→ {following}", style="cyan"))


def _what(ledger: LedgerReader, what: str | None) -> tuple[str, list[Entry]]:
    if what is not None:
        named = queries.look_up(ledger, what)
        if named:
            return what, named
        lote = lote_named(ledger, what, among="un lote, una referencia ni un número")
    else:
        last = last_lote(ledger)
        if last is None:
            return "El libro está vacío.", []
        lote = last
    return f"Lote {lote.id}", queries.of_lote(ledger, lote.id)


def _as_they_are(place: Workplace, found: Sequence[Entry]) -> list[Entry]:
    """What stands as being sent while nobody sends was left so by a process that died: it is in doubt."""
    if not any(entry.state is State.SENDING for entry in found) or sender(place.lock_path) is not None:
        return list(found)
    return [replace(entry, state=State.IN_DOUBT) if entry.state is State.SENDING else entry for entry in found]


def _sums(found: Sequence[Entry]) -> Text:
    states = [entry.state.value for entry in found]
    parts = [f"{states.count(name)} {words.counted(name, states.count(name))}" for name in dict.fromkeys(states)]
    total = sum((entry.total for entry in found), money.ZERO)
    return Text(f"{counted(len(found), 'documento', 'documentos')} por {money.pesos(total)}: {', '.join(parts) or '—'}")


def _reasons(found: Sequence[Entry]) -> list[Text]:
    """Why the ones that need a person stand where they do."""
    quiet = (State.VALIDATED, State.READY)
    return [
        Text(f"• {entry.reference}: {words.asks(entry.state.value)}{_told(entry)}")
        for entry in found
        if entry.state not in quiet
    ]


def _told(entry: Entry) -> str:
    texts = "; ".join(one.text for one in entry.messages if one.severity != "notification")
    return f" ({texts})" if texts else ""


def _known(option: str, value: str, accepted: Sequence[str]) -> str:
    if value not in accepted:
        raise UsageProblem(f"{option} no puede ser «{value}»", hint=f"puede ser: {', '.join(accepted)}")
    return value


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"{option} no es una fecha: «{text}»", hint="escríbala así: 2026-11-24") from None
