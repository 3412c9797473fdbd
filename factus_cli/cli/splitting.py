"""`--out`: a lote in two files, its correct rows and the others, each a lote by itself; and what was found, beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.cli.clock import today
from factus_cli.cli.views import counted
from factus_cli.errors import LoteRefused, UsageProblem, why
from factus_cli.lote import reader
from factus_cli.lote.maps import titles_of
from factus_cli.lote.maps_used import knowing, with_map
from factus_cli.lote.sources import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.cli.reading import Choices, FileRead, Reading
    from factus_cli.cli.show import Screen
    from factus_cli.domain.findings import Finding
    from factus_cli.lote.lote import Lote
    from factus_cli.lote.table import Table

HARMLESS = re.compile(r"[-+][\d\s.,%/+-]*")
"""Begins as a formula does, and is only signs and digits: an amount, a telephone."""


@dataclass(slots=True)
class _Files:
    """What is to be written: each path with its content, and those that a lote would have if it had such rows."""

    written: dict[Path, bytes] = field(default_factory=dict)
    absent: list[Path] = field(default_factory=list)


def refuse_place(out: Path | None) -> None:
    """Say at once that a folder can't be one. Raises UsageProblem."""
    if out is not None and (out.exists() or out.is_symlink()) and not out.is_dir():
        what = "es un archivo" if out.exists() else "es un enlace a ninguna parte"
        raise UsageProblem(f"--out necesita una carpeta, y {out} {what}", hint="diga otra")


def split(
    screen: Screen,
    reading: Reading,
    choices: Choices,
    out: Path | None,
    left_out: frozenset[tuple[str, str]] = frozenset(),
) -> None:
    """Write the parts of every lote of the run into a folder, and say so. All of them or none.

    `left_out` are (file, reference) that count as incorrect, too. A file refused whole has no rows: its reason is told as
    always. Raises UsageProblem where a part alone would be read another way, and where a file is there that says
    something else: somebody may have mended it.
    """
    if out is None:
        return
    _refuse_bodies(reading)
    files, lines = _Files(), []
    for one, stem in _named(reading.files):
        if one.table is not None and one.lote is not None:
            correct, others = _parts(files, reading, one, one.table, one.lote, choices, out / stem, left_out)
            lines.append(f"{one.path}: {counted(correct, 'fila correcta', 'filas correctas')} y {others} por corregir")
    _refuse_others(files, reading)
    _write(out, files)
    reading.written += files.written
    for line in lines:
        screen.note(line)
    for path in files.written:
        screen.note(f"  {path}")


def _refuse_bodies(reading: Reading) -> None:
    """Rows hold less than a v2 body says: written as rows, what kept a body back would be gone. Raises UsageProblem."""
    for one in reading.files:
        if one.table is not None and one.table.bodies is not None:
            raise UsageProblem(
                f"no se puede separar {one.path}: trae cuerpos v2, y sus filas no dirían todo lo que ellos dicen",
                hint="corrija los que dicen los hallazgos; --only-correct envía los demás",
                code="split",
            )


def _named(files: list[FileRead]) -> Iterator[tuple[FileRead, str]]:
    """Each file with a name of its own for its parts."""
    used: set[str] = set()
    for one in files:
        stem = "entrada" if one.path == STANDARD_INPUT else Path(one.path).stem
        name, number = stem, 1
        while name.casefold() in used:
            number += 1
            name = f"{stem}-{number}"
        used.add(name.casefold())
        yield one, name


def _parts(  # a lote, and what it is written from
    files: _Files,
    reading: Reading,
    one: FileRead,
    table: Table,
    lote: Lote,
    choices: Choices,
    base: Path,
    left_out: frozenset[tuple[str, str]],
) -> tuple[int, int]:
    from factus_cli.lote import split as splits

    good = [
        document
        for document in reading.correct
        if document.origin.file == one.path and (one.path, document.reference) not in left_out
    ]
    halves = splits.parts(table, good, lote.skipped)
    for indices, word in zip(halves, ("correctas", "incorrectas"), strict=True):
        suffix, content = _alone(table, indices, one, choices) if indices else ("", b"")
        if indices:
            files.written[_path(base, word, suffix)] = content
        files.absent += [_path(base, word, other) for other in (".csv", ".xlsx") if other != suffix]
    found = [finding for finding in reading.findings if finding.file == one.path]
    files.written[_path(base, "hallazgos", ".csv")] = _findings(found)
    return len(halves[0]), len(halves[1])


