"""What is of the account, not of one document: Regla 90, credentials, subscription, no connection, another sender."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import asked, at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from subprocess import Popen

    from processes import Machine, ServedSimulator

FIVE = [f"FV-{number}" for number in range(1, 6)]
FORTY = [f"FV-{number:02}" for number in range(1, 41)]


def sending(machine: Machine, simulator: ServedSimulator, *options: str) -> Popen[bytes]:
    """A send that is under way."""
    process = machine.start("send", "lote.csv", "--json", *options)
    while len(simulator.posts()) < 3 and process.poll() is None:
        time.sleep(0.02)
    assert process.poll() is None
    return process


@pytest.mark.parametrize("scenario", ["rule90", "rule90-422", "rule90-409"])
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "looked up"])
def test_rule_90_needs_support_and_is_never_deleted_nor_resent(machine: Machine, scenario: str, lost: bool) -> None:
    machine.write("lote.csv", lote(FIVE))
    chosen = ["--scenario", f"{scenario}@FV-5", *(["--scenario", "lost-after@FV-5"] if lost else [])]
    with served(machine, *chosen) as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, states(done)) == (5, {"validated": 4, "needs_support": 1})
        assert document(done, "FV-5")["messages"][0]["code"] == "90"
        assert (simulator.posts().count("FV-5"), asked(simulator, "DELETE")) == (1, [])
        before = simulator.requests()
        told = machine.run("send", "lote.csv")
        assert (told.code, "procesado anteriormente" in told.out) == (5, True)
        assert machine.run("resume").code == 0
        assert simulator.requests() == before
        assert at_factus(simulator)["FV-5"]["state"] == "rejected"


def test_rule_90_that_blocks_the_others_ends_the_run_by_its_name(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "rule90@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "blocked")
        number = at_factus(simulator)["FV-2"]["number"]
        assert "FV-2" in done.json["error"]["message"]
        assert number in done.json["error"]["message"]
        assert states(done) == {"validated": 1, "needs_support": 1, "not_sent": 3}
        assert (simulator.posts().count("FV-2"), asked(simulator, "DELETE")) == (1, [])


def test_a_session_that_is_refused_twice_ends_the_run_with_everything_still_to_send(machine: Machine) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "error-401:0@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (4, "credentials")
        assert states(done) == {"validated": 1, "not_sent": 4}
        assert simulator.posts() == ["FV-1", "FV-2", "FV-2"]
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated", "ready"}
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("resume").code == 0
        assert len(at_factus(simulator)) == len(FIVE)


@pytest.mark.parametrize("scenario", ["error-401:1@FV-2", "token-expired:2"])
def test_a_session_that_is_refused_once_is_renewed(machine: Machine, scenario: str) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", scenario, "--scenario", "refresh-revoked") as simulator:
        assert machine.run("send", "lote.csv").code == 0
        assert [one["status"] for one in asked(simulator, "POST", "/oauth/token")] == [200, 401, 200]


@pytest.mark.parametrize(
    ("scenario", "code", "error"),
    [
        ("quota-exhausted@FV-2", 8, "subscription_exhausted"),
        ("forbidden:0@FV-2", 4, "forbidden"),
        ("html-403:0@FV-2", 4, "forbidden"),
    ],
)
def test_what_the_account_may_not_do_ends_the_run_with_everything_still_to_send(
    machine: Machine, scenario: str, code: int, error: str
) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", scenario) as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (code, error)
        assert states(done) == {"validated": 1, "not_sent": 4}
        assert simulator.posts() == ["FV-1", "FV-2"]
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("resume").code == 0


def test_a_factus_that_goes_away_leaves_what_did_not_leave_ready(machine: Machine) -> None:
    machine.write("lote.csv", lote(FORTY))
    store = str(machine.folder / "factus.sqlite")
    with served(machine, "--latency", "0.3", "--store", store) as simulator:
        process = sending(machine, simulator)
    out, _ = process.communicate(timeout=60)
    done = json.loads(out)
    assert (process.returncode, done["exit_code"], done["error"]["code"]) == (7, 7, "unreachable")
    kept = in_ledger(machine)
    assert set(kept) == set(FORTY)
    assert {one["state"] for one in kept.values()} <= {"validated", "in_doubt", "ready"}
    assert sum(one["state"] == "ready" for one in kept.values()) > 25
    assert done["summary"]["not_sent"] == sum(one["state"] == "ready" for one in kept.values())
    with served(machine, "--store", store) as simulator:
        assert machine.run("resume").code == 0
        held = {reference: one["number"] for reference, one in at_factus(simulator).items()}
        assert held == {reference: one["number"] for reference, one in in_ledger(machine).items()}
        assert len(held) == len(FORTY)


@pytest.mark.parametrize("wait", ["rate-limit:1", "rate-limit-reset:1", "rate-limit-unix:2", "any/rate-limit:1%50"])
def test_a_429_makes_everybody_wait_and_costs_no_document_an_attempt(machine: Machine, wait: str) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", wait, "--seed", "7") as simulator:
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, states(done)) == (0, {"validated": 5})
        assert {one["attempts"] for one in done.json["documents"]} == {1}
        assert 429 in {one["status"] for one in simulator.requests()}


def test_a_second_sender_is_told_who_sends_and_starts_at_once_when_it_is_killed(machine: Machine) -> None:
    machine.write("lote.csv", lote(FORTY))
    with served(machine, "--latency", "0.3") as simulator:
        process = sending(machine, simulator)
        for order in (("send", "lote.csv"), ("resume",)):
            second = machine.run(*order, "--json")
            assert (second.code, second.json["error"]["code"]) == (10, "locked")
            assert f"PID {process.pid}" in second.json["error"]["message"]
            assert re.search(r"desde las \d\d:\d\d", second.json["error"]["message"])
        assert process.poll() is None
        process.kill()
        process.communicate()
        third = machine.run("send", "lote.csv", "--json")
        assert (third.code, third.json["summary"]["validated"] + third.json["summary"]["already_validated"]) == (0, 40)
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated"}
        assert len(at_factus(simulator)) == len(FORTY)


def test_another_profile_is_not_held_by_it(machine: Machine) -> None:
    machine.write("lote.csv", lote(FORTY))
    machine.write("otro.csv", lote(["FX-1"]))
    for name in ("una", "otra"):
        assert machine.run("profile", "add", name).code == 0
    with served(machine, "--latency", "0.3") as simulator:
        process = sending(machine, simulator, "--profile", "una")
        assert machine.run("send", "otro.csv", "--profile", "otra").code == 0
        process.communicate(timeout=60)
        assert process.returncode == 0


@pytest.mark.parametrize("rejected", [False, True], ids=["pending", "rejected"])
def test_a_foreign_blocker_is_named_within_three_requests_and_left_alone(machine: Machine, rejected: bool) -> None:
    machine.write("lote.csv", lote(FIVE))
    with served(machine, "--scenario", "conflict-list") as simulator:
        planted = simulator.ask("/_simulator/documents", {"reference": "AJENA-7", "rejected": rejected})
        done = machine.run("send", "lote.csv", "--concurrency", "1", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "blocked")
        for part in ("AJENA-7", planted["number"]):
            assert part in done.json["error"]["message"]
        assert states(done) == {"not_sent": 5}
        asked_for = [one["path"] for one in simulator.requests()]
        assert (len(asked_for) <= 3, simulator.posts()) == (True, [])
        assert asked(simulator, "DELETE") == []
