"""What may be asked again: questions and deletes, with their retries, and lists page by page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from factus_cli.api.bodies import parse, words
from factus_cli.api.classify import stops_the_run
from factus_cli.api.retry import FAILURES, NO_ANSWER, UnusableAnswerError, repeat, unreached, why, worth_asking_again
from factus_cli.api.v2_answers import last_page, rows
from factus_cli.errors import FactusError
from factus_cli.sending.ports import LookupFailedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    import httpx

T = TypeVar("T")

PER_PAGE = "100"
FIRST_PAGE = {"filter[per_page]": PER_PAGE, "page": "1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, its body as text, and its JSON object (None: it has none)."""

    status: int
    text: str
    parsed: dict[str, Any] | None

    @property
    def said(self) -> str:
        """Its words, for a sentence of ours."""
        return words(self.text, self.parsed) or f"respondió {self.status}"

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """The rows of a page."""
        return rows(self.parsed or {}) or []


class Questions:
    """Asks until there is a usable answer, four times at most."""

    def __init__(
        self,
        base: str,
        build: Callable[..., httpx.Request],
        send: Callable[[httpx.Request], Awaitable[httpx.Response]],
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self._base = base
        self._build = build
        self._send = send
        self._sleep = sleep
        self._chance = chance

    async def ask(self, method: str, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """The answer to what may be asked twice, whatever its status below 500.

        Raises AccessDenied, NothingLeft, and LookupFailedError when no usable answer came.
        """

        async def once() -> Answer:
            response = await self._send(self._build(method, self._base + path, params=params))
            return _usable(method, response)

        return await self.repeat(once)

    async def glimpse(self, path: str, params: Mapping[str, str] | None = None) -> Answer | None:
        """The answer to one request. None when it is not a good one: whoever glimpses can do without."""
        try:
            response = await self._send(self._build("GET", self._base + path, params=params))
        except (*NO_ANSWER, FactusError):
            return None
        answer = Answer(response.status_code, text_of(response), parse(response.content))
        return answer if answer.status == 200 and answer.parsed is not None else None

    async def pages(self, path: str, filters: Mapping[str, str]) -> AsyncGenerator[Answer]:
        """The pages of a list, up to the last or an empty one; or a single 404.

        Raises LookupFailedError when a page is no list.
        """
        before = ""
        for number in count(1):
            page = await self.ask("GET", path, {**filters, "filter[per_page]": PER_PAGE, "page": str(number)})
            if page.status != 404 and (page.status != 200 or rows(page.parsed or {}) is None):
                raise LookupFailedError(f"Factus no dio el listado: {page.said}")
            if page.text == before:  # the server takes no notice of `page`
                return
            yield page
            last = last_page(page.parsed or {})
            if not page.rows or (last is not None and number >= last):
                return
            before = page.text

    async def repeat(self, once: Callable[[], Awaitable[T]]) -> T:
        """What `once` returns, after as many tries as it takes. Raises LookupFailedError when none gave anything."""
        try:
            return await repeat(once, worth_asking_again, self._sleep, self._chance)
        except UnusableAnswerError as error:
            raise LookupFailedError(str(error)) from None
        except NO_ANSWER as error:
            raise LookupFailedError(why(error), reached=not unreached(error)) from None


def text_of(response: httpx.Response) -> str:
    """A body as text; Factus writes UTF-8."""
    return response.content.decode("utf-8", "replace")


def _usable(method: str, response: httpx.Response) -> Answer:
    answer = Answer(response.status_code, text_of(response), parse(response.content))
    stopped = stops_the_run(answer.status, answer.text, answer.parsed)
    if stopped is not None:
        raise stopped
    broken = method == "GET" and answer.status == 200 and answer.parsed is None
    if answer.status in FAILURES or broken:
        raise UnusableAnswerError(f"Factus respondió {answer.status}: {words(answer.text, answer.parsed)}")
    return answer
