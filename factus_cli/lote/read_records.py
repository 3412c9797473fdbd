"""Records of a text file one by one, exactly and strictly: what is quoted badly is refused, not repaired."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from factus_cli.lote import limits
from factus_cli.lote.header import filled
from factus_cli.lote.read_grid import GridColumn, joined
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 131_072
SWALLOWED_FROM = 5
"""With this many columns or more, a value that holds whole lines of the file is an unclosed quote, not prose."""

CHECK_QUOTES = 'Revise las comillas de esa fila: unas comillas dentro de un valor se escriben dobles («""»).'


class Records:
    """The records of a text one by one, blank lines included: the n-th is the row n of the spreadsheet.

    Iterating raises LoteRefused, naming the row, for quotes that are not closed, or closed in the middle of a value.
    """

    def __init__(self, file: str, text: str, delimiter: str, *, spaced: bool) -> None:
        self.file = file
        self.delimiter = delimiter
        self.broken: list[tuple[int, list[str]]] = []
        """Rows with line breaks inside a value, as far as read and not yet taken."""
        self._reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced
        )

    def __iter__(self) -> Iterator[list[str]]:
        row, line, reader = 0, 0, self._reader
        try:
            for record in reader:
                row += 1
                if reader.line_num - line > 1:
                    self.broken.append((row, record))
                line = reader.line_num
                yield record
        except csv.Error as problem:
            raise _malformed(self.file, row + 1, str(problem)) from problem


def columns_of(records: Records, rest: Iterator[list[str]], width: int, first_row: int) -> list[GridColumn]:
    """The rest of the records as `width` columns: short ones filled, long ones refused when what is over is no blank.

    A file of many blocks is kept in Polars, one of a few in lists.
    """
    blocks: list[list[GridColumn]] = []
    row = first_row
    while block := list(islice(rest, BLOCK)):
        limits.refuse_over_rows(records.file, row + len(block) - 1)
        for number, record in records.broken:
            if number >= first_row:
                refuse_swallowed(records.file, number, record, records.delimiter, width)
        records.broken.clear()
        blocks.append([GridColumn(texts) for texts in _transposed(records.file, block, width, row)])
        row += len(block)
    return joined(blocks) or [GridColumn([]) for _ in range(width)]


def refuse_swallowed(file: str, row: int, record: Sequence[str], delimiter: str, width: int) -> None:
    """Raise LoteRefused when the values with line breaks hold exactly the delimiters of whole records."""
    broken = [text for text in record if "\n" in text or "\r" in text]
    breaks = sum(text.count("\n") or text.count("\r") for text in broken)
    delimiters = sum(text.count(delimiter) for text in broken) + len(record) - 1
    if breaks and width >= SWALLOWED_FROM and delimiters == (breaks + 1) * (width - 1):
        raise _unclosed(file, row)


def _transposed(file: str, block: list[list[str]], width: int, first_row: int) -> list[tuple[str, ...]]:
    exact = any(len(record) == width and filled(record) for record in block)
    for index, record in enumerate(block):
        if len(record) != width:
            block[index] = _fitted(file, record, width, first_row + index, exact=exact)
    return list(zip(*block, strict=True))


def _fitted(file: str, record: list[str], width: int, row: int, *, exact: bool) -> list[str]:
    """A record of as many values as the header. Blanks that are over are forgiven where every record has some.

    `exact`: others have just the header's; a longer one then has a delimiter inside a value, and all behind it is moved.
    """
    if len(record) > width and filled(record if exact else record[width:]):
        raise refusal(
            file,
            "ragged_row",
            f"la fila {row} tiene {len(record)} campos y el encabezado {width}: sus valores quedarían corridos",
            "Revise si un valor tiene dentro el delimitador o una coma decimal: debe ir entre comillas.",
        )
    return record[:width] + [""] * (width - len(record))


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
