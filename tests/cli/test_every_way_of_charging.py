"""Every way of charging goes from the sheet to Factus: `factus send`, a simulator on a socket, sums made by hand."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from processes import Machine, ServedSimulator

PARTY = {
    "cliente_tipo_documento": "NIT",
    "cliente_identificacion": "900123456",
    "cliente_dv": "8",
    "cliente_nombre": "Cliente SAS",
    "cliente_correo": "cliente@example.com",
}
A = {"item_nombre": "Producto A", "cantidad": "1", "precio_unitario": "10000", "iva": "19"}
B = {"item_nombre": "Producto B", "cantidad": "3", "precio_unitario": "20000", "iva": "19"}
MONTH = {"periodo_inicio": "01/07/2026", "periodo_fin": "31/07/2026"}
PROVIDER = {"tipo": "documento_soporte", "cliente_direccion": "Calle 4", "cliente_pais": "CO"}


def fruit(name: str, quantity: str, price: str, **tax: str) -> dict[str, str]:
    return {"item_nombre": name, "cantidad": quantity, "precio_unitario": price, **tax}


CHARGED: Mapping[str, tuple[str, Sequence[dict[str, str]], dict[str, Any]]] = {
    "PROPINA": (
        "85300.00",
        [{**A, "propina": "2000"}, B],
        {"allowance_charges.0.concept_type": "03", "allowance_charges.0.is_surcharge": True,
         "allowance_charges.0.amount": "2000.00", "payment_details.0.amount": "85300.00"},
    ),
    "REDONDEO": (
        "260564.81",
        [{**fruit("Agua", "1", "175925.93", inc="8"), "redondeo": "-14.81"}, fruit("Energizante", "2", "14814.81", inc="8"),
         fruit("Manzana", "1", "32407.41", iva="19")],
        {"cash_rounding_amount": "-14.81", "payment_details.0.amount": "260550.00"},
    ),
    "ANTICIPO": (
        "83300.00",
        [{**A, "anticipo_valor": "3300", "anticipo_fecha": "20/11/2026", "anticipo_referencia": "RC-7"}, B],
        {"prepayment_details.0.amount": "3300.00", "prepayment_details.0.received_date": "2026-11-20",
         "prepayment_details.0.reference_code": "RC-7", "payment_details.0.amount": "83300.00"},
    ),
    "ORDEN": (
        "83300.00",
        [{**A, **MONTH, "orden_compra": "OC-1", "orden_compra_fecha": "19/11/2026", "moneda": "USD", "tasa_cambio": "4100.5"}, B],
        {"order_reference.reference_code": "OC-1", "order_reference.issue_date": "2026-11-19", "currency.type": "USD",
         "currency.exchange_rate": "4100.50", "billing_period.start_date": "2026-07-01", "billing_period.end_date": "2026-07-31"},
    ),
    "RETENIDA": (
        "1190000.00",
        [{**A, "precio_unitario": "1000000", "reteiva": "15", "retefuente": "4"}],
        {"items.0.withholding_taxes.0.code": "05", "items.0.withholding_taxes.0.rate": "15.00",
         "items.0.withholding_taxes.1.code": "06", "items.0.withholding_taxes.1.rate": "4.00",
         "payment_details.0.amount": "1190000.00"},
    ),
    "DESCUENTOS": (  # 36.666,67 + 2.933,33 y 5.416,67 + 433,33
        "45450.00",
        [{**fruit("Coctel", "2", "20370.37", inc="8"), "descuento_porcentaje": "10"},
         {**fruit("Cerveza", "1", "6018.52", inc="8"), "descuento_valor": "601.85"}],
        {"items.0.discount_rate": "10.00", "items.1.discount_amount": "601.85", "items.1.discount_rate": None},
    ),
    "MIXTA": (  # 1.190 + 1.080 + 1.050 + 1.000 exento + 1.000 excluido + 1.270 con IVA e INC
        "6590.00",
        [fruit("Con IVA", "1", "1000", iva="19"), fruit("Con INC", "1", "1000", inc="8"), fruit("Al 5", "1", "1000", iva="5"),
         fruit("Exento", "1", "1000", iva="exento"), fruit("Excluido", "1", "1000", iva="excluido"),
         fruit("Con los dos", "1", "1000", iva="19", inc="8")],
        {"items.1.taxes.0.code": "04", "items.3.taxes.0.rate": "0.00", "items.4.taxes.0.is_excluded": True,
         "items.4.taxes.0.rate": None, "items.5.taxes.1.code": "04"},
    ),
    "CON-IMPUESTO": (  # 7 × 840,33 = 5.882,31, y su IVA 1.117,64: dos centavos más que los 6.999,93 de la hoja
        "6999.95",
        [{"item_nombre": "Camisa", "cantidad": "7", "precio_con_impuesto": "999.99", "iva": "19"}],
        {"items.0.price": "840.33", "payment_details.0.amount": "6999.95"},
    ),
    "CREDITO": (
        "83300.00",
        [{**A, "forma_pago": "crédito", "dias_credito": "30"}, B],
        {"payment_details.0.payment_form": "2", "payment_details.0.payment_method_code": "1"},
    ),
    "NOTA": (
        "83300.00",
        [{**A, **MONTH, "tipo": "nota_credito", "concepto": "3"}, B],
        {"customization_id": "22", "bill_number": None, "billing_period.end_time": "23:59:59", "correction_concept_code": "3"},
    ),
    "SOPORTE": (
        "95200.00",
        [{**PROVIDER, **fruit("Insumo", "2", "50000", iva="19"), "descuento_porcentaje": "20", "retefuente": "3.5"}],
        {"provider.names": "Cliente SAS", "items.0.withholding_taxes.0.rate": "3.50", "send_email": None},
    ),
}  # fmt: skip
"""Each document: its total in COP, its rows, and what must stand in the payload (None: nothing)."""


def sheet(documents: Mapping[str, Sequence[dict[str, str]]]) -> str:
    rows = [{"referencia": name, **PARTY, **line} for name, lines in documents.items() for line in lines]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def at(payload: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(payload, list):
            payload = payload[int(step)]
        elif (payload := payload.get(step)) is None:
            return None
    return payload


@pytest.mark.parametrize("options", [(), ("--prices-include-tax",)], ids=["without tax", "with tax"])
def test_what_the_sheet_charges_is_what_factus_is_asked_for(
    machine: Machine, simulator: ServedSimulator, options: tuple[str, ...]
) -> None:
    charged = {name: one for name, one in CHARGED.items() if not options} or {
        "CAMISAS": ("6999.95", [fruit("Camisa", "7", "999.99", iva="19")], {"items.0.price": "840.33"}),
        "ALMUERZO": ("37000.00", [fruit("Almuerzo", "2", "18500", inc="8")], {"items.0.price": "17129.63"}),
        "LIBROS": ("50000.00", [fruit("Libro", "1", "50000", iva="excluido")], {"items.0.price": "50000.00"}),
        "AJUSTADO": (
            "6999.95",
            [{**fruit("Camisa", "7", "999.99", iva="19"), "redondeo": "-0.02"}],
            {"payment_details.0.amount": "6999.93", "cash_rounding_amount": "-0.02"},
        ),
    }
    machine.write("lote.csv", sheet({name: rows for name, (_, rows, _) in charged.items()}))
    done = machine.run("send", "lote.csv", "--json", *options)
    assert done.code == 0, done.out
    told = {one["reference_code"]: (one["total"], one["total_difference"]) for one in done.json["documents"]}
    assert told == {name: (total, "0.00") for name, (total, _, _) in charged.items()}
    held = {one["reference_code"]: one for one in simulator.documents()}
    assert {name: one["total"] for name, one in held.items()} == {
        name: total for name, (total, _, _) in charged.items()
    }
    for name, (_, _, fragments) in charged.items():
        assert {path: at(held[name]["payload"], path) for path in fragments} == fragments
