"""The maps of a profile: one file each, beside its configuration, for their owner alone. Reading them creates nothing."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli import settings
from factus_cli.domain.search import nearest
from factus_cli.errors import UsageProblem, why
from factus_cli.lote.maps import parsed, written
from factus_cli.lote.maps_used import Maps
from factus_cli.settings.folders import unwritable, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from factus_cli.cli.options import Globals
    from factus_cli.lote.maps import ColumnMap

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""A map's name is the name of its file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of a profile's maps."""

    profile: str
    folder: Path

    @property
    def names(self) -> list[str]:
        """What they are called, sorted. Raises UsageProblem for a folder that can't be read."""
        try:
            files = [one.name.removesuffix(".toml") for one in self.folder.iterdir() if one.suffix == ".toml"]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unreadable(self.folder, error) from None
        return sorted(name for name in files if NAME.fullmatch(name))

    def all(self) -> tuple[ColumnMap, ...]:
        """Every map. Raises UsageProblem, naming the file, for one that is none."""
        return tuple(map(self._read, self.names))

    def one(self, name: str) -> ColumnMap:
        """The map of a name. Raises UsageProblem, with the nearest, when there is none."""
        self._refuse_unknown(name)
        return self._read(name)

    def path(self, name: str) -> Path:
        """The file of a map."""
        return self.folder / f"{name}.toml"

    def put(self, one: ColumnMap) -> Path:
        """Keep a map, in the place of the one of its name. Raises HomeUnwritable."""
        try:
            write_whole(self.path(one.name), written(one))
        except UnicodeEncodeError:
            raise UsageProblem("un título trae signos que ningún archivo guarda", hint="corríjalo en el lote") from None
        return self.path(one.name)

    def remove(self, name: str) -> None:
        """Forget a map, even one that can't be read. Raises UsageProblem when there is none of that name."""
        self._refuse_unknown(name)
        try:
            self.path(name).unlink()
        except OSError as error:
            raise unwritable(self.path(name), error) from None

    def _refuse_unknown(self, name: str) -> None:
        if name in self.names:
            return
        near = nearest(name, self.names) or self.names[:5]
        known = f"¿quiso decir {', '.join(near)}?" if near else "enséñelo con: factus map learn ARCHIVO"
        raise UsageProblem(f"el perfil {self.profile} no tiene un mapa «{name}»", hint=known, code="no_map")

    def _read(self, name: str) -> ColumnMap:
        path = self.path(name)
        try:
            return parsed(name, path.read_text(encoding="utf-8-sig"), str(path))
        except OSError as error:
            raise _unreadable(path, error) from None
        except UnicodeDecodeError:
            raise UsageProblem(f"{path} no está en UTF-8", hint="guárdelo otra vez como UTF-8", code="map") from None


def kept(chosen: Globals) -> Kept:
    """The maps of the profile that counts. Raises UsageProblem for a profile that does not exist."""
    where = settings.home(os.environ)
    profile = settings.profile_name({"profile": chosen.profile}, os.environ, where)
    return Kept(profile, where.maps / profile)


def of_run(chosen: Globals, name: str | None) -> Maps:
    """The maps that `check` and `send` read with; `name` is that of --map. Where nobody has any, nothing is loaded.

    Raises UsageProblem for a profile that is named and does not exist, map or no map.
    """
    named = chosen.profile is not None or bool(os.environ.get("FACTUS_PROFILE"))
    if name is None and not named and not settings.home(os.environ).maps.is_dir():
        return Maps()
    own = kept(chosen)
    return Maps(forced=own.one(name)) if name is not None else Maps(own.all())


def _unreadable(path: Path, error: OSError) -> UsageProblem:
    return UsageProblem(f"no se puede leer {path}: {why(error)}", hint="revise los permisos del archivo", code="map")
