"""A Factus whose first answer about each document is a strange one: the simulator, with something in between."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Change = Callable[[int, dict[str, Any]], "Odd"]


@dataclass(frozen=True, slots=True)
class Odd:
    """What is answered instead: a status, a body as bytes or as JSON, and what the body says that it is."""

    status: int
    body: bytes | dict[str, Any]
    kind: str = "application/json"

    @property
    def content(self) -> bytes:
        """The body as it goes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@contextmanager
def between(url: str, odd: Mapping[str, Odd | Change], gets: Mapping[str, Odd] = {}) -> Iterator[str]:
    """An address where the first POST of each reference gets its odd answer, and all else what `url` says.

    An `Odd` keeps the POST from arriving; a change of the answer lets it arrive first. `gets`: what the questions of
    a path are always told.
    """
    left = dict(odd)
    lock = threading.Lock()

    class Between(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _all(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told: Odd | Change | None = gets.get(urlsplit(self.path).path)
            if self.path.endswith("/validate"):
                with lock:
                    told = left.pop(json.loads(body)["reference_code"], None)
            if not isinstance(told, Odd):
                status, content, kind = self._asked(body)
                told = Odd(status, content, kind) if told is None else told(status, json.loads(content))
            self.send_response(told.status)
            self.send_header("Content-Type", told.kind)
            self.send_header("Content-Length", str(len(told.content)))
            self.end_headers()
            self.wfile.write(told.content)

        do_GET = do_POST = do_DELETE = _all  # noqa: N815  # as http.server calls them

        def _asked(self, body: bytes) -> tuple[int, bytes, str]:
            there = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
            kept = {name: value for name, value in self.headers.items() if name.casefold() != "host"}
            try:
                there.request(self.command, self.path, body, kept)
                answer = there.getresponse()
                return answer.status, answer.read(), answer.headers.get("Content-Type", "")
            finally:
                there.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as http.server calls it
            """Nothing: the terminal is of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Between) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
