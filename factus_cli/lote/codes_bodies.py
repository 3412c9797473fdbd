"""The findings of ready v2 bodies: what they say that no column holds, and what they say otherwise than we do."""

from __future__ import annotations

from factus_cli.domain.findings import FindingCode, Severity

NO_COLUMN = FindingCode(
    "API-01",
    Severity.ERROR,
    "Un dato del cuerpo v2 que no tiene columna",
    "El cuerpo trae algo que ninguna columna del lote lleva (un establecimiento, varios pagos, salud, mandatos) o que no es de ese tipo de documento: la factura saldría sin ello. Quítelo si no hace falta, o envíe ese documento por otro medio.",
)
BAD_VALUE = FindingCode(
    "API-02",
    Severity.ERROR,
    "Un valor del cuerpo v2 que no se puede leer",
    "Falta, es de otra clase (un texto donde va una lista) o no está escrito como la API lo pide: los valores con punto decimal, las fechas como 2026-11-24.",
)
OTHER_AMOUNT = FindingCode(
    "API-03",
    Severity.ERROR,
    "Un valor del cuerpo v2 no es el que se calcula",
    "Lo que suman los pagos no es el total de los ítems más el redondeo. Uno de los dos está mal: revise precios, cantidades, descuentos, impuestos y redondeo.",
)
SENT_OTHERWISE = FindingCode(
    "API-04",
    Severity.WARNING,
    "Un dato del cuerpo v2 que se envía de otra manera",
    "La hora de emisión la pone Factus al enviar, la base de la propina es lo que suman los ítems antes de impuestos, y los textos van sin espacios de más ni saltos de línea.",
)
SAME_REFERENCE = FindingCode(
    "API-05",
    Severity.ERROR,
    "Dos cuerpos v2 con la misma referencia",
    "Cada cuerpo es un documento entero: dos con la misma referencia no son dos partes de uno. Cambie una, o borre el repetido.",
)
PRICES_WITHOUT_TAX = FindingCode(
    "API-06",
    Severity.WARNING,
    "--prices-include-tax no se aplica a cuerpos v2",
    "El `price` de un ítem de la API v2 va siempre sin impuesto.",
)
