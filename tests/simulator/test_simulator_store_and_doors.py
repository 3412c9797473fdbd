"""What outlives a process, the simulator's own doors, and what any request may bring."""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factus_cli.simulator.account import default_account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.clock import FastClock, SystemClock
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]
    Open = Callable[..., Factus]

DOCUMENTS, REQUESTS = "/_simulator/documents", "/_simulator/requests"
SCENARIOS, RESET = "/_simulator/scenarios", "/_simulator/reset"


def test_documents_numbers_and_tokens_outlive_a_process(open_factus: Open, body: Body, tmp_path: Path) -> None:
    path = tmp_path / "simulador.sqlite"
    before = open_factus(path=path)
    first = before.post(body(reference_code="A")).json()["data"]
    after = open_factus(path=path, enter=False)
    after.headers.update(before.headers)
    assert after.get(f"/v2/bills/{first['number']}").json()["data"]["cufe"] == first["cufe"]
    assert after.post(body(reference_code="A")).json()["data"]["number"] == first["number"]
    assert after.post(body(reference_code="B")).json()["data"]["number"] == "SETP990000551"


def test_attempts_outlive_a_process(open_factus: Open, body: Body, tmp_path: Path) -> None:
    path = tmp_path / "simulador.sqlite"
    assert open_factus("error-500:2", path=path).post(body()).status_code == 500
    again = open_factus("error-500:2", path=path)
    assert [again.post(body()).status_code for _ in range(2)] == [500, 201]


def test_a_delay_outlives_a_process(open_factus: Open, body: Body, tmp_path: Path) -> None:
    path = tmp_path / "simulador.sqlite"
    open_factus("delay:2", path=path).post(body())
    again = open_factus(path=path)
    assert [again.post(body()).json()["data"]["is_validated"] for _ in range(2)] == [False, True]


def test_a_file_that_can_t_be_a_database_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "otro.txt").write_text("no es una base de datos" * 100)
    with pytest.raises(sqlite3.Error):
        Store(tmp_path / "otro.txt")


