"""Of which Factus a ledger says it is: found at once, however long the ledger, and from the first schema on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from ledger_world import ANSWER, KEY, VALIDATED, StillClock, prepared

from factus_cli.errors import UsageProblem
from factus_cli.ledger import account, address, connection
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lotes import lotes
from factus_cli.ledger.migrations import MIGRATIONS, m001_documents_and_events, m002_lotes, migrate
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

HERE, THERE = "https://api.factus.com.co", "localhost"


def test_a_ledger_says_it_once_and_holds_to_it(ready: Ledger) -> None:
    assert address.address_of(ready) is None
    address.claim(ready, HERE, "user")
    address.claim(ready, HERE, "user")
    assert [row["what"] for row in ready.query("SELECT what FROM events WHERE type IS NULL")] == ["address"]
    with pytest.raises(UsageProblem, match="localhost"):
        address.check(ready, THERE)
    assert verify(ready) is None


def test_each_user_is_said_once_and_the_company_that_the_first_one_told_stands(ready: Ledger) -> None:
    address.claim(ready, HERE, "one")
    assert account.owner_of(ready) == account.Owner(frozenset({"one"}), None)
    for user, issuer in (("two", "900123456"), ("one", None), ("three", "900123456"), ("two", "900123456")):
        account.claim(ready, user, issuer)
    assert account.owner_of(ready) == account.Owner(frozenset({"one", "two", "three"}), "900123456")
    assert len(ready.query("SELECT 1 FROM events WHERE type IS NULL")) == 3
    assert verify(ready) is None


def test_a_user_is_a_hash_of_who_he_is_and_not_of_what_opens_his_account() -> None:
    known = account.user_key("client", "Ana@Example.com")
    assert known == account.user_key("client", " ana@example.com ")
    assert len({known, account.user_key("other", "ana@example.com"), account.user_key("client", "b@example.com")}) == 3
    assert "ana" not in known


@pytest.mark.parametrize("claimed", [True, False], ids=["said", "not said"])
def test_its_address_is_found_without_going_through_its_events(ready: Ledger, claimed: bool) -> None:
    asked: list[str] = []
    if claimed:
        address.claim(ready, HERE, "user")
    ready.settle(KEY, VALIDATED, ANSWER)
    ready.db.conn.set_trace_callback(asked.append)
    assert address.address_of(ready) == (HERE if claimed else None)
    ready.db.conn.set_trace_callback(None)
    (question,) = asked
    steps = [str(row[-1]) for row in ready.db.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()]
    assert all(step.startswith("SEARCH events USING INDEX events_of_no_document") for step in steps), steps


@pytest.mark.parametrize(
    "steps", [(m001_documents_and_events,), (m001_documents_and_events, m002_lotes)], ids=["first", "second"]
)
def test_an_older_ledger_gets_the_index_and_keeps_its_chain(path: Path, clock: StillClock, steps: tuple) -> None:  # type: ignore[type-arg]  # migrations
    db = connection.connect(path)
    migrate(db, clock.now(), steps)
    db.conn.close()
    with Ledger.open(path, clock=clock) as ledger:
        ledger.prepare([prepared("FV-1")], "lote")
        address.claim(ledger, HERE, "user")
        assert verify(ledger) is None
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT max(number) FROM migrations").fetchone() == (len(MIGRATIONS),)
    with Ledger.read(path) as reader:
        assert address.address_of(reader) == HERE


def test_lotes_of_an_older_ledger_keep_their_order_and_what_begins_now_comes_last(
    path: Path, clock: StillClock
) -> None:
    db = connection.connect(path)
    migrate(db, clock.now(), (m001_documents_and_events, m002_lotes))
    for name, began in (("b", "2026-11-24"), ("a", "2026-10-01"), ("c", "2027-01-01")):
        db.execute("INSERT INTO lotes (id, created_at, started_at) VALUES (?, ?, ?)", (name, began, began))
    db.conn.close()
    with Ledger.open(path, clock=clock) as ledger:
        ledger.prepare([prepared("FV-1")], "now")
        assert [one.id for one in lotes(ledger)] == ["now", "c", "b", "a"]
        assert verify(ledger) is None
