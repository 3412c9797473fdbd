"""Layouts that are no lote though they have a header: told by their shape, refused by their name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from factus_cli.lote.header import folded
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Header, Knows

NUMBERED = re.compile(r"(.*?[^\W\d_])[\s_\-.#]*0*(\d{1,2})")
LINE_FIELDS = (
    "producto",
    "item",
    "articulo",
    "servicio",
    "descripcion",
    "cantidad",
    "cant",
    "precio",
    "valor",
    "codigo",
    "iva",
)
ONE_ROW_EACH = "Use una fila por cada producto, repitiendo los datos de la factura; `factus template` da un modelo."


def refuse_shapes(file: str, rows: Sequence[Sequence[str]], header: Header, knows: Knows) -> None:
    """Raise LoteRefused for layouts that can't be read row by row. `rows` are the first rows of the file."""
    _refuse_side_by_side(file, header)
    _refuse_two_levels(file, rows, header, knows)


def _refuse_side_by_side(file: str, header: Header) -> None:
    numbers: dict[str, set[int]] = {}
    for text in header.texts:
        match = NUMBERED.fullmatch(text.strip())
        if match is not None:
            stem = folded(match.group(1))
            if any(word in LINE_FIELDS for word in stem.split()):
                numbers.setdefault(stem, set()).add(int(match.group(2)))
    repeated = [stem for stem, seen in numbers.items() if {1, 2} <= seen]
    if len(repeated) >= 2:
        raise refusal(
            file,
            "side_by_side_products",
            f"trae los productos uno al lado del otro («{repeated[0]} 1», «{repeated[0]} 2»…), no uno por fila",
            ONE_ROW_EACH,
        )


def _refuse_two_levels(file: str, rows: Sequence[Sequence[str]], header: Header, knows: Knows) -> None:
    names = Counter(folded(text) for text in header.texts if text.strip() and knows(text))
    twice = [name for name, times in names.items() if times > 1]
    above = rows[header.row - 2] if header.row > 1 else ()
    groups = sum(1 for text in above if text.strip())
    if len(twice) >= 2 and 2 <= groups <= len(header.texts) // 2:
        raise refusal(
            file,
            "two_level_header",
            f"tiene un encabezado de dos pisos (filas {header.row - 1} y {header.row}), como una tabla dinámica",
            ONE_ROW_EACH,
        )
