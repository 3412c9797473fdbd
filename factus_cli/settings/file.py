"""config.toml: the profiles, read strictly and rewritten with the user's comments kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tomlkit.exceptions import TOMLKitError

from factus_cli.errors import UsageProblem
from factus_cli.settings import PROFILE_NAME, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit import TOMLDocument

Type = Literal["invoice", "credit-note", "debit-note", "support-document", "adjustment-note"]


class ProfileModel(BaseModel):
    """One company in one environment."""

    model_config = ConfigDict(extra="forbid")

    environment: Literal["sandbox", "production"] = "sandbox"
    base_url: str | None = None
    company: str | None = None
    email: bool = False
    rpm: float | None = Field(default=None, gt=0)
    concurrency: int | None = Field(default=None, ge=1)
    timeout: float | None = Field(default=None, gt=0)
    ranges: dict[Type, str] = Field(default_factory=dict)


class ConfigModel(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    default_profile: str | None = None
    profiles: dict[str, ProfileModel] = Field(default_factory=dict)


def load(path: Path) -> ConfigModel:
    """The file's profiles; none when there is no file. Raises UsageProblem naming the key that is wrong."""
    try:
        return ConfigModel.model_validate(_parse(path).unwrap())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageProblem(
            f"{path}: «{where}» no se entiende", hint="corrija el archivo; las claves están en la guía", code="config"
        ) from None


def add(path: Path, name: str, profile: ProfileModel) -> None:
    """A new profile; the first one becomes the default. Raises UsageProblem when the name is taken or can't be."""
    if PROFILE_NAME.fullmatch(name) is None:
        raise UsageProblem(
            f"un perfil no se puede llamar «{name}»", hint="use hasta 40 letras minúsculas, números y guiones"
        )
    config = load(path)
    if name in config.profiles:
        raise UsageProblem(f"ya existe el perfil {name}", hint=f"mírelo con: factus profile show {name}")
    document = _parse(path)
    profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
    table = tomlkit.table()
    table.update(profile.model_dump(exclude_defaults=True, exclude_none=True) | {"environment": profile.environment})
    profiles[name] = table
    if config.default_profile is None:
        document["default_profile"] = name
        document = _default_first(document)
    write_whole(path, tomlkit.dumps(document))


def use(path: Path, name: str) -> None:
    """The profile that counts when none is named. Raises UsageProblem when there is none of that name."""
    _existing(load(path), name)
    document = _parse(path)
    document["default_profile"] = name
    write_whole(path, tomlkit.dumps(_default_first(document)))


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
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise UsageProblem(f"no se puede leer {path}: {error}", hint="corrija el archivo", code="config") from None


def _default_first(document: TOMLDocument) -> TOMLDocument:
    """TOML puts keys of the top before any table."""
    ordered = tomlkit.document()
    ordered["default_profile"] = document["default_profile"]
    for key, value in document.items():
        if key != "default_profile":
            ordered[key] = value
    return ordered
