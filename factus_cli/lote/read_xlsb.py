"""Binary workbooks of Excel since 2007 (.xlsb): their records of errors, percentages, hidden rows and columns."""

from __future__ import annotations

import struct
from posixpath import join, normpath
from typing import TYPE_CHECKING

from factus_cli.lote.limits import MAX_COLUMNS, Room
from factus_cli.lote.read_biff import ERRORS
from factus_cli.lote.read_marks import SheetFacts, Shown, shown_by
from factus_cli.lote.read_xlsx_facts import relations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.read_zip import Archive

ROW_HEADER, CELL_RK, CELL_ERROR, CELL_REAL, FORMULA_REAL, FORMULA_ERROR = 0, 2, 3, 5, 9, 11
FILLED = range(2, 12)
"""The records of cells with a value."""

FORMAT, XF, BUNDLE_SHEET, BEGIN_CELL_XFS, END_CELL_XFS = 44, 47, 156, 617, 618
ROW_HIDDEN = 0x10
COLUMN, COLUMN_HIDDEN, MERGED = 60, 0x01, 176
BOOK = "xl/workbook.bin"


def facts_by_sheet(file: str, archive: Archive) -> dict[str, SheetFacts]:
    """The facts of each worksheet of the workbook."""
    targets = relations_of(file, archive, BOOK)
    styles = _styles(archive.part("xl/styles.bin") if "xl/styles.bin" in archive else b"")
    facts = {}
    room = Room(file)
    for kind, data in records(archive.part(BOOK)):
        if kind == BUNDLE_SHEET:
            identifier, end = _text(data, 8)
            path = normpath(join("xl", targets.get(identifier, "")))
            if "worksheets/" in path and path in archive:
                name = _text(data, end)[0]
                facts[name] = _facts(archive.part(path), styles, name, room)
    return facts


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _facts(part: bytes, styles: Shown, name: str, room: Room) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    shown: dict[tuple[int, int], int] = {}
    hidden: set[int] = set()
    columns: set[int] = set()
    merged: set[tuple[int, int, int]] = set()
    row = height = width = cells = 0
    for kind, data in records(part):
        if kind in FILLED:
            height, width = max(height, row + 1), max(width, struct.unpack_from("<I", data)[0] + 1)
            cells += 1
        if kind == MERGED:
            top, bottom, left = struct.unpack_from("<III", data)
            merged.update({(left, top + 1, bottom + 1)} if top != bottom else ())
        elif kind == COLUMN:
            first, last = struct.unpack_from("<II", data)
            columns.update(range(first, min(last + 1, MAX_COLUMNS)) if data[16] & COLUMN_HIDDEN else ())
        elif kind == ROW_HEADER:
            row = struct.unpack_from("<I", data)[0]
            if data[11] & ROW_HIDDEN:
                hidden.add(row + 1)
        elif kind in {CELL_ERROR, FORMULA_ERROR}:
            errors[struct.unpack_from("<I", data)[0], row] = ERRORS.get(data[8], "#ERROR!")
        elif kind in {CELL_RK, CELL_REAL, FORMULA_REAL}:
            column, style = struct.unpack_from("<II", data)
            shown[column, row] = style & 0xFFFFFF
    room.refuse_sparse(name, height * width, cells)
    room.add(height * width, cells)
    percents, written = styles.of(shown)
    return SheetFacts(errors, percents, frozenset(hidden), frozenset(columns), frozenset(merged), written)


def _styles(part: bytes) -> Shown:
    formats: dict[int, str] = {}
    styles: list[int] = []
    cells = False
    for kind, data in records(part):
        if kind == FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind in {BEGIN_CELL_XFS, END_CELL_XFS}:
            cells = kind == BEGIN_CELL_XFS
        elif kind == XF and cells:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return shown_by(styles, formats)


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most `most` bytes of seven bits each, and where it ends."""
    value = 0
    for index in range(most):
        byte = part[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at + index + 1
    return value, at + most


def _text(data: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
