"""Days of credit count from the day of sending: the same file is the same content on any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tables import TODAY, row, table

from factus_cli.domain.canonical import payload_hash
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions

if TYPE_CHECKING:
    from factus_cli.domain.documents import Document


def document(day: date, **changes: str) -> Document:
    """The one document of a row read on a day."""
    cells = row(forma_pago="crédito", **changes)
    return read_documents(table(list(cells), [list(cells.values())]), MeaningOptions(), day).documents[0]


def test_the_same_file_is_the_same_content_tomorrow() -> None:
    first, later = document(TODAY, dias_credito="30"), document(TODAY + timedelta(days=1), dias_credito="30")
    assert later.payments[0].due_date == TODAY + timedelta(days=31)
    assert payload_hash(first) == payload_hash(later)


def test_other_days_and_other_dates_are_other_content() -> None:
    assert payload_hash(document(TODAY, dias_credito="30")) != payload_hash(document(TODAY, dias_credito="31"))
    dated = [payload_hash(document(TODAY, fecha_vencimiento=day)) for day in ("24/12/2026", "25/12/2026")]
    assert dated[0] != dated[1]
