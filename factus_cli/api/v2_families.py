"""Where Factus v2 keeps each type of document: paths, and the words its answers use (contract, 7)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from factus_cli.domain.documents import DocumentType

TOKEN = "/oauth/token"  # noqa: S105  # a path
RANGES = "/v2/numbering-ranges"
SUBSCRIPTIONS = "/v2/subscriptions"
COMPANY = "/v2/companies"


@dataclass(frozen=True, slots=True)
class Family:
    """One family of documents. `code` is the key of its CUFE, CUDE or CUDS, `wrapper` where some answers nest it."""

    list: str
    deletion: str
    code: str
    wrapper: str
    party: str = "customer"

    @property
    def validate(self) -> str:
        """POST: create and send to the DIAN."""
        return f"{self.list}/validate"

    def show(self, number: str) -> str:
        """GET: one document by prefix and number."""
        return f"{self.list}/{segment(number)}"

    def delete(self, reference: str) -> str:
        """DELETE: an unvalidated document by reference."""
        return f"{self.deletion}/{segment(reference)}"


FAMILIES: dict[DocumentType, Family] = {
    DocumentType.INVOICE: Family("/v2/bills", "/v2/bills/destroy/reference", "cufe", "bill"),
    DocumentType.CREDIT_NOTE: Family("/v2/credit-notes", "/v2/credit-notes/reference", "cude", "credit_note"),
    DocumentType.DEBIT_NOTE: Family("/v2/debit-notes", "/v2/debit-notes/reference", "cude", "debit_note"),
    DocumentType.SUPPORT_DOCUMENT: Family(
        "/v2/support-documents", "/v2/support-documents/reference", "cuds", "support_document", "provider"
    ),
    DocumentType.ADJUSTMENT_NOTE: Family(
        "/v2/adjustment-notes", "/v2/adjustment-notes/reference", "cuds", "adjustment_note", "provider"
    ),
}


def segment(text: str) -> str:
    """A value as one segment of a path, whatever it holds. Dots alone would climb to another path."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")
