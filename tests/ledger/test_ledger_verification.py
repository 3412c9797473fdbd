"""Any edit, deletion or cut of a ledger is found, wherever it is."""

# ruff: noqa: S608  # the statements that tamper are built here, from names of this file

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_world import ANSWER, KEY, REASONS, VALIDATED, StillClock, document, prepared

from factus_cli.domain.outcomes import InDoubt, Rejected
from factus_cli.ledger.connection import in_memory
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lotes import Source, open_lote
from factus_cli.ledger.reader import LedgerReader
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENT_COLUMNS = tuple(
    "at what type reference lote state number total payload payload_hash attempts status seconds request_id "  # noqa: SIM905  # a list of names reads better as a line
    "throttled details body snapshot previous hash".split()
)
DOCUMENT_COLUMNS = tuple(
    "type reference state lote payload payload_hash canonical total total_difference customer customer_name rows "  # noqa: SIM905  # the same
    "number cufe qr url validated_at attempts left_at blocks messages created_at updated_at".split()
)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger in which a lote was sent: one validated, one rejected, one in doubt."""
    clock = StillClock()
    path: Path = tmp_path_factory.mktemp("used") / "libro.sqlite"
    with Ledger.open(path, clock=clock) as ledger:
        source = Source("mes.csv", "d" * 64, ("ref",), ((2, ("FV-1",)), (3, ("FV-2",)), (4, ("FV-3",))))
        names = ("FV-1", "FV-2", "FV-3")
        lote = open_lote(ledger, source, [document(name) for name in names], profile="p", environment="sandbox")
        ledger.prepare([prepared(name) for name in names], lote.id)
        for name, outcome in zip(names, (VALIDATED, Rejected(REASONS, "SETP2"), InDoubt("x")), strict=True):
            ledger.begin((KEY[0], name), b"{}", clock.now())
            clock.pass_by(1)
            ledger.settle((KEY[0], name), outcome, ANSWER)
            ledger.note((KEY[0], name), "not_there", status=200, body="[]")
        yield ledger


def tampered(used: Ledger, *statements: str, values: tuple[object, ...] = ()) -> LedgerReader:
    """A copy of the ledger that somebody edited after taking its triggers away, and put them back as they were."""
    copy = in_memory(used.db)
    triggers = copy.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    taken = {row["name"]: row["sql"] for row in triggers}
    copy.execute("PRAGMA foreign_keys=OFF")
    copy.execute("PRAGMA ignore_check_constraints=ON")
    for name in taken:
        copy.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        copy.execute(statement, values)
    for sql in taken.values():
        copy.execute(sql)
    return LedgerReader(copy, used.path)


def test_a_ledger_that_nobody_touched_verifies(used: Ledger) -> None:
    assert verify(used) is None


@pytest.mark.parametrize("statement", ["UPDATE events SET body = ''", "DELETE FROM events WHERE id = 3"])
def test_events_are_neither_updated_nor_deleted(used: Ledger, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
        used.db.execute(statement)


def test_an_event_is_not_replaced_either(used: Ledger) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
        used.db.execute("INSERT OR REPLACE INTO events SELECT * FROM events WHERE id = 3")


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**62), 2**62),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.binary(max_size=8),
    st.sampled_from(["validated", "1190.00", "SETP1", "2026-11-24T08:00:00-05:00"]),
)


@settings(deadline=None, max_examples=150)
@given(column=st.sampled_from(EVENT_COLUMNS), number=st.integers(1, 13), value=VALUES)
def test_any_edit_of_any_field_of_an_event_is_found(used: Ledger, column: str, number: int, value: object) -> None:
    before = used.query(f"SELECT {column} AS it FROM events WHERE id = ?", [number])[0]["it"]
    try:
        edited = tampered(used, f"UPDATE events SET {column} = ? WHERE id = ?", values=(value, number))
        after = edited.query(f"SELECT {column} AS it FROM events WHERE id = ?", [number])[0]["it"]
    except sqlite3.IntegrityError:
        return
    flaw = verify(edited)
    assert (flaw is None) == (after == before and type(after) is type(before))
    if flaw is not None:
        assert flaw.event == number
        assert f"evento {number} (" in flaw.message


@settings(deadline=None, max_examples=150)
@given(column=st.sampled_from(DOCUMENT_COLUMNS), name=st.sampled_from(["FV-1", "FV-2", "FV-3"]), value=VALUES)
def test_any_edit_of_any_field_of_a_document_is_found(used: Ledger, column: str, name: str, value: object) -> None:
    before = used.query(f"SELECT {column} AS it FROM documents WHERE reference = ?", [name])[0]["it"]
    try:
        edited = tampered(used, f"UPDATE documents SET {column} = ? WHERE reference = ?", values=(value, name))
    except sqlite3.IntegrityError:
        return
    after = edited.query(f"SELECT {column} AS it FROM documents WHERE updated_at IS NOT NULL ORDER BY id")
    same = before in [row["it"] for row in after] and column not in ("type", "reference") and value == before
    assert (verify(edited) is None) == same


@pytest.mark.parametrize("number", range(1, 13))
def test_an_event_taken_out_is_found(used: Ledger, number: int) -> None:
    flaw = verify(tampered(used, f"DELETE FROM events WHERE id = {number}"))
    assert flaw is not None
    assert flaw.event == number
    assert flaw.message.startswith(f"falta el evento {number}")


@pytest.mark.parametrize("kept", [0, 1, 12])
def test_a_cut_tail_is_found(used: Ledger, kept: int) -> None:
    flaw = verify(tampered(used, f"DELETE FROM events WHERE id > {kept}"))
    assert flaw is not None
    assert flaw.event == kept + 1
    assert "faltan los últimos eventos" in flaw.message


def test_an_event_added_by_hand_is_found(used: Ledger) -> None:
    statement = (
        "INSERT INTO events (id, at, what, previous, hash)"
        " SELECT id + 1, at, 'validated', hash, 'abc' FROM events ORDER BY id DESC LIMIT 1"
    )
    assert verify(tampered(used, statement)) is not None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE chain SET count = count - 1", "la cuenta de los eventos fue cambiada"),
        ("UPDATE chain SET hash = 'x'", "la cuenta de los eventos fue cambiada"),
        ("DELETE FROM chain", "falta la cuenta"),
        (
            "UPDATE documents SET state = 'validated' WHERE reference = 'FV-2'",
            "FV-2 es «validated», y según el evento 9 (24/11/2026 08:00:02, factura FV-2) es «rejected»",
        ),
        ("UPDATE documents SET number = 'SETP9' WHERE reference = 'FV-1'", "el número del documento FV-1 es «SETP9»"),
        ("UPDATE documents SET total = '1.00' WHERE reference = 'FV-1'", "el total del documento FV-1 es «1.00»"),
        ("UPDATE documents SET payload_hash = 'x' WHERE reference = 'FV-1'", "el contenido del documento FV-1 es «x»"),
        ("UPDATE documents SET cufe = 'x' WHERE reference = 'FV-1'", "fue cambiado después"),
        ("DELETE FROM documents WHERE reference = 'FV-3'", "falta el documento FV-3"),
        ("UPDATE documents SET reference = 'FV-9' WHERE reference = 'FV-3'", "FV-9 no tiene ningún evento"),
        ("UPDATE payloads SET body = x'00'", "fue cambiado"),
        ("UPDATE lote_inputs SET rows = '[]'", "las filas del lote"),
        ("DELETE FROM lote_inputs", "faltan las filas"),
        ("INSERT INTO lote_inputs VALUES ('otro', '[]', '[]')", "que el lote otro tenga filas"),
    ],
)
def test_what_does_not_agree_is_said(used: Ledger, statement: str, said: str) -> None:
    flaw = verify(tampered(used, statement))
    assert flaw is not None
    assert said in flaw.message


def test_text_that_is_no_utf8_any_more_is_found(used: Ledger) -> None:
    flaw = verify(tampered(used, "UPDATE events SET body = CAST(x'fffe' AS TEXT) WHERE id = 2"))
    assert flaw is not None
    assert flaw.event == 2


def test_an_index_that_lost_a_row_is_found(used: Ledger) -> None:
    edited = tampered(
        used,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX documents_by_number ON documents (cufe)'"
        " WHERE name = 'documents_by_number'",
    )
    reopened = LedgerReader(in_memory(edited.db), used.path)
    flaw = verify(reopened)
    assert flaw is not None
    assert "el archivo está dañado" in flaw.message
