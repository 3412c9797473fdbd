"""`--annotate`: the copy of the user's workbook with its wrong cells marked, written whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem, why
from factus_cli.lote.sources import STANDARD_INPUT
from factus_cli.reports.write import placing

if TYPE_CHECKING:
    from factus_cli.cli.reading import FileRead, Reading
    from factus_cli.cli.show import Screen


def annotate(screen: Screen, reading: Reading, path: Path | None) -> None:
    """Write the marked copy of the one file that was read, and say so.

    A file refused whole has no cells to mark: its reason is told as always. Raises UsageProblem for a copy that can't be.
    """
    if path is None:
        return
    if len(reading.files) > 1:
        raise UsageProblem("--annotate marca un solo archivo, y aquí hay varios", hint="revíselos uno por uno")
    one = reading.files[0]
    if one.table is None:
        screen.warn("no se hizo la copia marcada: el archivo no se pudo leer")
        return
    content = _content(one)
    _refuse_place(path, Path(one.path), content)
    from factus_cli.lote.annotate import annotated

    marked = annotated(content, one.table, [finding for finding in reading.findings if finding.file == one.path])
    with placing(path, "--annotate") as beside:
        beside.write_bytes(marked)
    if path not in reading.written:  # drawn again where sending found more
        reading.written.append(path)
    screen.note(f"Copia marcada: {path}")


def _content(one: FileRead) -> bytes:
    if one.path == STANDARD_INPUT:
        raise UsageProblem("--annotate necesita un archivo, y se leyó la entrada", hint="guárdela en un archivo")
    try:
        content = Path(one.path).read_bytes()
    except OSError as error:
        raise UsageProblem(f"no se puede volver a leer {one.path}: {why(error)}", hint="revise el archivo") from None
    if hashlib.sha256(content).hexdigest() != one.digest:
        raise UsageProblem(f"{one.path} cambió mientras se revisaba", hint="guárdelo, ciérrelo y repita")
    return content


def _refuse_place(path: Path, own: Path, content: bytes) -> None:
    from factus_cli.lote.annotate import suffix_for

    suffix = suffix_for(content, own)
    if path.suffix.casefold() != suffix:
        raise UsageProblem(
            f"la copia marcada de {own.name} debe terminar en {suffix}", hint=f"diga por ejemplo revisado{suffix}"
        )
    if path.exists() and path.samefile(own):
        raise UsageProblem("--annotate no escribe sobre su propio archivo", hint="diga otro nombre")
