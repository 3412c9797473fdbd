"""Layouts that are no lote though they may have a header: told by their shape, refused by their name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from factus_cli.lote.header import amounts_in, filled, folded, known_in
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Header, Knows

NUMBERED = re.compile(r"(.*?[^\W\d_])[\s_\-.#]*0*(\d{1,2})")
LINE_FIELDS = frozenset(
    {"producto", "item", "articulo", "servicio", "descripcion", "cantidad", "cant", "precio", "valor", "codigo", "iva"}
)
TOTAL_WORDS = ("total", "subtotal", "iva", "neto", "gran total", "suma")
ONE_ROW_EACH = "Use una fila por cada producto, repitiendo los datos de la factura; `factus template` da un modelo."
TURNS = 3
"""Records of two kinds take turns at least this often, and once in `ROWS_A_TURN`; titles above a table do it once."""

ROWS_A_TURN = 6
MOST = 0.8


def refuse_shapes(file: str, rows: Sequence[Sequence[str]], header: Header, knows: Knows) -> None:
    """Raise LoteRefused for layouts that can't be read row by row. `rows` are the first rows of the file."""
    _refuse_side_by_side(file, header)
    _refuse_two_levels(file, rows, header, knows)
    _refuse_stacked(file, rows, header, knows)


def refuse_alternating(file: str, rows: Sequence[Sequence[str]]) -> None:
    """Raise LoteRefused for records of two kinds, those of the invoices and those of their lines, without a header."""
    widths = [_width(row) for row in rows if filled(row)]
    common = Counter(widths).most_common(2)
    if len(common) < 2:
        return
    one, other = common[0][0], common[1][0]
    kinds = [width for width in widths if width in {one, other}]
    turns = sum(1 for before, after in pairwise(kinds) if before != after)
    alternate = turns >= TURNS and turns * ROWS_A_TURN >= len(kinds) >= MOST * len(widths)
    if alternate and abs(one - other) >= 2 and min(one, other) >= 2:
        raise refusal(
            file,
            "alternating_records",
            f"alterna registros de {min(one, other)} y de {max(one, other)} campos, "
            "como los de encabezado y detalle de otro programa, y no tiene fila de encabezados",
            ONE_ROW_EACH,
        )


def _refuse_side_by_side(file: str, header: Header) -> None:
    numbers: dict[str, set[int]] = {}
    for text in header.texts:
        match = NUMBERED.fullmatch(text.strip())
        if match is not None and LINE_FIELDS.intersection(folded(match.group(1)).split()):
            numbers.setdefault(folded(match.group(1)), set()).add(int(match.group(2)))
    repeated = [stem for stem, seen in numbers.items() if {1, 2} <= seen]
    if len(repeated) >= 2:
        raise refusal(
            file,
            "side_by_side_products",
            f"trae los productos uno al lado del otro («{repeated[0]} 1», «{repeated[0]} 2»…), no uno por fila",
            ONE_ROW_EACH,
        )


def _refuse_two_levels(file: str, rows: Sequence[Sequence[str]], header: Header, knows: Knows) -> None:
    below = rows[header.row] if header.row < len(rows) else ()
    if known_in(below, knows) >= 2 and not amounts_in(below) and not _same_names(below, header, knows):
        raise _two_levels(file, header.row, header.row + 1)
    names = Counter(folded(text) for text in header.texts if text.strip() and knows(text))
    twice = [name for name, times in names.items() if times > 1]
    groups = sum(1 for text in rows[header.row - 2] if text.strip()) if header.row > 1 else 0
    if len(twice) >= 2 and 2 <= groups <= len(header.texts) // 2:
        raise _two_levels(file, header.row - 1, header.row)


def _two_levels(file: str, upper: int, lower: int) -> Exception:
    return refusal(
        file,
        "two_level_header",
        f"tiene un encabezado de dos pisos (filas {upper} y {lower})",
        "Deje una sola fila de encabezados, con el nombre completo de cada columna, y una fila por cada producto.",
    )


def _refuse_stacked(file: str, rows: Sequence[Sequence[str]], header: Header, knows: Knows) -> None:
    """A header that comes again below blank rows or totals: invoices as they are printed."""
    parted = False
    for number, row in enumerate(rows[header.row :], start=header.row + 1):
        if parted and _same_names(row, header, knows):
            raise refusal(
                file,
                "stacked_invoices",
                f"son facturas como se imprimen, una debajo de otra: el encabezado de la fila {header.row} "
                f"se repite en la {number}",
                ONE_ROW_EACH,
            )
        parted = parted or not filled(row) or any(folded(text).startswith(TOTAL_WORDS) for text in row)


def _same_names(row: Sequence[str], header: Header, knows: Knows) -> bool:
    named = [(at, folded(text)) for at, text in enumerate(header.texts) if text.strip() and knows(text)]
    return len(named) >= 2 and all(at < len(row) and folded(row[at]) == name for at, name in named)


def _width(row: Sequence[str]) -> int:
    return max((at for at, text in enumerate(row, start=1) if text.strip()), default=0)
