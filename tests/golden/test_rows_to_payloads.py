"""A lote in rows becomes the documented request of Factus, key by key.

Not covered by rows, and so not here: several payments (no column says how much each is), health and mandates.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factus_cli.api import v2
from factus_cli.checks.run import findings_of
from factus_cli.domain import totals
from factus_cli.domain.documents import IVA, Charge, Line, Tax
from factus_cli.lote import reader
from factus_cli.lote.columns import known_header
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
LOTES = sorted((HERE / "lotes").glob("*.csv"))
DIFFERENT: dict[str, str] = {
    "allowance_charges.0.base_amount": "ours is the sum of the lines before tax; the example's 20000 comes from nowhere",
    "prepayment_details.0.note": "no column holds a note of a prepayment",
    "establishment": "no column holds an establishment",
    "cash_rounding_amount": "a note carries it only when it is not zero",
    "created_time": "the time of issue is Factus's own",
}
"""Paths in which ours differs from the example, each with its reason."""


@pytest.mark.parametrize("path", LOTES, ids=lambda path: path.stem)
def test_a_lote_in_rows_becomes_the_documented_request(path: Path) -> None:
    expected = json.loads((HERE / "payloads" / f"{path.stem}.json").read_text(encoding="utf-8"))
    table = reader.read_bytes(path.name, path.read_bytes(), knows=known_header)
    lote = read_documents(table, MeaningOptions(), TODAY)
    errors = [one for one in lote.findings if one.severity.value == "error"]
    errors += [
        one for one in findings_of(lote.documents, lambda _: lote.place, today=TODAY) if one.severity.value == "error"
    ]
    assert errors == []
    (document,) = lote.documents
    body = json.loads(v2.spell(document, range_id=expected["numbering_range_id"], send_email=False))
    assert leaves(body) == leaves(expected)


@pytest.mark.parametrize("path", sorted((HERE / "payloads").glob("*.json")), ids=lambda path: path.stem)
def test_what_a_documented_request_pays_is_what_our_totals_come_to(path: Path) -> None:
    request = json.loads(path.read_text(encoding="utf-8"))
    charges = [Charge("03", Decimal(one["amount"]), one["reason"]) for one in request.get("allowance_charges", ())]
    sums = totals.of_document([line_of(item) for item in request["items"]], charges)
    paid = sum(Decimal(one["amount"]) for one in request["payment_details"])
    assert sums.total + Decimal(request.get("cash_rounding_amount", "0")) == paid


def line_of(item: dict[str, Any]) -> Line:
    """An item of a request as a line of ours, as far as its amounts go."""
    taxes = tuple(
        Tax(one.get("code", IVA), Decimal(one.get("rate", "0")), one.get("is_excluded", False)) for one in item["taxes"]
    )
    rate = Decimal(item.get("discount_rate", "0"))
    return Line(2, "A", item["name"], Decimal(item["quantity"]), Decimal(item["price"]), taxes, discount_rate=rate)


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every value by its path, without those in which ours differs on purpose; an empty text would count as sent."""
    if path in DIFFERENT or value == "":
        return {}
    if isinstance(value, dict):
        return {
            key: leaf
            for name, inner in value.items()
            for key, leaf in leaves(inner, f"{path}.{name}".strip(".")).items()
        }
    if isinstance(value, list):
        return {
            key: leaf for index, inner in enumerate(value) for key, leaf in leaves(inner, f"{path}.{index}").items()
        }
    return {path: value}
