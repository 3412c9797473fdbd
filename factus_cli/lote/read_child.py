"""Reads a workbook in a process of its own, under limits of memory and time: a file that crashes it crashes only it.

As a program (`python -m factus_cli.lote.read_child xls`) it takes the workbook on standard input and answers JSON.
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factus_cli.errors import LoteRefused
from factus_cli.lote import read_biff, read_ods, read_xlsb
from factus_cli.lote.read_cells import columns_of
from factus_cli.lote.read_grid import Grid, GridColumn
from factus_cli.lote.read_kind import FileKind, corrupt, encrypted
from factus_cli.lote.read_marks import SheetFacts, marked
from factus_cli.lote.read_xlsx import guarded
from factus_cli.lote.read_zip import Archive
from factus_cli.lote.refusals import refusal
from factus_cli.lote.workbook import ReadSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = 3 * 1024**3
SECONDS = 120
PACKAGE_ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "factus_cli.lote.read_child")
ZERO = ord("0")


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
        why = f"leer el libro tarda más de {seconds:.0f} segundos"
        raise refusal(file, "corrupt_workbook", why, "Guárdelo como .xlsx y vuelva a intentarlo.") from problem
    answer = _answer(done.stdout) if done.returncode == 0 else None
    if answer is None:
        raise corrupt(file, "el programa que lo lee se detuvo")
    if "refused" in answer:
        told = answer["refused"]
        raise LoteRefused(f"{file}{told['message']}", code=told["code"], hint=told["hint"])
    return [_sheet(one) for one in answer["sheets"]]


def main() -> None:
    """Read standard input, answer on standard output."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": _sheets(content, FileKind(sys.argv[1]))}
    except LoteRefused as problem:
        answer = {"refused": problem.as_json()}
    json.dump(answer, sys.stdout)


def _answer(printed: bytes) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = json.loads(printed)
    except ValueError:
        return None
    return answer


def _sheet(told: dict[str, Any]) -> ReadSheet:
    columns = [
        GridColumn(texts, None if kinds is None else bytes(ord(kind) - ZERO for kind in kinds))
        for texts, kinds in told["columns"]
    ]
    hidden_rows, hidden_columns = frozenset(told["hidden_rows"]), frozenset(told["hidden_columns"])
    merged = frozenset((column, first, last) for column, first, last in told["merged"])
    grid = Grid(told["name"], columns, hidden_rows, hidden_columns=hidden_columns, merged=merged)
    return ReadSheet(told["name"], told["hidden"], grid)


def _sheets(content: bytes, kind: FileKind) -> list[dict[str, Any]]:
    """The sheets as JSON; messages leave out the file's name, which the child does not know."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - the child's alone

    content, facts = _facts(content, kind)
    book = guarded("", lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    sheets = []
    for one in book.sheets_metadata:
        if one.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = guarded("", partial(book.get_sheet_by_name, one.name))
        found = facts.get(one.name, SheetFacts())
        columns = marked(columns_of(sheet.to_python(skip_empty_area=False)), found)
        sheets.append(
            {
                "name": one.name,
                "hidden": one.visible is not SheetVisibleEnum.Visible,
                "columns": [(list(column.texts), _packed(column.kinds)) for column in columns],
                "hidden_rows": sorted(found.hidden_rows),
                "hidden_columns": sorted(found.hidden_columns),
                "merged": sorted(found.merged),
            }
        )
    return sheets


def _facts(content: bytes, kind: FileKind) -> tuple[bytes, dict[str, SheetFacts]]:
    """The content as calamine takes it, and what calamine does not tell of its sheets."""
    try:
        if kind is FileKind.XLS:
            return content, _facts_of_xls(content)
        archive = Archive("", content)
        if kind is FileKind.XLSB:
            return content, read_xlsb.facts_by_sheet("", archive)
        read_ods.refuse_protected("", archive)
        whole = read_ods.with_breaks(read_ods.with_mimetype(content, archive), archive)
        return whole, read_ods.facts_by_sheet("", archive)
    except (struct.error, ValueError, IndexError, KeyError) as problem:
        raise corrupt("") from problem


def _facts_of_xls(content: bytes) -> dict[str, SheetFacts]:
    stream = read_biff.workbook_stream(content)
    if read_biff.is_protected(stream):
        raise encrypted("")
    return read_biff.facts_by_sheet(stream)


def _packed(kinds: bytes | None) -> str | None:
    return None if kinds is None else bytes(kind + ZERO for kind in kinds).decode("ascii")


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
