"""Documents taken over from Factus: nothing of ours leaves for them, since what was sent is not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.canonical import Change
from factus_cli.domain.money import text
from factus_cli.domain.outcomes import Conflict, Message, NeedsSupport, Outcome, Pending, Rejected, Validated
from factus_cli.sending.judgement import TOLERANCE
from factus_cli.sending.posting import look_up

if TYPE_CHECKING:
    from factus_cli.sending.ports import Entry, Sent
    from factus_cli.sending.run import Run

GONE = "se trajo de Factus sin validar, y Factus ya no lo tiene"


def unlike(entry: Entry, sent: Sent) -> tuple[Change, ...]:
    """What a row says otherwise than the document taken over under its reference: only total and party can be compared.

    None: by the proof that an answer to a POST would give, the row is what was validated.
    """
    found = []
    if abs(entry.total - sent.total) > TOLERANCE:
        found.append(Change("total", text(entry.total), text(sent.total)))
    if entry.customer and entry.customer != sent.customer:
        found.append(Change("customer.identification", entry.customer, sent.customer))
    return tuple(found)


async def ask(run: Run, entry: Entry) -> Outcome:
    """How one stands that the DIAN had not validated when it was taken over: looked up, never posted nor deleted."""
    found = await look_up(run, entry.sent)
    if found is None:
        gone = Rejected((*entry.messages, Message("", "information", GONE)), entry.number)
        run.ledger.settle(entry.key, gone, None)
        return gone
    match found.verdict:
        case Validated() | Conflict() | NeedsSupport() as settled:
            run.ledger.settle(entry.key, settled, found)
            return settled
        case Pending(number, messages) | Rejected(messages, number):
            still = Pending(number, messages)
            run.ledger.settle(entry.key, still, found)
            return still
        case _:
            return Pending(entry.number, entry.messages)
