"""A second header among the rows, with other columns than the first: all below it would be read by the wrong titles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.lote.coded import different
from factus_cli.lote.columns import known_header, meaning
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.table import Column, Table

NUMBERS = ("cantidad", "precio_unitario", "precio_con_impuesto")
"""Columns where a title is no value, whatever it says."""
MOST_TITLES = 10
TITLES = 3
"""A row with so many known titles is a header."""


def second_tables(table: Table, fields: Fields) -> Iterator[Problem]:
    """The first row that is the header of another table, if there is one."""
    for index in _unreadable(fields):
        said = [(column, column.texts[index].strip()) for column in table.columns]
        titles = [(column, text) for column, text in said if text and known_header(text)]
        if len(titles) >= TITLES and any(_is_other(column, text) for column, text in titles):
            message = "aquí empieza otra tabla, con otros títulos: lo que sigue se leería con los de la primera"
            yield Problem(table.rows[index], None, message, "ponga cada tabla en su propia hoja o archivo")
            return


def beside_a_gap(table: Table, fields: Fields) -> Iterator[Problem]:
    """The columns that are read behind a blank one, once: they may be of a table that stands beside."""
    positions = [one.position for one in table.columns] if table.bodies is None else []
    gap = next((at for at, after in pairwise(positions) if after > at + 1), None)
    beyond = [one for one in fields.columns.values() if gap is not None and one.position > gap]
    if beyond and len(beyond) < len(fields.columns):
        titles = ", ".join(f"«{cut(one.header)}» ({one.letter})" for one in beyond[:MOST_TITLES])
        more = "…" if len(beyond) > MOST_TITLES else ""
        message = f"hay una columna en blanco, y también se lee lo que está a su derecha: {titles}{more}"
        yield Problem(table.header_row or None, None, message, "si es otra tabla, quítela")


def _unreadable(fields: Fields) -> list[int]:
    """The rows with a word for a number."""
    found: set[int] = set()
    for name in NUMBERS:
        reads = fields.reads.get(name, ())
        if any(read.bad for read in different(reads)):
            found.update(index for index, read in enumerate(reads) if read.bad)
    return sorted(found)


def _is_other(column: Column, text: str) -> bool:
    """Whether a title means something else than the one above it."""
    own, here = meaning(column.header), meaning(text)
    if own is None or here is None:
        return own is not here and text.casefold() != column.header.strip().casefold()
    return own.field != here.field
