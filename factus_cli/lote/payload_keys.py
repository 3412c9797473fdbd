"""The keys of a v2 body and the column that holds each: the inverse of how our documents are spelled.

A key that is in none of these tables has no column, and its body is told of and kept back.
Source: contract, 7.1 to 7.7.
"""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from factus_cli.lote.payload_type import ADJUSTMENT, CREDIT, DEBIT, INVOICE, SUPPORT, TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.domain.documents import DocumentType


class How(Enum):
    """How a value of the API is written."""

    TEXT = auto()
    AMOUNT = auto()
    PERCENT = auto()
    DATE = auto()
    FLAG = auto()
    ID = auto()
    UNIT = auto()


class Key(NamedTuple):
    """The column of a key, how its value is written, and whether a body without it is not ready."""

    column: str
    how: How = How.TEXT
    needed: bool = False


Keys = dict[str, Key]

HEAD: Keys = {
    "numbering_range_id": Key("rango", How.ID),
    "observation": Key("observacion"),
    "cash_rounding_amount": Key("redondeo", How.AMOUNT),
}
SALE: Keys = {**HEAD, "send_email": Key("enviar_correo", How.FLAG)}
NOTE: Keys = {"correction_concept_code": Key("concepto", needed=True), "bill_number": Key("factura_numero")}
HEADS: Mapping[DocumentType, Keys] = MappingProxyType(
    {
        INVOICE: SALE,
        CREDIT: SALE | NOTE,
        DEBIT: SALE | NOTE,
        SUPPORT: HEAD,
        ADJUSTMENT: {
            **HEAD,
            "correction_concept_code": Key("concepto", needed=True),
            "support_document_number": Key("factura_numero", needed=True),
        },
    }
)
"""Simple keys of a body of each type."""

_APART = frozenset({"reference_code", "items", "payment_details", "created_time", TYPE})
_SALE_APART = _APART | {"customer", "billing_period", "currency", "allowance_charges"}
APART: Mapping[DocumentType, frozenset[str]] = MappingProxyType(
    {
        INVOICE: _SALE_APART | {"document", "operation_type", "order_reference", "prepayment_details"},
        CREDIT: _SALE_APART | {"customization_id"},
        DEBIT: _SALE_APART | {"customization_id"},
        SUPPORT: _APART | {"provider"},
        ADJUSTMENT: _APART | {"provider"},
    }
)
"""Keys of a body of each type that are read one by one."""

KNOWN = frozenset(name for type_, keys in HEADS.items() for name in (*keys, *APART[type_]))
"""Keys of a body of some type."""

PROVIDER: Keys = {
    "identification_document_code": Key("cliente_tipo_documento", needed=True),
    "identification": Key("cliente_identificacion"),
    "dv": Key("cliente_dv"),
    "names": Key("cliente_nombre"),
    "trade_name": Key("cliente_nombre_comercial"),
    "address": Key("cliente_direccion"),
    "email": Key("cliente_correo"),
    "phone": Key("cliente_telefono"),
    "legal_organization_code": Key("cliente_tipo_persona"),
    "tribute_code": Key("cliente_tributo"),
    "country_code": Key("cliente_pais"),
    "municipality_code": Key("cliente_municipio"),
}
CUSTOMER: Keys = {**PROVIDER, "company": Key("cliente_nombre")}
"""The name is `company` or `names`, as the kind of person says; `responsibilities` is a list, read apart."""

ORDER: Keys = {"reference_code": Key("orden_compra"), "issue_date": Key("orden_compra_fecha", How.DATE)}
PERIOD: Keys = {"start_date": Key("periodo_inicio", How.DATE), "end_date": Key("periodo_fin", How.DATE)}
CURRENCY: Keys = {"type": Key("moneda"), "exchange_rate": Key("tasa_cambio", How.AMOUNT)}
PAYMENT: Keys = {
    "payment_form": Key("forma_pago", needed=True),
    "payment_method_code": Key("medio_pago", needed=True),
    "reference_code": Key("pago_referencia"),
    "due_date": Key("fecha_vencimiento", How.DATE),
}
PREPAYMENT: Keys = {
    "reference_code": Key("anticipo_referencia"),
    "received_date": Key("anticipo_fecha", How.DATE),
    "amount": Key("anticipo_valor", How.AMOUNT, needed=True),
}
CHARGE: Keys = {"amount": Key("propina", How.AMOUNT, needed=True)}
ITEM: Keys = {
    "code_reference": Key("item_codigo"),
    "name": Key("item_nombre"),
    "quantity": Key("cantidad", How.AMOUNT),
    "price": Key("precio_unitario", How.AMOUNT),
    "discount_rate": Key("descuento_porcentaje", How.PERCENT),
    "discount_amount": Key("descuento_valor", How.AMOUNT),
    "unit_measure_code": Key("unidad", How.UNIT, needed=True),
    "standard_code": Key("estandar", needed=True),
    "note": Key("item_nota"),
}
TAXES: Mapping[str, str] = MappingProxyType({"01": "iva", "04": "inc", "35": "icui"})
WITHHOLDINGS: Mapping[str, str] = MappingProxyType({"05": "reteiva", "06": "retefuente"})

COLUMNS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *("referencia", "tipo"),
            *(key.column for keys in (*HEADS.values(), CUSTOMER) for key in keys.values()),
            "cliente_responsabilidades",
            *(
                key.column
                for keys in (ORDER, PERIOD, CURRENCY, PAYMENT, PREPAYMENT, CHARGE, ITEM)
                for key in keys.values()
            ),
            *(*TAXES.values(), *WITHHOLDINGS.values()),
        ]
    )
)
"""Every column that a body may fill, in order."""
