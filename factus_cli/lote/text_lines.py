"""On which line of a text file each of its rows begins: what an editor or a code host counts, where rows are not lines."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from factus_cli.lote import read_delimiter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.table import Table


def lines_of(content: bytes, table: Table) -> Sequence[int] | None:
    """The line of each row, that of row 1 first; None where every row stands on the line of its own number.

    They part where a value holds a line break, and below a `sep=` line, which is no row. A workbook and JSON have no lines:
    there too a row is its number. `content` is what `table` was read from.
    """
    if table.delimiter is None or table.encoding is None:
        return None
    text = content.decode(table.encoding)
    separator = read_delimiter.SEP_LINE.match(text)
    if separator is None and '"' not in text:
        return None
    above = 0 if separator is None else 1
    rows = text[separator.end() if separator else 0 :]
    spaced = read_delimiter.spaced(rows, table.delimiter)
    reader = csv.reader(io.StringIO(rows, newline=""), delimiter=table.delimiter, skipinitialspace=spaced)
    starts, line = [], above + 1
    for _ in reader:
        starts.append(line)
        line = above + reader.line_num + 1
    return starts
