"""A run that ends while documents wait (a 429, a held account, a slow DIAN, a token): what left nothing is told as such."""

from __future__ import annotations

import re
import signal
import time
from typing import TYPE_CHECKING

import pytest
from processes import Finished, lote, served
from standings import at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import Popen

    from processes import Machine, ServedSimulator

SIX = [f"FV-{number}" for number in range(1, 7)]
SIGNALS = [pytest.param(signal.SIGINT, 130, id="SIGINT"), pytest.param(signal.SIGTERM, 143, id="SIGTERM")]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")


def until(happened: Callable[[], bool]) -> None:
    """Wait for what must happen, not for ever."""
    limit = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < limit
        time.sleep(0.03)


def waiting(machine: Machine, here: Callable[[], bool]) -> Popen[bytes]:
    """A send that has come to where it waits."""
    process = machine.start("send", "lote.csv", "--wait-dian", "10m", "--json")
    until(lambda: here() or process.poll() is not None)
    assert process.poll() is None
    time.sleep(0.2)
    return process


def ended_by(process: Popen[bytes], number: signal.Signals) -> Finished:
    """What it tells when a signal ends it: soon, for nothing is in the air."""
    process.send_signal(number)
    out, err = process.communicate(timeout=15)
    return Finished(process.returncode, out.decode(), err.decode())


def throttled(simulator: ServedSimulator) -> Callable[[], bool]:
    return lambda: any(one["status"] == 429 for one in simulator.requests())


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_post_that_a_429_turned_away_is_not_in_doubt_when_a_signal_ends_the_run(
    machine: Machine, number: signal.Signals, code: int
) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "rate-limit:300@FV-2") as simulator:
        done = ended_by(waiting(machine, throttled(simulator)), number)
        assert (done.code, states(done)["not_sent"] + states(done).get("validated", 0)) == (code, 6), done.out
        assert document(done, "FV-2")["state"] == "not_sent"
        assert in_ledger(machine)["FV-2"]["state"] == "ready"
        assert set(at_factus(simulator)) == {
            one["reference_code"] for one in done.json["documents"] if one["state"] == "validated"
        }


def test_the_users_own_time_ends_the_wait_after_a_429_at_once(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "rate-limit:300@FV-2"):
        done = machine.run("send", "lote.csv", "--max-duration", "2s", "--json", timeout=20)
        assert (done.code, done.json["error"]["code"]) == (12, "own_limit")
        assert (document(done, "FV-2")["state"], done.json["summary"]["in_doubt"]) == ("not_sent", 0)


def test_a_process_killed_while_it_waits_out_a_429_leaves_it_ready(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "rate-limit:300@FV-2") as simulator:
        process = waiting(machine, throttled(simulator))
        process.kill()
        process.communicate()
        assert in_ledger(machine)["FV-2"]["state"] == "ready"
        assert machine.run("ledger", "verify").code == 0


def test_a_signal_while_the_dian_is_slow_leaves_it_pending(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "delay:99@FV-2") as simulator:
        done = ended_by(waiting(machine, lambda: simulator.posts().count("FV-2") > 1), signal.SIGINT)
        assert (done.code, document(done, "FV-2")["state"]) == (130, "pending")
        assert done.json["summary"]["in_doubt"] == 0


def test_a_signal_while_a_pending_one_waits_out_a_429_leaves_it_pending(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-2"]))
    with served(machine, "--scenario", "delay:99@FV-2") as simulator:
        process = waiting(machine, lambda: bool(simulator.posts()))
        simulator.ask("/_simulator/scenarios", {"scenarios": ["delay:99@FV-2", "rate-limit-bare:0@FV-2"]})
        until(throttled(simulator))
        time.sleep(0.2)
        done = ended_by(process, signal.SIGTERM)
        assert (done.code, document(done, "FV-2")["state"]) == (143, "pending")
        assert in_ledger(machine)["FV-2"]["state"] == "pending"


def test_a_signal_while_the_session_is_renewed_leaves_what_was_turned_away_ready(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--latency", "0.5") as simulator:
        process = machine.start("send", "lote.csv", "--concurrency", "1", "--json")
        until(lambda: bool(at_factus(simulator)))
        simulator.ask("/_simulator/scenarios", {"scenarios": ["error-401:0", "token/hang:0"]})
        until(lambda: 401 in {one["status"] for one in simulator.requests()})
        done = ended_by(process, signal.SIGTERM)
        assert (done.code, set(states(done)), done.json["summary"]["in_doubt"]) == (143, {"validated", "not_sent"}, 0)
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated", "ready"}


def test_a_wait_that_no_run_waits_for_ends_it_and_says_until_when(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "rate-limit:7200@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--json", timeout=30)
        assert (done.code, done.json["error"]["code"]) == (7, "throttled")
        assert re.search(r"hasta las \d\d:\d\d", done.json["error"]["message"])
        assert (document(done, "FV-2")["state"], done.json["summary"]["in_doubt"]) == ("not_sent", 0)
        assert machine.run("resume").code == 0
        assert set(at_factus(simulator)) == set(SIX)


def test_a_process_that_finds_the_account_held_says_that_it_waits(machine: Machine) -> None:
    machine.write("lote.csv", lote(SIX))
    with served(machine, "--scenario", "rate-limit:7200@FV-2"):
        machine.variables["FACTUS_RPM"] = "80"  # the pace is shared
        assert machine.run("send", "lote.csv", timeout=30).code == 7
        process = machine.start("resume")
        assert process.stderr is not None
        assert b"Se espera" in process.stderr.readline()
        process.terminate()
        process.communicate(timeout=15)
