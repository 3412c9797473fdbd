"""A document's rows into a document: totalled, paid, with everything deduced told."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money, totals
from factus_cli.domain.documents import (
    CASH,
    CREDIT,
    ICUI,
    INC,
    IVA,
    RETEIVA,
    RETERENTA,
    Charge,
    Correction,
    Currency,
    Document,
    Expected,
    Line,
    Order,
    Origin,
    Payment,
    Period,
    Prepayment,
    Tax,
    Withholding,
)
from factus_cli.domain.search import plain
from factus_cli.lote import codes, values_codes
from factus_cli.lote.party import party_of
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from datetime import date

    from factus_cli.domain.documents import Totals
    from factus_cli.lote.draft import Draft
    from factus_cli.lote.options import MeaningOptions

TIP = "03"
CASH_METHOD, UNDEFINED_METHOD = "10", "1"
LONGEST_CODE = 40
_REST = ("fecha_emision", "rango", "observacion", "enviar_correo", "total_esperado")
"""Fields that are taken as they are; read before it is known whether the document can be."""


def assemble(draft: Draft, options: MeaningOptions, today: date, *, seven: bool) -> Document | None:
    """The document of a draft; None when it can't be assembled, its findings say why."""
    customer = party_of(draft, seven=seven)
    lines = [_line(draft, index, options) for index in draft.group.indices]
    charges = _charges(draft)
    period, order, currency = _period(draft), _order(draft), _currency(draft)
    prepayments, correction = _prepayments(draft), _correction(draft)
    rounding = draft.value("redondeo")
    made = tuple(line for line in lines if line is not None)
    sums = totals.of_document(made, charges)
    payments = _payments(draft, sums, rounding, today)
    for name in _REST:
        draft.value(name)
    if customer is None or len(made) < len(lines) or not made or draft.failed:
        return None
    return Document(
        reference=draft.group.reference,
        type=draft.group.type,
        customer=customer,
        lines=made,
        payments=payments,
        totals=sums,
        origin=Origin(draft.table.file, draft.table.sheet, tuple(draft.row(index) for index in draft.group.indices)),
        issue_date=draft.value("fecha_emision"),
        range=draft.value("rango"),
        observation=draft.value("observacion"),
        order=order,
        period=period,
        currency=currency,
        prepayments=prepayments,
        charges=charges,
        cash_rounding=rounding,
        send_email=draft.value("enviar_correo"),
        correction=correction,
        expected_total=draft.value("total_esperado"),
    )


def _line(draft: Draft, index: int, options: MeaningOptions) -> Line | None:
    name = _needed(draft, "item_nombre", index)
    quantity = _needed(draft, "cantidad", index)
    taxes = _taxes(draft, index)
    price = _price(draft, index, taxes, options)
    code = draft.line("item_codigo", index).value
    if code is None and name is not None:
        code = _code_from(str(name))
        draft.inferred("código del producto, tomado de su nombre")
    rate, amount = draft.line("descuento_porcentaje", index).value, draft.line("descuento_valor", index).value
    unit, standard = draft.line("unidad", index).value, draft.line("estandar", index).value
    withholdings = tuple(
        Withholding(code_, value)
        for column, code_ in (("reteiva", RETEIVA), ("retefuente", RETERENTA))
        if (value := draft.line(column, index).value)
    )
    note, expected = draft.line("item_nota", index).value, _expected(draft, index)
    if name is None or quantity is None or price is None or taxes is None:
        return None
    return Line(
        row=draft.row(index),
        code=str(code),
        name=str(name),
        quantity=quantity,
        price=price,
        taxes=taxes,
        discount_rate=rate or None,
        discount_amount=amount or None,
        unit=unit or "94",
        standard=standard or "999",
        withholdings=withholdings,
        note=note,
        expected=expected,
    )


def _needed(draft: Draft, name: str, index: int) -> Any:  # what a field holds
    read = draft.line(name, index)
    if read.value is None and not read.bad:
        draft.problem(codes.MISSING_VALUE, name, f"falta {name}", row=draft.row(index))
    return read.value


def _taxes(draft: Draft, index: int) -> tuple[Tax, ...] | None:
    """IVA, INC and ICUI of a row. An excluded IVA beside another tax is no tax at all; None: it can't be known."""
    iva = draft.line("iva", index)
    others = [
        Tax(code, read.value)
        for column, code in (("inc", INC), ("icui", ICUI))
        if (read := draft.line(column, index)).value
    ]
    if iva.bad:
        return None
    if iva.value is None and not others:
        hint = "excluido y exento no son lo mismo: escriba 19, 5, exento o excluido"
        draft.problem(codes.BLANK_TAX, "iva", "el IVA está en blanco", hint, row=draft.row(index))
        return None
    if iva.value is None or (iva.value.excluded and others):
        return tuple(others)
    if iva.value.rate == 0 and others and not iva.value.excluded:
        return tuple(others)
    return (Tax(IVA, iva.value.rate, iva.value.excluded), *others)


