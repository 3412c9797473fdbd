"""The simulator on a port: drops that a client feels, a port that is taken, and the end of the process."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from factus_cli.errors import UsageProblem
from factus_cli.simulator import account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.server import running, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.simulator.server import RunningSimulator

    Body = Callable[..., dict[str, Any]]

FORM = urlencode(
    {
        "grant_type": "password",
        "client_id": account.CLIENT_ID,
        "client_secret": account.CLIENT_SECRET,
        "username": account.USERNAME,
        "password": account.PASSWORD,
    }
)
SERVING = """
import sys
from factus_cli.simulator.app import create_app
from factus_cli.simulator.server import serve
serve(create_app(), host="127.0.0.1", port=0, listening=lambda url: print(url, flush=True))
"""


class Line:
    """One connection, kept open from one request to the next."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        self.headers = {"User-Agent": "prueba"}

    def enter(self) -> Line:
        status, tokens = self.ask("POST", "/oauth/token", FORM, "application/x-www-form-urlencoded")
        assert status == 200
        self.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return self

    def post(self, body: dict[str, Any]) -> tuple[int, Any]:
        return self.ask("POST", "/v2/bills/validate", json.dumps(body), "application/json")

    def ask(self, method: str, path: str, body: str = "", kind: str = "") -> tuple[int, Any]:
        self.connection.request(
            method, path, body or None, {**self.headers, **({"Content-Type": kind} if kind else {})}
        )
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def entered(simulator: RunningSimulator) -> Line:
    return Line(simulator.url).enter()


@pytest.mark.parametrize(("scenario", "stored"), [("lost-before", 0), ("lost-after", 1)])
def test_a_lost_connection_ends_without_a_byte(body: Body, scenario: str, stored: int) -> None:
    with running(scenarios=scenarios([scenario])) as simulator:
        line = entered(simulator)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            line.post(body())
        line.connection.close()
        assert len(simulator.store.documents()) == stored
        again = entered(simulator)
        status, answer = again.post(body())
        assert (status, answer["data"]["number"]) == (201, "SETP990000550")
        again.connection.close()


def test_a_cut_connection_ends_in_the_middle(body: Body) -> None:
    with running(scenarios=scenarios(["cut-connection"])) as simulator:
        line = entered(simulator)
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            line.post(body())
        line.connection.close()
        assert len(simulator.store.documents()) == 1


def test_a_lost_connection_takes_no_other_with_it(body: Body) -> None:
    with running(scenarios=scenarios(["lost-after@MALA"])) as simulator:
        bad, good = entered(simulator), entered(simulator)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            bad.post(body(reference_code="MALA"))
        assert good.post(body(reference_code="BUENA"))[0] == 201
        bad.connection.close()
        good.connection.close()


def test_silence_does_not_keep_the_server_from_stopping(body: Body) -> None:
    with running(scenarios=scenarios(["hang"])) as simulator:
        line = entered(simulator)
        line.connection.timeout = 0.2
        line.connection.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.post(body())
        line.connection.close()


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageProblem) as problem:
        serve(create_app(), host="127.0.0.1", port=taken.getsockname()[1], listening=print)
    assert "no se puede abrir 127.0.0.1:" in problem.value.message


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_order(sign: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        entered_line = Line(url).enter()
        process.send_signal(sign)
        _, errors = process.communicate(timeout=20)
        entered_line.connection.close()
    assert process.returncode == -sign
    assert ("Traceback" in errors) == (sign is signal.SIGINT)  # KeyboardInterrupt, for the caller to catch
