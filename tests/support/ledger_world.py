"""Documents, answers and time for the ledger's tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from factus_cli.domain import canonical, totals
from factus_cli.domain.documents import CASH, IVA, Document, DocumentType, Line, Origin, Party, Payment, Tax
from factus_cli.domain.outcomes import Message, Validated
from factus_cli.sending.ports import Exchange, Prepared

BOGOTA = timezone(timedelta(hours=-5))
KEY = (DocumentType.INVOICE, "FV-1")
REASONS = (Message("FAK24", "rejection", "Regla: FAK24, Rechazo: falta el DV"),)
CUFE = "c" * 96
VALIDATED = Validated(
    "SETP1", CUFE, Decimal("1190.00"), Decimal("0.00"), "2026-11-24T08:00:02-05:00", "https://qr", "https://url"
)
ANSWER = Exchange(VALIDATED, 201, '{"data": {"bill": "ñ"}}', 2.5, "req-1", 1)


class StillClock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 8, 0, tzinfo=BOGOTA)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def document(
    reference: str = "FV-1",
    price: str = "1000.00",
    *,
    rows: tuple[int, ...] = (2,),
    type_: DocumentType = DocumentType.INVOICE,
    name: str = "Peña & Cía SAS",
    identification: str = "900123456",
) -> Document:
    """A correct invoice of one line with IVA 19."""
    line = Line(rows[0], "A", "Café", Decimal(1), Decimal(price), (Tax(IVA, Decimal(19)),))
    sums = totals.of_document([line])
    customer = Party("31", identification, name, "1", dv="8")
    return Document(
        reference, type_, customer, (line,), (Payment(CASH, "10", sums.total),), sums, Origin("mes.csv", None, rows)
    )


def prepared(reference: str = "FV-1", price: str = "1000.00", **how: object) -> Prepared:
    """A document as the engine hands it over."""
    made = document(reference, price, **how)  # type: ignore[arg-type]  # tests alone
    plain = canonical.canonical(made)
    body = json.dumps({"reference_code": reference, "price": price}).encode()
    return Prepared(made, body, canonical.hash_of(plain), plain, "lote")


def validated(number: str, total: str = "1190.00") -> Validated:
    """The DIAN's yes."""
    return replace(VALIDATED, number=number, cufe=number.lower() * 12, total=Decimal(total))
