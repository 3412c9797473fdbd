"""Each documented request of Factus, read as a lote, is built again key by key; what is not has its reason, and is told."""

from __future__ import annotations

from typing import Any

import pytest
from ready_bodies import DOCUMENTED, documented, leaves, read_bodies, spelled

OTHERWISE: dict[str, dict[str, tuple[str, Any]]] = {
    "adjustment_note": {
        "created_time": ("API-04", ...),
        "payment_details[1]": ("API-01", ...),
        "payment_details[0].amount": ("API-01", "119000.00"),
        "provider.legal_organization_code": ("INF-01", "2"),
    },
    "invoice_cash_rounding_multi_payment": {
        "payment_details[1]": ("API-01", ...),
        "payment_details[0].amount": ("API-01", "260550.00"),
    },
    "invoice_prepayment_order_period_currency": {
        "establishment": ("API-01", ...),
        "prepayment_details[0].note": ("API-01", ...),
    },
    "invoice_tip": {"allowance_charges[0].base_amount": ("API-04", "70000.00")},
    "support_document": {"created_time": ("API-04", ...)},
}
"""Where ours differs: the finding that tells it, and what we would send (`...`: nothing)."""


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_documented_request_is_read_and_built_again(name: str) -> None:
    body = documented(name)
    reading = read_bodies(body)
    (document,) = reading.lote.documents
    ours, theirs = leaves(spelled(document)), leaves(body)
    different = {path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)}
    told = {one.code for one in reading.findings}
    for path, (code, value) in OTHERWISE.get(name, {}).items():
        under = {one for one in different if one == path or one.startswith((f"{path}.", f"{path}["))}
        assert under, path
        assert code in told
        assert value is ... or ours[path] == value
        different -= under
    assert different == set()


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_documented_request_has_no_errors_but_for_what_no_column_holds(name: str) -> None:
    no_column = [path for path, (code, value) in OTHERWISE.get(name, {}).items() if code == "API-01" and value is ...]
    errors = [one for one in read_bodies(documented(name)).errors if one.code != "NOT-02"]
    assert [one.message.split(": ", 1)[1].split()[0] for one in errors] == no_column


def test_all_documented_requests_are_one_lote() -> None:
    reading = read_bodies(*map(documented, DOCUMENTED))
    assert len(reading.lote.documents) == len(DOCUMENTED)
    assert [one.origin.rows for one in reading.lote.documents] == [(row,) for row in range(1, len(DOCUMENTED) + 1)]
