"""Binary workbooks of Excel 97 (.xls): their records of errors, percentages, hidden rows and columns; passwords."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from factus_cli.lote.limits import Room
from factus_cli.lote.read_marks import NO_VALUE, SheetFacts, Shown, shown_by

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE = 0xFFFFFFFA
"""Sector numbers from here on mean the end of a chain."""

BOF, EOF, FILEPASS, BOUNDSHEET, FORMAT, XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0
ROW, BOOLERR, FORMULA, NUMBER, RK, MULRK = 0x0208, 0x0205, 0x0006, 0x0203, 0x027E, 0x00BD
LABEL, RSTRING, LABELSST = 0x0204, 0x00D6, 0x00FD
CELLS = frozenset({BOOLERR, FORMULA, NUMBER, RK, MULRK, LABEL, RSTRING, LABELSST})
BIFF5 = 0x0500
ROW_HIDDEN = 0x20
NO_NUMBER, BLANK_TEXT = b"\xff\xff", 3
COLINFO, COLUMN_HIDDEN, LAST_COLUMN, MERGED = 0x007D, 0x01, 255, 0x00E5
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def facts_by_sheet(stream: bytes) -> dict[str, SheetFacts]:
    """The facts of each worksheet of a `Workbook` stream."""
    sheets: list[tuple[str, int]] = []
    formats: dict[int, str] = {}
    styles: list[int] = []
    old = stream[4:6] == struct.pack("<H", BIFF5)
    for kind, data in records(stream, 0):
        if kind == BOUNDSHEET:
            sheets.append((_text(data[6:], old=old, wide_length=False), struct.unpack_from("<I", data)[0]))
        elif kind == FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = _text(data[2:], old=old, wide_length=not old)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    room, shown = Room(""), shown_by(styles, formats)
    return {name: _facts(stream, start, shown, name, room) for name, start in sheets}


def is_protected(stream: bytes) -> bool:
    """Whether the workbook is encrypted with a password."""
    return any(kind == FILEPASS for kind, _ in records(stream, 0))


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from a position up to the end of its substream."""
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        if kind == EOF:
            return
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def told(stream: bytes, start: int, wanted: int) -> list[bytes]:
    """What the records of a kind say, in the substream at a position."""
    return [data for kind, data in records(stream, start) if kind == wanted]


def workbook_stream(content: bytes) -> bytes:
    """The `Workbook` (or, before Excel 97, `Book`) stream of an OLE2 file; empty when there is none.

    Raises ValueError or struct.error for a broken file.
    """
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    small = 1 << struct.unpack_from("<H", content, 32)[0]
    directory_at, cutoff, small_table_at = struct.unpack_from("<I4xII", content, 48)
    table = _table(content, size)
    entries = dict(_entries(_chain(content, table, directory_at, size, offset=size)))
    for name in ("Workbook", "Book"):
        if name in entries:
            start, length = entries[name]
            if length >= cutoff:
                return _chain(content, table, start, size, offset=size)[:length]
            small_sectors = _chain(content, table, entries["Root Entry"][0], size, offset=size)
            small_table = _numbers(_chain(content, table, small_table_at, size, offset=size))
            return _chain(small_sectors, small_table, start, small, offset=0)[:length]
    return b""


def _facts(  # a sheet, and what is known of all
    stream: bytes, start: int, styles: Shown, name: str, room: Room
) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    shown: dict[tuple[int, int], int] = {}
    hidden: set[int] = set()
    height = width = filled = 0
    for kind, data in records(stream, start):
        if kind in CELLS:
            row, column = struct.unpack_from("<HH", data)
            height, width, filled = max(height, row + 1), max(width, column + 1), filled + 1
        if kind == ROW:
            if struct.unpack_from("<H", data, 12)[0] & ROW_HIDDEN:
                hidden.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind in {BOOLERR, FORMULA, NUMBER, RK}:
            row, column, style = struct.unpack_from("<HHH", data)
            error = _error(kind, data)
            if error:
                errors[column, row] = error
            else:
                shown[column, row] = style
        elif kind == MULRK:
            row, first = struct.unpack_from("<HH", data)
            cells = range((len(data) - 6) // 6)
            shown.update({(first + at, row): struct.unpack_from("<H", data, 4 + 6 * at)[0] for at in cells})
    room.refuse_sparse(name, height * width, filled)
    room.add(height * width, filled)
    errors.update(dict.fromkeys(_uncalculated(stream, start), NO_VALUE))
    columns = frozenset(at for data in told(stream, start, COLINFO) for at in _hidden_columns(data))
    merged = frozenset(one for data in told(stream, start, MERGED) for one in _merged(data))
    percents, written = styles.of(shown)
    return SheetFacts(errors, percents, frozenset(hidden), columns, merged, written)


def _hidden_columns(data: bytes) -> range:
    first, last, _, _, options = struct.unpack_from("<5H", data)
    return range(first, min(last, LAST_COLUMN) + 1) if options & COLUMN_HIDDEN else range(0)


def _merged(data: bytes) -> list[tuple[int, int, int]]:
    """Cells over several rows: their column, first and last row."""
    ranges = (struct.unpack_from("<4H", data, 2 + 8 * at) for at in range(struct.unpack_from("<H", data)[0]))
    return [(left, top + 1, bottom + 1) for top, bottom, left, _ in ranges if top != bottom]


def _error(kind: int, data: bytes) -> str:
    """The error of a cell, or of what its formula came to; empty where it has none."""
    if kind == BOOLERR and data[7]:
        return ERRORS.get(data[6], "#ERROR!")
    if kind == FORMULA and data[12:14] == NO_NUMBER and data[6] == 2:
        return ERRORS.get(data[8], "#ERROR!")
    return ""


def _uncalculated(stream: bytes, start: int) -> list[tuple[int, int]]:
    """The formulas of a program that calculates none, as xlwt: all are said to come to a blank text.

    Where some formula came to more, a blank text is what others came to.
    """
    formulas = told(stream, start, FORMULA)
    if any(data[12:14] != NO_NUMBER or data[6] != BLANK_TEXT for data in formulas):
        return []
    places = (struct.unpack_from("<HH", data) for data in formulas)
    return [(column, row) for row, column in places]


def _text(data: bytes, *, old: bool, wide_length: bool) -> str:
    length, head = (struct.unpack_from("<H", data)[0], 2) if wide_length else (data[0], 1)
    if old:
        return data[head : head + length].decode("cp1252", "replace")
    if data[head] & 1:
        return data[head + 1 : head + 1 + 2 * length].decode("utf-16-le", "replace")
    return data[head + 1 : head + 1 + length].decode("latin-1")


def _table(content: bytes, size: int) -> list[int]:
    """Which sector follows each sector."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while more < FREE and more not in seen:
        seen.add(more)
        numbers = _numbers(content[size * (more + 1) : size * (more + 2)])
        sectors.extend(numbers[:-1])
        more = numbers[-1]
    return [
        number for one in sectors if one < FREE for number in _numbers(content[size * (one + 1) : size * (one + 2)])
    ]


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, at + 116)
        yield name, (start, size)


def _chain(content: bytes, table: list[int], start: int, size: int, *, offset: int) -> bytes:
    parts = []
    seen: set[int] = set()
    while start < FREE:
        if start in seen or start >= len(table):
            raise ValueError("a broken chain of sectors")
        seen.add(start)
        parts.append(content[offset + size * start : offset + size * (start + 1)])
        start = table[start]
    return b"".join(parts)


def _numbers(sectors: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4]))
