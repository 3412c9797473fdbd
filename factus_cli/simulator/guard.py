"""What stands before every route of the API: the token, the quota, and its headers on every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from factus_cli.simulator.answers import too_many, unauthenticated
from factus_cli.simulator.faults import faulty
from factus_cli.simulator.scenarios import POST
from factus_cli.simulator.simulation import ACCESS, Simulation, simulation_of

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(path: str, endpoint: Endpoint, method: str = "GET", *, where: str) -> Route:
    """A route that asks for a token and spends quota. `where`: the kind of request, for its faults; POST has its own."""
    answering = endpoint if where == POST else faulty(endpoint, where)

    async def guarded_endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        if not simulation.accepts(_bearer(request), ACCESS):
            return unauthenticated()
        return await _within_quota(simulation, request, answering)

    return Route(path, guarded_endpoint, methods=[method])


async def _within_quota(simulation: Simulation, request: Request, endpoint: Endpoint) -> Response:
    spent = simulation.limit.spend(simulation.clock.now())
    if spent is None:
        return await endpoint(request)
    response = too_many(spent.seconds_left) if spent.is_over else await endpoint(request)
    as_unix_time = simulation.options.reset_as_unix_time or simulation.asked_for("reset-unix")
    for name, value in spent.headers(as_unix_time=as_unix_time).items():
        response.headers.setdefault(name, value)
    return response


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""
