"""Files that are no lote, or no longer: each refused by its name, with what to do, in Spanish; nothing of Python."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from gauntlet_files import html, json_list, ods, text, xlsx
from gauntlet_layouts import grid
from gauntlet_lote import COLUMNS, read_file
from gauntlet_styles import CELLS, PLAIN

from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote.reader import ReadOptions

LOTE = grid(PLAIN)
CSV = text(LOTE)
BOOK = xlsx(grid(CELLS["numbers"]))
SHEET = "xl/worksheets/sheet1.xml"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def rezipped(**parts: bytes | None) -> bytes:
    """The workbook with a part changed or left out; names with `__` for `/` and `_` for `.`."""
    target = BytesIO()
    changed = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(BytesIO(BOOK)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = changed.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    """A zip with one file."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def side_by_side() -> bytes:
    """Two products in one row."""
    head = [
        "referencia",
        "nit",
        "cliente",
        "producto 1",
        "cantidad 1",
        "precio 1",
        "producto 2",
        "cantidad 2",
        "precio 2",
    ]
    return text([head, ["F1", "900123456", "Ana", "Café", "1", "100", "Té", "2", "200"]])


def alternating() -> bytes:
    """Records of invoices and of lines by turns, without a header."""
    return text(
        [row for n in range(6) for row in (["1", f"F{n}", "900123456", "Ana", "x"], ["2", "Café"], ["2", "Té"])]
    )


def two_levels() -> bytes:
    """A header of two rows."""
    upper = ["Factura", None, "Cliente", None, "Producto", None, None]
    return text([upper, ["Factura", "Fecha", "Nombre", "Código", "Nombre", "Código", "Precio"], LOTE[1][:7]])


def stacked() -> bytes:
    """Invoices as they are printed, each with its header."""
    return text([*LOTE[:3], [None] * 22, ["TOTAL", *[None] * 21], LOTE[0], *LOTE[3:]])


BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file_empty"),
    "spaces": (b"  \r\n \t\n", "file_empty"),
    "a mark and nothing": (b"\xef\xbb\xbf", "file_empty"),
    "no header": (text(LOTE[1:]), "no_header"),
    "other headers": (text([["Zona", "Ruta", "Color"], ["1", "2", "3"]]), "no_header"),
    "prose": ("Estimados señores:\nadjunto las ventas de noviembre.\n".encode(), "no_header"),
    "a row too long": (CSV + b"a" + b",b" * 40 + b"\n", "ragged_row"),
    "an open quote": (CSV.replace(b'"', b"", 1), "ragged_row"),
    "UTF-16 without its mark": (CSV.decode().encode("utf-16-le"), "unknown_encoding"),
    "UTF-32": (CSV.decode().encode("utf-32"), "unknown_encoding"),
    "zeros among the text": (CSV[:200] + b"\0\0\0" + CSV[200:], "nul_bytes"),
    "DOS accents": (CSV.decode().replace("«", "unknown_encoding").replace("»", "").encode("cp850"), "unknown_encoding"),
    "half UTF-8 and half Windows": (CSV + "FV-9,José\n".encode("cp1252"), "mixed_encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_lote"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "not_a_lote"),
    "a photo": (bytes.fromhex("ffd8ffe000104a464946") + bytes(60), "not_a_lote"),
    "a gzip": (bytes.fromhex("1f8b0800") + bytes(40), "not_a_lote"),
    "a RAR": (b"Rar!\x1a\x07\x01\x00" + bytes(40), "not_a_lote"),
    "a zip of a CSV": (zipped("lote.csv", CSV), "not_a_lote"),
    "a Word document": (zipped("word/document.xml", b"<w:document/>"), "not_a_lote"),
    "half a workbook": (BOOK[: len(BOOK) // 2], "corrupt_workbook"),
    "a workbook without its sheet": (rezipped(xl__worksheets__sheet1_xml=None), "corrupt_workbook"),
    "a sheet of no XML": (rezipped(xl__worksheets__sheet1_xml=b"hola"), "corrupt_workbook"),
    "a sheet cut short": (
        rezipped(xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row r='1'>"),
        "corrupt_workbook",
    ),
    "a sheet of entities": (
        rezipped(xl__worksheets__sheet1_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"),
        "corrupt_workbook",
    ),
    "an old workbook of zeros": (OLE + bytes(2000), "not_a_lote"),
    "an old workbook cut short": (OLE + bytes(20), "not_a_lote"),
    "an empty workbook": (xlsx([[]]), "file_empty"),
    "a workbook with a header alone nowhere": (xlsx([["Zona", "Ruta"], ["1", "2"]]), "no_header"),
    "two sheets alike": (xlsx(grid(CELLS["numbers"]), others={"Enero": grid(CELLS["numbers"])}), "ambiguous_sheet"),
    "an OpenDocument cut short": (ods(LOTE)[:600], "corrupt_workbook"),
    "an OpenDocument without content": (
        zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        "corrupt_workbook",
    ),
    "a page without a table": (b"<html><body><p>Ventas</p></body></html>", "file_empty"),
    "a page with an empty table": (b"<html><table></table></html>", "file_empty"),
    "a page to log in": (b"<!DOCTYPE html><html><form><input name=user></form></html>", "file_empty"),
    "JSON cut short": (json_list(LOTE)[:300], "bad_json"),
    "JSON of a number": (b"42", "no_header"),
    "JSON of texts": (b'["a", "b"]', "bad_quotes"),
    "JSON of nothing": (b"[]", "file_empty"),
    "JSON of nested lists": (json.dumps([[1, 2], [3, 4]]).encode(), "no_header"),
    "JSON too deep": (b"[" * 5000 + b"]" * 5000, "no_header"),
    "products side by side": (side_by_side(), "side_by_side_products"),
    "alternating records": (alternating(), "alternating_records"),
    "a header of two levels": (two_levels(), "two_level_header"),
    "printed invoices": (stacked(), "stacked_invoices"),
    "ten thousand columns": (text([[*COLUMNS, *(f"x{n}" for n in range(20_000))]]), "too_many_columns"),
}
ASKED: dict[str, tuple[bytes, dict[str, Any]]] = {
    "an unknown sheet": (BOOK, {"sheet": "Enero"}),
    "an unknown encoding": (CSV, {"encoding": "klingon"}),
    "an encoding that is not": (text(LOTE, "cp1252"), {"encoding": "utf-8"}),
    "a delimiter of two signs": (CSV, {"delimiter": ";;"}),
    "a header beyond the file": (CSV, {"header_row": 150}),
    "a header in row zero": (CSV, {"header_row": 0}),
    "a page in another encoding": (html(LOTE, "cp1252"), {"encoding": "ascii"}),
}


def refused(content: bytes, **options: Any) -> LoteRefused | UsageProblem:
    """What the reader says of a file that it does not read."""
    with pytest.raises((LoteRefused, UsageProblem)) as caught:
        read_file(content, options=ReadOptions(**options), name="ventas.xlsx")
    return caught.value


def is_clear(problem: LoteRefused | UsageProblem) -> bool:
    """Whether a refusal has a code, says which file, what is wrong and what to do, and shows nothing of Python."""
    said = f"{problem.message} {problem.hint}"
    foreign = ("Error", "Traceback", "Exception", "None", "<class", "codec", "invalid", "failed")
    return bool(problem.code and problem.message and problem.hint) and not any(word in said for word in foreign)


def test_there_are_at_least_twenty_broken_files() -> None:
    assert len(BROKEN) >= 20


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_what_and_what_next(name: str) -> None:
    content, code = BROKEN[name]
    problem = refused(content)
    assert isinstance(problem, LoteRefused)
    assert problem.message.startswith("ventas.xlsx: ")
    assert is_clear(problem), (problem.code, problem.message, problem.hint)
    assert problem.code == code


@pytest.mark.parametrize("name", ASKED)
def test_what_was_asked_and_can_not_be_is_refused(name: str) -> None:
    content, options = ASKED[name]
    problem = refused(content, **options)
    assert is_clear(problem), (problem.code, problem.message, problem.hint)
