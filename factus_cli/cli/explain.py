"""`factus explain`: what a code means, why it comes and what to do next; offline."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import options


def explain(
    ctx: typer.Context,
    code: Annotated[
        list[str] | None, typer.Argument(metavar="CÓDIGO", help="Sin código, dice qué se puede explicar.")
    ] = None,
) -> None:
    """Explica una regla de la DIAN, un hallazgo, un código HTTP, un estado, un error o un código de salida."""
    from factus_cli.cli import explaining, show

    screen = show.Screen.of(options.of(ctx))
    ours = explaining.findings()
    if code:
        found = explaining.explanation(" ".join(code), ours)
        screen.answer(found.as_json(), explaining.shown(found))
        return
    kinds = explaining.contents(ours)
    screen.answer(
        {
            "schema": "factus.explain/1",
            "kinds": [{"kind": kind, "title": title, "codes": list(codes)} for kind, title, codes in kinds],
        },
        show.table(
            ("Qué", "Cuántos", "Por ejemplo"),
            [(title, str(len(codes)), ", ".join(codes[:6])) for _, title, codes in kinds],
            right=(1,),
        ),
    )
