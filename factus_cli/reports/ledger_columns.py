"""Documents and events of a ledger as tables: which columns, under which headers, and how each value is shown.

Rows come as the ledger keeps them; whatever somebody's edit has put in one is shown as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.moments import moment
from factus_cli.reports import words
from factus_cli.reports.sheets import Sheet

if TYPE_CHECKING:
    from factus_cli.reports.cells import Cell

Column = tuple[str, str, int, Callable[[Any], "Cell"]]
"""A column of the ledger, its header, its width in characters, and how its values become cells."""


def sheet(title: str, columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """The table of these columns."""
    cells = ([convert(row[name]) for name, _, _, convert in columns] for row in rows)
    return Sheet(title, [(header, width) for _, header, width, _ in columns], cells)


def _text(value: Any) -> Cell:
    return "" if value is None else str(value)


def _number(value: Any) -> Cell:
    return value if isinstance(value, int) else _text(value)


def _amount(value: Any) -> Cell:
    try:
        return "" if value is None else Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _moment(value: Any) -> Cell:
    return moment(str(value)) or _text(value)


def _type(value: Any) -> Cell:
    known = {one.value: one.spanish for one in DocumentType}
    return known.get(value, _text(value))


def _state(value: Any) -> Cell:
    return words.word(value) if value in words.STATES else _text(value)


def _reasons(value: Any) -> Cell:
    try:
        return "; ".join(one["text"] for one in _list(value))
    except (ValueError, TypeError, KeyError):
        return _text(value)


def _rows(value: Any) -> Cell:
    try:
        return ", ".join(map(str, _list(value)))
    except (ValueError, TypeError):
        return _text(value)


def _list(value: Any) -> list[Any]:
    found: list[Any] = json.loads(value)
    return found


DOCUMENTS: tuple[Column, ...] = (
    ("reference", "Referencia", 18, _text),
    ("type", "Tipo", 16, _type),
    ("state", "Estado", 14, _state),
    ("number", "Número", 16, _text),
    ("cufe", "CUFE", 18, _text),
    ("customer", "Identificación", 16, _text),
    ("customer_name", "Cliente", 36, _text),
    ("total", "Total", 18, _amount),
    ("total_difference", "Diferencia", 12, _amount),
    ("validated_at", "Validado", 18, _moment),
    ("messages", "Motivo", 42, _reasons),
    ("lote", "Lote", 26, _text),
    ("rows", "Filas", 12, _rows),
    ("attempts", "Intentos", 10, _number),
    ("created_at", "Anotado", 18, _moment),
    ("left_at", "Salió", 18, _moment),
    ("updated_at", "Último cambio", 18, _moment),
    ("qr", "QR", 18, _text),
    ("url", "Enlace", 18, _text),
    ("payload_hash", "Huella del contenido", 18, _text),
    ("sent", "Lo enviado", 18, _text),
)
EVENTS: tuple[Column, ...] = (
    ("id", "Evento", 10, _number),
    ("at", "Fecha", 18, _moment),
    ("what", "Qué pasó", 16, _text),
    ("type", "Tipo", 16, _type),
    ("reference", "Referencia", 18, _text),
    ("lote", "Lote", 26, _text),
    ("state", "Estado", 14, _state),
    ("number", "Número", 16, _text),
    ("total", "Total", 18, _amount),
    ("attempts", "Intentos", 10, _number),
    ("status", "HTTP", 8, _number),
    ("seconds", "Segundos", 10, _amount),
    ("request_id", "Petición", 18, _text),
    ("throttled", "Esperas por cuota", 10, _number),
    ("details", "Detalle", 30, _text),
    ("body", "Respuesta", 30, _text),
    ("payload", "Huella de lo enviado", 18, _text),
    ("payload_hash", "Huella del contenido", 18, _text),
    ("previous", "Huella anterior", 18, _text),
    ("hash", "Huella", 18, _text),
)
