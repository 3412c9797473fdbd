"""`factus catalog`: search the code lists; offline, tolerant of accents and typos."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options
from factus_cli.errors import ExitCode, UsageProblem


def catalog(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="LISTA", help="Sin lista, muestra cuáles hay.")] = None,
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXTO", help="Código o nombre que se busca.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Cuántos muestra.")] = 20,
) -> None:
    """Busca municipios, unidades, países, monedas y códigos."""
    from factus_cli.cli import show
    from factus_cli.domain import codes

    screen = show.Screen.of(options.of(ctx))
    if name is None:
        rows = [(one.name, one.title, str(len(codes.catalog(one.name)))) for one in codes.CATALOGS]
        screen.answer(
            {"schema": "factus.catalog/1", "lists": [{"name": one, "title": title} for one, title, _ in rows]},
            show.table(("Lista", "Qué es", "Códigos"), rows),
        )
        return
    if name not in {one.name for one in codes.CATALOGS}:
        near = ", ".join(one.name for one in codes.CATALOGS)
        raise UsageProblem(f"no existe la lista {name}", hint=f"las listas son: {near}")
    found = codes.search(name, " ".join(text or ()), limit=limit)
    shown = found[:limit]
    screen.answer(
        {
            "schema": "factus.catalog/1",
            "list": name,
            "total": len(found),
            "entries": [{"code": one.code, "name": one.name, **one.extra} for one in shown],
        },
        show.table(
            ("Código", "Nombre", "Más"),
            [(one.code, one.name, one.extra.get("department_name") or one.extra.get("abbr", "")) for one in shown],
        ),
    )
    if len(found) > len(shown):
        screen.note(f"y {len(found) - len(shown)} más: escriba más letras, o use --limit")
    if not found:
        screen.note(f"nada en {name} se parece a «{' '.join(text or ())}»")
        raise options.leave(ExitCode.USAGE)
