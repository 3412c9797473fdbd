"""How a client's columns are called: said once, found again by the header's fingerprint. A map serves no other header."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from factus_cli.errors import UsageProblem
from factus_cli.lote.columns import BY_NAME, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factus_cli.lote.table import Table


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a person said of one header. `headers` are its titles as typed, `columns` maps fields to some of them.

    What nobody had to say is not in it: it is understood as always. `values` maps (header, text) to a code.
    """

    name: str
    headers: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    learnt_from: str = ""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the header that it is of."""
        return fingerprint(self.headers)

    def of_these(self, titles: Iterable[str]) -> bool:
        """Whether a header is the one that was learnt."""
        return fingerprint(titles) == self.fingerprint

    def knows(self, text: str) -> bool:
        """Whether a text is one of its titles."""
        return bool(text.strip()) and identity(text) in {identity(one) for one in self.headers}

    def joined(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Its columns and those said now, which win: a field or a title said now is not what the map says of it."""
        said = {identity(one) for one in columns.values()}
        kept = {
            name: title for name, title in self.columns.items() if name not in columns and identity(title) not in said
        }
        return {**kept, **columns}


def fingerprint(titles: Iterable[str]) -> str:
    """SHA-256 of the titles as they are compared, sorted: columns that move are the same header, others are not.

    A title that stands twice counts twice; columns without a title don't count.
    """
    names = sorted(identity(one) for one in titles if one.strip())
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def titles_of(table: Table) -> tuple[str, ...]:
    """The titles of a table, in its order, without those that are blank."""
    return tuple(column.header for column in table.columns if column.header.strip())


def written(one: ColumnMap) -> str:
    """The map as TOML that a person can read and mend."""
    import tomlkit  # noqa: PLC0415 - only who learns a map writes one

    document = tomlkit.document()
    document.add(tomlkit.comment("Cómo se llaman las columnas de un archivo. Se usa solo con estos mismos títulos."))
    document["learnt_from"] = one.learnt_from
    document["fingerprint"] = one.fingerprint
    document["headers"] = tomlkit.array().multiline(multiline=True)
    for title in one.headers:
        document["headers"].append(title)
    document["columns"] = dict(one.columns)
    values = tomlkit.aot()
    for (title, text), code in one.values.items():
        values.append(tomlkit.item({"header": title, "text": text, "code": code}))
    if one.values:
        document["values"] = values
    return tomlkit.dumps(document)


def parsed(name: str, text: str, where: str) -> ColumnMap:
    """The map of a file's text; `where` is how the file is called in the error.

    Raises UsageProblem for what is no map, a field that does not exist, a title that is not among its own, and titles
    changed by hand: their fingerprint is no longer the one that was learnt.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(where, f"no se entiende como TOML: {error}") from None
    titles, columns = said.get("headers"), said.get("columns")
    if not _are_texts(titles) or not isinstance(columns, dict) or not _are_texts(list(columns.values())):
        raise _broken(where, "faltan los títulos (headers) o las columnas (columns)")
    one = ColumnMap(
        name, tuple(titles), columns, _values(said.get("values", []), where), str(said.get("learnt_from", ""))
    )
    for name_, title in columns.items():
        if name_ not in BY_NAME:
            raise _broken(where, f"no existe el campo {name_}")
        if not one.knows(title):
            raise _broken(where, f"«{title}» no es uno de sus títulos")
    if said.get("fingerprint") != one.fingerprint:
        raise _broken(where, "sus títulos no son los que se aprendieron")
    return one


def _values(said: Any, where: str) -> dict[tuple[str, str], str]:
    if not isinstance(said, list):
        raise _broken(where, "no se entienden sus valores (values)")
    values = {}
    for one in said:
        parts = [one.get(part) for part in ("header", "text", "code")] if isinstance(one, dict) else []
        if len(parts) != 3 or not _are_texts(parts):
            raise _broken(where, "no se entienden sus valores (values)")
        values[parts[0], parts[1]] = parts[2]
    return values


def _are_texts(found: Any) -> TypeGuard[list[str]]:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _broken(where: str, why: str) -> UsageProblem:
    return UsageProblem(
        f"el mapa {where} no sirve: {why}", hint="quítelo con factus map remove y apréndalo otra vez", code="map"
    )
