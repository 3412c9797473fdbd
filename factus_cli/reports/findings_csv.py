"""Findings as a table that Excel in Spanish opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.reports import csv_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.findings import Finding

HEADERS = (
    "Código",
    "Gravedad",
    "Archivo",
    "Hoja",
    "Fila",
    "Celda",
    "Columna",
    "Campo",
    "Valor",
    "Documento",
    "Qué pasa",
    "Qué hacer",
)


def table(findings: Sequence[Finding]) -> str:
    """One row for each; formulas in what the file says are defused."""
    return csv_.table(HEADERS, (_row(one) for one in findings))


def _row(one: Finding) -> tuple[str, ...]:
    return (
        one.code,
        one.severity.spanish,
        one.file,
        one.sheet or "",
        "" if one.row is None else str(one.row),
        one.cell or "",
        one.header or "",
        one.column or "",
        one.value or "",
        one.reference_code or "",
        one.message,
        one.hint,
    )
