"""What calamine does not tell of an .xlsx sheet, found in its XML: errors, percents, hidden rows and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import join, normpath
from typing import TYPE_CHECKING, TypeVar
from xml.etree import ElementTree

from factus_cli.lote import read_xlsx_area as area
from factus_cli.lote.limits import MAX_COLUMNS
from factus_cli.lote.read_kind import corrupt
from factus_cli.lote.read_marks import NO_VALUE, SheetFacts
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.lote.read_xlsx_styles import Styles
    from factus_cli.lote.read_zip import Archive

T = TypeVar("T")
NS = "{*}"
HIDDEN_TEXT = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))
ROOT = re.compile(rb"<(\w+:)?worksheet\b")
ROW_NUMBER = re.compile(rb" r=\"(\d{1,9})\"")
REFERENCE = re.compile(rb" r=\"([A-Za-z]{1,3})(\d{1,7})\"")
WIDE = ("utf-16-le", "utf-16-be")
HIDDEN = re.compile(rb" hidden=\"(?:1|true)\"")
LOOSE_STYLE = re.compile(rb"\s=|=\s|='|[\n\r]\s*[\w:]+=")
LOOSE_ATTRIBUTE = re.compile(rb"\s+([\w:]+)\s*=\s*(?:'([^'\"]*)'|\"([^\"]*)\")")
LOOSE_TAG = re.compile(rb"<[\w:]+(?:\s+[\w:]+\s*+=\s*+(?:'[^'<]*'|\"[^\"<]*\"))++\s*+/?>")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of a workbook: its part in the zip, and whether it is hidden."""

    name: str
    path: str
    hidden: bool


