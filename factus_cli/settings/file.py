"""config.toml: the profiles, read strictly and rewritten with the user's comments kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import tomlkit
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints, ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from factus_cli.errors import UsageProblem, why
from factus_cli.settings.address import agree, checked
from factus_cli.settings.folders import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails
    from tomlkit import TOMLDocument

PROFILE_NAME = r"[a-z0-9][a-z0-9-]{0,39}"
"""A profile's name is part of the name of its ledger."""
SECRETS = ("client_id", "client_secret", "username", "password")
ACCEPTED = {
    "default_profile": "el nombre de un perfil",
    "profiles": "una tabla por empresa, como [profiles.mi-empresa]",
    "environment": "sandbox (pruebas) o production",
    "base_url": "una dirección, como https://api-sandbox.factus.com.co",
    "company": "el nombre de la empresa",
    "email": "true o false, sin comillas",
    "rpm": "un número mayor que cero",
    "concurrency": "un número entero desde 1",
    "timeout": "los segundos: un número mayor que cero",
    "ranges": "una tabla de tipos de documento, como invoice, con el prefijo o el id de su rango",
}
"""What each key takes, for the message about one that is wrong."""

Type = Literal["invoice", "credit-note", "debit-note", "support-document", "adjustment-note"]
Name = Annotated[str, StringConstraints(pattern=rf"^{PROFILE_NAME}$")]
Range = Annotated[str, BeforeValidator(lambda given: str(given) if type(given) is int else given)]
"""A prefix or an id; an id may be written as the number it is."""


class ProfileModel(BaseModel):
    """One company in one environment."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    environment: Literal["sandbox", "production"] = "sandbox"
    base_url: str | None = None
    company: str | None = None
    email: StrictBool = False
    rpm: float | None = Field(default=None, gt=0)
    concurrency: int | None = Field(default=None, ge=1)
    timeout: float | None = Field(default=None, gt=0)
    ranges: dict[Type, Range] = Field(default_factory=dict)


class ConfigModel(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    default_profile: str | None = None
    profiles: dict[Name, ProfileModel] = Field(default_factory=dict)


def load(path: Path) -> ConfigModel:
    """The file's profiles; none when there is no file. Raises UsageProblem naming the key that is wrong."""
    try:
        return ConfigModel.model_validate(_parse(path).unwrap())
    except ValidationError as error:
        raise _told(path, error.errors()[0]) from None


def add(path: Path, name: str, profile: ProfileModel) -> None:
    """A new profile; the first one becomes the default.

    Raises UsageProblem when the name is taken or can't be, or when its address can't be used in its environment.
    """
    if re.fullmatch(PROFILE_NAME, name) is None:
        raise UsageProblem(
            f"un perfil no se puede llamar «{name}»", hint="use hasta 40 letras minúsculas, números y guiones"
        )
    if profile.base_url is not None:
        agree(profile.environment, checked(profile.base_url, "la dirección del perfil"))
    config = load(path)
    if name in config.profiles:
        raise UsageProblem(f"ya existe el perfil {name}", hint=f"mírelo con: factus profile show {name}")
    document = _parse(path)
    profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
    if isinstance(profiles, InlineTable):
        raise UsageProblem(
            f"{path}: los perfiles están escritos en una sola línea, profiles = {{…}}",
            hint="escriba cada uno como tabla, [profiles.nombre], y repita la orden",
            code="config",
        )
    table = tomlkit.table()
    table.update(profile.model_dump(exclude_defaults=True, exclude_none=True) | {"environment": profile.environment})
    profiles[name] = table
    if config.default_profile is None:
        document["default_profile"] = name
    write_whole(path, tomlkit.dumps(document))


def use(path: Path, name: str) -> None:
    """The profile that counts when none is named. Raises UsageProblem when there is none of that name."""
    _existing(load(path), name)
    document = _parse(path)
    document["default_profile"] = name
    write_whole(path, tomlkit.dumps(document))


def remove(path: Path, name: str) -> None:
    """Forget a profile; its ledger stays where it is. Raises UsageProblem when there is none of that name."""
    config = load(path)
    _existing(config, name)
    document = _parse(path)
    del document["profiles"][name]
    if config.default_profile == name:
        del document["default_profile"]
    write_whole(path, tomlkit.dumps(document))


def _existing(config: ConfigModel, name: str) -> None:
    if name not in config.profiles:
        known = ", ".join(sorted(config.profiles)) or "ninguno"
        raise UsageProblem(f"no existe el perfil {name}; hay: {known}", hint="véalos con: factus profile list")


def _parse(path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))  # Notepad begins a file with a BOM
    except (FileNotFoundError, NotADirectoryError):
        return tomlkit.document()
    except OSError as error:
        raise UsageProblem(
            f"no se puede leer {path}: {why(error)}", hint="revise los permisos del archivo", code="config"
        ) from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} no está en UTF-8", hint="guárdelo otra vez como UTF-8", code="config") from None
    except (TOMLKitError, ValueError) as error:  # a number of thousands of digits is the second
        raise UsageProblem(
            f"{path} no se entiende como TOML: {error}", hint="corrija el archivo en ese lugar", code="config"
        ) from None


def _told(path: Path, error: ErrorDetails) -> UsageProblem:
    """What is wrong with the file, at which key. What stands under a key that is none is not repeated: it may be secret."""
    place = [str(part) for part in error["loc"] if part != "[key]"]
    key, dotted = place[-1], ".".join(place)
    if "[key]" in error["loc"] and place[0] == "profiles" and len(place) == 2:
        message = f"un perfil no se puede llamar «{key}»"
        hint = "use hasta 40 letras minúsculas, números y guiones"
    elif error["type"] == "extra_forbidden" or "[key]" in error["loc"]:
        message, hint = f"no existe la clave «{dotted}»", f"puede ser: {', '.join(_keys(place))}"
        if key in SECRETS:
            hint = "las credenciales no van en este archivo: guárdelas con factus auth login"
    else:
        given = error["input"] if isinstance(error["input"], str | int | float) else "eso"
        message = f"«{dotted}» no puede ser «{given}»"
        known = next((ACCEPTED[part] for part in reversed(place) if part in ACCEPTED), "")
        hint = f"debe ser {known}"
    return UsageProblem(f"{path}: {message}", hint=hint, code="config")


def _keys(place: list[str]) -> list[str]:
    """The keys that may stand where this one stands."""
    if len(place) == 1:
        return list(ConfigModel.model_fields)
    return list(ProfileModel.model_fields) if "ranges" not in place else list(get_args(Type))
