"""Every help page is in Spanish and shows nothing of what typer calls things inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from factus_cli.cli import app, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

commands.register(app)


def pages(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words before --help of every page."""
    yield words
    for name, child in getattr(command, "commands", {}).items():
        yield from pages(child, (*words, name))


PAGES = list(pages(typer.main.get_command(app), ()))
INSIDE = re.compile(r"<\w|\{|\bx[<>]=|<=x|\[default|\brequired\b|\bUsage\b|\bOptions\b|\bCOMMAND\b|\bARGS\b")
ENGLISH = re.compile(r"\b(the|with|this message|and exit|of the|without|from the)\b", re.IGNORECASE)


@pytest.mark.parametrize("words", PAGES, ids=lambda words: " ".join(words) or "factus")
def test_a_help_page_is_spanish_and_says_things_once(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"})
    assert shown.exit_code == 0
    assert shown.output.startswith("Uso: ")
    assert not INSIDE.search(shown.output), shown.output
    assert not ENGLISH.search(shown.output), shown.output
    options = re.split(r"\n  (?=-)", shown.output)
    assert not [one for one in options if one.count("por defecto") > 1]
    assert max(map(len, shown.output.splitlines())) <= 80
