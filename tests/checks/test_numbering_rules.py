"""References, dates, ranges, orders and periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import Order, Period

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)

WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("NUM-01", "referencia", {"reference": ""}),
    ("NUM-01", "referencia", {"reference": "FV 1"}),
    ("NUM-01", "referencia", {"reference": "FV/1"}),
    ("NUM-01", "referencia", {"reference": "año-1"}),
    ("NUM-01", "referencia", {"reference": "FV-1\n"}),
    ("NUM-01", "referencia", {"reference": "A" * 51}),
    ("NUM-02", "fecha_emision", {"issue_date": date(2026, 11, 23)}),
    ("NUM-02", "fecha_emision", {"issue_date": TOMORROW}),
    ("NUM-03", "observacion", {"observation": "ñ" * 251}),
    ("NUM-04", "periodo_fin", {"period": Period(TODAY, TODAY)}),
    ("NUM-04", "periodo_fin", {"period": Period(TOMORROW, TODAY)}),
    ("NUM-05", "orden_compra_fecha", {"order": Order("OC-1", TOMORROW)}),
    ("NUM-06", "rango", {"range": "FACTURA"}),
    ("NUM-06", "rango", {"range": "F-1"}),
    ("NUM-06", "rango", {"range": ""}),
]

RIGHT: dict[str, dict[str, Any]] = {
    "every sign": {"reference": "Fv_2026.11-0001"},
    "the longest reference": {"reference": "A" * 50},
    "today": {"issue_date": TODAY},
    "the longest observation": {"observation": "ñ" * 250},
    "a month": {"period": Period(date(2026, 11, 1), date(2026, 11, 30))},
    "an order of today": {"order": Order("OC-1", TODAY)},
    "an order without date": {"order": Order("OC-1")},
    "a prefix": {"range": "SETP"},
    "the id of a range": {"range": "12345"},
}


@pytest.mark.parametrize(("code", "column", "change"), WRONG, ids=[f"{code} {change}" for code, _, change in WRONG])
def test_one_thing_wrong_is_one_finding_at_its_cell(
    code: str, column: str, change: dict[str, Any], build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(build.invoice(**change))
    severity = "warning" if code == "NUM-05" else "error"
    assert (one.code, one.column, one.row, one.severity.value) == (code, column, 2, severity)


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(change: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(**change)) == []


def test_both_dates_are_told(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.invoice(issue_date=date(2026, 11, 3)))
    assert one.message == "la fecha es 03/11/2026 y hoy es 24/11/2026"
    assert "la DIAN no recibe otra" in one.hint


def test_what_is_right_today_is_wrong_tomorrow(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(issue_date=TODAY), today=TOMORROW) == ["NUM-02"]
