"""`factus simulate`: a Factus on this machine, with the real one's habits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group, no_args_is_help=True, rich_markup_mode=None, help="Un Factus en este computador, para practicar."
)


@app.command("serve", cls=spanish.Command)
def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Puerto (8765; 0: libre).")] = 8765,
    host: Annotated[
        str, typer.Option("--host", metavar="DIRECCIÓN", help="Dirección local (127.0.0.1).")
    ] = "127.0.0.1",
    latency: Annotated[float, typer.Option("--latency", min=0, metavar="S", help="Segundos que tarda la DIAN.")] = 0.0,
    quota: Annotated[
        int, typer.Option("--quota", min=0, metavar="N", help="Peticiones por minuto (80; 0: sin límite).")
    ] = 80,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="NOMBRE", help="Mal comportamiento: vea simulate scenarios. Se repite."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Semilla del azar de los escenarios.")] = 0,
    speed: Annotated[
        float,
        typer.Option("--speed", min=1, max=1000, metavar="N", help="Cuántas veces más rápido corre su reloj (1)."),
    ] = 1.0,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="ARCHIVO", help="Guarda ahí lo que recibe (por defecto: memoria).")
    ] = None,
) -> None:
    """Atiende en un puerto de este computador hasta que lo detengan."""
    from factus_cli.cli import serving, show

    served = serving.Served(port, host, latency, quota or None, tuple(scenario or ()), seed, store, speed)
    raise options.leave(serving.serve(show.Screen.of(options.of(ctx)), served))


@app.command("scenarios", cls=spanish.Command)
def scenarios(ctx: typer.Context) -> None:
    """Lista los escenarios del simulador."""
    from factus_cli.cli import serving, show

    serving.scenarios(show.Screen.of(options.of(ctx)))
