"""`factus resume`: finish from the ledger alone what is ready, pending or in doubt."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options


def resume(
    ctx: typer.Context,
    lote: Annotated[str | None, typer.Argument(metavar="LOTE", help="Solo lo de este lote; sin él, todo.")] = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Termina lo de la práctica.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="No pide confirmación.")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Solo N documentos en esta vez.")
    ] = None,
    max_duration: Annotated[
        str | None, typer.Option("--max-duration", metavar="30m", help="Deja de enviar pasado este tiempo.")
    ] = None,
    wait_dian: Annotated[
        str, typer.Option("--wait-dian", metavar="30s", help="Cuánto espera a la DIAN cuando está lenta.")
    ] = "30s",
) -> None:
    """Termina lo que quedó pendiente, en duda o sin enviar."""
    from factus_cli.cli import resuming, show

    chosen = options.of(ctx)
    asked = resuming.Asked(lote, simulate, yes, limit, max_duration, wait_dian)
    raise options.leave(resuming.resume(show.Screen.of(chosen), chosen, asked))