def sheet_parts(file: str, archive: Archive) -> dict[str, SheetPart]:
    """The worksheets by name."""
    path = book_path(file, archive)
    book, targets = xml_of(file, archive, path), relations_of(file, archive, path)
    parts = {}
    for sheet in book.iterfind(f".//{NS}sheets/{NS}sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), "")
        name = sheet.get("name", "")
        parts[name] = SheetPart(name, inside(target), sheet.get("state", "visible") != "visible")
    return parts


def facts_of(file: str, xml: bytes, styles: Styles) -> SheetFacts:
    """The facts of a sheet's XML, `plain` already. What is plainly not there costs a search for a word.

    Raises LoteRefused for such a cell without an address.
    """
    tag = prefix(xml)
    errors = _errors(file, xml, tag) if b' t="e"' in xml else {}
    if re.search(rb"<%sf[\s/>]" % tag, xml) is not None:
        errors.update(_formulas_without_value(file, xml, tag))
    percents = frozenset(_styled(file, xml, tag, dict.fromkeys(styles.percents, 0)))
    written = _styled(file, xml, tag, styles.written)
    struck = frozenset(row + 1 for _, row in _styled(file, xml, tag, dict.fromkeys(styles.struck, 0)))
    hidden = _hidden_rows(xml, tag)
    return SheetFacts(errors, percents, hidden, _hidden_columns(xml, tag), _merged(xml, tag), written, struck)


def compact(file: str, name: str, raw: bytes) -> bytes:
    """The plain XML of a sheet that calamine may read: it has room for the rectangle that its cells need.

    Raises LoteRefused for entities, and for cells far from the others.
    """
    refuse_entities(file, raw)
    xml = plain(raw)
    tag = prefix(xml)
    area.refuse_other_tags(file, name, xml, tag)
    if not area.all_near(xml, tag):
        area.refuse_sparse(file, name, xml, tag, row_numbers(xml))
    return xml


def plain(xml: bytes) -> bytes:
    """The XML in UTF-8, without comments and CDATA, its attributes written ` name="value"` as Excel writes them."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = xml.decode("utf-16", "replace").encode()
    if b"!" in xml and b"<!" in xml:
        xml = _without_hidden_text(xml)
    loose = LOOSE_STYLE.search(xml, 0, 65_536) is not None or (b"'" in xml and b"='" in xml)
    if loose or b"\t" in xml or max(xml.find(b"\n", 65_536), xml.find(b"\r", 65_536)) > 0:
        xml = LOOSE_TAG.sub(_tidy, xml)
    return xml


def refuse_entities(file: str, xml: bytes) -> None:
    """Raise LoteRefused for XML that declares a document type: no spreadsheet does, entity bombs do."""
    encodings = WIDE if b"\x00" in xml[:200] else ("ascii",)
    if b"!" in xml and any("<!DOCTYPE".encode(encoding) in xml for encoding in encodings):  # one sign is found sooner
        what = "el libro declara entidades XML, lo que ninguna hoja de cálculo hace"
        raise refusal(file, "corrupt_workbook", what, "Ábralo en Excel o LibreOffice, guárdelo como .xlsx y reintente.")


def row_numbers(xml: bytes) -> list[int]:
    """The numbers that the rows of a sheet's plain XML say they have; 0 where one says none."""
    return [int(number or 0) for number in re.findall(rb'<%srow\b(?:[^<>]*? r="(\d{1,10}))?' % prefix(xml), xml)]


def prefix(xml: bytes) -> bytes:
    """What stands before the names of a sheet's tags: nothing, or a namespace."""
    root = ROOT.search(xml, 0, 4096)
    return (root.group(1) or b"") if root is not None else b""


def _without_hidden_text(xml: bytes) -> bytes:
    """The XML without its comments and CDATA; what follows one that does not end is no part of it."""
    kept: list[bytes] = []
    at = 0
    while (start := xml.find(b"<!", at)) >= 0:
        ending = next((end for begin, end in HIDDEN_TEXT if xml.startswith(begin, start)), b"")
        kept.append(xml[at : start if ending else start + 2])
        if not ending:
            at = start + 2
        elif (end := xml.find(ending, start + 4)) >= 0:
            at = end + 3
        else:
            return b"".join(kept)
    kept.append(xml[at:])
    return b"".join(kept)


def _row_tags(xml: bytes, tag: bytes) -> list[bytes]:
    return re.findall(rb"<%srow( [^<>]*)>" % tag, xml)


def _tidy(match: re.Match[bytes]) -> bytes:
    return LOOSE_ATTRIBUTE.sub(
        lambda one: b' %s="%s"' % (one.group(1), one.group(2) or one.group(3) or b""), match.group()
    )


def _errors(file: str, xml: bytes, tag: bytes) -> dict[tuple[int, int], str]:
    cell = re.compile(rb'<%sc( (?=[^<>]*\bt="e")[^<>]*)>' % tag)
    value = re.compile(rb"<%sv>([^<]*)<" % tag)
    found = {}
    end = 0
    while (opened := cell.search(xml, end)) is not None:
        attributes, start = opened.group(1), opened.end()
        end = xml.find(b"</%sc>" % tag, start)
        if end < 0:
            raise corrupt(file, "está incompleto")
        text = value.search(xml, start, end)
        shown = text.group(1).decode("utf-8", "replace").strip() if text is not None else ""
        found[_address(file, attributes)] = shown or "#ERROR!"
    return found


def _formulas_without_value(file: str, xml: bytes, tag: bytes) -> dict[tuple[int, int], str]:
    """Cells of a formula alone; a formula that gave an empty text has an empty value, and is no error."""
    cells = re.compile(
        rb"<%sc( [^<>]*+(?<!/))>\s*+<%sf(?:[ /][^<>]*)?+(?:(?<=/)>|(?<!/)>[^<]*+</%sf>)\s*+"
        rb"(<%sv ?/>|<%sv>\s*+</%sv>)?+\s*+</%sc>" % ((tag,) * 7)
    )
    without = (attributes for attributes, value in cells.findall(xml) if not (value and b' t="str"' in attributes))
    return {_address(file, attributes): NO_VALUE for attributes in without}


def _address(file: str, attributes: bytes) -> tuple[int, int]:
    reference = REFERENCE.search(attributes)
    if reference is None:
        raise corrupt(file, "hay celdas sin dirección")
    return area.column_index(reference.group(1)), int(reference.group(2)) - 1


def _styled(file: str, xml: bytes, tag: bytes, styles: Mapping[int, T]) -> dict[tuple[int, int], T]:
    """The cells with a value that have one of some styles, each with what goes with its style."""
    times = {b"%d" % style: xml.count(b' s="%d"' % style) for style in styles}
    used = {b"%d" % style: what for style, what in styles.items() if times[b"%d" % style]}
    if not used:
        return {}
    any_of = b"|".join(used)
    found = re.findall(rb'<%sc r="([A-Za-z]{1,3})(\d{1,7})" s="(%s)"(?: t="\w+")?(/?)>' % (tag, any_of), xml)
    if len(found) == sum(times.values()):  # all are written as Excel writes them
        columns = {letters: area.column_index(letters) for letters in {one[0] for one in found}}
        return {(columns[one], int(row) - 1): used[style] for one, row, style, blank in found if not blank}
    cells = re.compile(rb'<%sc( (?=[^<>]*\bs="(%s)")[^<>]*+)(?<!/)>' % (tag, any_of))
    return {_address(file, attributes): used[style] for attributes, style in cells.findall(xml)}


def _hidden_rows(xml: bytes, tag: bytes) -> frozenset[int]:
    if b" hidden=" not in xml:
        return frozenset()
    hidden = (one for one in _row_tags(xml, tag) if HIDDEN.search(one))
    return frozenset(int(number.group(1)) for one in hidden if (number := ROW_NUMBER.search(one)) is not None)


def _hidden_columns(xml: bytes, tag: bytes) -> frozenset[int]:
    """Those that the sheet hides; the definitions of columns stand before its rows."""
    head = xml[: xml.find(b"<%ssheetData" % tag)]
    hidden: set[int] = set()
    for attributes in re.findall(rb"<%scol( [^<>]*)>" % tag, head):
        ends = [re.search(rb" %s=\"(\d{1,5})\"" % name, attributes) for name in (b"min", b"max")]
        if HIDDEN.search(attributes) and None not in ends:
            first, last = (int(one[1]) for one in ends if one is not None)
            hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return frozenset(hidden)


def _merged(xml: bytes, tag: bytes) -> frozenset[tuple[int, int, int]]:
    """The cells over several rows; they stand after the rows of the sheet."""
    below = xml[max(0, xml.rfind(b"</%ssheetData>" % tag)) :]
    found = re.findall(rb"<%smergeCell ref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"" % tag, below)
    return frozenset((area.column_index(left), int(top), int(bottom)) for left, top, bottom in found if top != bottom)


def inside(target: str) -> str:
    """The path in the zip of what a workbook names."""
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def book_path(file: str, archive: Archive) -> str:
    """Where the list of sheets stands."""
    for path in ("xl/workbook.xml", "xl/workbook1.xml", "xl/workbook2.xml"):
        if path in archive:
            return path
    raise corrupt(file, "no tiene la lista de hojas")


def relations_of(file: str, archive: Archive, book: str) -> dict[str, str]:
    """What the identifiers in a workbook's list of sheets stand for."""
    folder, _, name = book.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive:
        raise corrupt(file, "no tiene la lista de hojas")
    relations = xml_of(file, archive, path).iterfind(f"./{NS}Relationship")
    return {one.get("Id", ""): one.get("Target", "") for one in relations}


def xml_of(file: str, archive: Archive, path: str) -> ElementTree.Element:
    """A part of a workbook. Raises LoteRefused where it is no XML, or declares entities."""
    content = archive.part(path)
    refuse_entities(file, content)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - document types are refused above: no entities
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise corrupt(file, f"la parte {path} no es XML") from problem
