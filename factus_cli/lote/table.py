"""The seam between reading a file and understanding it: columns of cells, each as it was in the file.

Nothing here converts: a text cell is its text, a number is its digits, and which of the two it was is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.lote.bodies import Bodies

T = TypeVar("T")


class Kind(IntEnum):
    """What a cell was in its file. Cells of text files are TEXT or BLANK, whatever they look like."""

    BLANK = 0
    TEXT = 1
    NUMBER = 2
    """A numeric cell: its text is plain decimal digits with a point, at most 15 significant, never an exponent."""
    DATE = 3
    """A cell formatted as a date: its text is ISO 8601, `2026-11-24` or `2026-11-24T10:30:00`."""
    BOOLEAN = 4
    """`true` or `false`."""
    PERCENT = 5
    """A numeric cell formatted as a percentage: its text is the number stored, `0.19` for what shows as 19 %."""
    ERROR = 6
    """`#N/A`, `#REF!`, `#DIV/0!`…, or a formula without a value (its text is then `=`)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its kind and its text (empty for a blank one)."""

    kind: Kind
    text: str


BLANK = Cell(Kind.BLANK, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column below its header. `position` counts from 0 as the spreadsheet does: 0 is A.

    `texts` holds one text for each row of the table; `kinds` one Kind each, or None where every cell is
    TEXT (BLANK when its text is empty).
    """

    position: int
    header: str
    texts: Sequence[str]
    kinds: Sequence[int] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def cell(self, index: int) -> Cell:
        """The cell of the table's `index`-th row (from 0)."""
        text = self.texts[index]
        if self.kinds is None:
            return Cell(Kind.TEXT, text) if text else BLANK
        return Cell(Kind(self.kinds[index]), text)

    def cells(self) -> list[Cell]:
        """Every cell; equal ones are the same object."""
        return self.map(lambda cell: cell)

    def map(self, convert: Callable[[Cell], T]) -> list[T]:
        """`convert` of every cell, called once for each distinct one: a column repeats itself a lot."""
        known: dict[tuple[int, str], T] = {}
        converted = []
        kinds = self.kinds if self.kinds is not None else (Kind.TEXT,) * len(self.texts)
        for kind, text in zip(kinds, self.texts, strict=True):
            key = (kind, text)
            if key not in known:
                known[key] = convert(Cell(Kind(kind), text) if text or kind != Kind.TEXT else BLANK)
            converted.append(known[key])
        return converted

    @property
    def letter(self) -> str:
        """The spreadsheet's name of the column: A, B, …, Z, AA."""
        return column_letter(self.position)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that carries no line of a document: its number and its cells joined, for the answer."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file read as text, below its header. `rows[i]` is the spreadsheet's number of the i-th row of each column.

    Wholly blank rows are left out, and counted in `blank_rows`; `hidden_rows` are numbers of rows that are hidden, and
    `hidden_columns` positions of columns; `struck_rows` have something crossed out; `merged` are cells over several rows:
    position, first and last row.
    `encoding` and `delimiter` are None for workbooks, `sheet` is None for text. `header_row` is the header's number.
    `from_1904`: a number that is a day counts from 1904, or from 1900 where it came from another workbook.
    `bodies`: the rows are the items of ready v2 bodies, each body one whole document; the items of one share its number.
    """

    file: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int
    rows: Sequence[int]
    columns: tuple[Column, ...]
    blank_rows: int = 0
    hidden_rows: frozenset[int] = frozenset()
    title_rows: tuple[SkippedRow, ...] = field(default=())
    hidden_columns: frozenset[int] = frozenset()
    merged: frozenset[tuple[int, int, int]] = frozenset()
    from_1904: bool = False
    struck_rows: frozenset[int] = frozenset()
    bodies: Bodies | None = None


def column_letter(position: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(position: int, row: int) -> str:
    """`cell_name(5, 12) == "F12"`."""
    return f"{column_letter(position)}{row}"
