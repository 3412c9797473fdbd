"""Which range numbers a document, or what is said when none can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.simulator.account import PAPER, NumberingRange
from factus_cli.simulator.clock import day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from factus_cli.simulator.families import Family

FIELD = "numbering_range_id"
INVALID = "El campo id rango de numeración es inválido."
NEEDED = "El campo id rango de numeración es obligatorio."
EXPIRED = "El rango de numeración seleccionado se encuentra vencido."
SPENT = "El rango de numeración seleccionado no tiene números disponibles."


def choose_range(
    ranges: Sequence[NumberingRange], family: Family, payload: Mapping[str, Any], now: datetime
) -> NumberingRange | dict[str, list[str]]:
    """The range asked for, or the only usable one of its type; else the 422's errors."""
    document = PAPER if payload.get("document") == "03" else family.range_document
    wanted = payload.get(FIELD)
    if wanted is None:
        usable = [known for known in ranges if known.document == document and _trouble(known, day(now)) is None]
        return usable[0] if len(usable) == 1 else {FIELD: [NEEDED]}
    chosen = next((known for known in ranges if str(known.id) == str(wanted) and known.document == document), None)
    if chosen is None:
        return {FIELD: [INVALID]}
    trouble = _trouble(chosen, day(now))
    return {FIELD: [trouble]} if trouble else chosen


def _trouble(known: NumberingRange, today: date) -> str | None:
    if not known.is_active:
        return INVALID
    if known.is_expired(today):
        return EXPIRED
    return SPENT if known.is_spent else None
