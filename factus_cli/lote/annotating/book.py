"""An .xlsx or .xlsm with a sheet marked and another added; its other parts are copied byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.lote.annotating import comments, listing, sheet
from factus_cli.lote.annotating.marks import anchored, marked, marks_of
from factus_cli.lote.annotating.styles import EMPTY, Styles
from factus_cli.lote.annotating.xml import elements, inside, prefix, spliced, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.findings import Finding
    from factus_cli.lote.annotating.marks import Mark
    from factus_cli.lote.annotating.xml import Element

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: the last word of its type, and the part."""

    kind: str
    target: str


class Book:
    """The parts of a workbook, some of them changed or new."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._zip.namelist())
        self._changed: dict[str, bytes] = {}
        self.path = next(one.target for one in self.relations("").values() if one.kind == "officeDocument")

    def __contains__(self, name: str) -> bool:
        return name in self._changed or name in self._names

    def part(self, name: str) -> bytes:
        """A part as it is now. Raises ValueError for one that is not there."""
        if name not in self:
            raise ValueError(f"no part {name}")
        return self._changed[name] if name in self._changed else self._zip.read(name)

    def put(self, name: str, content: bytes) -> None:
        """Change a part, or add it."""
        self._changed[name] = content

    def relations(self, path: str) -> dict[str, Relation]:
        """What a part points to, by the relation's id; `""` is the package itself. Outside links are left out."""
        name = relations_path(path)
        if name not in self:
            return {}
        return {
            one.attributes["Id"]: Relation(
                one.attributes["Type"].rpartition("/")[2], _resolved(path, one.attributes["Target"])
            )
            for one in elements(self.part(name), 1).children
            if one.attributes.get("TargetMode") != "External"
        }

    def relate(self, path: str, kind: str, target: str) -> str:
        """A new relation of a part; gives its id."""
        name = relations_path(path)
        xml = self.part(name) if name in self else EMPTY_RELATIONS
        root = elements(xml, 1)
        used = {one.attributes.get("Id") for one in root.children}
        id_ = next(one for number in range(1, len(used) + 2) if (one := f"rIdFactus{number}") not in used)
        new = b'<%sRelationship Id="%s" Type="%s" Target="/%s"/>' % (
            prefix(xml, root),
            id_.encode(),
            (OFFICE + kind).encode(),
            text(target),
        )
        self.put(name, spliced(xml, [inside(xml, root, new)]))
        return id_

    def declare(self, name: str, kind: str) -> None:
        """Say what a new part is."""
        self._declare(b'Override PartName="/%s" ContentType="%s"' % (text(name), kind.encode()))

    def declare_suffix(self, suffix: str, kind: str) -> None:
        """Say what parts of a suffix are, unless it is said already."""
        said = {one.attributes.get("Extension", "").lower() for one in elements(self.part(TYPES), 1).children}
        if suffix not in said:
            self._declare(b'Default Extension="%s" ContentType="%s"' % (suffix.encode(), kind.encode()))

    def _declare(self, what: bytes) -> None:
        xml = self.part(TYPES)
        root = elements(xml, 1)
        typed = prefix(xml, root)
        self.put(TYPES, spliced(xml, [inside(xml, root, b"<%s%s/>" % (typed, what))]))

    def free(self, pattern: str) -> str:
        """A name for a new part: `xl/comments%d.xml` with the first number that no part has."""
        number = next(one for one in range(1, len(self._names) + len(self._changed) + 2) if pattern % one not in self)
        return pattern % number

    def written(self) -> bytes:
        """The workbook, its parts in the order they had."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self._zip.infolist():
                archive.writestr(entry, self._changed.get(entry.filename, self._zip.read(entry)), entry.compress_type)
            for name in self._changed.keys() - self._names:
                archive.writestr(name, self._changed[name])
        return out.getvalue()


def annotated(content: bytes, sheet_name: str, findings: Sequence[Finding]) -> bytes:
    """The workbook with the findings in it. Raises ValueError for one whose parts are not as they should be."""
    book = Book(content)
    own = sheet_paths(book)
    if sheet_name not in own:
        raise ValueError(f"no sheet {sheet_name}")
    path, kept = own[sheet_name], marked(findings)
    marks = anchored(marks_of(findings), sheet.merged(book.part(path)))
    styles_path, styles = _styles(book)
    if marks:
        book.put(path, sheet.coloured(book.part(path), marks, styles))
        _comment(book, path, marks)
    _add_listing(book, listing.listing(kept, sheet_name, styles), set(own))
    book.put(styles_path, styles.part())
    return book.written()


def sheet_paths(book: Book) -> dict[str, str]:
    """The part of each worksheet, by its name."""
    targets = book.relations(book.path)
    found = {}
    for one in _sheets(book.part(book.path)).children:
        id_ = next((value for key, value in one.attributes.items() if key.rpartition(":")[2] == "id"), "")
        if id_ in targets and targets[id_].target in book:
            found[one.attributes.get("name", "")] = targets[id_].target
    return found


def relations_path(path: str) -> str:
    """Where the relations of a part are kept; `""` is the package."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels") if path else ROOT_RELATIONS


