"""Where things are, what a profile is, and which value counts: option, environment, profile, default."""

from __future__ import annotations

import ipaddress
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from factus_cli.domain.documents import DocumentType
from factus_cli.errors import HomeUnwritable, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.settings.file import ProfileModel

SANDBOX_URL = "https://api-sandbox.factus.com.co"
PRODUCTION_URL = "https://api.factus.com.co"
URLS = {"sandbox": SANDBOX_URL, "production": PRODUCTION_URL}
DEFAULT_PROFILE = "default"
PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Origin = Literal["option", "environment", "profile", "default"]


@dataclass(frozen=True, slots=True)
class Home:
    """The folders: `config` holds config.toml, `state` the ledgers and the rest. Reading them creates nothing."""

    config: Path
    state: Path

    @property
    def config_file(self) -> Path:
        """The profiles."""
        return self.config / "config.toml"

    @property
    def logs(self) -> Path:
        """Where the trace of an unexpected error goes."""
        return self.state / "logs"

    @property
    def pace(self) -> Path:
        """The rolling window of requests that every process of this machine shares."""
        return self.state / "state" / "pace.sqlite"

    def ledger(self, profile: str, environment: str) -> Path:
        """The ledger of a profile in an environment: sandbox, production and practice never mix."""
        return self.state / "ledgers" / f"{profile}-{environment}.sqlite"

    def simulator(self, profile: str) -> Path:
        """What the simulator inside the process keeps between runs."""
        return self.state / "state" / f"simulator-{profile}.sqlite"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting and where it comes from."""

    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class Settings:
    """A run's settings. `rpm` requests a minute, `timeout` seconds for one request."""

    profile: str
    environment: str
    base_url: str
    rpm: float
    concurrency: int
    timeout: float
    email: bool
    ranges: Mapping[DocumentType, str]
    origins: Mapping[str, Value]


def home(environ: Mapping[str, str]) -> Home:
    """FACTUS_HOME for everything, or the platform's own folders."""
    chosen = environ.get("FACTUS_HOME")
    if chosen:
        root = Path(chosen).expanduser()
        return Home(root, root)
    import platformdirs  # noqa: PLC0415  # only who has no FACTUS_HOME needs it

    folders = platformdirs.PlatformDirs("factus", appauthor=False)
    return Home(Path(folders.user_config_dir), Path(folders.user_data_dir))


def resolve(options: Mapping[str, Any], environ: Mapping[str, str], where: Home, *, simulate: bool = False) -> Settings:
    """Every setting by precedence. Raises UsageProblem for a value that can't be, naming where it comes from."""
    from factus_cli.settings import file as settings_file  # noqa: PLC0415  # pydantic and tomlkit wait until a profile is needed

    config = settings_file.load(where.config_file)
    picked = _first(("option", options.get("profile")), ("environment", environ.get("FACTUS_PROFILE")))
    picked = picked or Value(
        config.default_profile or DEFAULT_PROFILE, "profile" if config.default_profile else "default"
    )
    name = str(picked.value)
    profile = config.profiles.get(name)
    if profile is None and (name != DEFAULT_PROFILE or picked.origin == "option"):
        known = ", ".join(sorted(config.profiles)) or "ninguno"
        raise UsageProblem(
            f"no existe el perfil {name}; hay: {known}",
            hint=f"créelo con: factus profile add {name}",
            code="no_profile",
        )
    values = {"profile": picked, **_values(options, environ, profile)}
    settings = Settings(
        profile=name,
        environment=_environment(values["environment"]),
        base_url=_base_url(values),
        rpm=_number(values["rpm"], "peticiones por minuto", least=0.0),
        concurrency=int(_number(values["concurrency"], "documentos a la vez", least=0.99)),
        timeout=_number(values["timeout"], "segundos", least=0.0),
        email=bool(values["email"].value),
        ranges={} if profile is None else {DocumentType(type_): one for type_, one in profile.ranges.items()},
        origins=values,
    )
    if not simulate:
        _agree(settings)
    return settings


def make_folder(path: Path) -> None:
    """A folder that only its owner reads. Raises HomeUnwritable."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unwritable(path, error) from None


def write_whole(path: Path, text: str) -> None:
    """A file (0600) replaced at once: a reader sees the old one or the new one. Raises HomeUnwritable."""
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> HomeUnwritable:
    """Why a folder of ours can't be written."""
    return HomeUnwritable(
        f"no se puede escribir en {path}: {error.strerror or error}",
        hint="revise los permisos de la carpeta, o diga otra con FACTUS_HOME",
    )


def _values(options: Mapping[str, Any], environ: Mapping[str, str], profile: ProfileModel | None) -> dict[str, Value]:
    from_profile = {} if profile is None else profile.model_dump(exclude_unset=True)
    found: dict[str, Value] = {}
    for name, default in _DEFAULTS.items():
        found[name] = _first(
            ("option", options.get(name)),
            ("environment", environ.get(f"FACTUS_{name.upper()}") or None),
            ("profile", from_profile.get(name)),
        ) or Value(default, "default")
    return found


_DEFAULTS: Mapping[str, object] = {
    "environment": "sandbox",
    "base_url": None,
    "rpm": 80,
    "concurrency": 8,
    "timeout": 60,
    "email": False,
}


def _first(*candidates: tuple[Origin, object]) -> Value | None:
    return next((Value(value, origin) for origin, value in candidates if value is not None), None)


def _environment(value: Value) -> str:
    if value.value not in URLS:
        raise UsageProblem(
            f"el ambiente no puede ser «{value.value}» ({_from(value, 'FACTUS_ENVIRONMENT')})",
            hint="puede ser sandbox (pruebas) o production",
        )
    return str(value.value)


def _base_url(values: Mapping[str, Value]) -> str:
    value = values["base_url"]
    if value.value is None:
        return URLS[_environment(values["environment"])]
    url = str(value.value).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageProblem(
            f"la dirección de la API no se entiende: «{url}» ({_from(value, 'FACTUS_BASE_URL')})",
            hint=f"debe ser como {SANDBOX_URL}",
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageProblem(
            f"la dirección {url} no es segura: con http sin cifrar solo se llega a este mismo computador",
            hint="use https",
            code="insecure_url",
        )
    return url


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _number(value: Value, what: str, *, least: float) -> float:
    try:
        number = float(str(value.value))
    except ValueError:
        number = -1.0
    if not least < number < float("inf"):
        raise UsageProblem(
            f"«{value.value}» no sirve como {what} (viene de: {value.origin})", hint="debe ser un número mayor que cero"
        )
    return number


def _agree(settings: Settings) -> None:
    """A production address in the sandbox environment would send for real what the user takes for practice."""
    for environment, url in URLS.items():
        if settings.base_url == url and settings.environment != environment:
            raise UsageProblem(
                f"la dirección {url} es de {environment} y el ambiente dice {settings.environment}",
                hint="corrija FACTUS_BASE_URL o FACTUS_ENVIRONMENT: deben ser del mismo ambiente",
                code="environment_mismatch",
            )


def _from(value: Value, variable: str) -> str:
    words = {"option": "opción", "environment": f"variable {variable}", "profile": "perfil", "default": "por defecto"}
    return words[value.origin]