def test_numbers_taken_from_many_threads_are_different() -> None:
    store = Store()
    numbering_range = default_account().ranges[0]
    taken: list[int] = []

    def taking() -> None:
        for _ in range(50):
            with store.transaction():
                taken.append(store.take_number(numbering_range))

    threads = [threading.Thread(target=taking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(990000550, 990000750))
    store.close()


def test_a_transaction_that_fails_leaves_nothing(factus: Factus) -> None:
    numbering_range = default_account().ranges[0]
    with pytest.raises(RuntimeError, match="a medias"), factus.store.transaction():
        factus.store.take_number(numbering_range)
        raise RuntimeError("a medias")
    assert factus.store.take_number(numbering_range) == numbering_range.current


def test_the_store_shows_a_family_or_everything(factus: Factus, body: Body) -> None:
    factus.post(body())
    factus.post(body("support_document"), "support-documents")
    assert [one.family for one in factus.store.documents()] == ["bills", "support-documents"]
    assert [one.reference for one in factus.store.documents("bills")] == ["LOTE1-FV-0001"]


def test_the_doors_show_documents_and_requests(factus: Factus, body: Body) -> None:
    sent = body()
    factus.post(sent)
    factus.get("/v2/bills", **{"filter[reference_code]": "FV-7"})
    factus.delete("FV-9")
    held = factus.get(DOCUMENTS).json()
    assert held["most_in_flight"] == 1
    (one,) = held["documents"]
    assert (one["reference_code"], one["number"], one["state"]) == ("LOTE1-FV-0001", "SETP990000550", "validated")
    assert one["payload"] == sent
    seen = [(one["method"], one["status"], one["reference"]) for one in factus.get(REQUESTS).json()["requests"]]
    assert seen == [
        ("POST", 200, None), ("POST", 201, "LOTE1-FV-0001"), ("GET", 200, "FV-7"), ("DELETE", 404, "FV-9"),
    ]  # fmt: skip


def test_the_doors_ask_for_no_token_and_spend_no_quota(open_factus: Open) -> None:
    factus = open_factus(requests_per_minute=2)
    nobody = {"Authorization": "", "User-Agent": ""}
    assert {factus.ask("GET", DOCUMENTS, headers=nobody).status_code for _ in range(5)} == {200}
    assert factus.get("/v2/companies").status_code == 200


def test_a_foreign_document_is_planted_where_asked(factus: Factus, body: Body) -> None:
    asked = {"family": "credit-notes", "reference": "DE-OTRO", "rejected": True}
    planted = factus.ask("POST", DOCUMENTS, json=asked)
    assert (planted.status_code, planted.json()["reference_code"]) == (201, "DE-OTRO")
    (row,) = factus.get("/v2/credit-notes", **{"filter[status]": "0"}).json()["data"]["data"]
    assert "Rechazo" in str(row["errors"])
    assert factus.post(body()).status_code == 201
    again = factus.ask("POST", DOCUMENTS, json=asked)
    assert (again.status_code, again.json()["message"]) == (409, "ya hay un documento con la referencia DE-OTRO")
    unknown = factus.ask("POST", DOCUMENTS, json={"family": "facturas"})
    assert (unknown.status_code, unknown.json()["message"]) == (422, "familia desconocida: facturas")
    assert factus.ask("POST", DOCUMENTS, content=b"{").status_code == 201


def test_scenarios_are_changed_while_it_runs(factus: Factus, body: Body) -> None:
    answer = factus.ask("POST", SCENARIOS, json={"scenarios": ["error-500:1@A", "slow:2%50"], "seed": 4})
    assert answer.json() == {"scenarios": ["error-500:1@A", "slow:2%50"]}
    assert factus.post(body(reference_code="A")).status_code == 500
    assert factus.ask("POST", SCENARIOS, content=b"[]").json() == {"scenarios": []}
    assert factus.post(body(reference_code="A")).status_code == 201


@pytest.mark.parametrize("asked", [{"scenarios": ["nada"]}, {"scenarios": "delay"}, {"scenarios": [], "seed": "siete"}])
def test_scenarios_that_can_t_be_are_refused(factus: Factus, asked: dict[str, Any]) -> None:
    answer = factus.ask("POST", SCENARIOS, json=asked)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_reset_leaves_an_account_nobody_has_used(factus: Factus, body: Body) -> None:
    factus.post(body())
    factus.ask("POST", RESET)
    assert (factus.store.documents(), factus.store.requests(), factus.store.posts_by_reference()) == ((), (), {})
    assert factus.store.most_in_flight == 0
    assert factus.post(body()).json()["data"]["number"] == "SETP990000550"


numbers = itertools.count()
json_value = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def paths(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every field of a body is."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in entries for found in ((*place, key), *paths(inner, (*place, key)))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("bills", "invoice_prepayment_order_period_currency"),
        ("bills", "invoice_tip"),
        ("credit-notes", "credit_note_without_reference"),
        ("support-documents", "support_document"),
    ],
)
def test_whatever_is_sent_gets_an_answer(factus: Factus, body: Body, data: Any, family: str, name: str) -> None:
    sent = body(name, reference_code=f"R-{next(numbers)}")
    *above, last = data.draw(st.sampled_from(paths(sent)))
    place: Any = sent
    for step in above:
        place = place[step]
    place[last] = data.draw(json_value)
    answer = factus.ask("POST", f"/v2/{family}/validate", content=json.dumps(sent))
    assert answer.status_code in (201, 422)
    assert factus.get(DOCUMENTS).status_code == 200


def test_what_is_not_said_is_an_empty_account_in_memory() -> None:
    simulation = create_app().state.simulation
    assert simulation.store.documents() == ()
    assert isinstance(simulation.clock, SystemClock)
    simulation.store.close()


def test_the_system_s_clock_is_the_machine_s() -> None:
    before = datetime.now(UTC)
    asyncio.run(SystemClock().sleep(0))
    assert before <= SystemClock().now() <= datetime.now(UTC)


def test_a_fast_clock_runs_ahead() -> None:
    clock = FastClock(speed=100_000)
    before = clock.now()
    asyncio.run(clock.sleep(200))
    assert (clock.now() - before).total_seconds() >= 200
