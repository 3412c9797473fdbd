"""Which column is which field: names, synonyms, the user's own word. What is doubtful is a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.domain.search import nearest, plain
from factus_cli.lote import codes
from factus_cli.lote.cells import distinct
from factus_cli.lote.columns import BY_NAME, FIELDS, PARTS, SEVEN, Meaning, all_headers, folded, identity, meaning
from factus_cli.lote.headers_two import UNREAD, Seen, is_named, meant
from factus_cli.lote.headers_unread import is_of_amounts, what_is_lost
from factus_cli.lote.table import Column, Kind
from factus_cli.lote.values import text
from factus_cli.lote.values_codes import (
    any_concept,
    document_type,
    identification_type,
    numbers_documents,
    payment_form,
    payment_method,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factus_cli.lote.table import Table

    Found = tuple[FindingCode, Problem, Column | None]

JOINED = ("cliente_nombres", "cliente_apellidos", "orden_compra")
"""Fields that may stand in several columns: names are joined, of orders the first that is not blank counts."""
CHANGES_MONEY = ("reteica", "aiu")
INSTEAD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "referencia": ("numero",),
        "cliente_nombre": ("cliente_nombres", "cliente_apellidos"),
        "precio_unitario": ("precio_con_impuesto",),
        "iva": ("inc", "icui"),
    }
)
"""What may stand in the place of a needed field."""
ALIKE = 85
"""How much, of 100, the words of a header and of a name must be the same to suggest it."""


@dataclass(slots=True)
class Headers:
    """The fields that a table has, each with its columns, and what was found on the way (code, problem, column).

    `asked` are the fields that a doubtful header may stand for: a question, not a missing column. `chosen` are those
    that the user said.
    """

    columns: dict[str, list[Column]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    seven: bool = False

    def note(self, code: FindingCode, column: Column | None, message: str, hint: str = "") -> None:
        """Something found at a header."""
        self.found.append((code, Problem(None, None, message, hint), column))


def match(table: Table, chosen: Mapping[str, str]) -> Headers:
    """The columns of a table by field. `chosen` (field to header) counts before anything else."""
    headers = Headers(seven=_is_seven(table))
    taken = _chosen(table, chosen, headers)
    taken |= _joined_parts(table, taken, headers)
    left = [(column, meaning(column.header)) for column in table.columns if column.position not in taken]
    titled = [column.position for column, known in left if known is not None]
    for column, known in left:
        if not column.header.strip() and titled and titled[0] < column.position < titled[-1]:
            _tell_untitled(column, headers)
        elif known is None or known.also is None:
            _place(column, known, headers)
    _place_doubtful([(column, known) for column, known in left if known and known.also], headers)
    _reference_of_the_item(headers)
    _meant_by_values(headers)
    _one_reference(headers)
    _series_of_comprobantes(headers)
    for columns in headers.columns.values():
        columns.sort(key=lambda one: one.position)
    _drop_repeated(headers)
    return headers


def lacking(headers: Headers) -> list[str]:
    """The needed fields that the file has in no way."""
    needed = [one.name for one in FIELDS if one.needed]
    if headers.seven:
        needed.remove("cliente_identificacion")
    return [name for name in needed if not any(other in headers.columns for other in (name, *INSTEAD.get(name, ())))]


def missing(needed: Iterable[str], table: Table) -> list[Found]:
    """A finding for each needed field without a column, with the nearest header that the file has."""
    unknown = [one.header for one in table.columns if one.header.strip() and meaning(one.header) is None]
    found: list[Found] = []
    for name in needed:
        near = _nearest_header(name, unknown)
        hint = f'¿es «{near}»? Entonces: --col {name}="{near}"' if near else f"agregue una columna {name}"
        found.append(
            (codes.MISSING_COLUMN, Problem(table.header_row or None, name, f"falta la columna {name}", hint), None)
        )
    return found


def _nearest_header(name: str, headers: list[str]) -> str | None:
    """The header that has the words of a name of the field, or nearly."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # 30 ms that most runs don't need

    names = [plain(one) for one in all_headers() if (known := meaning(one)) is not None and known.field == name]
    scored = [(max(fuzz.token_set_ratio(plain(header), one) for one in names), header) for header in headers]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None


