"""The five families of documents the simulator issues, and what sets each apart."""

from __future__ import annotations

from dataclasses import dataclass

from factus_cli.simulator.account import ADJUSTMENT, CREDIT_NOTE, DEBIT_NOTE, INVOICE, SUPPORT


@dataclass(frozen=True, slots=True)
class Family:
    """One family: its path, the key of its unique code, its range type, its texts and its wrapper key.

    `party` is the key of the other side; `related` the key of the number a note corrects, None for originals;
    `corrects` the path of the family that number is of.
    """

    path: str
    unique_code: str
    range_document: str
    pending: str
    unvalidated: str
    wrapper: str
    file_prefix: str
    party: str = "customer"
    related: str | None = None
    corrects: str = ""
    has_email: bool = True

    @property
    def is_note(self) -> bool:
        return self.related is not None


BILLS = Family(
    path="bills",
    unique_code="cufe",
    range_document=INVOICE,
    pending="Se encontró una factura pendiente por enviar a la DIAN",
    unvalidated="La factura no ha sido validada",
    wrapper="bill",
    file_prefix="fv",
)
CREDIT_NOTES = Family(
    path="credit-notes",
    unique_code="cude",
    range_document=CREDIT_NOTE,
    pending="Se encontró una nota crédito pendiente por enviar a la DIAN",
    unvalidated="La nota crédito no ha sido validada",
    wrapper="credit_note",
    file_prefix="nc",
    related="bill_number",
    corrects="bills",
)
DEBIT_NOTES = Family(
    path="debit-notes",
    unique_code="cude",
    range_document=DEBIT_NOTE,
    pending="Se encontró una nota débito pendiente por enviar a la DIAN",
    unvalidated="La nota débito no ha sido validada",
    wrapper="debit_note",
    file_prefix="nd",
    related="bill_number",
    corrects="bills",
)
SUPPORT_DOCUMENTS = Family(
    path="support-documents",
    unique_code="cuds",
    range_document=SUPPORT,
    pending="Se encontró un documento soporte por enviar a la DIAN",
    unvalidated="El documento soporte no ha sido validado",
    wrapper="support_document",
    file_prefix="ds",
    party="provider",
    has_email=False,
)
ADJUSTMENT_NOTES = Family(
    path="adjustment-notes",
    unique_code="cuds",
    range_document=ADJUSTMENT,
    pending="Se encontró una nota de ajuste pendiente por enviar a la DIAN",
    unvalidated="La nota de ajuste no ha sido validada",
    wrapper="adjustment_note",
    file_prefix="nas",
    party="provider",
    related="support_document_number",
    corrects="support-documents",
    has_email=False,
)
FAMILIES: tuple[Family, ...] = (BILLS, CREDIT_NOTES, DEBIT_NOTES, SUPPORT_DOCUMENTS, ADJUSTMENT_NOTES)
BY_PATH = {family.path: family for family in FAMILIES}
