"""What a report is made of: the input rows of a lote, and what became of each document. Plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.moments import moment
from factus_cli.domain.money import ZERO
from factus_cli.reports.words import STATES, asks_plainly, word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from factus_cli.domain.documents import DocumentType, Totals
    from factus_cli.domain.outcomes import Message
    from factus_cli.reports.cells import Cell


BLOCKS = "sigue en Factus y bloquea a los demás hasta que se borre: factus resume"
"""What is done about a rejected document that could not be deleted."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the input: the spreadsheet's number, its texts, and the document it belongs to, if it does."""

    number: int
    cells: tuple[str, ...]
    reference: str | None = None
    type: DocumentType | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """What became of a document. Amounts in COP; `state` is a key of `words.STATES`.

    `blocks`: the DIAN rejected it, and Factus has not let go of it yet.
    """

    reference: str
    type: DocumentType
    state: str
    number: str | None
    cufe: str | None
    qr: str | None
    url: str | None
    total: Decimal
    total_difference: Decimal
    customer: str
    customer_name: str
    validated_at: str | None
    messages: tuple[Message, ...]
    rows: tuple[int, ...]
    blocks: bool = False

    @property
    def reason(self) -> str:
        """Why it stands where it does; notifications of the DIAN are not told for what is validated."""
        told = [one for one in self.messages if self.state != "validated" or one.severity != "notification"]
        return "; ".join(_of_its_field(one) for one in told)

    @property
    def next_step(self) -> str:
        """What to do about it; nothing for what is validated."""
        if self.state == "validated":
            return ""
        return f"{BLOCKS}; {asks_plainly(self.state)}" if self.blocks else asks_plainly(self.state)


@dataclass(frozen=True, slots=True)
class Report:
    """A lote and its results. `totals` are its control totals (of all its documents), where they are known."""

    lote: str
    file: str
    profile: str
    environment: str
    made_at: datetime
    headers: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    documents: tuple[ReportDocument, ...]
    totals: Totals | None = None

    @property
    def by_state(self) -> dict[str, int]:
        """How many documents there are in each state, in the order of `words.STATES`."""
        found = Counter(one.state for one in self.documents)
        return {state: found[state] for state in STATES if found[state]}

    @property
    def total(self) -> Decimal:
        """What all of them come to."""
        return sum((one.total for one in self.documents), ZERO)

    @property
    def validated_total(self) -> Decimal:
        """What the validated ones come to."""
        return self.total_of("validated")

    def total_of(self, state: str) -> Decimal:
        """What the documents in a state come to."""
        return sum((one.total for one in self.documents if one.state == state), ZERO)


def _of_its_field(message: Message) -> str:
    """A message, with the field that it is about where it is a difference of ours."""
    is_difference = message.severity == "information" and message.code
    return f"{message.code}: {message.text}" if is_difference else message.text


RESULT_HEADERS = (
    "Estado",
    "Número",
    "CUFE",
    "Total documento",
    "Diferencia",
    "Validado",
    "Motivo",
    "Qué hacer",
    "QR",
    "Enlace",
)
DOCUMENT_HEADERS = (
    "Referencia",
    "Tipo",
    "Identificación",
    "Cliente",
    "Filas",
    *RESULT_HEADERS,
)


def joined(report: Report) -> Iterator[tuple[ReportRow, ReportDocument | None]]:
    """Each input row with the document it belongs to."""
    by_key = {(one.type, one.reference): one for one in report.documents}
    for row in report.rows:
        yield row, None if row.reference is None or row.type is None else by_key.get((row.type, row.reference))


def result_cells(document: ReportDocument | None) -> tuple[Cell, ...]:
    """The cells of RESULT_HEADERS."""
    if document is None:
        return ("",) * len(RESULT_HEADERS)
    return (
        word(document.state),
        document.number or "",
        document.cufe or "",
        document.total,
        document.total_difference,
        moment(document.validated_at) or document.validated_at or "",
        document.reason,
        document.next_step,
        document.qr or "",
        document.url or "",
    )


def document_cells(document: ReportDocument) -> tuple[Cell, ...]:
    """The cells of DOCUMENT_HEADERS."""
    return (
        document.reference,
        document.type.spanish,
        document.customer,
        document.customer_name,
        ", ".join(str(row) for row in document.rows),
        *result_cells(document),
    )
