"""`factus report`: the input rows of a lote joined with what became of each document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import options


def report(
    ctx: typer.Context,
    lote: options.Lote,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ARCHIVO", help=".xlsx, .csv, .json o .html.")
    ] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Informe de la práctica.")] = False,
) -> None:
    """Escribe el informe de un lote: sus filas con número, CUFE, estado y motivo."""
    from factus_cli.cli import lotes, show, wiring

    chosen = options.of(ctx)
    screen = show.Screen.of(chosen)
    place = wiring.workplace(chosen, simulate=simulate)
    with place.read_ledger() as ledger:
        found = lotes.lote_named(ledger, lote)
        path = output or Path(f"{found.id}.xlsx")
        lotes.write_report(ledger, found.id, path)
    screen.answer({"schema": "factus.report/1", "lote": found.id, "path": str(path)}, f"Informe: {path}")
