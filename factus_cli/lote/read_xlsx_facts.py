"""What calamine does not tell of an .xlsx sheet, found in its XML: errors, percents, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from factus_cli.lote.read_kind import corrupt
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from factus_cli.lote.read_zip import Archive

NS = "{*}"
BUILTIN_PERCENTS = frozenset({9, 10})
NOT_A_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
COMMENTS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)

ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
ROW_NUMBER = re.compile(rb"""\br=["'](\d{1,9})["']""")
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>(.*?)</(?:\w+:)?c>""", re.DOTALL
)
FORMULA_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*[^>/])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
TEXT_RESULT = re.compile(rb"""\bt=["']str["']""")
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
WIDE_REFERENCE = re.compile(rb"""\br=["']([A-Z]{2,3})\d""")

BLANK_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*/>")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of a workbook: its part in the zip, and whether it is hidden."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Cells of a sheet by column and row (from 0): the errors with their texts, those shown as a percentage."""

    errors: dict[tuple[int, int], str]
    percents: frozenset[tuple[int, int]]
    hidden_rows: frozenset[int]
    """Row numbers from 1."""


def sheet_parts(file: str, archive: Archive) -> dict[str, SheetPart]:
    """The worksheets by name."""
    book = _xml(file, archive, _book_path(file, archive))
    folder, targets = _relations(file, archive)
    parts = {}
    for sheet in book.iterfind(f".//{NS}sheets/{NS}sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), "")
        name = sheet.get("name", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        parts[name] = SheetPart(name, path, sheet.get("state", "visible") != "visible")
    return parts


def facts_of(xml: bytes, percent_styles: frozenset[int]) -> SheetFacts:
    """The facts of a sheet's XML. What is plainly not there costs a search for a word."""
    if b"<!--" in xml or b"<![CDATA[" in xml:
        xml = COMMENTS.sub(b"", xml)
    errors = _errors(xml) if b't="e"' in xml or b"t='e'" in xml else {}
    if b"<f" in xml or b":f>" in xml or b":f " in xml:
        errors.update(_formulas_without_value(xml))
    return SheetFacts(errors, _percents(xml, percent_styles), _hidden_rows(xml))


def percent_styles(file: str, archive: Archive) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    folder, targets = _relations(file, archive)
    path = next((normpath(join(folder, target)) for target in targets.values() if target.endswith("styles.xml")), "")
    if path not in archive:
        return frozenset()
    styles = _xml(file, archive, path)
    formats = set(BUILTIN_PERCENTS)
    for custom in styles.iterfind(f".//{NS}numFmts/{NS}numFmt"):
        if "%" in NOT_A_PATTERN.sub("", custom.get("formatCode", "")):
            formats.add(int(custom.get("numFmtId", "-1")))
    cells = styles.iterfind(f"./{NS}cellXfs/{NS}xf")
    return frozenset(index for index, style in enumerate(cells) if int(style.get("numFmtId", "0")) in formats)


def refuse_entities(file: str, xml: bytes) -> None:
    """Raise LoteRefused for XML that declares a document type: no spreadsheet does, entity bombs do."""
    start = xml[:4096] if not xml.startswith((b"\xff\xfe", b"\xfe\xff")) else xml[:8192].replace(b"\x00", b"")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise refusal(file, "corrupt_workbook", "el libro declara entidades XML, lo que ninguna hoja de cálculo hace")


def area_of(xml: bytes) -> int:
    """How many cells the rectangle from A1 to the last cell of a sheet has."""
    rows = [int(number.group(1)) for tag in ROW.findall(xml) if (number := ROW_NUMBER.search(tag)) is not None]
    wide = {column_index(letters) for letters in set(WIDE_REFERENCE.findall(xml))}
    return max(rows, default=xml.count(b"<row")) * (max(wide, default=25) + 1)


def without_blank_cells(xml: bytes) -> bytes:
    """The XML without the cells that have a style and no value."""
    return BLANK_CELL.sub(b"", xml)


def column_index(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    found = {}
    for letters, row, inside in ERROR_CELL.findall(xml):
        value = VALUE.search(inside)
        text = value.group(1).decode("utf-8", "replace").strip() if value is not None else ""
        found[column_index(letters), int(row) - 1] = text or "#ERROR!"
    return found


def _formulas_without_value(xml: bytes) -> dict[tuple[int, int], str]:
    found = {}
    for attributes, value in FORMULA_CELL.findall(xml):
        reference = REFERENCE.search(attributes)
        if reference is not None and not (value and TEXT_RESULT.search(attributes)):
            found[column_index(reference.group(1)), int(reference.group(2)) - 1] = "="
    return found


def _percents(xml: bytes, styles: frozenset[int]) -> frozenset[tuple[int, int]]:
    used = [b"%d" % style for style in styles if b's="%d"' % style in xml or b"s='%d'" % style in xml]
    if not used:
        return frozenset()
    cell = re.compile(
        rb"""<(?:\w+:)?c\b(?=[^>]*\bs=["'](?:%s)["'])[^>]*\br=["']([A-Z]{1,3})(\d{1,7})["']""" % b"|".join(used)
    )
    return frozenset((column_index(letters), int(row) - 1) for letters, row in cell.findall(xml))


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b"hidden=" not in xml:
        return frozenset()
    tags = (tag for tag in ROW.findall(xml) if HIDDEN.search(tag))
    return frozenset(int(number.group(1)) for tag in tags if (number := ROW_NUMBER.search(tag)) is not None)


def _book_path(file: str, archive: Archive) -> str:
    for path in ("xl/workbook.xml", "xl/workbook1.xml", "xl/workbook2.xml"):
        if path in archive:
            return path
    raise corrupt(file, "no tiene la lista de hojas")


def _relations(file: str, archive: Archive) -> tuple[str, dict[str, str]]:
    folder, _, name = _book_path(file, archive).rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive:
        raise corrupt(file, "no tiene la lista de hojas")
    relations = _xml(file, archive, path).iterfind(f"./{NS}Relationship")
    return folder, {one.get("Id", ""): one.get("Target", "") for one in relations}


def _xml(file: str, archive: Archive, path: str) -> ElementTree.Element:
    content = archive.part(path)
    refuse_entities(file, content)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - document types are refused above: no entities
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise corrupt(file, f"la parte {path} no es XML") from problem
