"""A ledger of the first schema, built here as it was released, under today's `factus`: it is read, migrated and sends.

Neither the schema nor the hashes come from the package, so that a change of either that old ledgers would not survive
fails here.
"""

# ruff: noqa: S608  # names of this file

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from processes import Machine, lote, served

if TYPE_CHECKING:
    from pathlib import Path

FIRST_SCHEMA = """
CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
CREATE TABLE payloads (hash TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (id INTEGER PRIMARY KEY, type TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL,
 lote TEXT NOT NULL, payload TEXT NOT NULL REFERENCES payloads(hash), payload_hash TEXT NOT NULL,
 canonical TEXT NOT NULL, total TEXT NOT NULL, total_difference TEXT NOT NULL, customer TEXT NOT NULL,
 customer_name TEXT NOT NULL, rows TEXT NOT NULL, number TEXT, cufe TEXT, qr TEXT, url TEXT, validated_at TEXT,
 attempts INTEGER NOT NULL, left_at TEXT, blocks INTEGER NOT NULL, messages TEXT NOT NULL, created_at TEXT NOT NULL,
 updated_at TEXT NOT NULL, UNIQUE (type, reference) );
CREATE INDEX documents_by_state ON documents (state);
CREATE INDEX documents_by_reference ON documents (reference);
CREATE INDEX documents_by_number ON documents (number);
CREATE INDEX documents_by_cufe ON documents (cufe);
CREATE TABLE events (id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, type TEXT, reference TEXT,
 lote TEXT, state TEXT, number TEXT, total TEXT, payload TEXT REFERENCES payloads(hash), payload_hash TEXT,
 attempts INTEGER, status INTEGER, seconds REAL, request_id TEXT, throttled INTEGER, details TEXT, body TEXT,
 snapshot TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL,
 FOREIGN KEY (type, reference) REFERENCES documents (type, reference) );
CREATE INDEX events_by_document ON events (type, reference);
CREATE TABLE chain (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL, hash TEXT NOT NULL);
INSERT INTO chain VALUES (1, 0, '');
CREATE TRIGGER events_never_UPDATE BEFORE UPDATE ON events
 BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END;
CREATE TRIGGER events_never_DELETE BEFORE DELETE ON events
 BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END;
INSERT INTO migrations VALUES (1, 'm001_documents_and_events', '2026-01-01T00:00:00+00:00');
"""
OF_DOCUMENT = [
    "type",
    "reference",
    "state",
    "lote",
    "payload",
    "payload_hash",
    "canonical",
    "total",
    "total_difference",
    "customer",
    "customer_name",
    "rows",
    "number",
    "cufe",
    "qr",
    "url",
    "validated_at",
    "attempts",
    "left_at",
    "blocks",
    "messages",
    "created_at",
    "updated_at",
]
OF_EVENT = ["type", "reference", "lote", "state", "number", "total", "payload", "payload_hash", "attempts"]


def spelled(row: dict[str, Any]) -> str:
    """JSON with sorted keys, no spaces, nothing absent: what the hashes of the first release are of."""
    return json.dumps({key: row[key] for key in sorted(row) if row[key] is not None}, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def insert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def tell(db: sqlite3.Connection, what: str, row: dict[str, Any], body: str | None = None) -> None:
    """An event as the first release wrote it."""
    count, previous = db.execute("SELECT count, hash FROM chain").fetchone()
    event = {"id": count + 1, "at": row["updated_at"], "what": what, **{name: row[name] for name in OF_EVENT}}
    event |= {"snapshot": sha256(spelled(row)), "body": body}
    event["hash"] = sha256(previous + spelled(event))
    insert(db, "events", {**event, "previous": previous})
    db.execute("UPDATE chain SET count = ?, hash = ?", (count + 1, event["hash"]))


def as_of_the_first_release(new: Path, old: Path) -> None:
    """The documents of a ledger of today in a file of the first schema: one sent and validated, the rest only ready."""
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(old)) as db, db:
        source.row_factory = sqlite3.Row
        db.executescript(FIRST_SCHEMA)
        db.executemany("INSERT INTO payloads VALUES (?, ?)", source.execute("SELECT * FROM payloads").fetchall())
        for found in source.execute(f"SELECT {', '.join(OF_DOCUMENT)} FROM documents ORDER BY id").fetchall():
            row = {**dict(found), "lote": "2026-01-01-enero"}
            insert(db, "documents", row)
            if row["state"] == "validated":
                tell(db, "sending", {**row, "state": "sending", "number": None, "cufe": None})
            tell(db, "prepared" if row["state"] == "ready" else row["state"], row, "{}")


