"""Which sheet of a workbook is the lote: the one whose header matches best; a doubt is a question, not a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.lote.header import filled, find, folded, no_header
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Header, Knows

ASIDE = frozenset(
    {
        *("ejemplo", "ejemplos", "instruccion", "instrucciones", "lista", "listas", "ayuda", "catalogo", "catalogos"),
        *("leame", "errores", "validacion", "validaciones", "parametros", "codigos", "tablas", "glosario", "guia"),
        *("example", "examples", "instructions", "lists", "help"),
    }
)
"""Words that name sheets which accompany the lote: they never win when another sheet has the header."""

LINE_WORDS = frozenset({"cantidad", "cant", "precio", "unitario", "valorunitario", "preciounitario"})
CUSTOMER_WORDS = frozenset(
    {"cliente", "nit", "identificacion", "cedula", "tercero", "adquirente", "comprador", "correo", "email"}
)
REFERENCE_WORDS = frozenset({"factura", "referencia", "consecutivo", "comprobante", "numero", "folio"})

ALIKE = 0.75
"""Two sheets that share this part of their known columns have one layout: the months of a year."""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The first rows of a sheet, and whether the sheet is hidden."""

    name: str
    rows: Sequence[Sequence[str]]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A sheet that has a header."""

    index: int
    head: SheetHead
    header: Header

    @property
    def names(self) -> frozenset[str]:
        """The texts of its header, folded."""
        return frozenset(folded(text) for text in self.header.texts if text.strip())

    @property
    def has_rows(self) -> bool:
        """Whether there is anything below the header."""
        return any(map(filled, self.head.rows[self.header.row :]))


def chosen_sheet(file: str, heads: Sequence[SheetHead], knows: Knows, sheet: str | None, header_row: int | None) -> int:
    """Which of the sheets is the lote: the one asked for, or the one whose header matches best.

    Raises UsageProblem for a sheet that is not there; LoteRefused where no sheet has a header, where only a hidden
    one has, where two match equally well, and where the lote is spread over two.
    """
    if sheet is not None:
        return _named(file, heads, sheet)
    if len(heads) == 1:
        return 0
    if header_row is not None:
        return _only_filled(file, heads)
    found = [(index, head, find(head.rows, knows)) for index, head in enumerate(heads)]
    matches = [Match(index, head, header) for index, head, header in found if header is not None]
    if not matches:
        raise no_header(file, next((head.rows for head in heads if any(map(filled, head.rows))), []))
    return _best(file, _candidates(file, matches)).index


def is_aside(name: str) -> bool:
    """Whether a sheet's name says that it accompanies the lote: Ejemplos, Instrucciones, Listas…"""
    return bool(ASIDE.intersection(folded(name).split()))


def _candidates(file: str, matches: Sequence[Match]) -> Sequence[Match]:
    shown = [one for one in matches if not one.head.hidden]
    if not shown:
        name = matches[0].head.name
        raise refusal(
            file,
            "hidden_sheet",
            f"solo la hoja oculta «{name}» tiene columnas conocidas",
            f'Si es la que quiere enviar, escriba `--sheet "{name}"`.',
        )
    return [one for one in shown if not is_aside(one.head.name)] or shown


def _best(file: str, candidates: Sequence[Match]) -> Match:
    _refuse_two_sheets(file, candidates)
    most = max(one.header.known for one in candidates)
    first = next(one for one in candidates if one.header.known == most)
    rivals = [one for one in candidates if one.header.known == most or _alike(one, first)]
    with_rows = [one for one in rivals if one.has_rows]
    if len(with_rows) > 1:
        raise _question(file, with_rows)
    return with_rows[0] if with_rows else first


def _alike(one: Match, other: Match) -> bool:
    return len(one.names & other.names) >= ALIKE * len(one.names | other.names)


def _refuse_two_sheets(file: str, candidates: Sequence[Match]) -> None:
    heads = [one for one in candidates if one.has_rows and _speaks_of(one, CUSTOMER_WORDS, LINE_WORDS)]
    lines = [one for one in candidates if one.has_rows and _speaks_of(one, LINE_WORDS, CUSTOMER_WORDS)]
    for head in heads:
        for line in lines:
            if any(REFERENCE_WORDS.intersection(name.split()) for name in head.names & line.names):
                raise refusal(
                    file,
                    "two_sheets",
                    f"trae las facturas en la hoja «{head.head.name}» y sus productos en «{line.head.name}»",
                    "Una las dos en una sola hoja: una fila por producto, repitiendo los datos de la factura.",
                )


def _speaks_of(one: Match, wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    words = {word for name in one.names for word in name.split()}
    return bool(words & wanted) and not words & unwanted


def _question(file: str, matches: Sequence[Match]) -> Exception:
    names = ", ".join(f"«{one.head.name}»" for one in matches)
    return refusal(
        file,
        "ambiguous_sheet",
        f"varias hojas pueden ser el lote: {names}",
        f'Diga cuál con `--sheet`; por ejemplo `--sheet "{matches[0].head.name}"`.',
    )


def _named(file: str, heads: Sequence[SheetHead], sheet: str) -> int:
    exact = [index for index, head in enumerate(heads) if head.name == sheet]
    close = [index for index, head in enumerate(heads) if folded(head.name) == folded(sheet)]
    for indexes in (exact, close):
        if len(indexes) == 1:
            return indexes[0]
    names = ", ".join(f"«{head.name}»" for head in heads)
    raise UsageProblem(
        f"{file}: no hay una hoja llamada «{sheet}»", hint=f"Las hojas del archivo son: {names}.", code="unknown_sheet"
    )


def _only_filled(file: str, heads: Sequence[SheetHead]) -> int:
    shown = [
        index
        for index, head in enumerate(heads)
        if any(map(filled, head.rows)) and not head.hidden and not is_aside(head.name)
    ]
    if len(shown) == 1:
        return shown[0]
    names = ", ".join(f"«{head.name}»" for head in heads)
    raise refusal(
        file,
        "ambiguous_sheet",
        f"con `--header-row` hay que decir también la hoja; el archivo tiene: {names}",
        "Agregue `--sheet` con el nombre de la hoja.",
    )
