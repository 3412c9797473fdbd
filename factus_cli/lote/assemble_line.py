"""A row into a line: what is sold, at what price without tax, with which taxes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA, RETERENTA, Expected, Line, Tax, Withholding
from factus_cli.domain.search import plain
from factus_cli.lote import codes

if TYPE_CHECKING:
    from factus_cli.lote.draft import Draft
    from factus_cli.lote.options import MeaningOptions

UNIT, OWN_CODE = "94", "999"
LONGEST_CODE = 40
CENT = Decimal("0.01")
_OTHER_TAXES = (("inc", INC), ("icui", ICUI))
_WITHHELD = (("reteiva", RETEIVA), ("retefuente", RETERENTA))


def line_of(draft: Draft, index: int, options: MeaningOptions) -> Line | None:
    """The line of a row; None when it can't be known, with its findings noted."""
    line = draft.line
    name, quantity = _needed(draft, "item_nombre", index), _needed(draft, "cantidad", index)
    taxes = _taxes(draft, index)
    price = _price(draft, index, taxes, options)
    rate, amount = line("descuento_porcentaje", index).value, line("descuento_valor", index).value
    unit, standard = line("unidad", index).value, line("estandar", index).value
    withheld = tuple(Withholding(tax, held) for column, tax in _WITHHELD if (held := line(column, index).value))
    code, note = _code(draft, index, name), line("item_nota", index).value
    expected = _expected(draft, index)
    if name is None or quantity is None or price is None or taxes is None or draft.line_failed(index):
        return None
    return Line(
        row=draft.row(index),
        code=code,
        name=name,
        quantity=quantity,
        price=price,
        taxes=taxes,
        discount_rate=rate or None,
        discount_amount=amount or None,
        unit=unit or UNIT,
        standard=standard or OWN_CODE,
        withholdings=withheld,
        note=note,
        expected=expected,
    )


def _needed(draft: Draft, name: str, index: int) -> Any:  # what a field holds
    read = draft.line(name, index)
    if read.value is None and not read.bad:
        draft.problem(codes.MISSING_VALUE, name, f"falta {name}", "escriba el valor", row=draft.row(index))
    return read.value


def _code(draft: Draft, index: int, name: str | None) -> str:
    code: str | None = draft.line("item_codigo", index).value
    if code is not None or name is None:
        return code or ""
    draft.inferred("código del producto, tomado de su nombre")
    return re.sub(r"[^A-Z0-9]+", "-", plain(name).upper())[:LONGEST_CODE].strip("-") or "ITEM"


def _taxes(draft: Draft, index: int) -> tuple[Tax, ...] | None:
    """IVA, INC and ICUI of a row; None where it can't be known. Factus takes no excluded IVA beside another tax."""
    iva = draft.line("iva", index)
    reads = [(draft.line(column, index), tax) for column, tax in _OTHER_TAXES]
    if iva.bad or any(read.bad for read, _ in reads):
        return None
    others = tuple(Tax(tax, read.value) for read, tax in reads if read.value)
    if iva.value is None:
        if not others:
            hint = "excluido y exento no son lo mismo: escriba 19, 5, exento o excluido"
            draft.problem(codes.BLANK_TAX, "iva", "el IVA está en blanco", hint, row=draft.row(index))
        return others or None
    if others and iva.value.rate == 0:
        draft.inferred("sin IVA en las líneas que llevan otro impuesto")
        return others
    return (Tax(IVA, iva.value.rate, iva.value.excluded), *others)


def _price(draft: Draft, index: int, taxes: tuple[Tax, ...] | None, options: MeaningOptions) -> Decimal | None:
    bare, loaded = draft.line("precio_unitario", index), draft.line("precio_con_impuesto", index)
    if options.prices_include_tax and loaded.value is None and not loaded.bad:
        bare, loaded = loaded, bare
    if bare.bad or loaded.bad:
        return None
    if loaded.value is None:
        if bare.value is None:
            column = "precio_unitario" if draft.fields.has("precio_unitario") else "precio_con_impuesto"
            message = f"falta {column}"
            draft.problem(codes.MISSING_VALUE, column, message, "escriba el precio", row=draft.row(index))
        price: Decimal | None = bare.value
        return price
    if taxes is None:
        return None
    return _price_without(draft, index, taxes, bare.value, loaded.value)


def _price_without(
    draft: Draft, index: int, taxes: tuple[Tax, ...], bare: Decimal | None, loaded: Decimal
) -> Decimal | None:
    """The price without tax of one that includes it; one that is given too must be the same."""
    without = money.without_tax(loaded, sum((tax.rate for tax in taxes), Decimal(0)))
    if bare is None:
        draft.with_tax[index] = loaded
        return without
    if abs(bare - without) > CENT:
        message = (
            f"el precio sin impuesto ({money.plain(bare)}) no es el de {money.plain(loaded)} sin él "
            f"({money.plain(without)})"
        )
        draft.problem(codes.TWO_PRICES, "precio_con_impuesto", message, "deje uno de los dos", row=draft.row(index))
        return None
    return bare


def _expected(draft: Draft, index: int) -> Expected | None:
    subtotal, tax, total = (
        draft.line(name, index).value
        for name in ("subtotal_linea_esperado", "iva_valor_esperado", "total_linea_esperado")
    )
    return None if subtotal is tax is total is None else Expected(subtotal, tax, total)
