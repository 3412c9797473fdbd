"""Which column is which field: names, synonyms, second meanings, the user's own word. What is doubtful is a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import nearest
from factus_cli.lote import codes
from factus_cli.lote.columns import BY_NAME, SEVEN, Meaning, all_headers, folded, meaning
from factus_cli.lote.table import Kind
from factus_cli.lote.values import bare_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factus_cli.lote.table import Column, Table

JOINED = ("cliente_nombres", "cliente_apellidos", "orden_compra")
"""Fields that may stand in several columns: names are joined, of orders the first that is not blank counts."""
MONEY_OR_CUSTOMER = frozenset({"descuento", "dcto", "desc", "valor", "total", "impuesto", "codigo", "documento"})
"""Folded headers whose two readings differ in money or customer: where both fit, a question."""
CHANGES_MONEY = ("reteica", "aiu")


@dataclass(slots=True)
class Headers:
    """The fields that a table has, each with its columns, and what was found on the way (code, problem)."""

    columns: dict[str, list[Column]] = field(default_factory=dict)
    found: list[tuple[FindingCode, Problem, Column | None]] = field(default_factory=list)
    seven: bool = False

    def first(self, name: str) -> Column | None:
        """The column of a field, None when the file has none."""
        columns = self.columns.get(name)
        return columns[0] if columns else None


def match(table: Table, chosen: Mapping[str, str]) -> Headers:
    """The columns of a table by field. `chosen` (field to header) counts before anything else."""
    headers = Headers()
    taken = _chosen(table, chosen, headers)
    left = [column for column in table.columns if column.position not in taken]
    meanings = {column.position: meaning(column.header) for column in left}
    firsts = {one.field for one in meanings.values() if one is not None and one.also is None and one.field}
    for column in left:
        _place(column, meanings[column.position], firsts | set(headers.columns), headers)
    headers.seven = _is_seven(table)
    _drop_repeated(headers)
    return headers


def _chosen(table: Table, chosen: Mapping[str, str], headers: Headers) -> set[int]:
    taken: set[int] = set()
    for name, header in chosen.items():
        column = next((one for one in table.columns if folded(one.header) == folded(header)), None)
        if name not in BY_NAME or column is None:
            what = f"no existe el campo {name}" if name not in BY_NAME else f"el archivo no trae la columna «{header}»"
            near = nearest(name if name not in BY_NAME else header, _candidates(table, name))
            hint = f"¿quiso decir {', '.join(near)}?" if near else ""
            headers.found.append((codes.UNKNOWN_FIELD, Problem(None, None, f"--col: {what}", hint), None))
            continue
        headers.columns[name] = [column]
        taken.add(column.position)
    return taken


def _candidates(table: Table, name: str) -> list[str]:
    return list(BY_NAME) if name not in BY_NAME else [one.header for one in table.columns if one.header]


def _place(column: Column, known: Meaning | None, sure: set[str], headers: Headers) -> None:
    if known is None:
        if column.header.strip() or any(column.texts):
            _note(headers, codes.UNKNOWN_COLUMN, column, f"no se lee la columna «{column.header or column.letter}»")
        return
    if known.field is None:
        if known.no_place in CHANGES_MONEY and any(column.texts):
            _note(
                headers, codes.NO_PLACE, column, f"«{column.header}» no tiene lugar en Factus: la factura sale sin ella"
            )
        return
    name = _meant(column, known, sure, headers)
    if name is not None:
        headers.columns.setdefault(name, []).append(column)


def _meant(column: Column, known: Meaning, sure: set[str], headers: Headers) -> str | None:
    """The field a header stands for, where it may stand for two."""
    first, second = known.field, known.also
    if second is None or first is None:
        return first
    first_taken, second_taken = first in sure or first in headers.columns, second in sure or second in headers.columns
    if first_taken and not second_taken:
        _note(headers, codes.SECOND_MEANING, column, f"«{column.header}» se leyó como {second}")
        return second
    if second_taken or first_taken:
        return first
    fits_first, fits_second = _fits(column, first), _fits(column, second)
    if fits_second and not fits_first:
        _note(headers, codes.SECOND_MEANING, column, f"«{column.header}» se leyó como {second}")
        return second
    if fits_first and fits_second and folded(column.header) in MONEY_OR_CUSTOMER and any(column.texts):
        message = f"«{column.header}» puede ser {first} o {second}"
        hint = f'diga cuál: --col {first}="{column.header}" o --col {second}="{column.header}"'
        headers.found.append((codes.DOUBTFUL_COLUMN, Problem(None, None, message, hint), column))
        return None
    if fits_first and fits_second:
        _note(
            headers, codes.SECOND_MEANING, column, f"«{column.header}» se leyó como {first}; también podía ser {second}"
        )
    return first


def _fits(column: Column, name: str) -> bool:
    """Whether the values of a column can be of a field, by their shape alone."""
    kind = BY_NAME[name].kind
    values = [cell for cell in set(column.cells()) if cell.kind is not Kind.BLANK and cell.text.strip()]
    if not values:
        return True
    numeric = [_looks_numeric(cell.text) for cell in values]
    if kind in ("money", "quantity", "signed"):
        return all(numeric)
    if kind in ("iva", "tax", "discount", "withholding"):
        return all(_looks_percent(cell.text) for cell in values)
    if kind == "date":
        return not all(numeric) or all(cell.kind is Kind.DATE for cell in values)
    if kind in ("identification", "dv"):
        return all(any(sign.isdigit() for sign in cell.text) and len(cell.text) >= 5 for cell in values)
    if name in ("item_nombre", "cliente_nombre", "observacion"):
        return not all(numeric)
    return True


def _looks_numeric(text: str) -> bool:
    bare = bare_number(text).strip("()-").removesuffix("%").strip()
    return bool(bare) and all(sign in "0123456789.," for sign in bare)


def _looks_percent(text: str) -> bool:
    if not _looks_numeric(text):
        return any(word in text.casefold() for word in ("exent", "exclu", "aplica", "%", "iva"))
    digits = bare_number(text).removesuffix("%").strip().replace(",", ".")
    try:
        return 0 <= float(digits) <= 100  # a shape, not an amount
    except ValueError:
        return False


def _is_seven(table: Table) -> bool:
    return {folded(one.header) for one in table.columns if one.header.strip()} == {folded(one) for one in SEVEN}


def _drop_repeated(headers: Headers) -> None:
    for name, columns in headers.columns.items():
        if len(columns) == 1 or name in JOINED:
            continue
        different = [one for one in columns[1:] if list(one.texts) != list(columns[0].texts)]
        if different:
            letters = ", ".join(f"«{one.header}» ({one.letter})" for one in columns)
            hint = f"diga cuál con --col {name}=TÍTULO"
            problem = Problem(None, None, f"hay varias columnas para {name}: {letters}", hint)
            headers.found.append((codes.REPEATED_COLUMN, problem, columns[1]))
        del columns[1:]


def missing(needed: Iterable[str], table: Table) -> list[tuple[FindingCode, Problem, Column | None]]:
    """A finding for each needed field without a column, with the nearest headers that the file has."""
    present: Sequence[str] = [one.header for one in table.columns if one.header.strip()]
    found: list[tuple[FindingCode, Problem, Column | None]] = []
    for name in needed:
        near = [one for one in nearest(_spoken(name), present) if meaning(one) is None]
        hint = f'¿es «{near[0]}»? Entonces: --col {name}="{near[0]}"' if near else f"agregue una columna {name}"
        found.append((codes.MISSING_COLUMN, Problem(table.header_row, name, f"falta la columna {name}", hint), None))
    return found


def _spoken(name: str) -> str:
    return next(
        (one for one in all_headers() if (known := meaning(one)) and known.field == name and "_" not in one), name
    )


def _note(headers: Headers, code: FindingCode, column: Column, message: str) -> None:
    headers.found.append((code, Problem(None, None, message), column))
