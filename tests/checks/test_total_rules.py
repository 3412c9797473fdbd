"""Our totals against the sheet's own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import Expected

if TYPE_CHECKING:
    from collections.abc import Callable

BASE, TAX, TOTAL = Decimal("40740.74"), Decimal("7740.74"), Decimal("48481.48")
PARTS = [
    ("subtotal", "subtotal_linea_esperado", BASE),
    ("tax", "iva_valor_esperado", TAX),
    ("total", "total_linea_esperado", TOTAL),
]
APART = [
    ("0.00", None),
    ("0.01", None),
    ("-0.01", None),
    ("0.02", "warning"),
    ("-2.00", "warning"),
    ("2.01", "error"),
    ("-2.01", "error"),
    ("-40000", "error"),
]


@pytest.mark.parametrize(("apart", "severity"), APART, ids=[apart for apart, _ in APART])
@pytest.mark.parametrize(("part", "column", "ours"), PARTS, ids=[part for part, _, _ in PARTS])
def test_a_line_is_compared_with_what_the_sheet_says(
    part: str,
    column: str,
    ours: Decimal,
    apart: str,
    severity: str | None,
    build: Any,
    found: Callable[..., list[Any]],
) -> None:
    line = build.line(row=7, expected=Expected(**{part: ours + Decimal(apart)}))
    told = [(one.code, one.severity.value, one.row, one.column) for one in found(build.invoice(lines=(line,)))]
    code = {"error": "TOT-01", "warning": "TOT-02"}.get(severity or "")
    assert told == ([] if code is None else [(code, severity, 7, column)])


@pytest.mark.parametrize(("apart", "severity"), APART, ids=[apart for apart, _ in APART])
def test_a_document_is_compared_with_what_the_sheet_says(
    apart: str, severity: str | None, build: Any, found: Callable[..., list[Any]]
) -> None:
    told = [
        (one.code, one.severity.value, one.column)
        for one in found(build.invoice(expected_total=TOTAL + Decimal(apart)))
    ]
    code = {"error": "TOT-03", "warning": "TOT-04"}.get(severity or "")
    assert told == ([] if code is None else [(code, severity, "total_esperado")])


def test_both_totals_are_told(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.invoice(expected_total=Decimal(50000)))
    assert one.message == "la hoja dice $ 50.000,00 y se calcula $ 48.481,48"


def test_charges_never_turn_a_document_around(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(charges=(build.tip("-50000"),))) == ["PAG-13", "TOT-05"]
    assert codes_found(build.invoice(charges=(build.tip("-1"),))) == ["PAG-13"]


@pytest.mark.parametrize("zeros", [15, 28, 60, 300])
def test_an_impossible_amount_is_told_and_stops_nothing(
    zeros: int, build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.invoice(line={"price": Decimal(10) ** zeros})) == ["TOT-06"]


def test_a_large_amount_is_possible(build: Any, codes_found: Callable[..., list[str]]) -> None:
    large = {"price": Decimal("999999999999999.99"), "quantity": Decimal(1)}
    assert codes_found(build.invoice(line=large)) == []
