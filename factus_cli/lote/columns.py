"""The columns of a lote: one line for each. A header is known by its name here or by a synonym in `data/`."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MONEY = frozenset({"money", "signed"})
"""Kinds of value whose header may say `$`."""
PERCENT = frozenset({"iva", "tax", "discount", "withholding"})
"""Kinds of value whose header may say `%`."""
NO_PLACE = "(sin lugar)"
"""What the catalogue says of a header that is known and has no place in Factus."""


@dataclass(frozen=True, slots=True)
class Field:
    """A canonical column: its name, what its values are, whose it is, and what it says to a person.

    `level` is `document`, `party` or `line`; `needed` for an invoice. `kind` names a converter of `values`.
    """

    name: str
    kind: str
    level: str
    text: str
    needed: bool = False


FIELDS: tuple[Field, ...] = (
    Field("referencia", "code", "document", "Su propio número del documento; no se repite nunca", needed=True),
    Field("tipo", "type", "document", "factura, nota_credito, nota_debito, documento_soporte o nota_ajuste"),
    Field("fecha_emision", "date", "document", "Debe ser la de hoy: la DIAN no recibe otra"),
    Field("rango", "code", "document", "Rango de numeración: prefijo o id"),
    Field("prefijo", "code", "document", "Con `numero` forma la referencia"),
    Field("numero", "code", "document", "Con `prefijo` forma la referencia; solo, es la referencia"),
    Field("observacion", "text", "document", "Hasta 250 caracteres"),
    Field("orden_compra", "code", "document", "Número de la orden de compra"),
    Field("orden_compra_fecha", "date", "document", "Fecha de la orden de compra"),
    Field("periodo_inicio", "date", "document", "Primer día que se factura"),
    Field("periodo_fin", "date", "document", "Último día que se factura"),
    Field("enviar_correo", "yes_no", "document", "Sí o no: Factus envía el correo de este documento"),
    Field("moneda", "currency", "document", "Otra moneda para mostrar en el PDF; los valores van en pesos"),
    Field("tasa_cambio", "money", "document", "Pesos por una unidad de la moneda"),
    Field("total_esperado", "money", "document", "Total del documento según usted; se compara con el calculado"),
    Field("forma_pago", "payment_form", "document", "contado (por defecto) o crédito"),
    Field("medio_pago", "payment_method", "document", "efectivo por defecto; código o nombre"),
    Field("fecha_vencimiento", "date", "document", "Se necesita si es a crédito"),
    Field("dias_credito", "days", "document", "En vez de la fecha de vencimiento"),
    Field("pago_referencia", "code", "document", "Número del comprobante de pago"),
    Field("redondeo", "signed", "document", "Redondeo de efectivo, de -500 a 500"),
    Field("anticipo_valor", "money", "document", "Valor recibido antes"),
    Field("anticipo_fecha", "date", "document", "Fecha del anticipo"),
    Field("anticipo_referencia", "code", "document", "Número del recibo del anticipo"),
    Field("propina", "money", "document", "Recargo por fuera de la base de impuestos"),
    Field("cliente_tipo_documento", "identification_type", "party", "NIT, CC, CE…; se deduce de la identificación"),
    Field("cliente_identificacion", "identification", "party", "NIT o cédula", needed=True),
    Field("cliente_dv", "dv", "party", "Dígito de verificación del NIT; se calcula si falta"),
    Field("cliente_nombre", "text", "party", "Nombre o razón social", needed=True),
    Field("cliente_nombres", "text", "party", "Nombres de una persona; se une con los apellidos"),
    Field("cliente_apellidos", "text", "party", "Apellidos de una persona"),
    Field("cliente_nombre_comercial", "text", "party", "Nombre del establecimiento"),
    Field("cliente_tipo_persona", "person", "party", "jurídica o natural; se deduce de la identificación"),
    Field("cliente_correo", "email", "party", "Correo para la copia de la factura"),
    Field("cliente_telefono", "code", "party", "Teléfono"),
    Field("cliente_direccion", "text", "party", "Dirección"),
    Field("cliente_municipio", "municipality", "party", "Código DIVIPOLA o nombre"),
    Field("cliente_departamento", "department", "party", "Distingue municipios con el mismo nombre"),
    Field("cliente_pais", "country", "party", "Código de dos letras o nombre"),
    Field("cliente_responsabilidades", "responsibilities", "party", "O-13, O-15, O-23, O-47 o R-99-PN"),
    Field("cliente_tributo", "tribute", "party", "01 (responsable de IVA) o ZZ (no aplica)"),
    Field("item_codigo", "code", "line", "Código propio; se toma del nombre si falta"),
    Field("item_nombre", "text", "line", "Qué se vende", needed=True),
    Field("cantidad", "quantity", "line", "Mayor que cero, hasta dos decimales", needed=True),
    Field("precio_unitario", "money", "line", "Sin impuestos y antes del descuento", needed=True),
    Field("precio_con_impuesto", "money", "line", "En vez de precio_unitario, si ya trae impuestos"),
    Field("descuento_porcentaje", "discount", "line", "Descuento de la línea, en porcentaje"),
    Field("descuento_valor", "money", "line", "Descuento de toda la línea, en pesos"),
    Field("iva", "iva", "line", "19, 5, exento o excluido", needed=True),
    Field("inc", "tax", "line", "Impuesto al consumo, en porcentaje"),
    Field("icui", "tax", "line", "Impuesto a ultraprocesados, en porcentaje"),
    Field("unidad", "unit", "line", "94 (unidad) por defecto"),
    Field("estandar", "standard", "line", "999 (código propio) por defecto"),
    Field("item_nota", "text", "line", "Nota de la línea"),
    Field("reteiva", "withholding", "line", "Autorretención de IVA, informativa"),
    Field("retefuente", "withholding", "line", "Autorretención en la fuente, informativa"),
    Field("subtotal_linea_esperado", "money", "line", "Subtotal de la línea según usted; se compara"),
    Field("iva_valor_esperado", "money", "line", "Impuesto de la línea según usted; se compara"),
    Field("total_linea_esperado", "money", "line", "Total de la línea según usted; se compara"),
    Field("factura_numero", "code", "document", "En una nota: el número del documento que corrige"),
    Field("concepto", "concept", "document", "En una nota: concepto de corrección"),
)
BY_NAME: Mapping[str, Field] = MappingProxyType({one.name: one for one in FIELDS})
PARTS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "fecha_emision": (("ano", "mes", "dia"), "-"),
        "factura_numero": (("prefijodocumentoexterno", "numerodocumentoexterno"), ""),
    }
)
"""Fields that may come in several columns, by their folded headers, and what joins them."""
BESIDES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "propina": ("Propina",),
        "icui": ("ICUI",),
        "redondeo": ("Ajuste al peso",),
        "fecha_vencimiento": ("Fecha venc", "Fecha vto", "Fecha vcto", "Fec. vencimiento", "Vto", "Vcto"),
        "cliente_apellidos": ("Apellido",),
        "precio_unitario": ("Valor unit", "V/Unit", "P. Unit", "P. Unitario"),
        "cantidad": ("Cantidades",),
        "referencia": ("Factura No.", "N° factura", "Nro factura"),
    }
)
"""More that people write above each column, besides the catalogue."""
SEVEN = ("id_factura", "cliente_nombre", "cliente_email", "producto", "precio_unitario", "cantidad", "iva_porcentaje")
"""The headers that alone are also a lote: a sale to consumidor final named as given."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header may stand for: a field (None: known, with no place in Factus), and a second one or none."""

    field: str | None
    also: str | None = None
    no_place: str = ""


