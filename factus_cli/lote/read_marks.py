"""What calamine does not tell of a sheet, found elsewhere in its file, and marked on the cells it gave."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.lote.read_grid import GridColumn, kinds_of
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

NO_VALUE = "="
"""The text of a formula that the program which wrote the file did not calculate."""

BUILTIN_PERCENTS = frozenset({9, 10})
"""The number formats `0%` and `0.00%` of every version of Excel."""


LONGEST_FORMAT = 255
"""Characters of a number format; Excel takes no longer one."""

NOT_A_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


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


def marked(columns: list[GridColumn], found: SheetFacts) -> list[GridColumn]:
    """The columns with the cells of the facts marked: errors take their text, percentages keep theirs."""
    if not found.errors and not found.percents:
        return columns
    marks: defaultdict[int, dict[int, str | None]] = defaultdict(dict)
    for position, row in found.percents:
        marks[position][row] = None
    for (position, row), text in found.errors.items():
        marks[position][row] = text
    height = max([row + 1 for _, row in found.errors], default=0)
    width = max([position + 1 for position, _ in found.errors], default=0)
    grown = _grown(columns, max(height, len(columns[0].texts) if columns else 0), width)
    return [_with(column, marks[position]) if position in marks else column for position, column in enumerate(grown)]


def shows_percent(number_format: str) -> bool:
    """Whether a number format shows a percentage: a `%` that is no quoted text."""
    return "%" in NOT_A_PATTERN.sub("", number_format[:LONGEST_FORMAT])


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


def _with(column: GridColumn, marks: dict[int, str | None]) -> GridColumn:
    """The column with its errors (a text) and percentages (None) marked."""
    texts, kinds = list(column.texts), bytearray(kinds_of(column))
    for row, error in marks.items():
        if error is not None:
            texts[row], kinds[row] = error, Kind.ERROR
        elif row < len(kinds) and kinds[row] == Kind.NUMBER:
            kinds[row] = Kind.PERCENT
    return GridColumn(texts, bytes(kinds))
