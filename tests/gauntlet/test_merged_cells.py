"""A cell merged over several lines or invoices says its value once: never a discount less in the lines below."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from gauntlet_books import xls, xlsb
from gauntlet_files import html, ods, text, xlsx
from gauntlet_layouts import grid
from gauntlet_lote import COLUMNS, read_file
from gauntlet_styles import CELLS, PLAIN

from factus_cli.lote.table import column_letter

if TYPE_CHECKING:
    from gauntlet_lote import Reading

LOTE = grid(CELLS["numbers and texts"])
EXPECTED = read_file(text(grid(PLAIN))).documents


def merged(column: str, first: int, last: int) -> Reading:
    """The lote with the cells of a column merged over some rows."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(LOTE)))
    letter = column_letter(COLUMNS.index(column))
    book.active.merge_cells(f"{letter}{first}:{letter}{last}")
    target = io.BytesIO()
    book.save(target)
    return read_file(target.getvalue())


@pytest.mark.parametrize(
    "column", ["descuento_porcentaje", "unidad", "inc", "iva", "cantidad", "precio_unitario", "item_codigo"]
)
def test_a_value_of_a_line_merged_over_others_keeps_the_invoice_back(column: str) -> None:
    reading = merged(column, 2, 4)
    assert ("FIL-12", 2, column, "FV-101") in [
        (one.code, one.row, one.column, one.reference_code) for one in reading.errors
    ]
    assert reading.documents == {name: one for name, one in EXPECTED.items() if name != "FV-101"}


@pytest.mark.parametrize("column", ["forma_pago", "medio_pago", "observacion", "fecha_vencimiento"])
def test_a_value_merged_over_two_invoices_keeps_both_back(column: str) -> None:
    reading = merged(column, 4, 5)
    assert {one.reference_code for one in reading.errors if one.code == "FIL-12"} == {"FV-101", "FV-102"}
    assert set(reading.documents) == {"FV-103", "FV-104"}


@pytest.mark.parametrize("column", ["cliente_identificacion", "observacion", "forma_pago"])
def test_a_value_merged_over_the_lines_of_its_own_invoice_is_its_own(column: str) -> None:
    reading = merged(column, 2, 4)
    assert (reading.errors, reading.documents) == ([], EXPECTED)


@pytest.mark.parametrize("write", [xls, xlsb, ods, html])
def test_merged_cells_are_known_in_every_file_that_has_them(write) -> None:
    at = COLUMNS.index("descuento_porcentaje")
    reading = read_file(write(grid(CELLS["all texts"]), merges=[(at, 2, 4)]))
    assert ("FIL-12", "FV-101") in {(one.code, one.reference_code) for one in reading.errors}
    assert set(reading.documents) == set(EXPECTED) - {"FV-101"}
