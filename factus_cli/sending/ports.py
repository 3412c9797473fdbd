"""What the engine needs of the outside, and the values that cross: Factus, the ledger, the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    Pending,
    Refused,
    Rejected,
    State,
    Validated,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from factus_cli.domain.canonical import Json
    from factus_cli.domain.documents import Document, DocumentType
    from factus_cli.domain.outcomes import Message, Outcome
    from factus_cli.sending.departure import Departure

Key = tuple["DocumentType", str]
"""A document in the account and in the ledger: its family and its reference."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What an answer must agree with: family, reference, our total in COP, the party's identification without DV."""

    type: DocumentType
    reference: str
    total: Decimal
    customer: str

    @property
    def key(self) -> Key:
        """Family and reference."""
        return self.type, self.reference


@dataclass(frozen=True, slots=True)
class Held:
    """A document as Factus holds it, from a create, a show or a row of a list (rows carry no CUFE and no links)."""

    type: DocumentType
    reference: str | None
    number: str | None
    is_validated: bool
    total: Decimal | None = None
    customer: str | None = None
    messages: tuple[Message, ...] = ()
    cufe: str | None = None
    qr: str | None = None
    url: str | None = None
    created_at: str | None = None
    validated_at: str | None = None
    customer_name: str | None = None
    raw: str = field(default="", repr=False, compare=False)
    """The body it was read from, as received."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """409: another document of the family is stored and not validated. Nothing of this one was taken."""

    text: str


@dataclass(frozen=True, slots=True)
class PaymentsOff:
    """422 on the sum of payments: the total that Factus expects, in COP. Nothing was stored."""

    expected: Decimal
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The connection was refused or the name did not resolve: nothing left this machine."""

    why: str


Verdict = (
    Validated | Pending | Rejected | Refused | InDoubt | Conflict | NeedsSupport | Blocked | PaymentsOff | NotTaken
)
"""What one answer says of the document it was asked about."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, for the events of the ledger. `body` is what came back, as received.

    `throttled` counts the 429 answers that preceded it; `seconds` is the duration of the last request alone.
    """

    verdict: Verdict
    status: int | None = None
    body: str = ""
    seconds: float = 0.0
    request_id: str | None = None
    throttled: int = 0


class Deletion(Enum):
    """What a delete by reference came to."""

    DELETED = "deleted"
    NOT_THERE = "not_there"
    VALIDATED = "validated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Deleted:
    """The result of a delete, and the answer as received."""

    result: Deletion
    status: int | None = None
    body: str = ""


