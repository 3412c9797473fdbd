"""Taxes and withholdings of each line. Excluded is not exempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain import codes, money
from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA, RETERENTA
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Problem

TAXES, WITHHOLDINGS = (IVA, INC, ICUI), (RETEIVA, RETERENTA)
COLUMNS = {IVA: "iva", INC: "inc", ICUI: "icui", RETEIVA: "reteiva", RETERENTA: "retefuente"}
NAMES = {IVA: "IVA", INC: "INC", ICUI: "ICUI", RETEIVA: "ReteIVA", RETERENTA: "Retefuente"}
MOST_DRIFT_FREE_LINES = 400
"""Lines whose rounding can't add up to the DIAN's tolerance of 2.00 (annex 1.9, 4.3)."""

RETEIVA_IS = "es un porcentaje del IVA, no de la base: 15 (100 solo a no residentes)"


@rule("IMP-01")
def line_says_its_tax(document: Document) -> Iterator[Problem]:
    """Una línea no dice su impuesto

    Escriba la tarifa de IVA, `exento` o `excluido`: no son lo mismo ante la DIAN.
    """
    for line in document.lines:
        if not line.taxes:
            yield line.at("iva", "la línea no dice su impuesto", "escriba 19, 5, exento o excluido")


@rule("IMP-02", prevents="FAS16/FAX16")
def tax_exists(document: Document) -> Iterator[Problem]:
    """Un impuesto no se puede poner en un ítem

    Factus recibe IVA (01), INC (04) e ICUI (35).
    """
    for line in document.lines:
        for tax in line.taxes:
            if tax.code not in TAXES:
                yield line.at("iva", f"el impuesto {tax.code} no se admite en un ítem", "use IVA, INC o ICUI")


@rule("IMP-03", severity=Severity.WARNING)
def rate_is_one_of_the_tax(document: Document, today: date) -> Iterator[Problem]:
    """La tarifa no es de las del impuesto

    IVA: 19, 5, 0 (exento) y 16 (contratos viejos con el Estado). INC: 16, 8, 4 y 2. ICUI: 20.
    """
    known = {code: codes.tax_rates(code, today) for code in TAXES}
    for line in document.lines:
        for tax in line.taxes:
            if not tax.excluded and tax.code in known and tax.rate not in known[tax.code] and 0 <= tax.rate <= 100:
                yield line.at(
                    COLUMNS[tax.code],
                    f"{NAMES[tax.code]} de {money.percent(tax.rate)} no está en la lista de la DIAN",
                    "revise la tarifa",
                )


@rule("IMP-04", prevents="FAS01b/CAS01b")
def rate_is_a_percent(document: Document) -> Iterator[Problem]:
    """Una tarifa no está entre 0 y 100 %, o tiene más de dos decimales

    Revise la columna: puede que traiga el valor del impuesto y no la tarifa.
    """
    for line in document.lines:
        for tax in line.taxes:
            if not 0 <= tax.rate <= 100 or money.q2(tax.rate) != tax.rate:
                yield line.at(
                    COLUMNS.get(tax.code, "iva"),
                    f"una tarifa de {money.plain(tax.rate)} no se admite",
                    "escriba el porcentaje, no el valor",
                )


@rule("IMP-05")
def only_iva_is_excluded(document: Document) -> Iterator[Problem]:
    """Un impuesto distinto del IVA está excluido

    «El impuesto excluido solo puede ser aplicado al IVA», dice Factus.
    """
    for line in document.lines:
        for tax in line.taxes:
            if tax.excluded and tax.code != IVA:
                yield line.at(COLUMNS.get(tax.code, "iva"), "solo el IVA puede ser excluido", "deje la celda en blanco")


@rule("IMP-06", prevents="FAX01")
def tax_comes_once(document: Document) -> Iterator[Problem]:
    """Un impuesto está dos veces en la línea

    Cada impuesto, y cada retención, va una sola vez.
    """
    for line in document.lines:
        if len(line.taxes) + len(line.withholdings) > 1:
            seen = [tax.code for tax in line.taxes] + [held.code for held in line.withholdings]
            for code in sorted({one for one in seen if seen.count(one) > 1}):
                yield line.at(
                    COLUMNS.get(code, "iva"), f"{NAMES.get(code, code)} está repetido en la línea", "deje uno solo"
                )


@rule("IMP-07", severity=Severity.WARNING)
def iva_and_inc_exclude_each_other(document: Document) -> Iterator[Problem]:
    """IVA e INC en una misma línea

    Un bien paga IVA o impuesto al consumo, no los dos. Factus lo recibe, pero casi siempre es un error.
    """
    for line in document.lines if not document.type.has_provider else ():
        if len(line.taxes) > 1 and {IVA, INC} <= {tax.code for tax in line.taxes if not tax.excluded}:
            yield line.at("inc", "la línea lleva IVA e INC", "deje el que corresponde")


@rule("IMP-08", prevents="FAT01-FAT12/FAY02-FAY12", severity=Severity.WARNING)
def withholding_rate_is_known(document: Document, today: date) -> Iterator[Problem]:
    """La tarifa de la retención no está en la lista

    ReteIVA es un porcentaje del IVA, no de la base: 15. La ley tiene además 100, a no residentes, que no está en la lista
    de la DIAN; otras, como la de 2 de un ejemplo de Factus, no son tarifas. Retefuente: las de la tabla de la DIAN. Es
    informativa: no cambia el total.
    """
    for line in document.lines:
        for held in line.withholdings:
            if held.code not in WITHHOLDINGS or not 0 <= held.rate <= 100:
                continue
            known = codes.tax_rates(RETEIVA, today) if held.code == RETEIVA else codes.retefuente_rates()
            if held.rate not in known:
                yield line.at(
                    COLUMNS[held.code],
                    f"{NAMES[held.code]} de {money.percent(held.rate)} no está en la lista de la DIAN",
                    RETEIVA_IS if held.code == RETEIVA else "revise la tarifa",
                )


@rule("IMP-09", prevents="FAT01-FAT12/FAY02-FAY12")
def withholding_is_a_percent(document: Document) -> Iterator[Problem]:
    """Una retención no se admite

    Solo ReteIVA (05) y Retefuente (06), de 0 a 100 % y con dos decimales.
    """
    for line in document.lines:
        for held in line.withholdings:
            if held.code not in WITHHOLDINGS:
                yield line.at("retefuente", f"la retención {held.code} no se admite", "use ReteIVA o Retefuente")
            elif not 0 <= held.rate <= 100 or money.q2(held.rate) != held.rate:
                yield line.at(
                    COLUMNS[held.code],
                    f"una retención de {money.plain(held.rate)} no se admite",
                    "escriba el porcentaje, no el valor",
                )


@rule("IMP-10", prevents="FAS07/CAS07", severity=Severity.WARNING)
def rounding_stays_within_the_tolerance(document: Document) -> Iterator[Problem]:
    """Demasiadas líneas para la tolerancia de redondeo

    El impuesto se redondea en cada línea; con más de 400 líneas de una tarifa la suma puede alejarse más de $ 2 de la
    base por la tarifa, y la DIAN puede rechazarlo.
    """
    if len(document.lines) <= MOST_DRIFT_FREE_LINES:
        return
    for part in document.totals.taxes:
        drift = abs(money.percent_of(part.base, part.rate) - part.amount)
        if drift > 2:
            yield document.at(
                "referencia",
                f"{NAMES.get(part.code, part.code)} {money.percent(part.rate)}: el redondeo suma {money.pesos(drift)}",
                "divida el documento en varios",
            )


@rule("IMP-11", prevents="FAS01b/CAS01b")
def excluded_goes_alone(document: Document) -> Iterator[Problem]:
    """Una línea excluida lleva otro impuesto

    Excluido quiere decir que la línea no lleva ningún impuesto. Si lleva INC o ICUI, deje el IVA en blanco.
    """
    for line in document.lines:
        if len(line.taxes) > 1 and any(tax.excluded for tax in line.taxes):
            yield line.at("iva", "la línea es excluida y lleva otro impuesto", "deje el IVA en blanco, o quite el otro")


@rule("IMP-12", prevents="FAY02-FAY12", severity=Severity.WARNING)
def reteiva_has_an_iva_to_withhold(document: Document) -> Iterator[Problem]:
    """ReteIVA en una línea sin IVA

    La ReteIVA se calcula sobre el IVA de la línea: si es exenta o excluida, o lleva otro impuesto, no hay de qué retener.
    """
    for line in document.lines:
        if any(held.code == RETEIVA and held.rate > 0 for held in line.withholdings) and not any(
            tax.code == IVA and tax.rate > 0 and not tax.excluded for tax in line.taxes
        ):
            yield line.at("reteiva", "la línea lleva ReteIVA y no lleva IVA", "borre la ReteIVA, o revise el IVA")
