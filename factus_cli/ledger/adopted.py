"""A document that only Factus had, as a row of the ledger. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.domain.moments import moment
from factus_cli.domain.outcomes import NeedsSupport, State
from factus_cli.ledger.rows import Row, digest, messages_json, untouched
from factus_cli.sending.judgement import negative_of

if TYPE_CHECKING:
    from datetime import datetime

    from factus_cli.sending.ports import Held


def adopted_row(held: Held, lote: str, now: datetime) -> Row | None:
    """The row of a document without content of ours, of the day on which Factus made it. None: there is no proof of it.

    Under its reference; a document without one (made on Factus's own page) under its number, once it is validated.
    """
    reference = held.reference or (held.number if held.is_validated else None)
    if not reference or (held.is_validated and not (held.number and held.cufe)):
        return None
    made = moment(held.created_at)
    return {
        **untouched(now),
        "type": held.type.value,
        "reference": reference,
        "state": _state(held).value,
        "lote": lote,
        "payload": digest(b""),
        "payload_hash": "",
        "canonical": "{}",
        "total": money.text(money.q2(held.total or money.ZERO)),
        "total_difference": "0.00",
        "customer": held.customer or "",
        "customer_name": held.customer_name or "",
        "rows": "[]",
        "number": held.number,
        "cufe": held.cufe,
        "qr": held.qr,
        "url": held.url,
        "validated_at": held.validated_at,
        "left_at": None if made is None else made.isoformat(),
        "messages": messages_json(held.messages),
        "updated_at": now.isoformat(),
    }


def _state(held: Held) -> State:
    if held.is_validated:
        return State.VALIDATED
    return State.NEEDS_SUPPORT if isinstance(negative_of(held.messages), NeedsSupport) else State.PENDING
