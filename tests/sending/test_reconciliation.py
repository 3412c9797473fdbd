"""Which row is which entry, and in what both differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import Message, State
from factus_cli.sending.ports import Entry, Held
from factus_cli.sending.reconciliation import Match, Period, Relation, differences, is_expected_there, match

INVOICE, NOTE = DocumentType.INVOICE, DocumentType.CREDIT_NOTE
ENTRY = Entry(
    INVOICE, "FV-1", State.VALIDATED, "lote", b"{}", "h", {}, Decimal("1190.00"), "900123456", number="SETP1", cufe="c"
)
HELD = Held(INVOICE, "FV-1", "SETP1", is_validated=True, total=Decimal(1190), customer="900123456")
REJECTED = (Message("FAK24", "rejection", "Regla: FAK24, Rechazo: …"),)
RULE_90 = (Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."),)


def pairs(entries: list[Entry], rows: list[Held]) -> list[tuple[str | None, str | None]]:
    """Who was matched with whom: the entry's reference and the row's number."""
    return [
        (one.entry.reference if one.entry else None, one.held.number if one.held else None)
        for one in match(entries, rows)
    ]


@pytest.mark.parametrize(
    ("entries", "rows", "expected"),
    [
        ([ENTRY], [HELD], [("FV-1", "SETP1")]),
        ([ENTRY], [], [("FV-1", None)]),
        ([], [HELD], [(None, "SETP1")]),
        ([ENTRY], [replace(HELD, type=NOTE)], [(None, "SETP1"), ("FV-1", None)]),
        ([ENTRY], [replace(HELD, reference=None)], [("FV-1", "SETP1")]),
        ([ENTRY], [replace(HELD, number=None)], [("FV-1", None)]),
        ([ENTRY], [replace(HELD, number="SETP2")], [("FV-1", "SETP2")]),
        ([ENTRY], [replace(HELD, reference="OTRA")], [("FV-1", "SETP1")]),
        ([ENTRY], [replace(HELD, number="SETP2"), HELD], [(None, "SETP2"), ("FV-1", "SETP1")]),
        ([ENTRY], [replace(HELD, reference="fv-1", number="SETP2")], [(None, "SETP2"), ("FV-1", None)]),
        ([replace(ENTRY, number=None)], [replace(HELD, reference="fv-1")], [("FV-1", "SETP1")]),
        (
            [replace(ENTRY, number=None), replace(ENTRY, reference="fv-1", number=None)],
            [replace(HELD, reference="fv-1"), replace(HELD, number="SETP2")],
            [("fv-1", "SETP1"), ("FV-1", "SETP2")],
        ),
        ([ENTRY], [replace(HELD, reference=None, number=None)], [(None, None), ("FV-1", None)]),
    ],
    ids=[
        "both",
        "here",
        "there",
        "another family",
        "row without reference",
        "row without number",
        "another number",
        "another reference",
        "twice there: by its number",
        "capitals, and another number",
        "capitals, and no number",
        "capitals of two",
        "a row without name",
    ],
)
def test_a_row_is_matched_by_the_surest_name_they_share(
    entries: list[Entry], rows: list[Held], expected: list[tuple[str | None, str | None]]
) -> None:
    assert pairs(entries, rows) == expected


def told(entry: Entry, held: Held) -> dict[str, tuple[str, str]]:
    return {one.field: (one.ours, one.theirs) for one in differences(entry, held)}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({}, {}, {}),
        ({}, {"number": "SETP2"}, {"number": ("SETP1", "SETP2")}),
        ({}, {"reference": "OTRA"}, {"reference_code": ("FV-1", "OTRA")}),
        ({}, {"total": Decimal("1190.01")}, {"total": ("1190.00", "1190.01")}),
        ({}, {"customer": "1"}, {"customer": ("900123456", "1")}),
        ({}, {"cufe": "d"}, {"cufe": ("c", "d")}),
        ({}, {"reference": None, "number": None, "total": None, "customer": None, "cufe": None}, {}),
        ({}, {"is_validated": False}, {"state": ("validated", "pending")}),
        ({}, {"is_validated": False, "messages": REJECTED}, {"state": ("validated", "rejected")}),
        ({"state": State.IN_DOUBT, "number": None, "cufe": None}, {}, {"state": ("in_doubt", "validated")}),
        ({"state": State.SENDING}, {"is_validated": False}, {"state": ("sending", "pending")}),
        ({"state": State.PENDING}, {"is_validated": False, "total": Decimal("1190.90")}, {}),
        ({"state": State.PENDING}, {"is_validated": False, "messages": REJECTED}, {}),
        ({"state": State.PENDING}, {"is_validated": False, "total": Decimal(2)}, {"total": ("1190.00", "2.00")}),
        ({"state": State.NEEDS_SUPPORT}, {"is_validated": False, "messages": RULE_90}, {}),
        ({"state": State.NEEDS_SUPPORT}, {}, {"state": ("needs_support", "validated")}),
        ({"state": State.REJECTED, "blocks": True}, {"is_validated": False, "messages": REJECTED}, {}),
        ({"state": State.REJECTED}, {}, {"state": ("rejected", "validated")}),
        ({"state": State.REFUSED}, {"is_validated": False}, {"state": ("refused", "pending")}),
        ({"state": State.READY}, {}, {"state": ("ready", "validated")}),
        ({"state": State.CONFLICT}, {}, {"state": ("conflict", "validated")}),
        (
            {"state": State.CONFLICT, "total": Decimal(6190), "total_difference": Decimal(5000)},
            {"total": Decimal(6190)},
            {"total": ("1190.00", "6190.00"), "state": ("conflict", "validated")},
        ),
        ({"total": Decimal("1190.01"), "total_difference": Decimal("0.01")}, {"total": Decimal("1190.01")}, {}),
    ],
)
def test_only_what_both_say_otherwise_is_a_difference(
    ours: dict[str, object], theirs: dict[str, object], expected: dict[str, tuple[str, str]]
) -> None:
    entry, held = replace(ENTRY, **ours), replace(HELD, **theirs)  # type: ignore[arg-type]
    assert told(entry, held) == expected
    assert Match(entry, held).relation is (Relation.DIFFERS if expected else Relation.SAME)


@pytest.mark.parametrize("state", State)
def test_what_never_left_or_was_removed_is_missed_by_nobody(state: State) -> None:
    expected = state not in (State.READY, State.REJECTED, State.REFUSED)
    assert is_expected_there(replace(ENTRY, state=state)) is expected
    assert is_expected_there(replace(ENTRY, state=state, blocks=True))


@pytest.mark.parametrize(
    ("made", "inside"),
    [
        ("31-10-2026 11:59:59 PM", False),
        ("01-11-2026 12:00:00 AM", True),
        ("30-11-2026 11:59:59 PM", True),
        ("01-12-2026 12:00:00 AM", False),
        ("2026-11-01T04:59:59Z", False),
        ("2026-11-01T05:00:00.000000Z", True),
        ("2026-12-01T04:59:59Z", True),
        (None, True),
        ("ayer", True),
    ],
)
def test_days_are_bogota_s_and_both_are_included(made: str | None, inside: bool) -> None:
    assert Period(date(2026, 11, 1), date(2026, 11, 30)).holds(replace(HELD, created_at=made)) is inside
