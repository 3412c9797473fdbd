"""POST /oauth/token: the password and refresh grants, as a Laravel Passport answers them (contract, 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from factus_cli.simulator.answers import too_many
from factus_cli.simulator.faults import faulty
from factus_cli.simulator.simulation import REFRESH, Simulation, simulation_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from factus_cli.simulator.account import Credentials

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def issue_token(request: Request) -> Response:
    """Answer a token request; refresh tokens rotate, each is good once."""
    simulation = simulation_of(request)
    if simulation.options.count_token_requests:
        spent = simulation.limit.spend(simulation.clock.now())
        if spent is not None and spent.is_over:
            return too_many(spent.seconds_left)
    form = await _form(request)
    known = simulation.store.account.credentials
    if form.get("client_id") != known.client_id or form.get("client_secret") != known.client_secret:
        return _refused(401, "invalid_client", "Client authentication failed")
    match form.get("grant_type"):
        case "password":
            return _by_password(simulation, form, known)
        case "refresh_token":
            return _by_refresh(simulation, form)
        case _:
            return _refused(400, "unsupported_grant_type", "The authorization grant type is not supported.")


def _by_password(simulation: Simulation, form: Mapping[str, str], known: Credentials) -> Response:
    if form.get("username") != known.username or form.get("password") != known.password:
        return _refused(400, "invalid_grant", "The user credentials were incorrect.")
    return _granted(simulation)


def _by_refresh(simulation: Simulation, form: Mapping[str, str]) -> Response:
    token = form.get("refresh_token", "")
    if simulation.asked_for("refresh-revoked") or not simulation.accepts(token, REFRESH):
        return _refused(401, "invalid_request", "The refresh token is invalid.")
    simulation.store.revoke(token=token)
    return _granted(simulation)


def _granted(simulation: Simulation) -> Response:
    access, refresh = simulation.new_tokens()
    return JSONResponse(
        {
            "token_type": "Bearer",
            "expires_in": simulation.options.token_life,
            "access_token": access,
            "refresh_token": refresh,
        }
    )


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description, "message": description}, status)


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form; JSON is not read, as Factus doesn't."""
    if not request.headers.get("content-type", "").startswith(FORMS):
        return {}
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


ROUTES = [Route("/oauth/token", faulty(issue_token, "token"), methods=["POST"])]
