"""What is sold: names, quantities, prices, discounts, units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain import codes, money, totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.documents import Document, Line
    from factus_cli.domain.findings import Problem

MOST_LINES = 1000
SMALL = Decimal(100)
"""COP under which rounding to the cent could leave a line in zero: the smallest share that a discount leaves is 0.01 %."""


@rule("LIN-01", prevents="FAZ02")
def item_has_a_name(document: Document) -> Iterator[Problem]:
    """Una línea no dice qué se vende

    Escriba el nombre del producto o servicio.
    """
    for line in document.lines:
        if not line.name.strip():
            yield line.at("item_nombre", "falta el nombre del producto", "escriba qué se vende")


@rule("LIN-02", prevents="FAV04a/b")
def quantity_is_positive(document: Document) -> Iterator[Problem]:
    """La cantidad no es mayor que cero

    Una línea debe mover algo. Para devolver se hace una nota crédito.
    """
    for line in document.lines:
        if line.quantity <= 0:
            yield line.at(
                "cantidad",
                f"la cantidad debe ser mayor que cero, no {money.plain(line.quantity)}",
                "para una devolución haga una nota crédito",
            )


@rule("LIN-03", prevents="VLR01/FAW03/FBB01/FBB02")
def price_is_positive(document: Document) -> Iterator[Problem]:
    """El precio no es mayor que cero

    Un precio de 0 solo se admite en muestras con precio de referencia, que Factus no documenta. Un precio negativo
    no se admite: use un descuento o una nota crédito.
    """
    for line in document.lines:
        if line.price <= 0:
            yield line.at(
                "precio_unitario",
                f"el precio debe ser mayor que cero, no {money.plain(line.price)}",
                "quite la línea, o escriba el precio",
            )


@rule("LIN-04")
def amounts_have_two_decimals(document: Document) -> Iterator[Problem]:
    """Un valor tiene más de dos decimales

    Factus recibe cantidad, precio, descuento y porcentajes con dos decimales.
    """
    for line in document.lines:
        for column, amount in (
            ("cantidad", line.quantity),
            ("precio_unitario", line.price),
            ("descuento_porcentaje", line.discount_rate),
            ("descuento_valor", line.discount_amount),
        ):
            if amount is not None and money.q2(amount) != amount:
                yield line.at(column, f"{money.plain(amount)} tiene más de dos decimales", "redondéelo a dos decimales")


@rule("LIN-05", prevents="FAQ03/FAQ06")
def discount_is_a_percent(document: Document) -> Iterator[Problem]:
    """El descuento no está entre 0 y 100 %

    Un descuento de 100 % deja la línea en cero, y eso no se admite.
    """
    for line in document.lines:
        rate = line.discount_rate
        if rate is not None and not 0 <= rate < Decimal(100):
            yield line.at(
                "descuento_porcentaje", f"un descuento de {money.percent(rate)} no se admite", "debe ser menor de 100 %"
            )


@rule("LIN-06", prevents="FAQ07/FBE01/FBE03/FBE08")
def discount_is_less_than_the_line(document: Document) -> Iterator[Problem]:
    """El descuento es tan grande como la línea, o negativo

    El valor descontado debe ser menor que precio por cantidad.
    """
    for line in document.lines:
        if line.discount_amount is None:
            continue
        gross = money.q2(line.price * line.quantity)
        if line.discount_amount < 0 or 0 < gross <= line.discount_amount:
            yield line.at(
                "descuento_valor",
                f"el descuento de {money.pesos(line.discount_amount)} no cabe en una línea de {money.pesos(gross)}",
                "revise si el descuento es de la línea o de toda la factura",
            )


@rule("LIN-07")
def discount_is_given_once(document: Document) -> Iterator[Problem]:
    """Hay descuento en porcentaje y en valor

    Factus recibe uno de los dos por línea.
    """
    for line in document.lines:
        if line.discount_rate and line.discount_amount:
            yield line.at(
                "descuento_valor", "hay dos descuentos en la línea", "deje el porcentaje o el valor, no los dos"
            )


@rule("LIN-08", prevents="FAV05/FBB05")
def unit_exists(document: Document) -> Iterator[Problem]:
    """La unidad de medida no está en la lista de la DIAN

    La usual es 94 (unidad). Varias se llaman distinto en la lista de la DIAN: mes es LUN, kilómetro es KTM.
    """
    for line in document.lines:
        if line.unit not in codes.units():
            yield line.at("unidad", f"no existe la unidad {line.unit}", _unit_hint(line.unit))


@rule("LIN-09", prevents="FAZ09/FAZ10/FAZ11/FAZ12/FAZ14")
def standard_exists(document: Document) -> Iterator[Problem]:
    """El estándar del código no está en la lista

    Es 999 (código propio), 001 (UNSPSC), 010 (GTIN) o 020 (partida arancelaria).
    """
    for line in document.lines:
        if line.standard not in codes.table("product_standard"):
            yield line.at("estandar", f"no existe el estándar {line.standard}", "use 999, 001, 010 o 020")


@rule("LIN-10")
def document_has_lines(document: Document) -> Iterator[Problem]:
    """El documento no tiene líneas, o tiene más de mil

    Factus recibe de 1 a 1.000 líneas en un documento.
    """
    if not 1 <= len(document.lines) <= MOST_LINES:
        yield document.at(
            "referencia",
            f"el documento tiene {money.plain(Decimal(len(document.lines)))} líneas; se admiten de 1 a 1.000",
            "divídalo en varios" if document.lines else "agregue lo que se vende",
        )


@rule("LIN-11")
def item_has_a_code(document: Document) -> Iterator[Problem]:
    """Una línea no tiene código de producto

    Si el archivo no lo trae se toma del nombre; aquí no se pudo.
    """
    for line in document.lines:
        if not line.code.strip():
            yield line.at("item_codigo", "falta el código del producto", "escriba un código propio")


@rule("LIN-12", prevents="FAV06")
def line_comes_to_something(document: Document) -> Iterator[Problem]:
    """Una línea queda en cero al redondear

    Cantidad por precio, menos el descuento, da menos de un centavo. La DIAN solo admite cero en muestras gratis.
    """
    for line in document.lines:
        if (line.price < SMALL or line.quantity < 1) and _is_lost(line):
            yield line.at(
                "precio_unitario",
                "la línea queda en $ 0,00 al redondear al centavo",
                "junte la línea con otra, o quítela",
            )


def _unit_hint(unit: str) -> str:
    renamed = codes.renamed_unit(unit)
    if renamed is None:
        return "use 94 (unidad) o búsquela con: factus catalog unidades"
    name, meaning = renamed
    return f"en la lista de la DIAN se llama {name}" + (f" ({meaning})" if meaning else "")


def _is_lost(line: Line) -> bool:
    """Whether rounding, and nothing that another rule refuses, leaves the line without a cent."""
    if line.price <= 0 or line.quantity <= 0:
        return False
    gross = money.q2(line.price * line.quantity)
    by_rate = line.discount_amount is None and 0 <= (line.discount_rate or 0) < money.HUNDRED
    return gross == 0 or (by_rate and totals.discount_of(line, gross) >= gross)
