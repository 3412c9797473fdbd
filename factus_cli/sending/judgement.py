"""What Factus holds, against what was sent: validated only with proof that it is this content."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain.money import text
from factus_cli.domain.outcomes import (
    Conflict,
    Difference,
    InDoubt,
    NeedsSupport,
    Pending,
    Rejected,
    Validated,
)

if TYPE_CHECKING:
    from factus_cli.domain.outcomes import Message
    from factus_cli.sending.ports import Held, Sent

    Judgement = Validated | Pending | Rejected | Conflict | NeedsSupport | InDoubt

TOLERANCE = Decimal("1.00")
"""COP that Factus's total may differ from ours by rounding alone before it is a conflict."""

RULE_90 = "90"
"""The message code of `Documento procesado anteriormente`: the DIAN already has it (contract, 6.6)."""


def judge(held: Held, sent: Sent, tolerance: Decimal = TOLERANCE) -> Judgement:
    """What a document held under our reference says. Another reference, or proof that lacks, leaves it in doubt."""
    if held.reference != sent.reference:
        return InDoubt(f"Factus mostró la referencia {held.reference or 'vacía'} en vez de {sent.reference}")
    if held.is_validated:
        return _validated(held, sent, tolerance)
    return _unvalidated(held, sent, tolerance)


def _validated(held: Held, sent: Sent, tolerance: Decimal) -> Judgement:
    differing = differences(held, sent, tolerance)
    if differing and held.number:  # a conflict without its number is of no use to the person who must solve it
        return Conflict(differing, held.number, held.total, held.messages)
    if not held.number or not held.cufe or held.total is None or held.customer is None:
        return InDoubt("la respuesta dice validado, pero no trae número, CUFE, total o cliente")
    return Validated(
        number=held.number,
        cufe=held.cufe,
        total=held.total,
        difference=held.total - sent.total,
        validated_at=held.validated_at,
        qr=held.qr,
        url=held.url,
        messages=held.messages,
    )


def _unvalidated(held: Held, sent: Sent, tolerance: Decimal) -> Judgement:
    negative = negative_of(held.messages, held.number)
    if isinstance(negative, NeedsSupport):
        return negative
    differing = differences(held, sent, tolerance)
    if differing:
        return Conflict(differing, held.number, held.total, held.messages)
    return negative or Pending(held.number, held.messages)


def negative_of(messages: tuple[Message, ...], number: str | None = None) -> NeedsSupport | Rejected | None:
    """Regla 90 before any rejection; notifications are neither."""
    if any(message.code == RULE_90 for message in messages):
        return NeedsSupport(messages, number)
    if any(message.severity == "rejection" for message in messages):
        return Rejected(messages, number)
    return None


def differences(held: Held, sent: Sent, tolerance: Decimal) -> tuple[Difference, ...]:
    """Total beyond the tolerance, or another customer. What the answer doesn't show is no difference."""
    found = []
    if held.total is not None and abs(held.total - sent.total) > tolerance:
        found.append(Difference("total", text(sent.total), str(held.total)))
    if held.customer is not None and held.customer != sent.customer:
        found.append(Difference("cliente_identificacion", sent.customer, held.customer))
    return tuple(found)
