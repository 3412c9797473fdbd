"""Where credentials come from: environment, `…_FILE`, the system's keyring. Their values are never shown.

The four come from one place. Half from the variables and half from the keyring could be two accounts.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from factus_cli.errors import AccessDenied, why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
NAMES = ("client_id", "client_secret", "username", "password")
SERVICE = "factus"
PATIENCE = 10.0
"""Seconds that a keyring has to answer: a locked one may wait for a window that nobody sees."""
NO_KEYRING = ("keyring.backends.fail", "keyring.backends.null")
"""Backends that stand for there being none."""
PLAIN_TEXT = "keyrings.alt"
"""Backends that keep secrets in files, most of them readable as they are."""

HOW = (
    "guárdelas con `factus auth login`, o use las variables FACTUS_CLIENT_ID, FACTUS_CLIENT_SECRET, FACTUS_USERNAME "
    "y FACTUS_PASSWORD"
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four values. Its repr hides them."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)


class Keyring(Protocol):
    """What is needed of a keyring; a backend of `keyring` is one."""

    def get_password(self, service: str, username: str) -> str | None:
        """A secret, None when there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        ...


def credentials_of(
    profile: str,
    environment: str,
    environ: Mapping[str, str],
    backend: Keyring | None = None,
    *,
    patience: float = PATIENCE,
) -> Credentials:
    """The credentials of a profile. The environment's count when any is there, and then all four must be.

    Raises AccessDenied naming what is missing, or when the keyring does not work.
    """
    given = _from_environment(environ)
    if given:
        missing = [name for name in NAMES if name not in given]
        if missing:
            raise AccessDenied(
                f"faltan variables con credenciales: {', '.join(_variable(name) for name in missing)}",
                hint="ponga las cuatro (o sus …_FILE), o ninguna para usar el llavero: no se mezclan",
            )
        return Credentials(**given)
    kept = _kept(profile, environment, backend, patience)
    if kept is None:
        raise AccessDenied(f"no hay credenciales para el perfil {profile} ({environment})", hint=HOW)
    return kept


def store(profile: str, environment: str, credentials: Credentials, backend: Keyring | None = None) -> None:
    """Keep them in the keyring. Raises AccessDenied when it does not work or would keep them in plain text."""
    written = json.dumps({name: getattr(credentials, name) for name in NAMES})
    keyring = _chosen(backend)
    _asked(lambda: keyring.set_password(SERVICE, _entry(profile, environment), written))


def forget(profile: str, environment: str, backend: Keyring | None = None) -> bool:
    """Forget them; False when there were none."""
    keyring = _chosen(backend)
    entry = _entry(profile, environment)
    if _asked(lambda: keyring.get_password(SERVICE, entry)) is None:
        return False
    _asked(lambda: keyring.delete_password(SERVICE, entry))
    return True


def origins(
    profile: str, environment: str, environ: Mapping[str, str], backend: Keyring | None = None
) -> dict[str, str]:
    """Where each credential comes from, in Spanish, beginning with `falta` for one that can't be had; never its value."""
    given = {name: _origin(name, environ) for name in NAMES}
    if any(given.values()):
        return {name: origin or "falta" for name, origin in given.items()}
    try:
        kept = _kept(profile, environment, backend)
    except AccessDenied as error:
        return dict.fromkeys(NAMES, f"falta ({error.message})")
    return dict.fromkeys(NAMES, "falta" if kept is None else "llavero del sistema")


def safe(backend: Keyring) -> Keyring:
    """The keyring, or of several chained the first that hides what it keeps. Raises AccessDenied when none does."""
    chained: list[Keyring] = getattr(backend, "backends", [backend])
    working = [one for one in chained if type(one).__module__ not in NO_KEYRING]
    hiding = [one for one in working if not type(one).__module__.startswith(PLAIN_TEXT)]
    if not hiding:
        why = "el llavero de este sistema guarda las claves sin cifrar" if working else "este sistema no tiene llavero"
        raise AccessDenied(why, hint=HOW, code="keyring")
    return hiding[0]


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    given = {name: _given(name, environ) for name in NAMES}
    return {name: value for name, value in given.items() if value}


def _given(name: str, environ: Mapping[str, str]) -> str | None:
    """The value of a variable or of the file that its `…_FILE` names, if any. Raises AccessDenied for both, or a bad file."""
    variable = _variable(name)
    value, file = environ.get(variable), environ.get(f"{variable}_FILE")
    if value and file:
        raise AccessDenied(f"hay dos valores para {variable}: la variable y {variable}_FILE", hint="deje uno solo")
    return _read(f"{variable}_FILE", file) if file else value or None


def _read(variable: str, file: str) -> str:
    try:
        text = Path(file).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else "no es texto"
        raise AccessDenied(f"no se puede leer {file}, que dice {variable}: {reason}", hint="revise la ruta") from None
    if not text:
        raise AccessDenied(f"el archivo {file}, que dice {variable}, está vacío", hint="escriba ahí la credencial")
    return text


def _kept(profile: str, environment: str, backend: Keyring | None, patience: float = PATIENCE) -> Credentials | None:
    keyring = _chosen(backend, patience)
    written = _asked(lambda: keyring.get_password(SERVICE, _entry(profile, environment)), patience)
    if written is None:
        return None
    try:
        found = json.loads(written)
        return Credentials(**{name: str(found[name]) for name in NAMES})
    except (ValueError, KeyError, TypeError):
        raise AccessDenied(
            "lo que guarda el llavero no se entiende", hint="vuelva a entrar con `factus auth login`"
        ) from None


def _chosen(backend: Keyring | None, patience: float = PATIENCE) -> Keyring:
    """The keyring to use. Finding the system's, and looking into it, may already wait for D-Bus."""
    return _asked(lambda: safe(_system_keyring() if backend is None else backend), patience)


def _system_keyring() -> Keyring:
    import keyring  # noqa: PLC0415  # 90 ms, and only who has no variables needs it

    return keyring.get_keyring()


def _asked(question: Callable[[], T], patience: float = PATIENCE) -> T:
    """The keyring's answer. Raises AccessDenied when it fails, or does not answer within `patience` seconds."""
    answers: list[T] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(question())
        except Exception as error:  # backends raise whatever their system gives them
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(patience)
    if thread.is_alive():
        raise AccessDenied(f"el llavero del sistema no respondió en {patience:g} segundos", hint=HOW, code="keyring")
    if errors:
        raise _trouble(errors[0])
    return answers[0]


def _trouble(error: Exception) -> AccessDenied:
    """What a backend's exception means. Its own text is left out: it may hold what was being kept."""
    if isinstance(error, AccessDenied):
        return error
    kind = type(error).__name__
    if kind == "KeyringLocked":
        return AccessDenied(
            "el llavero del sistema está bloqueado", hint=f"desbloquéelo y repita la orden; o {HOW}", code="keyring"
        )
    return AccessDenied(f"el llavero del sistema no funciona ({kind})", hint=HOW, code="keyring")


def _origin(name: str, environ: Mapping[str, str]) -> str | None:
    variable = _variable(name)
    try:
        value = _given(name, environ)
    except AccessDenied as error:
        return f"falta ({error.message})"
    if value is None:
        return None
    file = environ.get(f"{variable}_FILE")
    return f"archivo {file} ({variable}_FILE)" if file else f"variable {variable}"


def _entry(profile: str, environment: str) -> str:
    return f"{profile}-{environment}"


def _variable(name: str) -> str:
    return f"FACTUS_{name.upper()}"
