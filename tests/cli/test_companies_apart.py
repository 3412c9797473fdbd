"""Two companies on one profile: what one has validated is never taken for validated by the other."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hosted import enter, hosted
from processes import lote

from factus_cli.simulator.account import Company, Credentials, default_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processes import Finished, Machine, ServedSimulator

ONE = default_account()
OTHER = replace(
    default_account(credentials=Credentials("otra", "secreto-2", "otra@example.com", "clave-2")),
    company=Company(nit="800197268", dv="4", name="OTRA EMPRESA"),
)
RENEWED = replace(ONE, credentials=Credentials("simulador", "nuevo", "contabilidad@example.com", "nueva"))
"""The first company under another user, another secret and another password."""


@contextmanager
def worked(machine: Machine, *options: str) -> Iterator[ServedSimulator]:
    """The ledger of the profile holds what the first company has validated."""
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with hosted(machine, ONE) as simulator:
        assert machine.run("send", "lote.csv", *options).code in (0, 12)
        yield simulator


def refused(done: Finished) -> bool:
    """Whether both companies are named, and what to do."""
    error = done.json["error"]
    assert "900000000" in error["message"], error
    assert "800197268" in error["message"]
    assert "factus profile add" in error["hint"]
    return (done.code, error["code"]) == (2, "other_account")


COMMANDS = (
    ("send", "lote.csv"),
    ("send", "lote.csv", "--dry-run"),
    ("resume",),
    ("reconcile", "--import"),
    ("pending",),
    ("pending", "clear", "FV-1", "--yes"),
)


def test_the_ledger_of_one_company_does_nothing_for_another(machine: Machine) -> None:
    with worked(machine, "--limit", "1"), hosted(machine, OTHER) as other:
        for command in COMMANDS:
            assert refused(machine.run(*command, "--json")), command
        assert [one["path"] for one in other.requests()] == ["/oauth/token", "/v2/companies"] * len(COMMANDS)


def test_each_company_sends_the_same_lote_with_a_profile_of_its_own(machine: Machine) -> None:
    with worked(machine), hosted(machine, OTHER) as other:
        assert machine.run("profile", "add", "otra").code == 0
        done = machine.run("-p", "otra", "send", "lote.csv", "--json")
        assert (done.code, done.json["summary"]["validated"]) == (0, 2)
        assert len(other.documents()) == 2


def test_a_new_user_of_the_same_company_is_asked_about_once_and_goes_on(machine: Machine) -> None:
    with worked(machine, "--limit", "1") as before, hosted(machine, RENEWED) as after:
        done = machine.run("send", "lote.csv", "--json")
        assert done.code == 0, done.err
        assert (done.json["summary"]["validated"], done.json["summary"]["already_validated"]) == (1, 1)
        asked = len(after.requests())
        assert machine.run("send", "lote.csv", "--json").json["summary"]["already_validated"] == 2
        assert len(after.requests()) == asked
        assert [one["path"] for one in after.requests()].count("/v2/companies") == 1
        enter(machine, ONE, before.url)  # and so does the one of before
        asked = len(before.requests())
        assert machine.run("send", "lote.csv").code == 0
        assert len(before.requests()) == asked
    assert machine.run("ledger", "verify").code == 0


def test_a_new_password_asks_nothing(machine: Machine) -> None:
    with worked(machine) as simulator:
        asked = len(simulator.requests())
        machine.variables["FACTUS_PASSWORD"] = "otra"  # nobody's
        machine.variables["FACTUS_USERNAME"] = "Simulador@Example.com "
        assert machine.run("send", "lote.csv", "--json").json["summary"]["already_validated"] == 2
        assert len(simulator.requests()) == asked


@pytest.mark.parametrize(
    ("scenario", "code", "word"),
    [("account/forbidden:0", 2, "other_account"), ("account/error-500:0", 7, "unreachable")],
    ids=["not told", "no answer"],
)
def test_a_user_whose_company_nobody_tells_is_not_taken_for_the_same(
    machine: Machine, scenario: str, code: int, word: str
) -> None:
    with worked(machine), hosted(machine, OTHER, scenario) as other:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["error"]["code"]) == (code, word), done.json["error"]
        assert other.posts() == []


def test_what_is_only_ready_does_not_go_out_in_the_name_of_another_company(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with hosted(machine, ONE, "foreign-pending"):
        assert machine.run("send", "lote.csv").code == 7
        with hosted(machine, OTHER) as other:
            done = machine.run("resume", "--json")
            assert (done.code, done.json["error"]["code"]) == (2, "other_account")
            assert other.posts() == []


def test_a_ledger_of_before_knows_its_company_by_the_answers_it_keeps(machine: Machine) -> None:
    path = machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"
    with worked(machine) as simulator:
        forget_who_began_it(path)
        asked = len(simulator.requests())
        for _ in range(2):
            assert machine.run("send", "lote.csv", "--json").json["summary"]["already_validated"] == 2
        assert [one["path"] for one in simulator.requests()[asked:]] == ["/oauth/token", "/v2/companies"]
        with hosted(machine, OTHER):
            assert refused(machine.run("send", "lote.csv", "--json"))


def forget_who_began_it(path: object) -> None:
    """The ledger as a factus that did not note users left it: the event says another thing, which nobody reads."""
    with closing(sqlite3.connect(str(path))) as db, db:
        (trigger,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'events_never_UPDATE'").fetchone()
        db.execute("DROP TRIGGER events_never_UPDATE")
        db.execute("""UPDATE events SET details = '{"address":"localhost"}' WHERE what = 'address'""")
        db.execute(trigger)


def test_without_credentials_what_is_validated_is_still_told(machine: Machine) -> None:
    with worked(machine):
        for name in [name for name in machine.variables if name.startswith(("FACTUS_CLIENT", "FACTUS_USER"))]:
            del machine.variables[name]
        del machine.variables["FACTUS_PASSWORD"]
        assert machine.run("send", "lote.csv", "--json").json["summary"]["already_validated"] == 2
