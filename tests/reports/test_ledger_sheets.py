"""The ledger's documents and events as tables: every value shown, whatever somebody's edit has left in it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from factus_cli.domain.moments import BOGOTA
from factus_cli.reports.ledger_columns import DOCUMENTS, EVENTS, sheet

DOCUMENT: dict[str, Any] = dict.fromkeys(name for name, *_ in DOCUMENTS) | {
    "reference": "FV-1",
    "type": "credit-note",
    "state": "rejected",
    "total": "1190.00",
    "messages": '[{"code":"FAK24","severity":"rejection","text":"falta el DV"},{"code":"","text":"otro"}]',
    "rows": "[2,3]",
    "attempts": 1,
    "left_at": "2026-11-24T08:00:02-05:00",
}


def shown(**changes: Any) -> dict[str, Any]:
    """The cells of a document, by header."""
    made = sheet("Documentos", DOCUMENTS, [{**DOCUMENT, **changes}])
    return dict(zip((header for header, _ in made.headers), next(iter(made.rows)), strict=True))


def test_a_document_is_told_in_spanish() -> None:
    cells = shown()
    assert (cells["Tipo"], cells["Estado"], cells["Total"]) == ("nota crédito", "rechazado", Decimal("1190.00"))
    assert (cells["Motivo"], cells["Filas"], cells["Intentos"]) == ("falta el DV; otro", "2, 3", 1)
    assert cells["Salió"] == datetime(2026, 11, 24, 8, 0, 2, tzinfo=BOGOTA)
    assert cells["Número"] == ""


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("type", "Tipo"),
        ("state", "Estado"),
        ("total", "Total"),
        ("messages", "Motivo"),
        ("rows", "Filas"),
        ("attempts", "Intentos"),
        ("left_at", "Salió"),
    ],
)
def test_what_has_no_meaning_any_more_is_shown_as_it_is(column: str, header: str) -> None:
    assert shown(**{column: "roto"})[header] == "roto"


def test_the_columns_of_an_event_are_all_but_its_snapshot() -> None:
    assert [name for name, *_ in EVENTS] == [
        "id",
        "at",
        "what",
        "type",
        "reference",
        "lote",
        "state",
        "number",
        "total",
        "attempts",
        "status",
        "seconds",
        "request_id",
        "throttled",
        "details",
        "body",
        "payload",
        "payload_hash",
        "previous",
        "hash",
    ]
