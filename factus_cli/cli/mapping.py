"""What `factus map` does: read a file's titles, ask of those not understood, and keep what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factus_cli import streams
from factus_cli.cli.maps_kept import NAME, kept
from factus_cli.cli.show import table as shown
from factus_cli.domain.search import plain
from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote import reader, sources
from factus_cli.lote.columns import identity
from factus_cli.lote.maps import ColumnMap, fingerprint, titles_of
from factus_cli.lote.maps_used import Maps, knowing
from factus_cli.lote.understanding import How, Understood, understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.cli.maps_kept import Kept
    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen
    from factus_cli.lote.reader import ReadOptions
    from factus_cli.lote.sources import Source
    from factus_cli.lote.table import Table

SCHEMA = "factus.map/1"
NOT_READ = {
    How.PART: "parte de otro campo",
    How.NO_PLACE: "no tiene lugar en Factus",
    How.NOT_READ: "no se lee: el campo es otra columna",
    How.UNKNOWN: "no se lee",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the options of `map learn` say."""

    file: str
    name: str | None
    columns: Mapping[str, str]
    values: Mapping[tuple[str, str], str]
    read: ReadOptions


def learn(screen: Screen, chosen: Globals, lesson: Lesson) -> None:
    """Learn the titles of a file. Raises LoteRefused (exit 3) while something needed is not known, naming the option."""
    own = kept(chosen)
    known = own.all()
    source = _source(lesson.file)
    table = _read(screen, source, lesson, known)
    before = Maps(known).of(table)
    name = _name(lesson, own, known, table, before)
    said = dict(lesson.columns) if before is None else before.joined(lesson.columns)
    _refuse_unknown_titles(lesson, table)
    if screen.may_ask:
        screen.part(_titles(understood(table, said)))
        from factus_cli.cli.mapping_asking import complete

        said = complete(screen, table, said)
    now = understood(table, said)
    _refuse_open(now)
    values = {**({} if before is None else before.values), **lesson.values}
    one = ColumnMap(name, titles_of(table), said, values, Path(source.name).name)
    needed = bool(said or values) or Maps(known).near(table) is not None
    path = own.put(one) if needed else None
    told = (
        f"Mapa {name} guardado en {path}. Se usará solo con los archivos que traigan estos mismos títulos."
        if needed
        else "Todo lo necesario se entiende sin un mapa: no se guardó ninguno."
    )
    screen.answer(
        {
            "schema": SCHEMA,
            "profile": own.profile,
            "saved": needed,
            "map": _as_json(one) if needed else None,
            "headers": _headers_json(now),
        },
        _titles(now),
        told,
    )


def list_all(screen: Screen, chosen: Globals) -> None:
    """Every map of the profile."""
    own = kept(chosen)
    maps = own.all()
    rows = [(one.name, str(len(one.headers)), ", ".join(one.columns), one.learnt_from) for one in maps]
    screen.answer(
        {"schema": SCHEMA, "profile": own.profile, "maps": [_as_json(one) for one in maps]},
        shown(("Mapa", "Títulos", "Enseña", "Aprendido de"), rows, right=(1,))
        if rows
        else f"El perfil {own.profile} no tiene mapas: factus map learn ARCHIVO",
    )


def show_one(screen: Screen, chosen: Globals, name: str) -> None:
    """One map, and where its file is."""
    own = kept(chosen)
    one = own.one(name)
    fields = {identity(title): field for field, title in one.columns.items()}
    rows = [(title, fields.get(identity(title), "")) for title in one.headers]
    values = [f"En «{title}», «{text}» es {code}." for (title, text), code in one.values.items()]
    screen.answer(
        {"schema": SCHEMA, "profile": own.profile, "path": str(own.path(name)), "map": _as_json(one)},
        shown(("Título", "Se dijo que es"), rows),
        *values,
        f"Está en {own.path(name)}",
    )


def remove(screen: Screen, chosen: Globals, name: str) -> None:
    """Forget a map."""
    own = kept(chosen)
    own.remove(name)
    screen.answer({"schema": SCHEMA, "profile": own.profile, "removed": name}, f"Mapa {name} olvidado.")