def _path(base: Path, word: str, suffix: str) -> Path:
    return base.with_name(f"{base.name}.{word}{suffix}")


def _alone(table: Table, indices: tuple[int, ...], one: FileRead, choices: Choices) -> tuple[str, bytes]:
    """The file of some rows, of the kind that the lote was, that says of them what the whole says.

    Text that a spreadsheet would run as a formula goes into a workbook, where it is text.
    """
    from factus_cli.lote import split as splits

    rows = splits.part(table, indices)
    learnt = choices.maps.of(table) if choices.maps.forced is None else choices.maps.forced
    meaning = with_map(choices.meaning, learnt)
    why: str | None = None
    for suffix, content in _spelled(rows):
        try:
            back = _read_back(f"{one.path}{suffix}", content, table, choices)
        except (LoteRefused, UsageProblem) as refused:
            why = refused.message
            continue
        why = splits.first_difference(table, indices, back, meaning, today())
        why = why or splits.first_doubt(table, indices, back, meaning, today())
        if why is None:
            return suffix, content
    raise UsageProblem(
        f"no se puede separar {one.path}: sus filas solas se leerían de otra manera: {why}",
        hint="diga cómo se lee (--decimal, --discounts, --col), o corrija antes ese valor",
        code="split",
    )


def _spelled(rows: Table) -> Iterator[tuple[str, bytes]]:
    """The rows as files, in the order in which each is tried."""
    from factus_cli.lote import split_files

    if rows.delimiter is not None and rows.encoding is not None and not _runs(rows):
        for encoding in dict.fromkeys((_with_bom(rows.encoding), split_files.UTF8)):
            yield ".csv", split_files.as_text(rows, encoding)
    yield ".xlsx", split_files.as_workbook(rows)


def _with_bom(encoding: str) -> str:
    from factus_cli.lote import split_files

    return split_files.UTF8 if encoding == "utf-8" else encoding


def _runs(rows: Table) -> bool:
    """Whether a spreadsheet would take some text for a formula."""
    from factus_cli.reports.cells import runs

    texts = (text for column in rows.columns for text in (column.header, *column.texts))
    return any(runs(text) and HARMLESS.fullmatch(text.strip()) is None for text in texts)


def _read_back(name: str, content: bytes, table: Table, choices: Choices) -> Table:
    """What `check` will read with the same options; a header that only its row told is told by its titles."""
    sheet = choices.read.sheet if table.sheet is not None else None
    options = replace(choices.read, sheet=sheet, header_row=None)
    return reader.read_bytes(name, content, options, knows=knowing(titles_of(table)))


def _findings(found: list[Finding]) -> bytes:
    from factus_cli.reports.findings import render

    return render("csv", found, []).encode()


def _refuse_others(files: _Files, reading: Reading) -> None:
    """A file that is there and is not the same is somebody's work, or of another run. Raises UsageProblem."""
    inputs = {Path(one.path).resolve() for one in reading.files if one.path != STANDARD_INPUT}
    for path in (*files.written, *files.absent):
        content = files.written.get(path)
        if path.resolve() in inputs or (path.exists() and (content is None or path.read_bytes() != content)):
            raise UsageProblem(
                f"{path} ya existe y es distinto: no se escribió nada", hint="bórrelo, o diga otra carpeta con --out"
            )


def _write(out: Path, files: _Files) -> None:
    """Each file whole or not at all."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, content in files.written.items():
            beside = path.with_name(f".{path.name}.parte")
            try:
                beside.write_bytes(content)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageProblem(
            f"no se pudo escribir en {out}: {why(error)}", hint="revise los permisos, o diga otra carpeta"
        ) from None
