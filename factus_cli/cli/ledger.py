"""`factus ledger`: the ledger as a file: what it holds, whether it verifies, its copies, and questions in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="El libro como archivo: qué tiene, si verifica, sus copias y consultas.",
)
Simulate = Annotated[bool, typer.Option("--simulate", help="El libro de la práctica.")]


@app.command("info", cls=spanish.Command)
def info(ctx: typer.Context, simulate: Simulate = False) -> None:
    """Muestra dónde está el libro, cuánto tiene y cuándo se copió."""
    from factus_cli.cli import ledgers, show, wiring

    chosen = options.of(ctx)
    ledgers.info(show.Screen.of(chosen), wiring.workplace(chosen, simulate=simulate))


@app.command("verify", cls=spanish.Command)
def verify(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="ARCHIVO...", help="Copias del libro; sin nada, el del perfil.")
    ] = None,
    simulate: Simulate = False,
) -> None:
    """Revisa que nadie haya cambiado el libro, y dice el primer evento malo."""
    from factus_cli.cli import ledgers, show, wiring

    chosen = options.of(ctx)
    place = None if files else wiring.workplace(chosen, simulate=simulate)
    raise options.leave(ledgers.verify(show.Screen.of(chosen), place, files or []))


@app.command("backup", cls=spanish.Command)
def backup(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ARCHIVO", help="Dónde queda (por defecto, aquí).")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Reemplaza la copia que ya esté ahí.")] = False,
    simulate: Simulate = False,
) -> None:
    """Copia el libro a un archivo, aunque se esté enviando, y verifica la copia."""
    from factus_cli.cli import ledgers, show, wiring

    chosen = options.of(ctx)
    place = wiring.workplace(chosen, simulate=simulate)
    ledgers.backup(show.Screen.of(chosen), place, output, overwrite=overwrite)


@app.command("export", cls=spanish.Command)
def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ARCHIVO", help=".xlsx, .csv o .json (por defecto, .xlsx).")
    ] = None,
    simulate: Simulate = False,
) -> None:
    """Escribe en un archivo todos los documentos y eventos del libro."""
    from factus_cli.cli import exporting, show, wiring

    chosen = options.of(ctx)
    exporting.export(show.Screen.of(chosen), wiring.workplace(chosen, simulate=simulate), output)


@app.command("sql", cls=spanish.Command)
def sql(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="CONSULTA", help="Un SELECT.")],
    format_: Annotated[str, typer.Option("--format", metavar="FORMATO", help="table, json o csv.")] = "table",
    simulate: Simulate = False,
) -> None:
    """Responde una consulta SQL sobre el libro; no puede cambiarlo."""
    from factus_cli.cli import asking, show, wiring

    chosen = options.of(ctx)
    place = wiring.workplace(chosen, simulate=simulate)
    with place.read_ledger() as ledger:
        asking.answer(show.Screen.of(chosen), ledger, query, format_)
