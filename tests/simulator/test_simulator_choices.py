"""Which requests a scenario is for: the first ones, some of them, some documents, other requests; and what adds up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.errors import UsageProblem
from factus_cli.simulator.answers import ConnectionDropped
from factus_cli.simulator.scenario_list import SCENARIOS
from factus_cli.simulator.scenarios import WHERE, parse, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]
    Open = Callable[..., Factus]

REFERENCES = [f"FV-{number}" for number in range(400)]
OF_A_REFERENCE = {"filter[reference_code]": "FV-1"}
ANYWHERE = [one.name for one in SCENARIOS if one.anywhere]


@pytest.mark.parametrize(
    "written", ["list/lost-after:0%20", "any/slow:0.3", "rejection#1", "rejection@FV-*#2%5/doc", "delete/hang-after"]
)
def test_a_choice_with_everything_is_written_as_it_is_read(written: str) -> None:
    assert str(parse(written)) == written


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("lost-after:0.2", "lost-after%20"),
        ("rejection:.05", "rejection%5"),
        ("list/error-500:0.5@FV-*", "list/error-500@FV-*%50"),
        ("slow:0.2", "slow:0.2"),
        ("total-off:0.20", "total-off:0.20"),
    ],
)
def test_a_fraction_that_is_no_argument_is_a_probability(written: str, means: str) -> None:
    assert str(parse(written)) == means


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("lista/error-500", "no es una clase de petición"),
        ("list/rejection", "solo del envío"),
        ("any/total-off:5", "solo del envío"),
        ("rejection#", "no se entiende"),
        ("rejection/doc", "no hay un escenario «doc»"),
        ("lost-after:0.2%20", "no admite el argumento"),
        ("lost-after:1.5", "no admite el argumento"),
    ],
)
def test_a_choice_of_other_requests_that_can_t_be_is_explained(written: str, says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse(written)
    assert says in problem.value.message


def test_by_document_the_same_ones_fail_every_time() -> None:
    chosen = scenarios(["rejection%20/doc"], seed=7)
    drawn = [{one for one in REFERENCES if chosen.plan(one, attempt)} for attempt in (1, 2, 3)]
    assert drawn[0] == drawn[1] == drawn[2]
    assert 40 < len(drawn[0]) < 120


def test_by_request_each_attempt_is_drawn_anew() -> None:
    chosen = scenarios(["error-500:0%20"], seed=7)
    first, second = ({one for one in REFERENCES if chosen.plan(one, attempt)} for attempt in (1, 2))
    assert first != second
    assert first & second


def test_the_first_times_are_of_each_reference() -> None:
    chosen = scenarios(["rejection#2"])
    assert [bool(chosen.plan("FV-1", attempt)) for attempt in (1, 2, 3)] == [True, True, False]
    assert chosen.plan("FV-2", 1)


def test_what_is_for_other_requests_is_not_for_a_post_and_any_is() -> None:
    chosen = scenarios(["list/hang", "any/error-500"])
    assert dict(chosen.plan("FV-1", 1)) == {"error-500": "1"}
    assert dict(chosen.faults("list", "FV-1", 1)) == {"hang": "1", "error-500": "1"}
    assert dict(chosen.faults("show", "FV-1", 1)) == {"error-500": "1"}


def test_a_marker_of_a_document_makes_no_list_fail(open_factus: Open, body: Body) -> None:
    factus = open_factus()
    reference = "FV-SIM-ERROR500-1"
    assert factus.post(body(reference_code=reference)).status_code == 500
    assert factus.get("/v2/bills", **{"filter[reference_code]": reference}).status_code == 200


@pytest.mark.parametrize(
    ("where", "ask"),
    [
        ("list", lambda factus, number: factus.get("/v2/bills", **OF_A_REFERENCE)),
        ("show", lambda factus, number: factus.get(f"/v2/bills/{number}")),
        ("delete", lambda factus, number: factus.delete("FV-1")),
        ("token", lambda factus, number: factus.token()),
        ("account", lambda factus, number: factus.get("/v2/numbering-ranges")),
        ("download", lambda factus, number: factus.get(f"/v2/bills/{number}/download-pdf")),
        ("any", lambda factus, number: factus.get("/v2/bills", **OF_A_REFERENCE)),
    ],
)
def test_every_kind_of_request_may_fail(
    open_factus: Open, body: Body, where: str, ask: Callable[[Factus, str], Any]
) -> None:
    factus = open_factus()
    number = factus.post(body(reference_code="FV-1")).json()["data"]["number"]
    good = ask(factus, number).status_code
    factus.ask("POST", "/_simulator/scenarios", json={"scenarios": [f"{where}/error-503:0"]})
    assert ask(factus, number).status_code == 503
    factus.ask("POST", "/_simulator/scenarios", json={"scenarios": []})
    assert ask(factus, number).status_code == good
    assert where in WHERE


def test_a_fault_of_one_reference_s_lists_is_not_of_another_s(open_factus: Open) -> None:
    factus = open_factus("list/error-500:0@FV-1", "show/error-500:0@SETP1")
    assert factus.get("/v2/bills", **OF_A_REFERENCE).status_code == 500
    assert factus.get("/v2/bills", **{"filter[reference_code]": "FV-2"}).status_code == 200
    assert factus.get("/v2/bills/SETP1").status_code == 500
    assert factus.get("/v2/bills/SETP2").status_code == 404


def test_a_deletion_whose_answer_is_lost_has_deleted(open_factus: Open, body: Body) -> None:
    factus = open_factus("rejection", "delete/lost-after")
    factus.post(body(reference_code="M1"))
    with pytest.raises(ConnectionDropped):
        factus.delete("M1")
    assert factus.store.documents() == ()
    assert factus.delete("M1").status_code == 404


def test_a_deletion_may_take_its_time(open_factus: Open, body: Body) -> None:
    factus = open_factus("rejection", "delete/slow:40")
    factus.post(body(reference_code="M1"))
    before = list(factus.clock.slept)
    assert factus.delete("M1").status_code == 200
    assert factus.clock.slept[len(before) :] == [40]


@pytest.mark.parametrize("name", [one for one in ANYWHERE if "hang" not in one])
def test_whatever_may_happen_anywhere_happens_to_a_list_and_only_as_often_as_said(open_factus: Open, name: str) -> None:
    factus = open_factus(f"list/{name}")

    def listed() -> object:
        try:
            answer = factus.get("/v2/bills", **OF_A_REFERENCE)
            return answer.status_code, answer.json()["data"]["data"]
        except (ConnectionDropped, ValueError, KeyError) as trouble:
            return type(trouble)

    good = (200, [])
    assert (listed() == good) == (name == "slow")
    assert listed() == good
    assert ("slow" in name) == bool(factus.clock.slept)


@pytest.mark.parametrize("name", ["list/hang", "list/hang-after"])
def test_a_list_may_stay_silent(open_factus: Open, name: str) -> None:
    factus = open_factus(name)

    async def waiting() -> None:
        async with asyncio.timeout(0.05):
            await factus.asking("GET", "/v2/bills", params=OF_A_REFERENCE)

    with pytest.raises(TimeoutError):
        factus.runner.run(waiting())
    assert factus.get("/v2/bills", **OF_A_REFERENCE).status_code == 200


@pytest.mark.parametrize(
    ("scenario", "status", "kept"),
    [
        ("error-502-after", 502, 1),
        ("error-503-after", 503, 1),
        ("html-after", 502, 1),
        ("error-504-before", 504, 0),
        ("empty-body-before", 200, 0),
        ("error-401", 401, 0),
        ("forbidden", 403, 0),
        ("html-403", 403, 0),
    ],
)
def test_a_server_in_trouble_has_kept_it_or_not(
    open_factus: Open, body: Body, scenario: str, status: int, kept: int
) -> None:
    factus = open_factus(scenario)
    assert factus.post(body()).status_code == status
    assert len(factus.store.documents()) == kept
    assert factus.post(body()).status_code == 201
    assert len(factus.store.documents()) == 1


def test_a_429_may_say_when_only_by_its_reset(open_factus: Open, body: Body) -> None:
    factus = open_factus("rate-limit-reset:7@A", "rate-limit-unix:9@B")
    seconds, instant = (factus.post(body(reference_code=one)) for one in "AB")
    assert {seconds.status_code, instant.status_code} == {429}
    assert "Retry-After" not in {*seconds.headers, *instant.headers}
    assert seconds.headers["X-RateLimit-Reset"] == "7"
    assert int(instant.headers["X-RateLimit-Reset"]) == int(factus.clock.now().timestamp()) + 9
    assert factus.post(body(reference_code="A")).status_code == 201


def test_an_older_document_is_echoed_and_is_the_one_that_is_there(open_factus: Open, body: Body) -> None:
    factus = open_factus("echo")
    answers = [factus.post(body()) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert {one.json()["data"]["totals"]["total"] for one in answers} == {"166600.00"}
    (row,) = factus.get("/v2/bills").json()["data"]["data"]
    assert (row["total"], row["is_validated"]) == ("166600.00", True)


def test_an_answer_may_show_another_customer(open_factus: Open, body: Body) -> None:
    factus = open_factus("wrong-customer")
    assert factus.post(body()).json()["data"]["customer"]["identification"] == "1"
    assert factus.post(body()).json()["data"]["customer"]["identification"] != "1"


def test_rule_90_may_come_in_a_409(open_factus: Open, body: Body) -> None:
    answer = open_factus("rule90-409").post(body())
    assert (answer.status_code, answer.json()["status"]) == (409, "Conflict")
    assert answer.json()["data"]["errors"] == ["Regla: 90, Rechazo: Documento procesado anteriormente."]


def test_notifications_may_be_all_there_is_while_the_dian_is_slow(open_factus: Open, body: Body) -> None:
    data = open_factus("delay", "notifications").post(body()).json()["data"]
    assert data["is_validated"] is False
    assert "Notificación" in data["errors"]["RUT01"]


@pytest.mark.parametrize("name", ["bills", "credit-notes"])
@pytest.mark.parametrize(
    ("shape", "where"),
    [
        ("errors-root", lambda found, wrapper: found["errors"]),
        ("nested-data", lambda found, wrapper: found["data"][wrapper]["errors"]),
        ("errors-list", lambda found, wrapper: found["data"]["errors"]),
        ("errors-null", lambda found, wrapper: found["data"]["errors"]),
    ],
)
def test_a_rejection_in_a_422_comes_in_every_shape(
    open_factus: Open, body: Body, name: str, shape: str, where: Callable[..., Any]
) -> None:
    factus = open_factus("rejection-422@N*", f"{shape}@N*")
    factus.post(body(reference_code="B"))
    original = factus.store.documents()[0].number
    made = {
        "bills": body(reference_code="N1"),
        "credit-notes": body("credit_note_full_annulment", reference_code="N1"),
    }[name]
    if name == "credit-notes":
        made["bill_number"] = original
    answer = factus.post(made, name)
    assert answer.status_code == 422, answer.text
    errors = where(answer.json(), {"bills": "bill", "credit-notes": "credit_note"}[name])
    assert isinstance(errors, list if shape == "errors-list" else dict)
    assert "Rechazo" in str(errors)


def test_older_shapes_of_refusals_are_of_the_whole_account(open_factus: Open, body: Body) -> None:
    factus = open_factus("conflict-list", "input-flat", "foreign-pending")
    conflict = factus.post(body()).json()
    assert "message" not in conflict
    assert "por enviar a la DIAN" in conflict["errors"][0]["message"]
    flat = factus.post(body(reference_code=None)).json()
    assert "reference_code" in flat["errors"]


def test_two_choices_of_one_scenario_are_for_their_own_references(open_factus: Open, body: Body) -> None:
    factus = open_factus("total-off:0.01@A", "total-off:5000@B")
    totals = [factus.post(body(reference_code=one)).json()["data"]["totals"]["total"] for one in "ABC"]
    assert totals == ["83300.01", "88300.00", "83300.00"]


def test_a_fault_on_the_way_a_slow_dian_and_a_rejection_add_up(open_factus: Open, body: Body) -> None:
    factus = open_factus("delay:1", "rejection", "lost-after:1", "delete/error-500:1", "list-lag:30")
    with pytest.raises(ConnectionDropped):
        factus.post(body())
    assert factus.get("/v2/bills").json()["data"]["data"] == []
    assert [one.state for one in factus.store.documents()] == ["pending"]
    assert "Rechazo" in factus.post(body()).text
    assert [factus.delete("LOTE1-FV-0001").status_code for _ in range(2)] == [500, 200]
