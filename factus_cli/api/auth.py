"""OAuth2 for Factus: the password and refresh grants, as an httpx.Auth generator without I/O of its own.

One token request at a time, shared by all in flight; what it yields leaves through the same pace as the rest.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from factus_cli.api.bodies import parse
from factus_cli.api.classify import session_refused, stops_the_run, wrong_address
from factus_cli.api.transport import DEPARTURE
from factus_cli.errors import AccessDenied

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from factus_cli.errors import FactusError

MARGIN = 60.0
"""Seconds before its end at which a token is renewed (contract, 2); half its life when that is less."""
SHORTEST_LIFE = 600.0
"""Seconds a token lives when the answer does not say: the least that the documentation shows."""
REFUSED = (400, 401, 422)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four values that open an account. Its repr shows none of them."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and the monotonic moment from which it is renewed."""

    access: str = field(repr=False)
    until: float


class TokenUnavailableError(Exception):
    """The server of tokens answered nothing usable; asking again may help."""


class OAuth(httpx.Auth):
    """Puts a token on each request, and a new one when the server does not take it any more.

    `build` makes a request, `now` is monotonic seconds.
    """

    requires_response_body = True

    def __init__(
        self, url: str, credentials: Credentials, build: Callable[..., httpx.Request], now: Callable[[], float]
    ) -> None:
        self._url = url
        self._credentials = credentials
        self._build = build
        self._now = now
        self._token: Token | None = None
        self._refresh: str | None = None
        self._refused: FactusError | None = None
        self._asking = asyncio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The request with a token, and once more with a new one after a 401. Raises AccessDenied after a second.

        Raises AccessDenied for refused credentials, TokenUnavailableError when there is no usable answer.
        """
        for _ in range(2):
            async with self._asking:
                while (token := self._fresh()) is None:
                    self._take((yield self._token_request()))
            request.headers["Authorization"] = f"Bearer {token.access}"
            response = yield request
            if response.status_code != 401:
                return
            if self._token is token:
                self._token = None
            if (departure := request.extensions.get(DEPARTURE)) is not None:
                departure.turned_away(response.status_code, response.text)
        raise session_refused()

    def _fresh(self) -> Token | None:
        return self._token if self._token is not None and self._now() < self._token.until else None

    def _token_request(self) -> httpx.Request:
        if self._refused is not None:
            raise self._refused
        known = self._credentials
        client = {"client_id": known.client_id, "client_secret": known.client_secret}
        if self._refresh is not None:
            grant = {"grant_type": "refresh_token", "refresh_token": self._refresh}
        else:
            grant = {"grant_type": "password", "username": known.username, "password": known.password}
        return self._build("POST", self._url, data={**grant, **client})

    def _take(self, answer: httpx.Response) -> None:
        """Keep what was granted; a refresh that failed is forgotten, and the password comes next."""
        granted = (parse(answer.content) if answer.status_code == 200 else None) or {}
        access, refresh = _secret(granted.get("access_token")), _secret(granted.get("refresh_token"))
        if access is not None:
            self._token = Token(access, self._now() + usable_for(granted.get("expires_in")))
            self._refresh = refresh or self._refresh
        elif self._refresh is not None:
            self._refresh = None
        else:
            raise self._trouble(answer)

    def _trouble(self, answer: httpx.Response) -> Exception:
        status, parsed = answer.status_code, parse(answer.content)
        if status in REFUSED:
            self._refused = credentials_refused((parsed or {}).get("error") == "invalid_client")
            return self._refused
        stopped = stops_the_run(status, answer.content, parsed) or wrong_address(status, answer.content, parsed)
        return stopped or TokenUnavailableError(f"Factus no entregó el token de acceso (respondió {status})")


def usable_for(expires_in: object) -> float:
    """Seconds a token is used: what the answer says, minus the margin."""
    try:
        life = float(str(expires_in))
    except ValueError:
        life = SHORTEST_LIFE
    if not 0 < life < float("inf"):
        life = SHORTEST_LIFE
    return max(life - MARGIN, life / 2, 1.0)


def credentials_refused(is_client: bool) -> AccessDenied:  # noqa: FBT001  # which half was refused
    """What a person reads when Factus takes none of it. It repeats nothing of what was sent."""
    which = "FACTUS_CLIENT_ID y FACTUS_CLIENT_SECRET" if is_client else "el usuario (correo) y la contraseña de la API"
    return AccessDenied(
        "credenciales no aceptadas por Factus",
        hint=f"revise {which}, y que sean del mismo ambiente (pruebas o producción): factus auth status",
    )


def _secret(value: object) -> str | None:
    """A token that may stand in a header."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value:
        return None
    return value or None
