"""What documents come to, and the codes that seal them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.simulator.clock import BOGOTA
from factus_cli.simulator.parties import check_digit
from factus_cli.simulator.totals import amounts_of, text
from factus_cli.simulator.unique_code import Sealed, cuds, cufe, qr

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]

SAMPLE = Sealed(
    number="323200000129",
    issued_at=datetime(2019, 1, 16, 10, 53, 10, tzinfo=BOGOTA),
    net=Decimal("1500000.00"),
    taxes={"01": Decimal("285000.00")},
    total=Decimal("1785000.00"),
    issuer="700085371",
    counterpart="800199436",
    key="693ff6f2a553c3646a063436fd4dd9ded0311471",
    environment="1",
)


def line(price: str, quantity: str = "1", **more: Any) -> dict[str, Any]:
    return {"price": price, "quantity": quantity, "taxes": [{"code": "01", "rate": "19.00"}], **more}


@pytest.mark.parametrize(
    ("items", "total"),
    [
        ([line("20370.37", "2", discount_rate="10", taxes=[{"code": "04", "rate": "8"}]),
          line("6018.52", discount_rate="10", taxes=[{"code": "04", "rate": "8"}])], "45450.00"),
        ([line("6789.81", "3", taxes=[{"code": "04", "rate": "8"}])], "21998.98"),
        ([line("175925.93", taxes=[{"code": "04", "rate": "8"}])], "190000.00"),
        ([line("83300", taxes=[{"is_excluded": True}])], "83300.00"),
        ([line("1000000", withholding_taxes=[{"code": "05", "rate": "15"}, {"code": "06", "rate": "4"}])], "1190000.00"),
    ],
    ids=["hamburguesa", "tres", "agua", "excluido", "autorretención"],
)  # fmt: skip
def test_the_worked_examples_of_the_contract_come_out(items: list[dict[str, Any]], total: str) -> None:
    assert text(amounts_of({"items": items}).total) == total


@pytest.mark.parametrize(("rounding", "tax"), [("line", "0.09"), ("half-even", "0.06"), ("rate", "0.08")], ids=str)
def test_each_rounding_falls_on_its_own_cent(rounding: Any, tax: str) -> None:
    halves = [line("0.50", taxes=[{"code": "01", "rate": "5"}]) for _ in range(3)]
    assert text(amounts_of({"items": halves}, rounding).tax) == tax


def test_self_withholding_is_of_the_iva_and_of_the_base() -> None:
    taxes = [{"code": "05", "rate": "15"}, {"code": "06", "rate": "4"}]
    amounts = amounts_of({"items": [line("1000000", withholding_taxes=taxes)]})
    assert [(one.code, text(one.amount)) for one in amounts.withholdings] == [("05", "28500.00"), ("06", "40000.00")]


def test_lines_at_one_rate_are_one_tax_and_excluded_ones_are_outside_the_base() -> None:
    amounts = amounts_of({"items": [line("100"), line("200"), line("50", taxes=[{"is_excluded": True}])]})
    assert [text(one.base) for one in amounts.taxes if not one.excluded] == ["300.00"]
    assert (text(amounts.taxable), text(amounts.net), text(amounts.gross)) == ("300.00", "350.00", "350.00")


amount = st.decimals("0.00", "9999999.99", places=2)


@given(st.lists(st.tuples(amount, st.decimals("0.01", "999.99", places=2)), min_size=1, max_size=8))
def test_a_total_is_its_base_and_its_tax_to_the_cent(lines: list[tuple[Decimal, Decimal]]) -> None:
    amounts = amounts_of({"items": [line(str(price), str(quantity)) for price, quantity in lines]})
    assert amounts.total == amounts.net + amounts.tax
    exact = sum(one.base for one in amounts.lines) * Decimal("0.19")
    assert abs(amounts.tax - exact) <= Decimal("0.005") * len(lines)


def test_the_cufe_of_the_dian_s_sample_comes_out() -> None:
    assert cufe(SAMPLE) == (
        "8bb918b19ba22a694f1da11c643b5e9de39adf60311cf179179e9b33381030bcd4c3c3f156c506ed5908f9276f5bd9b4"
    )


def test_a_support_document_seals_iva_alone() -> None:
    assert cuds(SAMPLE) != cufe(SAMPLE)
    assert len(cuds(SAMPLE)) == 96
    assert qr("abc") == "https://catalogo-vpfe-hab.dian.gov.co/document/searchqr?documentkey=abc"


def test_what_is_answered_is_sealed_with_what_it_says(factus: Factus, body: Body) -> None:
    data = factus.post(body(created_time="08:30:00")).json()["data"]
    sealed = Sealed(
        number=data["number"],
        issued_at=datetime(2026, 11, 24, 8, 30, tzinfo=BOGOTA),
        net=Decimal(70000),
        taxes={"01": Decimal(13300)},
        total=Decimal(83300),
        issuer="900000000",
        counterpart="900123456",
        key="fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
    )
    assert data["cufe"] == cufe(sealed)
    assert data["links"]["qr"] == qr(data["cufe"])


@pytest.mark.parametrize(
    ("nit", "dv"), [("899999068", "1"), ("890903938", "8"), ("800197268", "4"), ("890904996", "1"), ("900123456", "8")]
)
def test_the_check_digit_is_the_dian_s(nit: str, dv: str) -> None:
    assert check_digit(nit) == dv
