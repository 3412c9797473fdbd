"""All the documents of a run together: what repeats, and what stands out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.documents import Correction, Expected, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.domain.documents import Document


def many(build: Any, prices: list[str], **line: Any) -> list[Document]:
    """An invoice of one line for each price."""
    return [
        build.invoice(
            reference=f"FV-{row}",
            origin=Origin("lote.xlsx", None, (row,)),
            line={"row": row, "price": Decimal(price), "quantity": Decimal(1)} | line,
        )
        for row, price in enumerate(prices, start=2)
    ]


def test_a_line_again_is_a_warning(build: Any, found: Callable[..., list[Any]]) -> None:
    again = build.line(row=9, expected=Expected(total=Decimal("48481.48")))
    (one,) = found(build.invoice(lines=(build.line(), build.line(row=3, name="Otro"), again)))
    assert (one.code, one.severity.value, one.row) == ("LOT-01", "warning", 9)
    assert one.message == "la línea es igual a la de la fila 2"


def test_a_line_again_is_told_even_within_a_row(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(build.invoice(lines=(build.line(), build.line()))) == ["LOT-01"]


@pytest.mark.parametrize(
    "change",
    [{"quantity": Decimal(3)}, {"note": "serie 2"}, {"unit": "KGM"}, {"discount_rate": Decimal(5)}, {"code": "CAF-2"}],
    ids=str,
)
def test_lines_that_differ_in_anything_are_not_again(
    change: dict[str, Any], build: Any, codes_found: Callable[..., list[str]]
) -> None:
    assert codes_found(build.invoice(lines=(build.line(), build.line(row=3, **change)))) == []


def test_a_reference_in_two_files_is_an_error_of_both(build: Any, found: Callable[..., list[Any]]) -> None:
    one = build.invoice(origin=Origin("enero.xlsx", None, (2,)))
    other = build.invoice(origin=Origin("febrero.xlsx", None, (40,)))
    third = build.invoice(reference="FV-2")
    told = found(one, other, third)
    assert [(each.code, each.severity.value, each.row) for each in told] == [
        ("LOT-02", "error", 2),
        ("LOT-02", "error", 40),
    ]
    assert "febrero.xlsx fila 40" in told[0].message
    assert "enero.xlsx fila 2" in told[1].message


def test_references_that_differ_in_capitals_are_one_in_two_files(build: Any, found: Callable[..., list[Any]]) -> None:
    one = build.invoice(origin=Origin("enero.xlsx", None, (2,)))
    other = build.invoice(reference="fv-1", origin=Origin("febrero.xlsx", None, (40,)))
    told = found(one, other)
    assert [(each.code, each.row) for each in told] == [("LOT-02", 2), ("LOT-02", 40)]
    assert "febrero.xlsx fila 40, escrita fv-1" in told[0].message
    assert found(one, replace(other, origin=one.origin)) == []  # in one file the reader tells them (FIL-08)


def test_a_reference_of_two_types_is_a_warning_at_the_second(build: Any, found: Callable[..., list[Any]]) -> None:
    (one,) = found(build.invoice(), build.credit_note(origin=Origin("lote.xlsx", None, (8,))))
    assert (one.code, one.severity.value, one.row) == ("LOT-05", "warning", 8)
    assert one.message == "la referencia FV-1 también está en otro documento: factura (lote.xlsx fila 2)"


def test_an_invoice_annulled_twice_is_an_error_at_the_second(build: Any, found: Callable[..., list[Any]]) -> None:
    annulled = Correction("SETP990000550", "2")
    once = build.credit_note(reference="NC-1", correction=annulled)
    again = build.credit_note(reference="NC-2", correction=annulled, origin=Origin("lote.xlsx", None, (8,)))
    (one,) = found(once, again)
    assert (one.code, one.severity.value, one.row, one.column) == ("LOT-06", "error", 8, "factura_numero")
    assert "ya se anula en NC-1 (lote.xlsx fila 2)" in one.message
    assert found(once, build.credit_note(reference="NC-2", correction=Correction("SETP990000550", "1"))) == []
    assert found(once, build.credit_note(reference="NC-2", correction=Correction("SETP990000551", "2"))) == []


def test_a_price_with_two_zeros_too_many_stands_out(build: Any, found: Callable[..., list[Any]]) -> None:
    prices = [*["1000"] * 9, "100000.01"]
    (price,) = [one for one in found(*many(build, prices)) if one.code == "LOT-03"]
    assert (price.severity.value, price.row, price.column) == ("notice", 11, "precio_unitario")
    assert price.message == "$ 100.000,01 pasa de 100 veces lo usual de CAF-1 ($ 1.000,00)"


def test_a_hundred_times_is_not_over_a_hundred_times(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert "LOT-03" not in codes_found(*many(build, [*["1000"] * 9, "100000"]))


def test_few_are_no_measure(build: Any, codes_found: Callable[..., list[str]]) -> None:
    assert codes_found(*many(build, [*["1000"] * 8, "100000.01"])) == []


def test_a_dear_item_beside_a_cheap_one_is_usual(build: Any, codes_found: Callable[..., list[str]]) -> None:
    cheap, dear = many(build, ["1000"] * 12), many(build, ["900000"] * 12, code="MAQ-1")
    dear = [replace(one, reference=f"{one.reference}-M") for one in dear]
    assert codes_found(*cheap, *dear) == []


def test_a_document_fifty_times_the_median_stands_out(build: Any, found: Callable[..., list[Any]]) -> None:
    usual = many(build, ["1000"] * 9)
    (one,) = found(*usual, *[replace(each, reference="G") for each in many(build, ["50000.01"])])
    assert (one.code, one.severity.value) == ("LOT-04", "notice")
    assert one.message == "$ 59.500,01 pasa de 50 veces lo usual ($ 1.190,00)"
    assert found(*usual, *[replace(each, reference="G") for each in many(build, ["50000"])]) == []


def test_no_documents_have_no_findings(found: Callable[..., list[Any]]) -> None:
    assert found() == []
