"""Factus over HTTP: one method for each thing we ask. Rings: retry -> auth -> pace -> one request.

The pace stands below authentication, where token requests pass too. What an answer means is said by `classify` and
`v2_answers`; nothing here decides about a document.
"""

from __future__ import annotations

import platform
import random
from contextlib import aclosing
from typing import TYPE_CHECKING

import httpx

from factus_cli import __version__
from factus_cli.api import v2
from factus_cli.api.address import checked, proxy_of, unusable_proxy
from factus_cli.api.auth import OAuth
from factus_cli.api.classify import classify, deletion, wrong_address
from factus_cli.api.listing import read_list
from factus_cli.api.questions import FIRST_PAGE, Questions, text_of
from factus_cli.api.retry import NO_ANSWER, not_taken, only_the_token_failed, repeat, why
from factus_cli.api.sockets import Sockets
from factus_cli.api.transport import DEPARTURE, SECONDS, THROTTLED, PacedTransport
from factus_cli.api.v2_answers import company, held, range_of, row, rows, subscriptions
from factus_cli.api.v2_families import COMPANY, FAMILIES, RANGES, SUBSCRIPTIONS, TOKEN
from factus_cli.domain.outcomes import InDoubt
from factus_cli.sending.ports import Deleted, Deletion, Exchange, LookupFailedError, NotTaken

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from starlette.types import ASGIApp

    from factus_cli.api.auth import Credentials
    from factus_cli.api.pace import Window
    from factus_cli.api.questions import Answer
    from factus_cli.domain.documents import Document, DocumentType
    from factus_cli.sending.departure import Departure
    from factus_cli.sending.ports import Clock, Held, Key, NumberingRange, Sent, Subscription
    from factus_cli.sending.reconciliation_ports import Listing

USER_AGENT = f"factus-cli/{__version__} (+python {platform.python_version()})"
JSON = {"Content-Type": "application/json"}
CONNECT_TIMEOUT = 10.0
REQUEST_IDS = (b"x-request-id", b"x-correlation-id", b"cf-ray")


