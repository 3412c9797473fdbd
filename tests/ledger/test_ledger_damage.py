"""Every byte that could be changed in a ledger: of its events one by one, and of the file wherever it is."""

# ruff: noqa: S608  # the statements that tamper are built here, from names of this file

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_copies import copy_of

from factus_cli.errors import UsageProblem
from factus_cli.ledger.reader import LedgerReader
from factus_cli.ledger.verification import verify, verify_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from factus_cli.ledger.ledger import Ledger

COMPARED = {
    "events": "*",
    "chain": "*",
    "payloads": "*",
    "lote_inputs": "*",
    "documents": "type, reference, state, lote, payload, payload_hash, canonical, total, total_difference, customer, "
    "customer_name, rows, number, cufe, qr, url, validated_at, attempts, left_at, blocks, messages, created_at, "
    "updated_at",
    "lotes": "id, file, digest, sheet, profile, environment, started_at, ended_at, exit_code, turn",
}
"""What a ledger says, and verifies: all but the order of documents and the day on which a lote was first seen."""


def edits(value: object) -> Iterator[tuple[str, object]]:
    """Every byte of a value changed, one at a time; no value; and a value where there was none."""
    match value:
        case None:
            yield "?", "x"
            return
        case str():
            raw = value.encode()
            for place, byte in enumerate(raw):
                other = byte ^ (0x80 if place % 3 else 1)  # two of three are no UTF-8 any more
                yield "CAST(? AS TEXT)", raw[:place] + bytes([other]) + raw[place + 1 :]
            yield "CAST(? AS BLOB)", raw
        case int() | float():
            yield "?", value + 1
            yield "?", -value - 1
    yield "?", None


def test_every_byte_of_every_event_changed_by_hand_names_that_event(used: Ledger) -> None:
    copy = copy_of(used.db)
    copy.execute("DROP TRIGGER events_never_UPDATE")
    copy.execute("PRAGMA foreign_keys=OFF")
    changed = 0
    for row in list(copy.query("SELECT * FROM events ORDER BY id")):
        for column in [name for name in row if name != "id"]:
            for spelled, value in edits(row[column]):
                try:
                    copy.execute(f"UPDATE events SET {column} = {spelled} WHERE id = ?", [value, row["id"]])
                except sqlite3.IntegrityError:
                    continue
                flaw = verify(LedgerReader(copy, used.path))
                assert flaw is not None, (row["id"], column, value)
                assert flaw.event == row["id"], (flaw, column, value)
                assert flaw.message.encode()
                changed += 1
            copy.execute(f"UPDATE events SET {column} = ? WHERE id = ?", [row[column], row["id"]])
    assert changed > 5000
    copy.execute(
        "CREATE TRIGGER events_never_UPDATE BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END"
    )
    assert verify(LedgerReader(copy, used.path)) is None
    copy.conn.close()


@pytest.fixture(scope="module")
def good(used: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger file, without a WAL."""
    path = tmp_path_factory.mktemp("good") / "libro.sqlite"
    with closing(sqlite3.connect(path)) as target:
        used.db.conn.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return path


def said(path: Path) -> dict[str, list[str]]:
    """All that a ledger says, bytes as bytes."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.text_factory = bytes
        return {
            table: sorted(map(repr, db.execute(f"SELECT {which} FROM {table}"))) for table, which in COMPARED.items()
        }


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(place=0.0, bit=0)
@example(place=18 / 77824, bit=0)
def test_a_byte_changed_anywhere_in_the_file_is_found_or_says_nothing_else(
    good: Path, tmp_path: Path, place: float, bit: int
) -> None:
    content = bytearray(good.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    bad = tmp_path / "malo.sqlite"
    bad.write_bytes(content)
    try:
        verdict = verify_file(bad)
    except UsageProblem as newer:
        assert newer.code == "ledger_newer"
        return
    assert verdict.flaw is not None or said(bad) == said(good)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(0, 1, exclude_max=True))
@example(part=0.0)
@example(part=0.99999)
def test_a_file_cut_anywhere_is_found(good: Path, tmp_path: Path, part: float) -> None:
    content = good.read_bytes()
    cut = tmp_path / "cortado.sqlite"
    cut.write_bytes(content[: int(part * len(content))])
    flaw = verify_file(cut).flaw
    assert flaw is not None
    assert "\n" not in flaw.message


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 20), pages=st.integers(1, 4), filler=st.sampled_from([b"\0", b"\xff", b"\xa5"]))
def test_pages_lost_by_the_disk_are_found_or_said_nothing(
    good: Path, tmp_path: Path, start: int, pages: int, filler: bytes
) -> None:
    content = good.read_bytes()
    begin, end = 4096 * start, min(len(content), 4096 * (start + pages))
    if begin >= len(content):
        return
    bad = tmp_path / "malo.sqlite"
    bad.write_bytes(content[:begin] + filler * (end - begin) + content[end:])
    verdict = verify_file(bad)
    assert verdict.flaw is not None or said(bad) == said(good)
