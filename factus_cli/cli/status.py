"""`factus status`: where things stand, and the next command to run."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options


def status(
    ctx: typer.Context,
    what: Annotated[str | None, typer.Argument(metavar="LOTE|REF|NÚMERO", help="Sin nada, el último lote.")] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Mira lo de la práctica.")] = False,
) -> None:
    """Muestra en qué va un lote o un documento, y qué sigue."""
    from factus_cli.cli import show, standing, wiring

    chosen = options.of(ctx)
    place = wiring.workplace(chosen, simulate=simulate)
    with place.read_ledger() as ledger:
        standing.status(show.Screen.of(chosen), place, ledger, what)
