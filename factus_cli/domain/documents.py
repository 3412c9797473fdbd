"""A document and its parts, frozen. Amounts are COP, rates are percents, rows are the spreadsheet's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.domain.nit import FINAL_CONSUMER

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class DocumentType(StrEnum):
    """What Factus issues, as `--type` and the JSON spell it."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    DEBIT_NOTE = "debit-note"
    SUPPORT_DOCUMENT = "support-document"
    ADJUSTMENT_NOTE = "adjustment-note"

    @property
    def column_value(self) -> str:
        """The word of the column `tipo`."""
        return _TYPE_WORDS[self][0]

    @property
    def spanish(self) -> str:
        """The words a person reads: `factura`, `nota crédito`, …"""
        return _TYPE_WORDS[self][1]

    @property
    def is_note(self) -> bool:
        """Whether it corrects another document."""
        return self in (DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE, DocumentType.ADJUSTMENT_NOTE)

    @property
    def has_provider(self) -> bool:
        """Whether the other party is a provider (who sells to us) instead of a customer."""
        return self in (DocumentType.SUPPORT_DOCUMENT, DocumentType.ADJUSTMENT_NOTE)


_TYPE_WORDS = {
    DocumentType.INVOICE: ("factura", "factura"),
    DocumentType.CREDIT_NOTE: ("nota_credito", "nota crédito"),
    DocumentType.DEBIT_NOTE: ("nota_debito", "nota débito"),
    DocumentType.SUPPORT_DOCUMENT: ("documento_soporte", "documento soporte"),
    DocumentType.ADJUSTMENT_NOTE: ("nota_ajuste", "nota de ajuste"),
}

IVA, INC, ICUI = "01", "04", "35"
"""DIAN codes of the taxes an item can carry (contract, 7.3)."""
RETEIVA, RETERENTA = "05", "06"
"""DIAN codes of the self-withholdings an item can carry; informative, never subtracted."""
CASH, CREDIT = "1", "2"
"""DIAN codes of the payment form."""


@dataclass(frozen=True, slots=True)
class Party:
    """The customer, or the provider of a support document.

    `identification_type` is the DIAN's code (31 NIT, 13 cédula…), `identification` has no DV, dots or hyphen,
    `person` is "1" (juridical) or "2" (natural), `municipality` a five-digit DIVIPOLA code.
    """

    identification_type: str
    identification: str
    name: str
    person: str
    dv: str | None = None
    trade_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    municipality: str | None = None
    country: str | None = None
    tribute: str | None = None
    responsibilities: tuple[str, ...] = ()

    @property
    def is_final_consumer(self) -> bool:
        """Whether this is *consumidor final*, 222222222222."""
        return self.identification == FINAL_CONSUMER


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax on a line. Excluded is not exempt: excluded carries no tax at all, exempt carries 0 %."""

    code: str
    rate: Decimal
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Withholding:
    """A self-withholding on a line: percent of the IVA (05) or of the base (06). It changes no total."""

    code: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sheet says a line comes to, in COP, to be compared with ours. None: the sheet does not say."""

    subtotal: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item sold. `price` is the unit price in COP before tax and discount; `row` is where it stands.

    A discount is a percent (`discount_rate`) or an amount in COP of the whole line (`discount_amount`), not both.
    """

    row: int
    code: str
    name: str
    quantity: Decimal
    price: Decimal
    taxes: tuple[Tax, ...]
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    unit: str = "94"
    standard: str = "999"
    withholdings: tuple[Withholding, ...] = ()
    note: str | None = None
    expected: Expected | None = None

    def at(self, column: str, message: str, hint: str = "") -> Problem:
        """A problem at a cell of this line."""
        return Problem(self.row, column, message, hint)


@dataclass(frozen=True, slots=True)
class Payment:
    """How the document is paid: form (1 cash, 2 credit), DIAN means code, amount in COP.

    `credit_days`: the due date was counted so many days from the day of sending; None: it was given, or there is none.
    """

    form: str
    method: str
    amount: Decimal
    due_date: date | None = None
    reference: str | None = None
    credit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Prepayment:
    """Money received before, in COP. It does not reduce what the payments must add up to (contract, 7.1)."""

    amount: Decimal
    received: date
    reference: str


@dataclass(frozen=True, slots=True)
class Charge:
    """A surcharge of the whole document outside the tax base, in COP. Only 03 (tip) is enabled at Factus."""

    code: str
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Order:
    """The purchase order this document answers."""

    reference: str
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days a document bills."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency for display in the PDF; amounts stay in COP. `rate` is COP for one unit."""

    code: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Correction:
    """What a note corrects: the number of the document, and the DIAN's concept code."""

    number: str | None
    concept: str


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The lines of one tax at one rate: base and tax in COP."""

    code: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of rounded values, in COP. `taxable` counts lines that carry a tax, 0 % included, not excluded ones."""

    gross: Decimal
    discount: Decimal
    taxable: Decimal
    tax: Decimal
    surcharge: Decimal
    total: Decimal
    taxes: tuple[TaxTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document stands: the file, the sheet, and the rows as the spreadsheet shows them."""

    file: str
    sheet: str | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Anything Factus issues, whole, totalled and ready to be checked and sent.

    `reference` is our `reference_code`: one reference gives one document at Factus, whatever is re-run.
    `range` is what the row asks for (a prefix or an id), None: the profile's or the account's only one.
    `origin` takes no part in equality: the same document is the same wherever it was typed.
    """

    reference: str
    type: DocumentType
    customer: Party
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]
    totals: Totals
    origin: Origin = field(compare=False)
    issue_date: date | None = None
    range: str | None = None
    observation: str | None = None
    order: Order | None = None
    period: Period | None = None
    currency: Currency | None = None
    prepayments: tuple[Prepayment, ...] = ()
    charges: tuple[Charge, ...] = ()
    cash_rounding: Decimal | None = None
    send_email: bool | None = None
    correction: Correction | None = None
    expected_total: Decimal | None = None

    @property
    def key(self) -> tuple[DocumentType, str]:
        """What identifies a document in the account and in the ledger: its family and its reference."""
        return self.type, self.reference

    def at(self, column: str, message: str, hint: str = "") -> Problem:
        """A problem at a header cell of this document: its first row."""
        return Problem(self.origin.rows[0], column, message, hint)
