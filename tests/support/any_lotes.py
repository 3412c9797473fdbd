"""Whatever a lote of any type may hold, legal or at the edge of it, as cells by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from factus_cli.domain import codes
from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, str]

NAMES = (
    "Ñandú & Cía S.A.S.",
    "José «El Güero» O'Neill",
    ".",
    "2",
    "x" * 450,
    "日本",
    'Tornillo 3/4"',
    "A\tB",
    "a\x01b",
    "\u200b",
    "😀",
    "=1+1",
    "a" * 5000,
)
NITS = (
    *("900123456", "900123456-8", "900.123.456 - 8", "800197268", "52123456", "1032456789", "9001234568", "12", "0"),
    *("222222222222", "1" * 15, "1" * 16, "AB123456", "X-99.1", "000123", "12-3456789"),
)
DAYS = ("24/11/2026", "23/11/2026", "25/11/2026", "2026-12-24", "31/12/2099", "01/01/2000", "2026-11-24 00:00")
MONEY = ("0", "0.01", "0.005", "1", "99.99", "1000", "1234567.89", "99999999999.99", "-1", "1000000000000000")

PARTY: Mapping[str, tuple[str, ...]] = {
    "cliente_tipo_documento": ("", *sorted(codes.identification_types()), "NIT", "CC", "PA", "99"),
    "cliente_identificacion": NITS,
    "cliente_dv": ("", "8", "4", "0", "7"),
    "cliente_nombre": NAMES,
    "cliente_nombre_comercial": ("", *NAMES),
    "cliente_tipo_persona": ("", "jurídica", "natural", "1", "2"),
    "cliente_correo": (
        *("", "a@b.co", "ñandú@correo.com.co", "a.b+c@x-y.com.co", "o'neill@x.co", "a@b", "a@b.co;c@d.co", "a b@c.co"),
        *(".a@b.co", "a.@b.co", "a@-b.co", "A@B.CO", "a@b..co", f"{'a' * 80}@b.co", "a@sub.sub.sub.co", "a@b.c"),
    ),
    "cliente_telefono": ("", "6011234567", "+57 300 123 4567", "ext. 12", "0"),
    "cliente_direccion": ("", "Calle 1 # 2-3", "-", "x" * 400),
    "cliente_municipio": ("", "11001", "5001", "Bogotá D.C.", "94663", "99999", "San Francisco"),
    "cliente_departamento": ("", "Antioquia", "11", "Boyacá"),
    "cliente_pais": ("", "CO", "US", "es", "Colombia", "Alemania", "XX"),
    "cliente_responsabilidades": ("", "R-99-PN", "O-13", "O-13;O-15", "O-47;R-99-PN", "O-48", "O-99"),
    "cliente_tributo": ("", "01", "ZZ", "1", "04"),
}
DOCUMENT: Mapping[str, tuple[str, ...]] = {
    "fecha_emision": ("", *DAYS),
    "rango": ("", "SETP", "389", "SETPX", "A-1"),
    "observacion": ("", "x" * 250, "x" * 251, "línea", "ñ" * 250, "😀" * 125, "😀" * 200),
    "orden_compra": ("", "OC-1", "9" * 60),
    "orden_compra_fecha": ("", *DAYS),
    "periodo_inicio": ("", *DAYS),
    "periodo_fin": ("", *DAYS),
    "enviar_correo": ("", "sí", "no"),
    "moneda": ("", "COP", "USD", "EUR", "pesos", "XYZ"),
    "tasa_cambio": ("", "4100.5", "0", "0.01", "-1", "4100.123"),
    "forma_pago": ("", "contado", "crédito", "1", "2"),
    "medio_pago": ("", *sorted(codes.payment_methods()), "tarjeta débito", "98"),
    "fecha_vencimiento": ("", *DAYS),
    "dias_credito": ("", "0", "30", "3650", "-1"),
    "pago_referencia": ("", "pago-001", "0"),
    "redondeo": ("", "-14.81", "0.5", "500", "-500", "500.01", "-999", "0"),
    "anticipo_valor": ("", *MONEY),
    "anticipo_fecha": ("", *DAYS),
    "anticipo_referencia": ("", "RC-1", "0"),
    "propina": ("", *MONEY),
    "factura_numero": ("", "SETP990000550", "SETP-990000550", "1", "X" * 21, "SEDS984000129"),
    "concepto": ("", "1", "2", "3", "4", "5", "6", "7", "anulación"),
}
LINE: Mapping[str, tuple[str, ...]] = {
    "item_codigo": ("", "CAF-1", "0", "ñ", "x" * 200),
    "item_nombre": (*NAMES, "Café"),
    "cantidad": ("1", "2.5", "0.01", "0", "-1", "9999999", "1000000000000"),
    "precio_unitario": (*MONEY, ""),
    "precio_con_impuesto": ("", "", "11900", "0.01", "1190000.01"),
    "descuento_porcentaje": ("", "0", "10", "99.99", "100", "0.5%", "33.33"),
    "descuento_valor": ("", "0", "0.01", "999", "1000", "1e3"),
    "iva": ("", "19", "5", "16", "0", "exento", "excluido", "no aplica", "7", "19%", "100"),
    "inc": ("", "8", "0", "4", "100"),
    "icui": ("", "20", "0"),
    "unidad": ("", "94", "KGM", "kg", "LUN", "mes", "UND", *sorted(codes.units())),
    "estandar": ("", "999", "1", "010", "020", "002"),
    "item_nota": ("", "nota", "x" * 5000),
    "reteiva": ("", "15", "100", "2", "0", "15.123"),
    "retefuente": ("", "2.5", "4", "0.1", "100", "101"),
}
COLUMNS = ("tipo", "referencia", *DOCUMENT, *PARTY, *LINE)
NOTES = {
    DocumentType.CREDIT_NOTE: {"factura_numero": "SETP990000550", "concepto": "3"},
    DocumentType.DEBIT_NOTE: {"factura_numero": "SETP990000550", "concepto": "1"},
    DocumentType.ADJUSTMENT_NOTE: {"factura_numero": "SEDS984000129", "concepto": "2"},
}
USUAL = {
    "cliente_tipo_documento": "NIT",
    "cliente_identificacion": "900123456",
    "cliente_nombre": "Cliente S.A.S.",
    "cliente_correo": "compras@cliente.com.co",
    "item_nombre": "Café",
    "cantidad": "2",
    "precio_unitario": "20370.37",
    "iva": "19",
}
PARTIES = (
    {},
    {"cliente_tipo_documento": "CC", "cliente_identificacion": "52123456", "cliente_nombre": "Ana"},
    {"cliente_tipo_documento": "", "cliente_identificacion": "222222222222"},
    {"cliente_tipo_documento": "PA", "cliente_identificacion": "AB123456", "cliente_pais": "US"},
)
PROVIDER = {"cliente_direccion": "Calle 4", "cliente_pais": "CO"}


def usual(type_: DocumentType) -> Row:
    """A correct document of a type in one row, without its reference."""
    provider = PROVIDER if type_.has_provider else {}
    return {"tipo": type_.column_value, **USUAL, **provider, **NOTES.get(type_, {})}


def _some(pools: Mapping[str, tuple[str, ...]], most: int) -> st.SearchStrategy[Row]:
    """Some columns, each with one of its texts."""
    cell = st.sampled_from(sorted(pools)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(pools[name])))
    return st.lists(cell, max_size=most).map(dict)


@st.composite
def documents(draw: Any, reference: str) -> list[Row]:
    """The rows of a document: correct, with some of its cells replaced."""
    head = {**usual(draw(st.sampled_from(list(DocumentType)))), "referencia": reference}
    head |= draw(st.sampled_from(PARTIES))
    head |= draw(_some(DOCUMENT, 3)) | draw(_some(PARTY, 2))
    lines = draw(st.lists(_some(LINE, 3), min_size=1, max_size=3))
    return [head | line for line in lines]


@st.composite
def lotes(draw: Any, most: int = 4) -> list[Row]:
    """The rows of some documents."""
    return [row for number in range(1, draw(st.integers(1, most)) + 1) for row in draw(documents(f"D-{number}"))]
