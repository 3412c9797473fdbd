"""What calamine does not tell of a sheet, found elsewhere in its file, and marked on the cells it gave."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from factus_cli.lote.read_grid import GridColumn, kinds_of
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

NO_VALUE = "="
"""The text of a formula that the program which wrote the file did not calculate."""

BUILTIN_PERCENTS = frozenset({9, 10})
"""The number formats `0%` and `0.00%` of every version of Excel."""


LONGEST_FORMAT = 255
"""Characters of a number format; Excel takes no longer one."""

_FOREIGN = re.compile(r"US\$|USD|EUR|€|GBP|£", re.IGNORECASE)
"""Currencies that an amount is shown in, and that a number alone does not say."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|([#0,.]+)|(.)')
_PLAIN_ZEROS = re.compile("0{1,9}")

NOT_A_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Written(NamedTuple):
    """What a format writes around a whole number: what stands before it, and zeros up to so many figures."""

    before: str
    figures: int = 1


class Shown(NamedTuple):
    """The numbers of the cell styles that show a percentage, and of those that write more than the number."""

    percents: frozenset[int]
    written: Mapping[int, Written]

    def of(self, cells: Mapping[tuple[int, int], int]) -> tuple[set[tuple[int, int]], dict[tuple[int, int], Written]]:
        """The cells that show a percentage, and what others write, by the style of each."""
        percents = {cell for cell, style in cells.items() if style in self.percents}
        return percents, {cell: self.written[style] for cell, style in cells.items() if style in self.written}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Cells of a sheet by column and row (from 0): the errors with their texts, those shown as a percentage."""

    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    percents: Set[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    """Row numbers from 1."""
    hidden_columns: frozenset[int] = frozenset()
    """Positions from 0."""
    merged: frozenset[tuple[int, int, int]] = frozenset()
    """Cells over several rows: their column from 0, their first and last row from 1."""
    written: Mapping[tuple[int, int], Written] = field(default_factory=dict)
    """Numbers that the sheet shows with more than their figures."""
    struck_rows: frozenset[int] = frozenset()
    """Rows with something crossed out, from 1."""


def marked(columns: list[GridColumn], found: SheetFacts) -> list[GridColumn]:
    """The columns with the cells of the facts marked: errors take their text, percentages keep theirs.

    A number that is shown with more than its figures becomes the text that is shown: `USD 10`, `FV-0007`.
    """
    if not found.errors and not found.percents and not found.written:
        return columns
    percents: defaultdict[int, list[int]] = defaultdict(list)
    for position, row in found.percents:
        percents[position].append(row)
    marks: defaultdict[int, dict[int, str | Written]] = defaultdict(dict)
    for (position, row), shown in found.written.items():
        marks[position][row] = shown
    for (position, row), text in found.errors.items():
        marks[position][row] = text
    height = max([row + 1 for _, row in found.errors], default=0)
    width = max([position + 1 for position, _ in found.errors], default=0)
    grown = _grown(columns, max(height, len(columns[0].texts) if columns else 0), width)
    return [
        _with(column, percents[position], marks[position]) if position in percents or position in marks else column
        for position, column in enumerate(grown)
    ]


def shown_by(styles: Sequence[int], formats: Mapping[int, str]) -> Shown:
    """What the cell styles of a workbook show. `styles`: the number format of each; `formats`: the workbook's own."""
    percents = {*BUILTIN_PERCENTS, *(number for number, one in formats.items() if shows_percent(one))}
    written = {number: what for number, one in formats.items() if (what := written_by(one)) is not None}
    return Shown(
        frozenset(index for index, number in enumerate(styles) if number in percents),
        {index: written[number] for index, number in enumerate(styles) if number in written},
    )


def shows_percent(number_format: str) -> bool:
    """Whether a number format shows a percentage: a `%` that is no quoted text."""
    return "%" in NOT_A_PATTERN.sub("", number_format[:LONGEST_FORMAT])


def written_by(number_format: str) -> Written | None:
    """What a number format writes around a number that the number does not say; None for nothing of the kind.

    Another currency (`[$USD] #,##0`), letters before a whole number (`"FV-"0`), zeros before it (`0000`).
    """
    positive = number_format[:LONGEST_FORMAT].partition(";")[0]
    parts = _LITERAL.findall(positive)
    foreign = _FOREIGN.search(
        "".join(quoted + escaped + currency + other for quoted, escaped, currency, _, other in parts)
    )
    if foreign is not None:
        return Written(f"{foreign[0].upper()} ")
    pattern = "".join(figures for *_, figures, _ in parts)
    before = "".join(quoted + escaped + other for quoted, escaped, _, figures, other in parts[:-1])
    if not parts or not parts[-1][3] or _PLAIN_ZEROS.fullmatch(pattern) is None or "[" in before:
        return None
    letters = any(sign.isalpha() for sign in before)
    return Written(before, len(pattern)) if (letters or (not before and len(pattern) > 1)) else None


def _grown(columns: list[GridColumn], height: int, width: int) -> list[GridColumn]:
    """Room for error cells outside of what calamine takes for the sheet."""
    if columns and len(columns) >= width and len(columns[0].texts) >= height:
        return columns
    missing = height - len(columns[0].texts) if columns else 0
    grown = [
        GridColumn([*column.texts, *[""] * missing], None if column.kinds is None else column.kinds + bytes(missing))
        for column in columns
    ]
    return grown + [GridColumn([""] * height) for _ in range(width - len(columns))]


def _with(column: GridColumn, percents: Sequence[int], marks: Mapping[int, str | Written]) -> GridColumn:
    """The column with its percentages, its errors (a text) and what else its numbers show marked, by their rows."""
    kinds = bytearray(kinds_of(column))
    for row in percents:
        if row < len(kinds) and kinds[row] == Kind.NUMBER:
            kinds[row] = Kind.PERCENT
    if not marks:
        return GridColumn(column.texts, bytes(kinds))
    texts = list(column.texts)
    for row, mark in marks.items():
        if not isinstance(mark, Written):
            texts[row], kinds[row] = mark, Kind.ERROR
        elif row < len(kinds) and kinds[row] == Kind.NUMBER and (mark.figures == 1 or texts[row].isdigit()):
            texts[row], kinds[row] = mark.before + texts[row].zfill(mark.figures), Kind.TEXT
    return GridColumn(texts, bytes(kinds))
