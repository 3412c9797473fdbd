"""The understood columns of a table, each converted once as a whole: what every row says of every field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.domain.codes import retefuente_rates, tax_rates
from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA
from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import plain
from factus_cli.lote import (
    cells,
    codes,
    codes_texts,
    identifications,
    values,
    values_codes,
    values_dates,
    values_numbers,
    values_percents,
    values_places,
)
from factus_cli.lote.columns import BY_NAME, folded
from factus_cli.lote.table import Cell, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from factus_cli.lote.headers import Headers
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Table
    from factus_cli.lote.values import Read

LATER = ("cliente_municipio", "concepto")
"""Fields whose reading needs another field of the row: kept as cells."""
TAXES = {"iva": IVA, "inc": INC, "icui": ICUI, "reteiva": RETEIVA}


@dataclass(slots=True)
class Fields:
    """What each row says of each field. `cells` are those of the fields read later."""

    reads: dict[str, Sequence[Read]] = field(default_factory=dict)
    cells: dict[str, Sequence[Cell]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    of_lines: list[tuple[str, Sequence[Read]]] = field(default_factory=list)
    """Those whose value is of one row alone."""

    def read(self, name: str, index: int) -> Read:
        """The field of the index-th row; blank where the file has no such column."""
        found = self.reads.get(name)
        return values.BLANK if found is None else found[index]

    def listed(self) -> Fields:
        """The same as lists: faster to ask for row by row, where most rows are asked for."""
        return Fields(
            {name: list(reads) for name, reads in self.reads.items()},
            {name: list(cells) for name, cells in self.cells.items()},
            self.columns,
            [(name, list(reads)) for name, reads in self.of_lines],
        )

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns


def convert(headers: Headers, options: MeaningOptions, today: date, *, from_1904: bool = False) -> Fields:
    """Every understood column converted. The taxes' rates are those of `today`; `from_1904`: see Table."""
    fields = Fields()
    for name, columns in headers.columns.items():
        fields.columns[name] = columns[0]
        meant = [_with_overrides(column, options) for column in columns]
        if name in LATER:
            fields.cells[name] = cells.converted(meant[0], lambda cell: cell)
            continue
        converted = [
            cells.converted(column, converter(name, column, options, today, from_1904=from_1904)) for column in meant
        ]
        fields.reads[name] = converted[0] if len(converted) == 1 else _several(name, meant, converted)
        if BY_NAME[name].level == "line":
            fields.of_lines.append((name, fields.reads[name]))
    return fields


def converter(
    name: str, column: Column, options: MeaningOptions, today: date, *, from_1904: bool
) -> Callable[[Cell], Read]:
    """The reader of a column's cells: numbers, percents and dates look at the whole column first."""
    kind = BY_NAME[name].kind
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple
    different = cells.distinct(column)
    if kind == "code":
        return values.codes_of(different)
    if kind == "date":
        return values_dates.dates(different, from_1904=from_1904)
    if kind in ("iva", "tax", "withholding", "discount"):
        return _percents(name, kind, column, different, options, today)
    style = values_numbers.style_of(different, options.decimal)
    grouped = kind != "quantity"
    return lambda cell: values_numbers.number(cell, style, grouped_unless_proven=grouped)


def _percents(  # a column and all that judges it
    name: str, kind: str, column: Column, different: list[Cell], options: MeaningOptions, today: date
) -> Callable[[Cell], Read]:
    if kind == "discount":
        return values_percents.discounts(different, options.discounts)
    coded = "codigo" in plain(column.header).split()
    rates = retefuente_rates() if name not in TAXES else tax_rates(TAXES[name], today)
    match kind:
        case "iva":
            return values_percents.ivas(different, rates, coded=coded)
        case "tax":
            return values_percents.taxes(different, rates, coded=coded)
        case _:
            return values_percents.withholdings(rates, coded=coded)


_SIMPLE: dict[str, Callable[[Cell], Read]] = {
    "text": values.text,
    "email": values.text,
    "yes_no": values.yes_no,
    "days": values_numbers.days,
    "type": values_codes.document_type,
    "payment_form": values_codes.payment_form,
    "payment_method": values_codes.payment_method,
    "unit": values_codes.unit,
    "standard": values_codes.standard,
    "identification": identifications.identification,
    "dv": identifications.dv,
    "identification_type": values_codes.identification_type,
    "person": values_codes.person,
    "country": values_places.country,
    "department": values_places.department,
    "tribute": values_codes.tribute,
    "responsibilities": values_codes.responsibilities,
    "currency": values_codes.currency,
}


def _with_overrides(column: Column, options: MeaningOptions) -> Column:
    """The column with what the user says that its texts mean (`--value`)."""
    header = folded(column.header)
    said = {
        typed.strip().casefold(): code
        for (title, typed), code in (*options.usual_values.items(), *options.values.items())
        if folded(title) == header
    }
    if not said:
        return column
    meant = cells.converted(
        column,
        lambda cell: Cell(Kind.TEXT, code) if (code := said.get(cell.text.strip().casefold())) is not None else cell,
    )
    return Column(column.position, column.header, [one.text for one in meant], [int(one.kind) for one in meant])


def unmet(table: Table, options: MeaningOptions) -> list[tuple[FindingCode, Problem]]:
    """What `--value` says of a title or a text that the file has not: a typing mistake would pass in silence."""
    found = []
    for title, typed in options.values:
        columns = [one for one in table.columns if folded(one.header) == folded(title)]
        wanted = typed.strip().casefold()
        if not columns:
            message = f"--value: el archivo no trae la columna «{title}»"
        elif not any(cell.text.strip().casefold() == wanted for cell in cells.distinct(columns[0])):
            message = f"--value: la columna «{title}» no trae «{typed}»"
        else:
            continue
        found.append((codes.UNMET_VALUE, Problem(None, None, message, "revise el título y el texto")))
    return found


def _several(name: str, columns: list[Column], converted: Sequence[Sequence[Read]]) -> list[Read]:
    """Name parts are joined in column order; of several orders the first that is not blank counts."""
    joined: list[Read] = []
    for index in range(len(columns[0])):
        parts = [one[index] for one in converted]
        broken = next((place for place, part in enumerate(parts) if part.bad), None)
        said = [str(part.value) for part in parts if part.value is not None]
        if broken is not None:
            part = parts[broken]
            joined.append(
                values.bad(part.code or codes.ERROR_CELL, f"en «{columns[broken].header}», {part.message}", part.hint)
            )
        elif not said:
            joined.append(values.BLANK)
        else:
            told = next((part for part in parts if part.code is codes_texts.DAMAGED_TEXT), values.BLANK)
            joined.append(told._replace(value=" ".join(said) if name.startswith("cliente_") else said[0]))
    return joined
