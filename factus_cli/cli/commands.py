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
    import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application, once."""
    if app.registered_commands:
        return
    for name, function in (
        ("send", send.send),
        ("check", check.check),
        ("resume", resume.resume),
        ("status", status.status),
        ("list", list_.list_),
        ("report", report.report),
        ("template", template.template),
        ("reconcile", reconcile.reconcile),
        ("explain", explain.explain),
        ("catalog", catalog.catalog),
    ):
        app.command(name, cls=spanish.Command)(function)
    app.add_typer(map_.app, name="map")
    app.add_typer(pending.app, name="pending")
    app.add_typer(auth.app, name="auth")
    app.add_typer(profile.app, name="profile")
    app.add_typer(ledger.app, name="ledger")
    app.add_typer(simulate.app, name="simulate")
