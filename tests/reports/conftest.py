"""A lote of two documents and their results, a finding, and golden files to compare with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factus_cli.domain.documents import DocumentType, TaxTotal, Totals
from factus_cli.domain.findings import Finding, Severity
from factus_cli.domain.outcomes import Message
from factus_cli.reports import Report, ReportDocument, ReportRow

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
INVOICE, NOTE = DocumentType.INVOICE, DocumentType.CREDIT_NOTE
BOGOTA = timezone(timedelta(hours=-5))


@pytest.fixture
def valid() -> ReportDocument:
    return ReportDocument(
        reference="FV-1",
        type=INVOICE,
        state="validated",
        number="SETP1",
        cufe="c" * 96,
        qr="https://example.com/qr?documentkey=1&x=2",
        url="https://example.com/1",
        total=Decimal("1190.00"),
        total_difference=Decimal("0.01"),
        customer="0900123456",
        customer_name="Café & Cía <SAS>",
        validated_at="24-11-2026 08:00:05 PM",
        messages=(Message("RUT01", "notification", "aviso"),),
        rows=(2, 3),
    )


@pytest.fixture
def rejected(valid: ReportDocument) -> ReportDocument:
    return replace(
        valid,
        type=NOTE,
        state="rejected",
        number=None,
        cufe=None,
        qr=None,
        url=None,
        total_difference=Decimal("0.00"),
        validated_at=None,
        messages=(Message("FAK24", "rejection", "falta el DV"), Message("RUT01", "notification", "otro nombre")),
        rows=(4,),
    )


@pytest.fixture
def report(valid: ReportDocument, rejected: ReportDocument) -> Report:
    """Both documents share a reference: an invoice and a credit note."""
    return Report(
        lote="2026-11-24-lote",
        file="lote.csv",
        profile="acme",
        environment="sandbox",
        made_at=datetime(2026, 11, 24, 8, 0, tzinfo=BOGOTA),
        headers=("referencia", "=item"),
        rows=(
            ReportRow(2, ("FV-1", "=1+1"), "FV-1", INVOICE),
            ReportRow(3, ("FV-1", "Café; «extra»"), "FV-1", INVOICE),
            ReportRow(4, ("FV-1", "@SUM(A1)"), "FV-1", NOTE),
            ReportRow(5, ("TOTAL", "")),
        ),
        documents=(valid, rejected),
        totals=Totals(
            gross=Decimal("2100.00"),
            discount=Decimal("100.00"),
            taxable=Decimal("2000.00"),
            tax=Decimal("380.00"),
            surcharge=Decimal("0.00"),
            total=Decimal("2380.00"),
            taxes=(TaxTotal("01", Decimal("19.00"), Decimal("2000.00"), Decimal("380.00")),),
        ),
    )


@pytest.fixture
def finding() -> Finding:
    return Finding(
        code="CLI-03",
        severity=Severity.ERROR,
        file="mes/a,b:c.xlsx",
        sheet="Ventas",
        row=4,
        column="cliente_dv",
        header="DV",
        cell="D4",
        value="=5",
        message="fila 4: el DV\nes 1",
        hint="revíselo",
        reference_code="FV-1",
    )


@pytest.fixture
def notice(finding: Finding) -> Finding:
    """A notice about the whole file."""
    return replace(
        finding,
        code="INF-01",
        severity=Severity.NOTICE,
        sheet=None,
        row=None,
        column=None,
        header=None,
        cell=None,
        value=None,
        message="se dedujo algo, al 100 %",
        hint="",
        reference_code=None,
    )


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compare with a golden file; one that is missing is written, and fails once, to be read before it is kept."""

    def compare(name: str, content: bytes) -> None:
        path = GOLDEN / name
        if not path.exists():
            path.write_bytes(content)
            pytest.fail(f"{path.name} was not there: written now, read it before keeping it")
        assert content.decode() == path.read_bytes().decode()

    return compare
