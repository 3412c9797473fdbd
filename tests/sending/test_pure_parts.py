"""The engine's pure parts: concurrency, schedule, ranges, judgement, exit codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    Message,
    NeedsSupport,
    NotSent,
    Pending,
    Refused,
    Rejected,
    Skipped,
    Validated,
)
from factus_cli.errors import AccountBlocked, ExitCode, NothingLeft, OwnLimit, UsageProblem
from factus_cli.sending import estimate, ranges, schedule
from factus_cli.sending.concurrency import Concurrency
from factus_cli.sending.judgement import judge
from factus_cli.sending.ports import Held, NumberingRange, Sent
from factus_cli.sending.result import Result

TODAY = date(2026, 11, 24)
SENT = Sent(DocumentType.INVOICE, "FV-1", Decimal("1190.00"), "900123456")
HELD = Held(DocumentType.INVOICE, "FV-1", "SETP1", True, Decimal("1190.00"), "900123456", (), "c" * 96)
NOTICE = (Message("RUT01", "notification", "Regla: RUT01, Notificación: pronto"),)
REJECTION = (Message("FAK24", "rejection", "Regla: FAK24, Rechazo: falta el DV"),)
RULE_90 = (*REJECTION, Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."))
INVOICES = NumberingRange(389, DocumentType.INVOICE, "SETP", first=1, last=100, current=10, end=date(2030, 1, 1))


def test_concurrency_starts_at_four_and_rises_by_one_for_each_round() -> None:
    level = Concurrency.up_to(8)
    seen = []
    for _ in range(4 + 5 + 6 + 7 + 20):
        level = level.after_clean_answer()
        seen.append(level.level)
    assert (seen[3], seen[8], seen[14], seen[21]) == (5, 6, 7, 8)
    assert max(seen) == 8


def test_concurrency_halves_on_trouble_and_then_rises_slowly() -> None:
    level = Concurrency.up_to(8).after_trouble()
    assert level.level == 2
    for _ in range(19):
        level = level.after_clean_answer()
    assert level.level == 2
    assert level.after_clean_answer().level == 3
    again = level.after_trouble()
    assert (again.level, again.needed) == (1, 40)


@given(st.lists(st.booleans()), st.integers(1, 16))
def test_concurrency_stays_between_one_and_the_most(answers: list[bool], most: int) -> None:
    level = Concurrency.up_to(most)
    for clean in answers:
        level = level.after_clean_answer() if clean else level.after_trouble()
        assert 1 <= level.level <= most


def test_the_dian_is_asked_at_the_moments_of_the_schedule() -> None:
    assert list(schedule.dian_moments(30)) == [1, 2, 4, 8, 15, 30]
    assert list(schedule.dian_moments(8, at_once=True)) == [0, 1, 2, 4, 8]
    assert list(schedule.dian_moments(100))[-3:] == [30, 60, 90]


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_backoff_stays_within_its_bound(attempt: int, chance: float) -> None:
    assert 0 <= schedule.backoff(attempt, lambda: chance) <= 30


@pytest.mark.parametrize("wanted", [None, "SETP", "setp", "389"])
def test_the_range_is_found_by_prefix_by_id_or_for_being_the_only_one(wanted: str | None) -> None:
    notes = replace(INVOICES, id=2, type=DocumentType.CREDIT_NOTE)
    assert ranges.choose([notes, INVOICES], DocumentType.INVOICE, wanted, TODAY).id == 389


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param({"is_active": False}, id="inactive"),
        pytest.param({"is_expired": True}, id="expired by its flag"),
        pytest.param({"end": date(2026, 11, 23)}, id="expired by its date"),
        pytest.param({"current": 101}, id="used up"),
    ],
)
def test_a_range_that_cannot_be_used_is_not_chosen(spoiled: dict[str, object]) -> None:
    with pytest.raises(NothingLeft, match="SETP"):
        ranges.choose([replace(INVOICES, **spoiled)], DocumentType.INVOICE, None, TODAY)


def test_two_usable_ranges_are_a_question() -> None:
    with pytest.raises(UsageProblem, match="FE \\(id 8\\)"):
        ranges.choose([INVOICES, replace(INVOICES, id=8, prefix="FE")], DocumentType.INVOICE, None, TODAY)


def test_an_unknown_range_names_those_there_are() -> None:
    with pytest.raises(UsageProblem, match="SETP \\(id 389\\)"):
        ranges.choose([INVOICES], DocumentType.INVOICE, "OTRO", TODAY)


def test_an_account_without_ranges_has_nothing_left() -> None:
    with pytest.raises(NothingLeft, match="nota crédito"):
        ranges.choose([INVOICES], DocumentType.CREDIT_NOTE, None, TODAY)


def test_numbers_left() -> None:
    assert ranges.left(INVOICES) == 91
    assert ranges.left(replace(INVOICES, last=None)) is None


def test_what_agrees_is_validated_with_its_difference() -> None:
    held = replace(HELD, total=Decimal("1190.99"), messages=NOTICE)
    outcome = judge(held, SENT)
    assert isinstance(outcome, Validated)
    assert (outcome.difference, outcome.messages) == (Decimal("0.99"), NOTICE)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param({"reference": "FV-2"}, InDoubt, id="another reference"),
        pytest.param({"cufe": None}, InDoubt, id="no cufe"),
        pytest.param({"number": ""}, InDoubt, id="no number"),
        pytest.param({"total": None}, InDoubt, id="no total"),
        pytest.param({"total": Decimal("1191.01")}, Conflict, id="total beyond the tolerance"),
        pytest.param({"customer": "800197268"}, Conflict, id="another customer"),
        pytest.param({"total": Decimal(9999), "number": None}, InDoubt, id="another total without a number"),
        pytest.param({"total": Decimal(9999), "cufe": None}, Conflict, id="another total without CUFE"),
        pytest.param({"is_validated": False}, Pending, id="not validated"),
        pytest.param({"is_validated": False, "messages": NOTICE}, Pending, id="a notification rejects nothing"),
        pytest.param({"is_validated": False, "messages": REJECTION}, Rejected, id="rejected"),
        pytest.param({"is_validated": False, "messages": RULE_90}, NeedsSupport, id="rule 90 before rejection"),
        pytest.param(
            {"is_validated": False, "messages": REJECTION, "customer": "1"}, Conflict, id="a rejection of another's"
        ),
        pytest.param({"is_validated": False, "total": Decimal(1)}, Conflict, id="pending with another total"),
    ],
)
def test_what_factus_holds_is_judged(change: dict[str, object], kind: type) -> None:
    assert isinstance(judge(replace(HELD, **change), SENT), kind)


@pytest.mark.parametrize(("documents", "most", "rounds"), [(0, 8, 0), (4, 8, 1), (5, 8, 2), (30, 8, 5), (3, 1, 3)])
def test_documents_go_in_rounds_that_grow(documents: int, most: int, rounds: int) -> None:
    assert estimate.rounds(documents, most) == rounds


def test_the_time_is_the_slower_of_the_quota_and_the_dian() -> None:
    assert estimate.seconds_for(200, departs_in=122, each=3, most=8) == 125
    assert estimate.seconds_for(30, departs_in=0, each=3, most=8) == 15
    assert estimate.seconds_for(0, departs_in=0, each=3, most=8) == 0


INVOICE = (DocumentType.INVOICE, "FV-1")
VALID = Validated("SETP1", "c" * 96, Decimal(1))


@pytest.mark.parametrize(
    ("result", "code"),
    [
        pytest.param(Result({INVOICE: VALID}), ExitCode.OK, id="validated"),
        pytest.param(Result({INVOICE: Skipped("1", "c", Decimal(1))}), ExitCode.OK, id="already validated"),
        pytest.param(Result({INVOICE: Rejected(REJECTION)}), ExitCode.NEGATIVE, id="rejected"),
        pytest.param(Result({INVOICE: Refused(REJECTION)}), ExitCode.NEGATIVE, id="refused"),
        pytest.param(Result({INVOICE: InDoubt("")}), ExitCode.INCOMPLETE, id="in doubt"),
        pytest.param(
            Result({INVOICE: InDoubt(""), (DocumentType.INVOICE, "2"): Conflict(())}), ExitCode.NEGATIVE, id="5 over 6"
        ),
        pytest.param(
            Result({INVOICE: NotSent("")}, stopped=AccountBlocked("x")), ExitCode.BLOCKED, id="what stopped it wins"
        ),
        pytest.param(
            Result({INVOICE: NotSent("")}, held_back={INVOICE}, stopped=OwnLimit("x")), ExitCode.OWN_LIMIT, id="limit"
        ),
        pytest.param(Result({INVOICE: VALID}, changed=[INVOICE]), ExitCode.LOTE, id="the row changed"),
    ],
)
def test_the_exit_code_says_the_gravest(result: Result, code: ExitCode) -> None:
    assert result.exit_code is code
