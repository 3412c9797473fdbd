"""Several processes and one ledger: they write one chain, and bring an old file to the newest schema once."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from ledger_world import KEY

from factus_cli.ledger import connection
from factus_cli.ledger import ledger as ledger_module
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.migrations import MIGRATIONS, m001_documents_and_events, migrate
from factus_cli.ledger.queries import history
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ledger_world import StillClock
    from sqlite_utils import Database

PROCESSES = 4
NOTES = 30
GATE = """
import sys, time
from pathlib import Path
from ledger_world import KEY, StillClock, prepared
from factus_cli.ledger.ledger import Ledger

path, name = Path(sys.argv[1]), sys.argv[2]
Path(f"{path}.{name}.ready").touch()
while not Path(f"{path}.go").exists():
    time.sleep(0.001)
"""
WRITES = f"""
with Ledger.open(path, clock=StillClock()) as ledger:
    ledger.prepare([prepared(f"FX-{{name}}")], f"lote-{{name}}")
    for number in range({NOTES}):
        ledger.note(KEY, f"{{name}}-{{number}}")
"""
OPENS = """
with Ledger.open(path, clock=StillClock()) as ledger:
    ledger.prepare([prepared(f"FX-{name}")], "lote")
"""


def together(path: Path, program: str) -> Sequence[str]:
    """Run a program in several processes that begin at the same instant; what each said on its stderr."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    path.parent.mkdir(parents=True, exist_ok=True)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", GATE + program, str(path), str(number)], env=environment, stderr=subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    ready = [path.with_name(f"{path.name}.{number}.ready") for number in range(PROCESSES)]
    while not all(one.exists() for one in ready) and all(one.poll() is None for one in running):
        pass
    path.with_name(f"{path.name}.go").touch()
    return [process.communicate(timeout=120)[1].decode() for process in running]


def test_processes_that_write_at_once_write_one_chain(ready: Ledger, path: Path) -> None:
    assert together(path, WRITES) == [""] * PROCESSES
    told = [event.what for event in history(ready, KEY)]
    assert sorted(told[1:]) == sorted(f"{name}-{number}" for name in range(PROCESSES) for number in range(NOTES))
    for name in range(PROCESSES):
        own = [what for what in told if what.startswith(f"{name}-")]
        assert own == [f"{name}-{number}" for number in range(NOTES)]
    assert verify(ready) is None


def steps(path: Path) -> list[tuple[int, str]]:
    """The migrations that a file says were applied to it."""
    db = connection.connect_read_only(path)
    try:
        return [tuple(row) for row in db.execute("SELECT number, name FROM migrations ORDER BY number")]
    finally:
        db.conn.close()


EVERY_STEP = [(number, step.__name__) for number, step in enumerate(MIGRATIONS, start=1)]


def test_an_old_ledger_opened_by_several_at_once_is_migrated_once(path: Path, clock: StillClock) -> None:
    db = connection.connect(path)
    migrate(db, clock.now(), (m001_documents_and_events,))
    db.conn.close()
    assert together(path, OPENS) == [""] * PROCESSES
    assert steps(path) == EVERY_STEP
    with Ledger.read(path) as ledger:
        assert len(ledger.unsettled()) == PROCESSES
        assert verify(ledger) is None


@pytest.mark.parametrize("read", ["version", "schema"])
def test_a_ledger_made_by_another_between_two_looks_at_it_is_ours(
    path: Path, clock: StillClock, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    look = getattr(ledger_module, read)

    def made_just_after(db: Database) -> object:
        seen = look(db)
        monkeypatch.setattr(ledger_module, read, look)
        other = connection.connect(path)
        migrate(other, clock.now())
        other.conn.close()
        return seen

    monkeypatch.setattr(ledger_module, read, made_just_after)
    with Ledger.open(path, clock=clock) as ledger:
        assert verify(ledger) is None
    assert steps(path) == EVERY_STEP


def test_a_new_ledger_opened_by_several_at_once_is_made_once(path: Path) -> None:
    assert together(path, OPENS) == [""] * PROCESSES
    assert steps(path) == EVERY_STEP
    with Ledger.read(path) as ledger:
        assert len(ledger.unsettled()) == PROCESSES
        assert verify(ledger) is None
