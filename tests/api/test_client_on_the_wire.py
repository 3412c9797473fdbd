"""The client on a wire the test writes: headers, lost connections, odd servers, and secrets that stay secret."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from factus_cli.api.address import checked, proxy_of
from factus_cli.api.auth import Credentials, Token, usable_for
from factus_cli.api.client import FactusClient
from factus_cli.api.pace import MemoryWindow
from factus_cli.api.retry import not_taken, only_the_token_failed, why
from factus_cli.api.transport import PATIENCE, PacedTransport
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import InDoubt, Refused
from factus_cli.errors import AccessDenied, FactusError, FactusUnreachable, NothingLeft, UsageProblem
from factus_cli.sending.ports import Deletion, LookupFailedError, NotTaken

if TYPE_CHECKING:
    from conftest import Wire

    from factus_cli.sending.ports import Sent

KEY = (DocumentType.INVOICE, "FV-1")
REFUSED = httpx.Response(422, json={"errors": {"items.0.price": ["inválido"]}})
EMPTY_LIST = httpx.Response(200, json={"data": {"data": [], "pagination": {"last_page": 1}}})
OK_TOKEN = httpx.Response(200, json={"access_token": "t1", "refresh_token": "r1", "expires_in": 3600})
UNREACHED = [
    (httpx.ConnectError("[Errno 111] Connection refused"), "el servidor no acepta la conexión"),
    (httpx.ConnectError("[Errno -2] Name or service not known"), "no se encontró el servidor (DNS)"),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "el certificado del servidor no es válido"),
    (httpx.ConnectTimeout(""), "no se pudo conectar a tiempo"),
    (httpx.PoolTimeout(""), "no se pudo conectar a tiempo"),
    (httpx.ProxyError("407"), "el proxy no deja pasar"),
    (httpx.UnsupportedProtocol(""), "se perdió la conexión antes de la respuesta"),
]
LOST = [
    (httpx.ReadTimeout(""), "no respondió a tiempo"),
    (httpx.WriteTimeout(""), "no respondió a tiempo"),
    (httpx.ReadError(""), "se perdió la conexión antes de la respuesta"),
    (httpx.WriteError(""), "se perdió la conexión antes de la respuesta"),
    (httpx.CloseError(""), "se perdió la conexión antes de la respuesta"),
    (httpx.RemoteProtocolError("peer closed"), "se perdió la conexión antes de la respuesta"),
    (httpx.LocalProtocolError(""), "se perdió la conexión antes de la respuesta"),
    (httpx.DecodingError(""), "la respuesta llegó dañada"),
]


def issue(wire: Wire, sent: Sent, payload: bytes = b"{}") -> Any:
    return wire.run(lambda client: client.issue(sent, payload))


def test_every_request_says_who_it_is_and_what_it_reads(wire: Wire, sent: Sent) -> None:
    wire.answers = [REFUSED]
    issue(wire, sent)
    for request in wire.seen:
        assert request.headers["user-agent"].startswith("factus-cli/")
        assert "python" in request.headers["user-agent"]
        assert request.headers["accept"] == "application/json"


def test_a_document_leaves_byte_for_byte(wire: Wire, sent: Sent) -> None:
    wire.answers = [REFUSED]
    issue(wire, sent, '{"ñ":1}'.encode())
    (post,) = wire.asked
    assert post.content == '{"ñ":1}'.encode()
    assert post.headers["content-type"] == "application/json"
    assert post.headers["authorization"] == "Bearer t-SECRETO-5"


def test_the_token_is_asked_for_with_a_form(wire: Wire, sent: Sent) -> None:
    wire.answers = [REFUSED]
    issue(wire, sent)
    token = wire.seen[0]
    assert str(token.url) == "https://api.example.com/oauth/token"
    assert token.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(httpx.QueryParams(token.content.decode())) == {
        "grant_type": "password",
        "username": "correo-SECRETO-3@example.com",
        "password": "contra-SECRETO-4",
        "client_id": "id-SECRETO-1",
        "client_secret": "clave-SECRETO-2",
    }


def test_an_answer_keeps_its_request_id(wire: Wire, sent: Sent) -> None:
    wire.answers = [httpx.Response(422, json={}, headers={"CF-RAY": "ray", "X-Request-Id": "uno"})]
    assert issue(wire, sent).request_id == "uno"


@pytest.mark.parametrize(("error", "said"), UNREACHED, ids=lambda value: type(value).__name__)
def test_what_never_left_is_not_taken(wire: Wire, sent: Sent, error: Exception, said: str) -> None:
    wire.answers = [error]
    assert issue(wire, sent).verdict == NotTaken(said)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(("error", "said"), LOST, ids=lambda value: type(value).__name__)
def test_what_may_have_left_is_in_doubt(wire: Wire, sent: Sent, error: Exception, said: str) -> None:
    wire.answers = [error]
    assert issue(wire, sent).verdict == InDoubt(said)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(("error", "said"), [*UNREACHED, *LOST], ids=lambda value: type(value).__name__)
def test_a_question_is_asked_four_times(wire: Wire, error: Exception, said: str) -> None:
    wire.answers = [error]
    with pytest.raises(LookupFailedError, match=said[:20]) as failed:
        wire.run(lambda client: client.find(KEY))
    assert len(wire.asked) == 4
    assert failed.value.reached is (error not in [one for one, _ in UNREACHED])
    assert wire.clock.passed == pytest.approx(0.5 * (1 + 2 + 4))


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout(""), httpx.Response(503), httpx.Response(200, text="<html>")])
def test_a_question_is_answered_in_the_end(wire: Wire, trouble: Any) -> None:
    wire.answers = [trouble, trouble, EMPTY_LIST]
    assert wire.run(lambda client: client.find(KEY)) is None
    assert len(wire.asked) == 3


@pytest.mark.parametrize(
    "trouble",
    [httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.Response(503), httpx.Response(200, text="?")],
)
def test_a_token_is_asked_for_again_without_repeating_the_document(wire: Wire, sent: Sent, trouble: Any) -> None:
    wire.tokens = [trouble, trouble, OK_TOKEN]
    wire.answers = [REFUSED]
    assert isinstance(issue(wire, sent).verdict, Refused)
    assert wire.paths == [*["POST /oauth/token"] * 3, "POST /v2/bills/validate"]


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout(""), httpx.Response(503)], ids=str)
def test_without_a_token_nothing_was_taken(wire: Wire, sent: Sent, trouble: Any) -> None:
    wire.tokens = [trouble]
    assert isinstance(issue(wire, sent).verdict, NotTaken)
    assert wire.asked == []


@pytest.mark.parametrize("status", [400, 401, 422])
def test_refused_credentials_are_not_tried_again(wire: Wire, sent: Sent, status: int) -> None:
    wire.tokens = [httpx.Response(status, json={"error": "invalid_grant"})]
    with pytest.raises(AccessDenied, match="credenciales no aceptadas") as denied:
        issue(wire, sent)
    assert denied.value.code == "credentials"
    assert len(wire.seen) == 1


@pytest.mark.parametrize(("error", "which"), [("invalid_client", "FACTUS_CLIENT_ID"), ("invalid_grant", "contraseña")])
def test_refused_credentials_say_which_half(wire: Wire, error: str, which: str) -> None:
    wire.tokens = [httpx.Response(401, json={"error": error})]
    with pytest.raises(AccessDenied) as denied:
        wire.run(lambda client: client.authenticate())
    assert which in denied.value.hint


@pytest.mark.parametrize(
    ("status", "kind"), [(402, NothingLeft), (403, AccessDenied), (404, FactusUnreachable), (308, FactusUnreachable)]
)
def test_a_token_refused_for_the_account_stops_the_run(wire: Wire, status: int, kind: type[FactusError]) -> None:
    wire.tokens = [httpx.Response(status, text="<title>no</title>")]
    with pytest.raises(kind):
        wire.run(lambda client: client.authenticate())


@pytest.mark.parametrize("token", ["", "con espacio", "salto\nde línea", "ñ", 7, None])
def test_a_token_that_is_none_is_no_token(wire: Wire, token: object) -> None:
    wire.tokens = [httpx.Response(200, json={"access_token": token})]
    with pytest.raises(LookupFailedError, match="no entregó el token"):
        wire.run(lambda client: client.authenticate())


def test_a_second_401_of_the_same_request_stops_the_run(wire: Wire, sent: Sent) -> None:
    wire.answers = [httpx.Response(401, json={"message": "Unauthenticated."})]
    with pytest.raises(AccessDenied, match="no reconoce la sesión"):
        issue(wire, sent)
    assert wire.paths == ["POST /oauth/token", "POST /v2/bills/validate"] * 2


def test_a_refresh_token_that_rotates_is_kept(wire: Wire) -> None:
    wire.tokens = [
        OK_TOKEN,
        httpx.Response(200, json={"access_token": "t2", "refresh_token": "r2", "expires_in": 3600}),
        httpx.Response(200, json={"access_token": "t3", "expires_in": 3600}),
        httpx.Response(200, json={"access_token": "t4", "expires_in": 3600}),
    ]
    wire.answers = [EMPTY_LIST]

    async def work(client: FactusClient) -> None:
        for _ in range(4):
            await client.find(KEY)
            await wire.clock.sleep(3600)

    wire.run(work)
    forms = [httpx.QueryParams(one.content.decode()) for one in wire.seen if one.url.path == "/oauth/token"]
    assert [one.get("refresh_token") for one in forms] == [None, "r1", "r2", "r2"]
    assert [one.headers["authorization"] for one in wire.asked] == [f"Bearer t{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(3600, 3540), ("3600", 3540), (60, 30), (1, 1), (0, 540), (None, 540), ("nunca", 540), ("inf", 540)],
)
def test_a_token_is_used_a_minute_less_than_it_lives(expires_in: object, seconds: float) -> None:
    assert usable_for(expires_in) == seconds


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirection_is_never_followed(wire: Wire, status: int) -> None:
    wire.answers = [httpx.Response(status, headers={"Location": "https://otro.example.com/"})]
    with pytest.raises(LookupFailedError):
        wire.run(lambda client: client.find(KEY))
    assert {one.url.host for one in wire.seen} == {"api.example.com"}


def test_a_429_that_never_ends_stops_the_run(wire: Wire, sent: Sent) -> None:
    wire.answers = [httpx.Response(429, headers={"Retry-After": "1"})]
    with pytest.raises(FactusUnreachable) as stopped:
        issue(wire, sent)
    assert stopped.value.code == "throttled"
    assert wire.clock.passed == pytest.approx(29)


def test_a_token_request_waits_out_its_own_429(wire: Wire, sent: Sent) -> None:
    wire.tokens = [httpx.Response(429, headers={"Retry-After": "9"}), OK_TOKEN]
    wire.answers = [REFUSED]
    assert isinstance(issue(wire, sent).verdict, Refused)
    assert wire.clock.passed == pytest.approx(9)


def test_who_already_waits_for_the_window_waits_for_the_hold_too(wire: Wire) -> None:
    left: list[float] = []

    def answer(_request: httpx.Request) -> httpx.Response:
        left.append(wire.clock.passed)
        return httpx.Response(429 if len(left) == 2 else 200, headers={"Retry-After": "100"})

    async def work() -> None:
        paced = PacedTransport(httpx.MockTransport(answer), MemoryWindow(), wire.clock, rpm=2, timeout=60)
        async with httpx.AsyncClient(transport=paced) as client:
            await asyncio.gather(*(client.get("https://api.example.com") for _ in range(3)))

    asyncio.run(work())
    assert left[:2] == [0, 0]
    assert min(left[2:]) >= 100


def test_who_gives_way_leaves_the_quota_to_a_send_but_is_not_kept_out(wire: Wire) -> None:
    left: list[tuple[str, float]] = []
    window = MemoryWindow()

    def answer(request: httpx.Request) -> httpx.Response:
        left.append((request.url.host, wire.clock.passed))
        return httpx.Response(200)

    def client(*, gives_way: bool) -> httpx.AsyncClient:
        paced = PacedTransport(httpx.MockTransport(answer), window, wire.clock, rpm=80, timeout=60, gives_way=gives_way)
        return httpx.AsyncClient(transport=paced)

    async def work() -> None:
        async with client(gives_way=False) as sending, client(gives_way=True) as reconciling:

            async def ask(client: httpx.AsyncClient, host: str, times: int) -> None:
                for _ in range(times):
                    await client.get(f"https://{host}")
                    await wire.clock.sleep(0.1)

            await asyncio.gather(*(ask(sending, "envio", 80) for _ in range(4)), ask(reconciling, "concilia", 200))

    asyncio.run(work())
    last = max(moment for host, moment in left if host == "envio")
    meanwhile = sum(1 for host, moment in left if host == "concilia" and 10 < moment < last)
    assert 1 <= meanwhile <= last / PATIENCE + 1
    assert len(left) == 520


def test_a_429_before_a_lost_answer_is_still_counted(wire: Wire, sent: Sent) -> None:
    wire.answers = [httpx.Response(429, headers={"Retry-After": "2"}), httpx.ReadError("")]
    exchange = issue(wire, sent)
    assert (exchange.throttled, exchange.verdict) == (1, InDoubt("se perdió la conexión antes de la respuesta"))


def test_a_list_is_asked_for_in_full_pages_with_its_filter(wire: Wire) -> None:
    wire.answers = [EMPTY_LIST]
    wire.run(lambda client: client.unvalidated(DocumentType.CREDIT_NOTE))
    (asked,) = wire.asked
    assert asked.url.path == "/v2/credit-notes"
    assert dict(asked.url.params) == {"filter[status]": "0", "filter[per_page]": "100", "page": "1"}


def test_rows_that_are_validated_are_no_blockers_whatever_the_filter_did(wire: Wire) -> None:
    rows = [{"reference_code": "A", "is_validated": True}, {"reference_code": "B", "is_validated": False}]
    wire.answers = [httpx.Response(200, json={"data": {"data": rows}}), EMPTY_LIST]
    found = wire.run(lambda client: client.unvalidated(DocumentType.INVOICE))
    assert [one.reference for one in found] == ["B"]


def test_a_list_that_does_not_say_its_end_ends_with_an_empty_page(wire: Wire) -> None:
    pages = [httpx.Response(200, json={"data": {"data": [{"reference_code": name}]}}) for name in "ABC"]
    wire.answers = [*pages, EMPTY_LIST]
    assert len(wire.run(lambda client: client.unvalidated(DocumentType.INVOICE))) == 3


def test_a_server_that_repeats_its_page_is_asked_twice(wire: Wire) -> None:
    wire.answers = [httpx.Response(200, json={"data": {"data": [{"reference_code": "A"}]}})]
    assert len(wire.run(lambda client: client.unvalidated(DocumentType.INVOICE))) == 1
    assert len(wire.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, json={"message": "No se encontró la ruta o recurso solicitado"}),
        httpx.Response(400, json={"message": "no"}),
        httpx.Response(200, json={"message": "sin lista"}),
    ],
    ids=["404", "400", "no list"],
)
def test_what_is_no_list_is_no_proof_of_absence(wire: Wire, answer: httpx.Response) -> None:
    wire.answers = [answer]
    with pytest.raises(LookupFailedError):
        wire.run(lambda client: client.find(KEY))


@pytest.mark.parametrize(
    ("status", "kind"), [(402, NothingLeft), (403, AccessDenied)], ids=["no subscription", "forbidden"]
)
def test_a_question_the_account_may_not_ask_stops_the_run(wire: Wire, status: int, kind: type[FactusError]) -> None:
    wire.answers = [httpx.Response(status, json={"message": "No se permite"})]
    with pytest.raises(kind, match="No se permite"):
        wire.run(lambda client: client.unvalidated(DocumentType.INVOICE))


def test_an_account_without_a_list_of_ranges_has_none(wire: Wire) -> None:
    wire.answers = [httpx.Response(404, json={"message": "No se encontró la ruta"})]
    assert wire.run(lambda client: client.ranges()) is None


def test_rows_that_are_no_ranges_are_left_out(wire: Wire) -> None:
    wire.answers = [httpx.Response(200, json={"data": [{"prefix": "X"}, {"id": 7, "prefix": "Y"}]}), EMPTY_LIST]
    assert [one.id for one in wire.run(lambda client: client.ranges())] == [7]


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(200, json={"data": {"number": "X"}}), httpx.Response(201, json={})],
    ids=["no state", "201"],
)
def test_what_shows_no_document_is_not_shown(wire: Wire, answer: httpx.Response) -> None:
    wire.answers = [answer]
    with pytest.raises(LookupFailedError, match="factura SETP1"):
        wire.run(lambda client: client.show(DocumentType.INVOICE, "SETP1"))


@pytest.mark.parametrize(
    ("reference", "raw_path"),
    [("a/b:c", b"/v2/bills/destroy/reference/a%2Fb%3Ac"), ("..", b"/v2/bills/destroy/reference/%2E%2E")],
)
def test_a_delete_never_climbs_to_another_path(wire: Wire, reference: str, raw_path: bytes) -> None:
    wire.answers = [httpx.Response(204)]
    deleted = wire.run(lambda client: client.delete((DocumentType.INVOICE, reference)))
    assert deleted.result is Deletion.DELETED
    assert wire.asked[0].url.raw_path == raw_path


def test_a_delete_that_can_not_connect_fails(wire: Wire) -> None:
    wire.answers = [httpx.ConnectError("refused")]
    deleted = wire.run(lambda client: client.delete(KEY))
    assert (deleted.result, deleted.status) == (Deletion.FAILED, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.factus.com.co", "https://api.factus.com.co"),
        (" https://api.factus.com.co/ ", "https://api.factus.com.co"),
        ("https://proxy.example.com/factus/", "https://proxy.example.com/factus"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_kept_without_its_last_slash(given: str, kept: str) -> None:
    assert checked(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "http://api.factus.com.co",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "ftp://api.factus.com.co",
        "api.factus.com.co",
        "https://",
        "",
        "https://u:p@api.factus.com.co",
        "https://api.factus.com.co?x=1",
        "https://api.factus.com.co#x",
        "https://[::1",
        "https://api.factus.com.co:puerto",
    ],
)
def test_an_address_that_would_show_the_credentials_is_refused(wire: Wire, given: str) -> None:
    wire.base_url = given
    with pytest.raises(UsageProblem) as refused:
        wire.run(lambda client: client.authenticate())
    assert refused.value.code == "base_url"
    assert ":p@" not in str(refused.value)


def test_a_proxy_is_taken_from_the_environment_but_never_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "all_proxy", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "")
    assert proxy_of("https://api.factus.com.co") is None
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    assert proxy_of("https://api.factus.com.co") == "http://proxy.example.com:3128"
    assert proxy_of("https://127.0.0.1:1") is None
    monkeypatch.setenv("NO_PROXY", "factus.com.co")
    assert proxy_of("https://api.factus.com.co") is None


def test_without_a_transport_it_speaks_over_sockets(sent: Sent, wire: Wire) -> None:
    async def work() -> Any:
        client = FactusClient(
            "http://127.0.0.1:9",
            Credentials("a", "b", "c", "d"),
            window=MemoryWindow(),
            rpm=1000,
            timeout=5,
            clock=wire.clock,
        )
        try:
            return (await client.issue(sent, b"{}")).verdict
        finally:
            await client.close()

    assert asyncio.run(work()) == NotTaken("el servidor no acepta la conexión")


def test_an_error_that_is_not_of_the_network_speaks_for_itself() -> None:
    assert why(ValueError("así")) == "así"


@pytest.mark.parametrize("error", [ConnectionResetError("adentro"), ConnectionAbortedError()], ids=str)
def test_an_application_in_this_process_that_hangs_up_leaves_it_in_doubt(
    wire: Wire, sent: Sent, error: ConnectionError
) -> None:
    wire.answers = [error]
    assert issue(wire, sent).verdict == InDoubt("se perdió la conexión antes de la respuesta")


def test_an_error_whose_request_is_unknown_is_not_blamed_on_the_token() -> None:
    assert not only_the_token_failed(httpx.ReadError(""))
    assert not not_taken(httpx.ReadError(""))


def test_secrets_are_never_shown(wire: Wire, sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = [repr(Credentials("SECRETO", "SECRETO", "SECRETO", "SECRETO")), repr(Token("SECRETO", 0.0))]
    echo = {"error": "invalid_grant", "message": "contra-SECRETO-4", "refresh_token": "r-SECRETO-6"}

    async def work(client: FactusClient) -> None:
        told.extend((repr(client), str(vars(client))))
        for call in (client.authenticate, lambda: client.issue(sent, b"{}"), lambda: client.find(KEY)):
            with contextlib.suppress(LookupFailedError):
                try:
                    told.append(repr(await call()))
                except FactusError as error:
                    told.extend((json.dumps(error.as_json()), "".join(traceback.format_exception(error))))

    with caplog.at_level(logging.DEBUG):
        for tokens, answers in (
            ([httpx.Response(400, json=echo)], [REFUSED]),
            ([httpx.Response(500, json=echo)], [REFUSED]),
            ([httpx.ConnectError("no")], [REFUSED]),
            ([], [httpx.Response(401)]),
            ([], [httpx.ReadTimeout("")]),
            ([], [REFUSED]),
        ):
            wire.tokens, wire.answers = tokens, answers
            wire.run(work)
    assert "HTTP Request" in caplog.text
    assert "SECRETO" not in "\n".join(told) + caplog.text
