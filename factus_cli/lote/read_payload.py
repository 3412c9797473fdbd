"""Ready v2 bodies as the rows of a lote: each item a row, each key in its column, and nothing left out in silence.

A body that is not one (no reference, no items, of an unknown type) refuses the file; any other trouble is told at its
path, and keeps back that document alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from factus_cli.lote import limits
from factus_cli.lote.bodies import Bodies, ItemRow
from factus_cli.lote.header import Header
from factus_cli.lote.payload_head import Head
from factus_cli.lote.payload_items import read_item
from factus_cli.lote.payload_keys import COLUMNS
from factus_cli.lote.payload_type import type_of
from factus_cli.lote.payload_values import Body
from factus_cli.lote.read_grid import GridColumn, table_of
from factus_cli.lote.read_json_cells import cell_of, said
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.payload_values import Row
    from factus_cli.lote.table import Table

    Objects = Sequence[dict[str, Any]]

NESTED = ("payment_details", "customer", "provider")
"""Keys of a body that hold objects or lists; a row's values are simple."""
READY = "Un cuerpo v2 lleva `reference_code`, `items`, `payment_details` y `customer` o `provider`."


def is_body(one: dict[str, Any]) -> bool:
    """Whether an object is a ready v2 body, and not a row."""
    return "items" in one or any(isinstance(one.get(name), dict | list) for name in NESTED)


def read(file: str, bodies: Objects, encoding: str) -> Table:
    """The table of a list of bodies: the row of each item is the number of its element.

    Raises LoteRefused for an element that is a row, for one that is no whole body, and for one of an unknown type.
    """
    for element, one in enumerate(bodies, start=1):
        if not is_body(one):
            what = f"mezcla cuerpos de la API v2 de Factus y filas: el elemento {element} es una fila"
            raise refusal(file, "mixed_json", what, "Ponga los cuerpos en un archivo y las filas en otro.")
    limits.refuse_over_rows(file, sum(len(one["items"]) for one in bodies if isinstance(one.get("items"), list)))
    taken = [_Taken(file, element, one) for element, one in enumerate(bodies, start=1)]
    rows = [row for one in taken for row in one.rows]
    limits.refuse_over_area(file, len(rows) * len(COLUMNS), sum(map(len, rows)))
    places = [place for one in taken for place in one.places]
    header = Header(0, COLUMNS, len(COLUMNS))
    table = table_of(file, header, _columns(file, rows, places), encoding=encoding)
    return replace(
        table,
        rows=places,
        bodies=Bodies(
            {one.body.element: told for one in taken if (told := one.body.told())},
            {one.body.element: one.paid for one in taken if one.paid is not None},
            {one.body.element: one.base for one in taken if one.base is not None},
        ),
    )


def _columns(file: str, rows: Sequence[Row], places: Sequence[int]) -> list[GridColumn]:
    """Every column; most cells are blank, and only those that say something are looked at."""
    texts = {name: [""] * len(rows) for name in COLUMNS}
    kinds = {name: bytearray(len(rows)) for name in COLUMNS}
    for index, (row, place) in enumerate(zip(rows, places, strict=True)):
        for name, value in row.items():
            texts[name][index], kinds[name][index] = cell_of(file, int(place), name, value)
    return [GridColumn(texts[name], bytes(kinds[name])) for name in COLUMNS]


class _Taken:
    """One body taken apart: its rows, what its document says as a whole on the first of them."""

    def __init__(self, file: str, element: int, content: dict[str, Any]) -> None:
        self.body = Body(file, element)
        self._content = content
        items = self._items()
        reference = self._reference()
        self.type: DocumentType = type_of(file, element, content)
        self.rows: list[Row] = [{"referencia": reference, "tipo": self.type.column_value} for _ in items]
        one = len(items) == 1
        self.places: list[int] = [element if one else ItemRow(element, index) for index in range(len(items))]
        head = Head(self.body, self.type, content, self.rows[0])
        head.read()
        self.paid, self.base = head.paid, head.base
        for index, (row, item) in enumerate(zip(self.rows, items, strict=True)):
            read_item(self.body, row, f"items[{index}]", item)

    def _items(self) -> list[dict[str, Any]]:
        items = self._content.get("items")
        if not isinstance(items, list) or not items:
            raise self._refusal("`items` no es una lista con productos")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise self._refusal(f"`items[{index}]` no es un objeto")
        return items

    def _reference(self) -> str:
        reference = self._content.get("reference_code")
        if not isinstance(reference, str) or not said(reference):
            raise self._refusal("`reference_code` falta, o no es un texto")
        return reference

    def _refusal(self, what: str) -> Exception:
        return refusal(self.body.file, "v2_payload", f"en el elemento {self.body.element}, {what}", READY)
