"""A ledger edited by hand in any column of any event: the real `factus ledger verify` names that event, and ends in 9."""

# ruff: noqa: S608  # the statements that tamper are built here, from names of this file

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from processes import Machine, lote, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine that sent three invoices: one was rejected, and one answer was lost."""
    machine = Machine(tmp_path_factory.mktemp("month"))
    with served(machine, "--scenario", "rejection@FV-2", "--scenario", "lost-after@FV-3"):
        machine.write("lote.csv", lote(["FV-1", "FV-2", "FV-3"]))
        assert machine.run("send", "lote.csv").code == 5
    return machine


def ledger_of(machine: Machine) -> Path:
    return machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"


def edits(value: Any, chance: random.Random) -> Iterator[tuple[str, Any]]:
    """A byte of a value changed, wherever; no value; a value where there was none."""
    match value:
        case None | "":
            yield "?", "x"
            return
        case str():
            raw = bytearray(value.encode())
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            yield "CAST(? AS TEXT)", bytes(raw)
        case int() | float():
            yield "?", value + 1
    yield "?", None


def tampered(month: Machine, folder: Path) -> dict[str, int]:
    """Copies of the ledger in a folder, each with one edit, and the event that each has it in."""
    chance = random.Random(20261124)
    folder.mkdir()
    made: dict[str, int] = {}
    with closing(sqlite3.connect(ledger_of(month))) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("SELECT * FROM events ORDER BY id")]
    for row in rows:
        for column in [name for name in row if name != "id"]:
            for spelled, value in edits(row[column], chance):
                path = folder / f"{len(made):04}.sqlite"
                shutil.copy(ledger_of(month), path)
                with closing(sqlite3.connect(path)) as db, db:
                    db.execute("DROP TRIGGER events_never_UPDATE")
                    try:
                        db.execute(f"UPDATE events SET {column} = {spelled} WHERE id = ?", [value, row["id"]])
                    except sqlite3.IntegrityError:  # a column that must have a value
                        db.rollback()
                        continue
                made[path.name] = row["id"]
    return made


def test_every_column_of_every_event_edited_by_hand_names_that_event(month: Machine) -> None:
    expected = tampered(month, month.folder / "malos")
    assert len(expected) > 250
    names = sorted(expected)
    done = month.run("ledger", "verify", *(f"malos/{name}" for name in names), "--json")
    assert done.code == 9
    found = {one["path"].removeprefix("malos/"): one["flaw"] for one in done.json["ledgers"]}
    assert {name: found[name] and found[name]["event"] for name in names} == expected
    assert all(f"evento {expected[name]} (" in found[name]["message"] for name in names)
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("statement", "event", "said"),
    [
        ("DELETE FROM events WHERE id = 4", 4, "falta el evento 4, después del evento 3"),
        ("DELETE FROM events WHERE id > 6", 7, "faltan los últimos eventos, desde el 7"),
        ("UPDATE events SET id = 1000 + id WHERE id > 4", 5, "faltan los eventos 5 a 1004"),
        (
            "INSERT INTO events (id, at, what, previous, hash) SELECT count + 1, '2026-11-24', 'x', hash, hash FROM chain",
            None,
            "fue cambiado después de escrito",
        ),
    ],
    ids=["deleted", "tail cut", "moved", "inserted"],
)
def test_events_taken_out_moved_or_added_are_named(
    month: Machine, tmp_path: Path, statement: str, event: int | None, said: str
) -> None:
    path = tmp_path / "malo.sqlite"
    shutil.copy(ledger_of(month), path)
    with closing(sqlite3.connect(path)) as db, db:
        last = db.execute("SELECT max(id) FROM events").fetchone()[0]
        for verb in ("UPDATE", "DELETE"):
            db.execute(f"DROP TRIGGER events_never_{verb}")
        db.execute(statement)
    done = month.run("ledger", "verify", str(path), "--json")
    flaw = done.json["ledgers"][0]["flaw"]
    assert (done.code, flaw["event"]) == (9, last + 1 if event is None else event)
    assert said in flaw["message"]
    assert said in done.err
