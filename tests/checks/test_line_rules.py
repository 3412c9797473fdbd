"""What is sold: one thing changed in a line, one thing found at its row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG = [
    ("LIN-01", "item_nombre", {"name": "  "}),
    ("LIN-02", "cantidad", {"quantity": Decimal(0)}),
    ("LIN-02", "cantidad", {"quantity": Decimal(-1)}),
    ("LIN-03", "precio_unitario", {"price": Decimal(0)}),
    ("LIN-03", "precio_unitario", {"price": Decimal("-0.01")}),
    ("LIN-04", "cantidad", {"quantity": Decimal("1.005")}),
    ("LIN-04", "precio_unitario", {"price": Decimal("1000.001")}),
    ("LIN-04", "descuento_porcentaje", {"discount_rate": Decimal("3.333")}),
    ("LIN-04", "descuento_valor", {"discount_amount": Decimal("3.333")}),
    ("LIN-05", "descuento_porcentaje", {"discount_rate": Decimal(100)}),
    ("LIN-05", "descuento_porcentaje", {"discount_rate": Decimal(-5)}),
    ("LIN-06", "descuento_valor", {"discount_amount": Decimal("40740.74")}),
    ("LIN-06", "descuento_valor", {"discount_amount": Decimal(50000)}),
    ("LIN-06", "descuento_valor", {"discount_amount": Decimal("-0.01")}),
    ("LIN-07", "descuento_valor", {"discount_rate": Decimal(5), "discount_amount": Decimal(5)}),
    ("LIN-08", "unidad", {"unit": "MON"}),
    ("LIN-09", "estandar", {"standard": "1"}),
    ("LIN-11", "item_codigo", {"code": ""}),
    ("LIN-12", "precio_unitario", {"price": Decimal("0.04"), "quantity": Decimal("0.1")}),
    ("LIN-12", "precio_unitario", {"price": Decimal("0.01"), "discount_rate": Decimal(80)}),
    (
        "LIN-12",
        "precio_unitario",
        {"price": Decimal("0.01"), "quantity": Decimal("0.01"), "discount_amount": Decimal(0)},
    ),
]

RIGHT = {
    "two decimals and a zero more": {"quantity": Decimal("1.500"), "price": Decimal("0.5000")},
    "a cent": {"quantity": Decimal(1), "price": Decimal("0.01")},
    "half a cent, rounded up": {"quantity": Decimal("0.5"), "price": Decimal("0.01")},
    "almost everything off": {"discount_rate": Decimal("99.99")},
    "all but a cent off": {"discount_amount": Decimal("40740.73")},
    "discounts of zero": {"discount_rate": Decimal(0), "discount_amount": Decimal(0)},
    "a kilogram": {"unit": "KGM"},
    "UNSPSC": {"standard": "001"},
}


@pytest.mark.parametrize(("code", "column", "line"), WRONG, ids=[f"{code} {line}" for code, _, line in WRONG])
def test_one_thing_wrong_is_one_finding_at_its_cell(
    code: str, column: str, line: dict[str, Any], build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(build.invoice(lines=(build.line(), build.line(row=7, note="otra", **line))))
    assert (one.code, one.column, one.row, one.severity.value) == (code, column, 7, "error")


@pytest.mark.parametrize("line", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(line: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(line=line)) == []


def test_an_invoice_of_nothing_is_told_once(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(line={"price": Decimal(0)})) == ["LIN-03"]


def test_a_document_has_from_one_to_a_thousand_lines(build: Any, found: Callable[..., list[Any]]) -> None:
    lines = tuple(build.line(row=row, code=str(row)) for row in range(2, 1003))
    assert found(build.invoice(lines=lines[:1000])) == []
    (too_many,) = found(build.invoice(lines=lines))
    assert too_many.code == "LIN-10"
    assert "1.001 líneas" in too_many.message
    assert "LIN-10" in [one.code for one in found(_without_lines(build))]


def _without_lines(build: Any) -> Any:
    from dataclasses import replace

    from factus_cli.domain import totals

    return replace(build.invoice(), lines=(), totals=totals.of_document(()))


@pytest.mark.parametrize(
    ("unit", "hint"),
    [
        ("MON", "en la lista de la DIAN se llama LUN (mes)"),
        ("KMT", "en la lista de la DIAN se llama KTM (kilómetro)"),
        ("1A", "en la lista de la DIAN se llama 1ª"),
        ("UND", "use 94 (unidad) o búsquela con: factus catalog unidades"),
    ],
)
def test_a_unit_the_list_calls_otherwise_is_told_its_name(
    unit: str, hint: str, build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(build.invoice(line={"unit": unit}))
    assert (one.message, one.hint) == (f"no existe la unidad {unit}", hint)
