"""Long text files through Polars, where it is certain to read them exactly as `read_records` would.

Certain means: no lone carriage returns, every quote at the edge of its field or doubled, as many rows as records.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from factus_cli.lote.read_records import refuse_swallowed
from factus_cli.lote.read_series import Texts

if TYPE_CHECKING:
    import polars as pl

CHUNK = 4 << 20
MARK = b"\x01"
"""Stands for a quoted stretch in what is left of a file outside its quotes."""


class Body(NamedTuple):
    """The rows below a header: one sequence for each column, and each row's index among all (blank ones counted)."""

    columns: list[Texts]
    indexes: list[int] | range
    blank: int


def body(file: str, content: bytes, delimiter: str, width: int, header_row: int) -> Body | None:
    """The rows below the header, which is the first record of `content` (UTF-8); None where Polars is not certain.

    Raises LoteRefused for a cell that swallows records of the file.
    """
    count = canonical_records(content, delimiter.encode())
    if count is None:
        return None
    frame = _frame(content, delimiter, width)
    if frame is None or frame.height != count:
        return None
    frame = frame.slice(1)
    if content.count(b"\n") > count:
        _refuse_swallowed(file, frame, delimiter, header_row)
    return _without_blanks(frame)


def canonical_records(content: bytes, delimiter: bytes) -> int | None:
    """How many records there are, where all quotes stand as RFC 4180 says; None for anything else."""
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    if b'"' not in content:
        return content.count(b"\n") + (not content.endswith(b"\n"))
    if MARK in content:
        return None
    outside = _outside_quotes(content)
    if outside is None:
        return None
    sign = re.escape(delimiter)
    if re.search(rb"[^\n" + sign + rb"\x01]\x01|\x01[^\r\n" + sign + rb"\x01]", outside):
        return None
    return outside.count(b"\n") + (not outside.endswith(b"\n"))


def _outside_quotes(content: bytes) -> bytes | None:
    """What stands outside quotes, each quoted stretch a MARK; None when a quote is left open."""
    parts: list[bytes] = []
    inside = False
    for start in range(0, len(content), CHUNK):
        pieces = content[start : start + CHUNK].split(b'"')
        outside = pieces[1::2] if inside else pieces[::2]
        if inside and outside:
            parts.append(MARK)
        parts.append(MARK.join(outside))
        inside ^= len(pieces) % 2 == 0
    return None if inside else b"".join(parts)


def _frame(content: bytes, delimiter: str, width: int) -> pl.DataFrame | None:
    import polars as pl  # noqa: PLC0415 - heavy, and needed for long files alone

    schema = {str(position): pl.String for position in range(width)}
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            separator=delimiter,
            quote_char='"' if b'"' in content else None,
            schema=schema,
            glob=False,
        )
    except pl.exceptions.PolarsError:
        return None
    return frame.fill_null("")


def _refuse_swallowed(file: str, frame: pl.DataFrame, delimiter: str, header_row: int) -> None:
    import polars as pl  # noqa: PLC0415 - loaded already

    broken = pl.any_horizontal(pl.all().str.contains("\n", literal=True))
    for index, *record in frame.with_row_index("row").filter(broken).iter_rows():
        refuse_swallowed(file, header_row + 1 + index, record, delimiter)


def _without_blanks(frame: pl.DataFrame) -> Body:
    import polars as pl  # noqa: PLC0415 - loaded already

    blank = frame.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    count = int(blank.sum())
    if not count:
        return Body([Texts(series) for series in frame.iter_columns()], range(frame.height), 0)
    kept = frame.filter(~blank)
    return Body([Texts(series) for series in kept.iter_columns()], (~blank).arg_true().to_list(), count)
