"""Mistakes of whole rows and columns: told at the row, the documents that they don't touch as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gauntlet_files import text, xlsx
from gauntlet_layouts import Grid, grid
from gauntlet_lote import COLUMNS, read_file
from gauntlet_styles import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable

LOTE = grid(PLAIN)
EXPECTED = read_file(text(LOTE)).documents
WIDTH = len(COLUMNS)


def referred(row: int, reference: str | None) -> Callable[[], Grid]:
    """Another reference, or none, in a row."""
    return lambda: [[reference, *one[1:]] if number == row else one for number, one in enumerate(LOTE, start=1)]


def added(*row: str | None, at: int = 10) -> Callable[[], Grid]:
    """A row more."""
    filled = [*row, *[None] * (WIDTH - len(row))]
    return lambda: [*LOTE[: at - 1], filled, *LOTE[at - 1 :]]


ROWS: dict[str, tuple[Callable[[], Grid], int, set[str]]] = {
    "its only row without reference": (referred(5, None), 5, {"FV-101", "FV-102"}),
    "its first row without reference": (referred(8, None), 8, {"FV-103", "FV-104"}),
    "the reference of another invoice": (referred(8, "FV-101"), 8, {"FV-101", "FV-104"}),
    "the reference of a customer beside": (referred(5, "FV-103"), 6, {"FV-102", "FV-103"}),
    "the header again": (lambda: [*LOTE[:4], LOTE[0], *LOTE[4:]], 5, set()),
    "a signature below": (added("Elaboró: Ana"), 10, set()),
    "a reference alone": (added("FV-105"), 10, set()),
    "money without reference nor item": (added(*[None] * 18, "5000", at=3), 3, {"FV-101"}),
    "the first line of all without reference": (referred(2, None), 2, {"FV-101"}),
}


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("mistake", ROWS)
def test_a_mistake_of_a_row_is_told_there(write: Callable[[Grid], bytes], mistake: str) -> None:
    build, row, touched = ROWS[mistake]
    reading = read_file(write(build()))
    assert row in {one.row for one in reading.errors}
    assert reading.documents.items() >= {name: one for name, one in EXPECTED.items() if name not in touched}.items()
    assert set(reading.documents) <= set(EXPECTED)


@pytest.mark.parametrize(
    "column", ["referencia", "cliente_identificacion", "cliente_nombre", "item_nombre", "cantidad"]
)
def test_a_needed_column_that_is_missing_is_told_and_nothing_is_sent(column: str) -> None:
    at = COLUMNS.index(column)
    reading = read_file(text([[*row[:at], *row[at + 1 :]] for row in LOTE]))
    assert (reading.documents, [(one.code, one.column) for one in reading.errors]) == ({}, [("COL-01", column)])


@pytest.mark.parametrize("column", ["cantidad", "precio_unitario", "cliente_identificacion", "iva"])
def test_two_columns_for_one_field_that_differ_are_told_and_nothing_is_sent(column: str) -> None:
    at = COLUMNS.index(column)
    reading = read_file(text([[*row, row[at] if number != 4 else "7"] for number, row in enumerate(LOTE)]))
    assert (reading.documents, {one.code for one in reading.errors}) == ({}, {"COL-02"})


def test_a_line_apart_from_its_invoice_is_a_warning_and_the_invoice_is_whole() -> None:
    moved = [*LOTE[:3], LOTE[4], LOTE[3], *LOTE[5:]]
    reading = read_file(text(moved))
    assert reading.documents == EXPECTED
    assert ("FIL-02", 5) in {(one.code, one.row) for one in reading.findings}


def test_rows_pasted_twice_are_warned_of_in_each_invoice() -> None:
    reading = read_file(text([*LOTE, *LOTE[1:]]))
    warned = {one.reference_code for one in reading.findings if one.code in ("FIL-02", "LOT-01")}
    assert warned >= set(EXPECTED)
