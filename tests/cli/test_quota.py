"""The quota is used to the full and never exceeded: the real process and a simulator whose clock runs faster.

The simulator counts 80 requests in each minute of its own clock, wherever that minute begins; the DIAN takes 3 s.
"""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from processes import lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

DOCUMENTS = 400
QUOTA = 80
SPEED = "4"
"""Times faster than real: more, and a machine that is busy for a tenth of a second is busy for a second of the quota."""
SLOW_DIAN = ("--quota", str(QUOTA), "--latency", "3", "--speed", SPEED)


def references(whose: str, count: int) -> list[str]:
    return [f"{whose}-{number}" for number in range(count)]


def share_used(simulator: ServedSimulator) -> float:
    """What was asked, as a part of what the quota allows from the first answer to the last."""
    moments = [datetime.fromisoformat(one["at"]) for one in simulator.requests()]
    return len(moments) / ((max(moments) - min(moments)).total_seconds() * QUOTA / 60)


def statuses(simulator: ServedSimulator) -> set[int]:
    return {one["status"] for one in simulator.requests()}


@pytest.mark.slow
def test_one_process_uses_the_quota_without_one_429(machine: Machine) -> None:
    machine.write("lote.csv", lote(references("FV", DOCUMENTS)))
    with served(machine, *SLOW_DIAN) as simulator:
        del machine.variables["FACTUS_RPM"]
        done = machine.run("send", "lote.csv", "--json")
        assert done.json["summary"]["validated"] == DOCUMENTS
        assert statuses(simulator) == {200, 201}
        assert share_used(simulator) >= 0.97


@pytest.mark.slow
def test_three_processes_of_one_user_share_the_quota_without_one_429(machine: Machine) -> None:
    names = ("uno", "dos", "tres")
    for name in names:
        assert machine.run("profile", "add", name).code == 0
        machine.write(f"{name}.csv", lote(references(name, DOCUMENTS // len(names))))
    with served(machine, *SLOW_DIAN) as simulator:
        del machine.variables["FACTUS_RPM"]
        running = [machine.start("send", f"{name}.csv", "--profile", name) for name in names]
        assert [process.communicate()[1] and process.returncode for process in running] == [0, 0, 0]
        assert statuses(simulator) == {200, 201}
        assert Counter(posted.split("-")[0] for posted in simulator.posts()) == dict.fromkeys(names, 133)
        assert share_used(simulator) >= 0.97


def test_running_again_what_is_validated_asks_for_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(references("FV", 20)))
    assert machine.run("send", "lote.csv").code == 0
    before = len(simulator.requests())
    again = machine.run("send", "lote.csv", "--json")
    assert (again.code, again.json["summary"]["requests"], again.json["summary"]["already_validated"]) == (0, 0, 20)
    assert machine.run("resume").code == 0
    assert len(simulator.requests()) == before


def test_somebody_elses_use_of_the_quota_is_heeded(machine: Machine) -> None:
    machine.write("lote.csv", lote(references("FV", 30)))
    with served(machine, "--quota", "20", "--speed", "30") as simulator:
        machine.variables["FACTUS_RPM"] = "20"
        somebody_else(simulator, machine, 10)
        done = machine.run("send", "lote.csv", "--json")
        assert done.json["summary"]["validated"] == 30
        assert statuses(simulator) == {200, 201}


def test_a_faster_clock_is_for_a_simulator_of_this_machine_alone(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--speed", "2"):
        machine.variables["FACTUS_BASE_URL"] = "https://api-sandbox.factus.com.co"
        refused = machine.run("send", "lote.csv", "--json")
    assert (refused.code, "FACTUS_SIMULATED_CLOCK" in refused.json["error"]["message"]) == (2, True)
    machine.variables.update({"FACTUS_BASE_URL": "http://127.0.0.1:1", "FACTUS_SIMULATED_CLOCK": "rápido"})
    assert machine.run("send", "lote.csv").code == 2


def somebody_else(simulator: ServedSimulator, machine: Machine, times: int) -> None:
    """Another program of the same user, that shares no pace with this machine."""
    granted = form(simulator, machine)
    for _ in range(times - 1):
        get(f"{simulator.url}/v2/companies", granted["access_token"])


def form(simulator: ServedSimulator, machine: Machine) -> Any:
    """A token of its own."""
    names = ("client_id", "client_secret", "username", "password")
    fields = {"grant_type": "password", **{name: machine.variables[f"FACTUS_{name.upper()}"] for name in names}}
    with urllib.request.urlopen(f"{simulator.url}/oauth/token", urllib.parse.urlencode(fields).encode()) as answer:  # noqa: S310
        return json.load(answer)


def get(url: str, token: str) -> None:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 200
