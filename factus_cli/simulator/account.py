"""The account the simulator begins with: who may enter, the company, its numbering ranges. All made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

CLIENT_ID = "simulador"
CLIENT_SECRET = "secreto-del-simulador"  # noqa: S105 - opens only a simulator on this machine
USERNAME = "simulador@example.com"
PASSWORD = "clave-del-simulador"  # noqa: S105 - opens only a simulator on this machine

INVOICE, CREDIT_NOTE, DEBIT_NOTE, SUPPORT, ADJUSTMENT, PAPER = "21", "22", "23", "24", "25", "30"
RANGE_NAMES = {
    INVOICE: "Factura de Venta",
    CREDIT_NOTE: "Nota Crédito",
    DEBIT_NOTE: "Nota Débito",
    SUPPORT: "Documento Soporte",
    ADJUSTMENT: "Nota de Ajuste Documento Soporte",
    PAPER: "Factura de talonario y de papel",
}
INVOICE_RANGE_ID = 389
TECHNICAL_KEY = "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four values that open the account."""

    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    username: str = USERNAME
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class NumberingRange:
    """A numbering range; `document` is the code (21…), `current` the next number, `last` None where endless."""

    id: int
    document: str
    prefix: str
    current: int
    first: int | None = None
    last: int | None = None
    resolution: str | None = None
    start: date = date(2019, 1, 19)
    end: date = date(2030, 1, 19)
    technical_key: str | None = None
    is_active: bool = True

    def is_expired(self, today: date) -> bool:
        """An expired range keeps `is_active` (contract, 7.8)."""
        return today > self.end

    @property
    def is_spent(self) -> bool:
        return self.last is not None and self.current > self.last


@dataclass(frozen=True, slots=True)
class Company:
    """Who issues."""

    nit: str = "900000000"
    dv: str = "1"
    name: str = "EMPRESA EMISORA"
    address: str = "Carrera 10 # 9-04"
    phone: str = "6010000002"
    email: str = "emisor@example.com"
    municipality: str = "68679"
    economic_activity: str = "6201"
    pin: str = "75315"


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about the account that no document changes."""

    credentials: Credentials = Credentials()
    company: Company = Company()
    ranges: tuple[NumberingRange, ...] = ()
    subscription_exhausted: bool = False


def default_account(
    *,
    more_invoice_ranges: int = 0,
    numbers_left: int | None = None,
    many_ranges: bool = False,
    subscription_exhausted: bool = False,
    credentials: Credentials | None = None,
) -> Account:
    """An account with one usable range of each type and an expired one of invoices.

    `more_invoice_ranges` makes choosing a range necessary; `numbers_left` nearly exhausts the invoice range;
    `many_ranges` puts a page of old ones before the others, so that only who turns pages finds them.
    """
    ranges = list(_usable())
    if numbers_left is not None:
        ranges[0] = replace(ranges[0], last=ranges[0].current + numbers_left - 1)
    ranges += [_invoices(500 + n, f"SM{n}", 1000 * n) for n in range(1, more_invoice_ranges + 1)]
    if many_ranges:
        ranges = [_old(n) for n in range(1, 13)] + ranges
    return Account(
        credentials=credentials or Credentials(),
        ranges=tuple(ranges),
        subscription_exhausted=subscription_exhausted,
    )


def _usable() -> tuple[NumberingRange, ...]:
    return (
        NumberingRange(
            INVOICE_RANGE_ID,
            INVOICE,
            "SETP",
            990000550,
            990000000,
            995000000,
            "18760000001",
            technical_key=TECHNICAL_KEY,
        ),
        NumberingRange(
            390, INVOICE, "VENC", 120, 1, 5000, "18760000002", date(2022, 1, 1), date(2023, 12, 31), TECHNICAL_KEY
        ),
        NumberingRange(1776, CREDIT_NOTE, "CRTE", 870),
        NumberingRange(1777, DEBIT_NOTE, "NDTE", 40),
        NumberingRange(
            148, SUPPORT, "SEDS", 984000103, 984000000, 985000000, "18760000009", technical_key=TECHNICAL_KEY
        ),
        NumberingRange(149, ADJUSTMENT, "NADS", 12),
        NumberingRange(400, PAPER, "TALO", 1, 1, 1000, "18760000030", technical_key=TECHNICAL_KEY),
    )


def _invoices(number: int, prefix: str, first: int) -> NumberingRange:
    return NumberingRange(
        number, INVOICE, prefix, first, first, first + 999, f"1876000{number}", technical_key=TECHNICAL_KEY
    )


def _old(number: int) -> NumberingRange:
    expired = _invoices(number, f"AN{number:02d}", 1)
    return replace(expired, start=date(2018, 1, 1), end=date(2019, 12, 31))
