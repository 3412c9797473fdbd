"""How the document is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain import codes, money
from factus_cli.domain.documents import CREDIT
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Problem

MOST_ROUNDING = Decimal(500)
MOST_TIP = Decimal(10)
"""The tip may be one part in so many of what is before taxes."""
TIP = "03"


@rule("PAG-01", prevents="FAN02")
def form_exists(document: Document) -> Iterator[Problem]:
    """La forma de pago no es contado ni crédito

    Es 1 (contado) o 2 (crédito).
    """
    for payment in document.payments:
        if payment.form not in codes.table("payment_form"):
            yield document.at("forma_pago", f"no existe la forma de pago {payment.form}", "use contado o crédito")


@rule("PAG-02", prevents="FAN03/CAN03a/b")
def method_exists(document: Document) -> Iterator[Problem]:
    """El medio de pago no está en la lista

    Ojo: 48 es tarjeta crédito y 49 tarjeta débito (`factus catalog medios-pago`).
    """
    for payment in document.payments:
        if payment.method not in codes.payment_methods():
            yield document.at(
                "medio_pago", f"no existe el medio de pago {payment.method}", "véalos con: factus catalog medios-pago"
            )


@rule("PAG-03", prevents="FAN04")
def credit_has_a_due_date(document: Document) -> Iterator[Problem]:
    """Una venta a crédito no dice cuándo vence

    Escriba fecha_vencimiento o dias_credito.
    """
    for payment in document.payments:
        if payment.form == CREDIT and payment.due_date is None:
            yield document.at(
                "fecha_vencimiento",
                "la venta a crédito no dice cuándo vence",
                "escriba la fecha, o los días de crédito",
            )


@rule("PAG-04")
def due_date_is_not_past(document: Document, today: date) -> Iterator[Problem]:
    """El vencimiento es anterior a la emisión

    La factura se emite el día en que se envía: no puede vencer antes.
    """
    for payment in document.payments:
        if payment.due_date is not None and payment.due_date < today:
            yield document.at(
                "fecha_vencimiento",
                f"vence el {payment.due_date:%d/%m/%Y}, antes de emitirse ({today:%d/%m/%Y})",
                "corrija la fecha de vencimiento",
            )


@rule("PAG-05", severity=Severity.WARNING)
def cash_is_paid_today(document: Document, today: date) -> Iterator[Problem]:
    """Una venta de contado vence después

    Si se paga después es a crédito: revise la forma de pago.
    """
    for payment in document.payments:
        if payment.form != CREDIT and payment.due_date is not None and payment.due_date > today:
            yield document.at(
                "fecha_vencimiento",
                f"es de contado y vence el {payment.due_date:%d/%m/%Y}",
                "si se paga después, escriba crédito en forma_pago",
            )


@rule("PAG-06", prevents="FAN01")
def payments_add_up(document: Document) -> Iterator[Problem]:
    """Los pagos no suman el total

    Factus exige que los pagos sumen el total más el redondeo, al centavo.
    """
    owed = document.totals.total + (document.cash_rounding or money.ZERO)
    paid = sum((one.amount for one in document.payments), money.ZERO)
    if paid != owed:
        yield document.at(
            "forma_pago",
            f"los pagos suman {money.pesos(paid)} y deben sumar {money.pesos(owed)}",
            "revise los valores pagados y el redondeo",
        )


@rule("PAG-07")
def rounding_is_small(document: Document) -> Iterator[Problem]:
    """El redondeo pasa de $ 500

    El redondeo de efectivo va de -500 a 500.
    """
    rounding = document.cash_rounding
    if rounding is not None and abs(rounding) > MOST_ROUNDING:
        yield document.at("redondeo", f"un redondeo de {money.pesos(rounding)} no se admite", "va de -500 a 500")


@rule("PAG-08", prevents="FBD02/FBD05")
def prepayment_is_complete(document: Document) -> Iterator[Problem]:
    """A un anticipo le falta algo

    Un anticipo lleva valor mayor que cero, fecha y referencia.
    """
    for paid in document.prepayments:
        if paid.amount <= 0:
            yield document.at(
                "anticipo_valor",
                f"el anticipo debe ser mayor que cero, no {money.plain(paid.amount)}",
                "si no hubo anticipo, deje la celda en blanco",
            )
        if not paid.reference.strip():
            yield document.at("anticipo_referencia", "falta la referencia del anticipo", "escriba el número del recibo")


@rule("PAG-09", prevents="FBD03", severity=Severity.NOTICE)
def prepayment_is_within_the_total(document: Document) -> Iterator[Problem]:
    """El anticipo pasa del total

    La DIAN solo lo notifica. Puede ser de varias facturas.
    """
    prepaid = sum((one.amount for one in document.prepayments), money.ZERO)
    if document.prepayments and prepaid > document.totals.total:
        yield document.at(
            "anticipo_valor",
            f"el anticipo ({money.pesos(prepaid)}) pasa del total ({money.pesos(document.totals.total)})",
            "revise que sea de esta factura",
        )


@rule("PAG-10", prevents="FAD15a")
def currency_exists(document: Document) -> Iterator[Problem]:
    """La moneda no está en la lista, o es COP

    Los valores van siempre en pesos; otra moneda solo se muestra en el PDF (`factus catalog monedas`).
    """
    currency = document.currency
    if currency is not None and (currency.code not in codes.currencies() or currency.code == "COP"):
        yield document.at("moneda", f"la moneda {currency.code} no se admite", "búsquela con: factus catalog monedas")


@rule("PAG-11", prevents="FAR01-FAR07")
def exchange_rate_is_positive(document: Document) -> Iterator[Problem]:
    """La tasa de cambio no es mayor que cero

    Es cuántos pesos vale una unidad de la moneda.
    """
    if document.currency is not None and document.currency.rate <= 0:
        yield document.at(
            "tasa_cambio", "la tasa de cambio debe ser mayor que cero", "escriba cuántos pesos vale una unidad"
        )


@rule("PAG-12", severity=Severity.WARNING)
def tip_is_at_most_a_tenth(document: Document) -> Iterator[Problem]:
    """La propina pasa del 10 %

    La propina sugerida va hasta el 10 % del valor antes de impuestos (Ley 1935 de 2018).
    """
    tip = sum((one.amount for one in document.charges if one.code == TIP), money.ZERO)
    before_tax = document.totals.gross - document.totals.discount
    if 0 < before_tax < tip * MOST_TIP:
        yield document.at(
            "propina",
            f"la propina ({money.pesos(tip)}) pasa del 10 % de {money.pesos(before_tax)}",
            "revise el valor con el cliente",
        )


@rule("PAG-13", prevents="VLR01")
def charges_are_positive(document: Document) -> Iterator[Problem]:
    """Un recargo es negativo

    Ningún valor puede ser negativo, salvo el redondeo.
    """
    for charge in document.charges:
        if charge.amount < 0:
            yield document.at(
                "propina", f"el recargo de {money.pesos(charge.amount)} es negativo", "para rebajar use un descuento"
            )


@rule("PAG-14", prevents="VLR01")
def payments_are_positive(document: Document) -> Iterator[Problem]:
    """Un pago no es mayor que cero

    Cada forma de pago lleva su valor. Si es por el redondeo, revíselo: es más grande que el total.
    """
    for payment in document.payments:
        if payment.amount <= 0 < document.totals.total:
            yield document.at(
                "forma_pago", f"un pago de {money.pesos(payment.amount)} no se admite", "revise el redondeo y los pagos"
            )


@rule("PAG-15")
def other_amounts_have_two_decimals(document: Document) -> Iterator[Problem]:
    """Un valor del documento tiene más de dos decimales

    Factus recibe pagos, redondeo, anticipos, propina y tasa de cambio con dos decimales.
    """
    for column, amount in _amounts(document):
        if money.q2(amount) != amount:
            yield document.at(column, f"{money.plain(amount)} tiene más de dos decimales", "redondéelo a dos decimales")


@rule("PAG-16", prevents="FAQ02")
def charge_is_a_tip(document: Document) -> Iterator[Problem]:
    """Un recargo que Factus no recibe

    Por ahora Factus solo recibe el recargo 03 (propina).
    """
    for charge in document.charges:
        if charge.code != TIP:
            yield document.at("propina", f"el recargo {charge.code} no se admite", "póngalo como una línea más")


@rule("PAG-17", severity=Severity.WARNING)
def prepayment_is_not_of_the_future(document: Document, today: date) -> Iterator[Problem]:
    """El anticipo tiene fecha futura

    Un anticipo es dinero que ya se recibió. Nadie lo rechaza, pero la fecha suele estar mal escrita.
    """
    for paid in document.prepayments:
        if paid.received > today:
            yield document.at(
                "anticipo_fecha", f"el anticipo es del {paid.received:%d/%m/%Y}, que no ha llegado", "revise la fecha"
            )


def _amounts(document: Document) -> Iterator[tuple[str, Decimal]]:
    for payment in document.payments:
        yield "forma_pago", payment.amount
    for paid in document.prepayments:
        yield "anticipo_valor", paid.amount
    for charge in document.charges:
        yield "propina", charge.amount
    if document.cash_rounding is not None:
        yield "redondeo", document.cash_rounding
    if document.currency is not None:
        yield "tasa_cambio", document.currency.rate
