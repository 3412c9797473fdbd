"""The understood columns of a table, each converted once as a whole: what every row says of every field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.lote import identifications, values, values_codes
from factus_cli.lote.columns import BY_NAME, folded
from factus_cli.lote.table import Cell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.lote.headers import Headers
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Column, Table
    from factus_cli.lote.values import Read

LATER = ("cliente_municipio", "concepto")
"""Fields whose reading needs another field of the row: kept as cells."""


@dataclass(slots=True)
class Fields:
    """What each row says of each field. `cells` are those of the fields read later."""

    reads: dict[str, list[Read]] = field(default_factory=dict)
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)

    def read(self, name: str, index: int) -> Read:
        """The field of the index-th row; blank where the file has no such column."""
        found = self.reads.get(name)
        return values.BLANK if found is None else found[index]

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns


def convert(table: Table, headers: Headers, options: MeaningOptions) -> Fields:
    """Every understood column converted."""
    fields = Fields()
    for name, columns in headers.columns.items():
        fields.columns[name] = columns[0]
        if name in LATER:
            fields.cells[name] = [_overridden(cell, columns[0], options) for cell in columns[0].cells()]
            continue
        converted = [_column(column, BY_NAME[name].kind, options) for column in columns]
        fields.reads[name] = converted[0] if len(converted) == 1 else _several(name, converted, len(table.rows))
    return fields


def _column(column: Column, kind: str, options: MeaningOptions) -> list[Read]:
    convert_cell = converter(column, kind, options)
    return column.map(lambda cell: convert_cell(_overridden(cell, column, options)))


def converter(column: Column, kind: str, options: MeaningOptions) -> Callable[[Cell], Read]:
    """The reader of a column's cells: numbers and percents look at the whole column first."""
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple
    cells = column.cells()
    style = values.style_of(cells, options.decimal)
    match kind:
        case "iva":
            return values.ivas(cells, style)
        case "tax":
            return values.percents(cells, style, fractions=None)
        case "withholding":
            return values.percents(cells, style, fractions=False)
        case "discount":
            return values.discounts(style, options.discounts)
        case "quantity":
            return lambda cell: values.number(cell, style, grouped_unless_proven=False)
        case _:
            return lambda cell: values.number(cell, style, grouped_unless_proven=True)


_SIMPLE: dict[str, Callable[[Cell], Read]] = {
    "text": values.text,
    "email": values.text,
    "date": values.a_date,
    "yes_no": values.yes_no,
    "days": values.days,
    "type": values_codes.document_type,
    "payment_form": values_codes.payment_form,
    "payment_method": values_codes.payment_method,
    "unit": values_codes.unit,
    "standard": values_codes.standard,
    "identification": identifications.identification,
    "dv": identifications.dv,
    "identification_type": values_codes.identification_type,
    "person": values_codes.person,
    "country": values_codes.country,
    "department": values_codes.department,
    "tribute": values_codes.tribute,
    "responsibilities": values_codes.responsibilities,
    "currency": values_codes.currency,
}


def _overridden(cell: Cell, column: Column, options: MeaningOptions) -> Cell:
    """What the user says a text means, in place of the text."""
    if not options.values:
        return cell
    wanted = (folded(column.header), cell.text.strip().casefold())
    for (header, typed), code in options.values.items():
        if (folded(header), typed.strip().casefold()) == wanted:
            return Cell(Kind.TEXT, code)
    return cell


def _several(name: str, converted: list[list[Read]], rows: int) -> list[Read]:
    """Name parts are joined in column order; of several orders the first that is not blank counts."""
    joined: list[Read] = []
    for index in range(rows):
        parts = [one[index] for one in converted if one[index].value is not None or one[index].bad]
        bad = next((part for part in parts if part.bad), None)
        if bad is not None or not parts:
            joined.append(bad or values.BLANK)
        elif name.startswith("cliente_"):
            joined.append(values.Read(" ".join(str(part.value) for part in parts)))
        else:
            joined.append(parts[0])
    return joined
