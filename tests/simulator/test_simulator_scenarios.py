"""Every misbehaviour the simulator can be told to have, and how it is chosen."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.errors import UsageProblem
from factus_cli.simulator.answers import ConnectionDropped, Silent
from factus_cli.simulator.scenario_list import SCENARIOS
from factus_cli.simulator.scenarios import catalogue, parse, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]
    Open = Callable[..., Factus]

REFERENCE = "LOTE1-FV-0001"


@pytest.mark.parametrize(
    "written", ["delay", "delay:2", "delay:2@FV-003", "lost-after%20", "total-off:-0.01@FV-*%12.5"]
)
def test_a_choice_is_written_as_it_is_read(written: str) -> None:
    assert str(parse(written)) == written


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "no se entiende"),
        ("delay 2", "no se entiende"),
        ("nada", "no hay un escenario «nada»"),
        ("delay:mucho", "no admite el argumento «mucho»"),
        ("rejection:2", "no admite el argumento «2»"),
        ("delay%101", "entre 0 y 100"),
        ("delay%1.2.3", "entre 0 y 100"),
    ],
)
def test_a_choice_that_can_t_be_is_explained(written: str, says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse(written)
    assert says in problem.value.message


def test_the_catalogue_names_every_scenario_once() -> None:
    rows = catalogue()
    assert len({row["nombre"] for row in rows}) == len(rows) == len(SCENARIOS)
    markers = [row["marca"] for row in rows if row["marca"]]
    assert len(set(markers)) == len(markers)
    assert all(row["descripcion"] for row in rows)


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if one.marker], ids=lambda one: one.name)
def test_a_marker_asks_for_its_scenario_alone(scenario: Any) -> None:
    plan = scenarios().plan(f"FV-{scenario.marker}-001", 1)
    assert dict(plan) == {scenario.name: scenario.default}
    assert not scenarios().plan(f"FV-{scenario.marker}X", 1)


@given(st.text("ABC123-", min_size=1, max_size=12), st.integers(0, 99), st.integers(1, 5))
def test_the_same_seed_draws_the_same(reference: str, seed: int, attempt: int) -> None:
    chosen = ["lost-after:0%50", "slow%30"]
    assert scenarios(chosen, seed=seed).plan(reference, attempt) == scenarios(chosen, seed=seed).plan(
        reference, attempt
    )


def test_a_probability_is_about_that_often() -> None:
    chosen = scenarios(["lost-after%20"], seed=3)
    hits = sum("lost-after" in chosen.plan(f"FV-{n}", 1) for n in range(2000))
    assert 320 < hits < 480


def test_a_seed_chooses_others() -> None:
    references = [f"FV-{n}" for n in range(50)]
    drawn = {
        seed: [one for one in references if scenarios(["lost-after%30"], seed=seed).plan(one, 1)] for seed in (1, 2)
    }
    assert drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("scenario", "status"),
    [("error-500", 500), ("error-502", 502), ("error-503", 503), ("html-200", 200), ("html-502", 502)],
)
def test_a_fault_before_keeps_nothing(open_factus: Open, body: Body, scenario: str, status: int) -> None:
    factus = open_factus(f"{scenario}:2")
    assert [factus.post(body()).status_code for _ in range(3)] == [status, status, 201]
    assert factus.store.posts_by_reference() == {REFERENCE: 3}
    assert factus.post(body()).json()["data"]["number"] == "SETP990000550"


def test_a_500_has_the_words_that_were_seen(open_factus: Open, body: Body) -> None:
    answer = open_factus("error-500").post(body())
    assert answer.json() == {
        "status": "Internal Server Error",
        "message": "Ha ocurrido un error inesperado, vuelve a intentarlo",
    }


@pytest.mark.parametrize("scenario", ["html-200", "html-502"])
def test_a_page_is_no_json(open_factus: Open, body: Body, scenario: str) -> None:
    answer = open_factus(scenario).post(body())
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("scenario", "status"), [("error-500-after", 500), ("error-504", 504), ("empty-body", 201), ("cut-body", 201)]
)
def test_a_fault_after_has_kept_the_document(open_factus: Open, body: Body, scenario: str, status: int) -> None:
    factus = open_factus(scenario)
    answer = factus.post(body())
    assert answer.status_code == status
    (stored,) = factus.store.documents()
    assert stored.is_validated
    assert factus.post(body()).json()["data"]["number"] == stored.number


@pytest.mark.parametrize("scenario", ["empty-body", "cut-body"])
def test_a_body_that_is_not_whole_is_no_json(open_factus: Open, body: Body, scenario: str) -> None:
    answer = open_factus(scenario).post(body())
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize(("scenario", "stored"), [("lost-before", 0), ("lost-after", 1), ("cut-connection", 1)])
def test_a_lost_connection_is_an_error_to_who_is_in_the_process(
    open_factus: Open, body: Body, scenario: str, stored: int
) -> None:
    factus = open_factus(scenario)
    with pytest.raises(ConnectionDropped):
        factus.post(body())
    assert len(factus.store.documents()) == stored
    assert [one.status for one in factus.store.requests()][-1] == (201 if scenario == "cut-connection" else None)
    assert factus.post(body()).status_code == 201


def test_silence_reads_on_until_the_caller_is_gone() -> None:
    messages = iter(["http.request", "http.request", "http.disconnect"])

    async def receive() -> dict[str, str]:
        return {"type": next(messages)}

    async def send(message: object) -> None:
        raise AssertionError(message)

    asyncio.run(Silent()({"type": "http"}, receive, send))
    assert list(messages) == []


@pytest.mark.parametrize(("scenario", "stored"), [("hang", 0), ("hang-after", 1)])
def test_silence_lasts_as_long_as_one_waits(open_factus: Open, body: Body, scenario: str, stored: int) -> None:
    factus = open_factus(scenario)

    async def waiting() -> None:
        async with asyncio.timeout(0.05):
            await factus.asking("POST", "/v2/bills/validate", json=body())

    with pytest.raises(TimeoutError):
        factus.runner.run(waiting())
    assert len(factus.store.documents()) == stored
    assert factus.post(body()).status_code == 201


def test_the_dian_takes_its_time_and_a_little_more_or_less(open_factus: Open, body: Body) -> None:
    factus = open_factus("slow:7@LENTA", latency=3, jitter=1)
    for reference in ("A", "B", "LENTA"):
        factus.post(body(reference_code=reference))
    usual, other, slow = factus.clock.slept
    assert usual != other
    assert all(2 <= one <= 4 for one in (usual, other))
    assert 9 <= slow <= 11


def test_time_is_never_negative(open_factus: Open, body: Body) -> None:
    factus = open_factus(latency=0, jitter=5)
    for n in range(5):
        factus.post(body(reference_code=f"R{n}"))
    assert min(factus.clock.slept) == 0


def test_somebody_else_s_document_blocks_until_it_goes(open_factus: Open, body: Body) -> None:
    factus = open_factus("foreign-pending")
    assert factus.post(body()).status_code == 409
    (row,) = factus.get("/v2/bills", **{"filter[status]": "0"}).json()["data"]["data"]
    assert (row["reference_code"], row["api_client_name"]) == ("AJENO-1", "otro-cliente")
    assert factus.post(body()).status_code == 409
    assert factus.get(f"/v2/bills/{row['number']}").json()["data"]["is_validated"] is False
    assert factus.delete("AJENO-1").status_code == 200
    assert factus.post(body()).status_code == 201


def test_somebody_else_s_document_that_is_there_is_not_planted_again(open_factus: Open, body: Body) -> None:
    factus = open_factus("foreign-pending")
    factus.ask("POST", "/_simulator/documents", json={})
    assert factus.post(body()).status_code == 409
    assert len(factus.store.documents()) == 1


def test_one_in_flight_turns_away_the_rest(open_factus: Open, body: Body) -> None:
    factus = open_factus("one-in-flight", latency=1)
    answers = factus.at_once(*(body(reference_code=f"R{n}") for n in range(3)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert factus.get("/v2/bills", **{"filter[status]": "0"}).json()["data"]["pagination"]["total"] == 0
    assert factus.store.most_in_flight == 1
    assert [factus.post(body(reference_code=f"R{n}")).status_code for n in range(3)] == [201, 201, 201]


def test_a_plan_can_run_out_for_some(open_factus: Open, body: Body) -> None:
    factus = open_factus("quota-exhausted@FV-9*")
    assert factus.post(body(reference_code="FV-91")).status_code == 402
    assert factus.post(body(reference_code="FV-81")).status_code == 201


@pytest.mark.parametrize(("argument", "total"), [("", "83300.01"), (":-5000", "78300.00")])
def test_the_total_may_come_back_off(open_factus: Open, body: Body, argument: str, total: str) -> None:
    factus = open_factus(f"total-off{argument}")
    data = factus.post(body()).json()["data"]
    assert data["totals"]["total"] == total
    assert factus.get(f"/v2/bills/{data['number']}").json()["data"]["totals"]["total"] == total
    assert factus.get("/v2/bills").json()["data"]["data"][0]["total"] == total


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [("round-by-line", "1.59"), ("round-half-even", "1.56"), ("round-by-rate", "1.58")],
)
def test_a_different_rounding_is_a_different_sum_expected(
    open_factus: Open, body: Body, scenario: str, expected: str
) -> None:
    lines = [{**body()["items"][0], "price": "0.50", "taxes": [{"code": "01", "rate": "5"}]} for _ in range(3)]
    answer = open_factus(scenario).post(body(items=lines))
    assert f"Esperado: {expected} - " in answer.text


def test_what_the_answer_lacks_or_falsifies_is_there_when_shown(open_factus: Open, body: Body) -> None:
    factus = open_factus("wrong-reference@A", "no-number@B", "no-code@C")
    wrong, unnumbered, unsealed = (factus.post(body(reference_code=one)).json()["data"] for one in "ABC")
    assert wrong["reference_code"] == "A-OTRA"
    assert unnumbered["number"] is None
    assert "cufe" not in unsealed
    shown = factus.get(f"/v2/bills/{unsealed['number']}").json()["data"]
    assert (shown["reference_code"], len(shown["cufe"])) == ("C", 96)


@pytest.mark.parametrize(
    ("scenario", "where"),
    [
        ("errors-root", lambda found: found["errors"]["RUT01"]),
        ("errors-list", lambda found: found["data"]["errors"][1]),
        ("nested-data", lambda found: found["data"]["bill"]["errors"]["RUT01"]),
        ("notifications", lambda found: found["data"]["errors"]["RUT01"]),
    ],
)
def test_remarks_come_in_every_shape(open_factus: Open, body: Body, scenario: str, where: Callable[..., str]) -> None:
    factus = open_factus(scenario, notifications=scenario != "notifications")
    assert "Notificación" in where(factus.post(body()).json())


def test_there_may_be_no_remarks(open_factus: Open, body: Body) -> None:
    assert open_factus("errors-null").post(body()).json()["data"]["errors"] is None
    assert open_factus(notifications=False).post(body()).json()["data"]["errors"] == {}
    assert open_factus("delay", "errors-null").post(body()).json()["data"]["errors"] is None
    assert open_factus("delay", "errors-list").post(body()).json()["data"]["errors"] == []


def test_a_rejection_may_be_a_list_in_a_201(open_factus: Open, body: Body) -> None:
    answer = open_factus("rejection", "errors-list").post(body())
    assert (answer.status_code, len(answer.json()["data"]["errors"])) == (201, 1)


def test_a_list_may_lag_behind(open_factus: Open, body: Body) -> None:
    factus = open_factus("list-lag:30")
    number = factus.post(body()).json()["data"]["number"]
    query = {"filter[reference_code]": REFERENCE}
    assert factus.get("/v2/bills", **query).json()["data"]["data"] == []
    assert factus.get(f"/v2/bills/{number}").status_code == 200
    factus.clock.move(30)
    assert len(factus.get("/v2/bills", **query).json()["data"]["data"]) == 1


def test_a_list_may_fail_at_first(open_factus: Open) -> None:
    factus = open_factus("list-500:2@FV-1")
    query = {"filter[reference_code]": "FV-1"}
    assert [factus.get("/v2/bills", **query).status_code for _ in range(3)] == [500, 500, 200]
    assert factus.get("/v2/bills").status_code == 200


def test_a_deletion_may_fail_at_first_or_not_be_there(open_factus: Open, body: Body) -> None:
    factus = open_factus("rejection@M*", "delete-500:2@M1", "delete-405@M2")
    factus.post(body(reference_code="M1"))
    assert [factus.delete("M1").status_code for _ in range(4)] == [500, 500, 200, 404]
    factus.post(body(reference_code="M2"))
    assert [factus.delete("M2").status_code for _ in range(2)] == [405, 405]
    assert len(factus.store.documents()) == 1


def test_a_deletion_may_only_be_said(open_factus: Open, body: Body) -> None:
    factus = open_factus("rejection@M3", "delete-ignored@M3")
    factus.post(body(reference_code="M3"))
    assert [factus.delete("M3").status_code for _ in range(2)] == [200, 200]
    assert len(factus.store.documents()) == 1


def test_a_plan_ends_when_its_documents_do(open_factus: Open, body: Body) -> None:
    factus = open_factus("plan-left:1")
    assert factus.get("/v2/subscriptions").json()["data"][0]["documents_available"] == 1
    assert [factus.post(body(reference_code=f"P{n}")).status_code for n in range(2)] == [201, 402]
    assert factus.get("/v2/subscriptions").json()["data"][0]["documents_available"] == 0


@pytest.mark.parametrize(("scenario", "status"), [("plan-odd:403", 403), ("plan-odd:404", 404), ("plan-odd", 200)])
def test_a_plan_may_not_be_told(open_factus: Open, scenario: str, status: int) -> None:
    answer = open_factus(scenario).get("/v2/subscriptions")
    assert answer.status_code == status
    assert not isinstance(answer.json().get("data"), list)


@pytest.mark.parametrize(
    ("scenario", "status", "end", "expired"),
    [("range-expired", 422, "2026-11-23", True), ("range-ending:5", 201, "2026-11-29", False)],
)
def test_the_range_of_invoices_ends(
    open_factus: Open, body: Body, scenario: str, status: int, end: str, expired: bool
) -> None:
    factus = open_factus(scenario)
    first = factus.get("/v2/numbering-ranges").json()["data"]["data"][0]
    assert (first["end_date"], first["is_expired"], first["is_active"]) == (end, expired, True)
    assert factus.post(body()).status_code == status


def test_the_range_of_invoices_runs_out(open_factus: Open, body: Body) -> None:
    factus = open_factus("few-numbers:2")
    assert [factus.post(body(reference_code=f"N{n}")).status_code for n in range(3)] == [201, 201, 422]


def test_scenarios_add_up(open_factus: Open, body: Body) -> None:
    factus = open_factus("delay:1", "error-500-after", "total-off:5")
    answers = [factus.post(body()) for _ in range(2)]
    assert [one.status_code for one in answers] == [500, 201]
    data = answers[1].json()["data"]
    assert (data["is_validated"], data["totals"]["total"]) == (True, "83305.00")


def test_nothing_in_the_catalogue_is_unknown_to_the_tests() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_simulator_*.py"))
    tested = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)[:@%"]', sources))
    assert {one.name for one in SCENARIOS} <= tested
