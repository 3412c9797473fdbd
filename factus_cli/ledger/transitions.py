"""What an outcome changes of a document's row. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    Message,
    NeedsSupport,
    NotSent,
    Pending,
    Refused,
    Rejected,
    Skipped,
    State,
    Validated,
    state_of,
)
from factus_cli.ledger.rows import messages_json

if TYPE_CHECKING:
    from factus_cli.domain.outcomes import Outcome
    from factus_cli.ledger.rows import Row


def after(row: Row, outcome: Outcome, *, blocks: bool) -> Row:
    """The columns of a document as an outcome leaves them. Raises ValueError for what would unsay a validation."""
    if row["state"] == State.VALIDATED and not isinstance(outcome, Validated):
        raise ValueError(f"{row['reference']} is validated, and stays so")
    changes = {**_ours_alone(row), **_of(row, outcome), "state": state_of(outcome).value}
    return {**changes, "blocks": int(blocks or (_leaves_blocking(outcome) and bool(row["blocks"])))}


def details_of(outcome: Outcome) -> dict[str, Any]:
    """What an event says of an outcome besides its columns."""
    match outcome:
        case InDoubt(why) | NotSent(why):
            return {"why": why}
        case Conflict(differences, _, _, messages):
            told = [[one.field, one.ours, one.theirs] for one in differences]
            return {"differences": told, "messages": _plain(messages)}
        case (
            Validated(messages=messages)
            | Pending(messages=messages)
            | Rejected(messages=messages)
            | Refused(messages=messages)
            | NeedsSupport(messages=messages)
        ) if messages:
            return {"messages": _plain(messages)}
        case _:
            return {}


def _of(row: Row, outcome: Outcome) -> Row:
    match outcome:
        case Validated():
            return _validated(outcome)
        case Conflict():
            return _conflicting(row, outcome)
        case Pending(number, messages) | Rejected(messages, number) | NeedsSupport(messages, number):
            return {"number": number or row["number"], "messages": messages_json(messages)}
        case Refused(messages):
            return {"messages": messages_json(messages)}
        case InDoubt(why) | NotSent(why):
            kept = {} if row["blocks"] else {"messages": messages_json([Message("", "information", why)])}
            return {**kept, "number": row["number"]}
        case Skipped():
            raise ValueError(f"{row['reference']} was skipped: there is nothing to record")


def _validated(outcome: Validated) -> Row:
    return {
        "number": outcome.number,
        "cufe": outcome.cufe,
        "qr": outcome.qr,
        "url": outcome.url,
        "validated_at": outcome.validated_at,
        "total": money.text(outcome.total),
        "total_difference": money.text(outcome.difference),
        "messages": messages_json(outcome.messages),
    }


def _conflicting(row: Row, outcome: Conflict) -> Row:
    told = [
        Message(one.field, "information", f"se envió {one.ours}; Factus tiene {one.theirs}")
        for one in outcome.differences
    ]
    changes: Row = {"number": outcome.number or row["number"], "messages": messages_json([*told, *outcome.messages])}
    if outcome.total is not None:
        ours = Decimal(_ours_alone(row)["total"])
        changes |= {"total": str(outcome.total), "total_difference": str(outcome.total - ours)}
    return changes


def _ours_alone(row: Row) -> Row:
    """Our own total, whatever an earlier answer said."""
    return {"total": str(Decimal(row["total"]) - Decimal(row["total_difference"])), "total_difference": "0.00"}


def _leaves_blocking(outcome: Outcome) -> bool:
    """Whether a rejected document that Factus still stores is there all the same after this outcome."""
    return isinstance(outcome, NotSent | InDoubt | Refused)


def _plain(messages: tuple[Message, ...]) -> list[dict[str, str]]:
    return [message.as_json() for message in messages]
