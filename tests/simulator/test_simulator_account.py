"""The account: its ranges and what they can't do, its plan, its company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.simulator.account import default_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]
    Open = Callable[..., Factus]

RANGE = "numbering_range_id"
NEEDED = "El campo id rango de numeración es obligatorio."
INVALID = "El campo id rango de numeración es inválido."
EXPIRED = "El rango de numeración seleccionado se encuentra vencido."
SPENT = "El rango de numeración seleccionado no tiene números disponibles."


def refused(answer: Any) -> str:
    assert answer.status_code == 422, answer.text
    (message,) = answer.json()["data"]["errors"][RANGE]
    return str(message)


def test_a_list_names_the_type_and_a_range_alone_shows_its_code(factus: Factus) -> None:
    rows = {one["id"]: one for one in factus.get("/v2/numbering-ranges").json()["data"]["data"]}
    assert rows[389]["document"] == "Factura de Venta"
    assert (rows[389]["start_date"], rows[389]["is_active"]) == ("2019-01-19", True)
    alone = factus.get("/v2/numbering-ranges/389").json()["data"]
    assert (alone["document"], alone["document_name"]) == ("21", "Factura de Venta")
    assert (alone["start_date"], alone["is_active"]) == ("19-01-2019", 1)
    assert {one["document"] for one in rows.values()} >= {"Nota Crédito", "Nota Débito", "Documento Soporte"}
    assert factus.get("/v2/numbering-ranges/7").status_code == 404


def test_an_expired_range_is_still_active(factus: Factus) -> None:
    expired = factus.get("/v2/numbering-ranges/390").json()["data"]
    assert (expired["is_expired"], expired["is_active"]) == (True, 1)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"filter[document]": "22"}, [1776]),
        ({"filter[document]": "Nota Crédito"}, []),
        ({"filter[document]": "21", "filter[is_active]": "1"}, [389, 390]),
        ({"filter[is_active]": "0"}, []),
    ],
    ids=str,
)
def test_ranges_are_filtered_by_code(factus: Factus, query: dict[str, str], ids: list[int]) -> None:
    assert [one["id"] for one in factus.get("/v2/numbering-ranges", **query).json()["data"]["data"]] == ids


def test_a_range_shows_its_next_number(factus: Factus, body: Body) -> None:
    factus.post(body())
    assert factus.get("/v2/numbering-ranges/389").json()["data"]["current"] == 990000551


def test_many_ranges_take_more_than_a_page(open_factus: Open) -> None:
    factus = open_factus(known=default_account(many_ranges=True))
    first = factus.get("/v2/numbering-ranges").json()["data"]
    assert (first["pagination"]["last_page"], len(first["data"])) == (2, 10)
    assert all(one["is_expired"] for one in first["data"])
    second = factus.get("/v2/numbering-ranges", page="2").json()["data"]["data"]
    assert 389 in [one["id"] for one in second]


def test_the_dian_knows_the_authorised_ones(factus: Factus) -> None:
    rows = factus.get("/v2/numbering-ranges/dian").json()["data"]
    assert {one["prefix"] for one in rows} == {"SETP", "VENC", "SEDS", "TALO"}
    assert rows[0]["from"] == "990000000"


def test_the_only_usable_range_need_not_be_said(factus: Factus, body: Body) -> None:
    assert factus.post(body(numbering_range_id=None)).json()["data"]["number"] == "SETP990000550"


def test_with_two_usable_ranges_one_must_be_said(open_factus: Open, body: Body) -> None:
    factus = open_factus(known=default_account(more_invoice_ranges=1))
    assert refused(factus.post(body(numbering_range_id=None))) == NEEDED
    assert factus.post(body(numbering_range_id=501)).json()["data"]["number"] == "SM11000"


@pytest.mark.parametrize(
    ("asked", "message"),
    [(9999, INVALID), ("SETP", INVALID), (1776, INVALID), (400, INVALID), (390, EXPIRED)],
    ids=["unknown", "prefix", "credit notes", "paper", "expired"],
)
def test_a_range_that_can_t_number_it_is_refused(factus: Factus, body: Body, asked: object, message: str) -> None:
    assert refused(factus.post(body(numbering_range_id=asked))) == message
    assert factus.store.documents() == ()


def test_an_inactive_range_is_refused(open_factus: Open, body: Body) -> None:
    usual = default_account()
    ranges = tuple(replace(one, is_active=one.id != 389) for one in usual.ranges)
    assert refused(open_factus(known=replace(usual, ranges=ranges)).post(body())) == INVALID


def test_a_range_is_good_on_its_last_day(open_factus: Open, body: Body) -> None:
    usual = default_account()
    ranges = tuple(replace(one, end=date(2026, 11, 24)) for one in usual.ranges)
    factus = open_factus(known=replace(usual, ranges=ranges))
    assert factus.post(body()).status_code == 201
    factus.clock.move(12 * 3600)
    factus.enter()
    assert refused(factus.post(body(reference_code="TARDE"))) == EXPIRED


def test_contingency_is_numbered_from_paper(factus: Factus, body: Body) -> None:
    related = [{"code": "1", "issue_date": "2026-11-20", "number": "T1"}]
    contingency = body(document="03", related_documents=related, numbering_range_id=400)
    data = factus.post(contingency).json()["data"]
    assert (data["number"], data["document_type"]["code"]) == ("TALO1", "03")


def test_a_range_ends(open_factus: Open, body: Body) -> None:
    factus = open_factus(known=default_account(numbers_left=2))
    assert [factus.post(body(reference_code=f"R{n}")).status_code for n in range(2)] == [201, 201]
    assert refused(factus.post(body(reference_code="R2"))) == SPENT


def test_no_number_is_given_beyond_the_last_when_many_come_at_once(open_factus: Open, body: Body) -> None:
    factus = open_factus(known=default_account(numbers_left=2), latency=1)
    answers = factus.at_once(*(body(reference_code=f"R{n}") for n in range(5)))
    assert sorted(one.status_code for one in answers) == [201, 201, 422, 422, 422]
    assert {refused(one) for one in answers if one.status_code == 422} == {SPENT}
    assert len(factus.store.documents()) == 2


def test_an_exhausted_plan_stops_everything(open_factus: Open, body: Body) -> None:
    factus = open_factus(known=default_account(subscription_exhausted=True))
    answer = factus.post(body())
    assert (answer.status_code, answer.json()["status"]) == (402, "Payment Required")
    plan = factus.get("/v2/subscriptions").json()["data"][0]
    assert (plan["documents_available"], plan["has_unlimited_quota"]) == (0, False)


def test_the_company_is_who_issues(factus: Factus, body: Body) -> None:
    company = factus.get("/v2/companies").json()["data"]
    assert company["nit"] == factus.post(body()).json()["data"]["company"]["nit"] == "900000000"
    assert company["municipality"]["department"] == {"code": "68", "name": "Santander"}


def test_an_acquirer_needs_both_of_its_keys(factus: Factus) -> None:
    answer = factus.get("/v2/dian/acquirer", identification_number="1")
    assert list(answer.json()["data"]["errors"]) == ["identification_document_code"]
    found = factus.get("/v2/dian/acquirer", identification_document_code="13", identification_number="123")
    assert found.json()["data"]["email"] == "adquiriente.123@example.com"
