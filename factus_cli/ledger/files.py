"""Folders and files that only their owner can read, made so from their first instant."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from factus_cli.errors import HomeUnwritable, why

if TYPE_CHECKING:
    from pathlib import Path

HINT = "revise los permisos y el espacio en disco, o elija otra carpeta con FACTUS_HOME"


def make_private(path: Path) -> None:
    """Make the file (0600) and its folders (0700) where they are missing; what a file lets others see is closed.

    Raises HomeUnwritable when that can't be done.
    """
    make_folder(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        # Opened no more than this: closing any descriptor of a file drops this process's POSIX locks on it,
        # SQLite's too (sqlite.org/howtocorrupt.html, 2.2).
        _close_to_others(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_private(path: Path, text: str) -> None:
    """A small file (0600) replaced at once: who reads it finds the old text or the new. Raises HomeUnwritable."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        make_private(part)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder and what lacks above it, each 0700. Folders that exist keep their permissions."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        try:
            one.mkdir(0o700, exist_ok=True)
        except OSError as error:
            raise _unwritable(one, error) from error
    if not folder.is_dir():
        raise HomeUnwritable(f"{folder} no es una carpeta", hint=HINT)


def _close_to_others(path: Path) -> None:
    if path.is_dir():
        raise HomeUnwritable(f"{path} es una carpeta, y ahí debe ir un archivo", hint=HINT)
    try:
        if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> HomeUnwritable:
    return HomeUnwritable(f"no se puede crear o escribir {path}: {why(error)}", hint=HINT)
