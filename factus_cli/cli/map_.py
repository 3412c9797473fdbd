"""`factus map`: how a client's columns are called; said once, found again by the header."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import lote_options as given
from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Mapas: cómo se llaman las columnas de cada cliente.",
)
Name = Annotated[str, typer.Argument(metavar="NOMBRE", help="Cómo se llama el mapa.")]


@app.command("learn", cls=spanish.Command)
def learn(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="ARCHIVO", help="Un archivo con los títulos de ese cliente.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NOMBRE", help="Cómo se llamará (el nombre del archivo).")
    ] = None,
    col: given.Col = None,
    value: given.Value = None,
    sheet: given.Sheet = None,
    encoding: given.Encoding = None,
    delimiter: given.Delimiter = None,
    header_row: given.HeaderRow = None,
) -> None:
    """Aprende qué es cada columna: pregunta lo que no entiende, y lo recuerda."""
    from factus_cli.cli import mapping, show

    chosen = options.of(ctx)
    lesson = mapping.Lesson(
        file=file,
        name=name,
        columns=given.columns(col),
        values=given.values(value),
        read=given.read_options(sheet=sheet, encoding=encoding, delimiter=delimiter, header_row=header_row),
    )
    mapping.learn(show.Screen.of(chosen), chosen, lesson)


@app.command("list", cls=spanish.Command)
def list_(ctx: typer.Context) -> None:
    """Lista los mapas del perfil."""
    from factus_cli.cli import mapping, show

    mapping.list_all(show.Screen.of(options.of(ctx)), options.of(ctx))


@app.command("show", cls=spanish.Command)
def show_(ctx: typer.Context, name: Name) -> None:
    """Muestra un mapa: qué campo es cada título."""
    from factus_cli.cli import mapping, show

    mapping.show_one(show.Screen.of(options.of(ctx)), options.of(ctx), name)


@app.command("remove", cls=spanish.Command)
def remove(ctx: typer.Context, name: Name) -> None:
    """Olvida un mapa."""
    from factus_cli.cli import mapping, show

    mapping.remove(show.Screen.of(options.of(ctx)), options.of(ctx), name)
