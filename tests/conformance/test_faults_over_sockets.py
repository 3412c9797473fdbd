"""What goes wrong between two sockets, against the simulator alone: nobody would do this to the real one."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from engine_world import invoice

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import InDoubt, Validated
from factus_cli.errors import FactusUnreachable
from factus_cli.sending.ports import LookupFailedError, NotTaken, Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Target

    from factus_cli.api.client import FactusClient

    Open = Callable[..., Target]

TOKEN, BILLS = "/oauth/token", "/v2/bills/validate"


def send(target: Target, *references: str) -> list[Any]:
    """The exchanges of invoices sent all at once."""

    async def work(client: FactusClient) -> list[Any]:
        return await asyncio.gather(*(client.issue(*spelled(client, one)) for one in references))

    result: list[Any] = target.run(work)
    return result


def spelled(client: FactusClient, reference: str) -> tuple[Sent, bytes]:
    document = invoice(reference)
    sent = Sent(document.type, reference, document.totals.total, document.customer.identification)
    return sent, client.spell(document, range_id=389, send_email=False)


@pytest.mark.parametrize("scenario", ["lost-after", "cut-connection", "cut-body", "empty-body", "error-504"])
def test_a_lost_answer_is_in_doubt_and_the_document_is_there(simulator: Open, scenario: str) -> None:
    target = simulator(scenario)
    (exchange,) = send(target, "FV-1")
    assert isinstance(exchange.verdict, InDoubt)
    found = target.run(lambda client: client.find((DocumentType.INVOICE, "FV-1")))
    assert found.is_validated
    assert len(target.asked("POST", BILLS)) == 1


@pytest.mark.parametrize("scenario", ["lost-before", "html-200", "html-502", "error-500"])
def test_a_lost_request_is_in_doubt_and_the_document_is_not_there(simulator: Open, scenario: str) -> None:
    target = simulator(scenario)
    (exchange,) = send(target, "FV-1")
    assert isinstance(exchange.verdict, InDoubt)
    assert target.run(lambda client: client.find((DocumentType.INVOICE, "FV-1"))) is None


@pytest.mark.parametrize("scenario", ["hang", "hang-after"])
def test_silence_is_in_doubt(simulator: Open, scenario: str) -> None:
    (exchange,) = send(simulator(scenario, timeout=0.2), "FV-1")
    assert exchange.verdict == InDoubt("no respondió a tiempo")


def test_after_429_everything_is_sent_in_the_end(simulator: Open) -> None:
    target = simulator("rate-limit:1@FV-1")
    exchanges = send(target, "FV-1", "FV-2", "FV-3")
    assert {type(one.verdict) for one in exchanges} == {Validated}
    assert sum(one.throttled for one in exchanges) == 1


def test_tokens_that_die_with_twenty_in_flight_are_renewed_once(simulator: Open) -> None:
    target = simulator("token-expired:5", latency=0.01)
    exchanges = send(target, *(f"FV-{n}" for n in range(20)))
    assert {type(one.verdict) for one in exchanges} == {Validated}
    assert target.asked("POST", TOKEN) == [200, 200]


def test_a_refresh_that_is_revoked_falls_back_to_the_password(simulator: Open) -> None:
    target = simulator("token-expired:5", "refresh-revoked", latency=0.01)
    exchanges = send(target, *(f"FV-{n}" for n in range(20)))
    assert {type(one.verdict) for one in exchanges} == {Validated}
    assert target.asked("POST", TOKEN) == [200, 401, 200]


def test_twenty_at_once_are_twenty_documents(simulator: Open) -> None:
    target = simulator(latency=0.01)
    numbers = {one.verdict.number for one in send(target, *(f"FV-{n}" for n in range(20)))}
    assert len(numbers) == 20


@pytest.fixture
def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_nobody_listening_takes_nothing(simulator: Open, closed_port: str) -> None:
    nobody = replace(simulator(), url=closed_port)
    (exchange,) = send(nobody, "FV-1")
    assert exchange.verdict == NotTaken("el servidor no acepta la conexión")


def test_a_look_up_with_nobody_listening_says_that_it_reached_nobody(simulator: Open, closed_port: str) -> None:
    nobody = replace(simulator(), url=closed_port)
    with pytest.raises(LookupFailedError) as failed:
        nobody.run(lambda client: client.find((DocumentType.INVOICE, "FV-1")))
    assert not failed.value.reached


def test_another_server_at_the_address_stops_the_run(simulator: Open) -> None:
    target = simulator()
    elsewhere = replace(target, url=f"{target.url}/otra")
    with pytest.raises(FactusUnreachable) as stopped:
        send(elsewhere, "FV-1")
    assert stopped.value.code == "wrong_address"
