"""One correct lote in every shape that people give it: the same documents and totals from each, and no error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gauntlet_books import xls, xlsb
from gauntlet_files import html, json_lines, json_list, ods, text, xlsx
from gauntlet_headers import HEADERS
from gauntlet_layouts import LAYOUTS, grid
from gauntlet_lote import TOTALS, read_file
from gauntlet_styles import CELLS, PLAIN, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
EXPECTED = read_file(text(grid(PLAIN))).documents


def shapes() -> Iterator[tuple[str, bytes]]:
    """Every shape: what it is, and its bytes."""
    for encoding in ENCODINGS:
        for name, sign in DELIMITERS.items():
            for style in TEXTS:
                yield f"text {encoding} {name} {style}", text(grid(TEXTS[style]), encoding, sign)
    for layout, arranged in LAYOUTS.items():
        for name in ("point", "spanish", "codes"):
            yield f"csv {layout} {name}", text(arranged(grid(TEXTS[name])), "cp1252", ";", "\r\n")
        for name, style in CELLS.items():
            yield f"xlsx {layout} {name}", xlsx(arranged(grid(style)))
        yield f"ods {layout}", ods(arranged(grid(CELLS["numbers and texts"])))
        yield f"xls {layout}", xls(arranged(grid(CELLS["numbers and texts"])))
        yield f"xlsb {layout}", xlsb(arranged(grid(CELLS["numbers and texts"])))
        yield f"html {layout}", html(arranged(grid(TEXTS["pesos"])))
    for name in sorted(CELLS.keys() - {"numbers and texts"}):
        yield f"xlsb plain {name}", xlsb(grid(CELLS[name]))
        if name != "formulas":
            yield f"ods plain {name}", ods(grid(CELLS[name]))
            yield f"xls plain {name}", xls(grid(CELLS[name]))
    for program, headers in HEADERS.items():
        yield f"csv headers of {program}", text(grid(TEXTS["comma"], headers), "utf-8-sig", ";", "\r\n", quoted=True)
        yield f"xlsx headers of {program}", xlsx(grid(CELLS["money and percentages"], headers), frozen=True)
        yield f"json headers of {program}", json_list(grid(TEXTS["point"], headers))
    yield from _habits()


def _habits() -> Iterator[tuple[str, bytes]]:
    numbers = grid(CELLS["numbers and texts"])
    notes = {"Instrucciones": [["Llene la hoja Ventas"], ["referencia", "su número"]]}
    lists = {"Listas": [["Municipio", "Departamento"], ["Cali", "Valle"]], "Ejemplo": numbers[:3]}
    yield "sep line", text(grid(TEXTS["spanish"]), "cp1252", ";", "\r\n", head="sep=;\r\n")
    yield "old Mac ends", text(grid(PLAIN), end="\r")
    yield "all quoted", text(grid(PLAIN), quoted=True)
    yield "trailing delimiters", text([[*row, None, None] for row in grid(PLAIN)])
    yield "xlsm", xlsx(numbers, macro=True)
    yield "instructions first", xlsx(numbers, others=notes)
    yield "lists and an example", xlsx(numbers, others=lists)
    yield "merged references", xlsx(LAYOUTS["heads on the first line"](numbers), merged=True)
    yield "hidden columns", xlsx(numbers, hidden_columns=True)
    yield "hidden columns of an .xls", xls(numbers, hidden_columns=True)
    yield "hidden columns of an .xlsb", xlsb(numbers, hidden_columns=True)
    yield "xls of a Mac", xls(numbers, epoch_1904=True)
    yield "xlsx of a Mac", xlsx(numbers, epoch_1904=True)
    yield "inline texts", xlsx(numbers, constant_memory=True)
    yield "jsonl", json_lines(grid(PLAIN))
    yield "json numbers", json_list(numbers)
    yield "json Spanish amounts", json_list(grid(TEXTS["spanish"]))
    yield "html Windows", html(grid(TEXTS["comma"]), "windows-1252")


SHAPES = dict(shapes())


def test_the_lote_comes_to_what_was_calculated_by_hand() -> None:
    assert {reference: one["totals"]["total"] for reference, one in EXPECTED.items()} == TOTALS


def test_there_are_at_least_a_hundred_shapes() -> None:
    assert len(SHAPES) >= 100
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_columns_that_are_hidden_are_told() -> None:
    for shape in (one for one in SHAPES if one.startswith("hidden columns")):
        told = [one.message for one in read_file(SHAPES[shape]).findings if one.code == "FIL-04"]
        assert told == [
            "hay columnas ocultas que también se leen: «cliente_identificacion» (D), «cliente_tipo_documento» (C)"
        ], shape


def test_formulas_that_nobody_calculated_are_told_of_in_an_xls() -> None:
    told = {one.code for one in read_file(xls(grid(CELLS["formulas"]))).errors}
    assert told == {"VAL-20"}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_the_same_documents(shape: str) -> None:
    reading = read_file(SHAPES[shape], name=shape)
    assert [(one.code, one.cell, one.message) for one in reading.errors] == []
    assert reading.documents == EXPECTED
