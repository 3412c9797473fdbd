"""The address of the API: what may be spoken to, and through which proxy."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.request import getproxies, proxy_bypass

import httpx

from factus_cli.errors import UsageProblem


def checked(base_url: str) -> str:
    """The address without a trailing slash. Plain http goes to this machine alone: it would show the credentials.

    Raises UsageProblem for anything else.
    """
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL:
        raise _refused("la dirección de la API no se entiende") from None
    if url.scheme not in ("https", "http") or not url.host:
        raise _refused("la dirección de la API debe empezar por https://")
    if url.userinfo or url.query or url.fragment:
        raise _refused("la dirección de la API va sin usuario, contraseña, «?» ni «#»")
    if url.scheme == "http" and not is_loopback(url.host):
        raise _refused(f"la API no se puede usar por http sin cifrar ({url.host}): se verían las credenciales")
    return str(url).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_of(base_url: str) -> str | None:
    """The proxy that the environment (HTTPS_PROXY, NO_PROXY) asks for. None: none, as always for this machine."""
    url = httpx.URL(base_url)
    if is_loopback(url.host) or proxy_bypass(url.host):
        return None
    found = getproxies()
    proxy = found.get(url.scheme) or found.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def unusable_proxy(proxy: str) -> UsageProblem:
    """A proxy of the environment that nothing can leave through. Its password, where it has one, is not repeated."""
    shown = proxy.rpartition("@")[2].removeprefix(f"{proxy.partition('://')[0]}://")
    return UsageProblem(
        f"el proxy {shown} no sirve: se entienden http:// y https://",
        hint="revise las variables HTTPS_PROXY y ALL_PROXY, o quítelas si no hay proxy",
        code="proxy",
    )


def _refused(why: str) -> UsageProblem:
    return UsageProblem(
        why, hint="revise FACTUS_BASE_URL; la de pruebas es https://api-sandbox.factus.com.co", code="base_url"
    )
