"""The questions of `factus map learn`: what a title is that is not understood, and which title a needed field is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from factus_cli.domain.search import nearest
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.understanding import How, field_named, fields_like, titles_like, understood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.cli.show import Screen
    from factus_cli.lote.table import Table
    from factus_cli.lote.understanding import Title, Understood


T = TypeVar("T")


def complete(screen: Screen, table: Table, said: Mapping[str, str]) -> dict[str, str]:
    """What was said, and what a person answers of the rest. Each answer may settle the questions that follow."""
    said = dict(said)
    passed: set[str] = set()
    while True:
        now = understood(table, said)
        title = next((one for one in now.titles if _is_open(one) and one.column.letter not in passed), None)
        if title is not None:
            passed.add(title.column.letter)
            field = _field_of(screen, title, now)
            if field is not None:
                said[field] = title.column.header
            continue
        name = next((one for one in now.lacking if one not in passed), None)
        if name is None:
            return said
        passed.add(name)
        chosen = _title_of(screen, name, now)
        if chosen is not None:
            said[name] = chosen.column.header


def _is_open(one: Title) -> bool:
    return one.how in (How.UNKNOWN, How.DOUBTFUL)


def _field_of(screen: Screen, title: Title, now: Understood) -> str | None:
    """The field that a title is, None when it is not to be read."""
    column = title.column
    names = list(title.fields) or fields_like(column.header, now)
    example = f" (por ejemplo: {title.example[:40]})" if title.example else ""
    screen.note(f"\nColumna {column.letter}, «{column.header}»{example}. ¿Qué es?")
    _numbered(screen, [f"{name}: {BY_NAME[name].text}" for name in names])
    while answer := screen.ask("Número, nombre del campo, o Enter si no se lee: ").strip():
        field = _by_number(answer, names) or field_named(answer)
        if field is not None:
            return field
        near = nearest(answer, BY_NAME)
        screen.note(f"no hay un campo «{answer}»" + (f"; ¿quiso decir {', '.join(near)}?" if near else ""))
    return None


def _title_of(screen: Screen, name: str, now: Understood) -> Title | None:
    """The title that a needed field is, None when the file has none."""
    titles = titles_like(name, now.free)
    if not titles:
        return None
    screen.note(f"\nFalta {name}: {BY_NAME[name].text}. ¿Qué columna es?")
    _numbered(screen, [f"«{one.column.header}» ({one.column.letter})" for one in titles])
    while answer := screen.ask("Número, o Enter si ninguna: ").strip():
        chosen = _by_number(answer, titles)
        if chosen is not None:
            return chosen
        screen.note(f"escriba un número de 1 a {len(titles)}")
    return None


def _numbered(screen: Screen, lines: Sequence[str]) -> None:
    for number, line in enumerate(lines, start=1):
        screen.note(f"  {number}. {line}")


def _by_number(answer: str, among: Sequence[T]) -> T | None:
    return among[int(answer) - 1] if answer.isdecimal() and 1 <= int(answer) <= len(among) else None
