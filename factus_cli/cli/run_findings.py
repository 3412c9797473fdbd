"""The findings of a run, which neither the reader nor a rule can make: against the ledger, and against what the user said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.findings import FindingCode, Problem, Severity

if TYPE_CHECKING:
    from factus_cli.cli.reading import Reading
    from factus_cli.domain.findings import Finding
    from factus_cli.sending.plan import Drift
    from factus_cli.sending.ports import Entry

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
OVER_CREDITED = FindingCode(
    "LIB-02",
    Severity.ERROR,
    "Las notas crédito pasan del total de la factura",
    "El libro tiene la factura y las notas crédito que ya se le hicieron: con esta suman más de lo que se facturó (con sus "
    "notas débito). Revise si la nota está repetida con otra referencia, o si el valor está mal.",
)
"""The finding of more credited than was invoiced."""
NOTE_OF_NOTE = FindingCode(
    "LIB-03",
    Severity.ERROR,
    "Una nota que corrige otra nota",
    "El libro dice que ese número es de una nota. Una nota crédito o débito corrige una factura: para deshacer una nota "
    "crédito se hace otra factura o una nota débito a la misma factura.",
)
"""The finding of a note about a note."""

SAME_BUT_FOR_CASE = FindingCode(
    "LIB-04",
    Severity.ERROR,
    "Una referencia que ya salió con otras mayúsculas",
    "El libro tiene un documento con la misma referencia, escrita con otras mayúsculas (FV-1, fv-1), y no se sabe que Factus "
    "las distinga: casi siempre es el mismo documento. Escríbala igual, y no se envía otra vez; si es otro, use otra "
    "referencia.",
)
"""The finding of a reference that only capitals tell from one that left."""

CODES: tuple[FindingCode, ...] = (CONTROL, DRIFT, OVER_CREDITED, NOTE_OF_NOTE, SAME_BUT_FOR_CASE)
"""All of them, for `factus explain` and the documentation."""


def drift_finding(reading: Reading, drift: Drift) -> Finding:
    """A row that no longer says what was validated, at its place, with what differs."""
    document = drift.prepared.document
    place = next(one.lote.place for one in reading.files if one.lote and one.path == document.origin.file)
    changes = "; ".join(f"{one.path}: {one.before or 'nada'} → {one.after or 'nada'}" for one in drift.changes[:5])
    problem = Problem(
        document.origin.rows[0],
        "referencia",
        f"{document.reference} {_standing(drift.entry)}: {changes}",
        "devuelva la fila a como estaba, o corrija con una nota crédito y una referencia nueva",
    )
    return place.finding(DRIFT, problem, document.reference)


def _standing(entry: Entry) -> str:
    if entry.adopted:
        return f"ya está en Factus con el número {entry.number} y la fila dice otra cosa"
    return f"ya está validada como {entry.number} y la fila cambió"