def _source(file: str) -> Source:
    found = sources.expand([file], stdin=streams.standard_input)
    if len(found) > 1:
        raise UsageProblem(f"{file} son varios archivos", hint="un mapa se aprende de uno solo")
    return found[0]


def _read(screen: Screen, source: Source, lesson: Lesson, known: tuple[ColumnMap, ...]) -> Table:
    """The table of the file; the titles said with --col, and those of other maps, help to find the header.

    Where it is not found a person is asked for its row.
    """
    content = source.read()
    knows = knowing([*lesson.columns.values(), *(title for one in known for title in one.headers)])
    try:
        return reader.read_bytes(source.name, content, lesson.read, knows=knows)
    except LoteRefused as refused:
        if refused.code != "no_header" or lesson.read.header_row is not None or not screen.may_ask:
            raise
        screen.note(refused.message)
        answer = screen.ask("¿En qué fila están los títulos? (Enter: en ninguna) ").strip()
        if not answer.isdecimal():
            raise
        return reader.read_bytes(source.name, content, replace(lesson.read, header_row=int(answer)), knows=knows)


def _name(lesson: Lesson, own: Kept, known: tuple[ColumnMap, ...], table: Table, before: ColumnMap | None) -> str:
    """The name to keep it by: the one said, that of the map of this header, or the file's. Raises UsageProblem."""
    name = lesson.name or (before.name if before is not None else _from_file(lesson.file))
    if not NAME.fullmatch(name):
        raise UsageProblem(
            f"un mapa no se puede llamar «{name}»", hint="use hasta 40 letras minúsculas, números y guiones"
        )
    if before is not None and name != before.name:
        raise UsageProblem(
            f"estos títulos ya son del mapa {before.name}",
            hint=f"quite --name para completarlo, o quítelo antes con: factus map remove {before.name}",
        )
    if name in own.names and not any(one.name == name and one.of_these(titles_of(table)) for one in known):
        raise UsageProblem(
            f"el mapa {name} es de otros títulos", hint=f"diga otro con --name, o quítelo: factus map remove {name}"
        )
    return name


def _from_file(file: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(Path(file).stem)).strip("-")[:40].strip("-") or "mapa"


def _refuse_unknown_titles(lesson: Lesson, table: Table) -> None:
    """A --value of a title that the file has not would be learnt for nothing. Raises UsageProblem."""
    here = {identity(title) for title in titles_of(table)}
    for title, _ in lesson.values:
        if identity(title) not in here:
            raise UsageProblem(f"--value: el archivo no trae la columna «{title}»", hint="revise el título")


def _refuse_open(now: Understood) -> None:
    if not now.problems:
        return
    said = "; ".join(one.message for one in now.problems)
    options = [f"--col {name}=TÍTULO" for name in now.lacking] or [one.hint for one in now.problems if one.hint]
    free = ", ".join(f"«{one.column.header}»" for one in now.free)
    hint = f"diga cuál es: {' '.join(options)}" if now.lacking else "; ".join(options)
    raise LoteRefused(said, hint=hint + (f"; títulos que no se leen: {free}" if free else ""), code="map_incomplete")


def _titles(now: Understood) -> Any:
    rows = [
        (one.column.letter, one.column.header, one.example[:30], ", ".join(one.fields) or NOT_READ.get(one.how, ""))
        for one in now.titles
    ]
    return shown(("Columna", "Título", "Por ejemplo", "Se lee como"), rows)


def _headers_json(now: Understood) -> list[dict[str, Any]]:
    return [
        {
            "column": one.column.letter,
            "header": one.column.header,
            "field": one.fields[0] if one.fields else None,
            "how": one.how.value,
        }
        for one in now.titles
    ]


def _as_json(one: ColumnMap) -> dict[str, Any]:
    return {
        "name": one.name,
        "fingerprint": fingerprint(one.headers),
        "headers": list(one.headers),
        "columns": dict(one.columns),
        "values": [{"header": title, "text": text, "code": code} for (title, text), code in one.values.items()],
        "learnt_from": one.learnt_from,
    }
