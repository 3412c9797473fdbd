"""`factus list`: the documents of the ledger, filtered."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options


def list_(
    ctx: typer.Context,
    state: Annotated[
        str | None, typer.Option("--state", metavar="ESTADO", help="validated, rejected, pending…")
    ] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TIPO", help="invoice, credit-note…")] = None,
    lote: Annotated[str | None, typer.Option("--lote", metavar="LOTE", help="Solo los de este lote.")] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="TEXTO", help="Identificación o parte del nombre.")
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="FECHA", help="Desde este día (2026-11-24).")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="FECHA", help="Hasta este día, incluido.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Cuántos muestra.")] = 100,
    simulate: Annotated[bool, typer.Option("--simulate", help="Mira lo de la práctica.")] = False,
) -> None:
    """Lista los documentos del libro."""
    from factus_cli.cli import show, standing, wiring

    chosen = options.of(ctx)
    wanted = standing.filters(state, type_, customer, from_, to)
    place = wiring.workplace(chosen, simulate=simulate)
    with place.read_ledger() as ledger:
        standing.list_documents(show.Screen.of(chosen), place, ledger, wanted, lote, limit)
