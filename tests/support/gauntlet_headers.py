"""What programs and people call the columns of a lote."""

from __future__ import annotations

from gauntlet_lote import COLUMNS


def _named(headers: str) -> dict[str, str]:
    """The headers of the columns, in order, one after another with bars between."""
    return dict(zip(COLUMNS, headers.split("|"), strict=True))


CANONICAL = {name: name for name in COLUMNS}
SIIGO = _named(
    "Número comprobante|Fecha de elaboración|Tipo de identificación|Identificación tercero|"
    "Dígito de verificación|Nombre tercero|Email Contacto|Tel. contacto|Dirección|Código ciudad|"
    "Código forma de pago|Medio de pago|Fecha Vencimiento|Observaciones|Código producto|Descripción producto|"
    "Cantidad producto|Unidad de medida|Valor unitario|Porcentaje descuento|Código impuesto cargo|"
    "Código impuesto cargo dos"
)
WORLD_OFFICE = _named(
    "Encab: Documento Número|Encab: Fecha|Tipo ID|Encab: Tercero Externo|DV|Razón social|E-mail|Teléfono|"
    "Dirección cliente|Ciudad|Encab: FormaPago|Medio de pago|Detalle: Vencimiento|Encab: Nota|"
    "Detalle: Producto|Detalle: Nota|Detalle: Cantidad|Detalle: UnidadDeMedida|Detalle: Valor Unitario|"
    "Detalle: Descuento|Detalle: IVA|INC"
)
ALEGRA = _named(
    "No. factura|Fecha|Tipo de identificación|Identificacion|Dígito|Cliente|Correo electrónico|Celular|"
    "Domicilio|Municipio|Forma de pago|Método de pago|Vencimiento|Notas|Referencia|Producto/Servicio|Cantidad|"
    "Unidad|Precio|Descuento %|Impuesto cargo|Impuesto al consumo"
)
HELISA = _named(
    "Documento Número|Fecha documento|Tipo doc|NIT|D.V.|Nombre / Razón social|Mail|Tel|Dir|Ciudad|"
    "Condición de pago|Instrumento de pago|Vence|Comentario|Cód. producto|Artículo|Cant.|U.M.|Vr. Unit|% Dcto|"
    "% IVA|% INC"
)
BY_HAND = _named(
    "# factura|F. factura|T. Id|NIT o CC|Dig. Ver.|Señor(es)|Correo facturación electrónica|Móvil|DIRECCION|"
    "Ciudad/Municipio|Contado/Crédito|Medios de pago|Fecha límite de pago|Observación|SKU|Descripción|CANT|"
    "Und.|Vlr unitario|% Desc|Tarifa IVA|Impoconsumo"
)
HEADERS: dict[str, dict[str, str]] = {
    "canonical": CANONICAL,
    "Siigo": SIIGO,
    "World Office": WORLD_OFFICE,
    "Alegra": ALEGRA,
    "Helisa": HELISA,
    "by hand": BY_HAND,
    "shouted": {name: header.upper() for name, header in HELISA.items()},
    "marked": {name: f"{header} (OBLIGATORIO)" for name, header in ALEGRA.items()},
    "broken lines": {name: header.replace(" ", "\n") for name, header in SIIGO.items()},
    "spaces": {name: f"  {header.replace('_', ' ')} " for name, header in CANONICAL.items()},
}
