"""The simulator as an ASGI application: every route of the contract, and a record of every request."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from factus_cli.simulator import account_routes, admin, documents, downloads, tokens
from factus_cli.simulator.answers import cloudflare, unknown_route
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import Scenarios
from factus_cli.simulator.simulation import Simulation
from factus_cli.simulator.store import RequestRecord, Store

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from factus_cli.simulator.clock import Clock


def create_app(
    store: Store | None = None,
    scenarios: Scenarios | None = None,
    clock: Clock | None = None,
    options: Options | None = None,
) -> Starlette:
    """A Factus of our own. What is not given is an empty account in memory that behaves."""
    simulation = Simulation(store or Store(), scenarios or Scenarios(), options=options or Options())
    if clock is not None:
        simulation.clock = clock
    app = Starlette(
        routes=[
            *tokens.ROUTES,
            *account_routes.routes(),
            *downloads.routes(),
            *documents.routes(),
            *admin.routes(),
        ],
        exception_handlers={404: _unknown, 405: _unknown},
    )
    app.state.simulation = simulation
    app.add_middleware(Recorded, simulation=simulation)
    return app


async def _unknown(_request: Request, _error: Exception) -> Response:
    return unknown_route()


class Recorded:
    """Keeps a record of every request, dates every answer by the simulator's clock, and turns away whoever does not
    say who it is, as Cloudflare does."""

    def __init__(self, app: ASGIApp, simulation: Simulation) -> None:
        self._app = app
        self._simulation = simulation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(admin.PREFIX):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status: int | None = None

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                self._note(scope, status)
                date = format_datetime(self._simulation.now().astimezone(UTC), usegmt=True)
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date.encode())]}
            await send(message)

        try:
            if not any(name == b"user-agent" and value for name, value in scope["headers"]):
                await cloudflare(403, "403 Forbidden")(scope, receive, noting)
            else:
                await self._app(scope, receive, noting)
        finally:
            if status is None:
                self._note(scope, None)

    def _note(self, scope: Scope, status: int | None) -> None:
        """Recorded before the answer leaves: whoever has read it finds it here."""
        reference = scope["state"].get("reference")
        record = RequestRecord(scope["method"], scope["path"], status, reference or None, self._simulation.now())
        self._simulation.store.record(record)
