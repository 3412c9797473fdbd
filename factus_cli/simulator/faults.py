"""What goes wrong on the way: before anything is stored, after it, and in the shape of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from factus_cli.simulator.answers import (
    MAINTENANCE,
    NOT_ENABLED,
    UNEXPECTED,
    Dropped,
    Silent,
    cloudflare,
    cut_in_half,
    half_sent,
    refusal,
    too_many,
    unauthenticated,
)
from factus_cli.simulator.simulation import ACCESS, Simulation, simulation_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from factus_cli.simulator.families import Family
    from factus_cli.simulator.scenarios import Plan

    Endpoint = Callable[[Request], Awaitable[Response]]


def faulty(endpoint: Endpoint, where: str) -> Endpoint:
    """An endpoint that reads, deletes or gives tokens, with what may happen to any request."""

    async def faulty_endpoint(request: Request) -> Response:
        simulation = simulation_of(request)
        plan = simulation.faults(where, _about(request))
        if "slow" in plan:
            await simulation.clock.sleep(float(plan["slow"]))
        fault = fault_before(simulation, plan)
        return fault_after(await endpoint(request), plan) if fault is None else fault

    return faulty_endpoint


def fault_before(simulation: Simulation, plan: Plan) -> Response | None:
    """The answer of a fault that keeps a document from being taken, if the plan has one."""
    if "token-expired" in plan and simulation.store.attempt("token-expired", "") == int(plan["token-expired"]):
        simulation.store.revoke(kind=ACCESS)
        return unauthenticated()
    for name, wait in _WAITS.items():
        if name in plan:
            return wait(simulation, int(plan[name]))
    for name, answer in _BEFORE.items():
        if name in plan:
            return answer()
    return None


def fault_after(response: Response, plan: Plan) -> Response:
    """The answer as a fault leaves it, once everything is stored."""
    return next((answer(response) for name, answer in _AFTER.items() if name in plan), response)


def reshaped(body: dict[str, Any], family: Family, plan: Plan, *, nested: bool) -> dict[str, Any]:
    """A 201's body with what the plan takes away, puts elsewhere or falsifies."""
    data = dict(body["data"])
    if "wrong-customer" in plan:
        data[family.party] = {**data[family.party], "identification": "1"}
    if "wrong-reference" in plan:
        data["reference_code"] = f"{data['reference_code']}-OTRA"
    if "no-number" in plan:
        data["number"] = None
    if "no-code" in plan:
        del data[family.unique_code]
    root = {"errors": data.pop("errors")} if "errors-root" in plan else {}
    return {**body, **root, "data": {family.wrapper: data} if nested else data}


def _about(request: Request) -> str:
    """The reference that a request is about, or the number, as far as its address says."""
    path, query = request.path_params, request.query_params
    return str(path.get("reference") or query.get("filter[reference_code]") or path.get("number") or "")


def _reset_at(simulation: Simulation, seconds: int) -> Response:
    return too_many(None, reset=int(simulation.clock.now().timestamp()) + seconds)


def _no_body(status: int) -> Response:
    return Response(status_code=status, media_type="application/json")


_WAITS: Mapping[str, Callable[[Simulation, int], Response]] = {
    "rate-limit": lambda _simulation, seconds: too_many(seconds),
    "rate-limit-reset": lambda _simulation, seconds: too_many(None, reset=seconds),
    "rate-limit-unix": _reset_at,
}
_BEFORE: Mapping[str, Callable[[], Response]] = {
    "rate-limit-bare": lambda: too_many(None),
    "error-401": unauthenticated,
    "forbidden": lambda: refusal(403, NOT_ENABLED),
    "html-403": lambda: cloudflare(403, "Attention Required! | Cloudflare"),
    "lost-before": Dropped,
    "hang": Silent,
    "error-500": lambda: refusal(500, UNEXPECTED),
    "error-502": lambda: refusal(502, "Bad Gateway"),
    "error-503": lambda: refusal(503, MAINTENANCE),
    "error-504-before": lambda: refusal(504, "Gateway Timeout"),
    "html-200": lambda: cloudflare(200, "Un momento…"),
    "html-502": lambda: cloudflare(502, "502 Bad Gateway"),
    "empty-body-before": lambda: _no_body(200),
}
_AFTER: Mapping[str, Callable[[Response], Response]] = {
    "lost-after": lambda _: Dropped(),
    "hang-after": lambda _: Silent(),
    "error-500-after": lambda _: refusal(500, UNEXPECTED),
    "error-502-after": lambda _: refusal(502, "Bad Gateway"),
    "error-503-after": lambda _: refusal(503, MAINTENANCE),
    "error-504": lambda _: refusal(504, "Gateway Timeout"),
    "html-after": lambda _: cloudflare(502, "502 Bad Gateway"),
    "empty-body": lambda response: _no_body(response.status_code),
    "cut-connection": half_sent,
    "cut-body": cut_in_half,
}
