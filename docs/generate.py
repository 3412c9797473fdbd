"""Renew, or check, what README.md and docs/*.md say of the code: between `<!-- generated: NAME -->` and `<!-- end -->`.

`python docs/generate.py` rewrites the files, `--check` names those that are stale and ends with 1.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
FILES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"(<!-- generated: (?P<name>\S+) -->\n)(?:(?!<!-- generated: ).)*?(<!-- end -->)", re.DOTALL)
OPENING = re.compile(r"<!-- generated: (\S+) -->")


class WrongMarker(Exception):
    """A marker that asks for what nobody makes, or that is never closed."""


def main(
    args: Sequence[str], files: Sequence[Path] = FILES, makers: Mapping[str, Callable[[], str]] | None = None
) -> int:
    """Renew or check every file; the exit code."""
    checking = "--check" in args
    made = Once(BLOCKS if makers is None else makers)
    code = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        try:
            new, names = renewed(text, made)
        except WrongMarker as wrong:
            print(f"{path.name}: {wrong}")
            code = 1
            continue
        if names and checking:
            code = 1
        elif names:
            path.write_text(new, encoding="utf-8")
        if names:
            print(f"{path.name}: {', '.join(names)}: {'stale, run: nox -s docs -- --write' if checking else 'renewed'}")
    return code


def renewed(text: str, made: Callable[[str], str]) -> tuple[str, list[str]]:
    """The text with its blocks made anew, and the names of those that were stale. Raises WrongMarker."""
    stale = []

    def block(found: re.Match[str]) -> str:
        whole = f"{found[1]}{made(found['name'])}{found[3]}"
        if whole != found[0]:
            stale.append(found["name"])
        return whole

    closed = [found["name"] for found in BLOCK.finditer(text)]
    unclosed = [name for name in OPENING.findall(text) if name not in closed]
    if unclosed:
        raise WrongMarker(f"no <!-- end --> after <!-- generated: {unclosed[0]} -->")
    return BLOCK.sub(block, text), stale


class Once:
    """What each maker writes, made when first asked for. Raises WrongMarker for a name that nobody makes."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        self._makers = makers
        self._made: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        if name not in self._makers:
            raise WrongMarker(f"nobody makes {name}; there are {', '.join(self._makers)}")
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]


def help_pages() -> str:
    """The help of the program and of each command."""
    pages = [(" ".join(("factus", *words, "--help")), _run(*words, "--help")) for words in commands()]
    first, *rest = (f"```\n$ {title}\n{text.rstrip()}\n```\n" for title, text in pages)
    folded = "\n".join(rest)
    return f"{first}\n<details><summary>Every command</summary>\n\n{folded}\n</details>\n"


def commands() -> list[tuple[str, ...]]:
    """The program itself and every command and subcommand, as they are typed, in the order of the help."""
    import typer

    from factus_cli.cli import app
    from factus_cli.cli import commands as declared

    declared.register(app)

    def within(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, child in getattr(command, "commands", {}).items():
            yield from within(child, (*words, name))

    return list(within(typer.main.get_command(app), ()))


def transcript() -> str:
    """A send of the example month, and the same again."""
    with tempfile.TemporaryDirectory() as folder:
        lote = Path(folder) / "mes-comercial.xlsx"
        lote.write_bytes((ROOT / "examples" / "mes-comercial.xlsx").read_bytes())
        first = _run("send", lote.name, "--simulate", folder=folder)
        again = _run("send", lote.name, "--simulate", folder=folder)
    return (
        f"```\n$ factus send mes-comercial.xlsx --simulate\n{_shortened(first)}\n\n"
        f"$ factus send mes-comercial.xlsx --simulate\n{_shortened(again)}\n```\n"
    )


def exit_codes() -> str:
    """What each exit code means."""
    from factus_cli.errors import MEANINGS

    return _table(("código", "qué significa"), ((str(int(code)), text) for code, text in MEANINGS.items()))


def states() -> str:
    """Each state, and what it asks."""
    from factus_cli.reports.words import STATES

    return _table(("estado", "en español", "qué pide de usted"), ((f"`{n}`", w.one, w.asks) for n, w in STATES.items()))


def columns() -> str:
    """Every column of a lote."""
    from factus_cli.lote.columns import FIELDS

    rows = ((f"`{one.name}`{'*' if one.needed else ''}", one.text) for one in FIELDS)
    return _table(("columna", "qué es"), rows)


def rules() -> str:
    """Every finding."""
    from factus_cli.cli.explaining import findings

    every = findings().values()
    rows = ((one.code, one.severity.spanish, one.title, one.prevents) for one in every)
    return _table(("código", "gravedad", "qué es", "regla que evita"), rows)


def scenarios() -> str:
    """Every scenario of the simulator."""
    from factus_cli.simulator.scenarios import catalogue

    rows = (
        (
            f"`{one['nombre']}`",
            f"`{one['marca']}`" if one["marca"] else "",
            one["descripcion"],
            f"{one['argumento']} ({one['por_defecto']})" if one["argumento"] else "",
            one["donde"],
        )
        for one in catalogue()
    )
    return _table(("escenario", "marca en la referencia", "qué pasa", "argumento", "también en"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "help": help_pages,
    "transcript": transcript,
    "exit-codes": exit_codes,
    "states": states,
    "columns": columns,
    "rules": rules,
    "scenarios": scenarios,
}


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(headers)} |", f"|{' --- |' * len(headers)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _run(*args: str, folder: str | None = None) -> str:
    """What a person sees of a command, both streams together, in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FACTUS_")}
        environment |= {"FACTUS_HOME": folder or home, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-m", "factus_cli", *args],
            cwd=folder or home,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
        )
    return done.stdout.decode()


def _shortened(text: str) -> str:
    """The transcript without its middle, nor what changes from run to run (times, and numbers given as answers come)."""
    lines = [re.sub(r" en \d+ (?:s|min)$", "", re.sub(r"\s*SETP\d+$", "", line.rstrip())) for line in text.splitlines()]
    documents = [index for index, line in enumerate(lines) if line.startswith("FV-")]
    if len(documents) > 6:
        lines[documents[3] : documents[-2]] = ["…"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
