"""Records of a text file one by one, exactly and strictly: what is quoted badly is refused, not repaired."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from factus_cli.lote import limits
from factus_cli.lote.read_grid import GridColumn
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 65_536
LOOKS_SWALLOWED_FROM = 5
"""With this many columns or more, a cell that holds whole lines of the file is an unclosed quote."""

CHECK_QUOTES = 'Revise las comillas de esa fila: unas comillas dentro de un valor se escriben dobles («""»).'


def records(file: str, text: str, delimiter: str, *, spaced: bool) -> Iterator[list[str]]:
    """The records of a text, blank lines included: the n-th is the row n of the spreadsheet.

    Raises LoteRefused naming the row for quotes that are not closed, or closed in the middle of a value.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced)
    row = 0
    line = 0
    try:
        for record in reader:
            row += 1
            if reader.line_num - line > 1:
                refuse_swallowed(file, row, record, delimiter)
            line = reader.line_num
            yield record
    except csv.Error as problem:
        raise _malformed(file, row + 1, str(problem)) from problem


def columns_of(file: str, rest: Iterator[list[str]], width: int, first_row: int) -> list[GridColumn]:
    """The records as `width` columns: short ones filled, long ones refused when what is over is no blank.

    A file of many blocks is kept in Polars, one of a few in lists.
    """
    blocks: list[list[tuple[str, ...]]] = []
    row = first_row
    while block := list(islice(rest, BLOCK)):
        limits.refuse_over_rows(file, row + len(block) - 1)
        blocks.append(_transposed(file, block, width, row))
        row += len(block)
    if not blocks:
        return [GridColumn([]) for _ in range(width)]
    if len(blocks) == 1:
        return [GridColumn(texts) for texts in blocks[0]]
    return _kept_by_polars(blocks)


def refuse_swallowed(file: str, row: int, record: Sequence[str], delimiter: str) -> None:
    """Raise LoteRefused when a cell with line breaks holds what look like whole records of the file."""
    width = len(record)
    for text in record:
        breaks = text.count("\n") or text.count("\r")
        swallowed = text.count(delimiter)
        if breaks and swallowed >= breaks * (max(width, LOOKS_SWALLOWED_FROM) - 1):
            raise _unclosed(file, row)


def _transposed(file: str, block: list[list[str]], width: int, first_row: int) -> list[tuple[str, ...]]:
    for index, record in enumerate(block):
        if len(record) != width:
            block[index] = _fitted(file, record, width, first_row + index)
    return list(zip(*block, strict=True))


def _fitted(file: str, record: list[str], width: int, row: int) -> list[str]:
    if any(map(str.strip, record[width:])):
        raise refusal(
            file,
            "ragged_row",
            f"la fila {row} tiene {len(record)} campos y el encabezado {width}: sus valores quedarían corridos",
            "Revise si un valor tiene dentro el delimitador o una coma decimal: debe ir entre comillas.",
        )
    return record[:width] + [""] * (width - len(record))


def _kept_by_polars(blocks: list[list[tuple[str, ...]]]) -> list[GridColumn]:
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    from factus_cli.lote.read_series import Texts  # noqa: PLC0415 - with it

    columns = []
    for position in range(len(blocks[0])):
        parts = [pl.Series(block[position], dtype=pl.String) for block in blocks]
        columns.append(GridColumn(Texts(pl.concat(parts))))
    return columns


def _malformed(file: str, row: int, problem: str) -> Exception:
    if "unexpected end" in problem:
        return _unclosed(file, row)
    if "field larger" in problem:
        return refusal(
            file,
            "unclosed_quote",
            f"en la fila {row} un valor pasa de {csv.field_size_limit()} caracteres: faltan unas comillas de cierre",
            CHECK_QUOTES,
        )
    return refusal(file, "bad_quotes", f"en la fila {row} hay unas comillas en medio de un valor", CHECK_QUOTES)


def _unclosed(file: str, row: int) -> Exception:
    return refusal(
        file,
        "unclosed_quote",
        f"en la fila {row} se abren unas comillas que no se cierran: se tragarían las filas siguientes",
        CHECK_QUOTES,
    )
