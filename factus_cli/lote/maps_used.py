"""Which map a file is read with: the one named, or the one learnt from this very header; and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote import codes
from factus_cli.lote.columns import FIELDS, identity, known_header, meaning
from factus_cli.lote.headers import INSTEAD
from factus_cli.lote.maps import titles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.header import Knows
    from factus_cli.lote.maps import ColumnMap
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Table

    Read = Callable[[Knows], Table]


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
        except LoteRefused:
            found = self._widely(read)
            if found is None:
                raise
            return found
        one = self.of(table)
        if one is None and self.known and _lacks(table):
            return self._widely(read) or (table, None)
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

    def _widely(self, read: Read) -> tuple[Table, ColumnMap] | None:
        if not self.known:
            return None
        try:
            table = read(knowing(title for one in self.known for title in one.headers))
        except LoteRefused:
            return None
        one = self.of(table)
        return None if one is None else (table, one)


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


def told(one: ColumnMap | None, table: Table) -> Iterator[tuple[FindingCode, Problem]]:
    """That a map was used; and, where it was forced upon another header, how that differs."""
    if one is None:
        return
    titles = titles_of(table)
    said = ", ".join(f"«{title}» es {name}" for name, title in one.columns.items())
    yield codes.MAP_USED, Problem(None, None, f"se usó el mapa {one.name}" + (f": {said}" if said else ""))
    if one.of_these(titles):
        return
    here, there = {identity(title) for title in titles}, {identity(title) for title in one.headers}
    parts = [
        ("no está", [title for title in one.headers if identity(title) not in here]),
        ("no estaba", [title for title in titles if identity(title) not in there]),
    ]
    differing = "; ".join(f"{word} {', '.join(f'«{title}»' for title in those)}" for word, those in parts if those)
    message = f"los títulos no son los que aprendió el mapa {one.name}: {differing or 'alguno está repetido'}"
    hint = "si el archivo cambió de forma, apréndalo otra vez con factus map learn"
    yield codes.MAP_DIFFERS, Problem(None, None, message, hint)


def _lacks(table: Table) -> bool:
    """Whether a header, by its titles alone, can't be a whole one: the real one may stand elsewhere."""
    known = [meaning(column.header) for column in table.columns]
    has = {name for one in known if one is not None for name in (one.field, one.also)}
    needed = (one.name for one in FIELDS if one.needed)
    return not all(has.intersection((name, *INSTEAD.get(name, ()))) for name in needed)
