"""The address of the API: what may be spoken to, and which environment it belongs to."""

from __future__ import annotations

import ipaddress
from typing import NoReturn
from urllib.parse import urlsplit

from factus_cli.errors import UsageProblem

SANDBOX_URL = "https://api-sandbox.factus.com.co"
PRODUCTION_URL = "https://api.factus.com.co"
URLS = {"sandbox": SANDBOX_URL, "production": PRODUCTION_URL}
HOSTS = {urlsplit(url).hostname: environment for environment, url in URLS.items()}
"""Factus's own hosts, and what is sent through each."""


def checked(written: str, source: str) -> str:
    """The address without a trailing slash. Plain http goes to this machine alone: it would show the credentials.

    `source` says in Spanish where it was written. Raises UsageProblem for anything else.
    """
    url = written.strip().rstrip("/")
    if any(sign in url for sign in "@?#"):  # not repeated in the message: what stands before @ may be a password
        _refuse(f"{source} debe ser una dirección sin usuario, contraseña, «?» ni «#»")
    host = _host(url)
    if host is None:
        _refuse(f"{source} no puede ser «{written}»: no es una dirección")
    if url.casefold().startswith("http:") and not is_loopback(host):
        _refuse(
            f"{source} no puede ser {url}: con http sin cifrar solo se llega a este mismo computador", "insecure_url"
        )
    return url


def agree(environment: str, url: str) -> None:
    """A production address in the sandbox environment would send for real what the user takes for practice.

    Compared by host, so that neither capitals nor a port hide it. Raises UsageProblem.
    """
    owner = HOSTS.get((_host(url) or "").rstrip("."))
    if owner is not None and owner != environment:
        raise UsageProblem(
            f"la dirección {url} es la de {owner} y el ambiente dice {environment}",
            hint="corrija FACTUS_BASE_URL o FACTUS_ENVIRONMENT (o el perfil): deben ser del mismo ambiente",
            code="environment_mismatch",
        )


def account_address(url: str) -> str:
    """What tells one Factus from another: the host, and its port where it is not the usual one.

    This machine is one, whatever the port: a simulator takes another each time.
    """
    host, port = _host(url) or "", urlsplit(url).port
    if is_loopback(host):
        return "localhost"
    return host.rstrip(".") if port in (None, 443) else f"{host.rstrip('.')}:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str | None:
    """The host in lower case; None when the text is no http address."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port out of range raises too
    except ValueError:
        return None
    return host if parts.scheme in ("http", "https") else None


def _refuse(message: str, code: str = "base_url") -> NoReturn:
    raise UsageProblem(message, hint=f"use https; la dirección de pruebas es {SANDBOX_URL}", code=code)