def _chosen(table: Table, chosen: Mapping[str, str], headers: Headers) -> set[int]:
    taken: set[int] = set()
    for name, header in chosen.items():
        named = [one for one in table.columns if one.header.strip() and identity(one.header) == identity(header)]
        if name not in BY_NAME or not named:
            what = f"no existe el campo {name}" if name not in BY_NAME else f"el archivo no trae la columna «{header}»"
            near = nearest(name if name not in BY_NAME else header, _candidates(table, name))
            hint = f"¿quiso decir {', '.join(near)}?" if near else "revise el título"
            headers.note(codes.UNKNOWN_FIELD, None, f"--col: {what}", hint)
            continue
        headers.columns[name] = named
        headers.chosen.add(name)
        taken |= {one.position for one in named}
    return taken


def _candidates(table: Table, name: str) -> list[str]:
    return list(BY_NAME) if name not in BY_NAME else [one.header for one in table.columns if one.header]


def _joined_parts(table: Table, taken: set[int], headers: Headers) -> set[int]:
    """A field in several columns (AÑO, MES, DÍA) becomes one column, addressed by its first."""
    used: set[int] = set()
    others = {known.field for one in table.columns if (known := meaning(one.header)) is not None}
    for name, (parts, sign) in PARTS.items():
        by_part = {folded(one.header): one for one in table.columns if one.position not in taken}
        if name in headers.columns or name in others or not all(part in by_part for part in parts):
            continue
        columns = [by_part[part] for part in parts]
        headers.columns[name] = [_joined(columns, sign)]
        used |= {one.position for one in columns}
    return used


def _joined(columns: list[Column], sign: str) -> Column:
    texts, kinds = [], []
    for cells in zip(*(one.cells() for one in columns), strict=True):
        broken = next((cell for cell in cells if cell.kind is Kind.ERROR), None)
        text = sign.join(cell.text.strip() for cell in cells)
        blank = not any(cell.text.strip() for cell in cells)
        texts.append(broken.text if broken else "" if blank else text)
        kinds.append(int(Kind.ERROR if broken else Kind.BLANK if blank else Kind.TEXT))
    return Column(columns[0].position, "+".join(one.header for one in columns), texts, kinds)


def _tell_untitled(column: Column, headers: Headers) -> None:
    """Values without a title among those that have one: the half of what a merged title says, or a forgotten one."""
    message = f"la columna {column.letter} trae datos y no tiene título: no se lee"
    headers.note(
        codes.UNTITLED, column, message, "póngale título, o borre sus datos; si el título está combinado, sepárelo"
    )


def _place(column: Column, known: Meaning | None, headers: Headers) -> None:
    if known is None or (known.field == "cliente_direccion" and is_of_amounts(column)):
        if (what := what_is_lost(column)) is not None:
            message = f"no se lee la columna «{column.header}», y puede cambiar {what}"
            headers.note(codes.UNREAD_MONEY, column, message, "diga qué es con --col CAMPO=TÍTULO, o quítela")
        elif column.header.strip() or any(text.strip() for text in column.texts):
            headers.note(codes.UNKNOWN_COLUMN, column, f"no se lee la columna «{column.header or column.letter}»")
    elif known.field in headers.chosen:
        headers.note(codes.UNKNOWN_COLUMN, column, f"no se lee la columna «{column.header}»: {known.field} es otra")
    elif known.field is not None:
        headers.columns.setdefault(known.field, []).append(column)
    elif known.no_place in CHANGES_MONEY and any(text.strip().strip("0.,-") for text in column.texts):
        headers.note(
            codes.NO_PLACE,
            column,
            f"«{column.header}» no tiene lugar en Factus: la factura sale sin ella",
            "revise que el total sea el que espera",
        )


