"""What exploring orders of answers and deaths found, each as short as it can be told."""

from __future__ import annotations

import pytest
from explored_world import ExploredWorld, How, Row, key_of
from factus_model import Fault

from factus_cli.domain.outcomes import InDoubt, Pending, Refused, Rejected, Validated
from factus_cli.errors import ExitCode
from factus_cli.sending.run import Policy

ONE, TWO = key_of(1), key_of(2)
LEAVES_IT = How(policy=Policy(stop_on_reject=True))


@pytest.fixture
def world() -> ExploredWorld:
    return ExploredWorld()


def holding_a_rejected_one() -> ExploredWorld:
    """After a run whose rejected document could not be deleted: it blocks."""
    world = ExploredWorld()
    world.factus.posts, world.factus.deletes = [Fault("reject")], ["500"] * 3
    world.send([Row(ONE)])
    assert world.state(ONE) == "rejected"
    return world


def posts(world: ExploredWorld, reference: str = "FV-1") -> int:
    return sum(one.endswith(f"post {reference}") for one in world.factus.told)


def test_new_content_recorded_over_a_blocker_is_sent_by_resume_wherever_the_run_ends() -> None:
    ready = 0
    for point in range(1, 60):
        world = holding_a_rejected_one()
        if world.send([Row(ONE, price=2000)], How(killed_at=point)) is not None:
            break
        is_new = world.ledger.find(ONE).total == 2380
        ready += is_new
        world.resume()
        world.check()
        assert world.state(ONE) == ("validated" if is_new else "rejected")
    assert ready > 3


def test_new_content_does_not_leave_while_the_rejected_one_cannot_be_deleted() -> None:
    world = holding_a_rejected_one()
    world.factus.deletes = ["405"] * 3
    told = world.send([Row(ONE, price=2000)])
    world.check()
    assert (posts(world), told.exit_code) == (1, ExitCode.NEGATIVE)
    assert isinstance(told.outcomes[ONE], Rejected)


def test_new_content_does_not_leave_while_the_user_wants_the_rejected_one_kept() -> None:
    world = holding_a_rejected_one()
    told = world.send([Row(ONE, price=2000), Row(TWO)], LEAVES_IT)
    world.check()
    assert (posts(world), told.exit_code) == (1, ExitCode.BLOCKED)
    world.resume()
    world.send([Row(ONE, price=2000), Row(TWO)])
    world.check()
    assert (world.state(ONE), world.state(TWO)) == ("validated", "validated")


def test_what_left_after_a_long_429_is_waited_for_as_long_as_what_left_at_once(world: ExploredWorld) -> None:
    world.factus.posts = [Fault(way="throttled:400", taking=50.0)]
    left = next(point for point in range(1, 20) if dies_at(world, point, "taken"))
    assert left
    world.send([Row(ONE, price=2000)])
    world.check()
    assert world.ledger.find(ONE).total == 1190


def dies_at(world: ExploredWorld, point: int, what: str) -> bool:
    """Whether a run killed at a point dies at that very event; where not, the world starts anew."""
    fresh = ExploredWorld()
    fresh.factus.posts = list(world.factus.posts)
    fresh.send([Row(ONE)], How(killed_at=point))
    if fresh.factus.fuse.trace[-1] != what:
        return False
    world.__dict__.update(fresh.__dict__)
    return True


def test_a_pending_document_whose_repetition_is_refused_is_still_at_factus(world: ExploredWorld) -> None:
    world.factus.posts = [Fault("pending:9"), *[Fault(way="refused")] * 6]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Pending)
    assert told.outcomes[ONE].messages[0].code == "numbering_range_id"
    world.finish()
    assert world.state(ONE) == "validated"


def test_a_refused_repetition_of_what_the_dian_rejected_meanwhile_is_a_rejection(world: ExploredWorld) -> None:
    world.factus.posts = [Fault("pending:1:reject"), Fault(way="lost-after"), Fault(way="refused")]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Rejected)


def test_a_refused_repetition_of_what_the_dian_validated_meanwhile_is_validated(world: ExploredWorld) -> None:
    world.factus.posts = [Fault("pending:1"), Fault(way="lost-after"), Fault(way="refused")]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Validated)


