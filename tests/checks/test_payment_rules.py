"""How a document is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import CASH, CREDIT, Charge, Currency, Payment, Prepayment

if TYPE_CHECKING:
    from collections.abc import Callable

ON_CREDIT = {"form": CREDIT, "method": "1"}
YESTERDAY, TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
"""The correct invoice comes to $ 48.481,48, and $ 40.740,74 before taxes."""


def prepaid(amount: str, reference: str = "RC-1") -> dict[str, Any]:
    return {"prepayments": (Prepayment(Decimal(amount), YESTERDAY, reference),)}


def charged(amount: str, code: str = "03") -> dict[str, Any]:
    return {"charges": (Charge(code, Decimal(amount), "propina"),)}


def in_currency(code: str, rate: str) -> dict[str, Any]:
    return {"currency": Currency(code, Decimal(rate))}


WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("PAG-01", "forma_pago", {"payment": {"form": "3"}}),
    ("PAG-02", "medio_pago", {"payment": {"method": "99"}}),
    ("PAG-03", "fecha_vencimiento", {"payment": ON_CREDIT}),
    ("PAG-04", "fecha_vencimiento", {"payment": ON_CREDIT | {"due_date": YESTERDAY}}),
    ("PAG-05", "fecha_vencimiento", {"payment": {"due_date": TOMORROW}}),
    ("PAG-06", "forma_pago", {"payment": {"amount": Decimal("48481.47")}}),
    ("PAG-06", "forma_pago", {"payments": ()}),
    ("PAG-07", "redondeo", {"cash_rounding": Decimal("-500.01")}),
    ("PAG-07", "redondeo", {"cash_rounding": Decimal("500.01")}),
    ("PAG-08", "anticipo_valor", prepaid("0")),
    ("PAG-08", "anticipo_referencia", prepaid("1000", " ")),
    ("PAG-09", "anticipo_valor", prepaid("48481.49")),
    ("PAG-10", "moneda", in_currency("XXX1", "4000")),
    ("PAG-10", "moneda", in_currency("COP", "1")),
    ("PAG-11", "tasa_cambio", in_currency("USD", "0")),
    ("PAG-12", "propina", charged("4074.08")),
    ("PAG-13", "propina", charged("-1")),
    ("PAG-15", "propina", charged("0.001")),
    ("PAG-15", "anticipo_valor", prepaid("0.001")),
    ("PAG-15", "tasa_cambio", in_currency("USD", "4000.123")),
    ("PAG-16", "propina", charged("10", "02")),
]

RIGHT: dict[str, dict[str, Any]] = {
    "credit that is due today": {"payment": ON_CREDIT | {"due_date": TODAY}},
    "cash that says today": {"payment": {"due_date": TODAY}},
    "rounded to the peso": {"cash_rounding": Decimal("-0.48")},
    "the most rounding": {"cash_rounding": Decimal(500)},
    "the whole prepaid": prepaid("48481.48"),
    "dollars": in_currency("USD", "4012.50"),
    "a tenth of tip": charged("4074.07"),
    "an unknown means": {"payment": {"method": "ZZZ"}},
}
SEVERITIES = {"PAG-05": "warning", "PAG-09": "notice", "PAG-12": "warning"}


@pytest.mark.parametrize(("code", "column", "change"), WRONG, ids=[f"{code} {column}" for code, column, _ in WRONG])
def test_one_thing_wrong_is_one_finding_at_its_cell(
    code: str, column: str, change: dict[str, Any], build: Any, found: Callable[..., list[Any]]
) -> None:
    (one,) = found(build.invoice(**change))
    assert (one.code, one.column, one.severity.value) == (code, column, SEVERITIES.get(code, "error"))


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(change: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(**change)) == []


def test_several_payments_add_up_to_the_total(build: Any, codes_found: Callable[..., list[str]]) -> None:
    def paid(*amounts: str) -> Any:
        return build.invoice(payments=tuple(Payment(CASH, "10", Decimal(amount)) for amount in amounts))

    assert codes_found(paid("48000.00", "481.48")) == []
    assert codes_found(paid("48000.00", "481.47")) == ["PAG-06"]
    assert codes_found(paid("48481.48", "0")) == ["PAG-14"]
    assert codes_found(paid("48500.48", "-19.00")) == ["PAG-14"]


def test_rounding_never_pays_more_than_there_is(build: Any, codes_found: Callable[..., list[str]]) -> None:
    small = build.invoice(line={"quantity": Decimal(1), "price": Decimal(100)}, cash_rounding=Decimal(-200))
    assert codes_found(small) == ["PAG-14"]


def test_a_tip_is_not_judged_by_a_wrong_price(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert "PAG-12" not in codes_found(build.invoice(line={"price": Decimal(-100)}))
    assert codes_found(build.invoice(line={"price": Decimal(0)}, charges=(build.tip("100"),))) == ["LIN-03"]


def test_what_is_owed_is_told(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.invoice(cash_rounding=Decimal("-1.48"), payment={"amount": Decimal("48481.48")}))
    assert one.message == "los pagos suman $ 48.481,48 y deben sumar $ 48.480,00"


def test_what_is_finer_than_a_cent_is_told_wherever_it_is(build: Any, found: Callable[..., list[Any]]) -> None:
    rounded = found(build.invoice(cash_rounding=Decimal("-0.001")))
    assert [(one.code, one.column) for one in rounded] == [("PAG-15", "forma_pago"), ("PAG-15", "redondeo")]
