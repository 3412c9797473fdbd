"""The drop-down lists of a template: what people read, which the reader takes for the codes of the DIAN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain import codes
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.search import plain
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values_places import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.domain.codes import CodeList

COMMON_UNITS = ("Unidad", "Kilogramo", "Gramo", "Litro", "Metro", "Metro cuadrado", "Metro cúbico", "Hora", "Día")
COMMON_METHODS = ("10", "47", "49", "48", "42", "20", "1")
"""The means of payment that people use, told first."""


@dataclass(frozen=True, slots=True)
class List:
    """A list: the workbook's name for it, its title, and what it offers."""

    name: str
    title: str
    values: tuple[str, ...]


def lists_of(type_: DocumentType) -> Mapping[str, List]:
    """The list of each column that has one."""
    known = {
        "tipo": List("lista_tipo", "Tipo de documento", (type_.column_value,)),
        "cliente_tipo_documento": List("lista_identificacion", "Tipo de identificación", _identifications(type_)),
        "cliente_municipio": List("lista_municipio", "Municipio", _municipalities()),
        "cliente_pais": List("lista_pais", "País", _countries()),
        "forma_pago": List("lista_forma_pago", "Forma de pago", ("Contado", "Crédito")),
        "medio_pago": List("lista_medio_pago", "Medio de pago", _methods()),
        "unidad": List("lista_unidad", "Unidad", COMMON_UNITS),
        "iva": List("lista_iva", "IVA", ("19", "5", "Exento", "Excluido")),
        "inc": List("lista_inc", "INC", ("2", "4", "8", "16")),
    }
    concepts = _CONCEPTS.get(type_)
    if concepts is not None:
        known["concepto"] = List("lista_concepto", "Concepto", _names(codes.table(concepts)))
    return known


_CONCEPTS = {
    DocumentType.CREDIT_NOTE: "credit_note_correction_concept",
    DocumentType.DEBIT_NOTE: "debit_note_correction_concept",
    DocumentType.ADJUSTMENT_NOTE: "adjustment_note_correction_concept",
}


def _identifications(type_: DocumentType) -> tuple[str, ...]:
    allowed = codes.table("provider_identity_document_codes") if type_.has_provider else codes.identification_types()
    common = ("31", "13")
    rest = [code for code in codes.identification_types() if code in allowed and code not in common]
    return tuple(codes.identification_types()[code].extra["abbr"] for code in (*common, *rest) if code in allowed)


def _municipalities() -> tuple[str, ...]:
    """`Medellín, Antioquia`; the name alone or the code where the reader would not understand that."""
    return tuple(sorted((_label(code) for code in codes.municipalities()), key=plain))


def _label(code: str) -> str:
    one = codes.municipalities()[code]
    labels = (f"{one.name}, {one.extra['department_name']}", one.name)
    return next((said for said in labels if municipality(Cell(Kind.TEXT, said), None).value == code), code)


def _countries() -> tuple[str, ...]:
    return ("Colombia", *sorted((one.name for one in codes.countries().values() if one.name != "Colombia"), key=plain))


def _methods() -> tuple[str, ...]:
    known = codes.payment_methods()
    return tuple(
        known[code].name for code in (*COMMON_METHODS, *(code for code in known if code not in COMMON_METHODS))
    )


def _names(entries: CodeList) -> tuple[str, ...]:
    return tuple(one.name for one in entries.values())
