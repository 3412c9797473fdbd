"""Notes and support documents: what they correct, and what they may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.checks.taxes import COLUMNS, NAMES
from factus_cli.domain import codes
from factus_cli.domain.documents import ICUI, INC, DocumentType
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Problem

CONCEPTS = {
    DocumentType.CREDIT_NOTE: "credit_note_correction_concept",
    DocumentType.DEBIT_NOTE: "debit_note_correction_concept",
    DocumentType.ADJUSTMENT_NOTE: "adjustment_note_correction_concept",
}
NUMBER = re.compile(r"[A-Za-z0-9]{1,20}")
ANNULMENT = "2"
CONTRADICTORY = ("5", "6")


@rule("NOT-01", prevents="CBF01/CBF03/CBF04")
def concept_exists(document: Document) -> Iterator[Problem]:
    """El concepto de la nota no está en la lista

    Nota crédito: 1 devolución parcial, 2 anulación, 3 rebaja, 4 ajuste de precio. Nota débito: 1 intereses, 2 gastos,
    3 cambio del valor, 4 otros. Nota de ajuste: las cuatro primeras de la nota crédito y 5 otros.
    """
    if not document.type.is_note:
        return
    if document.correction is None:
        yield document.at(
            "concepto", f"la {document.type.spanish} no dice su concepto", f"escriba uno: {_concepts(document.type)}"
        )
    elif document.correction.concept not in codes.table(CONCEPTS[document.type]):
        yield document.at(
            "concepto",
            f"no existe el concepto {document.correction.concept}",
            f"escriba uno: {_concepts(document.type)}",
        )


@rule("NOT-02", prevents="CBG01-CBG05/CBF02/CAD02a/CBF03a")
def note_says_what_it_corrects(document: Document) -> Iterator[Problem]:
    """La nota no dice qué documento corrige

    Escriba el número con prefijo, como SETP990000550. Sin número, una nota crédito o débito necesita el periodo que
    corrige, y no puede ser una anulación.
    """
    note = document.correction
    if not document.type.is_note or note is None or note.number:
        return
    if document.type is DocumentType.ADJUSTMENT_NOTE:
        yield document.at("factura_numero", "la nota no dice qué documento soporte corrige", "escriba su número")
    elif document.type is DocumentType.CREDIT_NOTE and note.concept == ANNULMENT:
        yield document.at("factura_numero", "una anulación necesita el número de la factura", "escriba su número")
    elif document.period is None:
        yield document.at("factura_numero", "la nota no dice qué factura corrige", "escriba su número, o el periodo")


@rule("NOT-03", severity=Severity.WARNING)
def concept_is_settled(document: Document) -> Iterator[Problem]:
    """Las fuentes no coinciden en el concepto 5 o 6

    Según la lista, 5 es pronto pago u «otros», y 6 es volumen o pronto pago. Los conceptos 1 a 4 son seguros.
    """
    note = document.correction
    if document.type is DocumentType.CREDIT_NOTE and note is not None and note.concept in CONTRADICTORY:
        yield document.at("concepto", f"el concepto {note.concept} cambia de significado según la lista", "use 3 o 4")


@rule("NOT-04")
def provider_is_identified_as_the_dian_asks(document: Document) -> Iterator[Problem]:
    """El proveedor tiene un tipo de identificación que no se admite

    En un documento soporte: 21, 22, 31, 41, 42, 47 o 50.
    """
    if document.type.has_provider and document.customer.identification_type not in codes.table(
        "provider_identity_document_codes"
    ):
        yield document.at(
            "cliente_tipo_documento",
            f"un proveedor no puede tener el tipo {document.customer.identification_type}",
            "use 21, 22, 31, 41, 42, 47 o 50; una persona con RUT va con NIT: su cédula y su DV",
        )


@rule("NOT-05")
def provider_has_an_address(document: Document) -> Iterator[Problem]:
    """Al proveedor le falta la dirección o el país

    Un documento soporte los necesita.
    """
    if document.type.has_provider and not document.customer.address:
        yield document.at("cliente_direccion", "falta la dirección del proveedor", "escríbala")
    if document.type.has_provider and not document.customer.country:
        yield document.at("cliente_pais", "falta el país del proveedor", "escriba CO si es de Colombia")


@rule("NOT-06")
def support_document_has_iva_alone(document: Document) -> Iterator[Problem]:
    """Un documento soporte tiene un impuesto distinto del IVA

    Factus solo recibe IVA en un documento soporte.
    """
    if not document.type.has_provider:
        return
    for line in document.lines:
        for tax in line.taxes:
            if tax.code in (INC, ICUI):
                yield line.at(COLUMNS[tax.code], f"{NAMES[tax.code]} no va en {_one(document)}", "deje solo el IVA")


@rule("NOT-07", prevents="FAD05a/CBG01-CBG05")
def corrected_number_is_whole(document: Document) -> Iterator[Problem]:
    """El número del documento que se corrige no es un número de la DIAN

    Va con el prefijo pegado y sin guiones ni espacios, como SETP990000550: hasta 20 letras y números.
    """
    note = document.correction
    if document.type.is_note and note is not None and note.number and NUMBER.fullmatch(note.number) is None:
        yield document.at(
            "factura_numero",
            f"«{note.number}» no es el número de un documento",
            "escríbalo con su prefijo, sin guiones ni espacios: SETP990000550",
        )


@rule("NOT-08")
def support_document_has_no_tip(document: Document) -> Iterator[Problem]:
    """Un documento soporte lleva propina

    Factus no recibe recargos en un documento soporte: el total no sería el mismo.
    """
    if document.type.has_provider and document.charges:
        yield document.at("propina", f"la propina no va en {_one(document)}", "póngala como una línea más, o quítela")


@rule("NOT-09", severity=Severity.WARNING)
def type_takes_what_it_is_given(document: Document) -> Iterator[Problem]:
    """Un dato que este tipo de documento no lleva

    Orden de compra y anticipo van solo en la factura; periodo y moneda, en la factura y sus notas. No se envía.
    """
    for column, what, given in _not_taken(document):
        if given:
            yield document.at(column, f"{what} no va en {_one(document)}; no se envía", "bórrelo del archivo")


@rule("NOT-10", severity=Severity.WARNING)
def support_document_discounts_by_percent(document: Document) -> Iterator[Problem]:
    """Un descuento en valor en un documento soporte

    Factus solo documenta el descuento en porcentaje para un documento soporte y su nota de ajuste: en valor puede que no
    lo reciba, y el total no sería el mismo.
    """
    if not document.type.has_provider:
        return
    for line in document.lines:
        if line.discount_amount:
            yield line.at(
                "descuento_valor",
                f"el descuento en valor no está documentado para {_one(document)}",
                "dígalo en descuento_porcentaje, o rebájelo del precio",
            )


def _not_taken(document: Document) -> Iterator[tuple[str, str, bool]]:
    if document.type is not DocumentType.INVOICE:
        yield "orden_compra", "la orden de compra", document.order is not None
        yield "anticipo_valor", "el anticipo", bool(document.prepayments)
    if document.type.has_provider:
        yield "periodo_inicio", "el periodo", document.period is not None
        yield "moneda", "la moneda", document.currency is not None


def _concepts(type_: DocumentType) -> str:
    return ", ".join(f"{one.code} {one.name}" for one in codes.table(CONCEPTS[type_]).values())


def _one(document: Document) -> str:
    return f"{'una' if document.type.is_note else 'un'} {document.type.spanish}"
