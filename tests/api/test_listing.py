"""A list read whole, while documents come and go between its pages and the server has habits of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from factus_cli.api.pace import SPAN, MemoryWindow
from factus_cli.api.transport import PATIENCE, PacedTransport
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import AccessDenied
from factus_cli.sending.ports import LookupFailedError
from factus_cli.sending.reconciliation_ports import NoSuchListError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Wire

    from factus_cli.sending.reconciliation_ports import Listing

INVOICE = DocumentType.INVOICE
SINCE, UNTIL = date(2026, 10, 31), date(2026, 12, 2)


def a_page(numbers: Sequence[int], *, total: int | None, last: int | None = 2) -> httpx.Response:
    """A page with these documents; `total` and `last` are what Factus says of the whole list."""
    rows = [
        {"number": f"SETP{n}", "reference_code": f"FV-{n}", "is_validated": True, "total": "1.00", "customer": {}}
        for n in numbers
    ]
    pagination = {key: value for key, value in (("total", total), ("last_page", last)) if value is not None}
    return httpx.Response(200, json={"data": {"data": rows, "pagination": pagination}})


def listed(wire: Wire, type_: DocumentType = INVOICE) -> Listing:
    found: Listing = wire.run(lambda client: client.listed(type_, SINCE, UNTIL))
    return found


def numbers(listing: Listing) -> list[int]:
    return sorted(int((one.number or "").removeprefix("SETP")) for one in listing.rows)


def test_a_list_that_stands_still_is_read_once_with_its_days(wire: Wire) -> None:
    wire.answers = [a_page([1, 2], total=3), a_page([3], total=3)]
    found = listed(wire)
    assert (numbers(found), found.still, len(wire.asked)) == ([1, 2, 3], True, 2)
    assert [one.url.params["page"] for one in wire.asked] == ["1", "2"]
    for request in wire.asked:
        assert request.url.params["filter[created_at][start_date]"] == "2026-10-31"
        assert request.url.params["filter[created_at][end_date]"] == "2026-12-02"


def test_a_document_that_comes_meanwhile_moves_rows_and_none_is_counted_twice(wire: Wire) -> None:
    wire.answers = [
        a_page([2, 1], total=3),
        a_page([1, 0], total=4),  # SETP3 came on top, and SETP1 is shown again
        a_page([3, 2], total=4),
        a_page([1, 0], total=4),
    ]
    found = listed(wire)
    assert (numbers(found), found.still) == ([0, 1, 2, 3], True)


def test_a_document_that_goes_meanwhile_hides_no_other(wire: Wire) -> None:
    wire.answers = [
        a_page([4, 3], total=4),
        a_page([1], total=3),  # SETP4 was deleted, and SETP2 is now on the first page
        a_page([3, 2], total=3),
        a_page([1], total=3),
    ]
    found = listed(wire)
    assert (numbers(found), found.still) == ([1, 2, 3], True)


def test_a_list_that_says_no_total_is_believed_once_it_shows_the_same_twice(wire: Wire) -> None:
    wire.answers = [a_page([1, 2], total=None, last=1), a_page([1, 2], total=None, last=1)]
    found = listed(wire)
    assert (numbers(found), found.still, len(wire.asked)) == ([1, 2], True, 2)


def test_a_list_that_never_stands_still_gives_all_that_was_seen_and_says_so(wire: Wire) -> None:
    wire.answers = [a_page([n], total=9, last=1) for n in range(1, 5)]
    found = listed(wire)
    assert (numbers(found), found.still, len(wire.asked)) == ([1, 2, 3, 4], False, 4)


def test_a_429_between_two_pages_is_waited_out_and_no_page_lacks(wire: Wire) -> None:
    wire.answers = [
        a_page([1, 2], total=3),
        httpx.Response(429, headers={"retry-after": "30"}),
        a_page([3], total=3),
    ]
    found = listed(wire)
    assert (numbers(found), found.still) == ([1, 2, 3], True)
    assert wire.clock.passed >= 30


def test_documents_without_number_nor_reference_are_told_apart_by_the_rest(wire: Wire) -> None:
    rows: list[dict[str, Any]] = [
        {"number": None, "reference_code": None, "is_validated": False, "total": total, "created_at": made}
        for total, made in (("1.00", "01-11-2026 08:00:00 AM"), ("2.00", "01-11-2026 08:00:00 AM"), ("1.00", None))
    ]
    wire.answers = [httpx.Response(200, json={"data": {"data": rows, "pagination": {"total": 3, "last_page": 1}}})]
    assert len(listed(wire).rows) == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(404, json={"message": "No se encontró la ruta o recurso solicitado"}), NoSuchListError),
        (httpx.Response(403, json={"message": "La empresa no tiene habilitado este documento"}), NoSuchListError),
        (httpx.Response(401, json={"message": "Unauthenticated."}), AccessDenied),
        (httpx.Response(200, json={"data": None}), LookupFailedError),
    ],
    ids=["no such route", "not enabled", "no session", "no list"],
)
def test_an_account_without_the_list_is_told_from_one_that_may_not_ask(
    wire: Wire, answer: httpx.Response, error: type[Exception]
) -> None:
    wire.answers = [answer]
    with pytest.raises(error) as raised:
        listed(wire, DocumentType.DEBIT_NOTE)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (httpx.Response(404, json={"message": "No se encontró el documento SETP1"}), False),
        (httpx.Response(200, json={"data": {"number": "SETP1", "is_validated": True, "cufe": "c"}}), True),
    ],
    ids=["not there", "there"],
)
def test_a_document_looked_at_by_its_number_is_there_or_not(wire: Wire, answer: httpx.Response, found: bool) -> None:
    wire.answers = [answer]
    assert (wire.run(lambda client: client.look(INVOICE, "SETP1")) is not None) is found


def test_an_address_without_the_api_is_not_a_document_that_is_not_there(wire: Wire) -> None:
    wire.answers = [httpx.Response(404, text="<html>nginx</html>")]
    with pytest.raises(LookupFailedError):
        wire.run(lambda client: client.look(INVOICE, "SETP1"))


def test_whoever_gives_way_leaves_a_part_of_the_quota_and_waits_behind_all_others(wire: Wire) -> None:
    window, left = MemoryWindow(), []

    async def answer(_request: httpx.Request) -> httpx.Response:
        left.append(wire.clock.passed)
        return httpx.Response(200)

    async def go(_client: object) -> None:
        paced = PacedTransport(httpx.MockTransport(answer), window, wire.clock, rpm=8, timeout=60, gives_way=True)
        for _ in range(7):
            await paced.handle_async_request(httpx.Request("GET", "https://api.example.com"))

    wire.run(go)
    assert left[:6] == [0.0] * 6
    assert left[6] == pytest.approx(PATIENCE)
    now = wire.clock.now().timestamp()
    assert window.reserve(now, 8, SPAN) == 0
    for _ in range(6):
        window.reserve(now, 8, SPAN)
    assert window.room(now, 6, SPAN) > 0


def test_room_records_nothing() -> None:
    window = MemoryWindow()
    assert [window.room(100.0, 1, SPAN) for _ in range(3)] == [0, 0, 0]
    window.hold(130.0)
    assert window.room(100.0, 1, SPAN) == 30.0
