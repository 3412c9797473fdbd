"""HTML tables that programs export with the name of a workbook: their rows in order, every cell a text."""

from __future__ import annotations

import re
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from factus_cli.lote import header, limits
from factus_cli.lote.read_cells import number_text
from factus_cli.lote.read_encoding import encoding_of
from factus_cli.lote.read_grid import Grid, GridColumn, grid_of_rows, kinds_of, table_below
from factus_cli.lote.read_header import header_of
from factus_cli.lote.read_html_tokens import Unended, tokens_of
from factus_cli.lote.refusals import refusal
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_html_tokens import Tag, Token
    from factus_cli.lote.read_options import ReadOptions
    from factus_cli.lote.table import Table

CHARSET = re.compile(rb"""<meta[^>]*charset=["']?\s*([\w.:-]+)""", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n]+")
MOST_SPAN = 1000
NESTED = "una celda trae otra tabla adentro: no se sabe de qué fila son sus valores"
STRUCK = "una celda trae texto tachado: no se sabe si vale"
STRIKES = frozenset({"s", "strike", "del"})
BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
"""Elements that a page shows on lines of their own: what stands in two of them is not one word."""
NUMBER = re.compile(r"[^0-9]{0,4}[0-9][0-9.,\s]*[^0-9/:]{0,4}")
"""What a cell shows of a number that it keeps apart: its digits may be rounded, a date's are not."""
KEPT = ("x:num", "sdval")
"""Where Excel and LibreOffice keep the number of a cell."""
UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
CROSSED = re.compile(r"line-through", re.IGNORECASE)


def read(file: str, content: bytes, options: ReadOptions, knows: Knows) -> Table:
    """The table of all HTML tables one under another, as a spreadsheet opens them."""
    encoding = encoding_of(file, content, options.encoding or _declared(content))
    collected = _Rows(file)
    try:
        collected.take(tokens_of(content.decode(encoding)))
    except Unended as problem:
        why = "la página está incompleta: tiene un comentario o un programa que no termina"
        raise refusal(file, "corrupt_workbook", why, "Vuelva a exportarla, o guárdela como .xlsx.") from problem
    if collected.torn:
        raise refusal(file, "nested_table", NESTED, "Ábralo en Excel, guárdelo como .xlsx y vuelva a intentarlo.")
    if collected.struck:
        raise refusal(file, "struck_text", STRUCK, "Borre lo tachado, o quítele el tachado, y vuelva a exportarla.")
    rows = collected.rows
    limits.refuse_over_area(file, len(rows) * max(map(len, rows), default=0), sum(map(len, rows)))
    grid = _with_numbers(grid_of_rows(rows, encoding), collected.numbers, frozenset(collected.hidden))
    grid = replace(grid, merged=frozenset(collected.merged))
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


def _with_numbers(grid: Grid, numbers: dict[tuple[int, int], str], hidden: frozenset[int]) -> Grid:
    """The grid with the numbers that cells keep apart, by column and row, in the place of what they show."""
    columns = list(grid.columns)
    for position in {column for column, _ in numbers}:
        texts, kinds = list(columns[position].texts), bytearray(kinds_of(columns[position]))
        for row in range(len(texts)):
            if (position, row) in numbers:
                kinds[row] = Kind.PERCENT if "%" in texts[row] else Kind.NUMBER
                texts[row] = numbers[position, row]
        columns[position] = GridColumn(texts, bytes(kinds))
    return Grid(grid.sheet, columns, hidden, grid.encoding)


class _Rows:
    """Collects the texts of `<td>` and `<th>` by row; a cell over several columns fills the first of them.

    `numbers` that cells keep apart, by column and row; `hidden`: numbers of rows; `torn`: a row goes on after a table
    inside one of its cells; `struck`: some text of a cell is crossed out.
    """

    def __init__(self, file: str) -> None:
        self.rows: list[list[str]] = []
        self.numbers: dict[tuple[int, int], str] = {}
        self.hidden: set[int] = set()
        self.merged: set[tuple[int, int, int]] = set()
        self.torn = self.struck = False
        self._file = file
        self._open = False
        self._outer: list[bool] = []
        self._interrupted = False
        self._number = ""
        self._held: dict[int, int] = {}
        """The columns that a cell of several rows takes, each with the index of the row that is free again."""
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._area = self._filled = 0

    def take(self, tokens: Iterable[Token]) -> None:
        """Raises LoteRefused for a table larger than a sheet of Excel, and for one that is nearly all blank."""
        for token in tokens:
            if isinstance(token, str):
                self._add(BLANKS.sub(" ", token))
            elif token.opens:
                self._start(token)
            else:
                self._end(token.name)
        self._end_cell()

    def _start(self, tag: Tag) -> None:
        if tag.name == "table":
            self._end_cell()
            self._outer.append(self._open)
            self._open = self._interrupted = False
        elif tag.name == "tr":
            self._end_cell()
            self._start_row()
            if UNSEEN.search(tag.attribute("style")):
                self.hidden.add(len(self.rows))
        elif tag.name in {"td", "th"}:
            self._start_cell(tag)
        elif tag.name == "br" or tag.name in BLOCKS or (tag.name == "sup" and self._ends_in_digit()):
            self._add("\n")
        if tag.name in STRIKES or CROSSED.search(tag.written) is not None:
            self.struck = self.struck or self._cell is not None or tag.name == "tr"

    def _start_cell(self, tag: Tag) -> None:
        self._end_cell()
        self.torn = self.torn or self._interrupted
        if not self._open:
            self._start_row()
        self._number = next((value for name in KEPT if (value := tag.attribute(name))), "")
        self._span = (_span(tag.attribute("colspan")), _span(tag.attribute("rowspan")))
        self._cell = []

    def _end(self, name: str) -> None:
        if name in {"td", "th", "tr", "table"}:
            self._end_cell()
        elif name in BLOCKS:
            self._add("\n")
        if name == "tr":
            self._open = self._interrupted = False
        elif name == "table":
            self._open = self._interrupted = bool(self._outer) and self._outer.pop()

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)

    def _ends_in_digit(self) -> bool:
        """Whether what is raised would be more digits of a number: the cents of a price."""
        return self._cell is not None and "".join(self._cell[-1:])[-1:].isdigit()

    def _start_row(self) -> None:
        self._open, self._interrupted = True, False
        self.rows.append([])
        limits.refuse_over_rows(self._file, len(self.rows))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row, columns, below = self.rows[-1], *self._span
        before, index = len(row), len(self.rows)
        while self._held.get(len(row), 0) > index:
            row.append("")
        limits.refuse_over_columns(self._file, len(row) + columns)
        if below > 1:
            self._held.update(dict.fromkeys(range(len(row), len(row) + columns), index + below))
            self.merged.add((len(row), index, index + below - 1))
        shown = "".join(self._cell).strip()
        number = _number(self._number) if NUMBER.fullmatch(shown) else None
        if number is not None:
            self.numbers[len(row), index - 1] = number
        row.extend([shown, *[""] * (columns - 1)])
        self._area, self._filled = self._area + len(row) - before, self._filled + 1
        limits.refuse_over_area(self._file, self._area, self._filled)
        self._cell = None


def _number(kept: str) -> str | None:
    """The digits of a number kept apart, None for what is none."""
    try:
        value = float(kept)
    except ValueError:
        return None
    return number_text(value) if isfinite(value) else None


def _span(text: str) -> int:
    digits = text.strip()
    return max(1, min(int(digits[:4]), MOST_SPAN)) if digits.isdecimal() else 1
