"""Requests over connections of our own: kept while they last, replaced when they don't, and never repeated."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from factus_cli.api.retry import NO_ANSWER, unreached
from factus_cli.api.sockets import Sockets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request with the next of its answers, and counts connections. None: it closes instead."""

    def __init__(self, *answers: bytes | None, closes_idle: bool = False) -> None:
        self.answers = list(answers)
        self.closes_idle = closes_idle
        self.connections = 0
        self.seen: list[bytes] = []
        self.open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open.add(writer)
        with suppress(ConnectionError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self.answers:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            self.seen.append(head + await reader.readexactly(length))
            answer = self.answers.pop(0)
            if answer is None:
                break
            for byte in (answer[:20], answer[20:]):
                writer.write(byte)
                await writer.drain()
                await asyncio.sleep(0)
            if self.closes_idle:
                break


def asking(server: Server, ask: Callable[[httpx.AsyncClient], Awaitable[object]]) -> object:
    """What is asked of a server that listens meanwhile."""

    async def go() -> object:
        async with listening(server) as client:
            return await ask(client)

    return asyncio.run(go())


@asynccontextmanager
async def listening(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    opened = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{opened.sockets[0].getsockname()[1]}"
    async with opened, httpx.AsyncClient(transport=Sockets(connect_timeout=5), base_url=address) as client:
        yield client
    for writer in server.open:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def twice(client: httpx.AsyncClient) -> list[str]:
    first = await client.post("/a?b=c", content=b"uno")
    await asyncio.sleep(0.05)
    return [first.text, (await client.get("/")).text]


def test_a_connection_is_used_again() -> None:
    server = Server(OK, OK)
    assert asking(server, twice) == ["ok", "ok"]
    assert server.connections == 1
    assert server.seen[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert server.seen[0].endswith(b"uno")


def test_one_that_the_server_closed_is_replaced() -> None:
    server = Server(OK, OK, closes_idle=True)
    assert asking(server, twice) == ["ok", "ok"]
    assert server.connections == 2


def test_one_that_the_server_is_about_to_close_is_replaced() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", OK)
    assert asking(server, twice) == ["ok", "ok"]
    assert server.connections == 2


def test_several_at_once_have_a_connection_each() -> None:
    server = Server(*[OK] * 3)

    async def at_once(client: httpx.AsyncClient) -> int:
        return len(await asyncio.gather(*(client.get("/") for _ in range(3))))

    assert (asking(server, at_once), server.connections) == (3, 3)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", "ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", ""),
    ],
    ids=["continue", "chunked", "empty"],
)
def test_every_way_of_answering_is_read(answer: bytes, text: str) -> None:
    assert asking(Server(answer, OK), twice) == [text, "ok"]


def test_a_body_without_length_ends_with_its_connection() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\n\r\nok", closes_idle=True)

    async def once(client: httpx.AsyncClient) -> str:
        return (await client.get("/")).text

    assert asking(server, once) == "ok"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
        b"nada que ver con HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
    ],
    ids=["nothing", "cut", "not HTTP", "not gzip"],
)
def test_what_is_no_whole_answer_is_an_error_of_a_request_that_left(answer: bytes | None) -> None:
    server = Server(answer, closes_idle=True)

    async def once(client: httpx.AsyncClient) -> object:
        with pytest.raises(NO_ANSWER) as raised:
            await client.post("/", content=b"uno")
        assert not unreached(raised.value)
        return raised.value.request.url.path  # type: ignore[union-attr]

    assert asking(server, once) == "/"
    assert len(server.seen) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://no.existe.invalid/", "http://a..b/"])
def test_where_nobody_listens_nothing_left(url: str) -> None:
    async def once() -> None:
        async with httpx.AsyncClient(transport=Sockets(connect_timeout=5)) as client:
            with pytest.raises(httpx.ConnectError) as raised:
                await client.get(url)
            assert unreached(raised.value)

    asyncio.run(once())


def test_a_server_without_tls_is_not_reached_over_https() -> None:
    async def once(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.ConnectError) as raised:
            await client.get(str(client.base_url).replace("http:", "https:"))
        assert unreached(raised.value)

    asking(Server(), once)


def test_who_gives_up_waiting_leaves_no_connection_behind() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", OK)

    async def impatient(client: httpx.AsyncClient) -> str:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await client.get("/")
        return (await client.get("/")).text

    assert asking(server, impatient) == "ok"
    assert server.connections == 2
