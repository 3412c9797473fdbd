"""What `factus pending` shows: each document that Factus holds unvalidated, whose it is, and what to do with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from factus_cli.cli import wiring
from factus_cli.cli.show import table
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.moments import iso, spanish
from factus_cli.domain.outcomes import State
from factus_cli.errors import AccessDenied, ExitCode, FactusError, FactusUnreachable, UsageProblem
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lock import sender
from factus_cli.reports import words
from factus_cli.sending.ports import LookupFailedError
from factus_cli.sending.unvalidated import Unvalidated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.sending.ports import Held


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A family that Factus did not list, and why. One that the account has not (403) can hold nothing back."""

    type: DocumentType
    error: FactusError

    @property
    def exit_code(self) -> ExitCode:
        """What an incomplete list ends with."""
        return ExitCode.OK if self.error.code == "forbidden" else self.error.exit_code


def show_all(screen: Screen, chosen: Globals, type_: str | None, *, simulate: bool) -> ExitCode:
    """List them. The exit code is 0 however many there are, and 7 when a family could not be listed."""
    types = families(type_)
    place = wiring.workplace(chosen, simulate=simulate)
    with Ledger.read(place.ledger_path) as ledger:
        place.check_owner(ledger)
    held, unlisted = asyncio.run(_ask(place, types))
    with Ledger.read(place.ledger_path) as ledger:
        entries = ledger.find_many((one.type, one.reference) for one in held if one.reference)
    found = [Unvalidated(one, entries.get((one.type, one.reference or ""))) for one in held]
    code = max((one.exit_code for one in unlisted), default=ExitCode.OK)
    screen.answer(_as_json(place, found, unlisted, code), *_parts(place, found, whole=code is ExitCode.OK))
    for one in unlisted:
        screen.warn(f"no se pudo listar {one.type.spanish}: {one.error.message}")
    if found and sender(place.lock_path) is not None:
        screen.note("Otro proceso está enviando con este perfil: lo suyo que aparece aquí puede ir en camino.")
    return code


def families(type_: str | None) -> list[DocumentType]:
    """The families to ask for. Raises UsageProblem for one that is none."""
    if type_ is None:
        return list(DocumentType)
    try:
        return [DocumentType(type_)]
    except ValueError:
        raise UsageProblem(
            f"--type no puede ser «{type_}»", hint=f"puede ser: {', '.join(one.value for one in DocumentType)}"
        ) from None


def unreachable(failed: LookupFailedError) -> FactusUnreachable:
    """A question that got no answer, as what ends a command."""
    return FactusUnreachable(
        f"Factus no responde: {failed.why}", hint="revise la conexión y vuelva a correr la misma orden"
    )


def as_json(place: Workplace, one: Unvalidated) -> dict[str, Any]:
    """A document that Factus holds unvalidated; `ledger_state` is None where this ledger did not send it."""
    held, entry = one.held, one.ours
    return {
        "reference_code": held.reference,
        "type": held.type.value,
        "number": held.number,
        "created_at": iso(held.created_at),
        "customer": {"identification": held.customer, "name": held.customer_name},
        "total": None if held.total is None else money.text(money.q2(held.total)),
        "state": one.state.value,
        "ours": entry is not None,
        "ledger_state": None if entry is None else entry.state.value,
        "lote": None if entry is None else entry.lote,
        "messages": [message.as_json() for message in held.messages],
        "next": next_step(place, one),
    }


def next_step(place: Workplace, one: Unvalidated) -> str:
    """The command to run next, or whom to write to."""
    entry, practice = one.ours, " --simulate" if place.simulate else ""
    only_support = (State.NEEDS_SUPPORT, State.VALIDATED)
    if one.state is State.NEEDS_SUPPORT or (entry is not None and entry.state in only_support):
        return "escriba a soporte de Factus con ese número"
    if one.state is State.REJECTED:
        if one.held.reference is None:
            return "no tiene referencia: bórrelo en la página de Factus"
        return f"factus pending clear {_typed(one.held.reference)}{practice}"
    if entry is None:
        return f"quien lo envió debe terminarlo; vuelva a mirar con: factus pending{practice}"
    return f"factus status {_typed(entry.reference)}{practice}" if one.surprises else f"factus resume{practice}"


async def _ask(place: Workplace, types: Sequence[DocumentType]) -> tuple[list[Held], list[Unlisted]]:
    """What is unvalidated in each family, and the families that were not listed. Raises when none could be."""
    held: list[Held] = []
    unlisted: list[Unlisted] = []
    async with wiring.factus(place) as factus:
        for type_ in types:
            try:
                held.extend(await factus.unvalidated(type_))
            except LookupFailedError as failed:
                if not failed.reached:
                    raise unreachable(failed) from None
                unlisted.append(Unlisted(type_, unreachable(failed)))
            except AccessDenied as error:
                if error.code != "forbidden":
                    raise
                unlisted.append(Unlisted(type_, error))
    if len(unlisted) == len(types):
        raise unlisted[0].error
    return held, unlisted


def _as_json(
    place: Workplace, found: Sequence[Unvalidated], unlisted: Sequence[Unlisted], code: ExitCode
) -> dict[str, Any]:
    documents = [as_json(place, one) for one in found]
    return {
        "schema": "factus.pending/1",
        "profile": place.settings.profile,
        "environment": place.environment,
        "ok": code is ExitCode.OK,
        "exit_code": int(code),
        "documents": documents,
        "unlisted": [{"type": one.type.value, "error": one.error.as_json()} for one in unlisted],
        "next": documents[0]["next"] if documents else None,
        "error": next((one.error.as_json() for one in unlisted if one.exit_code), None),
    }


def _parts(place: Workplace, found: Sequence[Unvalidated], *, whole: bool) -> list[Any]:
    if not found and not whole:
        return ["En lo que se pudo listar no hay documentos sin validar; lo demás no se sabe."]
    if not found:
        return ["Factus no tiene documentos sin validar: nada bloquea la cuenta."]
    headers = ("Referencia", "Tipo", "Número", "Creado", "Cliente", "Total", "De quién", "La DIAN")
    made = table(headers, [_row(one) for one in found], right=(5,))
    total = counted(len(found), "documento sin validar", "documentos sin validar")
    return [made, Text(f"{total}; mientras sigan ahí, Factus no recibe otros de su tipo"), *_steps(place, found)]


def _row(one: Unvalidated) -> tuple[str, ...]:
    held, entry = one.held, one.ours
    return (
        held.reference or "—",
        held.type.spanish,
        held.number or "—",
        spanish(held.created_at) or "—",
        held.customer_name or held.customer or "—",
        "—" if held.total is None else money.pesos(held.total),
        "otro" if entry is None else f"este perfil ({words.word(entry.state.value)})",
        words.word(one.state.value),
    )


def _steps(place: Workplace, found: Sequence[Unvalidated]) -> list[Text]:
    steps = []
    for one in found:
        why = "; ".join(message.text for message in one.held.messages if message.severity != "notification")
        text = Text.assemble("• ", (one.held.reference or "sin referencia", "bold"), f": {why}" if why else "")
        steps.append(text.append(f"\n  → {next_step(place, one)}", style="cyan"))
    return steps


def _typed(reference: str) -> str:
    return f'"{reference}"' if " " in reference else reference
