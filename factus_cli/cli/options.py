"""What every command shares: the global options, and the ways to end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from factus_cli.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Globals:
    """The global options, as typed."""

    profile: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    no_input: bool = False
    log_file: Path | None = None


def of(ctx: typer.Context) -> Globals:
    """The global options of this run."""
    found: Any = ctx.find_object(Globals)
    return found if isinstance(found, Globals) else Globals()


def leave(code: ExitCode | int) -> typer.Exit:
    """The exception that ends a command with an exit code."""
    return typer.Exit(int(code))


Files = Annotated[
    list[str], typer.Argument(metavar="ARCHIVO...", help="Lotes: archivos, carpetas o patrones; - es la entrada.")
]
Lote = Annotated[str, typer.Argument(metavar="LOTE", help="Nombre del lote, o parte de él.")]
