"""The JSON objects that commands answer with. Keys are stable: they are only ever added."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.canonical import payload_hash, totals_json
from factus_cli.domain.moments import iso
from factus_cli.domain.outcomes import NotSent, Outcome, Skipped, State, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factus_cli.cli.reading import FileRead, Reading
    from factus_cli.domain.documents import Document
    from factus_cli.errors import FactusError
    from factus_cli.sending.ports import Entry, Key

NOT_SENT = "not_sent"
ALREADY = "already_validated"
SUMMARY = (
    "validated",
    ALREADY,
    "pending",
    "in_doubt",
    "rejected",
    "refused",
    "conflict",
    "needs_support",
    NOT_SENT,
)
"""The counts of a send's summary, in the order in which they are told."""


def check(reading: Reading, exit_code: int, error: FactusError | None) -> dict[str, Any]:
    """`factus.check/1`."""
    correct = {(one.origin.file, one.type, one.reference) for one in reading.correct}
    incorrect = len(reading.incorrect)
    return {
        "schema": "factus.check/1",
        "ok": exit_code == 0,
        "files": [_file(one) for one in reading.files],
        "summary": {
            "documents": len(correct) + incorrect,
            "correct": len(correct),
            "incorrect": incorrect,
            "rows": sum(one.lote.line_rows for one in reading.files if one.lote is not None),
        },
        "totals": totals_json(reading.totals),
        "findings": [one.as_json() for one in reading.findings],
        "documents": [
            _checked(one, correct=(one.origin.file, one.type, one.reference) in correct) for one in reading.documents
        ],
        "written": [str(one) for one in reading.written],
        "exit_code": int(exit_code),
        "error": None if error is None else error.as_json(),
    }


def _file(one: FileRead) -> dict[str, Any]:
    table, lote = one.table, one.lote
    return {
        "path": one.path,
        "sheet": None if table is None else table.sheet,
        "encoding": None if table is None else table.encoding,
        "delimiter": None if table is None else table.delimiter,
        "header_row": None if table is None else table.header_row,
        "map": one.map,
        "rows": 0 if lote is None else lote.line_rows,
        "documents": 0 if lote is None else len({*lote.incorrect, *(doc.reference for doc in lote.documents)}),
        "skipped_rows": [] if lote is None else [{"row": row.row, "text": row.text} for row in lote.skipped],
        "error": None if one.error is None else one.error.as_json(),
    }


def _checked(document: Document, *, correct: bool) -> dict[str, Any]:
    return {
        "reference_code": document.reference,
        "type": document.type.value,
        "correct": correct,
        "file": document.origin.file,
        "rows": list(document.origin.rows),
        "customer": {"identification": document.customer.identification, "name": document.customer.name},
        "totals": totals_json(document.totals),
        "payload_hash": payload_hash(document),
    }


def state_word(outcome: Outcome) -> str:
    """The state of a document in a send's JSON: the ledger's, and `not_sent` for what did not leave."""
    return NOT_SENT if isinstance(outcome, NotSent) else state_of(outcome).value


def counts(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How many documents ended in each way, by the keys of SUMMARY."""
    return Counter(ALREADY if isinstance(one, Skipped) else state_word(one) for one in outcomes)


def document_of(entry: Entry, state: str | None = None) -> dict[str, Any]:
    """A document as `send`, `resume`, `list` and `status` print it."""
    return {
        "reference_code": entry.reference,
        "type": entry.type.value,
        "state": state or entry.state.value,
        "number": entry.number,
        "cufe": entry.cufe,
        "total": money.text(entry.total),
        "total_difference": money.text(entry.total_difference),
        "rows": list(entry.rows),
        "validated_at": iso(entry.validated_at),
        "url": entry.url,
        "qr": entry.qr,
        "messages": [message.as_json() for message in entry.messages],
        "attempts": entry.attempts,
        "lote": entry.lote,
        "customer": {"identification": entry.customer, "name": entry.customer_name},
        "blocks": entry.blocks,
    }


def unrecorded(document: Document, state: str = NOT_SENT) -> dict[str, Any]:
    """A document that the ledger has not seen: nothing of it was recorded nor sent."""
    return {
        "reference_code": document.reference,
        "type": document.type.value,
        "state": state,
        "number": None,
        "cufe": None,
        "total": money.text(document.totals.total),
        "total_difference": "0.00",
        "rows": list(document.origin.rows),
        "validated_at": None,
        "url": None,
        "qr": None,
        "messages": [],
        "attempts": 0,
        "lote": None,
        "customer": {"identification": document.customer.identification, "name": document.customer.name},
        "blocks": False,
    }


def summary(outcomes: Mapping[Key, Outcome], requests: int, seconds: float) -> dict[str, Any]:
    """The `summary` of `send` and `resume`."""
    counted = counts(outcomes.values())
    return {
        "documents": len(outcomes),
        **{name: counted[name] for name in SUMMARY},
        "requests": requests,
        "seconds": round(seconds, 3),
    }


UNSETTLED = (State.READY, State.SENDING, State.IN_DOUBT, State.PENDING)
"""States that `factus resume` works on."""


def next_step(entries: Iterable[Entry]) -> str | None:
    """The command to run next, None when nothing is left to do."""
    states = [entry.state for entry in entries]
    if any(state in UNSETTLED for state in states):
        return "factus resume"
    if any(entry_state in (State.REJECTED, State.REFUSED) for entry_state in states):
        return "corrija el archivo y vuelva a enviarlo: factus send ARCHIVO"
    return None
