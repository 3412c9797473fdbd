"""Lines that by their name take from an invoice, and would be added to it: Descuento, Retefuente, Anticipo."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from factus_cli.domain.findings import Problem
from factus_cli.domain.search import plain
from factus_cli.lote.coded import different
from factus_cli.lote.rows_adjacent import firsts_of, owners_of, references_of, types_of
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Grouped
    from factus_cli.lote.table import Table

MINUS = frozenset(
    {
        *("descuento", "descuentos", "dcto", "dto", "rebaja", "menos", "anticipo", "anticipos", "abono", "abonos"),
        *("retencion", "retenciones", "rete", "retefuente", "reteica", "reteiva", "devolucion", "devoluciones"),
    }
)
"""First words of what is taken from the lines above it."""


class Minus(NamedTuple):
    """What is told of such a line, whose it is, and the first row of that document."""

    problem: Problem
    reference: str | None
    first: int


def minus_rows(table: Table, fields: Fields, grouped: Grouped) -> Iterator[Minus]:
    """Each line of a document of several that says so; alone, an advance is what is sold. A note gives back by itself."""
    reads = fields.reads.get("item_nombre", ())
    names = {read.value for read in different(reads) if read.value is not None and _takes(read.value)}
    if not names or all(one.is_note for one in types_of(grouped)):
        return
    owners, references, firsts = owners_of(grouped, len(table.rows)), references_of(grouped), firsts_of(grouped)
    lines = Counter(owners)
    for index, place in enumerate(owners):
        if place is None or reads[index].value not in names:
            continue
        if lines[place] > 1 and not grouped.groups[place].type.is_note:
            name = cut(reads[index].value)
            message = f"«{name}» suele restar, y aquí es una línea que se suma a lo que se cobra"
            hint = "el descuento va en su columna, y el anticipo y las retenciones en las suyas; si sí se cobra, déjela"
            yield Minus(
                Problem(table.rows[index], "item_nombre", message, hint), references[place] or None, firsts[place]
            )


def _takes(name: str) -> bool:
    return plain(name).partition(" ")[0] in MINUS
