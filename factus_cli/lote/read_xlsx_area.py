"""How far apart the cells of a sheet stand, told from its XML before calamine makes room for all that lies between.

Calamine takes a cell's place from its own reference, whatever its row says, and a reference may say anything: a cell
called `XFD1048576` asks for half a terabyte, and a process that can't have it is ended, not told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.lote.limits import MAX_AREA, SPARSE
from factus_cli.lote.read_kind import corrupt
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR = (rb"[A-Z]1?\d{1,5}", rb"[A-C][A-Z]1?\d{1,5}")
"""Up to column CZ and row 199,999: as many cells as that are no more than `MAX_AREA`. One after another is sooner tried."""

ANY_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)\d")
ANY_NUMBERS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d+)")
WITH_PREFIX = re.compile(rb":(?:row|c)[\s/>]")
LONGEST_NUMBER = 10
"""Digits: a longer one is far enough."""


def refuse_other_tags(file: str, name: str, xml: bytes, tag: bytes) -> None:
    """Raise LoteRefused for a sheet with rows or cells under a prefix that others have not: they are not seen here.

    `tag` stands before the names of the sheet's tags.
    """
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")  # behind them, drawings have rows of their own
    colon = xml.find(b":", start, end) >= 0
    if (tag or (colon and WITH_PREFIX.search(xml, start, end))) and _other_tags(tag).search(xml, start, end):
        raise corrupt(file, f"las celdas de la hoja «{name}» no están escritas como las de Excel")


def all_near(xml: bytes, tag: bytes) -> bool:
    """Whether every cell says by its first attribute that it stands near: what all programs write of most sheets."""
    near = b"".join(rb'(?! r="%s"[\s/>])' % one for one in NEAR)
    return re.search(rb"<%sc%s[\s/>]" % (tag, near), xml) is None


def refuse_sparse(file: str, name: str, xml: bytes, tag: bytes, rows: Sequence[int]) -> None:
    """Raise LoteRefused for a sheet with cells far from its table; `rows` are the row numbers that its plain XML says."""
    if area_of(xml, tag, rows) <= MAX_AREA:
        return
    filled = without_blank_cells(xml, tag)
    if area_of(filled, tag, rows) > max(MAX_AREA, SPARSE * filled.count(b"</")):
        raise refusal(
            file,
            "sparse_sheet",
            f"la hoja «{name}» tiene celdas muy lejos de la tabla",
            "Borre las filas y columnas que sobran después de la tabla, o copie la tabla a un libro nuevo.",
        )


def area_of(xml: bytes, tag: bytes, rows: Sequence[int]) -> int:
    """How many cells the rectangle from A1 to the last cell has."""
    numbers = {_number(digits) for digits in ANY_NUMBERS.findall(xml)}
    widest = max((column_index(letters) + 1 for letters in set(ANY_LETTERS.findall(xml))), default=1)
    if (
        re.search(rb"<%sc(?=[\s/>])(?![^<>]*\sr\s*=)" % tag, xml) is not None
    ):  # it stands to the right of the one before
        widest += max(row.count(b"<%sc" % tag) for row in re.split(rb"<%srow\b" % tag, xml))
    return max(_tallest(rows), max(numbers, default=0)) * widest


def without_blank_cells(xml: bytes, tag: bytes) -> bytes:
    """The XML without the cells that have a style and no value."""
    return re.sub(rb"<%sc [^<>]*/>" % tag, b"", xml)


def column_index(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    index = 0
    for letter in letters.upper()[:LONGEST_NUMBER]:
        index = index * 26 + letter - 64
    return index - 1


def _tallest(rows: Sequence[int]) -> int:
    """The last row: one that does not say its number is the next."""
    return max(rows, default=0) + rows.count(0)


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else 10**LONGEST_NUMBER


def _other_tags(tag: bytes) -> re.Pattern[bytes]:
    """A row or a cell whose tag has another prefix, or none where the others have one."""
    own = re.escape(tag)
    return re.compile(rb"<(?!%s(?:row|c)[\s/>])(?:[^\s<>/:!?]+:)?(?:row|c)[\s/>]" % own)
