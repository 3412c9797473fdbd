"""A document being assembled: what its rows say, whether they agree, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.lote import codes, codes_rows
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.identifications import Identification
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Group
    from factus_cli.lote.table import Table
    from factus_cli.lote.values import Read

TOLD_ONCE = (codes.THOUSANDS, codes.FRACTION, codes.REPAIRED, codes.NOTHING)
"""Findings that a whole column tells once, with how many cells are so."""


@dataclass(slots=True)
class Draft:
    """The rows of one document. `failed`: it can't be assembled whole; `nobody`: its party can't be known."""

    table: Table
    fields: Fields
    group: Group
    found: list[tuple[FindingCode, Problem]] = field(default_factory=list)
    failed: bool = False
    nobody: bool = False
    deduced: list[str] = field(default_factory=list)
    with_tax: dict[int, Decimal] = field(default_factory=dict)
    """Prices that came with tax, in COP, by the place of their row."""
    _values: dict[str, Any] = field(default_factory=dict)
    _bad: set[str] = field(default_factory=set)
    _bad_cells: set[tuple[int, str]] = field(default_factory=set)
    _said: set[tuple[str, str]] = field(default_factory=set)

    @property
    def first_row(self) -> int:
        """The number of its first row."""
        return self.table.rows[self.group.indices[0]]

    def row(self, index: int) -> int:
        """The spreadsheet's number of a place in the table."""
        return self.table.rows[index]

    def value(self, name: str) -> Any:  # what a field holds is known where it is asked for
        """A field of the whole document: what its rows say, which must agree; blank rows say nothing."""
        if name not in self.fields.reads:
            return None
        if name not in self._values:
            self._values[name] = self._agreed(name)
        return self._values[name]

    def needed(self, name: str) -> Any:
        """The same, with an error where no row says it."""
        value = self.value(name)
        if value is None and not self.is_bad(name):
            self.problem(codes.MISSING_VALUE, name, f"falta {name}", "escriba el valor")
        self.failed = self.failed or value is None
        return value

    def is_bad(self, name: str) -> bool:
        """Whether a row says something that could not be read."""
        self.value(name)
        return name in self._bad

    def cell(self, name: str) -> Cell | None:
        """The first cell that is not blank of a field read later; rows that differ are a finding."""
        cells = self.fields.cells.get(name)
        if cells is None:
            return None
        said = [(index, cells[index]) for index in self.group.indices if cells[index].kind is not Kind.BLANK]
        different = [
            index for index, cell in said if cell.text.strip().casefold() != said[0][1].text.strip().casefold()
        ]
        if different:
            self._disagree(name, said[0][0], different[0])
        return said[0][1] if said else None

    def line(self, index: int) -> Mapping[str, Any]:
        """What a row says of its line, without what is blank; its trouble noted, and told by `is_bad_at`."""
        said: dict[str, Any] = {}
        for name, reads in self.fields.of_lines:
            read = reads[index]
            if read.code is not None:
                self._note(name, index, read)
                if read.bad:
                    self._bad_cells.add((index, name))
            if read.value is not None:
                said[name] = read.value
        return said

    def is_bad_at(self, index: int, *names: str) -> bool:
        """Whether a row says something of one of these fields that could not be read."""
        return bool(self._bad_cells) and any((index, name) in self._bad_cells for name in names)

    def line_failed(self, index: int) -> bool:
        """Whether a cell of the row could not be read."""
        return bool(self._bad_cells) and any(at == index for at, _ in self._bad_cells)

    def problem(  # a finding's parts
        self, code: FindingCode, name: str, message: str, hint: str = "", *, row: int | None = None, bad: bool = True
    ) -> None:
        """Something found at a field. `bad`: the document can't be what it should."""
        at = row or self._row_of(name)
        self.found.append((code, Problem(at, name, message, hint)))
        self.failed = self.failed or (bad and code.severity.value == "error")

    def inferred(self, what: str) -> None:
        """Something deduced, told once for the whole document."""
        if what not in self.deduced:
            self.deduced.append(what)

    def _agreed(self, name: str) -> Any:
        reads = self.fields.reads[name]
        first: int | None = None
        value: Any = None
        whole: Any = None
        told = False
        for index in self.group.indices:
            read = reads[index]
            if read.code is not None:
                self._note(name, index, read)
                if read.bad:
                    self._bad.add(name)
            if read.value is None:
                continue
            if first is None:
                first, value, whole = index, read.value, read.value
            elif read.value is whole or told:
                continue
            elif not same_value(value, read.value):
                self._disagree(name, first, index)
                told = True
            elif isinstance(value, Identification):
                value = value.with_what(read.value)
        return value

    def _disagree(self, name: str, one: int, other: int) -> None:
        texts = self.fields.columns[name].texts
        message = (
            f"«{cut(texts[one])}» en la fila {self.row(one)} y «{cut(texts[other])}» en esta, en un mismo documento"
        )
        self.problem(codes_rows.DISAGREE, name, message, "deje el mismo dato en todas sus filas", row=self.row(other))

    def _note(self, name: str, index: int, read: Read) -> None:
        if read.code is None or read.code in TOLD_ONCE:
            return
        self.failed = self.failed or read.bad
        said = (name, read.message)
        if BY_NAME[name].level == "line" or said not in self._said:
            self._said.add(said)
            self.found.append((read.code, Problem(self.row(index), name, read.message, read.hint)))

    def _row_of(self, name: str) -> int:
        column = self.fields.columns.get(name)
        if column is None:
            return self.first_row
        return next((self.row(index) for index in self.group.indices if column.texts[index].strip()), self.first_row)


def same_value(one: Any, other: Any) -> bool:
    """Whether what two rows say of their document is the same."""
    if isinstance(one, Identification) and isinstance(other, Identification):
        return one.agrees(other)
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return bool(one == other)
