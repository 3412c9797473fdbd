"""A copy of the user's own file where each wrong cell is coloured and says what is wrong, and a sheet lists everything.

A workbook of Excel keeps every format, formula and sheet it has. Of any other file (text, .xls, .ods, .xlsb) the cells
are written in a new workbook, each where it was.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.lote.annotating import book, rebuilt
from factus_cli.lote.annotating.marks import marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from factus_cli.domain.findings import Finding
    from factus_cli.lote.table import Table

KEPT = (".xlsx", ".xlsm")
"""What is copied with all it has."""
ZIP = b"PK\x03\x04"


def annotated(content: bytes, table: Table, findings: Sequence[Finding]) -> bytes:
    """The marked copy of a file that was read as `table`. Raises UsageProblem where it can't be made."""
    if table.header_row == 0:
        raise UsageProblem("los archivos JSON no tienen celdas que marcar", hint="use --json o --format csv")
    if table.sheet is None or not is_workbook(content):
        return rebuilt.annotated(table, marked(findings))
    try:
        return book.annotated(content, table.sheet, findings)
    except (ValueError, KeyError, zipfile.BadZipFile, StopIteration) as error:
        raise UsageProblem(
            f"no se pudo marcar una copia de {table.file}: el libro no está escrito como Excel lo escribe",
            hint="ábralo en Excel, guárdelo otra vez como .xlsx y repita",
            code="annotate_failed",
        ) from error


def suffix_for(content: bytes, name: Path) -> str:
    """How the copy's name must end: as the file's own where that is kept, else .xlsx."""
    suffix = name.suffix.casefold()
    return suffix if suffix in KEPT and is_workbook(content) else ".xlsx"


def is_workbook(content: bytes) -> bool:
    """Whether this is an .xlsx or .xlsm, whatever its name."""
    if not content.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
