"""The findings of whole rows: whose they are, which are none, and which may be missing."""

from __future__ import annotations

from factus_cli.domain.findings import FindingCode, Severity

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

NO_REFERENCE = FindingCode(
    "FIL-01",
    ERROR,
    "Una fila con dinero y sin referencia",
    "No se sabe de qué documento es. Escriba la referencia, o borre la fila.",
)
NOT_ADJACENT = FindingCode(
    "FIL-02",
    WARNING,
    "Un documento con filas separadas",
    "Las filas de la misma referencia no están juntas. Se toman como un solo documento.",
)
DISAGREE = FindingCode(
    "FIL-03",
    ERROR,
    "Las filas de un documento no coinciden",
    "Un dato que es de todo el documento dice cosas distintas en dos filas.",
)
HIDDEN = FindingCode(
    "FIL-04",
    WARNING,
    "Hay filas o columnas ocultas",
    "Las filas ocultas o filtradas y las columnas ocultas también se leen y se envían.",
)
SKIPPED = FindingCode("FIL-05", NOTICE, "Filas que no son de un documento", "Totales y filas sin dinero: no se envían.")
NOTHING_TO_READ = FindingCode(
    "FIL-06", ERROR, "El archivo no trae ningún documento", "Debajo de los títulos no hay filas con productos."
)
LACKS_ROW = FindingCode(
    "FIL-07",
    ERROR,
    "Un documento al que le puede faltar una fila",
    "Una fila no dice bien de qué documento es (su referencia no se entiende, o no coincide con las de su documento) y puede ser una línea de este: con una línea menos saldría por otro valor. Corrija esa fila.",
)
ALIKE = FindingCode(
    "FIL-08",
    ERROR,
    "Dos referencias que se parecen demasiado",
    "FV-1 y FV-l (o FV-01, fv-1) con el mismo cliente son casi siempre un solo documento con la referencia mal escrita en una fila. Si solo cambian las mayúsculas, sean de quien sean, no se sabe que Factus las distinga. Escriba la misma referencia; si son dos documentos, cambie una.",
)
TWO_OWNERS = FindingCode(
    "FIL-09",
    ERROR,
    "Una fila que puede ser de dos documentos",
    "La fila no trae referencia y el resto del archivo sí la trae en cada fila (o esta repite el cliente y las demás no): puede ser del documento de arriba, o de otro. Escriba su referencia.",
)
OWN_CUSTOMER = FindingCode(
    "FIL-10",
    WARNING,
    "Filas sin referencia que siguen al documento de arriba",
    "Se toman como líneas suyas, aunque repiten el cliente, o aunque casi ninguna otra fila del archivo deja en blanco la referencia. Si son otros documentos, escriba sus referencias.",
)
SECOND_TABLE = FindingCode(
    "FIL-11",
    ERROR,
    "Otra tabla debajo de la primera",
    "Una fila tiene otros títulos, o los mismos en otro orden: lo que sigue se leería con los de arriba. Ponga cada tabla en su propia hoja o archivo.",
)
VOID = FindingCode(
    "FIL-13",
    ERROR,
    "Una fila que dice que está anulada",
    "Una celda de la fila dice ANULADA, BORRADOR, NO FACTURAR o algo así, en una columna de estado o en lugar de un nombre: enviarla facturaría lo que no se vendió. Borre la fila, o la palabra si sí se factura.",
)
TWO_WAYS = FindingCode(
    "FIL-14",
    WARNING,
    "Un cliente con dos nombres, o con dos identificaciones",
    "Dos documentos del archivo dicen la misma identificación con nombres distintos, o el mismo nombre con identificaciones distintas: en uno de los dos la factura sale a quien no es. Revise cuál está mal.",
)
TITLE = FindingCode(
    "FIL-15",
    ERROR,
    "Una nota de la hoja que cambia los valores",
    "Encima del encabezado o debajo de la tabla, la hoja dice que los precios traen el IVA, que los valores están en miles o que están en otra moneda, y sus columnas no lo dicen. Use --prices-include-tax, escriba los valores en pesos, o borre la nota si no es así.",
)
MINUS = FindingCode(
    "FIL-16",
    WARNING,
    "Una línea que por su nombre resta, y se suma",
    "El producto se llama Descuento, Retefuente, Anticipo o algo así, y en una factura toda línea se suma. Escriba el descuento en la columna de su línea, y las retenciones y el anticipo en las suyas.",
)
CONTINUES = FindingCode(
    "FIL-17",
    NOTICE,
    "Filas sin referencia tomadas como líneas del documento de arriba",
    "La fila trae producto y cantidad, y ni referencia ni cliente; en el archivo pocas son así. Si es de otro documento, escriba su referencia.",
)
STRUCK = FindingCode(
    "FIL-18",
    WARNING,
    "Hay filas con texto tachado",
    "Lo tachado también se lee y se envía, y casi siempre quiere decir que esa fila no va. Bórrela, o quítele el tachado.",
)
GAP = FindingCode(
    "FIL-19",
    NOTICE,
    "Columnas leídas después de una columna en blanco",
    "Una columna en blanco suele separar dos tablas. Las de la derecha también se leen, como si fueran de la misma: si son otra tabla (una lista de precios, un directorio), quítelas o póngalas en otra hoja.",
)
MERGED = FindingCode(
    "FIL-12",
    ERROR,
    "Una celda combinada sobre varias líneas o varios documentos",
    "El valor de una celda combinada está solo en su primera fila: las otras quedan en blanco, y no se sabe si era de todas. Descombine la celda y escriba el valor en cada fila.",
)
