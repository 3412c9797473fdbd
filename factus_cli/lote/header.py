"""Where the header is: the row that matches most known columns, never the first invoice.

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


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its number as the spreadsheet shows it, its texts from column A, how many are known columns."""

    row: int
    texts: tuple[str, ...]
    known: int
    titles: tuple[SkippedRow, ...] = ()


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
        known = known_in(row, knows)
        if known > most and known > amounts_in(row):
            best, most = number, known
    return _header(rows, best, most) if most >= NEEDED else None


def required(file: str, rows: Sequence[Sequence[str]], knows: Knows, header_row: int | None) -> Header:
    """The header of a file of one sheet; with `header_row`, that row. Raises LoteRefused where there is none."""
    if header_row is not None:
        return _given(file, rows, knows, header_row)
    header = find(rows, knows)
    if header is None:
        raise no_header(file, rows)
    return header


def no_header(file: str, rows: Sequence[Sequence[str]]) -> Exception:
    """The refusal of rows among which there is no header, or nothing at all."""
    values = [row for row in rows if filled(row)]
    if not values:
        return refusal(
            file, "file_empty", "el archivo no tiene datos", "Revise que haya guardado el archivo con las ventas."
        )
    seen = ", ".join(f"«{text.strip()[:40]}»" for text in values[0] if text.strip())
    return refusal(
        file,
        "no_header",
        f"no se encontró la fila de encabezados en las primeras {SEARCHED_ROWS} filas; la primera dice {seen[:200]}",
        "Ponga los nombres de las columnas en la primera fila (`factus template` da un modelo), "
        "o diga cuál es la fila con `--header-row`.",
    )


def known_in(row: Sequence[str], knows: Knows) -> int:
    """How many different known columns a row names."""
    return len({folded(text) for text in row if text.strip() and len(text) <= LONGEST_NAME and knows(text)})


def amounts_in(row: Sequence[str]) -> int:
    """How many cells of a row are digits."""
    return sum(1 for text in row if text and len(text) <= LONGEST_NAME and looks_like_amount(text))


def filled(row: Sequence[str]) -> bool:
    """Whether a row has any value."""
    return any(map(str.strip, row))


def folded(text: str) -> str:
    """A text in lower case, without accents, its words separated by one space."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def looks_like_amount(text: str) -> bool:
    """Whether a text is digits with their signs: an amount, a date, an identification."""
    return AMOUNT.fullmatch(text.strip()) is not None


def _header(rows: Sequence[Sequence[str]], number: int, known: int) -> Header:
    return Header(number, tuple(rows[number - 1]), known, skipped(rows[: number - 1]))


def _given(file: str, rows: Sequence[Sequence[str]], knows: Knows, number: int) -> Header:
    if not 1 <= number <= HEAD_ROWS:
        raise UsageProblem(
            f"--header-row va de 1 a {HEAD_ROWS}", hint="Es el número de fila que muestra la hoja de cálculo."
        )
    if number > len(rows) or not filled(rows[number - 1]):
        raise refusal(
            file,
            "no_header",
            f"la fila {number}, dada como encabezado, está vacía o no existe",
            "Corrija `--header-row` con el número de fila que muestra la hoja de cálculo.",
        )
    return _header(rows, number, known_in(rows[number - 1], knows))
