"""One user, one ledger and one Factus, run after run, whatever dies between; and what must be true after each."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from factus_model import FactusModel, Fuse, Killed, MortalLedger, VirtualTime, cufe_of

from factus_cli.domain import canonical, totals
from factus_cli.domain.documents import CASH, IVA, Document, DocumentType, Line, Origin, Party, Payment, Tax
from factus_cli.domain.outcomes import InDoubt, NotSent, Outcome, Pending, State, state_of
from factus_cli.errors import ExitCode, Interrupted
from factus_cli.ledger.connection import in_memory
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.migrations import migrate
from factus_cli.ledger.verification import verify
from factus_cli.sending.engine import Limits, send
from factus_cli.sending.plan import from_ledger, plan
from factus_cli.sending.ports import Prepared
from factus_cli.sending.run import Policy, Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Entry, Key
    from factus_cli.sending.result import Result

FINAL = (State.VALIDATED, State.REJECTED, State.REFUSED, State.CONFLICT, State.NEEDS_SUPPORT)
NEGATIVE = (State.REJECTED, State.REFUSED, State.CONFLICT, State.NEEDS_SUPPORT)
POLICY = Policy(concurrency=4)
ROUNDS = 4
"""Runs of `send` and `resume`, once all is well, in which every document must become final."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the user's file says of a document."""

    key: Key
    price: int = 1000
    customer: str = "900123456"
    day: int = 24
    email: bool = False


@dataclass(frozen=True, slots=True)
class How:
    """How one run goes: killed at a point of its own, ended by Ctrl-C or by the user's limits, and its policy."""

    killed_at: int | None = None
    interrupted_at: float | None = None
    limits: Limits | None = None
    policy: Policy = POLICY
    chance: float = 0.5
    only_correct: bool = False


PLAIN = How()


@dataclass(slots=True)
class Told:
    """What a run said: its exit code, and the outcomes of what it worked on. None: it was killed."""

    exit_code: ExitCode
    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    result: Result | None = None


