"""Notes against what the ledger has: no more is credited than was invoiced, and no note corrects a note.

Own rules, from the DIAN's annex 1.9 as implementers read it (9, notes). What the ledger does not know is not judged.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from factus_cli.cli.run_findings import NOTE_OF_NOTE, OVER_CREDITED
from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import State
from factus_cli.sending.plan import TO_SEND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from factus_cli.cli.reading import Reading
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import FindingCode, Problem
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Entry

    Found = tuple[FindingCode, Document, Problem]

CREDIT, DEBIT, INVOICE = DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE, DocumentType.INVOICE
NEVER_WAS = (State.REJECTED, State.REFUSED)
"""States of a note that corrected nothing."""


def refuse_impossible(reading: Reading, place: Workplace) -> None:
    """Add what is wrong with the notes still to leave, beside what the ledger of this profile knows."""
    notes = [one for one in reading.correct if one.type in (CREDIT, DEBIT) and _number(one)]
    if not notes or not place.ledger_path.exists():
        return
    with place.read_ledger() as ledger:
        entries = ledger.find_many([one.key for one in notes])
        new = [one for one in notes if one.key not in entries or entries[one.key].state in TO_SEND]
        found = [*_of_notes(new, ledger), *_over_credited(new, ledger)]
    places = {one.path: one.lote.place for one in reading.files if one.lote is not None}
    for code, document, problem in found:
        reading.findings.append(places[document.origin.file].finding(code, problem, document.reference))
        reading.incorrect.add((document.origin.file, document.reference))


def _of_notes(notes: Sequence[Document], ledger: LedgerReader) -> Iterator[Found]:
    numbers = {_number(one) for one in notes}
    invoices = {one.number for one in ledger.known(INVOICE, (), numbers)}
    corrected = {one.number: one for kind in (CREDIT, DEBIT) for one in ledger.known(kind, (), numbers)}
    for document in notes:
        number = _number(document)
        if number in corrected and number not in invoices:
            message = f"{number} es una {corrected[number].type.spanish}: una nota corrige una factura, no otra nota"
            yield (
                NOTE_OF_NOTE,
                document,
                document.at("factura_numero", message, "escriba el número de la factura"),
            )


def _over_credited(notes: Sequence[Document], ledger: LedgerReader) -> Iterator[Found]:
    by_number: dict[str, list[Document]] = defaultdict(list)
    for document in notes:
        if document.type is CREDIT:
            by_number[_number(document)].append(document)
    mine = {one.key for one in notes}
    debited = _by_number(ledger.correcting(DEBIT, by_number))
    credited = _by_number(one for one in ledger.correcting(CREDIT, by_number) if one.key not in mine)
    invoices = [one for one in ledger.known(INVOICE, (), by_number) if one.state is State.VALIDATED]
    for invoice in invoices:
        number = invoice.number or ""
        most, before = invoice.total + debited[number], credited[number]
        new = sum((one.totals.total for one in by_number[number]), money.ZERO)
        if before + new <= most:
            continue
        message = (
            f"con esta, las notas crédito de {number} suman {money.pesos(before + new)}, y la factura es de "
            f"{money.pesos(most)}"
        )
        for document in by_number[number]:
            hint = "revise qué notas tiene la factura con: factus list --type credit-note"
            yield OVER_CREDITED, document, document.at("factura_numero", message, hint)


def _by_number(notes: Iterable[Entry]) -> Mapping[str, Decimal]:
    """What the notes that corrected something come to, by the number of the document that they correct, in COP."""
    sums: dict[str, Decimal] = defaultdict(lambda: money.ZERO)
    for one in notes:
        if one.state not in NEVER_WAS:
            sums[one.canonical["correction"]["number"]] += one.total
    return sums


def _number(document: Document) -> str:
    return "" if document.correction is None else document.correction.number or ""
