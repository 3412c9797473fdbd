"""Workbooks: which sheet, where its header, and the cells below with their kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from factus_cli.lote import header
from factus_cli.lote.read_choice import SheetHead, chosen_sheet
from factus_cli.lote.read_epoch import counts_from_1904
from factus_cli.lote.read_grid import table_below
from factus_cli.lote.read_header import header_of
from factus_cli.lote.read_kind import FileKind
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_grid import Grid
    from factus_cli.lote.read_options import ReadOptions
    from factus_cli.lote.table import Table


class Sheet(Protocol):
    """A sheet of a workbook: its first rows to look for the header in, all its cells when it is chosen."""

    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    def head(self) -> Sequence[Sequence[str]]:
        """The texts of the first rows, from A1."""
        ...

    def grid(self) -> Grid:
        """All cells."""
        ...


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet whose cells are all at hand."""

    name: str
    hidden: bool
    cells: Grid

    def head(self) -> Sequence[Sequence[str]]:
        """The texts of the first rows, from A1."""
        return list(zip(*(column.texts[: header.HEAD_ROWS] for column in self.cells.columns), strict=True))

    def grid(self) -> Grid:
        """All cells."""
        return self.cells


def read(file: str, content: bytes, kind: FileKind, options: ReadOptions, knows: Knows) -> Table:
    """The table of a workbook. Raises LoteRefused or UsageProblem, naming the file."""
    table = _read(file, content, kind, options, knows)
    return replace(table, from_1904=counts_from_1904(file, content, kind))


def _read(file: str, content: bytes, kind: FileKind, options: ReadOptions, knows: Knows) -> Table:
    if kind is FileKind.XLSX:
        from factus_cli.lote import read_xlsx  # noqa: PLC0415 - each kind loads what it needs

        return from_sheets(file, read_xlsx.sheets_of(file, content), options, knows)
    from factus_cli.lote import read_child  # noqa: PLC0415

    return from_sheets(file, read_child.sheets_of(file, content, kind), options, knows)


def from_sheets(file: str, sheets: Sequence[Sheet], options: ReadOptions, knows: Knows) -> Table:
    """The table of that one of the sheets which is the lote."""
    if not sheets:
        raise refusal(
            file, "file_empty", "el libro no tiene hojas de datos", "Revise que haya guardado el archivo correcto."
        )
    heads = [SheetHead(sheet.name, sheet.head(), sheet.hidden) for sheet in sheets]
    index = chosen_sheet(file, heads, knows, options.sheet, options.header_row)
    rows = heads[index].rows
    found = header_of(file, rows, knows, options.header_row)
    return table_below(sheets[index].grid(), found, file)
