"""Who may enter the simulator, and how often they may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.simulator.account import Credentials, default_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Open = Callable[..., Factus]


def test_the_right_password_opens_the_account(factus: Factus) -> None:
    answer = factus.token()
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "expires_in", "access_token", "refresh_token"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)


def test_a_multipart_form_is_a_form_too(factus: Factus) -> None:
    fields = {"grant_type": "password", "client_id": "simulador", "client_secret": "x"}
    answer = factus.ask("POST", "/oauth/token", files={name: (None, value) for name, value in fields.items()})
    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"client_id": "otro"}, 401, "invalid_client"),
        ({"client_secret": "otro"}, 401, "invalid_client"),
        ({"username": "otro"}, 400, "invalid_grant"),
        ({"password": "otra"}, 400, "invalid_grant"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_by_name(factus: Factus, wrong: dict[str, str], status: int, error: str) -> None:
    answer = factus.token(**wrong)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"] == answer.json()["error_description"]


def test_json_is_no_form(factus: Factus) -> None:
    answer = factus.ask("POST", "/oauth/token", json={"grant_type": "password", "client_id": "simulador"})
    assert answer.json()["error"] == "invalid_client"


def test_other_credentials_than_the_account_s_are_refused(open_factus: Open) -> None:
    factus = open_factus(known=default_account(credentials=Credentials("mi", "propia", "cuenta", "clave")), enter=False)
    assert factus.token().status_code == 401
    own = {"client_id": "mi", "client_secret": "propia", "username": "cuenta", "password": "clave"}
    assert factus.token(**own).status_code == 200


def test_a_refresh_token_is_good_once(factus: Factus) -> None:
    first = factus.token().json()["refresh_token"]
    second = factus.token(grant_type="refresh_token", refresh_token=first)
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first
    again = factus.token(grant_type="refresh_token", refresh_token=first)
    assert (again.status_code, again.json()["message"]) == (401, "The refresh token is invalid.")


def test_a_revoked_refresh_token_is_refused(open_factus: Open) -> None:
    factus = open_factus("refresh-revoked")
    held = factus.token().json()["refresh_token"]
    assert factus.token(grant_type="refresh_token", refresh_token=held).status_code == 401


def test_a_token_ends_when_it_said(open_factus: Open) -> None:
    factus = open_factus(token_life=600)
    factus.clock.move(599)
    assert factus.get("/v2/companies").status_code == 200
    factus.clock.move(1)
    ended = factus.get("/v2/companies")
    assert (ended.status_code, ended.json()) == (401, {"message": "Unauthenticated."})


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer no-es"])
def test_without_a_good_token_nothing_is_told(factus: Factus, header: str) -> None:
    assert factus.ask("GET", "/v2/bills", headers={"Authorization": header}).status_code == 401


def test_tokens_die_once_at_the_send_that_was_named(open_factus: Open, body: Callable[..., Any]) -> None:
    factus = open_factus("token-expired:2")
    assert factus.post(body(reference_code="A")).status_code == 201
    assert factus.post(body(reference_code="B")).status_code == 401
    assert factus.get("/v2/companies").status_code == 401
    factus.enter()
    assert factus.post(body(reference_code="B")).status_code == 201


def test_who_does_not_say_who_it_is_gets_a_page(factus: Factus) -> None:
    answer = factus.ask("GET", "/v2/bills", headers={"User-Agent": ""})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "cloudflare" in answer.text


@pytest.mark.parametrize(("method", "path"), [("GET", "/v2/common/municipalities"), ("PUT", "/v2/bills")])
def test_there_is_nothing_at_an_unknown_route(factus: Factus, method: str, path: str) -> None:
    answer = factus.ask(method, path)
    assert answer.status_code == 404
    assert answer.json() == {"status": "Not Found", "message": "No se encontró la ruta o recurso solicitado"}


def test_the_quota_is_of_each_minute_of_the_clock(open_factus: Open) -> None:
    factus = open_factus(requests_per_minute=3)  # the token was the first
    factus.clock.move(20)
    answers = [factus.get("/v2/companies") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["1", "0", "0"]
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"3"}
    assert {one.headers["X-RateLimit-Reset"] for one in answers} == {"40"}
    assert (answers[2].headers["Retry-After"], answers[2].json()) == ("40", {"message": "Too Many Attempts."})
    assert factus.token().status_code == 429
    factus.clock.move(39)
    assert factus.get("/v2/companies").status_code == 429
    factus.clock.move(1)
    assert factus.get("/v2/companies").status_code == 200


def test_tokens_may_be_free_of_quota(open_factus: Open) -> None:
    factus = open_factus(requests_per_minute=1, count_token_requests=False)
    assert [factus.token().status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(("chosen", "options"), [(["reset-unix"], {}), ([], {"reset_as_unix_time": True})])
def test_the_reset_may_be_a_unix_time(open_factus: Open, chosen: list[str], options: dict[str, bool]) -> None:
    factus = open_factus(*chosen, requests_per_minute=9, **options)
    reset = factus.get("/v2/companies").headers["X-RateLimit-Reset"]
    assert int(reset) == factus.clock.now().timestamp() + 60


def test_without_a_quota_nothing_is_said_of_it(factus: Factus) -> None:
    assert "X-RateLimit-Limit" not in factus.get("/v2/companies").headers


def test_a_429_takes_nothing(open_factus: Open, body: Callable[..., Any]) -> None:
    factus = open_factus("rate-limit:7@A", "rate-limit-bare:2@B")
    first = factus.post(body(reference_code="A"))
    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert factus.store.documents() == ()
    assert factus.post(body(reference_code="A")).status_code == 201
    silent = [factus.post(body(reference_code="B")) for _ in range(3)]
    assert [one.status_code for one in silent] == [429, 429, 201]
    assert "Retry-After" not in silent[0].headers