def _place_doubtful(doubtful: list[tuple[Column, Meaning]], headers: Headers) -> None:
    """Headers of two meanings, those that may be the reference first: the others are judged by its documents."""
    for column, known in sorted(doubtful, key=lambda one: ("numero", "referencia", one[1].field).index(one[1].field)):
        others = [(one, other.field) for one, other in doubtful if one is not column]
        named = frozenset(name for one, name in others if name == "item_nombre" and is_named(one))
        answer = meant(column, known, Seen(headers.columns, frozenset(name for _, name in others), named))
        if answer.field is None:
            headers.asked |= {str(known.field), str(known.also)}
        elif answer.field in headers.chosen:
            continue
        elif answer.field != UNREAD:
            headers.columns.setdefault(answer.field, []).append(column)
        if answer.code is not None:
            headers.note(answer.code, column, answer.message, answer.hint)


def _meant_by_values(headers: Headers) -> None:
    """A header whose values are all of another list: `Tipo de documento` with CC and NIT, `Forma de pago` with Nequi."""
    for first, second, reads_first, reads_second in (
        ("tipo", "cliente_tipo_documento", document_type, identification_type),
        ("forma_pago", "medio_pago", payment_form, payment_method),
        ("concepto", "item_nombre", any_concept, text),
    ):
        columns = headers.columns.get(first, [])
        if len(columns) != 1 or second in headers.columns or first in headers.chosen:
            continue
        cells = distinct(columns[0])
        if any(reads_first(cell).bad for cell in cells) and not any(reads_second(cell).bad for cell in cells):
            headers.columns[second] = headers.columns.pop(first)
            headers.note(codes.SECOND_MEANING, columns[0], f"«{columns[0].header}» se leyó como {second}")


def _reference_of_the_item(headers: Headers) -> None:
    """`Referencia` beside another column with the reference of the invoice is the item's, as Alegra writes it."""
    columns = headers.columns.get("referencia", [])
    own = [one for one in columns if folded(one.header) == "referencia"]
    if len(own) != 1 or len(columns) == 1 or "item_codigo" in headers.columns or "referencia" in headers.chosen:
        return
    if all(_same(own[0], one) for one in columns):
        return
    columns.remove(own[0])
    headers.columns["item_codigo"] = own
    headers.note(codes.SECOND_MEANING, own[0], f"«{own[0].header}» se leyó como item_codigo")


def _one_reference(headers: Headers) -> None:
    """A number beside a whole reference only says whether a row without reference goes on."""
    if not {"referencia", "numero"} <= headers.columns.keys():
        return
    column, whole = headers.columns["numero"][0], headers.columns["referencia"][0]
    if not any(text.strip() for text in whole.texts):
        del headers.columns["referencia"]
        return
    headers.note(codes.SECOND_MEANING, column, f"la referencia es «{whole.header}», y no «{column.header}»")


def _series_of_comprobantes(headers: Headers) -> None:
    """Siigo's `Tipo de comprobante` says a series (FV-1) whose `Consecutivo` begins again: both make the reference."""
    has = headers.columns
    if "tipo" not in has or "numero" not in has or "prefijo" in has or "referencia" in has:
        return
    column = has["tipo"][0]
    if any(numbers_documents(cell) for cell in distinct(column)):
        has["prefijo"] = [column]
        headers.note(
            codes.SECOND_MEANING, column, f"«{column.header}» se leyó también como prefijo: la referencia es FV-1-123"
        )


def _is_seven(table: Table) -> bool:
    return {folded(one.header) for one in table.columns if one.header.strip()} == {folded(one) for one in SEVEN}


def _drop_repeated(headers: Headers) -> None:
    """Two columns for one field are a finding, unless they say the same or all but one say nothing."""
    for name, columns in headers.columns.items():
        if len(columns) == 1 or name in JOINED:
            continue
        filled = [one for one in columns if any(text.strip() for text in one.texts)] or columns[:1]
        if any(not _same(one, filled[0]) for one in filled[1:]):
            letters = ", ".join(f"«{one.header}» ({one.letter})" for one in filled)
            hint = f"diga cuál con --col {name}=TÍTULO"
            headers.note(codes.REPEATED_COLUMN, filled[1], f"hay varias columnas para {name}: {letters}", hint)
        columns[:] = filled[:1]


def _same(one: Column, other: Column) -> bool:
    return all(first.strip() == second.strip() for first, second in zip(one.texts, other.texts, strict=True))
