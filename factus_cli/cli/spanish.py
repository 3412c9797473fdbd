"""Typer's own words in Spanish: help pages and usage errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from factus_cli.cli.typed import as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GLOBAL_FLAGS = {
    "--json": 0,
    "--quiet": 0,
    "-q": 0,
    "--verbose": 0,
    "-v": 0,
    "--no-color": 0,
    "--no-input": 0,
    "--profile": 1,
    "-p": 1,
    "--log-file": 1,
}
"""The global options and how many values each takes: they may stand before or after the command."""

_HELP_OF_HELP = "Muestra esta ayuda y termina."
_WORDS = (
    (r"\brequired\b", "obligatorio"),
    (r"\bdefault: ", "por defecto: "),
    (r"(?<![<=])\bx>=(\d+)", r"desde \1"),
    (r"\b(\d+)<=x<=(\d+)", r"de \1 a \2"),
    (r"(?<![<=])\bx<=(\d+)", r"hasta \1"),
)
_MESSAGES = (
    (r"^(?P<v>'.*') is not a valid (integer|int)\.?.*$", "{v} no es un número entero"),
    (r"^(?P<v>'.*') is not a valid (float|number)\.?.*$", "{v} no es un número"),
    (r"^Input should be a valid integer\b.*$", "debe ser un número entero"),
    (r"^Input should be a (valid|finite) number\b.*$", "debe ser un número"),
    (r"^Input should be greater than or equal to (?P<v>\S+)$", "debe ser {v} o más"),
    (r"^Input should be less than or equal to (?P<v>\S+)$", "debe ser {v} o menos"),
    (r"^(?P<v>.*) is not in the range (?P<r>.*)\.$", "{v} no está en el rango {r}"),
    (r"^(?P<v>'.*') is not one of (?P<r>.*)\.$", "{v} no es una de las opciones: {r}"),
    (r"^No such command (?P<v>'.*?')\.?(?: Did you mean (?P<r>.*)\?)?$", "no existe la orden {v}"),
    (r"^Missing command\.$", "falta la orden"),
    (r"^Option (?P<v>'.*') requires an argument\.$", "la opción {v} necesita un valor"),
    (r"^Option (?P<v>'.*') requires \d+ arguments\.$", "la opción {v} necesita más valores"),
    (r"^Option (?P<v>'.*') does not take a value\.$", "la opción {v} no lleva valor"),
    (r"^Got unexpected extra arguments? \((?P<v>.*)\)$", "sobra en la línea: {v}"),
)


class Command(TyperCommand):
    """A command whose help page is in Spanish."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # typer's own classes are private
        _write_help(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        as_typed(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group whose help page is in Spanish, and whose global options may stand anywhere on the line."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)
        rows = [
            (name, command.get_short_help_str(limit=100))
            for name, command in self.commands.items()
            if not command.hidden
        ]
        with formatter.section("Órdenes"):
            formatter.write_dl(rows)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Global options typed after the command are read as if typed before it."""
        if ctx.parent is None:
            args = [*globals_first(args)]
        as_typed(self.get_params(ctx))
        return super().parse_args(ctx, args)


def command_in(args: Sequence[str]) -> str | None:
    """The word of a line where its command stands, behind the global options; None where another option stands first."""
    words = iter([*globals_first(args)])
    for word in words:
        name, _, attached = word.partition("=")
        if name not in GLOBAL_FLAGS:
            return None if word.startswith("-") else word
        if GLOBAL_FLAGS[name] and not attached:
            next(words, None)
    return None


def globals_first(args: Sequence[str]) -> Iterator[str]:
    """The same arguments with the global options in front; what follows `--` stays where it is."""
    front: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(args):
        word = args[index]
        if word == "--":
            rest.extend(args[index:])
            break
        name, _, attached = word.partition("=")
        takes = GLOBAL_FLAGS.get(name)
        if takes is None:
            rest.append(word)
            index += 1
            continue
        width = 1 if attached else 1 + takes
        front.extend(args[index : index + width])
        index += width
    yield from (*front, *rest)


def usage_message(error: Any) -> str:  # typer's exceptions are private
    """A usage error of typer in Spanish."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        return f"no existe la opción {error.option_name}" + (f"; ¿quiso decir {', '.join(near)}?" if near else "")
    if kind == "MissingParameter":
        return f"falta {_named(error)}"
    message = _translated(str(error.message))
    if kind == "BadParameter":
        return f"el valor de {_named(error)} no sirve: {message}"
    return message


def _named(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "param_hint", "") or "un valor")
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).upper().strip("[]").removesuffix("...")
    return "/".join(param.opts)


def _translated(message: str) -> str:
    for pattern, spanish in _MESSAGES:
        found = re.match(pattern, message, re.DOTALL)
        if found:
            parts = {name: value or "" for name, value in found.groupdict().items()}
            near = parts.get("r") if "Did you mean" in message else ""
            return spanish.format(**parts) + (f"; ¿quiso decir {near}?" if near else "")
    return message


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = [_usage_word(piece) for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Uso: ")
    if command.help:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(command.help)
    for title, kind in (("Argumentos", "argument"), ("Opciones", "option")):
        rows = [row for param in command.get_params(ctx) if (row := _row(param, ctx, kind))]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)
    if command.epilog:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(command.epilog)


def _row(param: Any, ctx: Any, kind: str) -> tuple[str, str] | None:
    record = param.get_help_record(ctx) if param.param_type_name == kind else None
    if record is None:
        return None
    name, text = record
    name = re.sub(r" <[^>]*>$", "", name)  # typer's word for the type of an argument says nothing to a person
    if "--help" in name:
        return name, _HELP_OF_HELP
    for english, spanish in _WORDS:
        text = re.sub(english, spanish, text)
    return name, text


def _usage_word(piece: str) -> str:
    piece = piece.replace("[OPTIONS]", "[OPCIONES]").replace("COMMAND [ARGS]...", "ORDEN [ARGUMENTOS]...")
    return re.sub(r"\{(.*?)\}", r"\1", piece).replace("......", "...")
