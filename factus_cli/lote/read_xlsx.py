"""Workbooks of Excel since 2007 (.xlsx, .xlsm): the cells by calamine, what it does not tell from the sheet's XML."""

from __future__ import annotations

import gc
import io
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from factus_cli.lote import header, limits, read_xlsx_long
from factus_cli.lote import read_xlsx_facts as facts
from factus_cli.lote.read_cells import cell_text, columns_of
from factus_cli.lote.read_grid import Grid
from factus_cli.lote.read_guard import is_panic, panics_unsaid, tried
from factus_cli.lote.read_kind import corrupt, encrypted
from factus_cli.lote.read_marks import marked
from factus_cli.lote.read_xlsx_styles import styles_of
from factus_cli.lote.read_zip import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from factus_cli.lote.read_cells import Value
    from factus_cli.lote.read_marks import SheetFacts
    from factus_cli.lote.read_xlsx_facts import SheetPart
    from factus_cli.lote.read_xlsx_styles import Styles
    from factus_cli.lote.workbook import Sheet

T = TypeVar("T")

LONG_FROM = 200_000
"""Sheets with more rows than this are read row by row: slower, and with half the memory."""


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """A worksheet that calamine has read, and what its XML says besides."""

    file: str
    name: str
    hidden: bool
    cells: CalamineSheet
    facts: SheetFacts
    long_from: int = LONG_FROM

    def head(self) -> Sequence[Sequence[str]]:
        """The texts of the first rows, from A1."""
        rows = guarded(self.file, lambda: self.cells.to_python(skip_empty_area=False, nrows=header.HEAD_ROWS))
        return [[cell_text(value) for value in row] for row in rows]

    def grid(self) -> Grid:
        """All cells: those of calamine, with the errors and percentages marked."""
        with _collector_paused():
            columns = guarded(self.file, lambda: columns_of(self._rows()))
        end = self.cells.end
        if columns and end is not None and len(columns[0].texts) != end[0] + 1:
            raise corrupt(self.file, "no se pudo establecer en qué fila empieza")
        return Grid(
            self.name,
            marked(columns, self.facts),
            self.facts.hidden_rows,
            hidden_columns=self.facts.hidden_columns,
            merged=self.facts.merged,
            struck_rows=self.facts.struck_rows,
        )

    def _rows(self) -> Iterable[Sequence[Value]]:
        """The rows from A1. Those of a long sheet come one by one, and without the blank columns on the left."""
        if self.cells.total_height <= self.long_from or self.cells.start is None:
            return self.cells.to_python(skip_empty_area=False)
        left = [""] * self.cells.start[1]
        return ([*left, *row] for row in self.cells.iter_rows())


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of cells are made at once and none of them is garbage: looking for some takes as long as reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def sheets_of(file: str, content: bytes) -> list[Sheet]:
    """The worksheets of a workbook. Raises LoteRefused when it is damaged, protected or a bomb."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 - loaded for workbooks alone

    archive = Archive(file, content)
    parts = facts.sheet_parts(file, archive)
    long = next((one.path for one in parts.values() if archive.size(one.path) >= read_xlsx_long.LONG_FROM), None)
    if long is not None:
        archive.ahead(long)
    styles = styles_of(file, archive)
    book = guarded(file, lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet and one.name in parts]
    if len({parts[name].path for name in names}) < len(names):
        raise corrupt(file, "varias de sus hojas son la misma")
    return [_sheet(file, content, book, archive, parts[name], styles) for name in names]


def guarded(file: str, step: Callable[[], T]) -> T:
    """What a step of calamine gives. Raises LoteRefused for all that calamine raises, its panics too."""
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - loaded already

    try:
        with panics_unsaid():
            return step()
    except PasswordError as problem:
        raise encrypted(file) from problem
    except (CalamineError, OSError, ValueError, MemoryError) as problem:
        raise corrupt(file) from problem
    except BaseException as problem:
        if is_panic(problem):
            raise corrupt(file) from problem
        raise


def _sheet(  # a sheet's parts
    file: str, content: bytes, book: CalamineWorkbook, archive: Archive, part: SheetPart, styles: Styles
) -> Sheet:
    if archive.size(part.path) >= read_xlsx_long.LONG_FROM:
        long = tried(partial(read_xlsx_long.read, file, content, archive, part, styles))
        if long is not None:
            limits.refuse_over_rows(file, len(long.cells.columns[0].texts))
            return long
    xml = facts.compact(file, part.name, archive.part(part.path))
    found = facts.facts_of(file, xml, styles)
    del xml
    cells = guarded(file, lambda: book.get_sheet_by_name(part.name))
    limits.refuse_over_rows(file, cells.total_height)
    return XlsxSheet(file, part.name, part.hidden, cells, found)
