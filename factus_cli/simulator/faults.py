"""What goes wrong on the way: before anything is stored, after it, and in the shape of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from factus_cli.simulator.answers import (
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
from factus_cli.simulator.simulation import ACCESS, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from factus_cli.simulator.families import Family
    from factus_cli.simulator.scenarios import Plan


def fault_before(simulation: Simulation, plan: Plan) -> Response | None:
    """The answer of a fault that keeps a document from being taken, if the plan has one."""
    if "token-expired" in plan and simulation.store.attempt("token-expired", "") == int(plan["token-expired"]):
        simulation.store.revoke(kind=ACCESS)
        return unauthenticated()
    if "rate-limit" in plan:
        return too_many(int(plan["rate-limit"]))
    for name, answer in _BEFORE.items():
        if name in plan:
            return answer()
    return None


def fault_after(response: Response, plan: Plan) -> Response:
    """The answer as a fault leaves it, once everything is stored."""
    if "lost-after" in plan:
        return Dropped()
    if "hang-after" in plan:
        return Silent()
    if "error-500-after" in plan:
        return refusal(500, UNEXPECTED)
    if "error-504" in plan:
        return refusal(504, "Gateway Timeout")
    if "empty-body" in plan:
        return Response(status_code=response.status_code, media_type="application/json")
    if "cut-connection" in plan:
        return half_sent(response)
    return cut_in_half(response) if "cut-body" in plan else response


def reshaped(body: dict[str, Any], family: Family, plan: Plan, *, nested: bool) -> dict[str, Any]:
    """A 201's body with what the plan takes away, puts elsewhere or falsifies."""
    data = dict(body["data"])
    if "wrong-reference" in plan:
        data["reference_code"] = f"{data['reference_code']}-OTRA"
    if "no-number" in plan:
        data["number"] = None
    if "no-code" in plan:
        del data[family.unique_code]
    root = {"errors": data.pop("errors")} if "errors-root" in plan else {}
    return {**body, **root, "data": {family.wrapper: data} if nested else data}


_BEFORE: Mapping[str, Callable[[], Response]] = {
    "rate-limit-bare": lambda: too_many(None),
    "lost-before": Dropped,
    "hang": Silent,
    "error-500": lambda: refusal(500, UNEXPECTED),
    "error-502": lambda: refusal(502, "Bad Gateway"),
    "error-503": lambda: refusal(503, "El servicio se encuentra en mantenimiento"),
    "html-200": lambda: cloudflare(200, "Un momento…"),
    "html-502": lambda: cloudflare(502, "502 Bad Gateway"),
}
