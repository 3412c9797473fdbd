"""Every command, in the order in which the help shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.cli import (
    auth,
    catalog,
    check,
    explain,
    ledger,
    list_,
    map_,
    pending,
    profile,
    reconcile,
    report,
    resume,
    send,
    simulate,
    spanish,
    status,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

COMMANDS: dict[str, Callable[..., None]] = {
    "send": send.send,
    "check": check.check,
    "resume": resume.resume,
    "status": status.status,
    "list": list_.list_,
    "report": report.report,
    "template": template.template,
    "reconcile": reconcile.reconcile,
    "explain": explain.explain,
    "catalog": catalog.catalog,
}
GROUPS: dict[str, typer.Typer] = {
    "map": map_.app,
    "pending": pending.app,
    "auth": auth.app,
    "profile": profile.app,
    "ledger": ledger.app,
    "simulate": simulate.app,
}


def register(app: typer.Typer, only: str | None = None) -> None:
    """Add the commands to the application, each once; `only` one of them where that is a command.

    Typer makes ready what is added, option by option, and one line names one command.
    """
    wanted = {only} if only in COMMANDS or only in GROUPS else {*COMMANDS, *GROUPS}
    wanted -= {one.name for one in app.registered_commands} | {one.name for one in app.registered_groups}
    for name, function in COMMANDS.items():
        if name in wanted:
            app.command(name, cls=spanish.Command)(function)
    for name, group in GROUPS.items():
        if name in wanted:
            app.add_typer(group, name=name)
