"""Whether a workbook counts its days from 1904, as Excel on a Mac used to: the same number is another date there."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from factus_cli.lote.read_kind import FileKind
from factus_cli.lote.read_zip import Archive

if TYPE_CHECKING:
    from collections.abc import Iterable

_FROM_1904 = re.compile(r"""\bdate1904\s*=\s*["'](?:1|true|on)["']""", re.IGNORECASE)
_DATEMODE, _BOOK_PROPERTIES, _F1904 = 0x0022, 153, 0x01


def counts_from_1904(file: str, content: bytes, kind: FileKind) -> bool:
    """Of a workbook that has been read already. Its cells with the format of a date are right in any case."""
    match kind:
        case FileKind.XLSX:
            return any(_FROM_1904.search(one) is not None for one in _books(Archive(file, content)))
        case FileKind.XLSB:
            from factus_cli.lote import read_xlsb  # noqa: PLC0415 - each kind loads what it needs

            return _says(read_xlsb.records(Archive(file, content).part(read_xlsb.BOOK)), _BOOK_PROPERTIES)
        case FileKind.XLS:
            from factus_cli.lote import read_biff  # noqa: PLC0415

            return _says(read_biff.records(_stream(content), 0), _DATEMODE)
        case _:
            return False


def _books(archive: Archive) -> Iterable[str]:
    """The parts that say what a workbook is, wherever they stand, in any encoding that XML comes in."""
    for name in archive.names:
        if name.lower().endswith("workbook.xml"):
            part = archive.part(name)
            yield part.decode("utf-16" if part.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")


def _says(records: Iterable[tuple[int, bytes]], wanted: int) -> bool:
    return any(kind == wanted and bool(data[:1]) and bool(data[0] & _F1904) for kind, data in records)


def _stream(content: bytes) -> bytes:
    """What calamine reads of a file that our own reader of its parts can't find its way in: nothing is said there."""
    from factus_cli.lote import read_biff  # noqa: PLC0415

    try:
        return read_biff.workbook_stream(content)
    except (struct.error, ValueError, IndexError, KeyError):
        return b""
