"""`factus pending`: what Factus holds unvalidated, ours or not; `clear` deletes what the DIAN rejected."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options, spanish

app = typer.Typer(
    cls=spanish.Group,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Lo que Factus tiene sin validar: mientras siga ahí, la cuenta no recibe otros.",
)
Type = Annotated[
    str | None, typer.Option("--type", metavar="TIPO", help="Solo este tipo: invoice, credit-note, debit-note…")
]
Simulate = Annotated[bool, typer.Option("--simulate", help="Mira lo de la práctica.")]


@app.callback()
def pending(ctx: typer.Context, type_: Type = None, simulate: Simulate = False) -> None:
    """Sin nada más, lista."""
    if ctx.invoked_subcommand is None:
        _list(ctx, type_, simulate=simulate)


@app.command("list", cls=spanish.Command)
def list_(ctx: typer.Context, type_: Type = None, simulate: Simulate = False) -> None:
    """Lista los documentos sin validar, de quién son y qué sigue."""
    group_type, group_simulate = _of_group(ctx)
    _list(ctx, type_ or group_type, simulate=simulate or group_simulate)


@app.command("clear", cls=spanish.Command)
def clear(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="La referencia del documento.")],
    type_: Type = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="No pide confirmación de lo que no envió este perfil.")
    ] = False,
    simulate: Simulate = False,
) -> None:
    """Borra de Factus un documento que la DIAN rechazó; nunca uno pendiente, validado o con Regla 90."""
    from factus_cli.cli import clearing, show

    chosen = options.of(ctx)
    group_type, group_simulate = _of_group(ctx)
    asked = clearing.Asked(reference, type_ or group_type, yes, simulate or group_simulate)
    clearing.clear(show.Screen.of(chosen), chosen, asked)


def _list(ctx: typer.Context, type_: str | None, *, simulate: bool) -> None:
    from factus_cli.cli import pendings, show

    chosen = options.of(ctx)
    raise options.leave(pendings.show_all(show.Screen.of(chosen), chosen, type_, simulate=simulate))


def _of_group(ctx: typer.Context) -> tuple[str | None, bool]:
    """What was typed between `pending` and its order counts the same."""
    typed = {} if ctx.parent is None else ctx.parent.params
    return typed.get("type_"), bool(typed.get("simulate"))
