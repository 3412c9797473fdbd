"""A sheet's XML with some cells in another style; a cell that is not there is put in, in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.lote.annotating.marks import number
from factus_cli.lote.annotating.xml import Edit, elements, inside, prefix, spliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factus_cli.lote.annotating.marks import Mark
    from factus_cli.lote.annotating.styles import Styles
    from factus_cli.lote.annotating.xml import Element

AFTER_LEGACY = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
        *("webPublishItems", "tableParts", "extLst"),
    }
)
"""What stands after `legacyDrawing` in a sheet (ECMA-376, CT_Worksheet)."""
RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def coloured(xml: bytes, marks: Sequence[Mark], styles: Styles) -> bytes:
    """The sheet with the marks' cells in their colours. Raises ValueError for a sheet that is not one."""
    root = elements(xml, 3, under=frozenset({"sheetData"}))
    data = next((one for one in root.children if one.name == "sheetData"), None)
    if data is None:
        raise ValueError("no sheetData")
    typed = prefix(xml, root)
    by_row: dict[int, list[Mark]] = {}
    for mark in marks:
        by_row.setdefault(mark.row, []).append(mark)
    edits: list[Edit] = []
    for at, row in _numbered(data.children):
        edits += _before(data.children, at, row, by_row, typed, styles)
        if row in by_row:
            edits += _in_row(xml, data.children[at], by_row.pop(row), typed, styles)
    if by_row:
        rest = b"".join(_new_row(row, by_row[row], typed, styles) for row in sorted(by_row))
        edits.append(inside(xml, data, rest))
    return spliced(xml, edits)


def merged(xml: bytes) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged areas of a sheet, each by its first and its last cell (row and column, from 1)."""
    root = elements(xml, 2, under=frozenset({"mergeCells"}))
    areas = [area for part in root.children for area in part.children]
    found = (re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", area.attributes.get("ref", "")) for area in areas)
    return [((int(one[2]), number(one[1])), (int(one[4]), number(one[3]))) for one in found if one is not None]


def with_legacy_drawing(xml: bytes, relation: str) -> bytes:
    """The sheet that shows comments: the drawing of their boxes named in its place."""
    root = elements(xml, 1)
    named = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (prefix(xml, root), RELATIONSHIPS, relation.encode())
    later = next((one for one in root.children if one.name in AFTER_LEGACY), None)
    at = root.closed if later is None else later.start
    return spliced(xml, [Edit(at, at, named)])


def legacy_drawing(xml: bytes) -> str | None:
    """The relation of the drawing of a sheet's comments or old controls, None where it has none."""
    for one in elements(xml, 1).children:
        if one.name == "legacyDrawing":
            return next((value for key, value in one.attributes.items() if key.rpartition(":")[2] == "id"), None)
    return None


def _numbered(rows: Sequence[Element]) -> Iterator[tuple[int, int]]:
    """The place and the number of each row; one without a number follows the one before."""
    last = 0
    for at, row in enumerate(rows):
        last = int(row.attributes.get("r") or last + 1)
        yield at, last


def _before(
    rows: Sequence[Element], at: int, row: int, by_row: dict[int, list[Mark]], typed: bytes, styles: Styles
) -> Iterator[Edit]:
    """The rows that are not there and stand before this one."""
    for missing in sorted(one for one in by_row if one < row):
        new = _new_row(missing, by_row.pop(missing), typed, styles)
        yield Edit(rows[at].start, rows[at].start, new)


def _in_row(xml: bytes, row: Element, marks: Iterable[Mark], typed: bytes, styles: Styles) -> Iterator[Edit]:
    cells: list[tuple[int, Element]] = []
    last = 0
    for cell in row.children:
        said = re.match(r"[A-Z]+", cell.attributes.get("r", ""))
        last = number(said[0]) if said else last + 1
        cells.append((last, cell))
    own = dict(cells)
    put: list[bytes] = []
    for mark in sorted(marks, key=lambda one: one.column):
        if mark.column in own:
            cell = own[mark.column]
            style = styles.marked(int(cell.attributes.get("s") or row.attributes.get("s") or 0), mark.severity)
            yield Edit(cell.start, cell.opened, _restyled(xml[cell.start : cell.opened], style))
            continue
        new = _new_cell(mark, int(row.attributes.get("s") or 0), typed, styles)
        later = next((cell for column, cell in cells if column > mark.column), None)
        if later is None:
            put.append(new)
        else:
            yield Edit(later.start, later.start, new)
    if put:
        yield inside(xml, row, b"".join(put))


def _restyled(tag: bytes, style: int) -> bytes:
    bare = re.sub(rb"\ss\s*=\s*(\"[^\"]*\"|'[^']*')", b"", tag)
    return re.sub(rb"(\s*/?>)$", b' s="%d"\\1' % style, bare)


def _new_row(row: int, marks: Iterable[Mark], typed: bytes, styles: Styles) -> bytes:
    cells = b"".join(_new_cell(mark, 0, typed, styles) for mark in sorted(marks, key=lambda one: one.column))
    return b'<%srow r="%d">%s</%srow>' % (typed, row, cells, typed)


def _new_cell(mark: Mark, style: int, typed: bytes, styles: Styles) -> bytes:
    return b'<%sc r="%s" s="%d"/>' % (typed, mark.address.encode(), styles.marked(style, mark.severity))
