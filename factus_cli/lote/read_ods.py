"""OpenDocument spreadsheets (.ods): their errors, percentages, hidden rows and columns; passwords; a missing `mimetype`."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from factus_cli.lote.limits import MAX_COLUMNS, MAX_ROWS, Room
from factus_cli.lote.read_kind import corrupt, encrypted
from factus_cli.lote.read_marks import NO_VALUE, SheetFacts, Written
from factus_cli.lote.read_xlsx_facts import refuse_entities

if TYPE_CHECKING:
    from typing import TypeAlias

    from factus_cli.lote.read_zip import Archive

    Mark: TypeAlias = str | Written | None

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
MANIFEST = "META-INF/manifest.xml"
PESOS = "COP"
BREAK = re.compile(rb"<text:(?:line-break|tab)(?:\s[^<>]*)?(?:/>|></text:(?:line-break|tab)>)")
MOST_BLANKS = 10_000_000
"""Blanks that all texts together may say by their number."""


def refuse_protected(file: str, archive: Archive) -> None:
    """Raise LoteRefused when the spreadsheet is encrypted with a password."""
    if MANIFEST in archive and b"encryption-data" in archive.part(MANIFEST):
        raise encrypted(file)


def with_mimetype(content: bytes, archive: Archive) -> bytes:
    """The same spreadsheet with the part by which calamine knows it; some programs leave it out."""
    if "mimetype" in archive:
        return content
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        target.writestr("mimetype", MIMETYPE)
        for name in archive.names:
            target.writestr(name, archive.part(name), zipfile.ZIP_DEFLATED)
    return copy.getvalue()


def with_breaks(content: bytes, archive: Archive) -> bytes:
    """The same spreadsheet with the line breaks and tabulators of its texts as calamine takes them: it leaves them out."""
    cells = archive.part("content.xml")
    if BREAK.search(cells) is None:
        return content
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, BREAK.sub(b"&#10;", cells) if name == "content.xml" else source.read(name))
    return copy.getvalue()


def facts_by_sheet(file: str, archive: Archive) -> dict[str, SheetFacts]:
    """The facts of each table. Raises LoteRefused for one larger than a sheet may be."""
    content = archive.part("content.xml")
    refuse_entities(file, content)
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - document types are refused above: no entities
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise corrupt(file, "la parte content.xml no es XML") from problem
    _refuse_long_blanks(file, root)
    room = Room(file)
    return {table.get(f"{TABLE}name", ""): _facts(file, table, room) for table in root.iter(f"{TABLE}table")}


def _refuse_long_blanks(file: str, root: ElementTree.Element) -> None:
    """Raise LoteRefused for texts of nothing but so many blanks, which are written as a number."""
    if sum(_times(blanks, "c", TEXT) for blanks in root.iter(f"{TEXT}s")) > MOST_BLANKS:
        raise corrupt(file, "sus textos tienen demasiados espacios")


def _facts(file: str, table: ElementTree.Element, room: Room) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    percents: set[tuple[int, int]] = set()
    written: dict[tuple[int, int], Written] = {}
    hidden: set[int] = set()
    at = width = area = cells = 0
    for row in table.iter(f"{TABLE}table-row"):
        times = _times(row, "number-rows-repeated")
        marks, filled = _marks(file, row)
        if filled and at + times > MAX_ROWS:
            raise corrupt(file, "una hoja tiene más filas de las que puede tener")
        if filled:
            width = max(width, filled)
            area, cells = (at + times) * width, cells + len(row)
            room.refuse_sparse(table.get(f"{TABLE}name", ""), area, cells)
        if row.get(f"{TABLE}visibility") in {"collapse", "filter"} and filled:
            hidden.update(range(at + 1, at + times + 1))
        for number in range(at, at + times) if marks else ():
            for column, text in marks:
                if text is None:
                    percents.add((column, number))
                elif isinstance(text, Written):
                    written[column, number] = text
                else:
                    errors[column, number] = text
        at += times
    room.add(area, cells)
    return SheetFacts(errors, percents, frozenset(hidden), _hidden_columns(table), _merged(table), written)


def _hidden_columns(table: ElementTree.Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(f"{TABLE}table-column"):
        times = min(_times(column, "number-columns-repeated"), MAX_COLUMNS - at)
        if column.get(f"{TABLE}visibility") in {"collapse", "filter"}:
            hidden.update(range(at, at + times))
        at += max(times, 0)
    return frozenset(hidden)


def _merged(table: ElementTree.Element) -> frozenset[tuple[int, int, int]]:
    found: set[tuple[int, int, int]] = set()
    number = 1
    for row in table.iter(f"{TABLE}table-row"):
        at = 0
        for cell in row:
            spanned = _times(cell, "number-rows-spanned")
            found.update({(at, number, number + spanned - 1)} if spanned > 1 else ())
            at += _times(cell, "number-columns-repeated")
        number += _times(row, "number-rows-repeated")
    return frozenset(found)


def _marks(file: str, row: ElementTree.Element) -> tuple[list[tuple[int, Mark]], int]:
    """The columns of a row with an error (its text), a percentage (None) or more than a number, and where values end."""
    marks: list[tuple[int, Mark]] = []
    at = 0
    filled = 0
    for cell in row:
        times = _times(cell, "number-columns-repeated")
        kind = cell.get(f"{OFFICE}value-type")
        mark = _mark(cell, kind)
        if kind is not None or mark != "":
            filled = at + times
            if filled > MAX_COLUMNS:
                raise corrupt(file, "una hoja tiene más columnas de las que puede tener")
        if mark != "":
            marks.extend((column, mark) for column in range(at, at + times))
        at += times
    return marks, filled


def _mark(cell: ElementTree.Element, kind: str | None) -> Mark:
    """The error's text, None for a percentage, what is shown around a number; empty for any other cell."""
    if cell.get(f"{CALC}value-type") == "error":
        return "".join(cell.itertext()).strip() or "#ERROR!"
    if kind == "percentage":
        return None
    if kind in {"float", "currency"}:
        return _written(cell) or ""
    return NO_VALUE if kind is None and cell.get(f"{TABLE}formula") is not None else ""


def _written(cell: ElementTree.Element) -> Written | None:
    """What a number is shown with: its currency, or what stands before its figures."""
    currency = cell.get(f"{OFFICE}currency", PESOS)
    if currency != PESOS:
        return Written(f"{currency} ")
    value = cell.get(f"{OFFICE}value", "")
    shown = "".join(paragraph.text or "" for paragraph in cell.iterfind(f"{TEXT}p")).strip()
    before = shown.removesuffix(value)
    if not value.isdecimal() or before in {"", shown} or before.strip("0")[-1:].isdecimal():
        return None
    name = before.rstrip("0")
    return Written(name, len(shown) - len(name)) if not name or any(map(str.isalpha, name)) else None


def _times(element: ElementTree.Element, name: str, space: str = TABLE) -> int:
    text = element.get(f"{space}{name}", "1")
    return max(1, int(text)) if text.isdecimal() else 1