def test_a_refused_repetition_of_what_vanished_from_factus_is_in_doubt(world: ExploredWorld) -> None:
    world.factus.posts = [Fault("pending:9"), *[Fault(way="lost-before")] * 6]
    world.send([Row(ONE)])
    world.factus.stored.clear()
    world.factus.posts = [Fault(way="refused")]
    told = world.resume()
    world.check()
    assert isinstance(told.outcomes[ONE], InDoubt)


def test_a_refusal_says_nothing_of_an_earlier_post_that_may_still_be_at_the_dian(world: ExploredWorld) -> None:
    world.factus.posts = [Fault(way="lost-after", taking=50.0), Fault(way="refused", answer=0.5)]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Validated)


def test_a_refusal_after_a_post_that_never_arrived_is_one_in_the_end(world: ExploredWorld) -> None:
    world.factus.posts = [Fault(way="lost-before"), Fault(way="refused")]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Refused)


def test_a_corrected_payment_does_not_leave_while_an_earlier_post_may_be_at_the_dian(world: ExploredWorld) -> None:
    world.factus.posts = [Fault("expects:0.01", way="lost-before"), Fault("expects:0.01", answer=0.5)]
    told = world.send([Row(ONE)])
    world.check()
    assert isinstance(told.outcomes[ONE], Validated)
    assert world.time.passed > 60


def test_what_blocks_and_is_in_the_queue_too_is_settled_once(world: ExploredWorld) -> None:
    rows = [Row(key_of(number)) for number in range(1, 12)]
    world.factus.posts = [Fault("pending:3")] + [Fault(way="lost-before")] * 6
    world.send(rows[-1:], How(interrupted_at=3.5))
    assert world.state(rows[-1].key) == "pending"
    told = world.send(rows, How(policy=Policy(concurrency=1)))
    world.check()
    world.check_told(told, rows)
    assert told.exit_code is ExitCode.OK


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_set_anew_between_two_runs_holds_nobody_for_long(world: ExploredWorld, hours: int) -> None:
    world.factus.posts = [Fault(way="lost-before")] * 6
    world.send([Row(ONE)])
    world.time.step = hours * 3600.0
    began = world.time.passed
    world.send([Row(ONE, price=2000)])
    world.check()
    assert world.state(ONE) == "validated"
    assert world.time.passed - began < 200


def test_what_another_document_s_409_settled_is_told_as_it_ended(world: ExploredWorld) -> None:
    rows = [Row(ONE), Row(TWO)]
    world.factus.posts, world.factus.finds = [Fault("pending:1", "lost-after", taking=0.0)], ["fail"] * 5
    told = world.send(rows)
    world.check()
    world.check_told(told, rows)
    assert (world.state(ONE), world.state(TWO), told.exit_code) == ("validated", "validated", ExitCode.OK)


def test_what_somebody_put_in_the_place_of_a_rejected_document_is_not_deleted() -> None:
    world = holding_a_rejected_one()
    world.factus.stored.clear()
    world.factus.plant(ONE, "pending")
    world.resume()
    world.check()
    assert (world.state(ONE), ONE in world.factus.stored) == ("conflict", True)


def test_what_cannot_be_looked_up_is_not_deleted_either() -> None:
    world = holding_a_rejected_one()
    world.factus.finds = ["fail"]
    world.resume()
    world.check()
    assert (world.state(ONE), ONE in world.factus.stored) == ("rejected", True)
    world.resume()
    assert ONE not in world.factus.stored


def test_a_rejection_in_a_422_of_what_somebody_else_sent_is_a_conflict(world: ExploredWorld) -> None:
    world.factus.plant(ONE, "rejected", in_422=True)
    world.send([Row(ONE)])
    world.check()
    assert (world.state(ONE), ONE in world.factus.stored) == ("conflict", True)


def test_a_document_validated_while_a_list_was_on_its_way_blocks_nobody(world: ExploredWorld) -> None:
    world.factus.one_at_a_time = True
    world.factus.posts = [Fault(taking=2.0, answer=2.05), Fault(answer=1.88)]
    told = world.send([Row(ONE), Row(TWO)])
    world.check()
    assert told.exit_code is ExitCode.OK
