"""Which command a line names, told before any is made ready."""

from __future__ import annotations

import pytest

from factus_cli.cli import commands, spanish


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("check lote.csv", "check"),
        ("-p acme --json check lote.csv", "check"),
        ("--profile=acme send", "send"),
        ("send --profile acme", "send"),
        ("catalog municipios -q", "catalog"),
        ("--log-file check auth login", "auth"),
        ("--help check", None),
        ("--json", None),
        ("-p", None),
        ("", None),
        ("-- check", None),
    ],
)
def test_the_command_stands_behind_the_global_options(line: str, command: str | None) -> None:
    assert spanish.command_in(line.split()) == command


def test_only_the_command_of_the_line_is_made_ready_and_what_is_none_leaves_all() -> None:
    import typer

    app = typer.Typer()
    commands.register(app, "check")
    assert [one.name for one in app.registered_commands] == ["check"]
    assert app.registered_groups == []
    commands.register(app, "auth")
    assert [one.name for one in app.registered_groups] == ["auth"]
    commands.register(app, "chek")
    assert {one.name for one in app.registered_commands} == set(commands.COMMANDS)
    assert {one.name for one in app.registered_groups} == set(commands.GROUPS)
