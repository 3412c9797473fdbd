"""POST …/validate: refuse, block, number, ask the DIAN, answer; in the order the real one would."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from factus_cli.simulator.answers import (
    REJECTED,
    invalid_input,
    pending_conflict,
    refusal,
    validation_error,
    validation_error_elsewhere,
)
from factus_cli.simulator.bodies import with_state
from factus_cli.simulator.dian import dian_time, verdict
from factus_cli.simulator.drafting import document_from, doubled, original_of
from factus_cli.simulator.faults import fault_after, fault_before, reshaped
from factus_cli.simulator.foreign import USUAL_REFERENCE, plant_foreign
from factus_cli.simulator.numbering import FIELD, SPENT, choose_range
from factus_cli.simulator.simulation import Simulation, simulation_of
from factus_cli.simulator.totals import Amounts, Rounding, amounts_of, decimal
from factus_cli.simulator.validation import input_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from factus_cli.simulator.documents_table import StoredDocument
    from factus_cli.simulator.families import Family
    from factus_cli.simulator.guard import Endpoint
    from factus_cli.simulator.scenarios import Plan


def validate(family: Family) -> Endpoint:
    """The endpoint that issues a document of a family."""

    async def endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        payload = await _payload(request)
        reference = str(payload.get("reference_code") or "")
        request.state.reference = reference
        plan = simulation.plan(f"validate:{family.path}", reference)
        if (fault := fault_before(simulation, plan)) is not None:
            return fault
        async with simulation.turn(family.path, reference):
            response = await _issue(simulation, family, payload, plan)
        return fault_after(response, plan)

    return endpoint


async def _payload(request: Request) -> Mapping[str, Any]:
    """The JSON object of a body, exact to the cent; anything else is an object without fields."""
    try:
        payload = json.loads(await request.body(), parse_float=Decimal, parse_constant=str)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


async def _issue(simulation: Simulation, family: Family, payload: Mapping[str, Any], plan: Plan) -> Response:
    flat = simulation.options.flat_input_errors or simulation.asked_for("input-flat")
    if problems := input_problems(payload, family):
        return invalid_input(problems, flat=flat)
    reference = payload["reference_code"]
    held = simulation.store.by_reference(family.path, reference)
    if held is not None:
        return await _again(simulation, family, held, plan)
    amounts = amounts_of(payload, _rounding(plan))
    if problems := _unpayable(payload, amounts) | _unrelated(simulation, family, payload):
        return invalid_input(problems, flat=flat)
    if simulation.plan_left() == 0 or "quota-exhausted" in plan:
        return refusal(402, "La suscripción no tiene documentos disponibles")
    chosen = choose_range(simulation.ranges(), family, payload, simulation.now())
    if isinstance(chosen, dict):
        return invalid_input(chosen, flat=flat)
    if _is_blocked(simulation, family, reference, plan):
        listed = simulation.options.listed_conflicts or simulation.asked_for("conflict-list")
        return pending_conflict(family.pending, listed=listed)
    with simulation.store.in_flight(family.path):
        await simulation.clock.sleep(dian_time(simulation, reference, plan))
    if "echo" in plan:
        payload = doubled(payload)
        amounts = amounts_of(payload, _rounding(plan))
    document = document_from(simulation, family, payload, amounts, chosen, plan)
    if document is None:
        return invalid_input({FIELD: [SPENT]}, flat=flat)
    return _answer(family, document, plan, wrapped=simulation.options.wrapped_notes)


async def _again(simulation: Simulation, family: Family, held: StoredDocument, plan: Plan) -> Response:
    """The same reference once more: never a second document, whatever the body says (contract, 6)."""
    if held.state == "pending":
        with simulation.store.in_flight(family.path):
            await simulation.clock.sleep(dian_time(simulation, held.reference, plan))
        held = simulation.store.change(_asked_again(simulation, family, held, plan))
    return _answer(family, held, plan, wrapped=simulation.options.wrapped_notes)


def _asked_again(simulation: Simulation, family: Family, held: StoredDocument, plan: Plan) -> StoredDocument:
    if held.dian_delays > 1:
        return replace(held, dian_delays=held.dian_delays - 1)
    decided = verdict(simulation, family, {name: plan[name] for name in plan if name != "delay"})
    return replace(
        held,
        state=decided.state,
        errors=decided.errors,
        answer=decided.answer,
        dian_delays=0,
        validated_at=simulation.now() if decided.state == "validated" else None,
    )


def _is_blocked(simulation: Simulation, family: Family, reference: str, plan: Plan) -> bool:
    if "foreign-pending" in plan:
        _plant_once(simulation, family)
    if "one-in-flight" in plan and simulation.store.documents_in_flight(family.path):
        return True
    return simulation.store.unvalidated(family.path, reference) is not None


def _plant_once(simulation: Simulation, family: Family) -> None:
    """Somebody else's document, the first time; once it is gone it doesn't come back."""
    store = simulation.store
    is_free = store.by_reference(family.path, USUAL_REFERENCE) is None
    if store.attempt("foreign", family.path) == 1 and is_free:
        plant_foreign(simulation, family, USUAL_REFERENCE)


def _unpayable(payload: Mapping[str, Any], amounts: Amounts) -> dict[str, list[str]]:
    """What is said when the payments are not the total and the cash rounding (contract, 7.1)."""
    expected = amounts.total + decimal(payload.get("cash_rounding_amount") or 0)
    sent = sum((decimal(payment["amount"]) for payment in payload["payment_details"]), Decimal(0))
    if sent == expected:
        return {}
    message = (
        f"La suma de los pagos no coincide con el total del documento. Esperado: {expected:,.2f} - Enviado: {sent:,.2f}"
    )
    return {"payment_details": [message]}


def _unrelated(simulation: Simulation, family: Family, payload: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is said when a note is about a document that is not there, or not validated."""
    if family.related is None or not payload.get(family.related):
        return {}
    original = original_of(simulation, family, payload)
    if original is not None and original.is_validated:
        return {}
    what = "El documento soporte seleccionado" if family.party == "provider" else "La factura seleccionada"
    return {family.related: [f"{what} no existe."]}


def _rounding(plan: Plan) -> Rounding:
    if "round-by-rate" in plan:
        return "rate"
    return "half-even" if "round-half-even" in plan else "line"


def _answer(family: Family, document: StoredDocument, plan: Plan, *, wrapped: bool) -> Response:
    nested = "nested-data" in plan or (wrapped and family.is_note)
    if document.answer != "201" and document.state == "rejected":
        return _rejected(family, document, plan, nested=nested)
    done = "registrado y validado con éxito" if document.is_validated else "registrado"
    body = {
        "status": "Created",
        "message": f"Documento con el código de referencia {document.reference} {done}",
        "data": with_state(document),
    }
    return JSONResponse(reshaped(body, family, plan, nested=nested), 201)


def _rejected(family: Family, document: StoredDocument, plan: Plan, *, nested: bool) -> Response:
    """A rejection told in an error's status, its rules where the plan puts them."""
    status = int(document.answer)
    if not nested and "errors-root" not in plan:
        return validation_error(REJECTED, document.errors, status=status)
    return validation_error_elsewhere(
        REJECTED, document.errors, wrapper=family.wrapper if nested else None, status=status
    )
