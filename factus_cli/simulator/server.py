"""The simulator on a port of this machine, with uvicorn: for `factus simulate serve`, and in a thread for tests."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn

from factus_cli.errors import UsageProblem, why
from factus_cli.simulator.answers import DROP
from factus_cli.simulator.app import create_app
from factus_cli.simulator.options import REAL_REQUESTS_PER_MINUTE, Options
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from factus_cli.simulator.clock import Clock
    from factus_cli.simulator.scenarios import Scenarios

__all__ = ["REAL_REQUESTS_PER_MINUTE", "RunningSimulator", "running", "serve"]

STOP_WAIT = 2
"""Seconds that requests in the air have once the server is told to stop."""


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """A simulator that listens: its address, and its store to look into."""

    url: str
    store: Store


def serve(app: ASGIApp, *, host: str, port: int, listening: Callable[[str], None]) -> None:
    """Answer until SIGINT or SIGTERM; `listening` is told the address once it is open. Port 0 takes a free one.

    Raises UsageProblem when the port is taken, or the host is not this machine's.
    """
    with _socket(host, port) as bound:
        server = _server(app)
        server.listening = partial(listening, _url(host, bound))
        server.run(sockets=[bound])


@contextmanager
def running(
    *,
    store: Store | None = None,
    scenarios: Scenarios | None = None,
    clock: Clock | None = None,
    options: Options | None = None,
) -> Iterator[RunningSimulator]:
    """A simulator on a free port, in a thread, until the block ends."""
    with ExitStack() as owned, _socket("127.0.0.1", 0) as bound:
        if store is None:
            store = owned.enter_context(closing(Store()))
        server = _server(create_app(store, scenarios, clock, options))
        ready = threading.Event()
        server.listening = ready.set
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])), daemon=True)
        thread.start()
        ready.wait()
        try:
            yield RunningSimulator(_url("127.0.0.1", bound), store)
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """A server that says when it listens, and lets an application end its connection at once."""

    listening: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening()

    def drop(self, client: object) -> None:
        """Reset the connection of a client, whatever it was waiting for."""
        for protocol in list(self.server_state.connections):
            transport = getattr(protocol, "transport", None)
            if transport is not None and tuple(transport.get_extra_info("peername") or ()) == client:
                transport.abort()


def _server(app: ASGIApp) -> _Server:
    droppable = _Droppable(app)
    config = uvicorn.Config(
        droppable,
        log_level="error",
        access_log=False,
        date_header=False,  # the application says its own clock's
        lifespan="off",
        http="h11",
        ws="none",
        timeout_graceful_shutdown=STOP_WAIT,
    )
    server = _Server(config)
    droppable.drop = server.drop
    return server


class _Droppable:
    """Offers the connection's end to the application, as an ASGI extension."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.drop: Callable[[object], None] = lambda _client: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extensions: dict[str, Any] = {**scope.get("extensions", {}), DROP: partial(self.drop, scope["client"])}
        await self._app({**scope, "extensions": extensions}, receive, send)


def _socket(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise UsageProblem(
            f"no se puede abrir {host}:{port}: {why(error)}",
            hint="elija otro puerto con --port (0: uno libre)",
        ) from None


def _url(host: str, bound: socket.socket) -> str:
    return f"http://{host}:{bound.getsockname()[1]}"
