"""HTML tables that programs export with the name of a workbook: their rows in order, every cell a text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from factus_cli.lote import header, limits
from factus_cli.lote.read_encoding import encoding_of
from factus_cli.lote.read_grid import grid_of_rows, table_below
from factus_cli.lote.read_header import header_of

if TYPE_CHECKING:
    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_options import ReadOptions
    from factus_cli.lote.table import Table

CHARSET = re.compile(rb"""<meta[^>]*charset=["']?\s*([\w.:-]+)""", re.IGNORECASE)
MOST_SPAN = 1000


def read(file: str, content: bytes, options: ReadOptions, knows: Knows) -> Table:
    """The table of all HTML tables one under another, as a spreadsheet opens them."""
    encoding = encoding_of(file, content, options.encoding or _declared(content))
    parser = _Rows()
    parser.feed(content.decode(encoding))
    parser.close()
    rows = parser.rows
    limits.refuse_over_rows(file, len(rows))
    grid = grid_of_rows(rows, encoding)
    limits.refuse_over_columns(file, len(grid.columns))
    found = header_of(file, rows[: header.HEAD_ROWS], knows, options.header_row)
    return table_below(grid, found, file)


def _declared(content: bytes) -> str | None:
    """The charset that the document declares, unless its bytes say otherwise."""
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None
    declared = CHARSET.search(content[:8192])
    if declared is None:
        return None
    name = declared.group(1).decode("ascii", "replace").lower()
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "windows-1252"} else None


class _Rows(HTMLParser):
    """Collects the texts of `<td>` and `<th>` by row; a cell over several columns fills the first of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._held: dict[int, int] = {}
        self._cell: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self._start_row()
        elif tag in {"td", "th"}:
            self._end_cell()
            if not self.rows:
                self._start_row()
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _start_row(self) -> None:
        self.rows.append([])
        self._held = {position: left - 1 for position, left in self._held.items() if left > 1}

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row = self.rows[-1]
        while len(row) in self._held:
            row.append("")
        columns, below = self._span
        for offset in range(columns):
            if below > 1:
                self._held[len(row)] = below
            row.append("".join(self._cell).strip() if not offset else "")
        self._cell = None


def _span(text: str | None) -> int:
    return max(1, min(int(text), MOST_SPAN)) if text and text.strip().isdecimal() else 1