class ExploredWorld:
    """Runs of `send` and `resume` over one ledger."""

    def __init__(self, path: Path | None = None) -> None:
        self.time = VirtualTime()
        self.path = path
        self.ledger = self._open()
        self.factus = FactusModel(self.time, self.ledger)
        self.rows: dict[Key, Row] = {}
        self.points = 0

    def _open(self) -> Ledger:
        if self.path is not None:
            return Ledger.open(self.path, clock=self.time)
        db = in_memory()
        migrate(db, self.time.now())
        return Ledger(db, Path(__file__), self.time)

    def send(self, rows: Sequence[Row], how: How = PLAIN) -> Told | None:
        """One run of `send` with a file of these rows."""
        self.rows.update({row.key: row for row in rows})
        ready = [prepared(row) for row in rows]
        planned = plan(ready, self.ledger.find_many(row.key for row in rows))
        if planned.drifts and not how.only_correct:
            return Told(ExitCode.LOTE)
        return self.work(planned.jobs, how, planned.known)

    def resume(self, how: How = PLAIN) -> Told | None:
        """One run of `resume`."""
        unsettled = self.ledger.unsettled()
        jobs = from_ledger(unsettled)
        if not jobs and not any(entry.blocks for entry in unsettled):
            return Told(ExitCode.OK)
        return self.work(jobs, how)

    def work(self, jobs: Sequence[Job], how: How, known: Mapping[Key, Outcome] | None = None) -> Told | None:
        """One run of the engine; `known` is reported with it. None: it was killed."""
        fuse = self.factus.fuse = Fuse(how.killed_at)

        async def go() -> Result:
            run = Run(
                self.factus,
                MortalLedger(self.ledger, fuse),
                self.time,
                how.policy,
                chance=lambda: how.chance,
                tell=lambda update: self._durable(update.key, update.outcome),
            )
            if how.interrupted_at is not None:
                asyncio.get_running_loop().call_later(how.interrupted_at, run.end, Interrupted("Ctrl-C"))
            return await send(run, jobs, how.limits)

        try:
            result = self.time.run(go())
        except Killed:
            self._died()
            return None
        finally:
            self.points = fuse.points
        if fuse.blown:
            self._died()
            return None
        result.outcomes.update(known or {})
        return Told(result.exit_code, result.outcomes, result)

    def _died(self) -> None:
        if self.path is not None:
            self.ledger.close()
            self.ledger = self.factus.ledger = self._open()

    def _durable(self, key: Key, outcome: Outcome) -> None:
        """What is told is in the ledger already."""
        entry = self.ledger.find(key)
        if entry is None or not agrees(outcome, entry):
            self.factus.violations.append(f"{key[1]} was told {outcome}, and the ledger says {entry and entry.state}")

    # what must be true

    def check(self) -> None:
        """The four promises, as far as they can be seen at any moment."""
        self.factus.settle()
        assert not self.factus.violations, self.factus.violations
        assert all(count == 1 for count in self.factus.validations.values()), self.factus.validations
        for entry in self.entries():
            self._check_entry(entry)
        for key in [*(one.key for one in self.factus.stored.values() if one.ours), *(t.key for t in self.factus.hands)]:
            assert self.ledger.find(key) is not None, f"{key[1]} is at Factus, and the ledger has never seen it"
        assert verify(self.ledger) is None

    def _check_entry(self, entry: Entry) -> None:
        stored = self.factus.stored.get(entry.key)
        ours = stored is not None and stored.ours
        in_hands = any(ticket.key == entry.key for ticket in self.factus.hands)
        if entry.state is State.VALIDATED:
            assert stored is not None, entry
            assert (stored.state, stored.ours) == ("validated", True), (entry, stored)
            assert (entry.number, entry.cufe, entry.total) == (stored.number, cufe_of(stored), stored.total)
            assert entry.customer == stored.customer
            assert entry.payload_hash == stored.content, f"{entry.reference} says validated of other content"
            assert abs(entry.total_difference) <= Decimal("1.00")
        if entry.state in (State.READY, State.REFUSED):
            assert not in_hands, f"{entry.reference} is {entry.state.value}, and in Factus's hands"
            assert not ours, f"{entry.reference} is {entry.state.value}, and Factus stores it as {stored.state}"
        if entry.state is State.REJECTED and not entry.blocks:
            assert not in_hands, f"{entry.reference} is rejected, and in Factus's hands"
            assert not ours, f"{entry.reference} is rejected and deleted, and Factus stores it as {stored.state}"
        if entry.blocks:
            assert entry.state is State.REJECTED, f"{entry.reference} blocks and is {entry.state.value}"

    def check_told(self, told: Told | None, rows: Sequence[Row] = ()) -> None:
        """Exit codes and outcomes agree with the ledger, and every row is reported; drift is a finding."""
        if told is None or told.result is None:
            return
        keys = {*told.outcomes, *(row.key for row in rows if not self._drifted(row))}
        entries = self.ledger.find_many(keys)
        for key in keys:
            assert key in told.outcomes, f"{key[1]} was not reported"
            assert agrees(told.outcomes[key], entries[key]), (told.outcomes[key], entries[key].state)
        states = {entries[key].state for key in keys}
        if told.exit_code is ExitCode.OK:
            assert states <= {State.VALIDATED}, states
        elif told.result.stopped is None and not told.result.changed:
            wanted = ExitCode.NEGATIVE if states & set(NEGATIVE) else ExitCode.INCOMPLETE
            assert told.exit_code is wanted, (told.exit_code, states)
        if told.result.stopped is not None:
            assert told.result.stopped.message

    def finish(self) -> None:
        """Faults stop, whoever blocked goes: some runs later every document is final, or a person is needed."""
        self.factus.well()
        self.factus.uproot()
        before: list[State] = []
        for _ in range(ROUNDS):
            self.time.passed += 180.0
            rows = [row for row in self.rows.values() if not self._drifted(row)]
            self.check_told(self.send(rows), rows)
            self.check()
            self.check_told(self.resume())  # what `send` left pending; it sends nothing rejected once more
            self.check_told(self.resume())
            self.check()
            states = [entry.state for entry in self.entries()]
            if set(states) <= {State.VALIDATED} or (states == before and set(states) <= set(FINAL)):
                break
            before = states
        for row in self.rows.values():
            self._check_final(row)

    def _check_final(self, row: Row) -> None:
        entry = self.ledger.find(row.key)
        assert entry is not None
        if entry.state in FINAL:
            assert not entry.blocks, f"{entry.reference} still blocks"
            self._check_justified(entry)
            return
        needs_a_person = [
            one for one in self.factus.blockers(row.key[0])
            if (known := self.ledger.find(one.key)) is not None and known.state in (State.CONFLICT, State.NEEDS_SUPPORT)
        ]  # fmt: skip
        assert needs_a_person, f"{entry.reference} ends {entry.state.value}, and nobody is needed"
        told = self.send([row])
        assert told is None or told.exit_code is ExitCode.BLOCKED, told

    def _check_justified(self, entry: Entry) -> None:
        fate = self.factus.fates.get((entry.key, entry.payload_hash), "ok")
        stored = self.factus.stored.get(entry.key)
        match entry.state:
            case State.REJECTED:
                assert "reject" in fate, f"{entry.reference} is rejected, and the DIAN never said so ({fate})"
            case State.REFUSED:
                assert fate.startswith("expects"), f"{entry.reference} is refused, and Factus takes it ({fate})"
            case State.CONFLICT if entry.key not in self.factus.planted:
                assert stored is not None, entry
                assert stored.customer != entry.customer or abs(stored.total - entry.sent.total) > 1, (entry, stored)
            case State.NEEDS_SUPPORT:
                assert stored is not None, entry
                assert stored.state == "rule90", (entry, stored)

    def _drifted(self, row: Row) -> bool:
        entry = self.ledger.find(row.key)
        return entry is not None and entry.state is State.VALIDATED and entry.payload_hash != prepared(row).payload_hash

    def entries(self) -> list[Entry]:
        """Everything the ledger has."""
        return self.ledger.entries("1", [])

    def state(self, key: Key) -> str:
        """What the ledger says."""
        entry = self.ledger.find(key)
        return "absent" if entry is None else entry.state.value