@pytest.fixture
def old(machine: Machine, tmp_path: Path) -> Path:
    """A machine whose ledger is of the first schema: FV-1 was validated, FV-2 and FV-3 are ready."""
    machine.write("enero.csv", lote(["FV-1", "FV-2", "FV-3"]))
    path = machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"
    with served(machine):
        assert machine.run("send", "enero.csv", "--limit", "1").code == 12
    made = tmp_path / "old.sqlite"
    as_of_the_first_release(path, made)
    shutil.move(made, path)
    return path


def schema(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT max(number) FROM migrations").fetchone()[0])


def test_an_old_ledger_is_read_as_it_is_and_migrated_by_the_first_send(machine: Machine, old: Path) -> None:
    before = old.read_bytes()
    verified = machine.run("ledger", "verify", "--json")
    assert (verified.code, verified.json["ledgers"][0]["events"]) == (0, 4), verified.err
    info = machine.run("ledger", "info", "--json").json
    assert (info["schema_version"], info["summary"]["documents"], info["summary"]["validated"]) == (1, 3, 1)
    assert machine.run("status", "2026-01-01-enero").code == 0
    assert machine.run("ledger", "sql", "SELECT id FROM lotes", "--json").json["rows"] == [{"id": "2026-01-01-enero"}]
    assert machine.run("ledger", "backup", "-o", "copia.sqlite").code == 0
    assert old.read_bytes() == before
    assert schema(machine.folder / "copia.sqlite") == 1

    with served(machine) as simulator:
        done = machine.run("send", "enero.csv", "--json")
        assert done.code == 0, done.err
        assert (done.json["summary"]["validated"], done.json["summary"]["already_validated"]) == (2, 1)
        assert sorted(simulator.posts()) == ["FV-2", "FV-3"]
    assert schema(old) > 1
    after = machine.run("ledger", "verify", "--json")
    assert (after.code, after.json["ledgers"][0]["events"] > 4) == (0, True), after.err


def test_resume_finishes_what_an_old_ledger_left(machine: Machine, old: Path) -> None:
    with served(machine) as simulator:
        done = machine.run("resume", "--json")
        assert (done.code, done.json["summary"]["validated"]) == (0, 2), done.err
        assert sorted(simulator.posts()) == ["FV-2", "FV-3"]
    assert machine.run("ledger", "verify").code == 0


def test_an_old_ledger_edited_by_hand_is_found_before_it_is_migrated(machine: Machine, old: Path) -> None:
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("DROP TRIGGER events_never_UPDATE")
        db.execute("UPDATE events SET number = 'SETP1' WHERE id = 2")
    done = machine.run("ledger", "verify")
    assert (done.code, "evento 2 (" in done.err) == (9, True)
    assert schema(old) == 1


@pytest.mark.parametrize("command", ["verify", "info", "backup", "export", "sql"])
def test_a_ledger_of_a_newer_factus_is_refused_by_every_command(machine: Machine, old: Path, command: str) -> None:
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("INSERT INTO migrations VALUES (999, 'm999_future', '2040-01-01')")
    query = ("SELECT 1",) if command == "sql" else ()
    done = machine.run("ledger", command, *query, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "ledger_newer")
    assert "actualice factus" in done.err


def test_a_ledger_of_a_newer_factus_sends_nothing(machine: Machine, old: Path) -> None:
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("INSERT INTO migrations VALUES (999, 'm999_future', '2040-01-01')")
    with served(machine) as simulator:
        done = machine.run("send", "enero.csv", "--json")
        assert (done.code, simulator.posts()) == (2, [])
    assert schema(old) == 999
