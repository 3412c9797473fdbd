"""One account sent from two homes: a ledger copied to another machine, or two users at the same moment."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from processes import Machine, lote, served

if TYPE_CHECKING:
    from pathlib import Path

REFERENCES = [f"FV-{number}" for number in range(1, 9)]


def other(machine: Machine, folder: Path) -> Machine:
    """Another machine that sends the same file to the same account."""
    folder.mkdir()
    second = Machine(folder, dict(machine.variables))
    second.write("lote.csv", lote(REFERENCES))
    return second


def test_a_copied_ledger_that_both_go_on_with_makes_no_document_twice(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine) as simulator:
        assert machine.run("send", "lote.csv", "--limit", "3").code == 12
        second = other(machine, machine.folder / "other")
        shutil.copytree(machine.folder / "home", second.folder / "home")
        ended = [one.run("send", "lote.csv", "--json") for one in (machine, second)]
        assert [one.code for one in ended] == [0, 0]
        assert Counter(one["reference_code"] for one in simulator.documents()) == dict.fromkeys(REFERENCES, 1)
        numbers = [{one["reference_code"]: one["number"] for one in each.json["documents"]} for each in ended]
        assert numbers[0] == numbers[1] == {one["reference_code"]: one["number"] for one in simulator.documents()}
        assert second.run("ledger", "verify").code == 0


def test_two_users_who_send_one_file_at_once_make_no_document_twice(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.2") as simulator:
        machines = (machine, other(machine, machine.folder / "other"))
        running = [one.start("send", "lote.csv", "--json") for one in machines]
        answers = [json.loads(one.communicate(timeout=60)[0]) for one in running]
        held = {one["reference_code"]: one["number"] for one in simulator.documents()}
        assert len(simulator.documents()) == len(held) == len(REFERENCES)
        for answer in answers:
            assert answer["exit_code"] == 0, answer["error"]
            assert {one["reference_code"]: one["number"] for one in answer["documents"]} == held


def test_two_users_of_an_account_that_takes_one_document_at_a_time_finish_both_lotes(machine: Machine) -> None:
    machine.write("lote.csv", lote(["A-1", "A-2", "A-3"]))
    with served(machine, "--latency", "0.1", "--scenario", "one-in-flight") as simulator:
        second = other(machine, machine.folder / "other")
        second.write("lote.csv", lote(["B-1", "B-2", "B-3"]))
        running = [one.start("send", "lote.csv", "--json") for one in (machine, second)]
        answers = [json.loads(one.communicate(timeout=60)[0]) for one in running]
        held = {one["reference_code"]: one["number"] for one in simulator.documents()}
        assert len(simulator.documents()) == len(held) == 6
        told = {one["reference_code"]: one["number"] for answer in answers for one in answer["documents"]}
        assert ([answer["exit_code"] for answer in answers], told) == ([0, 0], held)
        assert [one["status"] for one in simulator.requests() if one["method"] == "DELETE"] == []
