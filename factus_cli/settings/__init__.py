"""Which value counts for each setting, and where it comes from: option, environment, profile, default."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from factus_cli.domain.documents import DocumentType
from factus_cli.errors import UsageProblem
from factus_cli.settings.address import PRODUCTION_URL, SANDBOX_URL, URLS, account_address, agree, checked, is_loopback
from factus_cli.settings.folders import Home, home, make_folder, unwritable, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.settings.file import ConfigModel, ProfileModel

__all__ = [
    "PRODUCTION_URL",
    "SANDBOX_URL",
    "URLS",
    "Home",
    "Settings",
    "Value",
    "account_address",
    "home",
    "is_loopback",
    "make_folder",
    "resolve",
    "unwritable",
    "write_whole",
]

DEFAULT_PROFILE = "default"
"""The profile that needs not exist: cron and CI work with variables alone."""
VARIABLES = {name: f"FACTUS_{name.upper()}" for name in ("environment", "base_url", "rpm", "concurrency", "timeout")}
"""The settings that a variable gives. Not `email`: only an option or a profile makes customers receive e-mails."""
DEFAULTS: Mapping[str, object] = {
    "environment": "sandbox",
    "base_url": None,
    "rpm": 80,
    "concurrency": 8,
    "timeout": 60,
    "email": False,
}
ACCEPTED = {
    "rpm": "son las peticiones por minuto: un número mayor que cero, como 80 o 0.5",
    "concurrency": "son las peticiones a la vez: un número entero desde 1",
    "timeout": "son los segundos para una petición: un número mayor que cero, como 60",
}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")

Origin = Literal["option", "environment", "profile", "default"]


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


def resolve(options: Mapping[str, Any], environ: Mapping[str, str], where: Home, *, simulate: bool = False) -> Settings:
    """Every setting by precedence. Raises UsageProblem for a value that can't be, naming where it comes from."""
    from factus_cli.settings import file  # noqa: PLC0415  # pydantic and tomlkit wait until a profile is needed

    config = file.load(where.config_file)
    picked = _picked(options, environ, config)
    profile = _profile(config, picked)
    values = _values(options, environ, profile)
    settings = Settings(
        profile=str(picked.value),
        environment=_environment(values["environment"]),
        base_url=_base_url(values),
        rpm=_number(values, "rpm"),
        concurrency=_whole_number(values, "concurrency"),
        timeout=_number(values, "timeout"),
        email=values["email"].value is True,
        ranges={} if profile is None else {DocumentType(type_): one for type_, one in profile.ranges.items()},
        origins={"profile": picked, **values},
    )
    if not simulate:
        agree(settings.environment, settings.base_url)
    return settings


def profile_name(options: Mapping[str, Any], environ: Mapping[str, str], where: Home) -> str:
    """The profile that counts, whatever its settings. Raises UsageProblem for one that does not exist."""
    from factus_cli.settings import file  # noqa: PLC0415  # the same

    config = file.load(where.config_file)
    picked = _picked(options, environ, config)
    _profile(config, picked)
    return str(picked.value)


def _picked(options: Mapping[str, Any], environ: Mapping[str, str], config: ConfigModel) -> Value:
    return _first(
        ("option", options.get("profile")),
        ("environment", environ.get("FACTUS_PROFILE") or None),
        ("profile", config.default_profile),
    ) or Value(DEFAULT_PROFILE, "default")


def _profile(config: ConfigModel, picked: Value) -> ProfileModel | None:
    name = str(picked.value)
    found = config.profiles.get(name)
    if found is None and (name != DEFAULT_PROFILE or picked.origin == "option"):
        known = ", ".join(sorted(config.profiles)) or "ninguno"
        raise UsageProblem(
            f"no existe el perfil «{name}» ({_PICKED[picked.origin]}); hay: {known}",
            hint=f"créelo con: factus profile add {name or 'NOMBRE'}",
            code="no_profile",
        )
    return found


_PICKED = {
    "option": "opción --profile",
    "environment": "variable FACTUS_PROFILE",
    "profile": "default_profile de config.toml",
}


def _values(options: Mapping[str, Any], environ: Mapping[str, str], profile: ProfileModel | None) -> dict[str, Value]:
    from_profile = {} if profile is None else profile.model_dump(exclude_unset=True)
    return {
        name: _first(
            ("option", options.get(name)),
            ("environment", environ.get(VARIABLES.get(name, "")) or None),
            ("profile", from_profile.get(name)),
        )
        or Value(default, "default")
        for name, default in DEFAULTS.items()
    }


def _first(*candidates: tuple[Origin, object]) -> Value | None:
    return next((Value(value, origin) for origin, value in candidates if value is not None), None)


def _environment(value: Value) -> str:
    if value.value not in URLS:
        raise UsageProblem(
            f"{_source(value, 'environment')} no puede ser «{value.value}»",
            hint="puede ser sandbox (pruebas) o production",
        )
    return str(value.value)


def _base_url(values: Mapping[str, Value]) -> str:
    value = values["base_url"]
    if value.value is None:
        return URLS[_environment(values["environment"])]
    return checked(str(value.value), _source(value, "base_url"))


def _number(values: Mapping[str, Value], name: str) -> float:
    value = values[name].value
    written = str(value).strip()
    number = float(written) if isinstance(value, int | float) or _NUMBER.fullmatch(written) else 0.0
    if not 0 < number < math.inf:
        raise UsageProblem(f"{_source(values[name], name)} no puede ser «{value}»", hint=ACCEPTED[name])
    return number


def _whole_number(values: Mapping[str, Value], name: str) -> int:
    number = _number(values, name)
    if not number.is_integer():
        raise UsageProblem(f"{_source(values[name], name)} no puede ser «{values[name].value}»", hint=ACCEPTED[name])
    return int(number)


def _source(value: Value, name: str) -> str:
    """Where a setting was written, as the subject of a sentence."""
    match value.origin:
        case "option":
            return f"la opción --{name.replace('_', '-')}"
        case "environment":
            return f"la variable {VARIABLES[name]}"
        case _:
            return f"«{name}» del perfil"
