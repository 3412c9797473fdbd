"""The CUFE, CUDE or CUDS of a document: a SHA-384 over what the DIAN's annex 1.9 lists, and its QR address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.simulator.clock import BOGOTA
from factus_cli.simulator.totals import text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TEST_ENVIRONMENT = "2"
_QR = "https://catalogo-vpfe-hab.dian.gov.co/document/searchqr?documentkey="


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a unique code is made of. `key` is the range's technical key, or the software's PIN."""

    number: str
    issued_at: datetime
    net: Decimal
    taxes: Mapping[str, Decimal]
    total: Decimal
    issuer: str
    counterpart: str
    key: str
    environment: str = TEST_ENVIRONMENT


def cufe(sealed: Sealed) -> str:
    """The code of invoices, with the technical key, and of notes, with the PIN (CUDE)."""
    taxes = "".join(code + text(sealed.taxes.get(code, Decimal(0))) for code in ("01", "04", "03"))
    return _digest(_head(sealed) + taxes + _tail(sealed))


def cuds(sealed: Sealed) -> str:
    """The code of support documents and their notes: IVA alone."""
    return _digest(_head(sealed) + "01" + text(sealed.taxes.get("01", Decimal(0))) + _tail(sealed))


def qr(code: str) -> str:
    """Where the DIAN shows a document of its test environment."""
    return _QR + code


def _head(sealed: Sealed) -> str:
    moment = sealed.issued_at.astimezone(BOGOTA)
    return f"{sealed.number}{moment:%Y-%m-%d}{moment:%H:%M:%S}-05:00{text(sealed.net)}"


def _tail(sealed: Sealed) -> str:
    return f"{text(sealed.total)}{sealed.issuer}{sealed.counterpart}{sealed.key}{sealed.environment}"


def _digest(plain: str) -> str:
    return hashlib.sha384(plain.encode()).hexdigest()
