"""Rows into documents' rows: the reference carries on below, totals rows are left out, no money is dropped in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import plain
from factus_cli.lote import codes
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.table import SkippedRow

if TYPE_CHECKING:
    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.table import Table
    from factus_cli.lote.values import Read

TOTALS_WORDS = frozenset(
    {
        "total",
        "totales",
        "total general",
        "totales generales",
        "gran total",
        "total factura",
        "total facturas",
        "total facturado",
        "total iva",
        "total neto",
        "total bruto",
        "total a pagar",
        "total lote",
        "total ventas",
        "total mes",
        "valor total",
        "suma total",
        "subtotal",
        "subtotales",
        "sub total",
        "iva",
        "neto",
        "suma",
        "sumas",
        "suman",
        "sumatoria",
    }
)
_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
_TOTAL_OF = re.compile(
    rf"(?:sub)?total(?:es)?(?: ventas?)?(?: del?)?(?: mes)?(?: de)? (?:{_MONTHS})(?: (?:del? )?[0-9]{{4}})?"
)
AMOUNTS = tuple(one.name for one in BY_NAME.values() if one.kind == "money" and one.name != "tasa_cambio")
REFERENCE = ("referencia", "prefijo", "numero")


@dataclass(slots=True)
class Group:
    """The rows of one document, by their place in the table, in file order."""

    reference: str
    type: DocumentType
    indices: list[int] = field(default_factory=list)
    apart: bool = False


@dataclass(slots=True)
class Grouped:
    """The documents' rows, the rows left out, and what was found."""

    groups: list[Group] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    found: list[tuple[FindingCode, Problem, str | None]] = field(default_factory=list)


def group(table: Table, fields: Fields, default_type: DocumentType) -> Grouped:
    """The rows of a table by document."""
    return _Grouping(table, fields, default_type).grouped()


class _Grouping:
    """One pass over the rows: what came before says what a row without a reference is."""

    def __init__(self, table: Table, fields: Fields, default_type: DocumentType) -> None:
        self._table = table
        self._fields = fields
        self._default_type = default_type
        self._found = Grouped()
        self._known: dict[tuple[DocumentType, str], Group] = {}
        self._types: dict[str, DocumentType] = {}
        self._above: Group | None = None

    def grouped(self) -> Grouped:
        for index, row in enumerate(self._table.rows):
            if not self._unreadable_reference(index, row):
                self._take(index, row)
        return self._found

    def _take(self, index: int, row: int) -> None:
        reference = reference_of(self._fields, index)
        if _is_totals(self._fields, index, reference):
            self._skip(index, row)
        elif reference:
            self._add(index, row, reference)
        elif self._above is not None and _is_line(self._fields, index) and self._goes_on(self._above, index):
            self._above.indices.append(index)
        elif self._is_no_line(index, row):
            self._skip(index, row)
        else:
            self._orphan(index, row)

    def _add(self, index: int, row: int, reference: str) -> None:
        read = self._fields.read("tipo", index)
        type_ = read.value or self._types.get(reference) or self._default_type
        known = self._known.get((type_, reference))
        if known is None:
            known = self._known[type_, reference] = Group(reference, type_)
            self._found.groups.append(known)
            self._types.setdefault(reference, type_)
        elif known is not self._above and not known.apart:
            known.apart = True
            first = self._table.rows[known.indices[0]]
            message = f"las filas de {reference} no están juntas: empieza en la fila {first}"
            problem = Problem(
                row, "referencia", message, "si son de documentos distintos, cambie una de las referencias"
            )
            self._found.found.append((codes.NOT_ADJACENT, problem, reference))
        known.indices.append(index)
        self._above = known

    def _unreadable_reference(self, index: int, row: int) -> bool:
        """A reference that can't be read, or that says «nada», is of no document: never of the one above."""
        for name in REFERENCE:
            read = self._fields.read(name, index)
            if read.bad:
                self._tell(read.code, row, name, read)
            elif read.code is codes.NOTHING and name != "prefijo":
                self._tell(codes.MISSING_VALUE, row, name, read)
            else:
                continue
            return True
        return False

    def _tell(self, code: FindingCode | None, row: int, name: str, read: Read) -> None:
        hint = read.hint or "escriba la referencia, o deje la celda en blanco si sigue el documento de arriba"
        self._found.found.append((code or codes.MISSING_VALUE, Problem(row, name, read.message, hint), None))

    def _goes_on(self, above: Group, index: int) -> bool:
        """Whether a line without reference may be of the document above: a number of its own says it is not."""
        number = self._fields.read("numero", index).value
        return number is None or number == self._fields.read("numero", above.indices[0]).value

    def _is_no_line(self, index: int, row: int) -> bool:
        """Whether a row without reference carries no money, or only amounts below a blank line, or a totals word."""
        fields = self._fields
        if not _has_money(fields, index):
            return not _is_line(fields, index)
        below_blank = index > 0 and row > self._table.rows[index - 1] + 1
        return not _has_item(fields, index) and (
            (below_blank and _has_only_amounts(fields, index)) or self._says_total(index)
        )

    def _says_total(self, index: int) -> bool:
        return any(_is_totals_word(column.texts[index]) for column in self._table.columns if column.texts[index])

    def _skip(self, index: int, row: int) -> None:
        shown = " | ".join(text for column in self._table.columns if (text := column.texts[index].strip()))
        self._found.skipped.append(SkippedRow(row, shown[:200]))

    def _orphan(self, index: int, row: int) -> None:
        above = self._above
        right_below = above is not None and index > 0 and row == self._table.rows[above.indices[-1]] + 1
        problem = Problem(
            row,
            "referencia",
            "la fila trae dinero y no dice de qué documento es",
            "escriba la referencia; si sigue el documento de arriba, le falta el producto o la cantidad",
        )
        self._found.found.append((codes.NO_REFERENCE, problem, above.reference if above and right_below else None))


