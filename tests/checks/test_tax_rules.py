"""Taxes and withholdings of a line; excluded is not exempt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA, RETERENTA, Tax, Withholding

if TYPE_CHECKING:
    from collections.abc import Callable

EXCLUDED = Tax(IVA, Decimal(0), excluded=True)


def tax(code: str, rate: str) -> Tax:
    return Tax(code, Decimal(rate))


def held(code: str, rate: str) -> tuple[Withholding, ...]:
    return (Withholding(code, Decimal(rate)),)


WRONG = [
    ("IMP-01", "iva", {"taxes": ()}),
    ("IMP-02", "iva", {"taxes": (tax("22", "5"),)}),
    ("IMP-03", "iva", {"taxes": (tax(IVA, "18"),)}),
    ("IMP-03", "inc", {"taxes": (tax(INC, "19"),)}),
    ("IMP-03", "icui", {"taxes": (tax(ICUI, "15"),)}),
    ("IMP-04", "iva", {"taxes": (tax(IVA, "-19"),)}),
    ("IMP-04", "iva", {"taxes": (tax(IVA, "7741.35"),)}),
    ("IMP-05", "inc", {"taxes": (Tax(INC, Decimal(0), excluded=True),)}),
    ("IMP-06", "iva", {"taxes": (tax(IVA, "19"), tax(IVA, "5"))}),
    ("IMP-06", "retefuente", {"withholdings": held(RETERENTA, "2.5") + held(RETERENTA, "3.5")}),
    ("IMP-07", "inc", {"taxes": (tax(IVA, "19"), tax(INC, "8"))}),
    ("IMP-07", "inc", {"taxes": (tax(IVA, "0"), tax(INC, "8"))}),
    ("IMP-08", "reteiva", {"withholdings": held(RETEIVA, "50")}),
    ("IMP-08", "reteiva", {"withholdings": held(RETEIVA, "100")}),
    ("IMP-08", "retefuente", {"withholdings": held(RETERENTA, "19")}),
    ("IMP-09", "retefuente", {"withholdings": held("07", "0.97")}),
    ("IMP-09", "reteiva", {"withholdings": held(RETEIVA, "150")}),
    ("IMP-09", "retefuente", {"withholdings": held(RETERENTA, "-1")}),
    ("IMP-11", "iva", {"taxes": (EXCLUDED, tax(INC, "8"))}),
]

RIGHT = {
    "IVA 5": {"taxes": (tax(IVA, "5"),)},
    "IVA 16, of old contracts": {"taxes": (tax(IVA, "16"),)},
    "exempt": {"taxes": (tax(IVA, "0"),)},
    "excluded": {"taxes": (EXCLUDED,)},
    "INC": {"taxes": (tax(INC, "8"),)},
    "IVA and ICUI": {"taxes": (tax(IVA, "19"), tax(ICUI, "20"))},
    "both withholdings": {"withholdings": held(RETEIVA, "15") + held(RETERENTA, "2.50")},
}
WARNINGS = {"IMP-03", "IMP-07", "IMP-08", "IMP-10"}


@pytest.mark.parametrize(("code", "column", "line"), WRONG, ids=[f"{code} {column}" for code, column, _ in WRONG])
def test_one_thing_wrong_is_one_finding_at_its_cell(
    code: str, column: str, line: dict[str, Any], build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(build.invoice(lines=(build.line(), build.line(row=7, note="otra", **line))))
    severity = "warning" if code in WARNINGS else "error"
    assert (one.code, one.column, one.row, one.severity.value) == (code, column, 7, severity)


@pytest.mark.parametrize("line", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(line: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(line=line)) == []


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ({"taxes": (tax(IVA, "19.001"),)}, ["IMP-03", "IMP-04"]),
        ({"withholdings": held(RETERENTA, "2.501")}, ["IMP-08", "IMP-09"]),
    ],
)
def test_three_decimals_are_in_no_list(
    line: dict[str, Any], codes: list[str], build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.invoice(line=line)) == codes


def test_a_rate_is_judged_on_its_day(build: Any, codes_found: Callable[..., list[str]]) -> None:
    ultra_processed = build.invoice(line={"taxes": (tax(ICUI, "15"),)})
    assert codes_found(ultra_processed, today=date(2024, 6, 1)) == []


def test_drift_is_told_only_where_it_can_pass_the_tolerance(build: Any, found: Callable[..., list[Any]]) -> None:
    def of(count: int, rate: str = "19") -> Any:
        each = {"quantity": Decimal(1), "price": Decimal("0.50"), "taxes": (tax(IVA, rate),)}
        return build.invoice(lines=tuple(build.line(row=row, code=str(row), **each) for row in range(2, 2 + count)))

    (one,) = found(of(402))
    assert one.code == "IMP-10"
    assert "IVA 19 %" in one.message
    assert "$ 2,01" in one.message
    assert found(of(401)) == []
    assert found(of(400)) == []
    assert found(of(402, "0")) == []