class FactusClient:
    """Factus as the engine's port asks for it (`sending.ports.Factus`). Not to be shared between event loops."""

    def __init__(  # noqa: PLR0913  # one argument for each part
        self,
        base_url: str,
        credentials: Credentials,
        *,
        window: Window,
        rpm: float,
        timeout: float,
        clock: Clock,
        gives_way: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`rpm` requests a minute, `timeout` seconds for one. `gives_way`: others of the account go first.

        Raises UsageProblem for an unusable address or proxy.
        """
        self._base = checked(base_url)
        self._clock = clock
        self._chance = chance
        self._paced = PacedTransport(
            transport or _sockets(self._base, timeout),
            window,
            clock,
            rpm=rpm,
            timeout=timeout,
            gives_way=gives_way,
        )
        self._http = httpx.AsyncClient(
            transport=self._paced,
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout), pool=None),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        )
        self._auth = OAuth(self._base + TOKEN, credentials, self._http.build_request, clock.monotonic)
        self._create = {type_: httpx.URL(self._base + family.validate) for type_, family in FAMILIES.items()}
        self._questions = Questions(self._base, self._http.build_request, self._send, clock.sleep, chance)

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    @property
    def requests(self) -> int:
        """How many requests have left since it was made, tokens included."""
        return self._paced.requests

    def spell(self, document: Document, *, range_id: int | None, send_email: bool) -> bytes:
        """The document as the body of a POST."""
        return v2.spell(document, range_id=range_id, send_email=send_email)

    def paid(self, payload: bytes) -> Decimal:
        """What the payments of a body add up to, in COP."""
        return v2.paid(payload)

    def with_last_payment(self, payload: bytes, change: Decimal) -> bytes:
        """The same body with `change` COP added to its last payment."""
        return v2.with_last_payment(payload, change)

    async def authenticate(self) -> None:
        """Get a token. Raises AccessDenied for credentials that are not accepted, LookupFailedError without answer."""
        await self._questions.repeat(self._get_token)

    async def issue(self, sent: Sent, payload: bytes, departure: Departure | None = None) -> Exchange:
        """POST a document once and say what the answer means. Silence is a verdict.

        `departure` is told each time it is about to leave, and each time that a 429 or 401 took nothing.

        Raises AccessDenied, NothingLeft, FactusUnreachable: none of them took anything.
        """
        request = self._http.build_request(
            "POST",
            self._create[sent.type],
            content=payload,
            headers=JSON,
            extensions={} if departure is None else {DEPARTURE: departure},
        )
        try:
            response = await repeat(lambda: self._send(request), only_the_token_failed, self._clock.sleep, self._chance)
        except NO_ANSWER as error:
            verdict = NotTaken(why(error)) if not_taken(error) else InDoubt(why(error))
            return Exchange(verdict, seconds=_seconds(request), throttled=_throttled(request))
        return Exchange(
            classify(response.status_code, response.content, sent),
            response.status_code,
            text_of(response),
            _seconds(request),
            _request_id(response),
            _throttled(request),
        )

    async def find(self, key: Key) -> Held | None:
        """The document under this reference, compared exactly: filters may match parts (contract, 3)."""
        type_, reference = key
        async with aclosing(self._listed(type_, {"filter[reference_code]": reference})) as listed:
            async for found in listed:
                if found.reference == reference:
                    return found
        return None

    async def show(self, type_: DocumentType, number: str) -> Held:
        """A document by number, with CUFE and links."""
        return _shown(await self._questions.ask("GET", FAMILIES[type_].show(number)), type_, number)

    async def look(self, type_: DocumentType, number: str) -> Held | None:
        """A document by number, as `show`; None when Factus says that there is none."""
        answer = await self._questions.ask("GET", FAMILIES[type_].show(number))
        if answer.status == 404 and wrong_address(answer.status, answer.text, answer.parsed) is None:
            return None
        return _shown(answer, type_, number)

    async def listed(self, type_: DocumentType, since: date, until: date) -> Listing:
        """What the list shows of these days, as Factus understands them. Raises NoSuchListError where there is none."""
        return await read_list(self._questions, type_, since, until)

    async def unvalidated(self, type_: DocumentType) -> Sequence[Held]:
        """Everything of the family that is stored without validation, ours or not."""
        async with aclosing(self._listed(type_, {"filter[status]": "0"})) as listed:
            return [found async for found in listed if not found.is_validated]

    async def delete(self, key: Key) -> Deleted:
        """Delete an unvalidated document by reference."""
        type_, reference = key
        try:
            answer = await self._questions.ask("DELETE", FAMILIES[type_].delete(reference))
        except LookupFailedError as failed:
            return Deleted(Deletion.FAILED, body=failed.why)
        return Deleted(deletion(answer.status, answer.text, answer.parsed), answer.status, answer.text)

    async def ranges(self) -> Sequence[NumberingRange] | None:
        """The account's numbering ranges; None when there is no such list (404)."""
        found: list[NumberingRange] = []
        async with aclosing(self._questions.pages(RANGES, {})) as pages:
            async for page in pages:
                if page.status == 404:
                    return None
                found.extend(one for one in map(range_of, page.rows) if one is not None)
        return found

    async def glimpse_unvalidated(self, type_: DocumentType) -> Sequence[Held] | None:
        """What the first page of the unvalidated documents of a family shows; None when it shows nothing."""
        answer = await self._questions.glimpse(FAMILIES[type_].list, {"filter[status]": "0", **FIRST_PAGE})
        if answer is None or rows(answer.parsed or {}) is None:
            return None
        found = [row(one, type_, answer.text) for one in answer.rows]
        return [one for one in found if not one.is_validated]

    async def glimpse_subscriptions(self) -> Sequence[Subscription] | None:
        """The plans of the account; None when it has no such page, or one that is not understood."""
        answer = await self._questions.glimpse(SUBSCRIPTIONS)
        return None if answer is None else subscriptions(answer.parsed or {})

    async def company(self) -> str | None:
        """The NIT of the account's company; None when it doesn't show one.

        Raises AccessDenied for credentials that are not accepted, LookupFailedError without answer.
        """
        answer = await self._questions.ask("GET", COMPANY)
        return company(answer.parsed or {}) if answer.status == 200 else None

    def range_id(self, payload: bytes) -> int | None:
        """The id of the numbering range that a body asks for."""
        return v2.range_id(payload)

    @property
    def latency(self) -> float:
        """Seconds that a request has taken so far, on average; 0 before the first."""
        return self._paced.latency

    def departs_in(self, count: int) -> float:
        """In how many seconds the last of `count` requests more may leave, at the pace of all processes."""
        return self._paced.departs_in(count)

    @property
    def used(self) -> int:
        """How many requests of the account, ours and others', the pace counts in its window now."""
        return self._paced.used

    async def _listed(self, type_: DocumentType, filters: Mapping[str, str]) -> AsyncGenerator[Held]:
        async with aclosing(self._questions.pages(FAMILIES[type_].list, filters)) as pages:
            async for page in pages:
                if page.status == 404:
                    raise LookupFailedError(f"Factus no tiene el listado de {type_.spanish}: {page.said}")
                for one in page.rows:
                    yield row(one, type_, page.text)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        return await self._http.send(request, auth=self._auth)

    async def _get_token(self) -> None:
        """Only what authentication asks before a request, which never leaves."""
        request = self._http.build_request("GET", self._base)
        async with aclosing(self._auth.async_auth_flow(request)) as flow:
            asked = await anext(flow)
            while asked is not request:
                asked = await flow.asend(await self._http.send(asked, auth=None))


def in_process(app: ASGIApp) -> httpx.AsyncBaseTransport:
    """A transport to an application inside this process, without sockets."""
    return httpx.ASGITransport(app=app)


def _shown(answer: Answer, type_: DocumentType, number: str) -> Held:
    found = held(answer.parsed or {}, type_, answer.text) if answer.status == 200 else None
    if found is None:
        raise LookupFailedError(f"Factus no mostró {type_.spanish} {number}: {answer.said}")
    return found


def _sockets(base: str, timeout: float) -> httpx.AsyncBaseTransport:
    """Connections of our own; through a proxy, httpx's."""
    proxy = proxy_of(base)
    if proxy is None:
        return Sockets(connect_timeout=min(CONNECT_TIMEOUT, timeout))
    try:
        return httpx.AsyncHTTPTransport(proxy=proxy)
    except (ImportError, ValueError, httpx.InvalidURL):  # SOCKS without its library, another scheme, no address
        raise unusable_proxy(proxy) from None


def _request_id(response: httpx.Response) -> str | None:
    told = {name.lower(): value for name, value in response.headers.raw}
    return next((told[name].decode("latin-1") for name in REQUEST_IDS if name in told), None)


def _seconds(request: httpx.Request) -> float:
    return float(request.extensions.get(SECONDS, 0.0))


def _throttled(request: httpx.Request) -> int:
    return int(request.extensions.get(THROTTLED, 0))
