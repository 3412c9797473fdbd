"""HTTP/1.1 over sockets: one request at a time on each connection, and the one used last goes first.

A pool that queues, expires and cancels costs more than the request itself. Here whoever needs a connection takes an
idle one or makes one, and nothing is repeated: what a lost connection means is decided above.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import h11
import httpx

if TYPE_CHECKING:
    import ssl

IDLE = 5.0
"""Seconds after which an idle connection is not used again: the server may be closing it."""
HAPPY_EYEBALLS = 0.25
"""Seconds before the next address of a host is tried beside the first (RFC 8305)."""

Where = tuple[str, str, int]
"""Scheme, host and port."""


class Sockets(httpx.AsyncBaseTransport):
    """Every answer comes whole. Not to be shared between event loops."""

    def __init__(self, *, connect_timeout: float) -> None:
        """`connect_timeout` in seconds."""
        self._connect_timeout = connect_timeout
        self._idle: list[tuple[float, Where, _Wire]] = []
        self._tls: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange. Raises httpx's errors, and ConnectError or ConnectTimeout only where nothing left."""
        where = _where(request.url)
        wire = self._take(where) or await self._connect(where, request)
        try:
            response = await wire.exchange(request)
        except BaseException:
            wire.close()
            raise
        if wire.is_reusable:
            self._idle.append((_now(), where, wire))
        else:
            wire.close()
        return response

    async def aclose(self) -> None:
        """Close what is idle."""
        for _, _, wire in self._idle:
            wire.close()
        self._idle.clear()
        await asyncio.sleep(0)  # the loop closes the sockets in its next round

    def _take(self, where: Where) -> _Wire | None:
        """The connection used last, of those that are still open and young. The others are closed."""
        oldest = _now() - IDLE
        while self._idle:
            since, to, wire = self._idle.pop()
            if to == where and since > oldest and wire.is_reusable:
                return wire
            wire.close()
        return None

    async def _connect(self, where: Where, request: httpx.Request) -> _Wire:
        scheme, host, port = where
        try:
            async with asyncio.timeout(self._connect_timeout):
                _, wire = await asyncio.get_running_loop().create_connection(
                    _Wire,
                    host,
                    port,
                    ssl=self._context() if scheme == "https" else None,
                    happy_eyeballs_delay=HAPPY_EYEBALLS,
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error), request=request) from error
        except (OSError, UnicodeError) as error:  # names that can't be names are UnicodeError
            raise httpx.ConnectError(str(error), request=request) from error
        return wire

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self._tls


class _Wire(asyncio.Protocol):
    """One connection: a request to bytes, and bytes to its answer."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._http = h11.Connection(h11.CLIENT)
        self._request: httpx.Request | None = None
        self._answer: asyncio.Future[httpx.Response] | None = None
        self._head: h11.Response | None = None
        self._body: list[bytes] = []

    @property
    def is_reusable(self) -> bool:
        """Whether another request may leave on it."""
        return self._http.our_state is h11.IDLE and not self._transport.is_closing()

    async def exchange(self, request: httpx.Request) -> httpx.Response:
        """Write a request and wait for its answer. Raises httpx's errors."""
        content = await request.aread()
        self._request, self._answer = request, asyncio.get_running_loop().create_future()
        self._transport.write(self._written(request, content))
        return await self._answer

    def close(self) -> None:
        """Let it go, whatever it was doing."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's reads and writes

    def data_received(self, data: bytes) -> None:
        self._read(data)

    def eof_received(self) -> None:
        self._read(b"")

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(httpx.ReadError(str(error or "connection lost")))

    def _written(self, request: httpx.Request, content: bytes) -> bytes:
        head = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
        events: tuple[h11.Event, ...] = (head, h11.Data(data=content), h11.EndOfMessage())
        try:
            return b"".join(self._http.send(event) or b"" for event in events)
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error), request=request) from error

    def _read(self, data: bytes) -> None:
        if self._answer is None:  # nothing was asked: a server that closes what is idle
            self._transport.close()
            return
        try:
            self._http.receive_data(data)
            while self._takes(self._http.next_event()):
                pass
        except h11.RemoteProtocolError as error:
            self._fail(httpx.RemoteProtocolError(str(error)))

    def _takes(self, event: object) -> bool:
        """Whether there may be more to take."""
        match event:
            case h11.Response():
                self._head = event
            case h11.Data(data=data):
                self._body.append(bytes(data))
            case h11.EndOfMessage():
                self._answered()
                return False
            case h11.ConnectionClosed():
                self._fail(httpx.RemoteProtocolError("the server closed before its answer"))
                return False
        return event is not h11.NEED_DATA and event is not h11.PAUSED

    def _answered(self) -> None:
        """The answer is whole: hand it over, ready for another."""
        waiting, head, body = self._answer, self._head, b"".join(self._body)
        self._answer, self._head, self._body = None, None, []
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        if waiting is None or waiting.done() or head is None:
            return
        try:
            waiting.set_result(
                httpx.Response(head.status_code, headers=head.headers.raw_items(), content=body, request=self._request)
            )
        except httpx.DecodingError as error:
            waiting.set_exception(error)

    def _fail(self, error: httpx.RequestError) -> None:
        waiting, self._answer = self._answer, None
        if waiting is not None and not waiting.done():
            if self._request is not None:
                error.request = self._request
            waiting.set_exception(error)


def _where(url: httpx.URL) -> Where:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


def _now() -> float:
    return asyncio.get_running_loop().time()
