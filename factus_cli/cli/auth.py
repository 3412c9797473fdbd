"""`factus auth`: credentials in the system's keyring; their values are never shown."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Credenciales de Factus, en el llavero del sistema.",
)


@app.command("login", cls=spanish.Command)
def login(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Prueba las credenciales con Factus antes de guardarlas.")
    ] = True,
) -> None:
    """Pregunta las credenciales y las guarda en el llavero."""
    from factus_cli.cli import authenticating, show

    chosen = options.of(ctx)
    authenticating.login(show.Screen.of(chosen), chosen, check=check)


@app.command("status", cls=spanish.Command)
def status(ctx: typer.Context) -> None:
    """Dice de dónde sale cada credencial, nunca cuál es."""
    from factus_cli.cli import authenticating, show

    chosen = options.of(ctx)
    authenticating.status(show.Screen.of(chosen), chosen)


@app.command("logout", cls=spanish.Command)
def logout(ctx: typer.Context) -> None:
    """Borra del llavero las credenciales del perfil."""
    from factus_cli.cli import authenticating, show

    chosen = options.of(ctx)
    authenticating.logout(show.Screen.of(chosen), chosen)
