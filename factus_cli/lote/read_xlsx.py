"""Workbooks of Excel since 2007 (.xlsx, .xlsm): the cells by calamine, what it does not tell from the sheet's XML."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from factus_cli.lote import header, limits
from factus_cli.lote import read_xlsx_facts as facts
from factus_cli.lote.read_cells import cell_text, columns_of
from factus_cli.lote.read_grid import Grid, GridColumn
from factus_cli.lote.read_kind import corrupt, encrypted
from factus_cli.lote.read_zip import Archive
from factus_cli.lote.refusals import refusal
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from factus_cli.lote.read_xlsx_facts import SheetFacts, SheetPart

T = TypeVar("T")

MAX_AREA = 40_000_000
"""Cells from A1 to the last one: calamine makes room for all of them, so far fewer must not stand so far apart."""

SPARSE = 10


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """A worksheet that calamine has read, and what its XML says besides."""

    file: str
    name: str
    hidden: bool
    cells: CalamineSheet
    facts: SheetFacts

    def head(self) -> Sequence[Sequence[str]]:
        """The texts of the first rows, from A1."""
        rows = guarded(self.file, lambda: self.cells.to_python(skip_empty_area=False, nrows=header.HEAD_ROWS))
        return [[cell_text(value) for value in row] for row in rows]

    def grid(self) -> Grid:
        """All cells: those of calamine, with the errors and percentages marked."""
        columns = columns_of(guarded(self.file, lambda: self.cells.to_python(skip_empty_area=False)))
        return Grid(self.name, _marked(columns, self.facts), self.facts.hidden_rows)


def sheets_of(file: str, content: bytes) -> list[XlsxSheet]:
    """The worksheets of a workbook. Raises LoteRefused when it is damaged, protected or a bomb."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 - loaded for workbooks alone

    archive = Archive(file, content)
    parts = facts.sheet_parts(file, archive)
    percents = facts.percent_styles(file, archive)
    book = guarded(file, lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet and one.name in parts]
    return [_sheet(file, book, archive, parts[name], percents) for name in names]


def guarded(file: str, step: Callable[[], T]) -> T:
    """What a step of calamine gives. Raises LoteRefused for all that calamine raises, its panics too."""
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - loaded already

    try:
        return step()
    except PasswordError as problem:
        raise encrypted(file) from problem
    except (CalamineError, OSError, ValueError, MemoryError) as problem:
        raise corrupt(file) from problem
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":
            raise corrupt(file) from problem
        raise


def _sheet(file: str, book: CalamineWorkbook, archive: Archive, part: SheetPart, percents: frozenset[int]) -> XlsxSheet:
    xml = archive.part(part.path)
    facts.refuse_entities(file, xml)
    _refuse_sparse(file, part.name, xml)
    found = facts.facts_of(xml, percents)
    del xml
    cells = guarded(file, lambda: book.get_sheet_by_name(part.name))
    limits.refuse_over_rows(file, cells.total_height)
    return XlsxSheet(file, part.name, part.hidden, cells, found)


def _refuse_sparse(file: str, name: str, xml: bytes) -> None:
    area = facts.area_of(xml)
    if area <= MAX_AREA:
        return
    filled = facts.without_blank_cells(xml)
    if facts.area_of(filled) > max(MAX_AREA, SPARSE * filled.count(b"</")):
        raise refusal(
            file,
            "sparse_sheet",
            f"la hoja «{name}» tiene celdas muy lejos de la tabla",
            "Borre las filas y columnas que sobran después de la tabla, o copie la tabla a un libro nuevo.",
        )


def _marked(columns: list[GridColumn], found: SheetFacts) -> list[GridColumn]:
    if not found.errors and not found.percents:
        return columns
    marks: defaultdict[int, dict[int, str | None]] = defaultdict(dict)
    for position, row in found.percents:
        marks[position][row] = None
    for (position, row), text in found.errors.items():
        marks[position][row] = text
    height = max([row + 1 for _, row in found.errors], default=0)
    width = max([position + 1 for position, _ in found.errors], default=0)
    grown = _grown(columns, max(height, len(columns[0].texts) if columns else 0), width)
    return [_with(column, marks[position]) if position in marks else column for position, column in enumerate(grown)]


def _grown(columns: list[GridColumn], height: int, width: int) -> list[GridColumn]:
    """Room for error cells outside of what calamine takes for the sheet."""
    if columns and len(columns) >= width and len(columns[0].texts) >= height:
        return columns
    missing = height - len(columns[0].texts) if columns else 0
    grown = [
        GridColumn([*column.texts, *[""] * missing], None if column.kinds is None else column.kinds + bytes(missing))
        for column in columns
    ]
    return grown + [GridColumn([""] * height) for _ in range(width - len(columns))]


def _with(column: GridColumn, marks: dict[int, str | None]) -> GridColumn:
    """The column with its errors (a text) and percentages (None) marked."""
    texts = list(column.texts)
    kinds = bytearray(column.kinds or (Kind.TEXT if text else Kind.BLANK for text in texts))
    for row, error in marks.items():
        if error is not None:
            texts[row], kinds[row] = error, Kind.ERROR
        elif row < len(kinds) and kinds[row] == Kind.NUMBER:
            kinds[row] = Kind.PERCENT
    return GridColumn(texts, bytes(kinds))
