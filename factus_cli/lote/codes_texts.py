"""The findings of texts that say something, and not what was meant."""

from __future__ import annotations

from factus_cli.domain.findings import FindingCode, Severity

WARNING = Severity.WARNING

ZERO_TEXT = FindingCode(
    "VAL-28",
    WARNING,
    "Un 0 donde va un texto",
    "Un nombre, una dirección o una nota que es 0: así queda una fórmula (BUSCARV) que trajo una celda en blanco. Escriba el texto, o deje la celda en blanco.",
)
DAMAGED_TEXT = FindingCode(
    "VAL-29",
    WARNING,
    "Un texto con letras dañadas",
    "Dice «PeÃ±a», «Pe?a» o «Pe&ntilde;a» donde decía «Peña»: el archivo se guardó alguna vez con otra codificación. La factura saldría así; corrija el texto, o exporte de nuevo.",
)
DITTO = FindingCode(
    "VAL-31",
    Severity.ERROR,
    "«Ídem» en lugar del valor",
    "La celda dice ídem, o unas comillas, por «lo mismo de arriba»: la factura saldría con esa palabra. Escriba el valor.",
)
MISTAKEN_UNIT = FindingCode(
    "VAL-30",
    WARNING,
    "Una abreviatura que en la lista de unidades es otra cosa",
    "UD es «décimo minuto», GL «gramo por litro» y CJ «cono» en la lista de la DIAN, y casi siempre quien los escribe quiere decir unidad, galón o caja. Escriba el código que sí es (94, GLL, BX…), o use --value TÍTULO:TEXTO=CÓDIGO.",
)
