"""How long a ledger of 100,000 events takes to verify, as a ratio to reading and hashing its bytes bare, in the same run.

`python tests/benchmarks/ledger_verify.py [EVENTS]` builds it (25,000 invoices of four events, with answers of the size
that Factus gives), and prints a line for each thing done with it; each is the processor's time, the best of three.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS_OF_EACH = 4
ROUNDS = 3
ANSWER_SIZE = 3_000
"""Bytes of an answer: what Factus returns of an invoice of one line."""


def main(events: int) -> None:
    """Build, measure and print."""
    from factus_cli.ledger.backup import backup
    from factus_cli.ledger.verification import verify_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "libro.sqlite"
        build(path, events // EVENTS_OF_EACH)
        size = path.stat().st_size
        assert verify_file(path).flaw is None
        assert verify_file(path).events == events
        floor = best(lambda: bare(path))
        copy = Path(folder) / "copia.sqlite"
        print(f"{events:,} events, {size / 1e6:.0f} MB")
        print(f"{'read and hash every row, bare':32} {floor:6.2f} s    1.0 x")
        for name, what in (
            ("ledger verify", lambda: verify_file(path)),
            ("ledger backup, with its verify", lambda: backup(path, copy, overwrite=True)),
        ):
            took = best(what)
            print(f"{name:32} {took:6.2f} s  {took / floor:5.1f} x  {took / events * 1e6:5.0f} µs an event")


def build(path: Path, documents: int) -> None:
    """A ledger of so many invoices sent and validated."""
    from ledger_world import ANSWER, KEY, StillClock, prepared, validated

    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.ports import Exchange

    body = json.dumps({"data": {"bill": "x" * ANSWER_SIZE}})
    with Ledger.open(path, clock=StillClock()) as ledger:
        ledger.db.execute("PRAGMA synchronous=OFF")  # it is read that is measured
        ledger.prepare([prepared(f"FV-{number}") for number in range(documents)], "lote")
        for number in range(documents):
            key = (KEY[0], f"FV-{number}")
            outcome = validated(f"SETP{number}")
            ledger.begin(key, b"{}", ledger.clock.now())
            ledger.settle(key, outcome, Exchange(outcome, 201, body, ANSWER.seconds, ANSWER.request_id, 0))
            ledger.note(key, "seen", status=200)


def bare(path: Path) -> None:
    """Every byte of every row of the big tables, read and hashed."""
    db = sqlite3.connect(path)
    for table in ("events", "documents", "payloads"):
        for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608  # of this file
            hashlib.sha256(repr(row).encode()).hexdigest()
    db.close()


def best(what: Callable[[], object]) -> float:
    """The shortest of some times, in seconds of the processor: on a busy machine the clock on the wall says little."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        what()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
