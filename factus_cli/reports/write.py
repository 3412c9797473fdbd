"""A report into the file that its suffix asks for, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem, why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factus_cli.reports.model import Report

SUFFIXES = (".xlsx", ".csv", ".json", ".html")


def write(report: Report, path: Path) -> None:
    """Write beside, then put in place. Raises UsageProblem for another suffix, or a place that can't be written."""
    content = _writer(suffix_of(path))(report)
    with placing(path) as beside:
        beside.write_bytes(content)


@contextmanager
def placing(path: Path, option: str = "-o") -> Iterator[Path]:
    """Where to write a file that takes its place on leaving, whole or not at all. Raises UsageProblem.

    `option` is the one that says another place. A file that was there keeps its permissions; a new one takes those of
    the user's other files.
    """
    place = Path(os.path.realpath(path))  # Path.resolve raises RuntimeError for links in a circle
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".informe-") as folder:
            beside = Path(folder) / place.name
            yield beside
            if place.exists():
                shutil.copymode(place, beside)
            beside.replace(place)
    except OSError as error:
        raise UsageProblem(
            f"no se pudo escribir {path}: {why(error)}",
            hint=_hint(error, option),
            code="report_unwritable",
        ) from None


def _hint(error: OSError, option: str) -> str:
    match error:
        case IsADirectoryError():
            return f"ese nombre es el de una carpeta: diga otro con {option} ARCHIVO"
        case FileNotFoundError() | NotADirectoryError():
            return f"cree la carpeta, o elija otro lugar con {option} ARCHIVO"
        case _:
            return f"si está abierto en Excel, ciérrelo; o elija otro lugar con {option} ARCHIVO"


def suffix_of(path: Path, accepted: Sequence[str] = SUFFIXES) -> str:
    """The format that a name asks for. Raises UsageProblem for one that is none of those accepted."""
    suffix = path.suffix.casefold()
    if suffix not in accepted:
        raise UsageProblem(
            f"no se sabe escribir «{path.name}»", hint=f"el nombre debe terminar en {', '.join(accepted)}"
        )
    return suffix


def _writer(suffix: str) -> Callable[[Report], bytes]:
    if suffix == ".xlsx":
        from factus_cli.reports.xlsx import workbook  # noqa: PLC0415  # each format loads what it needs

        return workbook
    if suffix == ".csv":
        from factus_cli.reports.csv_ import text  # noqa: PLC0415

        return text
    if suffix == ".json":
        from factus_cli.reports.json_ import document  # noqa: PLC0415

        return document
    from factus_cli.reports.html_ import page  # noqa: PLC0415

    return page