def reference_of(fields: Fields, index: int) -> str:
    """The reference of a row: its own column, a prefix and a number, or a number alone; empty where there is none."""
    prefix = fields.read("prefijo", index).value or ""
    reference = fields.read("referencia", index).value or ""
    number = fields.read("numero", index).value or ""
    if reference:
        begins = not prefix or str(reference).casefold().startswith(str(prefix).casefold())
        return str(reference) if begins else f"{prefix}-{reference}"
    if not number or fields.has("referencia"):
        return ""
    return f"{prefix}-{number}" if prefix else str(number)


def _is_totals(fields: Fields, index: int, reference: str) -> bool:
    words = (reference, fields.read("item_nombre", index).value, fields.read("item_codigo", index).value)
    return any(isinstance(word, str) and _is_totals_word(word) for word in words)


@lru_cache(maxsize=4096)
def _is_totals_word(word: str) -> bool:
    if len(word) > 60 or not word[:1].isalpha():
        return False
    folded = plain(word)
    return folded in TOTALS_WORDS or _TOTAL_OF.fullmatch(folded) is not None


def _is_line(fields: Fields, index: int) -> bool:
    quantity = fields.read("cantidad", index)
    return _has_item(fields, index) and (quantity.value is not None or quantity.bad)


def _has_item(fields: Fields, index: int) -> bool:
    item, code = fields.read("item_nombre", index), fields.read("item_codigo", index)
    return item.value is not None or item.bad or code.value is not None or code.bad


def _has_money(fields: Fields, index: int) -> bool:
    return any((read := fields.read(name, index)).value is not None or read.bad for name in AMOUNTS)


def _has_only_amounts(fields: Fields, index: int) -> bool:
    """Whether the understood values of a row are amounts and quantities alone."""
    return not any(
        column.texts[index].strip() for name, column in fields.columns.items() if BY_NAME[name].kind not in _COUNTED
    )


_COUNTED = ("money", "quantity", "signed")
