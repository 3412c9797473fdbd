"""Where configuration, ledgers, state and logs stand; made and written so that only their owner reads them."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.errors import HomeUnwritable, UsageProblem, why

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    def maps(self) -> Path:
        """How the columns of each profile's clients are called: a folder for each profile, a file for each map."""
        return self.config / "maps"

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


def home(environ: Mapping[str, str]) -> Home:
    """FACTUS_HOME for everything, or the platform's own folders. Raises UsageProblem for a `~user` that is nobody."""
    chosen = environ.get("FACTUS_HOME")
    if chosen:
        try:
            root = Path(chosen).expanduser().absolute()
        except RuntimeError:
            raise UsageProblem(
                f"FACTUS_HOME no puede ser «{chosen}»: ese usuario no existe", hint="escriba la ruta completa"
            ) from None
        return Home(root, root)
    import platformdirs  # noqa: PLC0415  # only who has no FACTUS_HOME needs it

    folders = platformdirs.PlatformDirs("factus", appauthor=False)
    return Home(Path(folders.user_config_dir), Path(folders.user_data_dir))


def make_folder(path: Path) -> None:
    """A folder and what lacks above it, each 0700; those that exist keep their permissions. Raises HomeUnwritable."""
    try:
        missing = [one for one in (path, *path.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None
    if not path.is_dir():
        raise HomeUnwritable(f"{path} no es una carpeta", hint="quite ese archivo, o diga otra carpeta con FACTUS_HOME")


def write_whole(path: Path, text: str) -> None:
    """A file (0600) replaced at once: a reader sees the old one or the new one. Raises HomeUnwritable.

    A link stays a link: what it leads to is replaced.
    """
    make_folder(path.parent)
    try:
        _replace(Path(os.path.realpath(path)), text)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> HomeUnwritable:
    """Why a folder of ours can't be written."""
    return HomeUnwritable(
        f"no se puede escribir en {path}: {why(error)}",
        hint="revise los permisos de la carpeta, o diga otra con FACTUS_HOME",
    )


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
