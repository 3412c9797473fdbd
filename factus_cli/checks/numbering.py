"""References, dates, ranges, orders and periods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Problem

REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,50}")
RANGE = re.compile(r"[A-Za-z0-9]{1,4}|[0-9]{1,18}")
LONGEST_OBSERVATION = 250
EXAMPLE = re.compile(r"EJEMPLO-[0-9]", re.ASCII | re.IGNORECASE)
"""The references of the examples in a template (`factus template`)."""


@rule("NUM-01")
def reference_is_plain(document: Document) -> Iterator[Problem]:
    """La referencia tiene signos que no se admiten, o es muy larga

    De 1 a 50 letras sin tilde, números, guiones, puntos o rayas bajas.
    """
    if REFERENCE.fullmatch(document.reference) is None:
        yield document.at(
            "referencia",
            f"la referencia «{document.reference}» no se admite",
            "use letras, números y guiones, hasta 50",
        )


@rule("NUM-02", prevents="FAD09e/CAD09e/DAD09e")
def issue_date_is_today(document: Document, today: date) -> Iterator[Problem]:
    """La fecha de emisión no es hoy

    La DIAN rechaza un documento con fecha distinta a la del día en que se firma (FAD09e), y se firma al enviarlo. Ponga
    la fecha de hoy, o quite la columna.
    """
    if document.issue_date is not None and document.issue_date != today:
        yield document.at(
            "fecha_emision",
            f"la fecha es {document.issue_date:%d/%m/%Y} y hoy es {today:%d/%m/%Y}",
            "ponga la fecha de hoy o quite la columna: la DIAN no recibe otra",
        )


@rule("NUM-03")
def observation_is_short(document: Document) -> Iterator[Problem]:
    """La observación es muy larga

    Factus recibe hasta 250 caracteres.
    """
    length = len(document.observation or "")
    if length > LONGEST_OBSERVATION:
        yield document.at("observacion", f"la observación tiene {length} caracteres; caben 250", "acórtela")


@rule("NUM-04")
def period_ends_after_it_starts(document: Document) -> Iterator[Problem]:
    """El periodo facturado termina antes de empezar

    Factus exige que el fin sea posterior al inicio, no el mismo día.
    """
    period = document.period
    if period is not None and period.end <= period.start:
        yield document.at("periodo_fin", "el periodo debe terminar después de su inicio", "revise las dos fechas")


@rule("NUM-05", severity=Severity.WARNING)
def order_is_not_of_the_future(document: Document, today: date) -> Iterator[Problem]:
    """La orden de compra tiene fecha futura

    Una orden es anterior a su factura. Nadie lo rechaza, pero la fecha suele estar mal escrita.
    """
    order = document.order
    if order is not None and order.issued is not None and order.issued > today:
        yield document.at(
            "orden_compra_fecha",
            f"la orden de compra es del {order.issued:%d/%m/%Y}, que no ha llegado",
            "revise la fecha",
        )


@rule("NUM-06")
def range_is_a_prefix_or_an_id(document: Document) -> Iterator[Problem]:
    """El rango no es un prefijo ni un identificador

    Un prefijo tiene hasta 4 letras o números, como SETP; un identificador es el número que Factus le dio al rango.
    """
    if document.range is not None and RANGE.fullmatch(document.range) is None:
        yield document.at(
            "rango",
            f"«{document.range}» no es un rango",
            "escriba el prefijo, el identificador, o deje la celda en blanco",
        )


@rule("NUM-07", severity=Severity.WARNING)
def document_is_not_an_example(document: Document) -> Iterator[Problem]:
    """Es un ejemplo de la plantilla

    Los documentos EJEMPLO-1, EJEMPLO-2 y EJEMPLO-3 vienen en la plantilla para mostrar cómo se llena, y son inventados.
    En producción no se envían: bórrelos.
    """
    if EXAMPLE.fullmatch(document.reference) is not None:
        yield document.at("referencia", f"{document.reference} es un ejemplo de la plantilla", "borre sus filas")


def is_usual(reference: str) -> bool:
    """Whether no rule finds anything in a reference: all that look at one are in this module."""
    return REFERENCE.fullmatch(reference) is not None and EXAMPLE.fullmatch(reference) is None
