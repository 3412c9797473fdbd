"""The client beside the simulator: what it asks, what it understands, and what it never repeats."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from engine_world import invoice

from factus_cli.api.auth import Credentials
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import Conflict, InDoubt, NeedsSupport, Pending, Refused, Rejected, Validated
from factus_cli.errors import AccessDenied, NothingLeft
from factus_cli.sending.ports import Blocked, Deletion, LookupFailedError, PaymentsOff
from factus_cli.simulator.account import default_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Simulated

    from factus_cli.api.client import FactusClient

    Make = Callable[..., Simulated]

BILLS = "/v2/bills/validate"
TOKEN = "/oauth/token"


def issue(world: Simulated, *references: str, **changes: Any) -> Any:
    """The exchanges of invoices sent one after the other."""

    async def work(client: FactusClient) -> list[Any]:
        return [await client.issue(*world.spell(invoice(one, **changes))) for one in references]

    return world.run(work)


def test_an_invoice_is_validated_with_its_proof(simulated: Make) -> None:
    world = simulated()
    (exchange,) = issue(world, "FV-1")
    (stored,) = world.store.documents("bills")
    assert isinstance(exchange.verdict, Validated)
    assert (exchange.verdict.number, exchange.verdict.cufe) == (stored.number, stored.unique_code)
    assert exchange.verdict.total == Decimal("1190.00")
    assert (exchange.status, exchange.throttled) == (201, 0)
    assert '"is_validated":true' in exchange.body


def test_the_same_reference_again_is_the_same_document(simulated: Make) -> None:
    first, second = issue(simulated(), "FV-1", "FV-1")
    assert first.verdict == second.verdict


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("rejection", Rejected),
        ("rejection-422", Rejected),
        ("rejection-422-list", Rejected),
        ("rule90", NeedsSupport),
        ("rule90-422", NeedsSupport),
        ("delay", Pending),
        ("notifications", Validated),
        ("foreign-pending", Blocked),
        ("lost-before", InDoubt),
        ("lost-after", InDoubt),
        ("cut-connection", InDoubt),
        ("error-500", InDoubt),
        ("error-500-after", InDoubt),
        ("error-502", InDoubt),
        ("error-503", InDoubt),
        ("error-504", InDoubt),
        ("html-200", InDoubt),
        ("html-502", InDoubt),
        ("empty-body", InDoubt),
        ("cut-body", InDoubt),
        ("wrong-reference", InDoubt),
        ("no-number", InDoubt),
        ("no-code", InDoubt),
        ("nested-data", Validated),
        ("errors-root", Validated),
        ("errors-list", Validated),
        ("errors-null", Validated),
        ("total-off:0.01", Validated),
        ("total-off:5.00", Conflict),
    ],
)
def test_a_post_is_understood_and_never_repeated(simulated: Make, scenario: str, kind: type) -> None:
    world = simulated(scenario)
    (exchange,) = issue(world, "FV-1")
    assert type(exchange.verdict) is kind
    assert world.asked("POST", BILLS) == 1


@pytest.mark.parametrize("scenario", ["hang", "hang-after"])
def test_silence_ends_in_doubt_after_the_timeout(simulated: Make, scenario: str) -> None:
    world = simulated(scenario, timeout=0.05)
    (exchange,) = issue(world, "FV-1")
    assert exchange.verdict == InDoubt("no respondió a tiempo")
    assert world.asked("POST", BILLS) == 1


@pytest.mark.parametrize("flat", [True, False])
def test_a_wrong_range_is_a_refused_field(simulated: Make, flat: bool) -> None:
    world = simulated(flat_input_errors=flat)

    async def work(client: FactusClient) -> Any:
        return await client.issue(*world.spell(invoice(), range_id=999))

    exchange = world.run(work)
    assert isinstance(exchange.verdict, Refused)
    assert exchange.verdict.messages[0].code == "numbering_range_id"


@pytest.mark.parametrize("listed", [True, False])
def test_a_pending_invoice_blocks_the_next(simulated: Make, listed: bool) -> None:
    _, second = issue(simulated("delay:9@FV-1", listed_conflicts=listed), "FV-1", "FV-2")
    assert second.verdict == Blocked("Se encontró una factura pendiente por enviar a la DIAN")


def test_payments_that_do_not_add_up_tell_the_expected_sum(simulated: Make) -> None:
    world = simulated()

    async def work(client: FactusClient) -> tuple[Any, Any]:
        sent, payload = world.spell(invoice())
        off = await client.issue(sent, client.with_last_payment(payload, Decimal("0.01")))
        assert isinstance(off.verdict, PaymentsOff)
        change = off.verdict.expected - client.paid(client.with_last_payment(payload, Decimal("0.01")))
        return off, await client.issue(
            sent, client.with_last_payment(client.with_last_payment(payload, Decimal("0.01")), change)
        )

    off, mended = world.run(work)
    assert off.verdict.expected == Decimal("1190.00")
    assert isinstance(mended.verdict, Validated)


@pytest.mark.parametrize(("scenario", "seconds"), [("rate-limit:7", 7), ("rate-limit-bare", 60)])
def test_after_429_the_same_post_leaves_again_when_it_may(simulated: Make, scenario: str, seconds: float) -> None:
    world = simulated(scenario)
    (exchange,) = issue(world, "FV-1")
    assert isinstance(exchange.verdict, Validated)
    assert exchange.throttled == 1
    assert world.asked("POST", BILLS) == 2
    assert world.clock.passed == pytest.approx(seconds)


def test_after_429_the_whole_account_waits(simulated: Make) -> None:
    world = simulated("rate-limit:30@FV-1")

    async def work(client: FactusClient) -> None:
        await client.issue(*world.spell(invoice("FV-0")))
        first = asyncio.ensure_future(client.issue(*world.spell(invoice("FV-1"))))
        while not world.store.posts_by_reference().get("FV-1"):
            await asyncio.sleep(0)
        await client.issue(*world.spell(invoice("FV-2")))
        await first

    world.run(work)
    throttled, *later = [one for one in world.store.requests() if one.reference in ("FV-1", "FV-2")]
    assert throttled.status == 429
    assert all((one.at - throttled.at).total_seconds() >= 30 for one in later)


@pytest.mark.parametrize("reset_as_unix_time", [True, False])
def test_no_429_is_ever_seen_at_the_documented_pace(simulated: Make, reset_as_unix_time: bool) -> None:
    world = simulated(rpm=80, requests_per_minute=80, reset_as_unix_time=reset_as_unix_time)

    async def work(client: FactusClient) -> None:
        await asyncio.gather(*(client.issue(*world.spell(invoice(f"FV-{n}"))) for n in range(200)))

    world.run(work)
    assert Counter(one.status for one in world.store.requests()) == {201: 200, 200: 1}
    moments = [one.at.timestamp() for one in world.store.requests()]
    assert max(sum(1 for one in moments if start <= one < start + 60) for start in moments) <= 80
    assert world.client.requests == 201


def test_what_others_use_of_the_quota_is_learnt(simulated: Make) -> None:
    world = simulated(rpm=80, requests_per_minute=20)

    async def work(client: FactusClient) -> None:
        for n in range(30):
            await client.issue(*world.spell(invoice(f"FV-{n}")))

    world.run(work)
    assert 429 not in {one.status for one in world.store.requests()}


def test_an_exhausted_subscription_stops_the_run(simulated: Make) -> None:
    with pytest.raises(NothingLeft) as stopped:
        issue(simulated("quota-exhausted"), "FV-1")
    assert stopped.value.code == "subscription_exhausted"


def test_a_token_is_asked_for_once(simulated: Make) -> None:
    world = simulated()
    issue(world, "FV-1", "FV-2", "FV-3")
    assert world.asked("POST", TOKEN) == 1


def test_a_token_that_dies_with_twenty_in_flight_is_renewed_once(simulated: Make) -> None:
    world = simulated("token-expired:1")

    async def work(client: FactusClient) -> list[Any]:
        return await asyncio.gather(*(client.issue(*world.spell(invoice(f"FV-{n}"))) for n in range(20)))

    exchanges = world.run(work)
    assert {type(one.verdict) for one in exchanges} == {Validated}
    assert world.asked("POST", TOKEN) == 2


def test_a_refresh_that_fails_falls_back_to_the_password(simulated: Make) -> None:
    world = simulated("token-expired:2", "refresh-revoked")
    exchanges = issue(world, "FV-1", "FV-2", "FV-3")
    assert {type(one.verdict) for one in exchanges} == {Validated}
    assert [one.status for one in world.store.requests() if one.path == TOKEN] == [200, 401, 200]


def test_a_token_is_renewed_before_it_dies(simulated: Make) -> None:
    world = simulated(token_life=600)

    async def work(client: FactusClient) -> None:
        for n in range(4):
            await client.issue(*world.spell(invoice(f"FV-{n}")))
            await world.clock.sleep(300)

    world.run(work)
    assert 401 not in {one.status for one in world.store.requests()}
    assert world.asked("POST", TOKEN) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        Credentials("otro", "secreto-del-simulador", "simulador@example.com", "clave-del-simulador"),
        Credentials("simulador", "secreto-del-simulador", "simulador@example.com", "otra"),
    ],
    ids=["client", "user"],
)
def test_refused_credentials_are_tried_once_however_many_are_waiting(simulated: Make, wrong: Credentials) -> None:
    world = simulated(credentials=wrong)

    async def work(client: FactusClient) -> list[Any]:
        sending = (client.issue(*world.spell(invoice(f"FV-{n}"))) for n in range(20))
        return await asyncio.gather(*sending, return_exceptions=True)

    errors = world.run(work)
    assert {type(one) for one in errors} == {AccessDenied}
    assert {str(one) for one in errors} == {"credenciales no aceptadas por Factus"}
    assert world.asked("POST", TOKEN) == 1
    assert world.asked("POST", BILLS) == 0


def test_credentials_can_be_tried_alone(simulated: Make) -> None:
    world = simulated()
    world.run(lambda client: client.authenticate())
    assert [one.path for one in world.store.requests()] == [TOKEN]


def test_a_document_is_found_by_its_exact_reference_alone(simulated: Make) -> None:
    world = simulated()

    async def work(client: FactusClient) -> tuple[Any, Any]:
        for reference in ("FV-10", "FV-1", "FV-11"):
            await client.issue(*world.spell(invoice(reference)))
        return await client.find((DocumentType.INVOICE, "FV-1")), await client.find((DocumentType.INVOICE, "FV-"))

    found, absent = world.run(work)
    assert (found.reference, found.total, found.customer) == ("FV-1", Decimal("1190.00"), "900123456")
    assert absent is None


def test_a_document_is_found_beyond_the_first_page(simulated: Make) -> None:
    world = simulated()

    async def work(client: FactusClient) -> Any:
        for n in range(104):
            await client.issue(*world.spell(invoice(f"FV-1{n:03d}")))
        oldest = world.store.documents("bills")[0].reference
        newest = world.store.documents("bills")[-1].reference
        key = DocumentType.INVOICE
        return await client.find((key, oldest)), await client.find((key, newest)), await client.find((key, "FV-1"))

    oldest, newest, absent = world.run(work)
    assert (oldest.reference, newest.reference, absent) == ("FV-1000", "FV-1103", None)


def test_a_family_never_answers_for_another(simulated: Make) -> None:
    world = simulated()

    async def work(client: FactusClient) -> Any:
        await client.issue(*world.spell(invoice("FV-1")))
        return await client.find((DocumentType.SUPPORT_DOCUMENT, "FV-1"))

    assert world.run(work) is None


def test_a_look_up_is_repeated_until_it_is_answered(simulated: Make) -> None:
    world = simulated("list-500:2")

    async def work(client: FactusClient) -> Any:
        await client.issue(*world.spell(invoice("FV-1")))
        return await client.find((DocumentType.INVOICE, "FV-1"))

    assert world.run(work).reference == "FV-1"
    assert world.asked("GET", "/v2/bills") == 3


def test_a_look_up_without_answer_says_so(simulated: Make) -> None:
    world = simulated("list-500:0")
    with pytest.raises(LookupFailedError) as failed:
        world.run(lambda client: client.find((DocumentType.INVOICE, "FV-1")))
    assert failed.value.reached
    assert "500" in failed.value.why


def test_a_document_is_shown_with_its_proof(simulated: Make) -> None:
    world = simulated()

    async def work(client: FactusClient) -> tuple[Any, Any]:
        exchange = await client.issue(*world.spell(invoice("FV-1")))
        return exchange.verdict, await client.show(DocumentType.INVOICE, exchange.verdict.number)

    verdict, shown = world.run(work)
    assert (shown.number, shown.cufe, shown.qr) == (verdict.number, verdict.cufe, verdict.qr)


def test_a_number_that_is_not_there_is_not_shown(simulated: Make) -> None:
    with pytest.raises(LookupFailedError, match="No se encontró el documento SETP1"):
        simulated().run(lambda client: client.show(DocumentType.INVOICE, "SETP1"))


def test_only_what_is_not_validated_is_listed_as_such(simulated: Make) -> None:
    world = simulated("delay:9@FV-2")

    async def work(client: FactusClient) -> Any:
        for reference in ("FV-1", "FV-2"):
            await client.issue(*world.spell(invoice(reference)))
        return await client.unvalidated(DocumentType.INVOICE)

    assert [one.reference for one in world.run(work)] == ["FV-2"]


@pytest.mark.parametrize(
    ("scenarios", "result", "status"),
    [
        (["delay:9"], Deletion.DELETED, 200),
        (["rejection"], Deletion.DELETED, 200),
        ([], Deletion.VALIDATED, 409),
        (["delay:9", "delete-405"], Deletion.FAILED, 405),
        (["delay:9", "delete-500"], Deletion.DELETED, 200),
        (["delay:9", "delete-500:0"], Deletion.FAILED, None),
        (["lost-before"], Deletion.NOT_THERE, 404),
    ],
    ids=str,
)
def test_a_delete_tells_what_it_came_to(
    simulated: Make, scenarios: list[str], result: Deletion, status: int | None
) -> None:
    world = simulated(*scenarios)

    async def work(client: FactusClient) -> Any:
        await client.issue(*world.spell(invoice("FV-1")))
        return await client.delete((DocumentType.INVOICE, "FV-1"))

    deleted = world.run(work)
    assert (deleted.result, deleted.status) == (result, status)
    assert deleted.body


def test_ranges_are_read_over_all_their_pages(simulated: Make) -> None:
    ranges = simulated(of=default_account(many_ranges=True)).run(lambda client: client.ranges())
    usable = {one.prefix: one.type for one in ranges if not one.is_expired}
    assert len(ranges) > 12
    assert usable == {
        "SETP": DocumentType.INVOICE,
        "CRTE": DocumentType.CREDIT_NOTE,
        "NDTE": DocumentType.DEBIT_NOTE,
        "SEDS": DocumentType.SUPPORT_DOCUMENT,
        "NADS": DocumentType.ADJUSTMENT_NOTE,
        "TALO": None,
    }
