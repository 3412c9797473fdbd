"""`factus profile`: one for each company, each with its environment, its ledger and its defaults."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Perfiles: uno por empresa, cada uno con su libro.",
)
Name = Annotated[str, typer.Argument(metavar="NOMBRE", help="Letras minúsculas, números y guiones.")]


@app.command("list", cls=spanish.Command)
def list_(ctx: typer.Context) -> None:
    """Lista los perfiles."""
    from factus_cli.cli import profiles, show

    profiles.list_all(show.Screen.of(options.of(ctx)))


@app.command("add", cls=spanish.Command)
def add(
    ctx: typer.Context,
    name: Name,
    environment: Annotated[
        str, typer.Option("--environment", metavar="AMBIENTE", help="sandbox (pruebas, por defecto) o production.")
    ] = "sandbox",
    company: Annotated[str | None, typer.Option("--company", metavar="TEXTO", help="Nombre de la empresa.")] = None,
    email: Annotated[bool, typer.Option("--email", help="Los clientes reciben sus correos.")] = False,
    base_url: Annotated[str | None, typer.Option("--base-url", metavar="URL", help="Otra dirección de la API.")] = None,
) -> None:
    """Crea un perfil; el primero queda como el de siempre."""
    from factus_cli.cli import profiles, show

    profiles.add(
        show.Screen.of(options.of(ctx)),
        name,
        environment=environment,
        company=company,
        email=email,
        base_url=base_url,
    )


@app.command("use", cls=spanish.Command)
def use(ctx: typer.Context, name: Name) -> None:
    """Escoge el perfil con el que se trabaja si no se dice otro."""
    from factus_cli.cli import profiles, show

    profiles.use(show.Screen.of(options.of(ctx)), name)


@app.command("show", cls=spanish.Command)
def show_(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NOMBRE", help="Sin nombre, el que se usaría.")] = None,
) -> None:
    """Muestra un perfil y de dónde sale cada valor."""
    from factus_cli.cli import profiles, show

    chosen = options.of(ctx)
    profiles.show_one(show.Screen.of(chosen), chosen, name)


@app.command("remove", cls=spanish.Command)
def remove(ctx: typer.Context, name: Name) -> None:
    """Quita un perfil de la configuración; su libro queda donde está."""
    from factus_cli.cli import profiles, show

    profiles.remove(show.Screen.of(options.of(ctx)), name)
