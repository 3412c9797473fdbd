"""The other party: customer of a sale, provider of a support document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain import codes
from factus_cli.domain.findings import Severity
from factus_cli.domain.nit import LONGEST, check_digit, looks_juridical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.documents import Document, Party
    from factus_cli.domain.findings import Problem

NIT, CEDULA, FOREIGN_NIT = "31", "13", "50"
COLOMBIA = "CO"
EMAIL = re.compile(
    r"[^@\s,;<>\"()\[\].]+(?:\.[^@\s,;<>\"()\[\].]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)
DIGITS_ONLY = ("12", CEDULA, NIT, "91")
"""Identification types that have no letters."""


@rule("CLI-01", prevents="FAK20/FAK43")
def customer_has_a_name(document: Document) -> Iterator[Problem]:
    """El cliente no tiene nombre

    Escriba el nombre o la razón social como está en el RUT o en la cédula.
    """
    if not document.customer.name.strip():
        yield document.at(
            "cliente_nombre", f"falta el nombre del {_party(document)}", "escriba el nombre o la razón social"
        )


@rule("CLI-02", prevents="FAK21/FAK44/FAK61/FAK62")
def customer_is_identified(document: Document) -> Iterator[Problem]:
    """El cliente no tiene identificación

    Escriba el NIT o la cédula. Para consumidor final use 222222222222.
    """
    if not document.customer.identification.strip():
        yield document.at(
            "cliente_identificacion",
            f"falta la identificación del {_party(document)}",
            "escriba el NIT o la cédula" if document.type.has_provider else "para consumidor final use 222222222222",
        )


@rule("CLI-03", prevents="FAK24/FAK47/FAK64")
def nit_has_its_check_digit(document: Document) -> Iterator[Problem]:
    """El dígito de verificación (DV) no es el del NIT

    El DV se calcula con los dígitos del NIT: si no coincide, el NIT o el DV están mal escritos. La DIAN rechaza la
    factura (FAK24).
    """
    party = document.customer
    if party.identification_type != NIT or party.dv is None or not 1 <= _digits(party.identification) <= LONGEST:
        return
    right = check_digit(party.identification)
    if party.dv != right:
        yield document.at(
            "cliente_dv",
            f"el DV de {party.identification} es {right}, no {party.dv}",
            f"revise el NIT y el DV en el RUT del {_party(document)}",
        )


@rule("CLI-04", prevents="FAK24", severity=Severity.WARNING)
def only_a_nit_has_a_check_digit(document: Document) -> Iterator[Problem]:
    """Hay un DV en una identificación que no lo lleva

    Solo el NIT lleva DV. Se deja a un lado y no se envía.
    """
    party = document.customer
    if party.identification_type != NIT and party.dv is not None:
        yield document.at("cliente_dv", "esta identificación no lleva DV; no se envía", "bórrelo del archivo")


@rule("CLI-05", prevents="FAK25/FAK48/FAK63")
def identification_type_exists(document: Document) -> Iterator[Problem]:
    """El tipo de identificación no está en la lista de la DIAN

    Los tipos son: 11, 12, 13, 21, 22, 31, 41, 42, 47, 48, 50 y 91 (`factus catalog identificaciones`).
    """
    if document.customer.identification_type not in codes.identification_types():
        yield document.at(
            "cliente_tipo_documento",
            f"no existe el tipo de identificación {document.customer.identification_type}",
            "vea la lista con: factus catalog identificaciones",
        )


@rule("CLI-06", prevents="FAK24")
def identification_has_digits_alone(document: Document) -> Iterator[Problem]:
    """La identificación tiene signos que su tipo no admite, o le sobran cifras

    Un NIT, una cédula, una tarjeta de identidad y un NUIP solo tienen números: hasta 15. Si es un pasaporte o una
    cédula de extranjería, dígalo en la columna cliente_tipo_documento.
    """
    party = document.customer
    if party.identification_type in DIGITS_ONLY and not _is_a_number(party):
        kind = codes.identification_types()[party.identification_type].name
        yield document.at(
            "cliente_identificacion",
            f"«{party.identification}» no puede ser {kind}: solo lleva números, hasta {LONGEST}",
            "corrija el número, o el tipo en cliente_tipo_documento",
        )


@rule("CLI-07", severity=Severity.WARNING)
def identification_looks_like_its_type(document: Document) -> Iterator[Problem]:
    """La identificación no parece de su tipo

    El número tiene más o menos cifras de lo usual, o signos que no suele llevar. La DIAN no lo rechaza, pero puede que
    esté mal escrito.
    """
    party = document.customer
    entry = codes.identification_types().get(party.identification_type)
    if entry is None or party.is_final_consumer or not party.identification.strip():
        return
    if party.identification_type in DIGITS_ONLY and not _is_a_number(party):
        return
    if re.fullmatch(entry.extra["pattern"], party.identification) is None:
        yield document.at(
            "cliente_identificacion", f"«{party.identification}» no parece {entry.name}", "revise que esté completo"
        )


@rule("CLI-08", prevents="FAK02")
def person_is_juridical_or_natural(document: Document) -> Iterator[Problem]:
    """El tipo de persona no es jurídica ni natural

    Debe ser 1 (jurídica) o 2 (natural).
    """
    if document.customer.person not in ("1", "2"):
        yield document.at(
            "cliente_tipo_persona",
            f"no existe el tipo de persona {document.customer.person}",
            "escriba jurídica o natural",
        )


@rule("CLI-09", severity=Severity.WARNING)
def person_agrees_with_its_identification(document: Document) -> Iterator[Problem]:
    """El tipo de persona no corresponde a la identificación

    Una cédula es de una persona natural; un NIT de nueve cifras que empieza por 8 o 9 es de una persona jurídica.
    """
    party = document.customer
    if party.identification_type == CEDULA and party.person == "1" and not party.is_final_consumer:
        yield document.at(
            "cliente_tipo_persona", "una cédula no es de una persona jurídica", "revise el tipo de persona"
        )
    if party.identification_type == NIT and party.person == "2" and looks_juridical(party.identification):
        yield document.at(
            "cliente_tipo_persona",
            f"el NIT {party.identification} parece de una persona jurídica, y aquí dice natural",
            "revise el tipo de persona",
        )


@rule("CLI-10")
def email_is_an_address(document: Document) -> Iterator[Problem]:
    """El correo no es una dirección

    Debe ser una sola dirección, como compras@empresa.com: sin espacios, comas ni puntos y comas.
    """
    email = document.customer.email
    if email is not None and EMAIL.fullmatch(email) is None:
        yield document.at(
            "cliente_correo", f"«{email}» no es un correo", "escriba una sola dirección, o deje la celda en blanco"
        )


@rule("CLI-11", prevents="FAK55/CAK55", severity=Severity.WARNING)
def customer_has_an_email(document: Document) -> Iterator[Problem]:
    """El cliente no tiene correo

    La DIAN solo lo notifica, pero el cliente no recibe su copia.
    """
    if document.customer.email is None and not document.customer.is_final_consumer and not document.type.has_provider:
        yield document.at("cliente_correo", "el cliente no tiene correo: no recibirá su copia", "pídaselo y escríbalo")


@rule("CLI-12", prevents="FAK28/FAK29")
def municipality_exists(document: Document) -> Iterator[Problem]:
    """El municipio no está en la lista del DANE

    Es un código de cinco cifras (`factus catalog municipios`).
    """
    code = document.customer.municipality
    if code is not None and code not in codes.municipalities():
        yield document.at(
            "cliente_municipio", f"no existe el municipio {code}", "búsquelo con: factus catalog municipios NOMBRE"
        )


@rule("CLI-13", prevents="FAK36")
def country_exists(document: Document) -> Iterator[Problem]:
    """El país no está en la lista

    Es un código de dos letras, como CO (`factus catalog paises`).
    """
    code = document.customer.country
    if code is not None and code not in codes.countries():
        yield document.at("cliente_pais", f"no existe el país {code}", "búsquelo con: factus catalog paises NOMBRE")


@rule("CLI-14", prevents="FAK26")
def responsibilities_exist(document: Document) -> Iterator[Problem]:
    """Una responsabilidad fiscal no está en la lista

    Las que se admiten son O-13, O-15, O-23, O-47 y R-99-PN. Las demás de la casilla 53 del RUT no se informan.
    """
    for code in document.customer.responsibilities:
        if code not in codes.responsibilities():
            yield document.at(
                "cliente_responsabilidades",
                f"la responsabilidad {code} no se admite",
                "use O-13, O-15, O-23, O-47 o R-99-PN",
            )
    if len(document.customer.responsibilities) > 1 and "R-99-PN" in document.customer.responsibilities:
        yield document.at(
            "cliente_responsabilidades", "R-99-PN no se combina con otras", "deje R-99-PN sola, o quítela"
        )


@rule("CLI-15")
def tribute_exists(document: Document) -> Iterator[Problem]:
    """El tributo del cliente no está en la lista

    Es 01 (responsable de IVA) o ZZ (no aplica).
    """
    code = document.customer.tribute
    if code is not None and code not in codes.table("customer_tribute"):
        yield document.at("cliente_tributo", f"no existe el tributo {code}", "use 01 (IVA) o ZZ (no aplica)")


@rule("CLI-19", severity=Severity.WARNING)
def municipality_is_for_colombia(document: Document) -> Iterator[Problem]:
    """Un municipio de Colombia con otro país

    El municipio solo se envía cuando el país es Colombia. Se deja a un lado.
    """
    party = document.customer
    if party.municipality is not None and party.country not in (None, COLOMBIA):
        yield document.at(
            "cliente_municipio",
            f"el país es {party.country}: el municipio no se envía",
            "borre el municipio, o corrija el país",
        )


@rule("CLI-20", severity=Severity.WARNING)
def foreign_nit_is_of_another_country(document: Document) -> Iterator[Problem]:
    """Un NIT de otro país sin su país

    El tipo 50 es la identificación tributaria de otro país: en cliente_pais va cuál es. En blanco se toma Colombia.
    """
    party = document.customer
    if party.identification_type == FOREIGN_NIT and party.country in (None, COLOMBIA):
        said = "está en blanco" if party.country is None else "es Colombia"
        yield document.at("cliente_pais", f"es un NIT de otro país, y el país {said}", "escriba el país del cliente")


def _party(document: Document) -> str:
    return "proveedor" if document.type.has_provider else "cliente"


def _is_a_number(party: Party) -> bool:
    """Whether there is nothing wrong in a number: a blank is told by CLI-02."""
    return not party.identification.strip() or 1 <= _digits(party.identification) <= LONGEST


def _digits(text: str) -> int:
    """How many digits a text is; 0 when it has anything else."""
    return len(text) if text.isascii() and text.isdigit() else 0
