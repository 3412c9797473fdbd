"""The other party: one thing changed in a correct document, one thing found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import CREDIT

if TYPE_CHECKING:
    from collections.abc import Callable

CEDULA = {"identification_type": "13", "identification": "1020304050", "dv": None, "person": "2"}
FOREIGNER = {"dv": None, "country": "US", "municipality": None, "person": "2"}

WRONG = [
    ("CLI-01", {"name": " "}),
    ("CLI-02", {"identification": " ", "dv": None}),
    ("CLI-03", {"dv": "5"}),
    ("CLI-03", {"dv": ""}),
    ("CLI-04", CEDULA | {"dv": "4"}),
    ("CLI-05", {"identification_type": "99", "dv": None}),
    ("CLI-06", CEDULA | {"identification": "AB1020304"}),
    ("CLI-06", CEDULA | {"identification": "1.020.304.050"}),
    ("CLI-06", {"identification": "900123456-8", "dv": None}),
    ("CLI-06", {"identification": "٩٠٠١٢٣٤٥٦"}),
    ("CLI-06", {"identification": "9" * 16}),
    ("CLI-07", CEDULA | {"identification": "12"}),
    ("CLI-07", {"identification": "90012345678", "dv": None}),
    ("CLI-07", FOREIGNER | {"identification_type": "41", "identification": "AB 123"}),
    ("CLI-08", {"person": "3"}),
    ("CLI-09", CEDULA | {"person": "1"}),
    ("CLI-09", {"person": "2"}),
    ("CLI-10", {"email": "compras@cliente"}),
    ("CLI-10", {"email": "compras.cliente.com.co"}),
    ("CLI-10", {"email": "a@b.co;c@d.co"}),
    ("CLI-10", {"email": "a@b.co, c@d.co"}),
    ("CLI-10", {"email": "ana maría@b.co"}),
    ("CLI-10", {"email": ".ana@b.co"}),
    ("CLI-10", {"email": "ana..maria@b.co"}),
    ("CLI-10", {"email": "ana@b..co"}),
    ("CLI-10", {"email": "ana@b.co."}),
    ("CLI-10", {"email": "ana@-b.co"}),
    ("CLI-10", {"email": ""}),
    ("CLI-11", {"email": None}),
    ("CLI-12", {"municipality": "11999"}),
    ("CLI-12", {"municipality": "5001"}),
    ("CLI-13", {"country": "XX", "municipality": None}),
    ("CLI-14", {"responsibilities": ("O-48",)}),
    ("CLI-14", {"responsibilities": ("R-99-PN", "O-13")}),
    ("CLI-15", {"tribute": "04"}),
    ("CLI-19", {"country": "US"}),
    ("CLI-20", FOREIGNER | {"identification_type": "50", "identification": "DE-123.456", "country": "CO"}),
    ("CLI-20", FOREIGNER | {"identification_type": "50", "identification": "DE-123.456", "country": None}),
]

RIGHT = {
    "a cédula": CEDULA,
    "an old cédula": CEDULA | {"identification": "123"},
    "a NIT without its DV": {"dv": None},
    "a person with NIT": {"identification": "1020304050", "dv": None, "person": "2"},
    "a passport": FOREIGNER | {"identification_type": "41", "identification": "AB123456"},
    "a foreign tax id": FOREIGNER | {"identification_type": "50", "identification": "DE-123.456"},
    "a PPT": CEDULA | {"identification_type": "48"},
    "no address": {"address": None, "municipality": None, "country": None},
    "no responsibilities": {"responsibilities": (), "tribute": None},
    "nothing to answer for": {"responsibilities": ("R-99-PN",), "tribute": "ZZ"},
    "a long address": {"email": "pagos.proveedores+co_1@mail.sub-dominio.com.co"},
    "Medellín": {"municipality": "05001"},
}


def test_a_correct_invoice_has_nothing(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice()) == []


@pytest.mark.parametrize(("code", "customer"), WRONG, ids=[f"{code} {change}" for code, change in WRONG])
def test_one_thing_wrong_is_one_finding(
    code: str, customer: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.invoice(customer=customer)) == [code]


@pytest.mark.parametrize("customer", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(
    customer: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.invoice(customer=customer)) == []


def test_the_right_check_digit_is_told(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.invoice(customer={"identification": "800197268", "dv": "5"}))
    assert one.message == "el DV de 800197268 es 4, no 5"
    assert (one.column, one.row, one.severity.value) == ("cliente_dv", 2, "error")


def test_a_provider_is_called_so(build: Any, found: Callable[..., list[Any]]) -> None:
    (name,) = found(build.support_document(customer={"name": ""}))
    (number,) = found(build.support_document(customer={"identification": "", "dv": None}))
    assert name.message == "falta el nombre del proveedor"
    assert number.message == "falta la identificación del proveedor"
    assert "222222222222" not in number.hint


def test_nobody_writes_to_a_provider(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.support_document(customer={"email": None})) == []


def test_a_small_sale_to_final_consumer_has_nothing(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.final_consumer()) == []


FINAL_CONSUMER_WRONG: list[tuple[str, dict[str, Any]]] = [
    ("CLI-04", {"customer": {"dv": "7"}}),
    ("CLI-16", {"line": {"quantity": Decimal(1), "price": Decimal("261870.01")}}),
    ("CLI-17", {"payment": {"form": CREDIT, "method": "1", "due_date": date(2026, 12, 24)}}),
    ("CLI-18", {"customer": {"identification_type": "31", "dv": "7"}}),
]


@pytest.mark.parametrize(("code", "change"), FINAL_CONSUMER_WRONG, ids=[code for code, _ in FINAL_CONSUMER_WRONG])
def test_final_consumer_has_its_own_rules(
    code: str, change: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.final_consumer(**change)) == [code]


def test_five_uvt_are_counted_before_taxes(build: Any, codes_found: Callable[..., list[str]]) -> None:
    exactly = {"quantity": Decimal(1), "price": Decimal("261870.00")}
    discounted = {"quantity": Decimal(1), "price": Decimal("400000.00"), "discount_amount": Decimal("138130.00")}
    assert codes_found(build.final_consumer(line=exactly)) == []
    assert codes_found(build.final_consumer(line=discounted)) == []


def test_the_newest_uvt_holds_until_the_next_is_known(build: Any, found: Callable[..., list[Any]]) -> None:
    big = build.final_consumer(line={"price": Decimal(1000000)})
    (one,) = found(big, today=build.today.replace(year=2031))
    assert "5 UVT de 2026 ($ 261.870,00)" in one.message
    assert found(big, today=build.today.replace(year=2018)) == []
