"""What became of a document, known after sending: one type for each, read with `match`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from factus_cli.domain.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal


class State(StrEnum):
    """The states of a document in the ledger. Once released, they only grow."""

    READY = "ready"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    PENDING = "pending"
    VALIDATED = "validated"
    REJECTED = "rejected"
    REFUSED = "refused"
    CONFLICT = "conflict"
    NEEDS_SUPPORT = "needs_support"


@dataclass(frozen=True, slots=True)
class Message:
    """What Factus or the DIAN said: a rule code or a field path, how grave it is, and the text as received.

    `severity` is `rejection`, `notification`, `field` (Factus refused the data) or `information`.
    """

    code: str
    severity: str
    text: str

    def as_json(self) -> dict[str, str]:
        """The message as `send --json` prints it."""
        return {"code": self.code, "severity": self.severity, "text": self.text}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which Factus holds something else than what was sent."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Validated:
    """Final: the DIAN validated this content. `difference` is Factus's total minus ours, in COP."""

    number: str
    cufe: str
    total: Decimal
    difference: Decimal = ZERO
    validated_at: str | None = None
    qr: str | None = None
    url: str | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """Factus holds it and the DIAN has not answered: the same bytes are posted again later."""

    number: str | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """The DIAN rejected it. While Factus stores it, it blocks its family and is deleted by reference."""

    messages: tuple[Message, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Factus refused the data (422 with field paths); nothing was stored."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A request left and no usable answer came back: nobody knows yet."""

    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Factus holds something else under this reference, or its total or customer differ from what was sent."""

    differences: tuple[Difference, ...]
    number: str | None = None
    total: Decimal | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsSupport:
    """Regla 90: the DIAN already has it. Only Factus support can mend it; never deleted or resent by us."""

    messages: tuple[Message, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Already validated with the same content: nothing was sent."""

    number: str
    cufe: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class NotSent:
    """The run ended before it left; it stays ready."""

    why: str


Outcome = Validated | Pending | Rejected | Refused | InDoubt | Conflict | NeedsSupport | Skipped | NotSent
"""What `send` says of one document."""


def state_of(outcome: Outcome) -> State:
    """The state in which an outcome leaves its document in the ledger."""
    match outcome:
        case Validated() | Skipped():
            return State.VALIDATED
        case Pending():
            return State.PENDING
        case Rejected():
            return State.REJECTED
        case Refused():
            return State.REFUSED
        case InDoubt():
            return State.IN_DOUBT
        case Conflict():
            return State.CONFLICT
        case NeedsSupport():
            return State.NEEDS_SUPPORT
        case NotSent():
            return State.READY
