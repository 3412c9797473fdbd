"""What each write leaves in the ledger, and what it refuses."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from ledger_world import ANSWER, CUFE, KEY, REASONS, VALIDATED, StillClock, prepared

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import (
    Conflict,
    Difference,
    InDoubt,
    Message,
    NeedsSupport,
    NotSent,
    Pending,
    Refused,
    Rejected,
    Skipped,
    State,
)
from factus_cli.ledger import queries
from factus_cli.ledger.verification import verify
from factus_cli.sending.ports import Entry, Exchange, Held

if TYPE_CHECKING:
    from pathlib import Path

    from factus_cli.domain.outcomes import Outcome
    from factus_cli.ledger.ledger import Ledger


def entry(ledger: Ledger, key: tuple[DocumentType, str] = KEY) -> Entry:
    found = ledger.find(key)
    assert found is not None
    return found


def test_a_prepared_document_is_ready_with_its_bytes_and_its_content(ready: Ledger, clock: StillClock) -> None:
    one = prepared("FV-1")
    found = entry(ready)
    assert found == Entry(
        *KEY,
        State.READY,
        "lote",
        one.payload,
        one.payload_hash,
        one.canonical,
        Decimal("1190.00"),
        "900123456",
        rows=(2,),
        customer_name="Peña & Cía SAS",
        updated_at=clock.now(),
    )


def test_what_the_ledger_never_saw_is_none(ledger: Ledger) -> None:
    assert ledger.find(KEY) is None
    assert ledger.find_many([]) == {}


def test_begin_records_the_bytes_the_attempt_and_the_moment_before_anything_leaves(
    ready: Ledger, clock: StillClock
) -> None:
    clock.pass_by(5)
    ready.begin(KEY, b"corrected", clock.now())
    found = entry(ready)
    assert (found.state, found.payload, found.attempts, found.left_at) == (
        State.SENDING,
        b"corrected",
        1,
        clock.now(),
    )


def test_validated_keeps_the_proof(ready: Ledger, clock: StillClock) -> None:
    ready.begin(KEY, b"{}", clock.now())
    ready.settle(KEY, replace(VALIDATED, total=Decimal("1190.01"), difference=Decimal("0.01")), ANSWER)
    found = entry(ready)
    assert (found.state, found.number, found.cufe, found.qr, found.url) == (
        State.VALIDATED,
        "SETP1",
        CUFE,
        "https://qr",
        "https://url",
    )
    assert (found.total, found.total_difference, found.sent.total) == (
        Decimal("1190.01"),
        Decimal("0.01"),
        Decimal("1190.00"),
    )


def test_the_answer_is_kept_as_received_with_its_circumstances(ready: Ledger) -> None:
    ready.settle(KEY, VALIDATED, ANSWER)
    event = queries.history(ready, KEY)[-1]
    assert (event.what, event.state, event.status, event.body, event.seconds, event.request_id, event.throttled) == (
        "validated",
        State.VALIDATED,
        201,
        '{"data": {"bill": "ñ"}}',
        2.5,
        "req-1",
        1,
    )


@pytest.mark.parametrize(
    ("outcome", "state", "messages"),
    [
        (Pending("SETP1"), State.PENDING, ()),
        (Rejected(REASONS, "SETP1"), State.REJECTED, REASONS),
        (Refused(REASONS), State.REFUSED, REASONS),
        (NeedsSupport(REASONS, "SETP1"), State.NEEDS_SUPPORT, REASONS),
        (InDoubt("sin respuesta"), State.IN_DOUBT, (Message("", "information", "sin respuesta"),)),
        (NotSent("sin conexión"), State.READY, (Message("", "information", "sin conexión"),)),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, State | tuple) else "",
)
def test_each_outcome_leaves_its_state_and_its_reasons(
    ready: Ledger, outcome: Outcome, state: State, messages: tuple[Message, ...]
) -> None:
    ready.settle(KEY, outcome, None)
    found = entry(ready)
    assert (found.state, found.messages, found.total) == (state, messages, Decimal("1190.00"))
    assert queries.history(ready, KEY)[-1].state is state


def test_a_conflict_says_what_differs_and_keeps_our_own_total_to_compare(ready: Ledger) -> None:
    conflict = Conflict((Difference("total", "1190.00", "2000.00"),), "SETP1", Decimal("2000.00"), REASONS)
    ready.settle(KEY, conflict, None)
    found = entry(ready)
    assert (found.total, found.total_difference, found.sent.total) == (
        Decimal("2000.00"),
        Decimal("810.00"),
        Decimal("1190.00"),
    )
    assert found.messages == (
        Message("total", "information", "se envió 1190.00; Factus tiene 2000.00"),
        *REASONS,
    )
    assert queries.history(ready, KEY)[-1].details["differences"] == [["total", "1190.00", "2000.00"]]


def test_a_conflict_without_total_keeps_ours(ready: Ledger) -> None:
    ready.settle(KEY, Conflict((Difference("cliente_identificacion", "1", "2"),)), None)
    assert entry(ready).total == Decimal("1190.00")


def test_what_is_validated_is_never_unsaid(ready: Ledger, clock: StillClock) -> None:
    ready.settle(KEY, VALIDATED, None)
    for outcome in (Pending(), InDoubt("x"), NotSent("x"), Conflict(()), Rejected(REASONS)):
        with pytest.raises(ValueError, match="stays so"):
            ready.settle(KEY, outcome, None)
    with pytest.raises(ValueError, match="nothing may leave"):
        ready.begin(KEY, b"{}", clock.now())
    assert entry(ready).state is State.VALIDATED
    assert verify(ready) is None


def test_a_skipped_document_is_not_recorded(ready: Ledger) -> None:
    with pytest.raises(ValueError, match="nothing to record"):
        ready.settle(KEY, Skipped("SETP1", CUFE, Decimal(1)), None)


@pytest.mark.parametrize("outcome", [Conflict(()), NeedsSupport(())], ids=["conflict", "needs support"])
def test_what_only_a_person_moves_on_does_not_leave(ready: Ledger, clock: StillClock, outcome: Outcome) -> None:
    ready.settle(KEY, outcome, None)
    with pytest.raises(ValueError, match="nothing may leave"):
        ready.begin(KEY, b"{}", clock.now())


@pytest.mark.parametrize(
    "outcome",
    [VALIDATED, InDoubt("x"), Pending(), Conflict(()), NeedsSupport(())],
    ids=["validated", "in doubt", "pending", "conflict", "needs support"],
)
def test_content_that_may_stand_at_factus_is_never_overwritten(ready: Ledger, outcome: Outcome) -> None:
    ready.settle(KEY, outcome, None)
    before = entry(ready)
    with pytest.raises(ValueError, match="takes no new content"):
        ready.prepare([prepared("FV-2"), prepared("FV-1", "2000.00")], "otro")
    assert entry(ready) == before
    assert ready.find((DocumentType.INVOICE, "FV-2")) is None


def test_what_is_in_the_air_is_never_overwritten(ready: Ledger, clock: StillClock) -> None:
    ready.begin(KEY, b"{}", clock.now())
    with pytest.raises(ValueError, match="takes no new content"):
        ready.prepare([prepared("FV-1", "2000.00")], "lote")


@pytest.mark.parametrize(
    "outcome",
    [Rejected(REASONS, "SETP1"), Refused(REASONS), NotSent("sin conexión")],
    ids=["rejected", "refused", "not sent"],
)
def test_new_content_replaces_what_never_validated(ready: Ledger, clock: StillClock, outcome: Outcome) -> None:
    ready.begin(KEY, b"{}", clock.now())
    ready.settle(KEY, outcome, None)
    new = prepared("FV-1", "2000.00")
    ready.prepare([new], "otro")
    found = entry(ready)
    assert (found.state, found.payload, found.total, found.lote, found.messages, found.number) == (
        State.READY,
        new.payload,
        Decimal("2380.00"),
        "otro",
        (),
        None,
    )
    assert found.attempts == 1


def test_what_still_blocks_stays_known_until_its_delete_succeeds(ready: Ledger, clock: StillClock) -> None:
    ready.settle(KEY, Rejected(REASONS, "SETP1"), None, blocks=True)
    ready.prepare([prepared("FV-1", "2000.00")], "lote")
    ready.begin(KEY, b"{}", clock.now())
    for outcome in (NotSent("409"), InDoubt("sin respuesta"), Refused(REASONS)):
        ready.settle(KEY, outcome, None)
        found = entry(ready)
        assert found.blocks
        assert (found.messages, found.number) == (REASONS, "SETP1")
    ready.settle(KEY, Rejected(REASONS, "SETP1"), None)
    assert not entry(ready).blocks


@pytest.mark.parametrize("outcome", [VALIDATED, Pending(), Conflict(()), NeedsSupport(())])
def test_what_turns_out_not_to_be_rejected_is_never_deleted_by_us(ready: Ledger, outcome: Outcome) -> None:
    ready.settle(KEY, Rejected(REASONS), None, blocks=True)
    ready.settle(KEY, outcome, None)
    assert not entry(ready).blocks


def test_preparing_the_same_again_changes_nothing(ready: Ledger) -> None:
    before = queries.history(ready, KEY)
    ready.prepare([prepared("FV-1")], "lote")
    assert queries.history(ready, KEY) == before


def test_a_document_twice_in_one_lote_is_a_bug_and_records_nothing(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="twice"):
        ledger.prepare([prepared("FV-1"), prepared("FV-1", "2000.00")], "lote")
    assert ledger.find(KEY) is None


def test_a_note_says_what_happened_and_moves_nothing(ready: Ledger) -> None:
    before = entry(ready)
    ready.note(KEY, "delete_failed", status=500, body="<html>")
    event = queries.history(ready, KEY)[-1]
    assert (event.what, event.state, event.status, event.body) == ("delete_failed", None, 500, "<html>")
    assert entry(ready) == before


def test_nothing_is_recorded_of_what_the_ledger_never_saw(ledger: Ledger, clock: StillClock) -> None:
    for write in (
        lambda: ledger.begin(KEY, b"{}", clock.now()),
        lambda: ledger.settle(KEY, VALIDATED, None),
        lambda: ledger.note(KEY, "not_there"),
    ):
        with pytest.raises(ValueError, match="never seen"):
            write()


def test_everything_that_ever_left_is_still_there(ready: Ledger, clock: StillClock) -> None:
    for body in (b"first", b"second"):
        ready.begin(KEY, body, clock.now())
        ready.settle(KEY, Refused(REASONS), None)
    assert {row["body"] for row in ready.query("SELECT body FROM payloads")} >= {b"first", b"second"}


def test_unsettled_is_what_resume_works_on_oldest_first(ledger: Ledger, clock: StillClock) -> None:
    references = ["ready", "sending", "doubt", "pending", "validated", "refused", "rejected", "blocks"]
    ledger.prepare([prepared(reference) for reference in references], "a")
    keys = {reference: (DocumentType.INVOICE, reference) for reference in references}
    ledger.begin(keys["sending"], b"{}", clock.now())
    ledger.settle(keys["doubt"], InDoubt("x"), None)
    ledger.settle(keys["pending"], Pending(), None)
    ledger.settle(keys["validated"], VALIDATED, None)
    ledger.settle(keys["refused"], Refused(()), None)
    ledger.settle(keys["rejected"], Rejected(()), None)
    ledger.settle(keys["blocks"], Rejected(()), None, blocks=True)
    ledger.prepare([prepared("other")], "b")
    assert [one.reference for one in ledger.unsettled()] == ["ready", "sending", "doubt", "pending", "blocks", "other"]
    assert [one.reference for one in ledger.unsettled("b")] == ["other"]
    assert ledger.unsettled("none") == []


def test_thousands_are_found_in_one_go(ledger: Ledger) -> None:
    documents = [prepared(f"FV-{number}") for number in range(2000)]
    documents.append(prepared("FV-7", type_=DocumentType.CREDIT_NOTE))
    ledger.prepare(documents, "lote")
    keys = [one.document.key for one in documents]
    assert set(ledger.find_many([*keys, (DocumentType.INVOICE, "absent")])) == set(keys)


def test_each_of_begin_settle_note_and_prepare_is_one_commit(ledger: Ledger, clock: StillClock) -> None:
    said: list[str] = []
    ledger.db.conn.set_trace_callback(said.append)
    commits = []
    for write in (
        lambda: ledger.prepare([prepared(f"FV-{number}") for number in range(50)], "lote"),
        lambda: ledger.begin(KEY, b"{}", clock.now()),
        lambda: ledger.settle(KEY, VALIDATED, ANSWER),
        lambda: ledger.note(KEY, "seen"),
    ):
        said.clear()
        write()
        commits.append(said.count("COMMIT"))
    assert commits == [1, 1, 1, 1]


def test_the_file_is_its_owners_alone_and_durable(ledger: Ledger, path: Path) -> None:
    ledger.prepare([prepared()], "lote")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pragmas = {
        name: ledger.query(f"PRAGMA {name}")[0][name] for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_what_half_a_utf16_pair_says_is_kept_as_far_as_utf8_can(ready: Ledger) -> None:
    odd = replace(VALIDATED, url="https://\ud800")
    ready.settle(KEY, odd, Exchange(odd, 201, "\ud800"))
    assert entry(ready).url == "https://?"
    assert verify(ready) is None


THERE = Held(
    DocumentType.INVOICE,
    "VIEJA",
    "SETP9",
    is_validated=True,
    total=Decimal(10),
    customer="1",
    customer_name="Peña",
    cufe="f",
    created_at="05-10-2026 11:59:59 PM",
    raw="{}",
)
RULE_90 = (Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."),)


def test_adopting_records_what_only_factus_had(ready: Ledger) -> None:
    assert ready.adopt([THERE], "conciliado") == 1
    found = entry(ready, (DocumentType.INVOICE, "VIEJA"))
    assert (found.state, found.number, found.total, found.payload, found.attempts, found.adopted) == (
        State.VALIDATED,
        "SETP9",
        Decimal("10.00"),
        b"",
        0,
        True,
    )
    assert [one.reference for one in ready.dated(DocumentType.INVOICE, date(2026, 10, 5), date(2026, 10, 5))] == [
        "VIEJA"
    ]
    assert queries.history(ready, found.key)[0].what == "adopted"
    assert verify(ready) is None


@pytest.mark.parametrize(
    ("changes", "reference", "state"),
    [
        ({"reference": None}, "SETP9", State.VALIDATED),
        ({"total": None, "customer": None}, "VIEJA", State.VALIDATED),
        ({"is_validated": False}, "VIEJA", State.PENDING),
        ({"is_validated": False, "cufe": None, "number": None}, "VIEJA", State.PENDING),
        ({"is_validated": False, "messages": REASONS}, "VIEJA", State.PENDING),
        ({"is_validated": False, "messages": RULE_90}, "VIEJA", State.NEEDS_SUPPORT),
    ],
    ids=["under its number", "without total", "pending", "without number", "rejected", "Regla 90"],
)
def test_what_is_adopted_stands_as_factus_has_it_and_blocks_nothing(
    ready: Ledger, changes: dict[str, Any], reference: str, state: State
) -> None:
    assert ready.adopt([replace(THERE, **changes)], "conciliado") == 1
    found = entry(ready, (DocumentType.INVOICE, reference))
    assert (found.state, found.blocks) == (state, False)
    assert verify(ready) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "FV-1"},
        {"number": "SETP1"},
        {"cufe": None},
        {"number": None},
        {"reference": None, "is_validated": False},
        {"reference": None, "number": None},
    ],
    ids=["known", "known by number", "without CUFE", "without number", "nobody could settle it", "without a name"],
)
def test_what_is_known_or_has_no_proof_is_not_adopted(ready: Ledger, changes: dict[str, Any]) -> None:
    ready.settle(KEY, VALIDATED, ANSWER)
    before = ready.query("SELECT count(*) AS n FROM events")
    assert ready.adopt([replace(THERE, **changes)], "conciliado") == 0
    assert ready.query("SELECT count(*) AS n FROM events") == before
