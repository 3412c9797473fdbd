"""A row into a line: what is sold, at what price without tax, with which taxes."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA, RETERENTA, Expected, Line, Tax, Withholding
from factus_cli.domain.search import plain
from factus_cli.lote import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.lote.draft import Draft
    from factus_cli.lote.options import MeaningOptions

    Said = Mapping[str, Any]
    """What a row says of its line, by field."""

UNIT, OWN_CODE = "94", "999"
LONGEST_CODE = 40
CODE_FROM_NAME = "código del producto, tomado de su nombre"
CENT = Decimal("0.01")
_OTHER_TAXES = (("inc", INC), ("icui", ICUI))
_WITHHELD = (("reteiva", RETEIVA), ("retefuente", RETERENTA))


def line_of(draft: Draft, index: int, options: MeaningOptions) -> Line | None:
    """The line of a row; None when it can't be known, with its findings noted."""
    said = draft.line(index)
    for column in ("item_nombre", "cantidad"):
        if column not in said and not draft.is_bad_at(index, column):
            draft.problem(codes.MISSING_VALUE, column, f"falta {column}", "escriba el valor", row=draft.row(index))
    taxes = _taxes(draft, index, said)
    price = _price(draft, index, said, taxes, options)
    if index in draft.with_tax and said.get("descuento_valor") and any(tax.rate for tax in taxes or ()):
        message = "el descuento en pesos se restó del valor sin impuesto, y el precio lo trae"
        hint = "si el descuento también lo trae, quíteselo, o escríbalo en porcentaje"
        draft.problem(codes.DISCOUNT_BARE, "descuento_valor", message, hint, row=draft.row(index), bad=False)
    name, quantity = said.get("item_nombre"), said.get("cantidad")
    if name is None or quantity is None or price is None or taxes is None or draft.line_failed(index):
        return None
    return Line(
        row=draft.row(index),
        code=said.get("item_codigo") or _code_from(draft, name),
        name=name,
        quantity=quantity,
        price=price,
        taxes=taxes,
        discount_rate=said.get("descuento_porcentaje") or None,
        discount_amount=said.get("descuento_valor") or None,
        unit=said.get("unidad", UNIT),
        standard=said.get("estandar", OWN_CODE),
        withholdings=tuple(Withholding(tax, said[column]) for column, tax in _WITHHELD if said.get(column)),
        note=said.get("item_nota"),
        expected=_expected(said),
    )


def _code_from(draft: Draft, name: str) -> str:
    draft.inferred(CODE_FROM_NAME)
    return code_from_name(name)


@lru_cache(maxsize=4096)
def code_from_name(name: str) -> str:
    """`Café molido, 500 g` is `CAFE-MOLIDO-500-G`."""
    return re.sub(r"[^A-Z0-9]+", "-", plain(name).upper())[:LONGEST_CODE].strip("-") or "ITEM"


def _taxes(draft: Draft, index: int, said: Said) -> tuple[Tax, ...] | None:
    """IVA, INC and ICUI of a row; None where it can't be known. Factus takes no excluded IVA beside another tax."""
    if draft.is_bad_at(index, "iva", "inc", "icui"):
        return None
    others = tuple(Tax(tax, said[column]) for column, tax in _OTHER_TAXES if said.get(column))
    iva = said.get("iva")
    if iva is None:
        if not others:
            hint = "excluido y exento no son lo mismo: escriba 19, 5, exento o excluido"
            draft.problem(codes.BLANK_TAX, "iva", "el IVA está en blanco", hint, row=draft.row(index))
        return others or None
    if others and iva.rate == 0:
        draft.inferred("sin IVA en las líneas que llevan otro impuesto")
        return others
    return (Tax(IVA, iva.rate, iva.excluded), *others)


def _price(
    draft: Draft, index: int, said: Said, taxes: tuple[Tax, ...] | None, options: MeaningOptions
) -> Decimal | None:
    if draft.is_bad_at(index, "precio_unitario", "precio_con_impuesto"):
        return None
    bare, loaded = said.get("precio_unitario"), said.get("precio_con_impuesto")
    if options.prices_include_tax and loaded is None:
        bare, loaded = loaded, bare
    if loaded is not None:
        return None if taxes is None else _price_without(draft, index, taxes, bare, loaded)
    if bare is None:
        column = "precio_unitario" if draft.fields.has("precio_unitario") else "precio_con_impuesto"
        draft.problem(codes.MISSING_VALUE, column, f"falta {column}", "escriba el precio", row=draft.row(index))
    return bare


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


def _expected(said: Said) -> Expected | None:
    subtotal, tax = said.get("subtotal_linea_esperado"), said.get("iva_valor_esperado")
    total = said.get("total_linea_esperado")
    return None if subtotal is tax is total is None else Expected(subtotal, tax, total)
