"""Which type of document a ready v2 body is: what only that type says. What fits two is a question, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.domain.documents import DocumentType
from factus_cli.lote.read_json_cells import said
from factus_cli.lote.refusals import refusal
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values import cut
from factus_cli.lote.values_codes import document_type

if TYPE_CHECKING:
    from collections.abc import Mapping

INVOICE, CREDIT, DEBIT = DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE
SUPPORT, ADJUSTMENT = DocumentType.SUPPORT_DOCUMENT, DocumentType.ADJUSTMENT_NOTE

TYPE = "tipo"
"""Not Factus's: how a body may say what it is, in the word of the column."""
ONLY_IN: tuple[tuple[str, tuple[DocumentType, ...]], ...] = (
    ("provider", (SUPPORT, ADJUSTMENT)),
    ("customer", (INVOICE, CREDIT, DEBIT)),
    ("document", (INVOICE,)),
    ("operation_type", (INVOICE,)),
    ("support_document_number", (ADJUSTMENT,)),
    ("bill_number", (CREDIT, DEBIT)),
    ("customization_id", (CREDIT, DEBIT)),
    ("correction_concept_code", (CREDIT, DEBIT, ADJUSTMENT)),
)
"""Keys that tell, and the types whose bodies take them (contract, 7.1, 7.6 and 7.7)."""
OF_NOTES = ("support_document_number", "bill_number", "customization_id", "correction_concept_code")
"""A note says one of these at least: its concept is needed."""
CUSTOMIZATIONS: Mapping[str, tuple[DocumentType, bool]] = {
    "20": (CREDIT, True),
    "22": (CREDIT, False),
    "30": (DEBIT, True),
    "32": (DEBIT, False),
}
"""The type of note of each `customization_id`, and whether it is about an invoice (contract, 7.6)."""


def type_of(file: str, element: int, body: Mapping[str, Any]) -> DocumentType:
    """The type of a body: what it says in `tipo`, or the only one whose keys it has. Raises LoteRefused for a doubt."""
    if said(body.get(TYPE)):
        return _said(file, element, body[TYPE])
    told = {name for name, value in body.items() if said(value)}
    possible = set(DocumentType)
    for name, types in ONLY_IN:
        if name in told:
            possible &= set(types)
    if not told.intersection(OF_NOTES):
        possible &= {INVOICE, SUPPORT}
    known = CUSTOMIZATIONS.get(str(body.get("customization_id")))
    if known is not None:
        possible &= {known[0]}
    if len(possible) != 1:
        raise _question(file, element, possible)
    return possible.pop()


def _said(file: str, element: int, value: Any) -> DocumentType:
    read = document_type(Cell(Kind.TEXT, value)) if isinstance(value, str) else None
    if read is None or not isinstance(read.value, DocumentType):
        raise refusal(
            file,
            "v2_payload",
            f"en el elemento {element}, `tipo` no es un tipo de documento: {cut(str(value))}",
            "Use factura, nota_credito, nota_debito, documento_soporte o nota_ajuste.",
        )
    return read.value


def _question(file: str, element: int, possible: set[DocumentType]) -> Exception:
    names = " o ".join(one.spanish for one in DocumentType if one in possible)
    what = f"puede ser {names}" if possible else "dice cosas de documentos de distinto tipo"
    hint = 'Dígalo en cada cuerpo con `"tipo": "nota_credito"` (o factura, nota_debito, documento_soporte, nota_ajuste)'
    also = "; en una nota también lo dice `customization_id`." if possible == {CREDIT, DEBIT} else "."
    return refusal(file, "v2_payload", f"no se sabe qué documento es el elemento {element}: {what}", f"{hint}{also}")
