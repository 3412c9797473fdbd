"""The findings of a run, which neither the reader nor a rule can make: against the ledger, and against what the user said."""

from __future__ import annotations

from factus_cli.domain.findings import FindingCode, Severity

CONTROL = FindingCode(
    "CTL-01",
    Severity.ERROR,
    "El lote no da los totales de control que usted indicó",
    "Se comparan el total a pagar (--expect-total) y el número de documentos (--expect-count) de todo lo leído, "
    "correcto o no. Si no son iguales falta o sobra algo en el archivo: revise filas ocultas, filtros y hojas.",
)
"""The finding of --expect-total and --expect-count."""
DRIFT = FindingCode(
    "LIB-01",
    Severity.ERROR,
    "La fila cambió después de que el documento quedó validado",
    "El libro dice que esta referencia ya fue validada por la DIAN con otro contenido. No se envía: se muestran los "
    "campos que son distintos. Si el archivo está mal, devuélvalo a como estaba; si la factura está mal, corríjala con "
    "una nota crédito y use una referencia nueva.",
)
"""The finding of a row that no longer says what was validated."""

CODES: tuple[FindingCode, ...] = (CONTROL, DRIFT)
"""All of them, for `factus explain` and the documentation."""
