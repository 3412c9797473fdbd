"""Rows that say of themselves that they are not to be invoiced: ANULADA, in a column of states or in one of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from factus_cli.domain.findings import Problem
from factus_cli.domain.search import plain
from factus_cli.lote import cells
from factus_cli.lote.rows_adjacent import firsts_of, owners_of, references_of
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Grouped
    from factus_cli.lote.table import Column, Table

_VOID = re.compile(
    r"(?:factura |documento |venta )?(?:anulad[oa]s?|borrador|eliminad[oa]s?)|no (?:facturar|enviar|emitir)"
)
"""«Cancelada» is no such word: in Colombia it is an invoice that was paid."""
_FIGURE = re.compile("[0-9]")
"""What nearly all references have, and no such word: it spares them a longer look."""
WORDS = ("cliente_nombre", "item_nombre", "item_nota", "observacion", "referencia", "numero", "item_codigo")
"""Fields that take any word; those of lists and amounts refuse what is neither."""
LONGEST = 40
YES = ("si", "s", "x", "1", "true", "verdadero", "yes")


class Void(NamedTuple):
    """A row that is not to be invoiced, where it says so, whose it is, and the first row of that document."""

    problem: Problem
    column: Column
    reference: str | None
    first: int


def void_rows(table: Table, fields: Fields, grouped: Grouped) -> Iterator[Void]:
    """Each document with such a row, once, at the first of them."""
    said = [(column, words) for column in _columns(table, fields) if (words := _words(column))]
    if not said:
        return
    owners, references, firsts = owners_of(grouped, len(table.rows)), references_of(grouped), firsts_of(grouped)
    told: set[int] = set()
    for column, words in said:
        field = next((name for name, one in fields.columns.items() if one.position == column.position), None)
        for index, text in enumerate(column.texts):
            place = owners[index]
            if text in words and place is not None and place not in told:
                told.add(place)
                message = f"la fila dice «{text.strip()}», y lo que está así no se factura"
                problem = Problem(table.rows[index], field, message, "borre la fila, o quite la palabra si se factura")
                yield Void(problem, column, references[place] or None, firsts[place])


def _columns(table: Table, fields: Fields) -> list[Column]:
    """Those that are read as nothing, and those of free words."""
    words = {fields.columns[name].position for name in WORDS if name in fields.columns}
    read = {one.position for one in fields.columns.values()} - words
    return [one for one in table.columns if one.position not in read]


def _words(column: Column) -> AbstractSet[str]:
    """What cells say so: the word, or a yes below a title that is it."""
    asked = _VOID.fullmatch(plain(column.header)) is not None
    short = (one.text for one in cells.distinct(column) if one.kind is not Kind.ERROR and len(one.text) <= LONGEST)
    return {
        text
        for text in short
        if (_FIGURE.search(text) is None and _VOID.fullmatch(plain(text))) or (asked and plain(text) in YES)
    }
