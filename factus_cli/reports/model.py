"""What a report is made of: the input rows of a lote, and what became of each document. Plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.money import ZERO
from factus_cli.reports.words import word

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from factus_cli.domain.documents import DocumentType
    from factus_cli.domain.outcomes import Message


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the input: the spreadsheet's number, its texts, and the document it belongs to, if it does."""

    number: int
    cells: tuple[str, ...]
    reference: str | None = None
    type: DocumentType | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """What became of a document. Amounts in COP; `state` is a key of `words.STATES`."""

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

    @property
    def reason(self) -> str:
        """Why it stands where it does; notifications of the DIAN are not told for what is validated."""
        told = [one.text for one in self.messages if self.state != "validated" or one.severity != "notification"]
        return "; ".join(told)


@dataclass(frozen=True, slots=True)
class Report:
    """A lote and its results."""

    lote: str
    file: str
    profile: str
    environment: str
    made_at: datetime
    headers: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    documents: tuple[ReportDocument, ...]

    @property
    def by_state(self) -> Counter[str]:
        """How many documents there are in each state."""
        return Counter(one.state for one in self.documents)

    @property
    def total(self) -> Decimal:
        """What all of them come to."""
        return sum((one.total for one in self.documents), ZERO)

    @property
    def validated_total(self) -> Decimal:
        """What the validated ones come to."""
        return sum((one.total for one in self.documents if one.state == "validated"), ZERO)


RESULT_HEADERS = ("Estado", "Número", "CUFE", "Total documento", "Diferencia", "Validado", "Motivo", "QR")
DOCUMENT_HEADERS = (
    "Referencia",
    "Tipo",
    "Identificación",
    "Cliente",
    "Total",
    "Estado",
    "Número",
    "CUFE",
    "Diferencia",
    "Validado",
    "Motivo",
    "Filas",
    "QR",
    "Enlace",
)


def joined(report: Report) -> list[tuple[ReportRow, ReportDocument | None]]:
    """Each input row with the document it belongs to."""
    by_key = {(one.type, one.reference): one for one in report.documents}
    return [
        (row, None if row.reference is None or row.type is None else by_key.get((row.type, row.reference)))
        for row in report.rows
    ]


def result_cells(document: ReportDocument | None) -> tuple[str | Decimal, ...]:
    """The cells of RESULT_HEADERS."""
    if document is None:
        return ("",) * len(RESULT_HEADERS)
    return (
        word(document.state),
        document.number or "",
        document.cufe or "",
        document.total,
        document.total_difference,
        document.validated_at or "",
        document.reason,
        document.qr or "",
    )


def document_cells(document: ReportDocument) -> tuple[str | Decimal, ...]:
    """The cells of DOCUMENT_HEADERS."""
    return (
        document.reference,
        document.type.spanish,
        document.customer,
        document.customer_name,
        document.total,
        word(document.state),
        document.number or "",
        document.cufe or "",
        document.total_difference,
        document.validated_at or "",
        document.reason,
        ", ".join(str(row) for row in document.rows),
        document.qr or "",
        document.url or "",
    )
