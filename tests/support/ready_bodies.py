"""Ready v2 bodies for tests: the documented ones, one correct of each type, and what is read of a file of them."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gauntlet_lote import Reading, read_file

from factus_cli.api import v2
from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from factus_cli.domain.documents import Document

Json = dict[str, Any]

PAYLOADS = Path(__file__).parents[1] / "golden" / "payloads"
DOCUMENTED = sorted(path.stem for path in PAYLOADS.glob("*.json"))
NOTE = {"correction_concept_code": "3", "bill_number": "SETP990000550"}
NOT_OF_NOTES = ("document", "operation_type", "cash_rounding_amount")


def documented(name: str) -> Json:
    """A request of Factus's documentation, as the golden files hold it."""
    found: Json = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def ready(type_: DocumentType) -> Json:
    """A correct body of a type."""
    if type_.has_provider:
        body = documented("support_document")
        del body["created_time"], body["observation"]
        corrects = {"support_document_number": "SEDS984000129", "correction_concept_code": "2"}
        return body | corrects if type_ is DocumentType.ADJUSTMENT_NOTE else body
    body = documented("invoice_standard_cash")
    if type_ is DocumentType.INVOICE:
        return body
    rest = {name: value for name, value in body.items() if name not in NOT_OF_NOTES}
    is_credit = type_ is DocumentType.CREDIT_NOTE
    own = {
        "reference_code": "LOTE1-NC-1" if is_credit else "LOTE1-ND-1",
        "customization_id": "20" if is_credit else "30",
    }
    return rest | NOTE | own


def changed(body: Json, path: str, value: Any) -> Json:
    """The body with another value at a path such as `items.0.price`; `...` takes it away."""
    copy = deepcopy(body)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    holder: Any = copy
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return copy


def read_bodies(*bodies: Any) -> Reading:
    """What a JSON list of bodies is read as."""
    return read_file(json.dumps(bodies, ensure_ascii=False).encode(), name="lote.json")


def spelled(document: Document) -> Json:
    """The body that we would send of a document, with the range and the e-mail that it asks for."""
    range_id = None if document.range is None else int(document.range)
    found: Json = json.loads(v2.spell(document, range_id=range_id, send_email=bool(document.send_email)))
    return found


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every value by its path; an empty text says nothing."""
    if isinstance(value, dict):
        return {
            key: leaf for name, one in value.items() for key, leaf in leaves(one, f"{path}.{name}".strip(".")).items()
        }
    if isinstance(value, list):
        return {key: leaf for index, one in enumerate(value) for key, leaf in leaves(one, f"{path}[{index}]").items()}
    return {} if value == "" else {path: value}
