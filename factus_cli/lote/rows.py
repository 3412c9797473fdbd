"""Rows into documents' rows: the reference carries on below, totals rows are left out, no money is dropped in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import plain
from factus_cli.lote import codes, codes_rows
from factus_cli.lote.coded import different
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.table import SkippedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        "total items",
        "total iva",
        "total neto",
        "total bruto",
        "total a pagar",
        "total lote",
        "total ventas",
        "total mes",
        "valor total",
        "vr total",
        "vlr total",
        "valor a pagar",
        "neto a pagar",
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
_IVA_OF = re.compile(r"iva (?:del? )?[0-9]{1,2}")
_TOTAL_OF_ONE = re.compile(r"(?:sub)?total (\S+)|(\S+) (?:sub)?total", re.IGNORECASE)
_INITIALS = frozenset(word[0] for word in TOTALS_WORDS)
_COUNTED = ("money", "quantity", "signed")
AMOUNTS = tuple(one.name for one in BY_NAME.values() if one.kind == "money" and one.name != "tasa_cambio")
LONGEST_WORD = 60


@dataclass(slots=True)
class Group:
    """The rows of one document, by their place in the table, in file order. Without a reference it can't be sent."""

    reference: str
    type: DocumentType
    indices: list[int] = field(default_factory=list)
    apart: bool = False


@dataclass(slots=True)
class Grouped:
    """The documents' rows, the rows left out, and what was found.

    `orphans` (rows of money that are nobody's) and `continued` (lines that say no reference and go on above) are places
    in the table; `repeats`: some document says its reference on a row and on the next.
    """

    groups: Sequence[Group] = ()
    skipped: list[SkippedRow] = field(default_factory=list)
    found: list[tuple[FindingCode, Problem, str | None]] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    continued: list[int] = field(default_factory=list)
    repeats: bool = False


def group(table: Table, fields: Fields, default_type: DocumentType) -> Grouped:
    """The rows of a table by document."""
    return _Grouping(table, fields, default_type).grouped()


class _Grouping:
    """One pass over the rows: what came before says what a row without a reference is."""

    def __init__(self, table: Table, fields: Fields, default_type: DocumentType) -> None:
        self._table = table
        self._fields = fields
        self._default_type = default_type
        self._groups: list[Group] = []
        self._found = Grouped(self._groups)
        self._known: dict[tuple[DocumentType, str], Group] = {}
        self._types: dict[str, DocumentType] = {}
        self._above: Group | None = None
        self._unreadable = _unreadable_references(fields)
        self._totals = _totals_rows(table, fields) if table.bodies is None else set()

    def grouped(self) -> Grouped:
        references = _references(self._fields)
        for index, row in enumerate(self._table.rows):
            if index in self._totals:
                self._skip(index, row)
            elif index in self._unreadable:
                self._add_nameless(index, row, *self._unreadable[index])
            elif references[index]:
                self._add(index, row, references[index])
            else:
                self._go_on(index, row)
        return self._found

    def _add(self, index: int, row: int, reference: str) -> None:
        type_ = self._fields.read("tipo", index).value or self._types.get(reference) or self._default_type
        known = self._known.get((type_, reference))
        if known is None:
            known = self._known[type_, reference] = Group(reference, type_)
            self._groups.append(known)
            self._types.setdefault(reference, type_)
        elif known is not self._above and not known.apart:
            known.apart = True
            first = self._table.rows[known.indices[0]]
            message = f"las filas de {reference} no están juntas: empieza en la fila {first}"
            hint = "si son de documentos distintos, cambie una de las referencias"
            self._found.found.append((codes_rows.NOT_ADJACENT, Problem(row, "referencia", message, hint), reference))
        elif known is self._above:
            self._found.repeats = True
        known.indices.append(index)
        self._above = known

    def _add_nameless(self, index: int, row: int, name: str, read: Read) -> None:
        """A reference that can't be read, or that says «nada», is of no document: never of the one above."""
        hint = read.hint or "escriba la referencia, o deje la celda en blanco si sigue el documento de arriba"
        code = codes.MISSING_VALUE if read.code is None or read.code is codes.NOTHING else read.code
        self._found.found.append((code, Problem(row, name, read.message, hint), None))
        self._above = Group("", self._fields.read("tipo", index).value or self._default_type, [index])
        self._groups.append(self._above)

    def _go_on(self, index: int, row: int) -> None:
        """A row without a reference: a line of the document above, a row that is none, or nobody's money."""
        above = self._above
        if above is not None and _is_line(self._fields, index) and self._is_of(above, index):
            above.indices.append(index)
            self._found.continued.append(index)
        elif self._is_no_line(index, row):
            self._skip(index, row)
        else:
            right_below = above is not None and row == self._table.rows[above.indices[-1]] + 1
            hint = "escriba la referencia; si sigue el documento de arriba, le falta el producto o la cantidad"
            problem = Problem(row, "referencia", "la fila trae dinero y no dice de qué documento es", hint)
            reference = above.reference if above is not None and right_below else None
            self._found.found.append((codes_rows.NO_REFERENCE, problem, reference or None))
            self._found.orphans.append(index)

    def _is_of(self, above: Group, index: int) -> bool:
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
        return any(_is_totals_word(column.texts[index]) for column in self._table.columns)

    def _skip(self, index: int, row: int) -> None:
        shown = " | ".join(text for column in self._table.columns if (text := column.texts[index].strip()))
        self._found.skipped.append(SkippedRow(row, shown[:200]))


