"""What is half-way in the ledger and not in what is being shown: a row that was taken out of its file is not forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.cli.views import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Key

MOST_NAMED = 3


def tell(screen: Screen, place: Workplace, ledger: LedgerReader, shown: Iterable[Key]) -> str | None:
    """Say which documents that are not shown left and are not finished; the command that does it, None without any."""
    from factus_cli.ledger import queries

    known = set(shown)
    others = [reference for type_, reference in queries.half_way(ledger) if (type_, reference) not in known]
    if not others:
        return None
    command = f"factus resume{' --simulate' if place.simulate else ''}"
    names = ", ".join(others[:MOST_NAMED]) + ("…" if len(others) > MOST_NAMED else "")
    screen.warn(
        f"además hay {counted(len(others), 'documento', 'documentos')} de otros envíos sin terminar ({names}): {command}"
    )
    return command
