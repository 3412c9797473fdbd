"""The header of a file's first rows, once all that could make reading below it wrong has been ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.lote import header, limits
from factus_cli.lote.read_shapes import refuse_alternating, refuse_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Header, Knows


def header_of(file: str, rows: Sequence[Sequence[str]], knows: Knows, header_row: int | None) -> Header:
    """The header among the first rows of a file. Raises LoteRefused where there is none, or the layout is no lote."""
    if header_row is None and header.find(rows, knows) is None:
        refuse_alternating(file, rows)
    found = header.required(file, rows, knows, header_row)
    limits.refuse_over_columns(file, len(found.texts))
    refuse_shapes(file, rows, found, knows)
    return found
