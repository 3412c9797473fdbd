"""Listing, showing and deleting documents of every family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.simulator.answers import (
    UNEXPECTED,
    done,
    refusal,
    success,
    unknown_document,
    unknown_reference,
)
from factus_cli.simulator.bodies import list_row, with_state
from factus_cli.simulator.families import FAMILIES, Family
from factus_cli.simulator.guard import Endpoint, guarded
from factus_cli.simulator.issuing import validate
from factus_cli.simulator.lists import page_asked, paginated, search_asked
from factus_cli.simulator.scenarios import POST
from factus_cli.simulator.simulation import Simulation, simulation_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from factus_cli.simulator.documents_table import StoredDocument


def routes() -> list[Route]:
    """The routes of the five families."""
    return [route for family in FAMILIES for route in _routes(family)]


def _routes(family: Family) -> list[Route]:
    base = f"/v2/{family.path}"
    deletion = f"{base}/destroy/reference" if family.path == "bills" else f"{base}/reference"
    return [
        guarded(f"{base}/validate", validate(family), "POST", where=POST),
        guarded(base, _list(family), where="list"),
        guarded(f"{deletion}/{{reference:path}}", _delete(family), "DELETE", where="delete"),
        guarded(f"{base}/{{number}}", _show(family), where="show"),
    ]


def _list(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        reference = request.query_params.get("filter[reference_code]", "")
        request.state.reference = reference
        if "list-500" in simulation.plan(f"list:{family.path}", reference):
            return refusal(500, UNEXPECTED)
        page = page_asked(request.query_params, str(request.url.replace(query="")))
        search = search_asked(
            request.query_params, family, page, simulation.now(), partial=simulation.options.partial_filter
        )
        total, found = simulation.store.search(search)
        return success(paginated([list_row(document, family.party) for document in found], total, page))

    return endpoint


def _show(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        number = request.path_params["number"]
        document = simulation.store.by_number(family.path, number)
        if document is None:
            return unknown_document(number)
        request.state.reference = document.reference
        return success(_shown(simulation, family, document))

    return endpoint


def _delete(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        reference = request.path_params["reference"]
        request.state.reference = reference
        plan = simulation.plan(f"delete:{family.path}", reference)
        if "delete-405" in plan:
            return refusal(405, "El método no está permitido para esta ruta")
        if "delete-500" in plan:
            return refusal(500, UNEXPECTED)
        if "delete-ignored" in plan:
            return _gone(reference)
        async with simulation.turn(family.path, reference):
            return _deleted(simulation, family, reference)

    return endpoint


def _deleted(simulation: Simulation, family: Family, reference: str) -> Response:
    document = simulation.store.by_reference(family.path, reference)
    if document is None:
        return unknown_reference(reference)
    if document.is_validated:
        return refusal(409, f"Documento con código de referencia {reference} se encuentra validado")
    simulation.store.remove(family.path, reference)
    return _gone(reference)


def _gone(reference: str) -> Response:
    return done(f"Documento con código de referencia {reference} eliminado con éxito")


def _shown(simulation: Simulation, family: Family, document: StoredDocument) -> dict[str, Any]:
    """What create answered, with the notes that came since."""
    data = with_state(document)
    if family.path == "bills":
        data["related_notes"] = {
            "credit_notes": _notes(simulation, "credit-notes", document.number),
            "debit_notes": _notes(simulation, "debit-notes", document.number),
        }
    if family.path == "support-documents":
        data["adjustment_notes"] = _notes(simulation, "adjustment-notes", document.number)
    return data


def _notes(simulation: Simulation, family: str, number: str) -> list[dict[str, str]]:
    return [
        {"reference_code": note.reference, "number": note.number, "total": note.total}
        for note in simulation.store.notes_of(family, number)
    ]
