"""A small model of Factus for the engine: what it stores, and the misbehaviour a test asks for."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain import canonical, totals
from factus_cli.domain.documents import CASH, IVA, Document, DocumentType, Line, Origin, Party, Payment, Tax
from factus_cli.domain.outcomes import InDoubt, Message, Refused, Rejected
from factus_cli.sending.engine import Limits, send
from factus_cli.sending.judgement import judge, negative_of
from factus_cli.sending.plan import plan
from factus_cli.sending.ports import (
    Blocked,
    Deleted,
    Deletion,
    Exchange,
    Held,
    LookupFailedError,
    NotTaken,
    PaymentsOff,
    Prepared,
)
from factus_cli.sending.run import Policy, Run, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.ledger.ledger import Ledger
    from factus_cli.sending.departure import Departure
    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Key, NumberingRange, Sent
    from factus_cli.sending.result import Result

BOGOTA = timezone(timedelta(hours=-5))
REJECTION = (Message("FAK24", "rejection", "Regla: FAK24, Rechazo: No está informado el DV del NIT"),)
RULE_90 = (Message("90", "rejection", "Regla: 90, Rechazo: Documento procesado anteriormente."),)


def invoice(reference: str = "FV-1", price: str = "1000.00", type_: DocumentType = DocumentType.INVOICE) -> Document:
    """A correct invoice of one line with IVA 19."""
    line = Line(2, "A", "Café", Decimal(1), Decimal(price), (Tax(IVA, Decimal(19)),))
    sums = totals.of_document([line])
    customer = Party("31", "900123456", "Cliente SAS", "1", dv="8")
    payment = Payment(CASH, "10", sums.total)
    return Document(reference, type_, customer, (line,), (payment,), sums, Origin("lote.csv", None, (2,)))


def prepared(document: Document) -> Prepared:
    """A document as the engine takes it; its payload is enough for the model to total it."""
    body = {
        "reference_code": document.reference,
        "total": str(document.totals.total),
        "customer": document.customer.identification,
        "payments": str(document.totals.total),
    }
    plain = canonical.canonical(document)
    return Prepared(document, json.dumps(body).encode(), canonical.hash_of(plain), plain, "lote")


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.start = datetime(2026, 11, 24, 8, 0, tzinfo=BOGOTA)
        self.passed = 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        """Sleepers wake in the order of their moments."""
        moment = self.passed + seconds
        for _ in range(50):
            await asyncio.sleep(0)
        self.passed = max(self.passed, moment)


@dataclass(slots=True)
class Stored:
    """A document as the model keeps it."""

    key: Key
    number: str
    total: Decimal
    customer: str
    is_validated: bool = True
    messages: tuple[Message, ...] = ()
    delays: int = 0
    cufe: str = "c" * 96


@dataclass
class ModelFactus:
    """Factus in a few lines. `script[reference]` is a list of misbehaviours, one for each POST; then it behaves."""

    script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    stored: dict[Key, Stored] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    bodies: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    deletes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    delete_fails: int = 0
    delete_says_validated: bool = False
    lookups_fail: int = 0
    lookups_unreached: bool = False
    list_lags: int = 0
    lists_fail: int = 0
    one_at_a_time: bool = False
    lists_those_in_flight: bool = False
    blocks_itself: bool = False
    always_blocked: bool = False
    expects_more: Decimal = Decimal(0)
    in_flight: int = 0
    flying: list[Sent] = field(default_factory=list)
    most_in_flight: int = 0
    numbers: int = 0
    raises: dict[str, Exception] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return len(self.posts) + len(self.deletes) + len(self.asked)

    def spell(self, document: Document, *, range_id: int | None, send_email: bool) -> bytes:
        return prepared(document).payload

    def paid(self, payload: bytes) -> Decimal:
        return Decimal(json.loads(payload)["payments"])

    def with_last_payment(self, payload: bytes, change: Decimal) -> bytes:
        body = json.loads(payload)
        return json.dumps({**body, "payments": str(Decimal(body["payments"]) + change)}).encode()

    async def issue(self, sent: Sent, payload: bytes, departure: Departure) -> Exchange:
        departure.leaving()
        self.posts.append(sent.reference)
        self.bodies[sent.reference].append(payload)
        self.in_flight += 1
        self.flying.append(sent)
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            return self._answer(sent, payload)
        finally:
            self.in_flight -= 1
            self.flying.remove(sent)

    async def find(self, key: Key) -> Held | None:
        self.asked.append(f"find {key[1]}")
        await asyncio.sleep(0)
        if self.lookups_fail:
            self.lookups_fail -= 1
            raise LookupFailedError("sin respuesta", reached=not self.lookups_unreached)
        stored = self.stored.get(key)
        if stored is not None and self.list_lags:
            self.list_lags -= 1
            return None
        return None if stored is None else replace(self._held(stored), cufe=None)

    async def show(self, type_: DocumentType, number: str) -> Held:
        self.asked.append(f"show {number}")
        return next(self._held(one) for one in self.stored.values() if one.number == number)

    async def unvalidated(self, type_: DocumentType) -> Sequence[Held]:
        self.asked.append("list")
        await asyncio.sleep(0)
        if self.lists_fail:
            self.lists_fail -= 1
            raise LookupFailedError("sin respuesta")
        flying = self.flying if self.lists_those_in_flight else []
        return [
            *(self._held(one) for one in self.stored.values() if not one.is_validated and one.key[0] is type_),
            *(Held(type_, one.reference, None, is_validated=False, total=one.total) for one in flying),
        ]

    async def delete(self, key: Key) -> Deleted:
        self.deletes.append(key[1])
        if self.delete_says_validated:
            self.stored[key].is_validated = True
            self.stored[key].messages = ()
            return Deleted(Deletion.VALIDATED, 409, "validado")
        if self.delete_fails:
            self.delete_fails -= 1
            return Deleted(Deletion.FAILED, 500, "error")
        return Deleted(Deletion.DELETED if self.stored.pop(key, None) else Deletion.NOT_THERE, 200, "ok")

    async def ranges(self) -> Sequence[NumberingRange] | None:
        return None

    def plant(self, key: Key, *, messages: tuple[Message, ...] = (), total: str = "1190.00", delays: int = 0) -> None:
        """A document stored without validation, as another program or an earlier run left it."""
        self.numbers += 1
        number = f"SETP{self.numbers}"
        self.stored[key] = Stored(key, number, Decimal(total), "900123456", False, messages, delays)

    def _answer(self, sent: Sent, payload: bytes) -> Exchange:
        what, _, detail = (self.script[sent.reference].pop(0) if self.script[sent.reference] else "").partition(":")
        if what in self.raises:
            raise self.raises[what]
        if what == "unreached":
            return Exchange(NotTaken("conexión rechazada"))
        if what == "lost-before":
            return Exchange(InDoubt("sin respuesta"))
        if what == "refuse":
            return Exchange(Refused((Message("items.0.price", "field", "El precio es inválido."),)), 422)
        if what == "throttled":
            return replace(self._store(sent, payload), throttled=1)
        if self._blocks(sent):
            return Exchange(Blocked("Se encontró una factura pendiente por enviar a la DIAN"), 409)
        expected = sent.total + self.expects_more
        if self.paid(payload) != expected:
            return Exchange(PaymentsOff(expected, (Message("payment_details", "field", "Esperado"),)), 422)
        exchange = self._store(sent, payload, what, detail)
        return Exchange(InDoubt("sin respuesta")) if what == "lost-after" else exchange

    def _blocks(self, sent: Sent) -> bool:
        others = [
            one for one in self.stored.values() if not one.is_validated and (self.blocks_itself or one.key != sent.key)
        ]
        crowded = self.one_at_a_time and self.in_flight > 1
        return self.always_blocked or crowded or any(one.key[0] is sent.type for one in others)

    def _store(self, sent: Sent, payload: bytes, what: str = "", detail: str = "") -> Exchange:
        stored = self.stored.get(sent.key)
        if stored is None:
            self.numbers += 1
            body = json.loads(payload)
            stored = Stored(sent.key, f"SETP{self.numbers}", Decimal(body["total"]), body["customer"])
            self.stored[sent.key] = stored
            if what == "pending":
                stored.is_validated, stored.delays = False, int(detail)
            if what in ("reject", "reject-422", "rule-90"):
                stored.is_validated = False
                stored.messages = RULE_90 if what == "rule-90" else REJECTION
            if what == "total":
                stored.total += Decimal(detail)
        elif stored.delays:
            stored.delays -= 1
            stored.is_validated = not stored.delays and not stored.messages
        if what == "reject-422":
            return Exchange(negative_of(REJECTION) or Rejected(REJECTION), 422)
        held = self._held(stored)
        if what == "no-cufe":
            held = replace(held, cufe=None)
        if what == "number":
            held = replace(held, number=detail)
        if what == "echo":
            held = replace(held, reference="OTRA")
        return Exchange(judge(held, sent), 201, "{}", 0.1, "req-1")

    def _held(self, stored: Stored) -> Held:
        return Held(
            type=stored.key[0],
            reference=stored.key[1],
            number=stored.number,
            is_validated=stored.is_validated,
            total=stored.total,
            customer=stored.customer,
            messages=stored.messages,
            cufe=stored.cufe,
            created_at="24-11-2026 08:00:00 AM",
            validated_at="24-11-2026 08:00:02 AM" if stored.is_validated else None,
            raw='{"raw": true}',
        )


@dataclass
class World:
    """The engine with the model of Factus, a real ledger, and a clock that does not wait."""

    ledger: Ledger
    factus: ModelFactus = field(default_factory=ModelFactus)
    clock: FakeClock = field(default_factory=FakeClock)
    policy: Policy = field(default_factory=Policy)
    told: list[Update] = field(default_factory=list)
    run: Run | None = None
    during: Callable[[World], None] | None = None

    def send(self, *documents: Document, limits: Limits | None = None) -> Result:
        """Plan and send, as a run of `send` does."""
        ready = [prepared(document) for document in documents]
        planned = plan(ready, self.ledger.find_many(one.document.key for one in ready))
        result = self.work(planned.jobs, limits)
        result.outcomes = {**planned.known, **result.outcomes}
        return result

    def work(self, jobs: Sequence[Job], limits: Limits | None = None) -> Result:
        """One run of the engine over jobs."""

        async def go() -> Result:
            self.run = Run(self.factus, self.ledger, self.clock, self.policy, chance=lambda: 0.5, tell=self.told.append)
            if self.during is not None:
                self.during(self)
            return await send(self.run, jobs, limits)

        return asyncio.run(go())

    def state(self, reference: str = "FV-1") -> str:
        """What the ledger says."""
        entry = self.ledger.find((DocumentType.INVOICE, reference))
        return "absent" if entry is None else entry.state.value
