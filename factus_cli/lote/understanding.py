"""What each title of a file is read as, and what a person has to be asked before it can be a lote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Severity
from factus_cli.domain.search import plain
from factus_cli.lote import codes
from factus_cli.lote.columns import BY_NAME, all_headers, identity, known_header, meaning
from factus_cli.lote.headers import lacking, match, missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.findings import Problem
    from factus_cli.lote.headers import Headers
    from factus_cli.lote.table import Column, Table


NEEDED = 15
"""How much, of 100, being needed counts for a field among those that a title may be."""


class How(StrEnum):
    """How a title came to be read as it is, or why it is not read."""

    KNOWN = "known"
    SAID = "said"
    PART = "part"
    NO_PLACE = "no_place"
    NOT_READ = "not_read"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Title:
    """A column of the file: the fields that it is, or may be (`DOUBTFUL`), and a value of it."""

    column: Column
    how: How
    fields: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """The first value that is not blank."""
        return next((text.strip() for text in self.column.texts if text.strip()), "")


@dataclass(frozen=True, slots=True)
class Understood:
    """Every title of a file, the needed fields that none is, and what is wrong with the rest."""

    titles: tuple[Title, ...]
    lacking: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def free(self) -> list[Title]:
        """The titles that are read as nothing."""
        return [one for one in self.titles if one.how in (How.UNKNOWN, How.NOT_READ, How.NO_PLACE)]

    @property
    def taken(self) -> set[str]:
        """The fields that have a column."""
        return {name for one in self.titles if one.how in (How.KNOWN, How.SAID) for name in one.fields}


def understood(table: Table, said: Mapping[str, str]) -> Understood:
    """What the titles of a table are; `said` (field to title) counts before anything else."""
    headers = match(table, said)
    lacks = [name for name in lacking(headers) if name not in headers.asked]
    errors = [problem for code, problem, _ in headers.found if code.severity is Severity.ERROR]
    errors += [problem for _, problem, _ in missing(lacks, table)]
    titles = tuple(_title(column, headers) for column in table.columns if column.header.strip())
    return Understood(titles, tuple(lacks), tuple(errors))


def _title(column: Column, headers: Headers) -> Title:
    fields = tuple(
        name for name, those in headers.columns.items() if any(one.position == column.position for one in those)
    )
    known = meaning(column.header)
    if fields:
        return Title(column, How.SAID if headers.chosen.intersection(fields) else How.KNOWN, fields)
    if any(code is codes.DOUBTFUL_COLUMN and other is column for code, _, other in headers.found):
        return Title(column, How.DOUBTFUL, tuple(name for name in (known.field, known.also) if name) if known else ())
    if known is None:
        return Title(column, How.PART if known_header(column.header) else How.UNKNOWN)
    return Title(column, How.NO_PLACE if known.field is None else How.NOT_READ)


def fields_like(title: str, now: Understood, *, limit: int = 5) -> list[str]:
    """The fields that a title may be, the most likely first: names like it, and what is needed. None of those taken."""
    taken = now.taken
    scores = {
        name: likeness + (NEEDED if name in now.lacking else 0)
        for name, likeness in _likeness(title).items()
        if name not in taken
    }
    return sorted(scores, key=lambda name: -scores[name])[:limit]


def titles_like(field: str, titles: Sequence[Title], *, limit: int = 9) -> list[Title]:
    """The titles that may be a field, the one most like its names first."""
    return sorted(titles, key=lambda one: -_likeness(one.column.header).get(field, 0.0))[:limit]


def field_named(text: str) -> str | None:
    """The field that a person means: its name, or one of the titles by which it is known."""
    same = next((name for name in BY_NAME if identity(name) == identity(text)), None)
    known = meaning(text)
    return same or (None if known is None else known.field)


def _likeness(title: str) -> dict[str, float]:
    """How much a title is like the names of each field, from 0 to 100."""
    scores: dict[str, float] = {}
    for name in all_headers():
        known = meaning(name)
        if known is not None and known.field is not None:
            scores[known.field] = max(scores.get(known.field, 0.0), _alike(plain(title), plain(name)))
    return scores


def _alike(one: str, other: str) -> float:
    """Letters in common, or words: a short name inside a long title is no likeness."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # 30 ms that most runs don't need

    return max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other) if len(one) > 3 < len(other) else 0.0)
