"""What a template carries for each type of document: its columns, and three examples that pass `check`. All invented."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.nit import check_digit

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = Mapping[str, str | int | float]

_PARTY = (
    "cliente_tipo_documento",
    "cliente_identificacion",
    "cliente_dv",
    "cliente_nombre",
    "cliente_correo",
    "cliente_telefono",
    "cliente_direccion",
    "cliente_municipio",
)
_PAYMENT = ("forma_pago", "medio_pago", "dias_credito")
_LINE = ("item_codigo", "item_nombre", "cantidad", "unidad", "precio_unitario", "descuento_porcentaje", "iva")
_NOTE = ("factura_numero", "concepto")
_LAST = ("observacion", "total_esperado")

COLUMNS: Mapping[DocumentType, tuple[str, ...]] = MappingProxyType(
    {
        DocumentType.INVOICE: ("referencia", *_PARTY, *_PAYMENT, *_LINE, "inc", "orden_compra", *_LAST),
        DocumentType.CREDIT_NOTE: ("referencia", "tipo", *_NOTE, *_PARTY, *_PAYMENT, *_LINE, "inc", *_LAST),
        DocumentType.DEBIT_NOTE: ("referencia", "tipo", *_NOTE, *_PARTY, *_PAYMENT, *_LINE, "inc", *_LAST),
        DocumentType.SUPPORT_DOCUMENT: (
            "referencia",
            "tipo",
            *_PARTY,
            "cliente_pais",
            *_PAYMENT,
            *_LINE,
            "reteiva",
            "retefuente",
            *_LAST,
        ),
        DocumentType.ADJUSTMENT_NOTE: (
            "referencia",
            "tipo",
            *_NOTE,
            *_PARTY,
            "cliente_pais",
            *_PAYMENT,
            *_LINE,
            *_LAST,
        ),
    }
)
"""The columns of each template, in order; every other column of a lote may be added by hand."""

COMPANY: Row = MappingProxyType(
    {
        "cliente_tipo_documento": "NIT",
        "cliente_identificacion": "900123456",
        "cliente_dv": "8",
        "cliente_nombre": "Comercializadora Los Guaduales SAS",
        "cliente_correo": "facturas@losguaduales.example",
        "cliente_telefono": "6014567890",
        "cliente_direccion": "Calle 72 # 10-34",
        "cliente_municipio": "Medellín, Antioquia",
    }
)
PERSON: Row = MappingProxyType(
    {
        "cliente_tipo_documento": "CC",
        "cliente_identificacion": "1020304050",
        "cliente_nombre": "Luz Marina Cárdenas Ruiz",
        "cliente_correo": "luz.cardenas@correo.example",
        "cliente_direccion": "Carrera 7 # 45-12",
        "cliente_municipio": "Cali, Valle del Cauca",
    }
)
PROVIDER: Row = MappingProxyType({**PERSON, "cliente_tipo_documento": "NIT", "cliente_dv": check_digit("1020304050")})
"""A person who sells: a support document takes no cédula, but the NIT that the RUT gives, which is the cédula with its DV."""
FINAL: Row = MappingProxyType(
    {
        "cliente_identificacion": "222222222222",
        "cliente_nombre": "Consumidor final",
    }
)
COFFEE: Row = MappingProxyType(
    {
        "item_codigo": "CAF-500",
        "item_nombre": "Café molido, 500 g",
        "cantidad": 12,
        "unidad": "Unidad",
        "precio_unitario": 18500,
        "iva": "5",
    }
)
PRESS: Row = MappingProxyType(
    {
        "item_codigo": "PRE-01",
        "item_nombre": "Prensa francesa",
        "cantidad": 2,
        "unidad": "Unidad",
        "precio_unitario": 84033.61,
        "descuento_porcentaje": 10,
        "iva": "19",
    }
)
EGGS: Row = MappingProxyType(
    {
        "item_codigo": "HUE-30",
        "item_nombre": "Huevos, cubeta de 30",
        "cantidad": 3,
        "unidad": "Unidad",
        "precio_unitario": 19900,
        "iva": "Exento",
    }
)
POTATOES: Row = MappingProxyType(
    {
        "item_codigo": "PAP-KG",
        "item_nombre": "Papa pastusa",
        "cantidad": 2.5,
        "unidad": "Kilogramo",
        "precio_unitario": 3200,
        "iva": "Excluido",
    }
)
COURSE: Row = MappingProxyType(
    {
        "item_codigo": "CAT-01",
        "item_nombre": "Taller de catación",
        "cantidad": 1,
        "unidad": "Unidad",
        "precio_unitario": 250000,
        "iva": "19",
    }
)
CREDIT: Row = MappingProxyType({"forma_pago": "Crédito", "dias_credito": 30})
CASH: Row = MappingProxyType({"forma_pago": "Contado", "medio_pago": "Transferencia"})

_CONCEPTS = MappingProxyType(
    {
        DocumentType.CREDIT_NOTE: ("Anulación de factura electrónica", "Rebaja o descuento parcial o total"),
        DocumentType.DEBIT_NOTE: ("Intereses", "Cambio del valor"),
        DocumentType.ADJUSTMENT_NOTE: ("Anulación del documento soporte", "Ajuste de precio"),
    }
)


def examples(type_: DocumentType) -> list[Row]:
    """The rows of three documents: the second row of the first says only its line, as a lote may."""
    rows: list[Row] = [
        {"referencia": f"{EXAMPLE}1", **COMPANY, **CREDIT, **COFFEE},
        {"referencia": f"{EXAMPLE}1", **PRESS},
        {"referencia": f"{EXAMPLE}2", **(PROVIDER if type_.has_provider else PERSON), **CASH, **COURSE},
        *_third(type_),
    ]
    return [_of_type(type_, row) for row in rows]


EXAMPLE = "EJEMPLO-"
"""How the references of the examples begin."""


def _third(type_: DocumentType) -> list[Row]:
    if type_.has_provider:
        return [{"referencia": f"{EXAMPLE}3", **PROVIDER, **CASH, **POTATOES}]
    return [
        {"referencia": f"{EXAMPLE}3", **FINAL, "forma_pago": "Contado", "medio_pago": "Efectivo", **EGGS},
        {"referencia": f"{EXAMPLE}3", **POTATOES},
    ]


def _of_type(type_: DocumentType, row: Row) -> Row:
    number = int(str(row["referencia"]).removeprefix(EXAMPLE))
    said: dict[str, str | int | float] = dict(row)
    if "tipo" in COLUMNS[type_]:
        said["tipo"] = type_.column_value
    if type_.has_provider and "cliente_direccion" in row:
        said["cliente_pais"] = "Colombia"
    if type_.is_note and "cliente_nombre" in row:
        prefix = "SEDS" if type_ is DocumentType.ADJUSTMENT_NOTE else "SETP"
        said["factura_numero"] = f"{prefix}99000000{number}"
        said["concepto"] = _CONCEPTS[type_][number % 2]
    return said
