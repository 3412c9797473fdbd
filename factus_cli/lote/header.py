"""Where the header is, and in which sheet: the row that matches most known columns, never the first invoice.

What a header means is not decided here: `knows` says whether a text is the name of a column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.lote.read_grid import skipped
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factus_cli.lote.table import SkippedRow

    Knows = Callable[[str], bool]

SEARCHED_ROWS = 30
"""The header is looked for in the first 30 rows that are not blank."""

HEAD_ROWS = 200
"""How many rows, blank ones included, a reader hands over to look for the header in."""

NEEDED = 2
"""Fewer known columns than this are no header."""

LONGEST_NAME = 200

AMOUNT = re.compile(r"[\s$%()+\-/:.,T\d]*\d[\s$%()+\-/:.,T\d]*")
ASIDE = frozenset(
    ["ejemplo", "ejemplos", "instruccion", "instrucciones", "lista", "listas", "ayuda", "catalogo", "catalogos", "leame", "validacion", "validaciones", "parametros", "codigos", "referencias", "tablas", "glosario", "guia", "example", "examples", "instructions", "lists", "help"]
)
"""Words that name sheets which accompany the lote: they never win when another sheet has the header."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its number as the spreadsheet shows it, its texts from column A, how many are known columns."""

    row: int
    texts: tuple[str, ...]
    known: int
    titles: tuple[SkippedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The first rows of a sheet, and whether the sheet is hidden."""

    name: str
    rows: Sequence[Sequence[str]]
    hidden: bool = False


def find(rows: Sequence[Sequence[str]], knows: Knows) -> Header | None:
    """The first of the rows that matches most known columns, at least two; None where there is none.

    A row with more amounts than known names is data, whatever words it carries.
    """
    best, most = 0, 0
    searched = 0
    for number, row in enumerate(rows, start=1):
        if not any(map(str.strip, row)):
            continue
        searched += 1
        if searched > SEARCHED_ROWS:
            break
        known = _known(row, knows)
        if known > most and known > _amounts(row):
            best, most = number, known
    return _header(rows, best, most) if most >= NEEDED else None


def required(file: str, rows: Sequence[Sequence[str]], knows: Knows, header_row: int | None) -> Header:
    """The header of a file of one sheet; with `header_row`, that row. Raises LoteRefused where there is none."""
    if header_row is not None:
        return _given(file, rows, knows, header_row)
    header = find(rows, knows)
    if header is None:
        raise _no_header(file, rows)
    return header


def chosen_sheet(file: str, heads: Sequence[SheetHead], knows: Knows, sheet: str | None, header_row: int | None) -> int:
    """Which of the sheets is the lote: the one asked for, or the one whose header matches best.

    Raises UsageProblem for a sheet that is not there; LoteRefused where no sheet has a header, where only a hidden
    one has, or where two match equally well.
    """
    if sheet is not None:
        return _named_sheet(file, heads, sheet)
    if len(heads) == 1:
        return 0
    if header_row is not None:
        return _only_filled(file, heads)
    found = [(index, head, find(head.rows, knows)) for index, head in enumerate(heads)]
    matching = [(index, head, header) for index, head, header in found if header is not None]
    if not matching:
        raise _no_header(file, next((head.rows for head in heads if _filled(head)), []))
    shown = [one for one in matching if not one[1].hidden]
    if not shown:
        raise refusal(
            file,
            "hidden_sheet",
            f"solo la hoja oculta «{matching[0][1].name}» tiene columnas conocidas",
            f'Si es la que quiere enviar, escriba `--sheet "{matching[0][1].name}"`.',
        )
    candidates = [one for one in shown if not is_aside(one[1].name)] or shown
    most = max(header.known for _, _, header in candidates)
    best = [one for one in candidates if one[2].known == most]
    filled = [one for one in best if any(map(_any, one[1].rows[one[2].row :]))] or best
    if len(filled) > 1:
        names = ", ".join(f"«{head.name}»" for _, head, _ in filled)
        raise refusal(
            file,
            "ambiguous_sheet",
            f"varias hojas pueden ser el lote: {names}",
            f'Diga cuál con `--sheet`; por ejemplo `--sheet "{filled[0][1].name}"`.',
        )
    return filled[0][0]


def is_aside(name: str) -> bool:
    """Whether a sheet's name says that it accompanies the lote: Ejemplos, Instrucciones, Listas…"""
    return bool(ASIDE.intersection(folded(name).split()))


def folded(text: str) -> str:
    """A text in lower case, without accents, its words separated by one space."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def looks_like_amount(text: str) -> bool:
    """Whether a text is digits with their signs: an amount, a date, an identification."""
    return AMOUNT.fullmatch(text.strip()) is not None


def _known(row: Sequence[str], knows: Knows) -> int:
    return len({folded(text) for text in row if text.strip() and len(text) <= LONGEST_NAME and knows(text)})


def _amounts(row: Sequence[str]) -> int:
    return sum(1 for text in row if text and len(text) <= LONGEST_NAME and looks_like_amount(text))


def _header(rows: Sequence[Sequence[str]], number: int, known: int) -> Header:
    return Header(number, tuple(rows[number - 1]), known, skipped(rows[: number - 1]))


def _given(file: str, rows: Sequence[Sequence[str]], knows: Knows, number: int) -> Header:
    if number < 1:
        raise UsageProblem("--header-row cuenta desde 1", hint="Es el número de fila que muestra la hoja de cálculo.")
    if number > len(rows) or not _any(rows[number - 1]):
        raise refusal(
            file,
            "no_header",
            f"la fila {number}, dada como encabezado, está vacía o no existe",
            "Corrija `--header-row` con el número de fila que muestra la hoja de cálculo.",
        )
    return _header(rows, number, _known(rows[number - 1], knows))


def _named_sheet(file: str, heads: Sequence[SheetHead], sheet: str) -> int:
    for same in (lambda name: name == sheet, lambda name: folded(name) == folded(sheet)):
        indexes = [index for index, head in enumerate(heads) if same(head.name)]
        if len(indexes) == 1:
            return indexes[0]
    names = ", ".join(f"«{head.name}»" for head in heads)
    raise UsageProblem(f"{file}: no hay una hoja llamada «{sheet}»", hint=f"Las hojas del archivo son: {names}.")


def _only_filled(file: str, heads: Sequence[SheetHead]) -> int:
    filled = [
        index for index, head in enumerate(heads) if _filled(head) and not head.hidden and not is_aside(head.name)
    ]
    if len(filled) == 1:
        return filled[0]
    names = ", ".join(f"«{head.name}»" for head in heads)
    raise refusal(
        file,
        "ambiguous_sheet",
        f"con `--header-row` hay que decir también la hoja; el archivo tiene: {names}",
        "Agregue `--sheet` con el nombre de la hoja.",
    )


def _filled(head: SheetHead) -> bool:
    return any(map(_any, head.rows))


def _any(row: Sequence[str]) -> bool:
    return any(map(str.strip, row))


def _no_header(file: str, rows: Sequence[Sequence[str]]) -> Exception:
    filled = [row for row in rows if _any(row)]
    if not filled:
        return refusal(
            file, "file_empty", "el archivo no tiene datos", "Revise que haya guardado el archivo con las ventas."
        )
    seen = ", ".join(f"«{text.strip()[:40]}»" for text in filled[0] if text.strip()) or "nada"
    return refusal(
        file,
        "no_header",
        f"no se encontró la fila de encabezados en las primeras {SEARCHED_ROWS} filas; la primera dice {seen[:200]}",
        "Ponga los nombres de las columnas en la primera fila (`factus template` da un modelo), "
        "o diga cuál es la fila con `--header-row`.",
    )