def _price(draft: Draft, index: int, taxes: tuple[Tax, ...] | None, options: MeaningOptions) -> Decimal | None:
    bare, loaded = draft.line("precio_unitario", index), draft.line("precio_con_impuesto", index)
    if options.prices_include_tax and loaded.value is None:
        bare, loaded = loaded, bare
    if loaded.value is not None and taxes is not None:
        without = money.without_tax(loaded.value, sum((tax.rate for tax in taxes), Decimal(0)))
        if bare.value is not None and abs(bare.value - without) > Decimal("0.01"):
            message = f"el precio sin impuesto ({bare.value}) no es el de {loaded.value} sin él ({without})"
            draft.problem(codes.TWO_PRICES, "precio_con_impuesto", message, "deje uno de los dos", row=draft.row(index))
            return None
        draft.inferred("precio sin impuesto, redondeado al centavo")
        return bare.value if bare.value is not None else without
    if bare.value is None and not bare.bad and not loaded.bad:
        column = "precio_unitario" if draft.fields.has("precio_unitario") else "precio_con_impuesto"
        draft.problem(codes.MISSING_VALUE, column, f"falta {column}", row=draft.row(index))
    price: Decimal | None = bare.value
    return price


def _expected(draft: Draft, index: int) -> Expected | None:
    subtotal, tax, total = (
        draft.line(name, index).value
        for name in ("subtotal_linea_esperado", "iva_valor_esperado", "total_linea_esperado")
    )
    return None if subtotal is tax is total is None else Expected(subtotal, tax, total)


def _charges(draft: Draft) -> tuple[Charge, ...]:
    tip = draft.value("propina")
    return (Charge(TIP, tip, "propina"),) if tip else ()


def _payments(draft: Draft, sums: Totals, rounding: Decimal | None, today: date) -> tuple[Payment, ...]:
    form, method = draft.value("forma_pago"), draft.value("medio_pago")
    due, credit_days = draft.value("fecha_vencimiento"), draft.value("dias_credito")
    if form is None and credit_days:
        form = CREDIT
        draft.inferred("venta a crédito, por los días de crédito")
    form = form or CASH
    if credit_days is not None and form == CREDIT:
        by_days = today + timedelta(days=credit_days)
        if due is not None and due != by_days:
            message = f"vence el {due:%d/%m/%Y}, pero {credit_days} días desde hoy son el {by_days:%d/%m/%Y}"
            draft.problem(codes.TWO_DUE_DATES, "dias_credito", message, "deje solo uno de los dos")
        elif due is None:
            due = by_days
            draft.inferred(f"vence el {by_days:%d/%m/%Y}")
    method = method or (CASH_METHOD if form == CASH else UNDEFINED_METHOD)
    amount = sums.total + (rounding or money.ZERO)
    return (Payment(form, method, amount, due, draft.value("pago_referencia")),)


def _prepayments(draft: Draft) -> tuple[Prepayment, ...]:
    amount, received, reference = (
        draft.value(name) for name in ("anticipo_valor", "anticipo_fecha", "anticipo_referencia")
    )
    if not amount:
        return ()
    if received is None or reference is None:
        draft.problem(codes.PREPAYMENT, "anticipo_valor", "el anticipo no dice su fecha o su referencia", "complételo")
        return ()
    return (Prepayment(amount, received, reference),)


def _order(draft: Draft) -> Order | None:
    reference, issued = draft.value("orden_compra"), draft.value("orden_compra_fecha")
    return None if reference is None else Order(reference, issued)


def _period(draft: Draft) -> Period | None:
    start, end = draft.value("periodo_inicio"), draft.value("periodo_fin")
    if start is None and end is None:
        return None
    if start is None or end is None:
        missing = "periodo_inicio" if start is None else "periodo_fin"
        draft.problem(codes.PERIOD, missing, "el periodo necesita su inicio y su fin", "complételo")
        return None
    return Period(start, end)


def _currency(draft: Draft) -> Currency | None:
    code, rate = draft.value("moneda"), draft.value("tasa_cambio")
    if code is None:
        return None
    if rate is None:
        draft.problem(
            codes.DUE_NEEDED, "tasa_cambio", f"falta la tasa de cambio de {code}", "escriba cuántos pesos vale"
        )
        return None
    return Currency(code, rate)


def _correction(draft: Draft) -> Correction | None:
    """What a note corrects; a concept in another type of document means nothing."""
    if not draft.group.type.is_note:
        return None
    cell = draft.cell("concepto")
    if cell is None or cell.kind is Kind.BLANK:
        return None
    read = values_codes.concept(cell, draft.group.type)
    if read.code is not None:
        draft.problem(read.code, "concepto", read.message, read.hint, bad=read.bad)
    return None if read.value is None else Correction(draft.value("factura_numero"), read.value)


def _code_from(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", plain(name).upper())[:LONGEST_CODE].strip("-") or "ITEM"
