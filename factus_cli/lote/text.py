"""Text files: encoding, delimiter, header, and the rows below it as they are written."""

from __future__ import annotations

import csv
import io
from itertools import chain, islice
from typing import TYPE_CHECKING

from factus_cli.lote import header, limits, read_delimiter, read_fast
from factus_cli.lote.read_encoding import encoding_of
from factus_cli.lote.read_grid import GridColumn, named, table_of
from factus_cli.lote.read_header import header_of
from factus_cli.lote.read_records import Records, columns_of
from factus_cli.lote.table import Table

if TYPE_CHECKING:
    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_options import ReadOptions

FAST_FROM = 4 * 1024 * 1024
"""Below this size the csv module is done before Polars is imported."""

HEAD_BYTES = 1 << 20
DETECTED_IN = 1 << 16


def read(file: str, content: bytes, options: ReadOptions, knows: Knows, *, fast_from: int = FAST_FROM) -> Table:
    """The table of a text file; one of `fast_from` bytes or more goes through Polars where that is exact.

    Raises LoteRefused or UsageProblem, naming the file.
    """
    encoding = encoding_of(file, content, options.encoding)
    if len(content) >= fast_from:
        table = _read_fast(file, content, encoding, options, knows)
        if table is not None:
            return table
    return read_text(file, content.decode(encoding), encoding, options, knows)


def read_text(file: str, text: str, encoding: str, options: ReadOptions, knows: Knows) -> Table:
    """The table of a decoded text, record by record."""
    skip, delimiter = _delimiter(text[:DETECTED_IN], options, knows)
    text = text[skip:]
    records = Records(file, text, delimiter, spaced=read_delimiter.spaced(text, delimiter))
    rows = iter(records)
    head = list(islice(rows, header.HEAD_ROWS))
    found = header_of(file, head, knows, options.header_row)
    columns = columns_of(records, chain(head[found.row :], rows), len(found.texts), found.row + 1)
    return table_of(file, found, columns, encoding=encoding, delimiter=delimiter)


def _delimiter(head: str, options: ReadOptions, knows: Knows) -> tuple[int, str]:
    """How many characters of the text are no row (a BOM, a `sep=` line), and the delimiter."""
    line = read_delimiter.SEP_LINE.match(head)
    skip = line.end() if line is not None else 0
    if options.delimiter is not None:
        return skip, read_delimiter.asked(options.delimiter)
    if line is not None:
        return skip, line.group(1)
    return skip, read_delimiter.detected(head, knows)


def _read_fast(file: str, content: bytes, encoding: str, options: ReadOptions, knows: Knows) -> Table | None:
    """The same table through Polars, or None where it is not certain to be the same."""
    utf8 = content if encoding in {"utf-8", "utf-8-sig"} else content.decode(encoding).encode("utf-8")
    bom = 3 if utf8.startswith(b"\xef\xbb\xbf") else 0
    text = utf8[bom : bom + HEAD_BYTES].decode("utf-8", "ignore")
    skip, delimiter = _delimiter(text[:DETECTED_IN], options, knows)
    head, lines = _head(text[skip:], delimiter)
    if head is None or len(delimiter.encode()) != 1:
        return None
    found = header_of(file, head, knows, options.header_row)
    body_from = _after_lines(utf8, bom + len(text[:skip].encode()), lines[found.row - 1])
    body = read_fast.body(file, utf8[body_from:] if body_from else utf8, delimiter, len(found.texts), found.row)
    if body is None:
        return None
    limits.refuse_over_rows(file, found.row + len(body.indexes) + body.blank)
    first = found.row + 1
    indexes = body.indexes
    rows = range(first, first + len(indexes)) if isinstance(indexes, range) else [first + one for one in indexes]
    columns = named([GridColumn(texts) for texts in body.columns], found.texts)
    return Table(file, None, encoding, delimiter, found.row, rows, columns, body.blank, frozenset(), found.titles)


def _head(text: str, delimiter: str) -> tuple[list[list[str]] | None, list[int]]:
    """The first records, and how many lines stand before each; None where they are not plain to see."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head: list[list[str]] = []
    lines: list[int] = []
    before = 0
    try:
        for record in islice(reader, header.HEAD_ROWS):
            head.append(record)
            lines.append(before)
            before = reader.line_num
    except csv.Error:
        return None, lines
    return (head if len(head) == header.HEAD_ROWS else None), lines


def _after_lines(content: bytes, start: int, lines: int) -> int:
    """The offset of the line that comes `lines` lines after `start`."""
    for _ in range(lines):
        start = content.index(b"\n", start) + 1
    return start
