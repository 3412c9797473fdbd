"""Sales to *consumidor final*, 222222222222: nobody who could use the invoice, or be asked to pay it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.checks.customer import CEDULA
from factus_cli.checks.rule import rule
from factus_cli.domain import codes, money
from factus_cli.domain.documents import CREDIT
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Problem

JURIDICAL, NO_RESPONSIBILITY, NO_TRIBUTE = "1", "R-99-PN", "ZZ"


@rule("CLI-16", prevents="FAK19", severity=Severity.WARNING)
def final_consumer_buys_little(document: Document, today: date) -> Iterator[Problem]:
    """Una venta grande a consumidor final

    Por encima de 5 UVT antes de impuestos el comprador suele pedir que lo identifiquen; sin eso no puede usar la
    factura para costos ni IVA. La factura electrónica sí se acepta.
    """
    known = usual_most(today) if document.customer.is_final_consumer else None
    if known is None:
        return
    year, most = known
    before_tax = document.totals.gross - document.totals.discount
    if before_tax > most:
        yield document.at(
            "cliente_identificacion",
            f"vende {money.pesos(before_tax)} a consumidor final: pasa de 5 UVT de {year} ({money.pesos(most)})",
            "si conoce al comprador, identifíquelo",
        )


@rule("CLI-17", severity=Severity.WARNING)
def final_consumer_pays_now(document: Document) -> Iterator[Problem]:
    """Una venta a crédito a consumidor final

    No hay a quién cobrarle: identifique al comprador.
    """
    if document.customer.is_final_consumer and any(one.form == CREDIT for one in document.payments):
        yield document.at(
            "forma_pago",
            "es una venta a crédito a consumidor final: no hay a quién cobrarle",
            "identifique al comprador",
        )


@rule("CLI-18")
def final_consumer_has_its_type(document: Document) -> Iterator[Problem]:
    """Consumidor final no va como cédula

    La identificación 222222222222 va con el tipo 13 (cédula) y sin DV.
    """
    party = document.customer
    if party.is_final_consumer and party.identification_type != CEDULA and not document.type.has_provider:
        yield document.at(
            "cliente_tipo_documento",
            f"consumidor final va con el tipo 13 (cédula), no {party.identification_type}",
            "deje la celda en blanco, o escriba CC",
        )


@rule("CLI-21", prevents="FAK02")
def final_consumer_is_a_natural_person(document: Document) -> Iterator[Problem]:
    """Consumidor final no es una persona jurídica

    La identificación 222222222222 va siempre como persona natural (2): Factus pide sus nombres, y una empresa no los
    lleva.
    """
    party = document.customer
    if party.is_final_consumer and party.person == JURIDICAL:
        yield document.at(
            "cliente_tipo_persona",
            "consumidor final es una persona natural, y aquí dice jurídica",
            "deje la celda en blanco, o identifique a la empresa con su NIT",
        )


@rule("CLI-22", prevents="FAK26", severity=Severity.WARNING)
def final_consumer_has_no_responsibilities(document: Document) -> Iterator[Problem]:
    """Consumidor final con responsabilidades o tributo

    Consumidor final no responde por impuestos: va con R-99-PN y ZZ, o con las celdas en blanco. Si el comprador responde
    por IVA, identifíquelo.
    """
    party = document.customer
    if not party.is_final_consumer:
        return
    if party.responsibilities not in ((), (NO_RESPONSIBILITY,)):
        said = ", ".join(party.responsibilities)
        yield document.at(
            "cliente_responsabilidades",
            f"consumidor final va con R-99-PN, no {said}",
            "deje la celda en blanco, o identifique al comprador",
        )
    if party.tribute not in (None, NO_TRIBUTE):
        yield document.at(
            "cliente_tributo",
            f"consumidor final va con ZZ (no aplica), no {party.tribute}",
            "deje la celda en blanco, o identifique al comprador",
        )


def usual_most(today: date) -> tuple[int, Decimal] | None:
    """The newest year whose UVT is known, and what 5 of them come to in COP; None where none is known."""
    known = codes.newest_uvt(today.year)
    return None if known is None else (known[0], 5 * known[1])
