"""Headers that may stand for two fields: the one that is free, the one whose values fit, or a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.lote import codes, identifications, values_numbers, values_percents
from factus_cli.lote.cells import distinct
from factus_cli.lote.columns import BY_NAME, MONEY, PERCENT, folded
from factus_cli.lote.table import Kind
from factus_cli.lote.values_dates import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.columns import Meaning
    from factus_cli.lote.table import Cell, Column

MONEY_OR_CUSTOMER = frozenset({"descuento", "dcto", "desc", "valor", "total", "impuesto", "codigo", "documento"})
"""Folded headers whose two readings differ in money or customer: where both fit, a question."""
SHORTEST_IDENTIFICATION = 5
UNREAD = ""
"""The field of a column that is not read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The fields that already have a column, and those that the other doubtful columns would be first.

    `named`: those of them whose values are names, and no codes.
    """

    columns: Mapping[str, Sequence[Column]]
    wanted: frozenset[str | None] = frozenset()
    named: frozenset[str | None] = frozenset()

    def has(self, name: str) -> bool:
        """Whether a field is taken. A number alone is the reference."""
        return name in self.columns or (name == "referencia" and "numero" in self.columns)


@dataclass(frozen=True, slots=True)
class Answer:
    """The field that a header stands for (None: it is a question; UNREAD: none), and what to tell of it."""

    field: str | None
    code: FindingCode | None = None
    message: str = ""
    hint: str = ""


def meant(column: Column, known: Meaning, seen: Seen) -> Answer:
    """The field of a header with two meanings."""
    first, second = str(known.field), str(known.also)
    if (first, second) == ("numero", "referencia"):  # a number alone is the reference
        return Answer(first)
    if seen.has(first) and not seen.has(second):
        return _second_of_taken(column, first, second, seen)
    if seen.has(first) or seen.has(second):
        return Answer(first)
    cells = [cell for cell in distinct(column) if cell.text.strip() and cell.kind is not Kind.ERROR]
    fits_first, fits_second = (
        _fits(cells, name) and not _varies_in_a_document(column, name, seen) for name in (first, second)
    )
    if fits_second and not fits_first:
        return _second(column, second)
    if not (fits_first and fits_second) or not cells:
        return Answer(first)
    if second == "item_codigo" and first in seen.wanted:  # Producto with codes, beside Descripción
        return _second(column, second)
    if folded(column.header) in MONEY_OR_CUSTOMER and not all(_is_zero(cell) for cell in cells):
        return _question(column, first, second)
    message = f"«{column.header}» se leyó como {first}; también podía ser {second}"
    return Answer(first, codes.SECOND_MEANING, message, f'si es el otro: --col {second}="{column.header}"')


def _second_of_taken(column: Column, first: str, second: str, seen: Seen) -> Answer:
    """The second meaning of a header whose first is taken, unless it can't be: then the column is not read."""
    if _varies_in_a_document(column, second, seen):
        return Answer(UNREAD, codes.UNKNOWN_COLUMN, f"no se lee la columna «{column.header}»: cambia en cada línea")
    if second == "item_nombre" and second in seen.named:  # Razón social, Nombre and Producto: whose name is it?
        return _question(column, first, second)
    return _second(column, second)


def _question(column: Column, first: str, second: str) -> Answer:
    hint = f'diga cuál: --col {first}="{column.header}" o --col {second}="{column.header}"'
    return Answer(None, codes.DOUBTFUL_COLUMN, f"«{column.header}» puede ser {first} o {second}", hint)


def is_named(column: Column) -> bool:
    """Whether what stands in a column are names, and no codes."""
    said = [cell for cell in distinct(column) if cell.text.strip()]
    return bool(said) and not all(map(_is_code, said))


def _second(column: Column, second: str) -> Answer:
    return Answer(second, codes.SECOND_MEANING, f"«{column.header}» se leyó como {second}")


def _fits(cells: Iterable[Cell], name: str) -> bool:
    """Whether the values of a column can be of a field, by their shape alone."""
    kind = BY_NAME[name].kind
    if kind in MONEY or kind == "quantity":
        return all(_is_number(cell) for cell in cells)
    if kind in PERCENT:
        return all(values_percents.is_percent(cell) for cell in cells)
    if kind == "date":
        read = dates(cells)
        return not any(read(cell).code is codes.BAD_DATE for cell in cells)
    if kind == "identification":
        return all(_is_identification(cell) for cell in cells)
    if kind == "concept":
        return all(len(cell.text.strip()) == 1 for cell in cells)
    if name == "item_codigo":
        return all(_is_code(cell) for cell in cells)
    if name in ("item_nombre", "cliente_nombre", "observacion"):
        return not cells or not all(_is_number(cell) for cell in cells)
    return True


def _varies_in_a_document(column: Column, name: str, seen: Seen) -> bool:
    """Whether rows of one reference say different things, which a field of the whole document can't."""
    references = seen.columns.get("referencia") or seen.columns.get("numero")
    if BY_NAME[name].level == "line" or name == "referencia" or not references:
        return False
    said: dict[str, str] = {}
    above = ""
    for reference, text in zip(references[0].texts, column.texts, strict=True):
        above = reference.strip() or above
        if text.strip() and said.setdefault(above, text.strip()) != text.strip():
            return True
    return False


def _is_number(cell: Cell) -> bool:
    return values_numbers.number(cell, values_numbers.UNPROVEN, grouped_unless_proven=True).code is not codes.BAD_NUMBER


def _is_code(cell: Cell) -> bool:
    """One word with a figure in it: a name is not a code."""
    return any(sign.isdigit() for sign in cell.text) and " " not in cell.text.strip()


def _is_identification(cell: Cell) -> bool:
    found = identifications.identification(cell).value
    return found is not None and found.number.isdigit() and len(found.number) >= SHORTEST_IDENTIFICATION


def _is_zero(cell: Cell) -> bool:
    return not cell.text.strip(" $%0.,-")