def meaning(header: str) -> Meaning | None:
    """What a header stands for, None when it is not known."""
    found = _meanings().get(folded(header))
    return _undressed(folded(header)) if found is None else found


def known_header(text: str) -> bool:
    """Whether a text is the header of a known column, or of a part of one."""
    return meaning(text) is not None or folded(text) in _parts()


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """A header for comparison: no case, accents, spaces or punctuation, but `%`, `$` and `#` stay."""
    text = _SUFFIX.sub("", header)
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _IGNORED.sub("", "".join(sign for sign in bare if not unicodedata.combining(sign)))


def identity(title: str) -> str:
    """A title for comparison: as headers are matched, or as typed where nothing of it would be left."""
    return folded(title) or f"={' '.join(title.casefold().split())}"


def all_headers() -> Iterator[str]:
    """Every header that is known, as a person writes it."""
    yield from BY_NAME
    yield from (row["header_es"] for row in _rows())


_NEED = r"(?:campo\s+)?(?:obligatori[oa]|opcional|requerid[oa])s?"
_SUFFIX = re.compile(rf"[(\[]\s*\*?\s*{_NEED}\s*\*?\s*[)\]]|[-–:]\s*{_NEED}\s*$|\*", re.IGNORECASE)
_IGNORED = re.compile(r"[^0-9a-z%$#+]+")


def _undressed(header: str) -> Meaning | None:
    """A header that says `$` of an amount or `%` of a rate says nothing more; of any other it may change what it is."""
    for sign, kinds in (("$", MONEY), ("%", PERCENT)):
        found = _meanings().get(header.replace(sign, "")) if sign in header else None
        if found is None or found.field is None or found.also is not None:
            continue
        if BY_NAME[found.field].kind in kinds:
            return found
    return None


@cache
def _parts() -> frozenset[str]:
    return frozenset(part for parts, _ in PARTS.values() for part in parts)


@cache
def _meanings() -> Mapping[str, Meaning]:
    known: dict[str, Meaning] = {folded(one.name): Meaning(one.name) for one in FIELDS}
    for row in _rows():
        name = row["field"]
        if name.startswith(NO_PLACE):
            found = Meaning(None, None, name.removeprefix(NO_PLACE).strip())
        else:
            found = Meaning(name, row["also"] or None)
        known.setdefault(folded(row["header_es"]), found)
    for name, headers in BESIDES.items():
        for header in headers:
            known.setdefault(folded(header), Meaning(name))
    return MappingProxyType(known)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    source = resources.files("factus_cli.lote") / "data" / "header_synonyms.csv"
    return tuple(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
