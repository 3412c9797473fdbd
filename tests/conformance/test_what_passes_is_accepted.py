"""The law of `check`: what passes it without errors, Factus takes. Whatever the type, whatever the cells.

Factus is here its description (the schema of its requests) and the simulator's own rules and arithmetic, which are
written from its documentation and share nothing with ours.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from any_lotes import COLUMNS, Row, lotes, usual
from gauntlet_files import text
from gauntlet_lote import TODAY, read_file
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from factus_cli.api import v2
from factus_cli.api.v2_families import FAMILIES
from factus_cli.domain.documents import DocumentType
from factus_cli.simulator.families import BY_PATH
from factus_cli.simulator.totals import amounts_of, decimal
from factus_cli.simulator.validation import input_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.domain.documents import Document

SCHEMA = json.loads((Path(__file__).parent / "inputs.schema.json").read_text(encoding="utf-8"))
INPUTS = {
    DocumentType.INVOICE: "BillInput",
    DocumentType.CREDIT_NOTE: "CreditNoteInput",
    DocumentType.DEBIT_NOTE: "DebitNoteInput",
    DocumentType.SUPPORT_DOCUMENT: "SupportDocumentInput",
    DocumentType.ADJUSTMENT_NOTE: "AdjustmentNoteInput",
}
UNWRITABLE = re.compile(r"\\u00[01][0-9a-f]|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML holds, as JSON writes it."""
DESCRIBED = {
    type_: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}) for type_, name in INPUTS.items()
}


def passing(rows: Iterable[Row]) -> list[Document]:
    """The documents of a lote, as a file has it, in which `check` finds no error."""
    content = text([list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)])
    reading = read_file(content)
    wrong = {one.reference_code for one in reading.errors}
    return [one for one in reading.lote.documents if not {None, one.reference} & wrong]


def refusals(document: Document) -> list[str]:
    """What Factus would say of a document: of its shape, of its fields, of its payments."""
    payload: Any = json.loads(v2.spell(document, range_id=389, send_email=False))
    family = BY_PATH[FAMILIES[document.type].list.removeprefix("/v2/")]
    told = ["a character that XML can't hold"] if UNWRITABLE.search(json.dumps(payload, ensure_ascii=False)) else []
    told += [f"{one.json_path}: {one.message}" for one in DESCRIBED[document.type].iter_errors(payload)]
    told += [f"{path}: {message}" for path, message in input_problems(payload, family).items()]
    if told:
        return told
    if told := dian_says(payload):
        return told
    amounts, sums = amounts_of(payload), document.totals
    paid = sum(decimal(one["amount"]) for one in payload["payment_details"])
    owed = amounts.total + decimal(payload.get("cash_rounding_amount", "0"))
    return [
        f"{what}: {ours} is not {theirs}"
        for what, ours, theirs in (
            ("paid", paid, owed),
            ("total", sums.total, amounts.total),
            ("gross", sums.gross, amounts.gross),
            ("taxable", sums.taxable, amounts.taxable),
            ("tax", sums.tax, amounts.tax),
            ("surcharge", sums.surcharge, amounts.surcharges),
        )
        if ours != theirs
    ]


def dian_says(payload: Any) -> list[str]:
    """The rules of annex 1.9 that a payload would break, of those that can be read from it."""
    amounts = amounts_of(payload)
    party = payload.get("customer") or payload["provider"]
    kinds = [{one.get("code", "01") for one in item["taxes"]} for item in payload["items"]]
    broken = {
        "FAX01": any(len(kind) != len(item["taxes"]) for kind, item in zip(kinds, payload["items"], strict=True)),
        "FAS01b": any(len(item["taxes"]) > 1 and {"is_excluded": True} in item["taxes"] for item in payload["items"]),
        "FAS07": any(abs(one.base * one.rate / 100 - one.amount) > 2 for one in amounts.taxes),
        "FAV06": any(line.base <= 0 for line in amounts.lines),
        "FBE08": any(line.discount < 0 or line.discount > line.gross for line in amounts.lines),
        "FAW03": any(decimal(item["price"]) <= 0 for item in payload["items"]),
        "VLR01": any(decimal(one["amount"]) <= 0 for one in payload["payment_details"]),
        "FAU14": amounts.total <= 0,
        "FAK24": party["identification_document_code"] in ("13", "31") and not party["identification"].isdigit(),
        "FAK26": "R-99-PN" in party.get("responsibilities", ()) and len(party["responsibilities"]) > 1,
        "FAN04": any(one.get("due_date", str(TODAY)) < str(TODAY) for one in payload["payment_details"]),
        "CBF03a": payload.get("customization_id") == "22" and payload["correction_concept_code"] == "2",
        "FAD05a": not payload.get("bill_number", "X").isalnum(),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(rows=lotes())
def test_what_passes_the_check_is_accepted(rows: list[Row]) -> None:
    assert [(one.reference, told) for one in passing(rows) if (told := refusals(one))] == []


@pytest.mark.parametrize("type_", list(DocumentType))
def test_the_usual_document_of_each_type_passes_and_is_accepted(type_: DocumentType) -> None:
    (document,) = passing([{**usual(type_), "referencia": "D-1"}])
    assert (document.type, refusals(document)) == (type_, [])
