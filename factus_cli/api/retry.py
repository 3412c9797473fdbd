"""What is worth asking again, and when. Pure: chance and the wait come in as arguments.

Only what may be repeated without harm comes here: questions, deletes and tokens. A POST of a document is repeated
by nobody but the engine; `not_taken` says when it surely left nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from factus_cli.api.auth import TokenUnavailableError
from factus_cli.api.v2_families import TOKEN
from factus_cli.sending.schedule import backoff

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

ATTEMPTS = 4
"""Times a question is asked before it counts as not answered."""
FAILURES = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530})
"""Statuses of a server, or of the proxy before it, that is having trouble."""

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""Errors of a request before its first byte left."""


class UnusableAnswerError(Exception):
    """An answer that says nothing: a server in trouble, or a body that is not what was asked for."""


NO_ANSWER = (httpx.RequestError, TokenUnavailableError)
"""What a request ends with when nothing usable came back."""


async def repeat(
    once: Callable[[], Awaitable[T]],
    worth: Callable[[BaseException], bool],
    sleep: Callable[[float], Awaitable[None]],
    chance: Callable[[], float],
) -> T:
    """What `once` returns, tried up to four times while what it raises is worth it; the last error stands.

    Nearly every first time is good, and then needs nothing of what repeating takes.
    """
    try:
        return await once()
    except Exception as error:
        if not worth(error):
            raise
    await sleep(backoff(1, chance))

    def wait(state: RetryCallState) -> float:
        return backoff(state.attempt_number + 1, chance)

    trying = AsyncRetrying(
        retry=retry_if_exception(worth), stop=stop_after_attempt(ATTEMPTS - 1), wait=wait, sleep=sleep, reraise=True
    )

    async def asked() -> T:
        return await once()

    return await trying(asked)


def worth_asking_again(error: BaseException) -> bool:
    """For questions, deletes and tokens: lost connections, timeouts, servers in trouble, unusable bodies."""
    return isinstance(error, (*NO_ANSWER, UnusableAnswerError))


def only_the_token_failed(error: BaseException) -> bool:
    """For a POST of a document: it was the token request before it that got no answer; the document never left."""
    if isinstance(error, TokenUnavailableError):
        return True
    return isinstance(error, httpx.RequestError) and _is_token_request(error)


def not_taken(error: BaseException) -> bool:
    """Whether nothing of a POST can have arrived."""
    return unreached(error) or only_the_token_failed(error)


def unreached(error: BaseException) -> bool:
    """Whether not even a connection could be made."""
    return isinstance(error, NEVER_LEFT)


def _is_token_request(error: httpx.RequestError) -> bool:
    try:
        return error.request.url.path.endswith(TOKEN)
    except RuntimeError:  # httpx: the request is not known
        return False


def why(error: BaseException) -> str:
    """What a person reads of an error of the network."""
    if not isinstance(error, httpx.RequestError):
        return str(error)
    detail = str(error).casefold()
    for kinds, hints, words in _WHYS:
        if isinstance(error, kinds) and (not hints or any(hint in detail for hint in hints)):
            return words
    return "se perdió la conexión antes de la respuesta"


_WHYS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], tuple[str, ...], str], ...] = (
    (httpx.ConnectError, ("certificate", "ssl", "tls"), "el certificado del servidor no es válido"),
    (httpx.ConnectError, ("name", "getaddrinfo", "nodename", "resolution"), "no se encontró el servidor (DNS)"),
    (httpx.ConnectError, (), "el servidor no acepta la conexión"),
    ((httpx.ConnectTimeout, httpx.PoolTimeout), (), "no se pudo conectar a tiempo"),
    (httpx.ProxyError, (), "el proxy no deja pasar"),
    (httpx.TimeoutException, (), "no respondió a tiempo"),
    (httpx.DecodingError, (), "la respuesta llegó dañada"),
)
"""Kinds of errors, words in their English detail (any, when there are none), and ours."""
