"""Texts that a spreadsheet, a formula or an encoding changed before we saw them: told at their cell, or refused."""

from __future__ import annotations

import pytest
from tables import read, row

from factus_cli.lote.table import Cell, Kind

TEXTS = ("item_nombre", "cliente_nombre", "item_nota", "observacion")


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize(
    "cell",
    [Cell(Kind.DATE, "2026-02-01T00:00:00"), Cell(Kind.PERCENT, "0.5"), Cell(Kind.BOOLEAN, "true")],
    ids=["a date", "a percentage", "true"],
)
def test_a_text_that_the_sheet_took_for_something_else_is_refused(column: str, cell: Cell) -> None:
    """`1/2` typed as a product becomes the first of February."""
    lote = read([row(**{column: cell})])
    assert [(one.code, one.severity.value, one.row) for one in lote.findings if one.column == column] == [
        ("VAL-25", "error", 2)
    ]
    assert lote.documents == ()


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.TEXT])
def test_a_zero_in_the_place_of_a_text_is_told(column: str, kind: Kind) -> None:
    """A formula that looks up a blank cell gives 0."""
    lote = read([row(**{column: Cell(kind, "0")})])
    assert [
        (one.code, one.row) for one in lote.findings if one.column == column and one.severity.value != "notice"
    ] == [("VAL-28", 2)]


@pytest.mark.parametrize(
    "typed",
    ["PeÃ±alosa", "CAFÃ‰", "MU�OZ", "Pe?alosa", "Pe¤a", "Pe±a", "Ib§¾ez", "Pe&ntilde;a", "Pe&#241;a", "Calle 5 NÂ° 3"],
)
def test_letters_lost_in_another_encoding_are_told(typed: str) -> None:
    lote = read([row(cliente_nombre=typed), row(referencia="FV-2", item_nombre=typed)])
    assert [(one.code, one.severity.value, one.row, one.column) for one in lote.findings if one.code == "VAL-29"] == [
        ("VAL-29", "warning", 2, "cliente_nombre"),
        ("VAL-29", "warning", 3, "item_nombre"),
    ]
    assert len(lote.documents) == 2


@pytest.mark.parametrize(
    "typed",
    ["JOÃO", "São Paulo", "¿Qué es? Nada", "R&D; Ltda", "A & B", "https://x.co/p?ref=1&a;", "Ñandú N° 3", "Ana", "10"],
)
def test_a_text_with_all_its_letters_is_not_told(typed: str) -> None:
    assert not [one for one in read([row(observacion=typed)]).findings if one.column == "observacion"]


def test_what_is_told_of_a_part_of_a_name_is_told_of_the_whole() -> None:
    named = {"Primer nombre": "Ana", "Segundo nombre": "Jos?e", "Apellidos": "Niño"}
    lote = read([{**row(cliente_nombre=""), **named}])
    assert [(one.row, one.column) for one in lote.findings if one.code == "VAL-29"] == [(2, "cliente_nombres")]
    assert lote.documents[0].customer.name == "Ana Jos?e Niño"


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize("typed", ["ídem", "IDEM", '"', "''", "”"])
def test_the_same_as_above_is_no_text(column: str, typed: str) -> None:
    lote = read([row(), row(**{"referencia": "FV-2", column: typed})])
    assert [(one.code, one.row) for one in lote.findings if one.column == column and one.severity.value == "error"] == [
        ("VAL-31", 3)
    ]
    assert [one.reference for one in lote.documents] == ["FV-1"]
