"""Where a problem stands: the cell of a row and a field, as the spreadsheet shows it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Finding
from factus_cli.lote.bodies import ItemRow
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.table import cell_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.findings import FindingCode, Problem
    from factus_cli.lote.table import Column, Table

SAID_IN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "referencia": ("numero",),
        "cliente_dv": ("cliente_identificacion",),
        "cliente_tipo_documento": ("cliente_identificacion",),
        "cliente_nombre": ("cliente_nombres", "cliente_apellidos"),
        "precio_unitario": ("precio_con_impuesto",),
        "fecha_vencimiento": ("dias_credito",),
    }
)
"""Fields whose value may come from another column: a DV after the hyphen of its NIT."""
ASKED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType({"fecha_vencimiento": ("forma_pago",)})
"""Where a field stands that no column of the file says, nor says another way: what makes it needed."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Turns rows and fields of a table into findings (`domain.findings.Place`)."""

    table: Table
    understood: Mapping[str, Column]

    def index(self, row: int | None) -> int | None:
        """From a row's number to its place in the columns: rows are in order. None for a row that is not below."""
        rows = self.table.rows
        index = 0 if row is None else bisect_left(rows, row) + (row.item if isinstance(row, ItemRow) else 0)
        return index if row is not None and index < len(rows) and rows[index] == row else None

    def finding(self, code: FindingCode, problem: Problem, reference: str | None) -> Finding:
        """The problem at its cell; without the cell where no column of the file says it."""
        return self.at(code, problem, self._column(problem), reference)

    def _column(self, problem: Problem) -> Column | None:
        """The column of a field; where it says nothing, or is not there, one that says the same another way."""
        own = self.understood.get(problem.column or "")
        index = self.index(problem.row)
        if index is None or (own is not None and own.texts[index].strip()):
            return own
        others = self._columns(SAID_IN.get(problem.column or "", ()))
        said = next((one for one in others if one.texts[index].strip()), own)
        instead = (*others, *self._columns(ASKED_BY.get(problem.column or "", ())))
        return said or (instead[0] if instead else None)

    def _columns(self, names: Sequence[str]) -> list[Column]:
        return [self.understood[name] for name in names if name in self.understood]

    def at(self, code: FindingCode, problem: Problem, column: Column | None, reference: str | None) -> Finding:
        """The problem at a column that may be of no field."""
        cell = value = None
        message = problem.message
        if column is not None and problem.row is not None:
            cell = self._cell(column, problem.row)
            index = self.index(problem.row)
            value = column.cell(index).text if index is not None else column.header
        if problem.row is not None:
            message = f"{self._where(_shown(problem), column, cell)}: {message}"
        return Finding(
            code=code.code,
            severity=code.severity,
            file=self.table.file,
            sheet=self.table.sheet,
            row=None if problem.row is None else int(problem.row),
            column=problem.column,
            header=None if column is None else column.header,
            cell=cell,
            value=value,
            message=message,
            hint=problem.hint,
            reference_code=reference,
        )

    def _cell(self, column: Column, row: int) -> str | None:
        return None if self._is_json else cell_name(column.position, row)

    @property
    def _is_json(self) -> bool:
        """Objects have keys and no header row, so no cells either."""
        return self.table.header_row == 0

    def _where(self, row: str, column: Column | None, cell: str | None) -> str:
        if column is None:
            return f"fila {row}"
        return f'fila {row}, columna "{column.header}"' + (f" ({cell})" if cell else "")


def _shown(problem: Problem) -> str:
    """The row as a message calls it: which item of a body only matters to what is of a line."""
    field = BY_NAME.get(problem.column or "")
    return str(int(problem.row or 0)) if field is None or field.level != "line" else str(problem.row)
