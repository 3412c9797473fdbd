"""Comparing and importing over a real ledger: what is asked for by itself, what is taken over, what nothing leaves for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from engine_world import REJECTION, RULE_90, Stored, World, invoice, prepared

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import NeedsSupport, Pending, Rejected, Skipped, State, Validated
from factus_cli.ledger.verification import verify
from factus_cli.sending.adopting import Import, adopt
from factus_cli.sending.plan import from_ledger, plan
from factus_cli.sending.ports import Held, LookupFailedError
from factus_cli.sending.reconciliation import Action, Period, Relation
from factus_cli.sending.reconciliation_ports import Listing, NoSuchListError
from factus_cli.sending.reconciling import BELIEVED, Reconciliation, reconcile

if TYPE_CHECKING:
    from factus_cli.domain.documents import Document
    from factus_cli.domain.outcomes import Message, Outcome
    from factus_cli.sending.ports import Key

INVOICE, NOTE = DocumentType.INVOICE, DocumentType.CREDIT_NOTE
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
THERE = Held(
    INVOICE,
    "FV-1",
    "SETP1",
    is_validated=True,
    total=Decimal("1190.00"),
    customer="900123456",
    cufe="c",
    created_at="24-11-2026 08:00:00 AM",
)


@dataclass
class Shelf:
    """Lists of Factus in a few lines: `shown` is what a look-up by number gives, `rows` what the list does."""

    rows: list[Held] = field(default_factory=list)
    shown: dict[str, Held] = field(default_factory=dict)
    without: tuple[DocumentType, ...] = ()
    asked: list[str] = field(default_factory=list)
    fails_at: int = 1_000_000

    @property
    def requests(self) -> int:
        return len(self.asked)

    async def listed(self, type_: DocumentType, since: date, until: date) -> Listing:
        if type_ in self.without:
            raise NoSuchListError("no está habilitado")
        return Listing(tuple(replace(one, cufe=None) for one in self.rows if one.type is type_))

    async def find(self, key: Key) -> Held | None:
        self.asked.append(key[1])
        return next((one for one in self.rows if (one.type, one.reference) == key), None)

    async def look(self, type_: DocumentType, number: str) -> Held | None:
        self.asked.append(number)
        if len(self.asked) >= self.fails_at:
            raise LookupFailedError("no respondió a tiempo")
        every = {one.number: one for one in self.rows} | self.shown
        return every.get(number)


def compared(world: World, shelf: Shelf, *types: DocumentType) -> Reconciliation:
    found = Reconciliation(NOVEMBER, types or (INVOICE,))
    asyncio.run(reconcile(shelf, world.ledger, found, lambda _text: None))
    return found


def imported(world: World, shelf: Shelf) -> Reconciliation:
    found = compared(world, shelf)
    asyncio.run(adopt(Import(shelf, world.ledger, "conciliado", lambda _text: None), found))
    return found


def adopted(world: World, *, messages: tuple[Message, ...] = ()) -> None:
    """A document that somebody else left unvalidated, as the model of Factus and the ledger hold it."""
    world.factus.plant((INVOICE, "FV-1"), messages=messages)
    held = asyncio.run(world.factus.unvalidated(INVOICE))
    assert world.ledger.adopt(held, "conciliado") == 1


def relations(found: Reconciliation) -> list[Relation]:
    return [one.relation for one in found.matches]


def test_what_the_list_lacks_is_asked_for_by_number_and_then_by_reference(world: World) -> None:
    world.send(invoice("FV-1"), invoice("FV-2"))
    first, second = (world.ledger.find((INVOICE, name)) for name in ("FV-1", "FV-2"))
    assert first is not None
    assert second is not None
    shelf = Shelf(shown={str(first.number): replace(THERE, number=first.number, cufe=first.cufe)})
    assert relations(compared(world, shelf)) == [Relation.SAME, Relation.ONLY_HERE]
    assert shelf.asked == [first.number, second.number, "FV-2"]


def test_a_list_that_lacks_everything_is_believed_after_some_look_ups(world: World) -> None:
    world.send(*(invoice(f"FV-{n}") for n in range(60)))
    shelf = Shelf()
    found = compared(world, shelf)
    assert relations(found) == [Relation.ONLY_HERE] * 60
    assert [one.confirmed for one in found.matches] == [True] * BELIEVED + [False] * (60 - BELIEVED)
    assert shelf.requests == 2 * BELIEVED


def test_what_never_left_is_missed_by_nobody(world: World) -> None:
    world.factus.script["FV-1"] = ["refuse"]
    world.send(invoice("FV-1"))
    world.ledger.prepare([prepared(invoice("FV-2"))], "lote")
    assert compared(world, Shelf()).matches == []


def test_a_family_without_list_is_passed_over_unless_the_ledger_has_some_of_it(world: World) -> None:
    found = compared(world, Shelf(without=(NOTE,)), INVOICE, NOTE)
    assert found.without == {NOTE: "no está habilitado"}
    with pytest.raises(NoSuchListError):
        compared(world, Shelf(without=(INVOICE,)), INVOICE)
    world.ledger.adopt([replace(THERE, type=NOTE)], "conciliado")
    with pytest.raises(NoSuchListError):
        compared(world, Shelf(without=(NOTE,)), INVOICE, NOTE)


@pytest.mark.parametrize(
    ("row", "shown", "why_not"),
    [
        (replace(THERE, number=None), None, "número"),
        (THERE, replace(THERE, cufe=None), "CUFE"),
        (THERE, replace(THERE, reference="OTRA"), "cambió"),
        (replace(THERE, is_validated=False, reference=None), None, "sin referencia"),
    ],
    ids=["without number", "without CUFE", "changed", "unvalidated, without reference"],
)
def test_what_has_no_proof_is_left_and_told(world: World, row: Held, shown: Held | None, why_not: str) -> None:
    found = imported(world, Shelf([row], {"SETP1": shown} if shown else {}))
    assert relations(found) == [Relation.ONLY_THERE]
    assert why_not in found.matches[0].why_not
    assert world.ledger.known(INVOICE, ["FV-1", "SETP1"], []) == []


def test_silence_in_the_middle_keeps_what_was_taken_over(world: World) -> None:
    rows = [replace(THERE, reference=f"FV-{n}", number=f"SETP{n}") for n in range(5)]
    shelf = Shelf(rows, fails_at=3)
    with pytest.raises(LookupFailedError):
        imported(world, shelf)
    assert len(world.ledger.dated(INVOICE, NOVEMBER.since, NOVEMBER.until)) == 2
    shelf.fails_at = 1_000_000
    assert [one.action for one in imported(world, shelf).matches].count(Action.ADOPTED) == 3
    assert relations(compared(world, shelf)) == [Relation.SAME] * 5
    assert verify(world.ledger) is None


@pytest.mark.parametrize(
    ("total", "messages", "validated", "state", "action"),
    [
        ("1190.00", (), True, State.VALIDATED, Action.SETTLED),
        ("1190.50", (), True, State.VALIDATED, Action.SETTLED),
        ("6190.00", (), True, State.CONFLICT, Action.SETTLED),
        ("1190.00", (), False, State.PENDING, Action.SETTLED),
        ("1190.00", RULE_90, False, State.NEEDS_SUPPORT, Action.SETTLED),
        ("1190.00", REJECTION, False, State.IN_DOUBT, None),
    ],
    ids=["validated", "rounding", "another total", "pending", "Regla 90", "rejected"],
)
def test_what_is_in_doubt_is_judged_as_its_own_answer_would_be(
    world: World, total: str, messages: tuple[Message, ...], validated: bool, state: State, action: Action | None
) -> None:
    world.factus.script["FV-1"] = ["lost-before"] * 6
    world.send(invoice("FV-1"))
    row = replace(THERE, total=Decimal(total), messages=messages, is_validated=validated)
    found = imported(world, Shelf([row]))
    assert (world.state("FV-1"), found.matches[0].action) == (state.value, action)
    assert world.factus.deletes == []
    assert verify(world.ledger) is None


@pytest.mark.parametrize(
    ("cufe", "state", "action"),
    [(None, "in_doubt", None), ("d" * 96, "validated", Action.SETTLED)],
    ids=["the same CUFE", "a CUFE of its own"],
)
def test_a_number_that_is_anothers_in_the_ledger_settles_nothing_without_a_cufe_of_its_own(
    world: World, cufe: str | None, state: str, action: Action | None
) -> None:
    world.factus.script["FV-1"] = ["lost-before"] * 6
    world.send(invoice("FV-9"), invoice("FV-1"))
    other = world.ledger.find((INVOICE, "FV-9"))
    assert other is not None
    assert other.state is State.VALIDATED
    row = replace(THERE, number=other.number, cufe=cufe or other.cufe)
    found = imported(world, Shelf([row]))
    (one,) = [one for one in found.matches if one.entry is not None and one.entry.reference == "FV-1"]
    assert (world.state("FV-1"), one.action) == (state, action)
    assert ("que en el libro es de FV-9" in one.why_not) is (action is None)
    assert verify(world.ledger) is None


@pytest.mark.parametrize("cufe", ["c", "d" * 96], ids=["the same CUFE", "another CUFE"])
def test_a_number_that_is_anothers_in_the_ledger_is_not_taken_over_under_a_second_reference(
    world: World, cufe: str
) -> None:
    world.ledger.adopt([THERE], "conciliado")
    found = imported(world, Shelf([THERE, replace(THERE, reference="FV-2", cufe=cufe)], {"SETP1": THERE}))
    assert relations(found) == [Relation.SAME, Relation.ONLY_THERE]
    assert found.matches[1].why_not
    assert world.state("FV-2") == "absent"


def test_support_that_mended_regla_90_is_believed_with_its_proof(world: World) -> None:
    world.factus.script["FV-1"] = ["rule-90"]
    world.send(invoice("FV-1"))
    assert world.state("FV-1") == "needs_support"
    assert imported(world, Shelf([THERE])).matches[0].relation is Relation.SAME
    assert world.state("FV-1") == "validated"


def test_an_adopted_document_is_already_validated_for_a_row_of_its_total_and_customer(world: World) -> None:
    world.ledger.adopt([THERE], "conciliado")
    assert world.send(invoice("FV-1")).outcomes == {(INVOICE, "FV-1"): Skipped("SETP1", "c", Decimal("1190.00"))}
    for other in (invoice("FV-1", price="2000.00"), replace_customer("800197268")):
        ready = prepared(other)
        drifts = plan([ready], world.ledger.find_many([other.key])).drifts
        assert [one.changes[0].path for one in drifts] in (["total"], ["customer.identification"])
    assert world.factus.requests == 0


def replace_customer(identification: str) -> Document:
    made = invoice("FV-1")
    return replace(made, customer=replace(made.customer, identification=identification))


@pytest.mark.parametrize("messages", [(), REJECTION], ids=["the DIAN is slow", "the DIAN rejected it"])
def test_nothing_is_posted_nor_deleted_for_one_that_was_adopted_unvalidated(
    world: World, messages: tuple[Message, ...]
) -> None:
    adopted(world, messages=messages)
    for outcome in (world.send(invoice("FV-1")), world.work(from_ledger(world.ledger.unsettled()))):
        assert isinstance(outcome.outcomes[INVOICE, "FV-1"], Pending)
    assert (world.factus.posts, world.factus.deletes, world.state("FV-1")) == ([], [], "pending")


@pytest.mark.parametrize(
    ("change", "outcome", "state"),
    [
        ({"is_validated": True}, Validated, "validated"),
        ({"messages": RULE_90}, NeedsSupport, "needs_support"),
        (None, Rejected, "rejected"),
    ],
    ids=["validated since", "Regla 90 since", "gone since"],
)
def test_one_that_was_adopted_unvalidated_is_settled_by_what_factus_shows(
    world: World, change: dict[str, object] | None, outcome: type[Outcome], state: str
) -> None:
    adopted(world)
    key = (INVOICE, "FV-1")
    stored: Stored = world.factus.stored.pop(key)
    if change is not None:
        world.factus.stored[key] = replace(stored, **change)  # type: ignore[arg-type]
    result = world.work(from_ledger(world.ledger.unsettled()))
    assert isinstance(result.outcomes[key], outcome)
    assert (world.state("FV-1"), world.factus.posts) == (state, [])
    assert verify(world.ledger) is None


def test_silence_leaves_one_that_was_adopted_as_it_was(world: World) -> None:
    adopted(world)
    world.factus.lookups_fail = 1
    assert isinstance(world.send(invoice("FV-1")).outcomes[INVOICE, "FV-1"], Pending)
    assert world.state("FV-1") == "pending"


def test_one_that_was_adopted_and_is_gone_may_be_sent_by_the_next_run(world: World) -> None:
    adopted(world)
    world.factus.stored.clear()
    world.send(invoice("FV-1"))
    assert world.factus.posts == []
    assert isinstance(world.send(invoice("FV-1")).outcomes[INVOICE, "FV-1"], Validated)
    assert world.factus.posts == ["FV-1"]


def test_one_that_was_adopted_and_blocks_is_somebody_else_s(world: World) -> None:
    adopted(world, messages=REJECTION)
    result = world.send(invoice("FV-2"))
    assert result.stopped is not None
    assert result.stopped.code == "blocked"
    assert world.factus.deletes == []
