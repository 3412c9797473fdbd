"""A profile's ledger is of one Factus: what a simulator validated is never taken for validated by the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served

if TYPE_CHECKING:
    from processes import Finished, Machine

NOWHERE = "https://factus.invalid"
"""Another Factus: a name that never resolves."""


COMMANDS = (
    ("send", "lote.csv", "--yes"),
    ("send", "lote.csv", "--dry-run"),
    ("resume",),
    ("pending",),
    ("pending", "clear", "FV-1", "--yes"),
    ("reconcile",),
    ("reconcile", "--import"),
)


@pytest.fixture
def practised(machine: Machine) -> Machine:
    """A lote that a simulator at FACTUS_BASE_URL has validated, and then another address in its place."""
    machine.variables["FACTUS_ENVIRONMENT"] = "production"
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with served(machine):
        assert machine.run("send", "lote.csv", "--yes").code == 0
    machine.variables["FACTUS_BASE_URL"] = NOWHERE
    return machine


def refused(done: Finished) -> bool:
    """Whether it is told of which address the ledger is, and what to do."""
    error = done.json["error"]
    assert "localhost" in error["message"], error
    assert "factus.invalid" in error["message"]
    assert "factus profile add" in error["hint"]
    return (done.code, error["code"]) == (2, "other_address")


def test_a_ledger_of_one_address_works_with_no_other(practised: Machine) -> None:
    for command in COMMANDS:
        assert refused(practised.run(*command, "--json")), command


def test_what_one_address_validated_is_sent_to_another_by_a_profile_of_its_own(practised: Machine) -> None:
    assert practised.run("profile", "add", "real", "--base-url", NOWHERE).code == 0
    done = practised.run("-p", "real", "send", "lote.csv", "--yes", "--json")
    assert done.json["summary"]["already_validated"] == 0
    assert (done.code, done.json["error"]["code"]) == (7, "unreachable")


def test_reading_asks_nobody_and_needs_no_address(practised: Machine) -> None:
    for command in (("status",), ("list",), ("ledger", "verify"), ("report", "lote.csv", "-o", "i.csv")):
        assert practised.run(*command).code == 0, command


def test_an_address_where_nothing_was_ever_sent_keeps_nothing(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine) as simulator:
        right = machine.variables["FACTUS_BASE_URL"]
        machine.variables["FACTUS_BASE_URL"] = NOWHERE
        assert machine.run("send", "lote.csv").code == 7
        machine.variables["FACTUS_BASE_URL"] = right
        assert machine.run("send", "lote.csv").code == 0
        assert len(simulator.documents()) == 1
    with served(machine):  # a simulator takes another port each time
        assert machine.run("send", "lote.csv", "--json").json["summary"]["already_validated"] == 1