def agrees(outcome: Outcome, entry: Entry) -> bool:
    """Whether what was said of a document is what the ledger has."""
    match outcome:
        case InDoubt():
            return entry.state in (State.SENDING, State.IN_DOUBT)
        case NotSent():
            return entry.state is State.READY
        case Pending():
            return entry.state is State.PENDING
        case _:
            return entry.state is state_of(outcome)


def key_of(number: int, type_: DocumentType = DocumentType.INVOICE) -> Key:
    """A document of the user's."""
    return type_, f"FV-{number}"


def prepared(row: Row) -> Prepared:
    """A row as the engine takes it: the body says what the model needs of it."""
    document = document_of(row)
    plain = canonical.canonical(document)
    content = canonical.hash_of(plain)
    total = str(document.totals.total)
    body = {"content": content, "total": total, "customer": row.customer, "payments": total, "email": row.email}
    return Prepared(document, json.dumps(body).encode(), content, plain, "lote")


def document_of(row: Row) -> Document:
    """A correct document of one line with IVA 19."""
    line = Line(2, "A", "Café", Decimal(1), Decimal(row.price), (Tax(IVA, Decimal(19)),))
    sums = totals.of_document([line])
    customer = Party("31", row.customer, "Cliente SAS", "1", dv="8")
    payment = Payment(CASH, "10", sums.total)
    made = Document(row.key[1], row.key[0], customer, (line,), (payment,), sums, Origin("lote.csv", None, (2,)))
    return replace(made, observation=f"del {date(2026, 11, 1) + timedelta(days=row.day)}")