def _resolved(path: str, target: str) -> str:
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(path), target)
    return posixpath.normpath(joined).lstrip("/")


def _sheets(xml: bytes) -> Element:
    found = next((one for one in elements(xml, 2).children if one.name == "sheets"), None)
    if found is None:
        raise ValueError("no sheets")
    return found


def _styles(book: Book) -> tuple[str, Styles]:
    for relation in book.relations(book.path).values():
        if relation.kind == "styles":
            return relation.target, Styles(book.part(relation.target) if relation.target in book else EMPTY)
    path = "xl/styles.xml" if "xl/styles.xml" not in book else book.free("xl/factusStyles%d.xml")
    book.relate(book.path, "styles", path)
    book.declare(path, f"{SPREADSHEET}styles+xml")
    return path, Styles(EMPTY)


def _comment(book: Book, path: str, marks: Sequence[Mark]) -> None:
    relations = book.relations(path)
    said = next((one.target for one in relations.values() if one.kind == "comments"), None)
    own = book.part(said) if said is not None and said in book else comments.EMPTY
    written, new = comments.commented(own, marks)
    if said is None:
        said = book.free("xl/factusComments%d.xml")
        book.declare(said, f"{SPREADSHEET}comments+xml")
        book.relate(path, "comments", said)
    book.put(said, written)
    drawing = relations.get(sheet.legacy_drawing(book.part(path)) or "")
    if drawing is not None and drawing.target in book:
        book.put(drawing.target, comments.boxed(book.part(drawing.target), new))
        return
    boxes = book.free("xl/drawings/factusBoxes%d.vml")
    book.put(boxes, comments.boxed(comments.EMPTY_BOXES, new))
    book.declare_suffix("vml", VML)
    book.put(path, sheet.with_legacy_drawing(book.part(path), book.relate(path, "vmlDrawing", boxes)))


def _add_listing(book: Book, xml: bytes, names: set[str]) -> None:
    path = book.free("xl/worksheets/factusErrores%d.xml")
    book.put(path, xml)
    book.declare(path, f"{SPREADSHEET}worksheet+xml")
    id_ = book.relate(book.path, "worksheet", path)
    whole = book.part(book.path)
    sheets = _sheets(whole)
    number = 1 + max((int(one.attributes.get("sheetId") or 0) for one in sheets.children), default=0)
    typed = re.match(rb"<([\w.-]+:)?", whole[sheets.start : sheets.opened])
    new = b'<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        (typed[1] or b"") if typed else b"",
        sheet.RELATIONSHIPS,
        text(_name(names)),
        number,
        id_.encode(),
    )
    book.put(book.path, spliced(whole, [inside(whole, sheets, new)]))


def _name(names: set[str]) -> str:
    """«Errores», or the first such name that no sheet has: Excel takes no two that differ in case alone."""
    used = {one.casefold() for one in names}
    tries = (listing.TITLE, *(f"{listing.TITLE} {number}" for number in range(2, len(used) + 3)))
    return next(one for one in tries if one.casefold() not in used)