def _references(fields: Fields) -> list[str]:
    """The reference of each row: its own column, a prefix and a number, or a number alone; empty where there is none."""
    name = "referencia" if fields.has("referencia") else "numero"
    numbers = fields.reads[name]
    prefixes = fields.reads.get("prefijo")
    if prefixes is None:
        return [read.value or "" for read in numbers]
    return [
        _prefixed(prefix.value or "", number.value or "", whole=name == "referencia")
        for prefix, number in zip(prefixes, numbers, strict=True)
    ]


def _prefixed(prefix: str, number: str, *, whole: bool) -> str:
    """`FV-12`; a whole reference that already begins with its prefix stays."""
    if not prefix or not number or (whole and number.casefold().startswith(prefix.casefold())):
        return number
    return f"{prefix}-{number}"


def _unreadable_references(fields: Fields) -> dict[int, tuple[str, Read]]:
    """Rows whose reference can't be read, or says «nada», with the field and what was read."""
    found: dict[int, tuple[str, Read]] = {}
    for name in ("prefijo", "referencia", "numero"):
        for index, read in enumerate(fields.reads.get(name, ())):
            if unreadable(name, read):
                found[index] = (name, read)
    return found


def unreadable(name: str, read: Read) -> bool:
    """Whether what a row says for (a part of) its reference can't be one."""
    return read.code is not None and (read.bad or (read.code is codes.NOTHING and name != "prefijo"))


def _totals_rows(table: Table, fields: Fields) -> set[int]:
    """Rows whose reference or item is a totals word, whatever else they carry."""
    found: set[int] = set()
    for name, words in totals_words(fields).items():
        reads = fields.reads[name]
        found.update(index for index in range(len(table.rows)) if reads[index].value in words)
    return found


def totals_words(fields: Fields) -> dict[str, set[str]]:
    """The totals words that stand as references and items, by field."""
    said = {
        name: {str(read.value) for read in different(fields.reads[name]) if read.value is not None}
        for name in ("referencia", "numero", "item_nombre", "item_codigo")
        if name in fields.reads
    }
    words = {name: set(filter(_is_totals_word, values)) for name, values in said.items()}
    references = said.get("referencia", said.get("numero", set()))
    for name in words:
        words[name] |= {value for value in said[name] if " " in value and _is_total_of(value, references)}
    return {name: found for name, found in words.items() if found}


def _is_total_of(value: str, references: set[str]) -> bool:
    """Whether this is the total of a reference that stands in the file, as Excel's Subtotals write it: `Total FV-1`."""
    found = _TOTAL_OF_ONE.fullmatch(value)
    return found is not None and (found[1] or found[2]) in references


def _is_totals_word(word: str) -> bool:
    if len(word) > LONGEST_WORD or not word[:1].isalpha() or (word[0].isascii() and word[0].lower() not in _INITIALS):
        return False
    folded = plain(word)
    return folded in TOTALS_WORDS or any(one.fullmatch(folded) is not None for one in (_TOTAL_OF, _IVA_OF))


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
