"""`factus template`: an empty lote with lists, instructions and examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import lote_options, options


def template(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ARCHIVO", help="Dónde queda: un .xlsx que no exista.")
    ] = None,
    type_: lote_options.Type = "invoice",
    force: Annotated[bool, typer.Option("--force", help="Escribe encima si el archivo ya existe.")] = False,
) -> None:
    """Crea un lote vacío de Excel, con listas, instrucciones y ejemplos."""
    from factus_cli.cli import show, templates

    screen = show.Screen.of(options.of(ctx))
    path, kind = templates.write(output, lote_options.document_type(type_), overwrite=force)
    screen.answer(
        {"schema": "factus.template/1", "type": kind.value, "path": str(path)},
        f"Plantilla: {path}\nLlénela y revísela con: factus check {path}",
    )
