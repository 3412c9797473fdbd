"""What the day of sending says counts only for what is still to leave: an old file can be sent again on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.checks.run import codes as codes_of_rules
from factus_cli.domain.canonical import payload_hash
from factus_cli.domain.findings import Severity
from factus_cli.lote.codes import CODES
from factus_cli.sending.plan import HALF_WAY, TO_SEND

if TYPE_CHECKING:
    from factus_cli.cli.reading import Reading
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document
    from factus_cli.sending.ports import Entry


def forgive(reading: Reading, place: Workplace) -> None:
    """Drop the findings that depend on today for what already left with this profile, or will never leave again.

    "`factus send` of the same file again sends nothing that is validated, and finishes what is not" (the sending
    rules): an issue date that was right on its day must not stop that.
    """
    daily = {one.code for one in (*codes_of_rules(), *CODES) if one.daily}
    if not any(one.code in daily for one in reading.findings) or not place.ledger_path.exists():
        return
    with place.read_ledger() as ledger:
        entries = ledger.find_many([one.key for one in reading.documents])
    left: dict[tuple[str, str], bool] = {}
    for document in reading.documents:
        at = (document.origin.file, document.reference)
        left[at] = left.get(at, True) and _left(document, entries.get(document.key))
    reading.findings = [
        one for one in reading.findings if not (one.code in daily and left.get((one.file, one.reference_code or "")))
    ]
    _release(reading, {at for at, gone in left.items() if gone})


def _left(document: Document, entry: Entry | None) -> bool:
    """Whether nothing of the row can leave as a new document of today."""
    if entry is None or entry.state in TO_SEND:
        return False
    return entry.state not in HALF_WAY or entry.payload_hash == payload_hash(document)


def _release(reading: Reading, left: set[tuple[str, str]]) -> None:
    """Those without another error are correct again; an error of a whole file keeps all of it incorrect."""
    errors = {(one.file, one.reference_code) for one in reading.findings if one.severity is Severity.ERROR}
    reading.incorrect -= {at for at in left if at not in errors and (at[0], None) not in errors}
