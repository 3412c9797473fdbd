"""`factus reconcile`: the ledger against Factus over a period."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import options


def reconcile(
    ctx: typer.Context,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="FECHA", help="Desde este día (por defecto, el 1.º del mes).")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FECHA", help="Hasta este día, incluido (por defecto, hoy).")
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TIPO", help="Solo invoice, credit-note…; sin él, todos.")
    ] = None,
    import_: Annotated[
        bool, typer.Option("--import", help="Trae al libro lo que solo está en Factus. No envía ni borra nada.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ARCHIVO", help="Todo, igual o no: .xlsx, .csv o .json.")
    ] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Compara lo de la práctica.")] = False,
) -> None:
    """Compara el libro con Factus: = igual, + solo en el libro, - solo en Factus, * distinto.

    Termina con 0 cuando todo es igual, y con 5 cuando queda algo distinto o de un solo lado.
    """
    from factus_cli.cli import reconciling, show

    chosen = options.of(ctx)
    asked = reconciling.Asked(from_, to, type_, import_, output, simulate)
    raise options.leave(reconciling.reconcile(show.Screen.of(chosen), chosen, asked))
