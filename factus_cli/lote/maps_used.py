"""Which map a file is read with: the one named, or the one learnt from this very header; and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote import codes
from factus_cli.lote.columns import FIELDS, identity, known_header, meaning
from factus_cli.lote.maps import titles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.header import Knows
    from factus_cli.lote.maps import ColumnMap
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Table

    Read = Callable[[Knows], Table]

ALIKE = 0.7
"""The part of its titles that a header shares with that of a map for the map to be told of."""


@dataclass(frozen=True, slots=True)
class Maps:
    """The maps of a profile, and the one that the user named, which is used whatever the header."""

    known: tuple[ColumnMap, ...] = ()
    forced: ColumnMap | None = None

    def read(self, read: Read, said: Iterable[str] = ()) -> tuple[Table, ColumnMap | None]:
        """A table and its map. `read` reads the file, told which texts are the title of a known column.

        `said` are titles that the user says are in the file (--col).

        Where the header is not found by what everybody calls its columns, the titles of the maps are known too, and
        what is found so counts only if it is the whole header of one of them.
        """
        if self.forced is not None:
            return read(knowing((*self.forced.headers, *said))), self.forced
        try:
            table = read(knowing(said))
        except LoteRefused as refused:
            found = self._widely(read)
            if found is None or (found[1] is None and (refused.code != "no_header" or self.near(found[0]) is None)):
                raise
            return found
        one = self.of(table)
        if one is None and self.known and _lacks(table):
            found = self._widely(read)
            return found if found is not None and found[1] is not None else (table, None)
        return table, one

    def of(self, table: Table) -> ColumnMap | None:
        """The map of a table's header. Raises UsageProblem where two are: one of them was copied by hand."""
        titles = titles_of(table)
        found = [one for one in self.known if one.of_these(titles)]
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            raise UsageProblem(
                f"{table.file}: varios mapas son de este título: {names}", hint="diga cuál con --map, o quite los otros"
            )
        return found[0] if found else None

    def near(self, table: Table) -> ColumnMap | None:
        """The map whose titles are nearly those of a table that is of none: the client's file may have changed."""
        titles = {identity(title) for title in titles_of(table)}
        alike = [(_shared(titles, {identity(title) for title in one.headers}), one) for one in self.known]
        most, nearest = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        return nearest if most >= ALIKE else None

    def told(self, one: ColumnMap | None, table: Table) -> Iterator[tuple[FindingCode, Problem]]:
        """That a map was used, how it differs where it was forced upon another header, or that one was nearly used."""
        if one is None:
            near = self.near(table)
            if near is not None:
                message = (
                    f"no se usó el mapa {near.name}, porque los títulos no son los mismos: {_differing(near, table)}"
                )
                hint = f"si es el mismo cliente, use --map {near.name}; si es otro, enséñelo con factus map learn"
                yield codes.MAP_NEAR, Problem(None, None, message, hint)
            return
        said = ", ".join(f"«{title}» es {name}" for name, title in one.columns.items())
        yield codes.MAP_USED, Problem(None, None, f"se usó el mapa {one.name}" + (f": {said}" if said else ""))
        if not one.of_these(titles_of(table)):
            message = f"los títulos no son los que aprendió el mapa {one.name}: {_differing(one, table)}"
            hint = "si el archivo cambió de forma, enséñelo otra vez con factus map learn"
            yield codes.MAP_DIFFERS, Problem(None, None, message, hint)

    def _widely(self, read: Read) -> tuple[Table, ColumnMap | None] | None:
        if not self.known:
            return None
        try:
            table = read(knowing(title for one in self.known for title in one.headers))
        except LoteRefused:
            return None
        return table, self.of(table)


def knowing(titles: Iterable[str]) -> Knows:
    """Whether a text is the title of a known column, or one of these."""
    own = {identity(title) for title in titles if title.strip()}
    if not own:
        return known_header
    return lambda text: known_header(text) or (bool(text.strip()) and identity(text) in own)


def with_map(options: MeaningOptions, one: ColumnMap | None) -> MeaningOptions:
    """What the user says now, and what the map says of the rest."""
    if one is None:
        return options
    return replace(options, columns=one.joined(options.columns), usual_values=one.values)


def _differing(one: ColumnMap, table: Table) -> str:
    titles = titles_of(table)
    here, there = {identity(title) for title in titles}, {identity(title) for title in one.headers}
    parts = [
        ("no está", [title for title in one.headers if identity(title) not in here]),
        ("no estaba", [title for title in titles if identity(title) not in there]),
    ]
    said = [f"{word} {', '.join(f'«{title}»' for title in those)}" for word, those in parts if those]
    return "; ".join(said) or "alguno está repetido"


def _shared(titles: set[str], others: set[str]) -> float:
    """How much of two headers is the same, from 0 to 1."""
    return len(titles & others) / (len(titles | others) or 1)


def _lacks(table: Table) -> bool:
    """Whether a header, by its titles alone, can't be a whole one: the real one may stand elsewhere."""
    from factus_cli.lote.headers import INSTEAD  # noqa: PLC0415 - for who has maps alone: the rest read sooner

    known = [meaning(column.header) for column in table.columns]
    has = {name for one in known if one is not None for name in (one.field, one.also)}
    needed = (one.name for one in FIELDS if one.needed)
    return not all(has.intersection((name, *INSTEAD.get(name, ()))) for name in needed)
