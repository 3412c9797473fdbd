"""The command line: options in, one call, the result shown. Errors become exit codes here, once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factus_cli import streams
from factus_cli.cli import signals, spanish
from factus_cli.cli.options import Globals
from factus_cli.errors import ExitCode, FactusError, UsageProblem, why

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="factus",
    cls=spanish.Group,
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Envía por Factus las facturas electrónicas de un mes desde una hoja de cálculo.",
    epilog="Guía: docs/guia.md. Qué significa un código: factus explain CÓDIGO.",
)


VERDICTS = ("send", "resume", "check", "reconcile")
"""Commands whose exit code says something of the documents, whether anybody hears the rest or not."""


@app.callback(invoke_without_command=True)
def everything(  # the options that every command has
    ctx: typer.Context,
    profile: Annotated[
        str | None, typer.Option("--profile", "-p", metavar="NOMBRE", help="Empresa con la que se trabaja.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Responde con un objeto JSON en la salida.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Solo lo indispensable.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Cuenta más de lo que hace.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Sin colores (también con NO_COLOR).")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="No pregunta nada.")] = False,
    log_file: Annotated[
        Path | None, typer.Option("--log-file", metavar="ARCHIVO", help="Escribe ahí un registro detallado.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Muestra la versión y termina.")] = False,
) -> None:
    """Keep the global options for the command that follows."""
    if version:
        from factus_cli import __version__

        if json:
            from factus_cli.cli.show import print_json

            print_json({"schema": "factus.version/1", "version": __version__})
        else:
            typer.echo(f"factus {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None and json:
        raise _no_command("factus")
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(int(ExitCode.USAGE))
    if log_file is not None:
        from factus_cli.cli import logs

        logs.to_file(log_file)
    ctx.obj = Globals(profile, json, quiet, verbose, no_color, no_input, log_file)


def run(args: Sequence[str]) -> int:
    """Run one command line, the last thing of its process; the exit code it ends with.

    Every failure is told here, once, in Spanish, and so is a signal, wherever it finds the command.
    """
    code: int | None = None
    try:
        signals.listen()
        code = _run(args)
        signals.told()
        code = _delivered(code, args)
    except KeyboardInterrupt:
        if code is None:  # or else it came after the last word
            code = _failed(signals.stopped(), args)
    return code


def _run(args: Sequence[str]) -> int:
    try:
        return _invoke(args)
    except FactusError as error:
        return _failed(error, args)
    except Exception as error:  # the last net: a bug ends in one sentence and a log
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _wrong_usage(error, args)
        return _failed(_bug(error, args), args)


def _delivered(code: int, args: Sequence[str]) -> int:
    """The exit code, once an answer that could not be written is told.

    It stays where it is a verdict: what became of the documents, whether a file is correct. Any other command has
    nothing but its answer to give, and without it has not ended well.
    """
    lost = streams.lost()
    if lost is None:
        return code
    from factus_cli.cli import show

    command = spanish.command_in(args)
    error = _unwritten(lost, args, sends=command in ("send", "resume"))
    show.failure(error)
    return code if code or command in VERDICTS else int(error.exit_code)


def _unwritten(lost: OSError, args: Sequence[str], *, sends: bool) -> UsageProblem:
    practice = " --simulate" if "--simulate" in args else ""
    ledger = f"lo enviado está en el libro: mírelo con factus status{practice} o factus list{practice}"
    again = "cambie a dónde va la salida, o haga espacio, y vuelva a correr la orden"
    return UsageProblem(
        f"no se pudo escribir la respuesta en la salida: {why(lost)}",
        hint=ledger if sends else again,
        code="output_unwritable",
    )


def _invoke(args: Sequence[str]) -> int:
    """What typer's own main does, which would make a bare exit code of a signal."""
    _refuse_bytes(args)
    from factus_cli.cli import commands

    commands.register(app, spanish.command_in(args))
    try:
        with typer.main.get_command(app).make_context("factus", list(args)) as context:
            return int(context.command.invoke(context) or 0)
    except typer.Exit as done:
        return done.exit_code


def _refuse_bytes(args: Sequence[str]) -> None:
    """Raise UsageProblem for an argument of bytes that are no text: nothing could be said of it, on a screen or in JSON."""
    for one in args:
        shown = one.encode("utf-8", "replace").decode()
        if shown != one:
            raise UsageProblem(
                f"«{shown}» tiene bytes que no son texto en UTF-8",
                hint="si es el nombre de un archivo, cámbieselo por uno sin esos signos",
            )


def _failed(error: FactusError, args: Sequence[str]) -> int:
    from factus_cli.cli.show import failure

    as_json = "--json" in args or "--format=json" in args or ("--format", "json") in pairwise(args)
    failure(error, as_json=as_json, as_line="--ndjson" in args)
    return int(error.exit_code)


def _wrong_usage(error: Exception, args: Sequence[str]) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "factus"
    if type(error).__name__ == "NoArgsIsHelpError":
        if "--json" in args:
            return _failed(_no_command(path), args)
        typer.echo(str(error))
        return int(ExitCode.USAGE)
    problem = UsageProblem(spanish.usage_message(error), hint=f"mire la ayuda: {path} --help")
    return _failed(problem, args)


def _no_command(path: str) -> UsageProblem:
    """What a machine is told where a person would get the help page."""
    return UsageProblem("falta la orden", hint=f"mire la ayuda: {path} --help")


def _bug(error: Exception, args: Sequence[str]) -> FactusError:
    from factus_cli.cli.logs import write_bug

    where = write_bug(error, args)
    return FactusError(
        f"error inesperado: {type(error).__name__}",
        hint=f"lo enviado está en el libro; el detalle quedó en {where}",
    )
