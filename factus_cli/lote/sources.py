"""Which files a run reads: files, folders, patterns and standard input, one source each."""

from __future__ import annotations

import glob
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem, why
from factus_cli.lote import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"},
)
"""The files of a folder that are lotes."""

OURS = (".resultado.", ".resultado-simulado.", ".hallazgos.")
"""What the names of the reports that `send` writes beside a lote contain, and those of findings (`--out`)."""

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One lote to read: its name as shown and as the findings carry it, and where its bytes are."""

    name: str
    path: Path | None = None
    content: Callable[[], bytes] | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """The bytes. Raises UsageProblem when the file can't be opened, LoteRefused when it is over 200 MB."""
        if self.path is None:
            content = self.content() if self.content is not None else b""
            limits.refuse_over_size(self.name, len(content))
            return content
        try:
            limits.refuse_over_size(self.name, self.path.stat().st_size)
            return self.path.read_bytes()
        except OSError as problem:
            raise _unreadable(self.name, problem) from problem


def expand(paths: Sequence[str], *, stdin: Callable[[], bytes] | None = None) -> list[Source]:
    """The sources that the user named, in the order given, each file once.

    `-` is standard input, read through `stdin` when the source is read. In folders and patterns, lock files of
    Excel (`~$…`), hidden files and factus's own reports are left out; a file named in full is always taken.
    Raises UsageProblem for a path that is not there, is no file, or a folder or pattern without lotes.
    """
    if not paths:
        raise UsageProblem(
            "no se indicó ningún archivo", hint="Escriba el archivo, la carpeta o `-` después del comando."
        )
    sources: list[Source] = []
    seen: set[str] = set()
    for given in paths:
        for source in _expanded(given, stdin):
            key = os.path.realpath(source.path) if source.path is not None else STANDARD_INPUT
            if key not in seen:
                seen.add(key)
                sources.append(source)
    return sources


def _expanded(given: str, stdin: Callable[[], bytes] | None) -> Iterator[Source]:
    if given == STANDARD_INPUT:
        yield Source(STANDARD_INPUT, content=stdin)
        return
    path = Path(given)
    if _exists(given, path):
        yield from _folder(given, path) if path.is_dir() else [_file(given, path)]
    elif glob.has_magic(given):
        yield from _pattern(given)
    else:
        raise UsageProblem(
            f"no existe el archivo {given}",
            hint="Revise el nombre y la carpeta; si tiene espacios, escríbalo entre comillas.",
        )


def _exists(given: str, path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as problem:
        raise _unreadable(given, problem) from problem
    return True


def _file(given: str, path: Path) -> Source:
    shown = given.encode("utf-8", "replace").decode()
    if shown != given:
        raise UsageProblem(
            f"el nombre de {shown} tiene bytes que no son texto", hint="Cámbiele el nombre por uno sin esos signos."
        )
    if not stat.S_ISREG(path.stat().st_mode):
        raise UsageProblem(
            f"{given} no es un archivo: es un dispositivo o una tubería",
            hint="Para leer lo que escribe otro programa use `-`, la entrada estándar.",
        )
    if not os.access(path, os.R_OK):
        raise UsageProblem(f"no hay permiso para leer {given}", hint="Revise los permisos del archivo.")
    return Source(given, path)


def _folder(given: str, folder: Path) -> Iterator[Source]:
    try:
        found = sorted(path for path in folder.iterdir() if _is_lote(path))
    except OSError as problem:
        raise _unreadable(given, problem) from problem
    if not found:
        raise UsageProblem(
            f"la carpeta {given} no tiene lotes",
            hint="Un lote es un archivo .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv, .txt, .json o .jsonl.",
        )
    for path in found:
        yield _file(str(path), path)


def _pattern(given: str) -> Iterator[Source]:
    found = sorted(Path(name) for name in glob.glob(given, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    lotes = [path for path in found if path.is_file() and not _is_ours(path.name)]
    if not lotes:
        raise UsageProblem(
            f"ningún archivo corresponde a {given}", hint="Revise el patrón; por ejemplo `lotes/*.xlsx`."
        )
    for path in lotes:
        yield _file(str(path), path)


def _is_lote(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not _is_ours(path.name) and path.is_file()


def _is_ours(name: str) -> bool:
    return name.startswith(("~$", ".")) or any(mark in name.lower() for mark in OURS)


def _unreadable(given: str, problem: Exception) -> UsageProblem:
    reason = why(problem) if isinstance(problem, OSError) else str(problem)
    return UsageProblem(
        f"no se pudo leer {given}: {reason}", hint="Revise que el archivo exista, que se pueda abrir y sus permisos."
    )
