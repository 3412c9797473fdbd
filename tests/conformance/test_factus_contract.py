"""What the engine relies on, asked of the simulator and, with FACTUS_SANDBOX_*, of the real sandbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import Refused, Validated
from factus_cli.errors import AccessDenied
from factus_cli.sending.ports import Deletion, LookupFailedError

if TYPE_CHECKING:
    from conftest import Issued, Target

    from factus_cli.api.client import FactusClient

NOWHERE = (DocumentType.INVOICE, f"CONF-NADIE-{uuid4().hex[:8]}")


def test_credentials_open_the_account(target: Target) -> None:
    target.run(lambda client: client.authenticate())


def test_wrong_credentials_open_nothing(target: Target) -> None:
    stranger = replace(target, credentials=replace(target.credentials, password=uuid4().hex))
    with pytest.raises(AccessDenied, match="credenciales no aceptadas"):
        stranger.run(lambda client: client.authenticate())


def test_the_account_says_its_ranges(target: Target, range_id: int) -> None:
    ranges = target.run(lambda client: client.ranges())
    (mine,) = [one for one in ranges if one.id == range_id]
    assert mine.prefix
    assert mine.type is DocumentType.INVOICE


def test_an_invoice_to_the_final_consumer_is_validated(issued: Issued) -> None:
    assert isinstance(issued.exchange.verdict, Validated)
    assert issued.exchange.verdict.difference == 0
    assert issued.exchange.status == 201


def test_the_same_reference_again_is_the_same_document(target: Target, issued: Issued) -> None:
    again = target.run(lambda client: client.issue(issued.sent, issued.payload))
    assert isinstance(again.verdict, Validated)
    assert isinstance(issued.exchange.verdict, Validated)
    assert (again.verdict.number, again.verdict.cufe) == (
        issued.exchange.verdict.number,
        issued.exchange.verdict.cufe,
    )


def test_a_document_is_found_by_its_reference_and_by_no_part_of_it(target: Target, issued: Issued) -> None:
    async def work(client: FactusClient) -> tuple[Any, Any]:
        type_, reference = issued.sent.key
        return await client.find(issued.sent.key), await client.find((type_, reference[:-1]))

    found, part = target.run(work)
    assert (found.reference, found.total, found.customer) == (
        issued.sent.reference,
        issued.sent.total,
        issued.sent.customer,
    )
    assert found.is_validated
    assert part is None


def test_a_document_is_shown_with_its_cufe(target: Target, issued: Issued) -> None:
    assert isinstance(issued.exchange.verdict, Validated)
    number = issued.exchange.verdict.number
    shown = target.run(lambda client: client.show(DocumentType.INVOICE, number))
    assert (shown.reference, shown.cufe) == (issued.sent.reference, issued.exchange.verdict.cufe)
    assert shown.qr


def test_a_validated_document_can_not_be_deleted(target: Target, issued: Issued) -> None:
    deleted = target.run(lambda client: client.delete(issued.sent.key))
    assert (deleted.result, deleted.status) == (Deletion.VALIDATED, 409)


def test_a_validated_document_blocks_nobody(target: Target, issued: Issued) -> None:
    stuck = target.run(lambda client: client.unvalidated(DocumentType.INVOICE))
    assert issued.sent.reference not in {one.reference for one in stuck}


def test_a_reference_that_nobody_sent_is_not_there(target: Target) -> None:
    assert target.run(lambda client: client.find(NOWHERE)) is None
    assert target.run(lambda client: client.delete(NOWHERE)).result is Deletion.NOT_THERE


def test_a_number_that_nobody_has_is_not_shown(target: Target) -> None:
    with pytest.raises(LookupFailedError):
        target.run(lambda client: client.show(DocumentType.INVOICE, "NADIE1"))


def test_a_range_that_is_not_there_is_a_refused_field(target: Target, issued: Issued) -> None:
    reference = f"CONF-{uuid4().hex[:16]}"
    payload = issued.payload.replace(issued.sent.reference.encode(), reference.encode())
    wrong = payload.replace(b'"numbering_range_id":', b'"numbering_range_id":99')
    exchange = target.run(lambda client: client.issue(replace(issued.sent, reference=reference), wrong))
    assert isinstance(exchange.verdict, Refused)
    assert "numbering_range_id" in {one.code for one in exchange.verdict.messages}


@pytest.mark.usefixtures("issued")
def test_a_list_has_pages_and_an_empty_one_after_the_last(target: Target) -> None:
    async def page(client: FactusClient, number: str) -> Any:
        return await client._questions.ask("GET", "/v2/bills", {"filter[per_page]": "1", "page": number})

    first = target.run(lambda client: page(client, "1"))
    pagination = first.parsed["data"]["pagination"]
    beyond = target.run(lambda client: page(client, str(pagination["last_page"] + 1)))
    assert len(first.rows) == 1
    assert (pagination["current_page"], pagination["per_page"]) == (1, 1)
    assert (beyond.status, beyond.rows) == (200, [])
