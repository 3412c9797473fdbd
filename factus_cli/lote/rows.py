"""Rows into documents' rows: the reference carries on below, totals rows are left out, no money is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import plain
from factus_cli.lote import codes
from factus_cli.lote.table import SkippedRow

if TYPE_CHECKING:
    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.table import Table

TOTALS_WORDS = frozenset(
    {
        "total",
        "totales",
        "total general",
        "gran total",
        "total factura",
        "total facturas",
        "total iva",
        "total a pagar",
        "subtotal",
        "sub total",
        "iva",
        "neto",
        "suma",
        "sumas",
        "sumatoria",
        "total ventas",
        "total mes",
    }
)
AMOUNTS = (
    "precio_unitario",
    "precio_con_impuesto",
    "subtotal_linea_esperado",
    "iva_valor_esperado",
    "total_linea_esperado",
    "total_esperado",
    "descuento_valor",
    "propina",
    "anticipo_valor",
)


@dataclass(slots=True)
class Group:
    """The rows of one document, by their place in the table, in file order."""

    reference: str
    type: DocumentType
    indices: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Grouped:
    """The documents' rows, the rows left out, and what was found."""

    groups: list[Group] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    found: list[tuple[FindingCode, Problem, str | None]] = field(default_factory=list)


def group(table: Table, fields: Fields, default_type: DocumentType) -> Grouped:
    """The rows of a table by document."""
    grouped = Grouped()
    by_key: dict[tuple[DocumentType, str], Group] = {}
    types: dict[str, DocumentType] = {}
    above: Group | None = None
    blank_above = False
    for index, row in enumerate(table.rows):
        reference = reference_of(fields, index)
        blank_above = index > 0 and row > table.rows[index - 1] + 1
        if _is_totals(fields, index, reference):
            grouped.skipped.append(SkippedRow(row, _shown(table, index)))
            continue
        if not reference:
            if _is_line(fields, index) and above is not None:
                above.indices.append(index)
            elif not _has_money(fields, index) or (blank_above and not _has_item(fields, index)):
                grouped.skipped.append(SkippedRow(row, _shown(table, index)))
            else:
                problem = Problem(
                    row, "referencia", "la fila trae dinero y no dice de qué documento es", "escriba la referencia"
                )
                grouped.found.append((codes.NO_REFERENCE, problem, None))
            continue
        read = fields.read("tipo", index)
        type_ = read.value or types.get(reference) or default_type
        known = by_key.get((type_, reference))
        if known is None:
            known = by_key[type_, reference] = Group(reference, type_)
            grouped.groups.append(known)
            types.setdefault(reference, type_)
        elif known is not above:
            message = f"las filas de {reference} no están juntas"
            grouped.found.append((codes.NOT_ADJACENT, Problem(row, "referencia", message), reference))
        known.indices.append(index)
        above = known
    return grouped


def reference_of(fields: Fields, index: int) -> str:
    """The reference of a row: its own column, a prefix and a number, or a number alone; empty where there is none."""
    prefix = fields.read("prefijo", index).value or ""
    reference = fields.read("referencia", index).value or ""
    number = fields.read("numero", index).value or ""
    if reference:
        return f"{prefix}-{reference}" if prefix and not reference.startswith(prefix) else str(reference)
    if number:
        return f"{prefix}-{number}" if prefix else str(number)
    return ""


def _is_totals(fields: Fields, index: int, reference: str) -> bool:
    words = (reference, fields.read("item_nombre", index).value, fields.read("item_codigo", index).value)
    return any(isinstance(word, str) and _is_totals_word(word) for word in words)


@lru_cache(maxsize=4096)
def _is_totals_word(word: str) -> bool:
    return plain(word) in TOTALS_WORDS


def _is_line(fields: Fields, index: int) -> bool:
    quantity = fields.read("cantidad", index)
    return _has_item(fields, index) and (quantity.value is not None or quantity.bad)


def _has_item(fields: Fields, index: int) -> bool:
    return fields.read("item_nombre", index).value is not None or fields.read("item_codigo", index).value is not None


def _has_money(fields: Fields, index: int) -> bool:
    return any((read := fields.read(name, index)).value is not None or read.bad for name in AMOUNTS)


def _shown(table: Table, index: int) -> str:
    return " | ".join(text for column in table.columns if (text := column.texts[index]))[:200]
