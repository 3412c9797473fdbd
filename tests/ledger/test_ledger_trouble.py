"""Disks that fill up, files that are no ledger, processes that die: what is told, and what is left."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from ledger_world import ANSWER, KEY, VALIDATED, StillClock, prepared

from factus_cli.domain.outcomes import State
from factus_cli.errors import ExitCode, HomeUnwritable, LedgerCorrupt, LedgerUnwritable, UsageProblem
from factus_cli.ledger import connection, events, queries
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.migrations import MIGRATIONS, m001_documents_and_events, migrate, version
from factus_cli.ledger.rows import content_of, digest, snapshot_of, untouched
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from pathlib import Path


def test_a_full_disk_is_told_and_changes_nothing(ready: Ledger, clock: StillClock) -> None:
    before = ready.find(KEY)
    pages = ready.query("PRAGMA page_count")[0]["page_count"]
    ready.db.execute(f"PRAGMA max_page_count={pages}").fetchall()
    with pytest.raises(LedgerUnwritable, match="el disco está lleno") as told:
        ready.begin(KEY, b"x" * 100_000, clock.now())
    assert told.value.exit_code is ExitCode.INCOMPLETE
    assert "factus resume" in told.value.hint
    assert ready.find(KEY) == before
    ready.db.execute("PRAGMA max_page_count=1000000").fetchall()
    ready.begin(KEY, b"{}", clock.now())
    assert verify(ready) is None


def test_a_ledger_that_became_read_only_is_told(ready: Ledger) -> None:
    ready.db.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerUnwritable, match="solo lectura"):
        ready.settle(KEY, VALIDATED, ANSWER)


def test_a_ledger_that_another_process_keeps_busy_is_told(ready: Ledger, path: Path) -> None:
    ready.db.execute("PRAGMA busy_timeout=10").fetchall()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerUnwritable, match="ocupado"):
        ready.note(KEY, "seen")
    other.execute("ROLLBACK")
    other.close()
    ready.note(KEY, "seen")


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_ledger_taken_away_while_in_use_stops_the_run(ready: Ledger, path: Path, how: str) -> None:
    path.rename(path.with_name("elsewhere"))
    if how == "replaced":
        path.touch()
    with pytest.raises(LedgerUnwritable, match="ya no está donde estaba"):
        ready.note(KEY, "seen")


def test_a_bug_in_a_statement_stays_a_bug(ready: Ledger) -> None:
    with pytest.raises(sqlite3.OperationalError):
        ready.query("SELECT * FROM nothing")


def test_a_failed_write_leaves_the_next_one_clean(ready: Ledger) -> None:
    with pytest.raises(sqlite3.IntegrityError), ready.writing():
        ready.db.execute("DELETE FROM payloads")
    ready.note(KEY, "seen")


@pytest.mark.parametrize("content", [b"esto no es un libro\n" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, clock: StillClock, content: bytes) -> None:
    file = tmp_path / "libro.sqlite"
    file.write_bytes(content)
    with pytest.raises(LedgerCorrupt, match="dañado o no es un libro"):
        Ledger.open(file, clock=clock)
    with pytest.raises(LedgerCorrupt):
        Ledger.read(file)
    assert file.read_bytes() == content


def test_a_damaged_page_is_found_when_it_is_read(ready: Ledger, path: Path, clock: StillClock) -> None:
    ready.prepare([prepared(f"FV-{number}") for number in range(2, 200)], "lote")
    ready.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with pytest.raises(LedgerCorrupt), Ledger.open(path, clock=clock) as damaged:
        verify(damaged)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, clock: StillClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnwritable, match="no se puede crear o escribir"):
        Ledger.open(tmp_path / "file" / "deep" / "libro.sqlite", clock=clock)
    with pytest.raises(HomeUnwritable, match="no es una carpeta"):
        Ledger.open(tmp_path / "file" / "libro.sqlite", clock=clock)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path, clock: StillClock) -> None:
    with pytest.raises(HomeUnwritable, match="es una carpeta, y ahí debe ir un archivo"):
        Ledger.open(tmp_path, clock=clock)
    with pytest.raises(HomeUnwritable, match="no se puede abrir"):
        Ledger.read(tmp_path)


def test_a_name_the_system_does_not_take_is_told(tmp_path: Path, clock: StillClock) -> None:
    with pytest.raises(HomeUnwritable):
        Ledger.open(tmp_path / ("x" * 300), clock=clock)


def test_a_ledger_that_others_could_read_is_closed_to_them(path: Path, clock: StillClock) -> None:
    Ledger.open(path, clock=clock).close()
    path.chmod(0o644)
    Ledger.open(path, clock=clock).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_reading_makes_no_ledger(path: Path) -> None:
    with Ledger.read(path) as reader:
        assert reader.find(KEY) is None
        assert reader.unsettled() == []
        assert verify(reader) is None
    assert not path.parent.exists()


def test_reading_goes_on_while_another_writes(ready: Ledger, path: Path) -> None:
    with ready.writing():
        ready.db.execute("UPDATE documents SET state = 'sending'")
        with Ledger.read(path) as reader:
            found = reader.find(KEY)
            assert found is not None
            assert found.state is State.READY


def test_a_reader_cannot_write(ready: Ledger, path: Path) -> None:
    with Ledger.read(path) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.db.execute("DELETE FROM chain")


def of_the_first_schema(path: Path, clock: StillClock) -> None:
    """A ledger as m001 left it, with one document validated in it."""
    db = connection.connect(path)
    migrate(db, clock.now(), (m001_documents_and_events,))
    one = prepared("FV-1")
    row = {**content_of(one, "2026-11-24-mes"), **untouched(clock.now()), "state": "ready"}
    row |= {"updated_at": clock.now().isoformat()}
    with connection.transaction(db):
        db.execute("INSERT INTO payloads VALUES (?, ?)", (digest(one.payload), one.payload))
        events.insert(db, "documents", row)
        told = {name: row[name] for name in ("type", "reference", "lote", "state", "total", "payload_hash")}
        events.append(db, clock.now(), "prepared", **told, snapshot=snapshot_of(row))
    db.conn.close()


def test_a_ledger_of_the_first_schema_is_brought_to_the_newest_with_its_data(path: Path, clock: StillClock) -> None:
    of_the_first_schema(path, clock)
    with Ledger.open(path, clock=clock) as ledger:
        assert version(ledger.db) == len(MIGRATIONS)
        assert [one.reference for one in ledger.unsettled("2026-11-24-mes")] == ["FV-1"]
        assert verify(ledger) is None
        ledger.settle(KEY, VALIDATED, ANSWER)
        assert verify(ledger) is None


def test_a_ledger_of_the_first_schema_is_read_without_changing_it(path: Path, clock: StillClock) -> None:
    of_the_first_schema(path, clock)
    with Ledger.read(path) as reader:
        assert [one.reference for one in reader.unsettled("2026-11-24-mes")] == ["FV-1"]
        assert verify(reader) is None
    db = connection.connect_read_only(path)
    assert version(db) == 1
    db.conn.close()


def test_an_empty_file_is_read_as_an_empty_ledger(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    with Ledger.read(path) as reader:
        assert reader.unsettled() == []
    assert path.stat().st_size == 0


def test_a_ledger_of_a_newer_factus_is_told_and_left_alone(ledger: Ledger, path: Path, clock: StillClock) -> None:
    ledger.db.execute("INSERT INTO migrations VALUES (99, 'm099_future', '2030-01-01')")
    with pytest.raises(UsageProblem, match="más nueva") as told:
        Ledger.open(path, clock=clock)
    assert told.value.code == "ledger_newer"
    with pytest.raises(UsageProblem, match="más nueva"):
        Ledger.read(path)


def test_a_table_in_the_way_of_a_migration_undoes_it(path: Path, clock: StillClock) -> None:
    db = connection.connect(path)
    db.execute("CREATE TABLE events (x)")
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, clock.now())
    assert db.table_names() == ["events"]
    db.conn.close()


def test_a_version_that_cannot_be_read_for_another_reason_is_not_taken_for_zero() -> None:
    db = connection.in_memory()
    db.execute("CREATE TABLE migrations (other)")
    with pytest.raises(sqlite3.OperationalError, match="number"):
        version(db)
    db.conn.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger_world import KEY, StillClock, prepared
from factus_cli.ledger.ledger import Ledger

clock = StillClock()
ledger = Ledger.open(Path(sys.argv[1]), clock=clock)
ledger.prepare([prepared("FV-1")], "lote")
ledger.begin(KEY, b"left", clock.now())

def dying(statement):
    if statement.startswith("UPDATE chain"):
        os.kill(os.getpid(), signal.SIGKILL)

ledger.db.conn.set_trace_callback(dying)
ledger.{write}
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize(
    "write",
    ['note(KEY, "seen")', 'prepare([prepared(f"N-{n}") for n in range(500)], "lote")'],
    ids=["note", "prepare"],
)
def test_a_process_killed_in_mid_transaction_leaves_what_was_committed_and_no_more(
    path: Path, clock: StillClock, write: str
) -> None:
    program = textwrap.dedent(KILLED).replace("{write}", write)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    ended = subprocess.run([sys.executable, "-c", program, str(path)], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    with Ledger.open(path, clock=clock) as ledger:
        assert [(one.reference, one.state, one.payload) for one in ledger.unsettled()] == [
            ("FV-1", State.SENDING, b"left")
        ]
        assert verify(ledger) is None


def test_an_interruption_in_mid_transaction_undoes_it(ready: Ledger) -> None:
    before = ready.find(KEY)
    with pytest.raises(KeyboardInterrupt), ready.writing():
        ready.db.execute("UPDATE documents SET state = 'sending'")
        raise KeyboardInterrupt
    assert ready.find(KEY) == before


@pytest.mark.parametrize(
    "change",
    [
        "state = 'x'",
        "type = 'x'",
        "total = 'mucho'",
        "rows = '['",
        "messages = '[1]'",
        "updated_at = 'ayer'",
        "state = x'00'",
    ],
)
def test_a_document_that_somebody_left_without_a_meaning_is_told(ready: Ledger, path: Path, change: str) -> None:
    ready.db.execute("PRAGMA foreign_keys=OFF")
    ready.db.execute(f"UPDATE documents SET {change}")  # noqa: S608  # of this test
    with Ledger.read(path) as reader, pytest.raises(LedgerCorrupt, match="FV-1 tiene un dato que factus no escribió"):
        reader.entries("1", [])


@pytest.mark.parametrize("change", ["state = 'x'", "type = 'x'", "state = 'validated', total = 'mucho'"])
def test_figures_of_a_ledger_edited_by_hand_are_not_invented(ready: Ledger, path: Path, change: str) -> None:
    ready.db.execute("PRAGMA foreign_keys=OFF")
    ready.db.execute(f"UPDATE documents SET {change}")  # noqa: S608  # of this test
    with Ledger.read(path) as reader, pytest.raises(LedgerCorrupt, match="cambiado a mano"):
        queries.statistics(reader)
