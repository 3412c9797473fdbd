"""`factus pending clear`, step by step: look it up, refuse what is not to be lost, confirm, delete, record."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factus_cli.cli import pendings, wiring
from factus_cli.domain import money
from factus_cli.domain.outcomes import Rejected, Validated, state_of
from factus_cli.errors import AccessDenied, UsageProblem
from factus_cli.ledger.lock import hold_profile
from factus_cli.sending.ports import LookupFailedError
from factus_cli.sending.run import Policy, Run
from factus_cli.sending.unvalidated import Unvalidated, clear_foreign, clear_ours, is_ours, named, why_not_to_clear

if TYPE_CHECKING:
    from factus_cli.api.client import FactusClient
    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import DocumentType
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.ports import Entry, Held


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the options of `clear` say."""

    reference: str
    type: str | None = None
    yes: bool = False
    simulate: bool = False


def clear(screen: Screen, chosen: Globals, asked: Asked) -> None:
    """Delete a document that the DIAN rejected. Raises what forbids it, or what it failed for.

    The profile is held from the look-up on: whose it is must not change under our feet.
    """
    types = pendings.families(asked.type)
    place = wiring.workplace(chosen, simulate=asked.simulate)
    with hold_profile(place.lock_path, place.clock), place.open_ledger() as ledger:
        try:
            asyncio.run(_clear(screen, place, ledger, asked, types))
        except LookupFailedError as failed:
            raise pendings.unreachable(failed) from None


async def _clear(screen: Screen, place: Workplace, ledger: Ledger, asked: Asked, types: list[DocumentType]) -> None:
    async with wiring.factus(place) as factus:
        held = await _look_up(factus, asked, types)
        run = Run(factus, ledger, place.clock, Policy(), chance=random.random, tell=lambda _update: None)
        if held is None:
            entry = _owed(ledger, asked, types)
            outcome = await clear_ours(run, entry, None)
            _tell(screen, _json_of_entry(entry, state_of(outcome).value), f"{entry.reference} ya no está en Factus.")
            return
        one = Unvalidated(held, ledger.find((held.type, asked.reference)))
        _refuse(one)
        if one.surprises and _confirmed(screen, one, asked):
            again = await factus.find((held.type, asked.reference))
            if again is None:
                raise _not_there(asked)
            one = Unvalidated(again, one.entry)
            _refuse(one)
        await _delete(screen, place, run, one, asked)


async def _delete(screen: Screen, place: Workplace, run: Run, one: Unvalidated, asked: Asked) -> None:
    said = pendings.as_json(place, one)
    if one.ours is None:
        await clear_foreign(run, one.held, asked.reference)
        _tell(screen, said, f"Se borró de Factus {named(one.held)}. No era de este perfil: el libro no cambia.")
        return
    outcome = await clear_ours(run, one.ours, one.held)
    said["ledger_state"] = state_of(outcome).value
    if isinstance(outcome, Rejected):
        _tell(screen, said, f"Se borró de Factus {named(one.held)}. En el libro queda rechazado, con sus razones.")
    else:
        kept = "validado" if isinstance(outcome, Validated) else "como Factus lo tiene"
        _tell(screen, said, f"{named(one.held)}: no se borró, y en el libro queda {kept}.", deleted=False)


async def _look_up(factus: FactusClient, asked: Asked, types: list[DocumentType]) -> Held | None:
    """What Factus holds under the reference: the unvalidated one, if there is one. Raises UsageProblem for several."""
    found: list[Held] = []
    for type_ in types:
        try:
            one = await factus.find((type_, asked.reference))
        except AccessDenied as error:
            if error.code != "forbidden" or len(types) == 1:
                raise
            continue
        if one is not None:
            found.append(one)
    stuck = [one for one in found if not one.is_validated] or found
    if len(stuck) > 1 and not stuck[0].is_validated:
        raise UsageProblem(
            f"hay varios sin validar con la referencia {asked.reference}: {'; '.join(map(named, stuck))}",
            hint=f"diga cuál con --type, por ejemplo: --type {stuck[0].type.value}",
            code="several",
        )
    return stuck[0] if stuck else None


def _refuse(one: Unvalidated) -> None:
    trouble = why_not_to_clear(one)
    if trouble is not None:
        raise trouble


def _owed(ledger: Ledger, asked: Asked, types: list[DocumentType]) -> Entry:
    """What the ledger still owes a delete, though Factus doesn't list it. Raises UsageProblem when it is none."""
    known = ledger.find_many((type_, asked.reference) for type_ in types).values()
    owed = next((entry for entry in known if entry.blocks and is_ours(entry)), None)
    if owed is None:
        raise _not_there(asked)
    return owed


def _not_there(asked: Asked) -> UsageProblem:
    return UsageProblem(
        f"Factus no tiene un documento con la referencia {asked.reference}",
        hint="mire lo que hay sin validar con: factus pending",
        code="not_there",
    )


def _confirmed(screen: Screen, one: Unvalidated, asked: Asked) -> bool:
    """Whether a person was asked, and typed the reference. Raises UsageProblem where nobody can, or does not."""
    if asked.yes:
        return False
    whose = "no lo envió este perfil" if one.ours is None else "no es lo que este perfil envió"
    if not screen.may_ask:
        raise UsageProblem(
            f"{named(one.held)}, {whose}: para borrarlo hace falta confirmar, y aquí no hay terminal",
            hint="si está seguro de que es suyo, agregue --yes",
            code="confirmation_needed",
        )
    total = "" if one.held.total is None else f", por {money.pesos(one.held.total)}"
    screen.warn(f"{named(one.held)}{total}: {whose}. Bórrelo solo si sabe de quién es.")
    if screen.ask(f"Para borrarlo escriba la referencia ({asked.reference}): ").strip() != asked.reference:
        raise UsageProblem("la referencia no coincide: no se borró nada", code="not_confirmed")
    return True


def _json_of_entry(entry: Entry, state: str) -> dict[str, Any]:
    return {
        "reference_code": entry.reference,
        "type": entry.type.value,
        "number": entry.number,
        "ours": True,
        "ledger_state": state,
    }


def _tell(screen: Screen, document: dict[str, Any], text: str, *, deleted: bool = True) -> None:
    document = {**document, "next": None}
    screen.answer(
        {
            "schema": "factus.pending/1",
            "ok": True,
            "exit_code": 0,
            "deleted": deleted,
            "documents": [document],
            "error": None,
        },
        text,
    )
