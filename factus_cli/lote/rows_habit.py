"""How a file says whose its rows are: the reference on each, or on the first of each document alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from factus_cli.lote.rows import Group

OFTEN, SELDOM = 4, 10
"""One document of so many that goes on without its reference is a habit, and one of so many is none."""


class Habit(NamedTuple):
    """Counts of documents: all, those with rows that leave the reference blank, those that say it on several rows."""

    documents: int
    leaving: int
    repeating: int

    @property
    def leaves_blank(self) -> bool:
        """Whether the file goes on below a reference without saying it again, as a rule."""
        often = self.leaving == self.documents or (self.leaving > 1 and OFTEN * self.leaving >= self.documents)
        return often and self.leaving > self.repeating

    @property
    def repeats(self) -> bool:
        """Whether the file says the reference again on each row, as a rule."""
        return 0 < self.repeating >= self.leaving

    @property
    def is_of_one_row_each(self) -> bool:
        """Whether hardly any document has a row that leaves the reference blank."""
        return SELDOM * self.leaving <= self.documents


def habit_of(groups: Iterable[Group], continued: Collection[int]) -> Habit:
    """The habit of a file. `continued`: the rows without reference that were taken as lines of the document above."""
    blank = frozenset(continued)
    said = [(len(one.indices), sum(index not in blank for index in one.indices)) for one in groups]
    return Habit(
        documents=len(said),
        leaving=sum(saying < rows for rows, saying in said),
        repeating=sum(saying > 1 for _, saying in said),
    )
