"""Factus as a state machine on a clock of its own, for exploring orders: what it stores, what is still in its hands,
and what must never happen to it.

Written from the contract (sections 5 and 6): a reference is one document, whatever is posted again; a POST that was
taken is stored up to FACTUS_TIMEOUT after it left, whether or not its client still lives; a document that is stored
and not validated closes its family to others, not to itself. Nothing here raises what the engine might catch: what is
forbidden is written down in `violations`.
"""

from __future__ import annotations

import asyncio
import json
import selectors
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from factus_cli.domain.outcomes import InDoubt, Message, Refused, Rejected, State
from factus_cli.errors import AccessDenied, NothingLeft
from factus_cli.sending.judgement import judge, negative_of
from factus_cli.sending.ports import (
    Blocked,
    Deleted,
    Deletion,
    Exchange,
    Held,
    LookupFailedError,
    NotTaken,
    PaymentsOff,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from factus_cli.domain.documents import Document, DocumentType
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.departure import Departure
    from factus_cli.sending.ports import Key, NumberingRange, Sent

BOGOTA = timezone(timedelta(hours=-5))
TIMEOUT = 60.0
"""FACTUS_TIMEOUT: a POST that was taken is decided by then."""
REJECTION = (Message("FAK24", "rejection", "Regla: FAK24, Rechazo: No está informado el DV del NIT"),)
RULE_90 = (Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."),)
FIELDS = (Message("numbering_range_id", "field", "El campo id rango de numeración es inválido."),)
SOMEBODY = "800999999"


class Killed(BaseException):  # it is no error: the process is gone
    """kill -9: nothing of this process happens any more."""


class Stuck(AssertionError):  # what it says
    """Nothing will ever wake the engine."""


class VirtualTime:
    """Time that jumps to the next moment somebody waits for; it goes on from run to run. The clock of the engine."""

    def __init__(self) -> None:
        self.start = datetime(2026, 11, 24, 8, 0, tzinfo=BOGOTA)
        self.passed = 0.0
        self.step = 0.0

    def now(self) -> datetime:
        """The wall's clock, which somebody may set (`step`)."""
        return self.start + timedelta(seconds=self.passed + self.step)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine, in a loop that never waits."""
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(work)


class _Selector(selectors.DefaultSelector):
    time: VirtualTime

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck("nothing will ever wake the engine")
        self.time.passed += max(0.0, timeout)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, time: VirtualTime) -> None:
        selector = _Selector()
        selector.time = time
        self._virtual = time
        super().__init__(selector)

    def time(self) -> float:
        return self._virtual.passed


class Fuse:
    """Kills the process at the so-many-th point at which a process can die; counts the points."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.points = 0
        self.trace: list[str] = []

    @property
    def blown(self) -> bool:
        return self.at is not None and self.points >= self.at

    def point(self, what: str) -> None:
        """A moment at which the process may be killed. Once dead, nothing more is done."""
        if self.blown:
            raise Killed(what)
        self.points += 1
        self.trace.append(what)
        if self.blown:
            raise Killed(what)


class MortalLedger:
    """A real ledger whose process may die before and after each of its writes."""

    def __init__(self, ledger: Ledger, fuse: Fuse) -> None:
        self._ledger = ledger
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._ledger, name)
        if name not in WRITES:
            return asked

        def write(*args: Any, **how: Any) -> Any:
            self._fuse.point(f"before {name}")
            result = asked(*args, **how)
            self._fuse.point(f"after {name}")
            return result

        return write


WRITES = ("prepare", "begin", "settle", "note")


@dataclass(frozen=True, slots=True)
class Fault:
    """How one POST goes: what the DIAN will say of these bytes if they are new, and how the answer travels.

    `fate`: ok, reject, reject-422, rule-90, pending:N, pending:N:reject, total:X, customer, expects:X.
    `way`: ok, lost-before, lost-after, unreached, throttled:S, denied, exhausted, refused, blocked, no-cufe, echo.
    `taking` is how long until it is stored, `answer` how long until the answer is here, `lag` until lists show it.
    """

    fate: str = "ok"
    way: str = "ok"
    taking: float = 2.0
    answer: float = 3.0
    lag: float = 0.0


@dataclass(slots=True)
class Stored:
    """A document as Factus holds it. `content` is the hash of what was to be invoiced."""

    key: Key
    number: str
    payload: bytes
    content: str
    total: Decimal
    customer: str
    state: str
    ours: bool = True
    delays: int = 0
    then: str = "validated"
    visible_at: float = 0.0
    in_422: bool = False

    @property
    def messages(self) -> tuple[Message, ...]:
        return {"rejected": REJECTION, "rule90": RULE_90}.get(self.state, ())

    def held(self) -> Held:
        return Held(
            type=self.key[0],
            reference=self.key[1],
            number=self.number,
            is_validated=self.state == "validated",
            total=self.total,
            customer=self.customer,
            messages=self.messages,
            cufe=cufe_of(self),
            created_at="24-11-2026 08:00:00 AM",
            validated_at="24-11-2026 08:00:02 AM" if self.state == "validated" else None,
            raw='{"raw": true}',
        )


@dataclass(slots=True)
class Ticket:
    """A POST in Factus's hands. `outcome` once it is stored: the document as it was then."""

    key: Key
    payload: bytes
    fate: str
    due: float
    visible_at: float
    outcome: Stored | None = None


@dataclass
class FactusModel:
    """Factus. `posts`, `finds`, `lists`, `deletes` are how the next requests of each kind go; then all is well."""

    time: VirtualTime
    ledger: Ledger
    fuse: Fuse = field(default_factory=Fuse)
    posts: list[Fault] = field(default_factory=list)
    finds: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    one_at_a_time: bool = False
    stored: dict[Key, Stored] = field(default_factory=dict)
    hands: list[Ticket] = field(default_factory=list)
    fates: dict[tuple[Key, str], str] = field(default_factory=dict)
    planted: set[Key] = field(default_factory=set)
    validations: dict[Key, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    numbers: int = 0
    requests: int = 0

    # what the engine asks

    def spell(self, document: Document, *, range_id: int | None, send_email: bool) -> bytes:
        raise AssertionError("the engine spells nothing")

    async def ranges(self) -> Sequence[NumberingRange] | None:
        return None

    def paid(self, payload: bytes) -> Decimal:
        return Decimal(json.loads(payload)["payments"])

    def with_last_payment(self, payload: bytes, change: Decimal) -> bytes:
        body = json.loads(payload)
        return json.dumps({**body, "payments": str(Decimal(body["payments"]) + change)}).encode()

    async def issue(self, sent: Sent, payload: bytes, departure: Departure) -> Exchange:
        self._request(f"post {sent.reference}")
        fault = self.posts.pop(0) if self.posts else Fault()
        way, _, detail = fault.way.partition(":")
        throttled = 0
        departure.leaving()
        if way == "unreached":
            await self.time.sleep(0.1)
            return Exchange(NotTaken("conexión rechazada"))
        if way in ("denied", "exhausted"):
            await self.time.sleep(fault.answer)
            raise AccessDenied("403") if way == "denied" else NothingLeft("402")
        if way == "throttled":
            throttled = 1
            departure.turned_away(429, "")
            await self.time.sleep(float(detail))
            departure.leaving()
        self.fuse.point("post leaves")
        return replace(await self._post(sent, payload, fault, way), throttled=throttled)

    async def find(self, key: Key) -> Held | None:
        self._request(f"find {key[1]}")
        way = self.finds.pop(0) if self.finds else "ok"
        await self.time.sleep(0.1)
        self._advance()
        stored = next((one for one in self._in_process() if one.key == key), self.stored.get(key))
        await self.time.sleep(0.1)
        self._fail(way)
        if stored is None or stored.visible_at > self.time.passed:
            return None
        return replace(stored.held(), cufe=None)

    async def show(self, type_: DocumentType, number: str) -> Held:
        self._request(f"show {number}")
        way = self.finds.pop(0) if self.finds else "ok"
        await self.time.sleep(0.2)
        self._fail(way)
        self._advance()
        return next(one.held() for one in self.stored.values() if one.number == number and one.key[0] is type_)

    async def unvalidated(self, type_: DocumentType) -> Sequence[Held]:
        self._request("list")
        way = self.lists.pop(0) if self.lists else "ok"
        await self.time.sleep(0.1)
        self._advance()
        held = [
            replace(one.held(), cufe=None)
            for one in [*self.stored.values(), *self._in_process()]
            if one.key[0] is type_ and one.state != "validated" and one.visible_at <= self.time.passed
        ]
        await self.time.sleep(0.1)
        self._fail(way)
        return held

    async def delete(self, key: Key) -> Deleted:
        self._request(f"delete {key[1]}")
        way = self.deletes.pop(0) if self.deletes else "ok"
        await self.time.sleep(0.2)
        self._advance()
        stored = self.stored.get(key)
        entry = self.ledger.find(key)
        if entry is None or entry.state is not State.REJECTED:
            self.violations.append(f"deletes {key[1]}, which the ledger has as {entry and entry.state.value}")
        if stored is not None and not stored.ours:
            self.violations.append(f"deletes {key[1]}, which is not ours")
        if stored is not None and stored.state in ("pending", "rule90"):
            self.violations.append(f"deletes {key[1]}, which is {stored.state}")
        if way in ("500", "405"):
            return Deleted(Deletion.FAILED, int(way), "error")
        if stored is not None and stored.state == "validated":
            return Deleted(Deletion.VALIDATED, 409, "validado")
        self.stored.pop(key, None)
        self.fuse.point("deleted")
        if way == "lost":
            return Deleted(Deletion.FAILED, body="sin respuesta")
        return Deleted(Deletion.DELETED if stored else Deletion.NOT_THERE, 200 if stored else 404, "")

    # what happens to Factus

    def plant(self, key: Key, state: str, *, in_422: bool = False) -> None:
        """A document of somebody else's."""
        self.numbers += 1
        made = Stored(
            key, f"X{self.numbers}", b"{}", "theirs", Decimal(77777), SOMEBODY, state, ours=False, in_422=in_422
        )
        self.stored[key] = made
        self.planted.add(key)

    def uproot(self) -> None:
        """Whoever blocked has settled their documents; those under references of ours stay, validated."""
        for key, one in list(self.stored.items()):
            if not one.ours and one.state != "validated":
                del self.stored[key]

    def mend(self) -> None:
        """The customers mended their RUT: what the DIAN rejected, it would take now."""
        if not self.hands:
            for about, fate in list(self.fates.items()):
                if "reject" in fate:
                    self.fates[about] = "ok"

    def change_of_mind(self) -> None:
        """What is stored as rejected is validated after all."""
        for one in self.stored.values():
            if one.ours and one.state == "rejected":
                self._validate(one)

    def well(self) -> None:
        """From now on everything goes well."""
        self.posts.clear()
        self.finds.clear()
        self.lists.clear()
        self.deletes.clear()
        self.one_at_a_time = False

    def settle(self) -> None:
        """Everything in its hands is stored by now, as far as it is due."""
        self._advance()

    def blockers(self, type_: DocumentType) -> list[Stored]:
        """What closes a family."""
        return [one for one in self.stored.values() if one.key[0] is type_ and one.state != "validated"]

    async def _post(self, sent: Sent, payload: bytes, fault: Fault, way: str) -> Exchange:
        left = self.time.passed
        answer = min(fault.answer, TIMEOUT)
        if way == "lost-before":
            await self.time.sleep(answer)
            return Exchange(InDoubt("sin respuesta"), seconds=answer)
        self._watch(sent, payload)
        said, ticket = self._take(sent, payload, fault, way)
        self.fuse.point("taken")
        if ticket is not None and way != "lost-after":
            answer = max(answer, ticket.due - left)
        if ticket is None or answer > TIMEOUT or way == "lost-after":
            await self.time.sleep(min(answer, TIMEOUT))
            return Exchange(InDoubt("sin respuesta") if said is None else said[0], said and said[1], seconds=answer)
        await self.time.sleep(answer)
        self._advance()
        self.fuse.point("answered")
        return self._answer(ticket, sent, way, answer)

    def _answer(self, ticket: Ticket, sent: Sent, way: str, seconds: float) -> Exchange:
        stored = ticket.outcome
        if stored is None:
            raise AssertionError("a ticket that was due is not decided")
        if stored.in_422 and stored.state in ("rejected", "rule90"):
            return Exchange(negative_of(stored.messages) or Rejected(stored.messages), 422, "{}", seconds)
        held = stored.held()
        if way == "no-cufe":
            held = replace(held, cufe=None)
        if way == "echo":
            held = replace(held, reference="OTRA")
        return Exchange(judge(held, sent), 201, "{}", seconds, "req-1")

    def _take(self, sent: Sent, payload: bytes, fault: Fault, way: str) -> tuple[Any, Ticket | None]:
        """What is said at once, or the ticket of what is in Factus's hands."""
        self._advance()
        now = self.time.passed
        body = json.loads(payload)
        if way == "refused":
            return (Refused(FIELDS), 422), None
        same = next((one for one in self.hands if one.key == sent.key), None)
        if same is not None:
            return None, same
        stored = self.stored.get(sent.key)
        if stored is not None:
            return None, self._again(stored, now)
        fate = self.fates.setdefault((sent.key, body["content"]), fault.fate)
        kind, _, detail = fate.partition(":")
        expected = Decimal(body["total"]) + (Decimal(detail) if kind == "expects" else 0)
        if self.paid(payload) != expected:
            messages = (Message("payment_details", "field", f"Esperado: {expected}"),)
            return (PaymentsOff(expected, messages), 422), None
        if way == "blocked" or self._is_closed(sent.type):
            return (Blocked("Se encontró una factura pendiente por enviar a la DIAN"), 409), None
        taking = min(fault.taking, TIMEOUT - 1)
        lag = min(fault.lag, TIMEOUT - 1 - taking)
        ticket = Ticket(sent.key, payload, fate, now + taking, now + taking + lag)
        self.hands.append(ticket)
        return None, ticket

    def _in_process(self) -> list[Stored]:
        """An account that takes one at a time shows, as not validated, what the DIAN is being asked about."""
        if not self.one_at_a_time:
            return []
        bodies = [(ticket, json.loads(ticket.payload)) for ticket in self.hands]
        return [
            Stored(
                ticket.key,
                "SETP0",
                ticket.payload,
                body["content"],
                Decimal(body["total"]),
                body["customer"],
                "pending",
            )
            for ticket, body in bodies
        ]

    def _is_closed(self, type_: DocumentType) -> bool:
        crowded = self.one_at_a_time and any(one.key[0] is type_ for one in self.hands)
        return crowded or bool(self.blockers(type_))

    def _again(self, stored: Stored, now: float) -> Ticket:
        """The same reference once more: the DIAN is asked again about what is pending; nothing new is made."""
        if stored.state == "pending":
            stored.delays -= 1
            if stored.delays <= 0:
                if stored.then == "validated":
                    self._validate(stored)
                else:
                    stored.state = stored.then
        return Ticket(stored.key, stored.payload, "again", now, now, replace(stored))

    def _advance(self) -> None:
        for ticket in sorted(self.hands, key=lambda one: one.due):
            if ticket.due <= self.time.passed:
                self._store(ticket)
                self.hands.remove(ticket)

    def _store(self, ticket: Ticket) -> None:
        body = json.loads(ticket.payload)
        kind, _, detail = ticket.fate.partition(":")
        self.numbers += 1
        stored = Stored(
            ticket.key, f"SETP{self.numbers}", ticket.payload, body["content"], Decimal(body["total"]),
            body["customer"], "validated", visible_at=ticket.visible_at,
        )  # fmt: skip
        match kind:
            case "reject" | "reject-422":
                stored.state, stored.in_422 = "rejected", kind == "reject-422"
            case "rule-90":
                stored.state, stored.in_422 = "rule90", True
            case "pending":
                times, _, then = detail.partition(":")
                stored.state, stored.delays = "pending", int(times)
                stored.then = "rejected" if then else "validated"
            case "total" | "expects":
                stored.total += Decimal(detail)
            case "customer":
                stored.customer = SOMEBODY
            case _:
                pass
        if stored.state == "validated":
            self._validate(stored)
        self.stored[ticket.key] = stored
        ticket.outcome = replace(stored)

    def _validate(self, stored: Stored) -> None:
        stored.state = "validated"
        self.validations[stored.key] = self.validations.get(stored.key, 0) + 1

    def _watch(self, sent: Sent, payload: bytes) -> None:
        """What must be true of a POST the moment it arrives."""
        self._advance()
        entry = self.ledger.find(sent.key)
        if entry is None or entry.state is not State.SENDING or entry.payload != payload:
            self.violations.append(f"{sent.reference} left without being recorded first")
        elif sent != entry.sent:
            self.violations.append(f"{sent.reference} is not judged by what is recorded")
        for one in self.hands:
            if one.key == sent.key and one.payload != payload:
                self.violations.append(f"{sent.reference}: other bytes left while the earlier may be at the DIAN")
        stored = self.stored.get(sent.key)
        if stored is not None and stored.ours and stored.content != json.loads(payload)["content"]:
            self.violations.append(f"{sent.reference}: other content left while the earlier is stored, {stored.state}")

    def _request(self, what: str) -> None:
        self.fuse.point(what)
        self.requests += 1
        self.told.append(f"{self.time.passed:.1f} {what}")

    @staticmethod
    def _fail(way: str) -> None:
        if way != "ok":
            raise LookupFailedError("sin respuesta", reached=way != "unreached")


def cufe_of(stored: Stored) -> str:
    """The CUFE of a document: of its number and its content."""
    return sha256(f"{stored.number} {stored.content}".encode()).hexdigest()
