"""Any edit, deletion or cut of a ledger is found, wherever it is."""

# ruff: noqa: S608  # the statements that tamper are built here, from names of this file

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_copies import copy_of

from factus_cli.ledger.events import link
from factus_cli.ledger.reader import LedgerReader
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from factus_cli.ledger.ledger import Ledger

EVENT_COLUMNS = tuple(
    "at what type reference lote state number total payload payload_hash attempts status seconds request_id "  # noqa: SIM905  # a list of names reads better as a line
    "throttled details body snapshot previous hash".split()
)
DOCUMENT_COLUMNS = tuple(
    "type reference state lote payload payload_hash canonical total total_difference customer customer_name rows "  # noqa: SIM905  # the same
    "number cufe qr url validated_at attempts left_at blocks messages created_at updated_at".split()
)


def tampered(used: Ledger, *statements: str, values: tuple[object, ...] = ()) -> LedgerReader:
    """A copy of the ledger that somebody edited after taking its triggers away, and put them back as they were."""
    copy = copy_of(used.db)
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
        ("UPDATE chain SET hash = 'x'", "o fue cambiada la cuenta de los eventos"),
        ("UPDATE chain SET hash = 'x', count = 3", "la cuenta de los eventos fue cambiada"),
        ("UPDATE chain SET count = -5, hash = ''", "la cuenta de los eventos fue cambiada"),
        ("UPDATE chain SET count = 'x', hash = 'y'", "la cuenta de los eventos fue cambiada"),
        ("UPDATE chain SET count = 0, hash = ''", "el evento 1 (24/11/2026 08:00:00, lote 2026-11-24-mes) no lo anotó"),
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
    reopened = LedgerReader(copy_of(edited.db), used.path)
    flaw = verify(reopened)
    assert flaw is not None
    assert "el archivo está dañado" in flaw.message


def rewritten(row: dict[str, object], **changes: object) -> tuple[str, ...]:
    """The statement that gives an event other columns, and the hash that goes with them."""
    new = {name: value for name, value in {**row, **changes}.items() if value is not None}
    quoted = ", ".join(f"{name} = '{value}'" for name, value in {**changes, "hash": link(new)}.items())
    return (f"UPDATE events SET {quoted} WHERE id = {row['id']}",)


def event(used: Ledger, number: int) -> dict[str, object]:
    return used.query("SELECT * FROM events WHERE id = ?", [number])[0]


@pytest.mark.parametrize("number", [1, 7, 13])
def test_an_event_rewritten_with_a_hash_of_its_own_is_the_one_named(used: Ledger, number: int) -> None:
    flaw = verify(tampered(used, *rewritten(event(used, number), at="2026-11-24T09:00:00-05:00")))
    assert flaw is not None
    assert flaw.event == number
    assert f"evento {number} (24/11/2026 09:00:00" in flaw.message
    assert "fue reescrito" in flaw.message


def test_the_last_event_rewritten_with_a_hash_of_its_own_is_found_by_the_count(used: Ledger) -> None:
    flaw = verify(tampered(used, *rewritten(event(used, 14), at="2026-11-24T09:00:00-05:00")))
    assert flaw is not None
    assert flaw.event == 14
    assert "fue reescrito" in flaw.message


def test_events_in_another_order_are_found_at_the_first(used: Ledger) -> None:
    flaw = verify(
        tampered(
            used,
            "UPDATE events SET id = -1 WHERE id = 5",
            "UPDATE events SET id = 5 WHERE id = 6",
            "UPDATE events SET id = 6 WHERE id = -1",
        )
    )
    assert flaw is not None
    assert flaw.event == 5


def test_an_event_put_between_others_is_found(used: Ledger) -> None:
    columns = ", ".join(name for name in EVENT_COLUMNS if name != "id")
    flaw = verify(
        tampered(
            used,
            "UPDATE events SET id = -id WHERE id > 5",
            "UPDATE events SET id = 1 - id WHERE id < 0",
            f"INSERT INTO events (id, {columns}) SELECT 6, {columns} FROM events WHERE id = 5",
        )
    )
    assert flaw is not None
    assert flaw.event == 6


@pytest.mark.parametrize("number", [0, -3])
def test_an_event_put_before_the_first_is_found(used: Ledger, number: int) -> None:
    insert = f"INSERT INTO events (id, at, what, previous, hash) VALUES ({number}, '2026-01-01', 'x', '', 'h')"
    flaw = verify(tampered(used, insert))
    assert flaw is not None
    assert (flaw.event, flaw.message) == (
        number,
        f"el evento {number} (01/01/2026 00:00:00) sobra: factus los numera desde el 1",
    )


def test_an_event_added_by_hand_with_its_right_hash_is_found_by_the_count(used: Ledger) -> None:
    last = event(used, 14)
    added = {"id": 15, "at": "2026-11-25T08:00:00-05:00", "what": "validated", "previous": last["hash"]}
    values = ", ".join(f"'{value}'" for value in {**added, "hash": link(added)}.values())
    flaw = verify(tampered(used, f"INSERT INTO events (id, at, what, previous, hash) VALUES ({values})"))
    assert flaw is not None
    assert (flaw.event, "no lo anotó factus" in flaw.message) == (15, True)


def test_several_events_taken_out_are_said_with_what_is_left_around(used: Ledger) -> None:
    flaw = verify(tampered(used, "DELETE FROM events WHERE id IN (4, 5, 6)"))
    assert flaw is not None
    assert flaw.event == 4
    assert flaw.message.startswith("faltan los eventos 4 a 6, después del evento 3 (24/11/2026 08:00:00, factura FV-2)")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE lotes SET digest = 'x'", "el lote 2026-11-24-mes fue cambiado después del evento 1"),
        ("UPDATE lotes SET exit_code = 0", "fue cambiado"),
        ("UPDATE lotes SET ended_at = NULL", "fue cambiado"),
        ("UPDATE lotes SET id = 'otro'", "ningún evento dice que el lote otro"),
        ("DELETE FROM lotes", "falta el lote 2026-11-24-mes"),
        ("DELETE FROM lote_documents WHERE reference = 'FV-2'", "FV-2 ya no está en el lote"),
        ("DELETE FROM payloads WHERE body = x'7b7d'", "el contenido enviado que anotó el evento 5"),
        ("DROP TRIGGER events_never_UPDATE", "«events_never_UPDATE», que hace parte del libro, no está"),
        ("DROP INDEX documents_by_cufe", "«documents_by_cufe»"),
        ("ALTER TABLE events ADD COLUMN mine TEXT", "«events», que hace parte del libro, fue cambiado"),
        ("ALTER TABLE events RENAME COLUMN hash TO other", "«events», que hace parte del libro, fue cambiado"),
        ("DROP TABLE chain", "«chain», que hace parte del libro, no está"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON events BEGIN UPDATE documents SET number = 'x'; END",
            "un disparador que factus no hizo: mine",
        ),
    ],
)
def test_what_hangs_from_the_events_is_verified_too(used: Ledger, statement: str, said: str) -> None:
    copy = copy_of(used.db)
    copy.execute("PRAGMA foreign_keys=OFF")
    copy.execute(statement)
    flaw = verify(LedgerReader(copy, used.path))
    assert flaw is not None
    assert said in flaw.message


def test_an_index_of_the_users_own_does_no_harm(used: Ledger) -> None:
    copy = copy_of(used.db)
    copy.execute("CREATE INDEX mine ON documents (customer)")
    copy.execute("ANALYZE")
    assert verify(LedgerReader(copy, used.path)) is None
