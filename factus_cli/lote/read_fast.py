"""Long text files through Polars, where it is certain to read them exactly as `read_records` would.

Certain means: no lone carriage returns, every quote at the edge of its field or doubled, as many rows as records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factus_cli.lote import limits
from factus_cli.lote.read_records import refuse_swallowed
from factus_cli.lote.read_series import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

CHUNK = 4 << 20


class Body(NamedTuple):
    """The rows below a header: one sequence for each column, and each row's index among all (blank ones counted)."""

    columns: list[Texts]
    indexes: list[int] | range
    blank: int


def body(file: str, content: bytes, delimiter: str, width: int, header_row: int) -> Body | None:
    """The rows below the header, which is the first record of `content` (UTF-8); None where Polars is not certain.

    Raises LoteRefused for a cell that swallows records of the file, and for too many rows.
    """
    count = canonical_records(content, delimiter.encode())
    if count is None:
        return None
    limits.refuse_over_rows(file, header_row - 1 + count)
    frame = _frame(content, delimiter, width)
    if frame is None or frame.height != count:
        return None
    frame = frame.slice(1)
    if content.count(b"\n") > count:
        _refuse_swallowed(file, frame, delimiter, header_row + 1)
    return _without_blanks(frame)


def canonical_records(content: bytes, delimiter: bytes) -> int | None:
    """How many records there are, where all quotes stand as RFC 4180 says; None for anything else."""
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    if b'"' not in content:
        return content.count(b"\n") + (not content.endswith(b"\n"))
    breaks = 0
    inside = False
    for chunk in _whole_lines(content):
        pieces = chunk.split(b'"')
        outside = pieces[inside::2]
        opened, closed = len(pieces) - 1, inside
        inside ^= opened % 2 == 1
        if not _at_the_edges(outside, delimiter, after_quote=closed, before_quote=inside):
            return None
        breaks += b"".join(outside).count(b"\n")
    return None if inside else breaks + (not content.endswith(b"\n"))


def _whole_lines(content: bytes) -> Iterator[bytes]:
    """The content in pieces that end with a line break: a quote's neighbours are never in another piece."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + CHUNK) + 1 or len(content)
        yield content[start:end]
        start = end


def _at_the_edges(outside: list[bytes], delimiter: bytes, *, after_quote: bool, before_quote: bool) -> bool:
    """Whether what stands between quoted stretches begins and ends with a delimiter or a line break.

    An empty one is a doubled quote. The first has a quote before it only with `after_quote`, so the last.
    """
    starts = {piece[:1] for piece in (outside if after_quote else outside[1:])}
    ends = {piece[-1:] for piece in (outside if before_quote else outside[:-1])}
    return starts <= {b"", delimiter, b"\r", b"\n"} and ends <= {b"", delimiter, b"\n"}


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


def _refuse_swallowed(file: str, frame: pl.DataFrame, delimiter: str, first_row: int) -> None:
    import polars as pl  # noqa: PLC0415 - loaded already

    broken = frame.select(pl.any_horizontal(pl.all().str.contains("\n", literal=True))).to_series()
    for index in broken.arg_true().to_list():
        refuse_swallowed(file, first_row + index, frame.row(index), delimiter, frame.width)


def _without_blanks(frame: pl.DataFrame) -> Body:
    import polars as pl  # noqa: PLC0415 - loaded already

    blank = frame.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    count = int(blank.sum())
    if not count:
        return Body([Texts(series) for series in frame.iter_columns()], range(frame.height), 0)
    kept = frame.filter(~blank)
    return Body([Texts(series) for series in kept.iter_columns()], (~blank).arg_true().to_list(), count)
