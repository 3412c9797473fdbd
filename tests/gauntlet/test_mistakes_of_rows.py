"""Mistakes of whole rows and columns: told at the row, the documents that they don't touch as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gauntlet_files import text, xlsx
from gauntlet_layouts import LAYOUTS, Grid, grid
from gauntlet_lote import COLUMNS, SALES, Sale, read_file
from gauntlet_styles import PLAIN

from factus_cli.lote.options import MeaningOptions

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
    assert reading.documents.items() <= EXPECTED.items()


ONE_CUSTOMER = tuple(Sale({**SALES[0].head, "referencia": sale.head["referencia"]}, sale.lines) for sale in SALES)
LOTES = {"customers": grid(PLAIN), "one customer": grid(PLAIN, sales=ONE_CUSTOMER)}
WHOLE = {name: read_file(text(lote)).documents for name, lote in LOTES.items()}
STYLES = {name: LAYOUTS[name] for name in ("plain", "blank rows", "heads once, reference always", "subtotals")}
MISTYPED = (*("-", "N/A", "#N/A", "#¡REF!", "FV 101", "Ñ-101", "2026-11-24 x", "FV-l01", "fv-101", "FV101", "FV-0101"),)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lote", LOTES)
@pytest.mark.parametrize("row", [2, 3, 4])
@pytest.mark.parametrize("typed", MISTYPED)
def test_a_document_that_may_lack_a_line_is_not_correct(typed: str, row: int, lote: str, style: str) -> None:
    changed = [[typed, *one[1:]] if number == row else one for number, one in enumerate(LOTES[lote], start=1)]
    reading = read_file(text(STYLES[style](changed)))
    assert reading.documents.items() <= WHOLE[lote].items()
    assert reading.errors != []
    if lote == "customers" and style != "heads once, reference always":
        assert set(reading.documents) == set(EXPECTED) - {"FV-101"}


@pytest.mark.parametrize("row", [3, 4, 5, 6, 7, 8, 9])
def test_a_reference_left_blank_in_a_file_that_repeats_them_is_asked_about(row: int) -> None:
    changed = [[None, *one[1:]] if number == row else one for number, one in enumerate(LOTES["one customer"], start=1)]
    reading = read_file(text(changed))
    assert reading.documents.items() <= WHOLE["one customer"].items()


@pytest.mark.parametrize("row", [3, 4, 6, 7, 8, 9])
def test_the_reference_of_the_invoice_beside_is_told_of_both(row: int) -> None:
    other = "FV-104" if row < 8 else "FV-102"
    reading = read_file(text([[other, *one[1:]] if at == row else one for at, one in enumerate(LOTE, start=1)]))
    assert reading.documents.items() <= EXPECTED.items()


@pytest.mark.parametrize("wrong", ["cantidad", "precio_unitario", "iva", "cliente_municipio"])
def test_a_wrong_row_among_those_of_an_invoice_may_be_its_own(wrong: str) -> None:
    changed = [list(one) for one in LOTE]
    changed[2][0], changed[2][COLUMNS.index(wrong)] = "X-9", "¿?"
    assert set(read_file(text(changed)).documents) == set(EXPECTED) - {"FV-101"}


def test_invoices_of_one_line_do_not_touch_those_beside() -> None:
    one_each = [Sale(sale.head, sale.lines[:1]) for sale in SALES]
    lote = grid(PLAIN, sales=one_each)
    whole = read_file(text(lote)).documents
    for typed in MISTYPED:
        changed = [[typed, *one[1:]] if number == 3 else one for number, one in enumerate(lote, start=1)]
        kept = read_file(text(changed)).documents
        assert {name: one for name, one in kept.items() if name in whole} == {
            name: one for name, one in whole.items() if name != "FV-102"
        }


def test_references_merged_below_one_another_are_warned_of_where_the_customer_is_repeated() -> None:
    lote = LAYOUTS["references once"](LOTE)
    reading = read_file(xlsx(lote, merged=True))
    assert (reading.errors, reading.documents) == ([], EXPECTED)
    assert [one.row for one in reading.findings if one.code == "FIL-10"] == [3]


def test_a_customer_below_a_document_that_says_its_own_once_is_asked_about() -> None:
    lote = LAYOUTS["heads on the first line"](LOTES["one customer"])
    changed = [[None, *one[1:]] if number == 8 else one for number, one in enumerate(lote, start=1)]
    reading = read_file(text(changed))
    assert [(one.code, one.row, one.reference_code) for one in reading.errors][:1] == [("FIL-09", 8, "FV-103")]
    assert set(reading.documents) == {"FV-101", "FV-102"}


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


SMALL = ["referencia", "cliente_identificacion", "cliente_nombre", "cliente_correo", "item_nombre", "cantidad"]
SMALL += ["precio_unitario", "iva"]
BUYERS = (["900123456-8", "Uno S.A.S.", "uno@correo.co"], ["800197268-4", "Dos S.A.S.", "dos@correo.co"])


def small(*rows: tuple[str, int]) -> Grid:
    """Rows of one line: the reference, and which of the buyers it is of."""
    return [SMALL, *([reference, *BUYERS[buyer], "Café", "1", "1000", "19"] for reference, buyer in rows)]


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("buyer", "told"), [(0, {"FV-1", "fv-1"}), (1, {"fv-1"})], ids=["the same customer", "another"]
)
def test_references_that_differ_in_capitals_alone_are_no_two_documents(
    write: Callable[[Grid], bytes], buyer: int, told: set[str]
) -> None:
    reading = read_file(write(small(("FV-1", 0), ("C-1", 1), ("C-2", 0), ("fv-1", buyer))))
    found = [one for one in reading.findings if one.code == "FIL-08"]
    assert {(one.reference_code, one.severity.value, one.cell) for one in found} == {
        (reference, "error", "A5") for reference in told
    }
    assert set(reading.documents) == {"FV-1", "C-1", "C-2"} - told


def test_references_that_differ_in_capitals_alone_are_told_in_a_long_file() -> None:
    others = [(f"C-{place}", place % 2) for place in range(20_100)]
    reading = read_file(text(small(("FV-1", 0), *others, ("fv-1", 1))), brief=True)
    assert [(one.reference_code, one.row) for one in reading.errors] == [("fv-1", len(others) + 3)]


def without_reference(lote: Grid, *rows: int) -> Grid:
    """The lote with the reference of some rows left blank, as the spreadsheet numbers them."""
    return [[None, *one[1:]] if number in rows else one for number, one in enumerate(lote, start=1)]


ONE_EACH = [(f"FV-{number}", 0) for number in range(1, 21)]


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("row", [3, 7, 21])
def test_a_reference_left_blank_among_invoices_of_one_row_is_asked_about(
    write: Callable[[Grid], bytes], row: int
) -> None:
    reading = read_file(write(without_reference(small(*ONE_EACH), row)))
    assert [(one.code, one.row, one.cell) for one in reading.errors] == [("FIL-09", row, f"A{row}")]
    assert set(reading.documents) == {f"FV-{number}" for number in range(1, 21)} - {f"FV-{row - 1}", f"FV-{row - 2}"}


def test_a_reference_left_blank_among_invoices_of_one_row_is_asked_about_in_a_long_file() -> None:
    many = [(f"FV-{number}", 0) for number in range(1, 20_101)]
    reading = read_file(text(without_reference(small(*many), 7001)), brief=True)
    assert [(one.code, one.row, one.reference_code) for one in reading.errors] == [("FIL-09", 7001, "FV-6999")]


def test_a_reference_left_blank_where_each_row_says_it_and_the_customer_is_said_once_is_asked_about() -> None:
    lote = LAYOUTS["heads once, reference always"](LOTE)
    for row in (3, 4, 7, 9):
        reading = read_file(text(without_reference(lote, row)))
        assert {(one.code, one.row) for one in reading.errors} == {("FIL-09", row)}
        assert reading.documents.items() < EXPECTED.items()


def test_references_said_once_go_on_below_with_one_line_or_several() -> None:
    sold = [("A-1", 0), ("A-1", 0), ("A-2", 0), ("A-3", 0), ("A-3", 0), ("A-4", 0), ("A-5", 0), ("A-5", 0)]
    lote = small(*sold)
    blank = without_reference(lote, 3, 6, 9)
    assert read_file(text(blank)).documents == read_file(text(lote)).documents
    heads = [
        [one[0], *([None] * 3 if number in (3, 6, 9) else one[1:4]), *one[4:]] for number, one in enumerate(blank, 1)
    ]
    reading = read_file(text(heads))
    assert reading.documents == read_file(text(lote)).documents
    assert [one.code for one in reading.findings if one.code in ("FIL-09", "FIL-10")] == []


def test_the_only_line_that_goes_on_below_among_many_invoices_is_warned_of() -> None:
    lote = without_reference(small(*ONE_EACH), 7)
    lote[6] = [None, None, None, None, *lote[6][4:]]
    reading = read_file(text(lote))
    assert reading.errors == []
    assert [one.row for one in reading.findings if one.code == "FIL-10"] == [7]


def with_state(title: str, *states: str | None) -> Grid:
    """Invoices of one row, and a column more that no field is."""
    lote = small(*((f"FV-{number}", number % 2) for number in range(1, len(states) + 1)))
    return [[*row, state] for row, state in zip(lote, (title, *states), strict=True)]


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("title", "fine", "void"),
    [("Estado", "Emitida", "ANULADA"), ("Estado", "Cancelada", "Factura anulada"), ("Anulada", "no", "Sí")],
)
def test_a_row_that_says_it_is_void_is_no_invoice(
    write: Callable[[Grid], bytes], title: str, fine: str, void: str
) -> None:
    reading = read_file(write(with_state(title, fine, void, fine, None)))
    assert [(one.code, one.cell, one.reference_code) for one in reading.errors] == [("FIL-13", "I3", "FV-2")]
    assert set(reading.documents) == {"FV-1", "FV-3", "FV-4"}


def test_a_row_that_says_it_is_void_is_no_invoice_in_a_long_file() -> None:
    states = ["Emitida"] * 20_100
    states[12_344] = "Anulada"
    reading = read_file(text(with_state("Estado", *states)), brief=True)
    assert [(one.code, one.row, one.reference_code) for one in reading.errors] == [("FIL-13", 12_346, "FV-12345")]


@pytest.mark.parametrize("word", ["Total FV-1", "Vr. Total", "Neto a pagar", "IVA 19%", "Total items"])
def test_a_line_that_is_a_sum_is_not_sold(word: str) -> None:
    lote = small(("FV-1", 0), ("FV-1", 0), ("FV-2", 1))
    lote[2] = [*lote[2][:4], word, *lote[2][5:]]
    reading = read_file(text(lote))
    assert [one.row for one in reading.lote.skipped] == [3]
    assert reading.documents == read_file(text(small(("FV-1", 0), ("FV-2", 1)))).documents


def test_the_identification_of_one_with_the_name_of_another_is_warned_of_in_a_long_file() -> None:
    lote = small(*((f"FV-{number}", number % 2) for number in range(1, 20_101)))
    lote[9_000] = [lote[9_000][0], BUYERS[0][0], *lote[9_000][2:]]
    lote[9_000][2] = "Tres Hermanas y Cía."
    reading = read_file(text(lote), brief=True)
    told = [one for one in reading.findings if one.code == "FIL-14"]
    assert [(one.row, one.severity.value, one.cell) for one in told] == [(9_001, "warning", "C9001")]


NOTES = ("Precios con IVA incluido", "Los precios incluyen IVA", "Valores en miles de pesos", "Precios en USD")


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("note", NOTES)
def test_a_note_that_changes_what_the_amounts_mean_is_a_question(write: Callable[[Grid], bytes], note: str) -> None:
    for grid_ in (
        [[note, *[None] * 7], *small(("FV-1", 0))],
        [*small(("FV-1", 0)), [None] * 8, [None, note, *[None] * 6]],
    ):
        reading = read_file(write(grid_))
        assert {one.code for one in reading.errors} == {"FIL-15"}
        assert "FV-1" in reading.lote.incorrect


@pytest.mark.parametrize(
    "note", ["Precios sin IVA", "IVA no incluido", "Ventas de noviembre", "Precios en pesos", "Con IVA y sin IVA"]
)
def test_other_notes_change_nothing(note: str) -> None:
    assert read_file(text([[note, *[None] * 7], *small(("FV-1", 0))])).errors == []


def test_a_note_of_prices_with_tax_is_answered_by_the_user_or_by_the_title_of_the_column() -> None:
    lote = [["Precios con IVA incluido", *[None] * 7], *small(("FV-1", 0))]
    assert read_file(text(lote), MeaningOptions(prices_include_tax=True)).errors == []
    lote[1] = ["Precio con IVA" if title == "precio_unitario" else title for title in lote[1]]
    assert read_file(text(lote)).errors == []
