"""The engine's promises against a model of Factus: never twice, never lost, never mistaken, never stuck in silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from engine_world import REJECTION, RULE_90, World, invoice, prepared

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    NotSent,
    Pending,
    Refused,
    Rejected,
    Skipped,
    State,
    Validated,
    state_of,
)
from factus_cli.errors import (
    AccessDenied,
    AccountBlocked,
    ExitCode,
    FactusUnreachable,
    Interrupted,
    LedgerUnwritable,
    NothingLeft,
    OwnLimit,
    RunIncomplete,
)
from factus_cli.sending.engine import Limits, left_by
from factus_cli.sending.plan import from_ledger, plan, standing
from factus_cli.sending.ports import LookupFailedError

if TYPE_CHECKING:
    from factus_cli.sending.result import Result

KEY = (DocumentType.INVOICE, "FV-1")


def only(result: Result) -> object:
    """The outcome of a run of one document."""
    return result.outcomes[KEY]


def many(count: int) -> list:
    return [invoice(f"FV-{number}") for number in range(1, count + 1)]


def test_a_correct_document_is_validated_with_one_post(world: World) -> None:
    result = world.send(invoice())
    assert isinstance(only(result), Validated)
    assert (world.factus.posts, world.state(), result.exit_code) == (["FV-1"], "validated", ExitCode.OK)
    assert [update.key for update in world.told] == [KEY]


def test_running_again_sends_nothing(world: World) -> None:
    world.send(*many(5))
    before = world.factus.requests
    result = world.send(*many(5))
    assert world.factus.requests == before
    assert all(isinstance(outcome, Skipped) for outcome in result.outcomes.values())


def test_the_intent_is_durable_before_the_post_leaves(world: World) -> None:
    seen = []
    issue = world.factus._answer

    def spying(sent, payload):
        seen.append(world.state(sent.reference))
        return issue(sent, payload)

    world.factus._answer = spying
    world.send(invoice())
    assert seen == ["sending"]


@pytest.mark.parametrize("lost", ["lost-before", "lost-after"])
def test_a_lost_answer_is_looked_up_and_never_sent_twice(world: World, lost: str) -> None:
    world.factus.script["FV-1"] = [lost]
    assert isinstance(only(world.send(invoice())), Validated)
    assert len(world.factus.stored) == 1
    assert world.factus.posts == ["FV-1"] * (2 if lost == "lost-before" else 1)
    assert len(set(world.factus.bodies["FV-1"])) == 1


def test_a_validated_answer_without_cufe_is_completed_by_show(world: World) -> None:
    world.factus.script["FV-1"] = ["no-cufe"]
    assert isinstance(only(world.send(invoice())), Validated)
    assert world.factus.asked == ["find FV-1", "show SETP1"]


def test_an_answer_about_another_document_says_nothing_of_this_one(world: World) -> None:
    world.factus.script["FV-1"] = ["echo"]
    assert isinstance(only(world.send(invoice())), Validated)
    assert world.factus.posts == ["FV-1"]


def test_six_silences_leave_it_in_doubt_and_the_run_goes_on(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-before"] * 6
    result = world.send(*many(2))
    assert isinstance(only(result), InDoubt)
    assert isinstance(result.outcomes[DocumentType.INVOICE, "FV-2"], Validated)
    assert (world.state(), result.exit_code) == ("in_doubt", ExitCode.INCOMPLETE)
    assert world.factus.posts.count("FV-1") == 6


def test_a_look_up_without_answer_leaves_it_in_doubt(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-after"]
    world.factus.lookups_fail = 2
    assert isinstance(only(world.send(invoice())), Validated)
    assert world.factus.posts == ["FV-1"]


def test_a_look_up_that_cannot_connect_is_no_answer_either(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-after"]
    world.factus.lookups_fail, world.factus.lookups_unreached = 5, True
    result = world.send(invoice())
    assert isinstance(only(result), InDoubt)
    assert isinstance(result.stopped, FactusUnreachable)


def test_a_list_that_lags_behind_never_makes_two(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-after"]
    world.factus.list_lags = 1
    assert isinstance(only(world.send(invoice())), Validated)
    assert len(world.factus.stored) == 1


def test_a_slow_dian_gets_the_same_bytes_again(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:3"]
    assert isinstance(only(world.send(invoice())), Validated)
    assert len(world.factus.posts) == 4
    assert len(set(world.factus.bodies["FV-1"])) == 1
    assert world.clock.passed >= 4


def test_documents_leave_in_the_order_of_the_file_whoever_waits_for_a_place(world: World) -> None:
    documents = many(40)
    world.send(*documents)
    assert world.factus.posts == [one.reference for one in documents]


def test_while_one_is_pending_nothing_else_of_its_family_leaves(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:2"]
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(*many(3))
    assert world.factus.posts[:3] == ["FV-1"] * 3
    assert sorted(world.factus.posts[3:]) == ["FV-2", "FV-3"]
    assert result.exit_code is ExitCode.OK


def test_a_dian_slower_than_the_patience_ends_the_run_and_resume_finishes_it(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:9"]
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(*many(2))
    assert isinstance(only(result), Pending)
    assert isinstance(result.outcomes[DocumentType.INVOICE, "FV-2"], NotSent)
    assert isinstance(result.stopped, RunIncomplete)
    assert result.exit_code is ExitCode.INCOMPLETE
    world.factus.script.clear()
    again = world.work(from_ledger(world.ledger.unsettled()))
    assert {type(outcome) for outcome in again.outcomes.values()} == {Validated}
    assert not world.factus.deletes


def test_a_rejected_document_is_deleted_and_stops_no_other(world: World) -> None:
    world.factus.script["FV-3"] = ["reject"]
    result = world.send(*many(10))
    rejected = result.outcomes[DocumentType.INVOICE, "FV-3"]
    assert isinstance(rejected, Rejected)
    assert rejected.messages == REJECTION
    assert sum(isinstance(outcome, Validated) for outcome in result.outcomes.values()) == 9
    assert (world.factus.deletes, world.state("FV-3"), result.exit_code) == (["FV-3"], "rejected", ExitCode.NEGATIVE)


def test_a_rejection_in_a_422_is_deleted_too(world: World) -> None:
    world.factus.script["FV-1"] = ["reject-422"]
    assert isinstance(only(world.send(invoice())), Rejected)
    assert world.factus.stored == {}


def test_the_corrected_file_sends_only_what_was_rejected(world: World) -> None:
    world.factus.script["FV-2"] = ["reject"]
    world.send(*many(3))
    world.factus.posts.clear()
    result = world.send(invoice("FV-1"), invoice("FV-2", "999.00"), invoice("FV-3"))
    assert world.factus.posts == ["FV-2"]
    assert result.exit_code is ExitCode.OK


def test_a_delete_that_fails_is_tried_again_and_then_remembered(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_fails = 3
    result = world.send(invoice())
    entry = world.ledger.find(KEY)
    assert isinstance(only(result), Rejected)
    assert entry is not None
    assert entry.blocks
    again = world.send(invoice("FV-2"))
    assert isinstance(again.outcomes[DocumentType.INVOICE, "FV-2"], Validated)
    assert KEY not in world.factus.stored


def test_a_delete_that_never_works_blocks_and_is_named(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_fails = 99
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(*many(2))
    assert isinstance(result.stopped, RunIncomplete)
    assert "FV-1" in result.stopped.message
    assert result.exit_code is ExitCode.NEGATIVE


def test_a_delete_refused_because_it_is_validated_after_all(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_says_validated = True
    assert isinstance(only(world.send(invoice())), Validated)


def test_stop_on_reject_leaves_it_there_and_ends(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.policy = replace(world.policy, concurrency=1, stop_on_reject=True)
    result = world.send(*many(3))
    assert (world.factus.deletes, result.exit_code) == ([], ExitCode.BLOCKED)
    assert KEY in world.factus.stored
    assert isinstance(result.outcomes[DocumentType.INVOICE, "FV-3"], NotSent)


def test_what_was_left_by_choice_stays_while_nothing_of_its_family_is_to_go(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.policy = replace(world.policy, stop_on_reject=True)
    world.send(invoice())
    world.policy = replace(world.policy, stop_on_reject=False)
    world.work(())
    world.send(invoice("NC-1", type_=DocumentType.CREDIT_NOTE))
    assert world.factus.deletes == []
    assert KEY in world.factus.stored
    world.send(invoice("FV-2"))
    assert world.factus.deletes == ["FV-1"]
    assert {one.key[1]: one.is_validated for one in world.factus.stored.values()} == {"NC-1": True, "FV-2": True}


def test_what_was_left_by_choice_and_sent_anew_is_owed_its_delete_like_any_other(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.policy = replace(world.policy, stop_on_reject=True)
    world.send(invoice())
    world.policy = replace(world.policy, stop_on_reject=False)
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_fails = 0
    world.send(invoice())
    world.factus.plant(KEY, messages=REJECTION)
    world.ledger.begin(KEY, b"{}", world.clock.now())
    world.ledger.settle(KEY, Rejected(REJECTION, "SETP9"), None, blocks=True)  # and killed before the delete
    world.work(())
    assert KEY not in world.factus.stored


def test_data_that_factus_refuses_is_refused(world: World) -> None:
    world.factus.script["FV-1"] = ["refuse"]
    result = world.send(*many(2))
    assert isinstance(only(result), Refused)
    assert (world.state(), result.exit_code) == ("refused", ExitCode.NEGATIVE)


def test_rule_90_is_never_deleted_nor_resent(world: World) -> None:
    world.factus.script["FV-1"] = ["rule-90"]
    assert isinstance(only(world.send(invoice())), NeedsSupport)
    again = world.send(invoice())
    assert isinstance(only(again), NeedsSupport)
    assert (world.factus.posts, world.factus.deletes) == (["FV-1"], [])


def test_rule_90_of_ours_blocks_with_its_name(world: World) -> None:
    world.factus.script["FV-1"] = ["rule-90"]
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(*many(2))
    assert isinstance(result.stopped, AccountBlocked)
    assert "Regla 90" in result.stopped.message
    assert result.exit_code is ExitCode.BLOCKED


def test_a_total_far_from_ours_is_a_conflict(world: World) -> None:
    world.factus.script["FV-1"] = ["total:5000"]
    result = world.send(invoice())
    outcome = only(result)
    assert isinstance(outcome, Conflict)
    assert outcome.differences[0].field == "total"
    assert isinstance(only(world.send(invoice())), Conflict)
    assert world.factus.posts == ["FV-1"]


def test_a_total_off_by_a_cent_is_validated_and_recorded(world: World) -> None:
    world.factus.script["FV-1"] = ["total:0.01"]
    outcome = only(world.send(invoice()))
    assert isinstance(outcome, Validated)
    assert outcome.difference == Decimal("0.01")
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert (entry.total, entry.total_difference) == (Decimal("1190.01"), Decimal("0.01"))


def test_the_last_payment_takes_what_factus_expects(world: World) -> None:
    world.factus.expects_more = Decimal("0.01")
    outcome = only(world.send(invoice()))
    assert isinstance(outcome, Validated)
    assert len(world.factus.posts) == 2
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert b"1190.01" in entry.payload


def test_a_payment_too_far_from_what_factus_expects_is_refused(world: World) -> None:
    world.factus.expects_more = Decimal("1.01")
    assert isinstance(only(world.send(invoice())), Refused)


def test_a_foreign_blocker_is_named_and_never_touched(world: World) -> None:
    world.factus.plant((DocumentType.INVOICE, "AJENA"))
    result = world.send(*many(3))
    assert isinstance(result.stopped, AccountBlocked)
    for told in ("AJENA", "SETP1", "24/11/2026"):
        assert told in result.stopped.message
    assert (world.factus.deletes, result.exit_code) == ([], ExitCode.BLOCKED)
    assert all(isinstance(outcome, NotSent) for outcome in result.outcomes.values())
    assert world.state() == "ready"


def test_a_reference_of_ours_that_never_left_is_not_ours_at_factus(world: World) -> None:
    world.factus.plant((DocumentType.INVOICE, "FV-2"), messages=REJECTION)
    result = world.send(*many(2), limits=Limits(documents=1))
    assert isinstance(result.stopped, AccountBlocked)
    assert world.factus.deletes == []


def in_doubt(world: World, reference: str = "FV-1", script: str = "lost-after") -> None:
    """Leave a document in doubt, as a run whose answers all got lost."""
    world.factus.script[reference] = [script]
    world.factus.lookups_fail = 6
    result = world.send(invoice(reference))
    assert isinstance(result.outcomes[DocumentType.INVOICE, reference], InDoubt)
    world.factus.lookups_fail = 0


@pytest.mark.parametrize("messages", [(), REJECTION], ids=["pending", "rejected"])
def test_a_blocker_of_ours_from_an_earlier_run_is_settled(world: World, messages: tuple) -> None:
    in_doubt(world)
    stored = world.factus.stored[KEY]
    stored.is_validated, stored.messages, stored.delays = False, messages, 1
    result = world.send(invoice("FV-2"))
    assert isinstance(result.outcomes[DocumentType.INVOICE, "FV-2"], Validated)
    assert world.state() == ("rejected" if messages else "validated")


def test_a_blocker_of_ours_with_other_content_is_a_conflict_and_stops(world: World) -> None:
    in_doubt(world)
    stored = world.factus.stored[KEY]
    stored.is_validated, stored.total = False, Decimal(7)
    result = world.send(invoice("FV-2"))
    assert isinstance(result.stopped, AccountBlocked)
    assert world.state() == "conflict"


@pytest.mark.parametrize("listed", [False, True], ids=["in no list", "listed while in the air"])
def test_an_account_that_takes_one_at_a_time_gets_everything(world: World, listed: bool) -> None:
    world.factus.one_at_a_time = True
    world.factus.lists_those_in_flight = listed
    result = world.send(*many(60))
    assert result.exit_code is ExitCode.OK
    assert len(world.factus.posts) - 60 < 20


@pytest.mark.parametrize(("messages", "outcome"), [(REJECTION, Rejected), (RULE_90, NeedsSupport), ((), Pending)])
def test_a_document_that_is_itself_what_blocks_it_is_looked_up_and_not_posted_for_ever(
    world: World, messages: tuple, outcome: type
) -> None:
    world.factus.blocks_itself = True
    world.factus.plant(KEY, messages=messages, delays=0 if messages else 99)
    result = world.send(invoice())
    assert type(only(result)) is outcome
    assert len(world.factus.posts) < 12


def test_a_number_that_is_anothers_is_looked_up_and_not_recorded(world: World) -> None:
    world.policy = replace(world.policy, concurrency=1)
    world.factus.script["FV-2"] = ["number:SETP1"]
    result = world.send(*many(2))
    assert {type(outcome) for outcome in result.outcomes.values()} == {Validated}
    assert [outcome.number for outcome in result.outcomes.values()] == ["SETP1", "SETP2"]
    assert world.factus.posts == ["FV-1", "FV-2"]


def test_a_number_that_an_earlier_run_validated_for_another_is_looked_up_and_not_recorded(world: World) -> None:
    world.send(invoice("FV-1"))
    world.factus.script["FV-2"] = ["number:SETP1"]
    result = world.send(invoice("FV-2"))
    assert [(type(one), one.number) for one in result.outcomes.values() if isinstance(one, Validated)] == [
        (Validated, "SETP2")
    ]
    assert world.factus.posts == ["FV-1", "FV-2"]


def test_a_number_that_stays_another_s_leaves_it_in_doubt_and_says_whose_it_is(world: World) -> None:
    world.send(invoice("FV-1"))
    in_doubt(world, "FV-2")
    world.factus.stored[DocumentType.INVOICE, "FV-2"].number = "SETP1"
    outcome = next(iter(world.send(invoice("FV-2")).outcomes.values()))
    assert isinstance(outcome, InDoubt)
    assert "FV-1" in outcome.why
    assert (world.state("FV-1"), world.state("FV-2")) == ("validated", "in_doubt")
    assert world.factus.posts.count("FV-2") == 1


def test_a_number_of_a_sandbox_that_began_anew_is_taken_with_a_cufe_of_its_own(world: World) -> None:
    world.send(invoice("FV-1"))
    in_doubt(world, "FV-2")
    del world.factus.stored[DocumentType.INVOICE, "FV-1"]
    again = world.factus.stored[DocumentType.INVOICE, "FV-2"]
    again.number, again.cufe = "SETP1", "d" * 96
    outcome = next(iter(world.send(invoice("FV-2")).outcomes.values()))
    assert isinstance(outcome, Validated)
    assert (outcome.number, world.state("FV-1"), world.state("FV-2")) == ("SETP1", "validated", "validated")
    assert world.factus.posts.count("FV-2") == 1


def test_a_repetition_that_shows_anothers_number_validates_nothing(world: World) -> None:
    world.send(invoice("FV-1"))
    world.factus.script["FV-2"] = ["pending:1", "number:SETP1"]
    outcome = next(iter(world.send(invoice("FV-2")).outcomes.values()))
    assert isinstance(outcome, Validated)
    assert outcome.number == "SETP2"
    assert world.factus.posts == ["FV-1", "FV-2", "FV-2", "FV-2"]


def test_a_block_that_nobody_explains_ends_with_a_reason(world: World) -> None:
    world.factus.always_blocked = True
    result = world.send(*many(2))
    assert isinstance(result.stopped, AccountBlocked)
    assert result.exit_code is ExitCode.BLOCKED


def test_a_list_without_answer_is_asked_again(world: World) -> None:
    in_doubt(world)
    world.factus.stored[KEY].is_validated = False
    world.factus.stored[KEY].delays = 1
    world.factus.lists_fail = 2
    assert world.send(invoice("FV-2")).exit_code is ExitCode.OK


def test_429_lowers_how_many_go_at_once(world: World) -> None:
    world.factus.script["FV-1"] = ["throttled"]
    world.send(*many(3))
    assert world.run is not None
    assert world.run.concurrency.falls == 1


def test_five_refused_connections_in_a_row_end_the_run_and_lose_nothing(world: World) -> None:
    for number in range(1, 4):
        world.factus.script[f"FV-{number}"] = ["unreached"] * 9
    result = world.send(*many(3))
    assert isinstance(result.stopped, FactusUnreachable)
    assert {type(outcome) for outcome in result.outcomes.values()} == {NotSent}
    assert (world.state(), result.exit_code) == ("ready", ExitCode.BLOCKED)


def test_one_refused_connection_is_tried_again(world: World) -> None:
    world.factus.script["FV-1"] = ["unreached"]
    assert isinstance(only(world.send(invoice())), Validated)


@pytest.mark.parametrize(
    ("error", "code"),
    [(AccessDenied("no"), ExitCode.ACCESS), (NothingLeft("no"), ExitCode.EXHAUSTED)],
    ids=["forbidden", "subscription exhausted"],
)
def test_what_factus_forbids_stops_the_run_and_leaves_the_rest_ready(
    world: World, error: Exception, code: ExitCode
) -> None:
    world.factus.raises["forbid"] = error
    world.factus.script["FV-2"] = ["forbid"]
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(*many(3))
    assert (result.exit_code, world.state("FV-2"), world.state("FV-3")) == (code, "ready", "ready")
    assert isinstance(only(result), Validated)


def test_forbidden_after_a_doubt_stays_in_doubt(world: World) -> None:
    world.factus.raises["forbid"] = AccessDenied("no")
    world.factus.script["FV-1"] = ["lost-before", "forbid"]
    result = world.send(invoice())
    assert isinstance(only(result), InDoubt)
    assert world.state() == "in_doubt"


def test_blocked_after_a_doubt_is_not_taken_for_ready(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-before"]
    world.factus.plant((DocumentType.INVOICE, "AJENA"))
    assert isinstance(only(world.send(invoice())), InDoubt)


def test_a_bug_lets_the_others_finish_and_is_raised(world: World) -> None:
    world.factus.raises["bug"] = ZeroDivisionError("bug")
    world.factus.script["FV-1"] = ["bug"]
    with pytest.raises(ZeroDivisionError):
        world.send(*many(2))
    assert world.state() == "sending"
    assert world.state("FV-2") == "validated"


def test_a_limit_of_the_users_own_leaves_the_rest_for_later(world: World) -> None:
    result = world.send(*many(5), limits=Limits(documents=2))
    assert (len(world.factus.posts), result.exit_code) == (2, ExitCode.OWN_LIMIT)
    assert len(result.held_back) == 3
    assert world.send(*many(5)).exit_code is ExitCode.OK


def test_the_users_own_deadline_ends_the_run(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-before"] * 5
    world.policy = replace(world.policy, concurrency=1)
    result = world.send(invoice(), limits=Limits(seconds=0.5))
    assert isinstance(result.stopped, OwnLimit)
    assert result.exit_code is ExitCode.INCOMPLETE


def test_ctrl_c_starts_nothing_new_and_lets_the_air_clear(world: World) -> None:
    def interrupt_soon(world: World) -> None:
        async def interrupt() -> None:
            while not world.factus.posts:
                await asyncio.sleep(0)
            world.run.end(Interrupted("interrumpido"))

        world.task = asyncio.ensure_future(interrupt())

    world.during = interrupt_soon
    result = world.send(*many(30))
    sent = sum(isinstance(outcome, Validated) for outcome in result.outcomes.values())
    assert 1 <= sent <= 8
    assert sum(isinstance(outcome, NotSent) for outcome in result.outcomes.values()) == 30 - sent
    assert result.exit_code is ExitCode.INTERRUPTED


def test_what_waits_for_its_turn_when_the_run_ends_never_left(world: World) -> None:
    async def waiting(sent, payload, departure):
        if sent.reference == "FV-2":
            world.run.end(Interrupted("interrumpido"))
        await asyncio.Event().wait()

    world.factus.issue = waiting
    result = world.send(*many(3))
    assert {type(outcome) for outcome in result.outcomes.values()} == {NotSent}
    assert [world.state(f"FV-{n}") for n in (1, 2, 3)] == ["ready"] * 3
    assert world.clock.passed == 0


def test_a_post_turned_away_is_the_same_attempt_and_leaves_no_more_once_the_run_ends(world: World) -> None:
    original = world.factus.issue

    async def turned_away(sent, payload, departure):
        departure.leaving()
        if sent.reference == "FV-2":
            world.run.end(Interrupted("interrumpido"))
        departure.turned_away(429, "")
        return await original(sent, payload, departure)

    world.policy = replace(world.policy, concurrency=1)
    world.factus.issue = turned_away
    result = world.send(*many(2))
    entries = [world.ledger.find((DocumentType.INVOICE, name)) for name in ("FV-1", "FV-2")]
    assert [(one.state, one.attempts) for one in entries if one] == [(State.VALIDATED, 1), (State.READY, 1)]
    assert isinstance(result.outcomes[DocumentType.INVOICE, "FV-2"], NotSent)
    assert world.factus.posts == ["FV-1"]


@pytest.mark.parametrize(
    ("before", "stands"), [("", State.READY), ("lost-before", State.IN_DOUBT), ("pending:9", State.PENDING)]
)
def test_a_post_that_waits_out_a_429_when_the_run_ends_stands_as_before_it(
    world: World, before: str, stands: State
) -> None:
    original = world.factus.issue
    world.factus.script["FV-1"] = [before] if before else []

    async def turned_away(sent, payload, departure):
        if world.factus.posts or not before:
            departure.leaving()
            departure.turned_away(429, "")
            asyncio.get_running_loop().call_later(0.01, world.run.end, Interrupted("interrumpido"))
            await asyncio.Event().wait()
        return await original(sent, payload, departure)

    world.factus.issue = turned_away
    result = world.send(invoice())
    assert world.state() == stands.value
    assert state_of(only(result)) is stands
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert entry.attempts == (2 if before else 1)


def test_what_is_in_the_air_past_the_grace_is_in_doubt(world: World) -> None:
    async def never(sent, payload, departure):
        departure.leaving()
        world.run.end(Interrupted("interrumpido"))
        await asyncio.Event().wait()

    world.factus.issue = never
    result = world.send(*many(2))
    assert isinstance(only(result), InDoubt)
    assert world.state() == "sending"


def test_a_ledger_that_cannot_be_written_lets_nothing_leave(world: World) -> None:
    world.ledger.begin = _full_disk
    result = world.send(invoice())
    assert (world.factus.posts, result.exit_code) == ([], ExitCode.INCOMPLETE)
    assert isinstance(only(result), NotSent)


def test_a_disk_that_fills_up_after_the_post_leaves_it_in_doubt(world: World) -> None:
    settle = world.ledger.settle
    world.ledger.settle = _full_disk
    result = world.send(invoice())
    assert isinstance(only(result), InDoubt)
    world.ledger.settle = settle
    assert isinstance(only(world.send(invoice())), Validated)
    assert len(world.factus.stored) == 1


def test_a_ledger_that_cannot_be_read_either_leaves_everything_in_doubt(world: World) -> None:
    world.ledger.begin = _full_disk
    planned = plan([prepared(invoice())], {})
    world.ledger.find = _full_disk
    assert isinstance(world.work(planned.jobs).outcomes[KEY], InDoubt)


def test_a_ledger_full_from_the_start_sends_nothing(world: World) -> None:
    world.ledger.prepare = _full_disk
    result = world.send(*many(2))
    assert (world.factus.requests, result.exit_code) == (0, ExitCode.INCOMPLETE)


def _full_disk(*_args: object, **_more: object) -> None:
    raise LedgerUnwritable("el disco está lleno")


def test_what_a_killed_run_left_sending_is_looked_up_first(world: World) -> None:
    in_doubt(world)
    world.factus.posts.clear()
    result = world.send(invoice())
    assert isinstance(only(result), Validated)
    assert world.factus.posts == []


def test_what_never_arrived_is_sent_with_the_same_bytes(world: World) -> None:
    in_doubt(world, script="lost-before")
    world.factus.stored.clear()
    assert isinstance(only(world.send(invoice())), Validated)
    assert len(set(world.factus.bodies["FV-1"])) == 1


def test_a_row_changed_after_validation_is_drift_and_not_sent(world: World) -> None:
    world.send(invoice())
    changed = prepared(invoice(price="2000.00"))
    planned = plan([changed], world.ledger.find_many([KEY]))
    assert planned.jobs == ()
    assert {change.path for change in planned.drifts[0].changes} >= {"lines.1.price", "total"}


def test_a_row_changed_while_in_doubt_waits_for_the_old_content_to_show_up(world: World) -> None:
    in_doubt(world)
    result = world.send(invoice(price="2000.00"))
    assert isinstance(only(result), Validated)
    assert (result.changed, result.exit_code) == ([KEY], ExitCode.LOTE)
    assert world.factus.stored[KEY].total == Decimal("1190.00")


def test_a_row_changed_while_in_doubt_goes_once_the_old_one_is_proven_absent(world: World) -> None:
    in_doubt(world, script="lost-before")
    world.factus.stored.clear()
    before = world.clock.passed
    result = world.send(invoice(price="2000.00"))
    assert isinstance(only(result), Validated)
    assert world.factus.stored[KEY].total == Decimal("2380.00")
    assert world.clock.passed - before > 30
    assert result.exit_code is ExitCode.OK


def test_a_row_changed_while_the_old_one_was_rejected_goes_after_the_delete(world: World) -> None:
    in_doubt(world)
    world.factus.stored[KEY].is_validated = False
    world.factus.stored[KEY].messages = REJECTION
    result = world.send(invoice(price="2000.00"))
    assert isinstance(only(result), Validated)
    assert world.factus.stored[KEY].total == Decimal("2380.00")


def test_a_row_changed_while_the_old_one_cannot_be_deleted_does_not_go(world: World) -> None:
    in_doubt(world)
    world.factus.stored[KEY].is_validated = False
    world.factus.stored[KEY].messages = REJECTION
    world.factus.delete_fails = 99
    assert isinstance(only(world.send(invoice(price="2000.00"))), Rejected)


def test_a_row_changed_while_pending_settles_the_old_one_first(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:8"]
    world.send(invoice())
    result = world.send(invoice(price="2000.00"))
    assert result.changed == [KEY]
    assert world.state() == "validated"


def test_a_pending_document_that_turns_out_rejected_is_removed(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:9"]
    world.send(invoice())
    world.factus.stored[KEY].messages = REJECTION
    assert isinstance(only(world.send(invoice())), Rejected)
    assert world.factus.deletes == ["FV-1"]


def test_a_pending_document_whose_repeat_gets_no_answer_stays_pending(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:2", "lost-before"]
    assert isinstance(only(world.send(invoice())), Validated)


def test_an_interruption_while_waiting_for_the_dian_keeps_it_pending(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:9"]
    result = world.send(invoice(), limits=Limits(seconds=3))
    assert isinstance(only(result), Pending)
    assert world.state() == "pending"


def test_resume_finishes_what_is_ready_and_what_is_in_doubt(world: World) -> None:
    world.send(*many(4), limits=Limits(documents=1))
    in_doubt(world, "FV-9")
    result = world.work(from_ledger(world.ledger.unsettled()))
    assert len(result.outcomes) == 4
    assert result.exit_code is ExitCode.OK


def test_two_families_do_not_block_each_other(world: World) -> None:
    world.factus.script["NC-1"] = ["pending:2"]
    result = world.send(invoice("NC-1", type_=DocumentType.CREDIT_NOTE), *many(3))
    assert result.exit_code is ExitCode.OK


def test_rule_90_found_as_a_blocker_is_recorded(world: World) -> None:
    in_doubt(world)
    world.factus.stored[KEY].is_validated = False
    world.factus.stored[KEY].messages = RULE_90
    result = world.send(invoice("FV-2"))
    assert (world.state(), result.exit_code) == (State.NEEDS_SUPPORT, ExitCode.BLOCKED)


def after_validation(world: World, **state: object) -> None:
    """FV-1 validated in the ledger, and then shown by Factus as if it were not."""
    world.send(invoice())
    stored = world.factus.stored[KEY]
    stored.is_validated = False
    for name, value in state.items():
        setattr(stored, name, value)


@pytest.mark.parametrize("messages", [(), REJECTION], ids=["pending", "rejected"])
def test_what_the_ledger_has_as_validated_is_never_touched_whatever_is_listed(world: World, messages: tuple) -> None:
    after_validation(world, messages=messages)
    posts = list(world.factus.posts)
    result = world.send(invoice("FV-2"))
    assert isinstance(result.stopped, AccountBlocked)
    assert "FV-1" in result.stopped.message
    assert (world.state(), world.factus.deletes) == ("validated", [])
    assert [one for one in world.factus.posts[len(posts) :] if one == "FV-1"] == []


def test_a_conflict_of_an_earlier_run_that_blocks_is_named_and_never_posted_again(world: World) -> None:
    world.factus.script["FV-1"] = ["total:5000"]
    world.send(invoice())
    stored = world.factus.stored[KEY]
    stored.is_validated, stored.total = False, Decimal("1190.00")
    result = world.send(invoice("FV-2"))
    assert isinstance(result.stopped, AccountBlocked)
    assert world.factus.posts.count("FV-1") == 1


@pytest.mark.parametrize(("script", "kind"), [("reject", Rejected), ("refuse", Refused)], ids=["rejected", "refused"])
def test_what_the_ledger_knows_of_a_document_is_what_is_said_of_it(world: World, script: str, kind: type) -> None:
    world.factus.script["FV-1"] = [script]
    world.send(invoice())
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert isinstance(standing(entry), kind)


@pytest.mark.parametrize("state", ["pending:9", "reject"], ids=["pending", "rejected"])
def test_a_run_that_ends_says_of_each_what_the_ledger_has(world: World, state: str) -> None:
    world.factus.script["FV-1"] = [state]
    world.send(invoice(), limits=Limits(seconds=0.5))
    assert world.run is not None
    left = left_by(world.run, KEY, "se acabó")
    assert isinstance(left, Pending if state == "pending:9" else Rejected)


def test_a_document_in_doubt_that_the_end_leaves_is_in_doubt(world: World) -> None:
    in_doubt(world)
    assert world.run is not None
    assert isinstance(left_by(world.run, KEY, "se acabó"), InDoubt)


def test_the_users_deadline_ends_the_tries_to_delete(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_fails = 99
    result = world.send(invoice(), limits=Limits(seconds=0.1))
    assert isinstance(only(result), Rejected)
    assert len(world.factus.deletes) < 3
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert entry.blocks


def test_a_delete_refused_as_validated_that_nobody_can_look_up_keeps_the_rejection(world: World) -> None:
    world.factus.script["FV-1"] = ["reject"]
    world.factus.delete_says_validated = True
    world.factus.lookups_fail = 1
    assert isinstance(only(world.send(invoice())), Rejected)
    entry = world.ledger.find(KEY)
    assert entry is not None
    assert entry.blocks


def test_the_deadline_ends_the_wait_for_the_old_content_to_show_up(world: World) -> None:
    in_doubt(world, script="lost-before")
    world.factus.stored.clear()
    result = world.send(invoice(price="2000.00"), limits=Limits(seconds=5))
    assert isinstance(only(result), InDoubt)
    assert world.state() == "in_doubt"
    assert world.factus.stored == {}


def test_a_changed_row_whose_earlier_post_left_long_ago_goes_at_once(world: World) -> None:
    in_doubt(world, script="lost-before")
    world.factus.stored.clear()
    world.clock.passed += 3600
    before = world.clock.passed
    assert isinstance(only(world.send(invoice(price="2000.00"))), Validated)
    assert world.clock.passed - before < 5


def test_a_changed_row_after_an_earlier_pending_one_that_is_still_pending_waits(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:20"]
    world.send(invoice())
    result = world.send(invoice(price="2000.00"))
    assert isinstance(only(result), Pending)
    assert len(set(world.factus.bodies["FV-1"])) == 1


def test_a_blocker_that_another_worker_of_this_run_is_settling_is_waited_for(world: World) -> None:
    world.factus.script["FV-1"] = ["lost-after"]
    stop_validating = world.factus.find

    async def slow_find(key):
        if world.factus.posts.count("FV-2") < 2:
            raise LookupFailedError("sin respuesta")
        world.factus.stored[KEY].is_validated = True
        return await stop_validating(key)

    world.factus.find = slow_find
    world.during = lambda world: world.factus.script["FV-1"].insert(1, "")
    original = world.factus.issue

    async def issue(sent, payload, departure):
        answer = await original(sent, payload, departure)
        if sent.reference == "FV-1" and KEY in world.factus.stored:
            world.factus.stored[KEY].is_validated = False
        return answer

    world.factus.issue = issue
    result = world.send(*many(2))
    assert {type(outcome) for outcome in result.outcomes.values()} == {Validated}


def test_a_waiting_document_is_not_sent_when_the_run_ends_first(world: World) -> None:
    world.factus.script["FV-1"] = ["pending:9"]
    result = world.send(*many(3), limits=Limits(seconds=2))
    assert isinstance(only(result), Pending)
    assert {type(result.outcomes[DocumentType.INVOICE, name]) for name in ("FV-2", "FV-3")} <= {NotSent, Validated}
