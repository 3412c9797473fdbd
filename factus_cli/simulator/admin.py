"""Doors that Factus has not: what the simulator holds and was asked, and how to make it misbehave. Loopback only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from factus_cli.errors import UsageProblem
from factus_cli.simulator.clock import stamp
from factus_cli.simulator.families import BY_PATH
from factus_cli.simulator.foreign import USUAL_REFERENCE, plant_foreign
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.simulation import simulation_of

if TYPE_CHECKING:
    from starlette.requests import Request

PREFIX = "/_simulator"


def routes() -> list[Route]:
    """The routes under /_simulator."""
    return [
        Route(f"{PREFIX}/documents", documents),
        Route(f"{PREFIX}/documents", plant, methods=["POST"]),
        Route(f"{PREFIX}/requests", requests),
        Route(f"{PREFIX}/scenarios", choose, methods=["POST"]),
        Route(f"{PREFIX}/reset", reset, methods=["POST"]),
    ]


async def documents(request: Request) -> Response:
    """Everything stored, oldest first, with the body that was posted."""
    store = simulation_of(request).store
    return JSONResponse(
        {
            "documents": [
                {
                    "family": one.family,
                    "reference_code": one.reference,
                    "number": one.number,
                    "code": one.unique_code,
                    "state": one.state,
                    "total": one.total,
                    "identification": one.identification,
                    "is_foreign": one.is_foreign,
                    "created_at": stamp(one.created_at),
                    "payload": one.payload,
                }
                for one in store.documents()
            ],
            "most_in_flight": store.most_in_flight,
        }
    )


async def requests(request: Request) -> Response:
    """Every request answered by this process, in order."""
    return JSONResponse(
        {
            "requests": [
                {
                    "method": one.method,
                    "path": one.path,
                    "status": one.status,
                    "reference": one.reference,
                    "at": one.at.isoformat(),
                }
                for one in simulation_of(request).store.requests()
            ]
        }
    )


async def plant(request: Request) -> Response:
    """Put somebody else's unvalidated document in the account: `{"family", "reference", "rejected"}`."""
    asked = await _asked(request)
    family = BY_PATH.get(str(asked.get("family", "bills")))
    if family is None:
        return JSONResponse({"message": f"familia desconocida: {asked.get('family')}"}, 422)
    reference = str(asked.get("reference", USUAL_REFERENCE))
    if simulation_of(request).store.by_reference(family.path, reference) is not None:
        return JSONResponse({"message": f"ya hay un documento con la referencia {reference}"}, 409)
    planted = plant_foreign(simulation_of(request), family, reference, rejected=bool(asked.get("rejected")))
    return JSONResponse({"reference_code": reference, "number": planted.number}, 201)


async def choose(request: Request) -> Response:
    """Replace the scenarios: `{"scenarios": ["delay:2@FV-*"], "seed": 7}`."""
    asked = await _asked(request)
    written, seed = asked.get("scenarios", []), asked.get("seed", 0)
    if not isinstance(written, list) or not isinstance(seed, int):
        return JSONResponse({"message": "scenarios es una lista de textos y seed un número entero"}, 422)
    try:
        chosen = scenarios(map(str, written), seed=seed)
    except UsageProblem as problem:
        return JSONResponse({"message": problem.message, "hint": problem.hint}, 422)
    simulation_of(request).scenarios = chosen
    return JSONResponse({"scenarios": [str(one) for one in chosen.choices]})


async def reset(request: Request) -> Response:
    """An account nobody has used."""
    simulation_of(request).store.reset()
    return JSONResponse({"status": "OK"})


async def _asked(request: Request) -> dict[str, Any]:
    try:
        asked = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}
