"""What an invoice loses for a column that is not read, by its title or by what stands below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.domain.documents import CREDIT
from factus_cli.domain.search import plain
from factus_cli.lote.cells import distinct
from factus_cli.lote.table import Kind
from factus_cli.lote.values_codes import payment_form

if TYPE_CHECKING:
    from factus_cli.lote.table import Column

OF_MONEY = frozenset(
    {
        *(
            "iva",
            "impuesto",
            "impuestos",
            "inc",
            "ico",
            "icui",
            "ipoconsumo",
            "bolsa",
            "bolsas",
            "domicilio",
            "domicilios",
        ),
        *("descuento", "descuentos", "dcto", "dctos", "dto", "dtos", "rebaja", "bonificacion", "bonificaciones"),
        *("recargo", "recargos", "flete", "fletes", "propina", "propinas", "anticipo", "anticipos", "impoconsumo"),
    }
)
"""Words of titles of what is taken from a price, or added to it."""
OF_DAYS = frozenset({"vence", "vencimiento", "venc", "vto", "vcto", "apellido", "apellidos"})
"""Words of titles of what an invoice says besides: when it is due, and half of a name."""
FORMS = 10
"""More different words than these are not the ways of paying."""
_AMOUNT = re.compile("[1-9]")
_ONLY_AMOUNT = re.compile(r"\$?\s*[0-9]+(?:[.,][0-9]+)*|-")


def what_is_lost(column: Column) -> str | None:
    """What a title that nobody knows, or the values below it, say of an invoice that goes out without them."""
    words = set(re.findall(r"[a-z]+", plain(column.header)))
    if words & OF_MONEY and any(_AMOUNT.search(text) for text in column.texts):
        return "lo que se cobra"
    if words & OF_DAYS and any(text.strip() for text in column.texts):
        return "lo que dice la factura"
    return "la forma de pago" if _says_credit(column) else None


def _says_credit(column: Column) -> bool:
    """Whether all that stands in a column is how something is paid, and some of it is on credit."""
    said = [cell for cell in distinct(column) if cell.kind is not Kind.BLANK]
    if not 0 < len(said) <= FORMS or not all(cell.kind is Kind.TEXT and cell.text.strip().isalpha() for cell in said):
        return False
    forms = [payment_form(cell) for cell in said]
    return any(one.value == CREDIT for one in forms) and not any(one.bad for one in forms)


def is_of_amounts(column: Column) -> bool:
    """Whether what should be addresses are amounts: `Domicilio` is also what a delivery costs."""
    said = [cell.text.strip() for cell in distinct(column) if cell.text.strip()]
    return bool(said) and all(_ONLY_AMOUNT.fullmatch(text) is not None for text in said)
