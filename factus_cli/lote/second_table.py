"""A second header among the rows, with other columns than the first: all below it would be read by the wrong titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.findings import Problem
from factus_cli.lote.coded import different
from factus_cli.lote.columns import known_header, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.table import Column, Table

NUMBERS = ("cantidad", "precio_unitario", "precio_con_impuesto")
"""Columns where a title is no value, whatever it says."""
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