class LookupFailedError(Exception):
    """A question to Factus (find, show, list) got no usable answer after its retries; nothing is known by it.

    `reached` is False when not even a connection could be made.
    """

    def __init__(self, why: str, *, reached: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.reached = reached


@dataclass(frozen=True, slots=True)
class NumberingRange:
    """A numbering range of the account. `first`/`last` are None where Factus sets no bounds (notes)."""

    id: int
    type: DocumentType | None
    prefix: str
    is_active: bool = True
    is_expired: bool = False
    first: int | None = None
    last: int | None = None
    current: int | None = None
    start: date | None = None
    end: date | None = None
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A plan of the account: the types it pays for, and how many documents are left. `left` None: no end to it, or
    Factus does not say. `is_active` is False for one that has expired, too."""

    types: frozenset[DocumentType]
    left: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the ledger holds it.

    `payload` is what was or will be posted, byte for byte; `payload_hash` is of the canonical document.
    `total` is Factus's once it answered, ours before. `blocks`: the DIAN rejected it and deleting it from Factus
    has not succeeded yet. `left_at`: when its last POST left.
    """

    type: DocumentType
    reference: str
    state: State
    lote: str
    payload: bytes
    payload_hash: str
    canonical: Json
    total: Decimal
    customer: str
    rows: tuple[int, ...] = ()
    number: str | None = None
    cufe: str | None = None
    qr: str | None = None
    url: str | None = None
    total_difference: Decimal = Decimal("0.00")
    validated_at: str | None = None
    attempts: int = 0
    left_at: datetime | None = None
    blocks: bool = False
    messages: tuple[Message, ...] = ()
    updated_at: datetime | None = None
    customer_name: str = ""

    @property
    def key(self) -> Key:
        """Family and reference."""
        return self.type, self.reference

    @property
    def adopted(self) -> bool:
        """Whether it was taken over from Factus: nothing of ours was sent, and no content of it is known."""
        return not self.payload_hash

    @property
    def sent(self) -> Sent:
        """What an answer to its payload must agree with: our own total, not a corrected one."""
        return Sent(self.type, self.reference, self.total - self.total_difference, self.customer)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document about to be recorded as `ready`: its payload as it will leave, and the lote it came in."""

    document: Document
    payload: bytes
    payload_hash: str
    canonical: Json = field(repr=False)
    lote: str = ""


class Factus(Protocol):
    """Factus as the engine sees it. Pace, tokens, and the wait after a 429 are below it.

    Every method may raise AccessDenied, NothingLeft (402) or LookupFailedError; not `issue`: its silence is a verdict.
    """

    def spell(self, document: Document, *, range_id: int | None, send_email: bool) -> bytes:
        """The document as the body of a POST: pure, the same bytes for the same arguments."""
        ...

    def paid(self, payload: bytes) -> Decimal:
        """What the payments of a body add up to, in COP."""
        ...

    def with_last_payment(self, payload: bytes, change: Decimal) -> bytes:
        """The same body with `change` COP added to the amount of its last payment."""
        ...

    async def issue(self, sent: Sent, payload: bytes, departure: Departure) -> Exchange:
        """POST the payload once and say what the answer means. Never repeats a POST that may have been taken.

        `departure` is told when its turn has come, just before the first byte leaves, and each time that an answer
        took nothing (429, 401), so that it leaves again. What it raises keeps it from leaving.
        """
        ...

    async def find(self, key: Key) -> Held | None:
        """The document under this reference, compared exactly, whatever the server's filter did. None: not there."""
        ...

    async def show(self, type_: DocumentType, number: str) -> Held:
        """A document by number, with CUFE and links."""
        ...

    async def unvalidated(self, type_: DocumentType) -> Sequence[Held]:
        """Everything of the family that Factus stores without validation, ours or not."""
        ...

    async def delete(self, key: Key) -> Deleted:
        """Delete an unvalidated document by reference."""
        ...

    async def ranges(self) -> Sequence[NumberingRange] | None:
        """The account's numbering ranges; None when the account or the server has no such list (404)."""
        ...

    @property
    def requests(self) -> int:
        """How many requests have left since the client was made, tokens included."""
        ...


class Ledger(Protocol):
    """The ledger as the engine sees it: each call that writes is one durable transaction when it returns.

    A write that can't be made raises LedgerUnwritable.
    """

    def find(self, key: Key) -> Entry | None:
        """The entry of a document, None when the ledger has never seen it."""
        ...

    def find_many(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """The entries of those the ledger knows."""
        ...

    def reference_of(self, type_: DocumentType, number: str, cufe: str) -> str | None:
        """The reference validated with a number, and a CUFE unless it is blank; None when the ledger knows of none."""
        ...

    def unsettled(self, lote: str | None = None) -> list[Entry]:
        """What `resume` works on: ready, sending, in_doubt, pending, and what still blocks; oldest first."""
        ...

    def left_by_choice(self, key: Key) -> bool:
        """Whether a rejected document stands at Factus because the user chose so (a note `kept`, nothing tried since)."""
        ...

    def prepare(self, documents: Iterable[Prepared], lote: str) -> None:
        """Record documents as `ready`, in one transaction; an entry that never validated takes the new content."""
        ...

    def begin(self, key: Key, payload: bytes, at: datetime, *, again: bool = False) -> None:
        """Record that a POST is about to leave: `sending`, one attempt more (not where the last was turned away)."""
        ...

    def settle(self, key: Key, outcome: Outcome, exchange: Exchange | None, *, blocks: bool = False) -> None:
        """Record what became of it, with the answer as received."""
        ...

    def note(self, key: Key, what: str, *, status: int | None = None, body: str = "") -> None:
        """Append an event that changes no state: a look-up, a failed delete, a 409, a refused connection."""
        ...


class Clock(Protocol):
    """Time, as an argument."""

    def now(self) -> datetime:
        """The moment, with offset, Bogotá time (UTC−05:00)."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        ...
