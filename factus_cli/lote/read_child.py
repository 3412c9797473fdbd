"""Reads a workbook in a process of its own, under limits of memory and time: a file that crashes it crashes only it.

As a program (`python -m factus_cli.lote.read_child`) it takes the workbook on standard input and answers JSON.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factus_cli.lote.read_grid import Grid, GridColumn
from factus_cli.lote.read_kind import corrupt, encrypted
from factus_cli.lote.refusals import refusal
from factus_cli.lote.workbook import ReadSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.read_kind import FileKind

MEMORY = 3 * 1024**3
SECONDS = 120
PACKAGE_ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "factus_cli.lote.read_child")


def sheets_of(
    file: str, content: bytes, kind: FileKind, *, command: Sequence[str] = COMMAND, seconds: float = SECONDS
) -> list[ReadSheet]:
    """The worksheets of a workbook.

    Raises LoteRefused when the workbook is damaged or protected, and when reading it crashes or does not end.
    """
    path = os.pathsep.join(filter(None, (str(PACKAGE_ROOT), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [*command, kind.value],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired as problem:
        raise refusal(
            file, "corrupt_workbook", f"leer el libro tarda más de {seconds:.0f} segundos", "Guárdelo como .xlsx."
        ) from problem
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if answer is None:
        raise corrupt(file, "el programa que lo lee se detuvo")
    if "error" in answer:
        raise encrypted(file) if answer["error"] == "password" else corrupt(file, answer["error"])
    return [
        ReadSheet(one["name"], one["hidden"], Grid(one["name"], _unpacked(one["columns"]))) for one in answer["sheets"]
    ]


def _unpacked(packed: Sequence[tuple[list[str], str | None]]) -> list[GridColumn]:
    return [
        GridColumn(texts, None if kinds is None else bytes(ord(kind) - 48 for kind in kinds)) for texts, kinds in packed
    ]


def main() -> None:
    """Read standard input, answer on standard output."""
    _limit()
    content = sys.stdin.buffer.read()
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - only here is it wanted

    try:
        answer: dict[str, Any] = {"sheets": _sheets(content)}
    except PasswordError:
        answer = {"error": "password"}
    except (CalamineError, OSError, ValueError) as problem:
        answer = {"error": str(problem)}
    json.dump(answer, sys.stdout)


def _sheets(content: bytes) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

    from factus_cli.lote.read_cells import columns_of  # noqa: PLC0415 - as above

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for one in book.sheets_metadata:
        if one.typ is not SheetTypeEnum.WorkSheet:
            continue
        columns = columns_of(book.get_sheet_by_name(one.name).to_python(skip_empty_area=False))
        packed = [(list(column.texts), _packed(column.kinds)) for column in columns]
        sheets.append({"name": one.name, "hidden": one.visible is not SheetVisibleEnum.Visible, "columns": packed})
    return sheets


def _packed(kinds: bytes | None) -> str | None:
    return None if kinds is None else bytes(kind + 48 for kind in kinds).decode("ascii")


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
