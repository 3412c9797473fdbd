"""Where a template is written: never over a file of the user's, unless told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Severity
from factus_cli.errors import UsageProblem
from factus_cli.reports.write import placing

if TYPE_CHECKING:
    from factus_cli.cli.reading import Reading
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import DocumentType

SUFFIX = ".xlsx"
EXAMPLE = "NUM-07"
"""The finding of an example that was left in a lote."""


def write(output: Path | None, type_: DocumentType, *, overwrite: bool) -> tuple[Path, DocumentType]:
    """Write the template of a type. Raises UsageProblem when the place won't do."""
    from factus_cli.lote.template import template

    path = output or Path(f"plantilla-{type_.column_value.replace('_', '-')}{SUFFIX}")
    if path.suffix.lower() != SUFFIX:
        raise UsageProblem(
            f"la plantilla es un libro de Excel, y {path} no termina en {SUFFIX}", hint="cambie el nombre"
        )
    if path.exists() and not overwrite:
        raise UsageProblem(f"{path} ya existe", hint="escriba otro nombre con -o, o use --force")
    with placing(path) as beside:
        beside.write_bytes(template(type_))
    return path, type_


def refuse_examples(reading: Reading, place: Workplace) -> None:
    """In production an example of the template is an error: an invented sale would be a real invoice."""
    if place.environment != "production":
        return
    left = [one for one in reading.findings if one.code == EXAMPLE]
    reading.findings = [
        replace(one, severity=Severity.ERROR) if one.code == EXAMPLE else one for one in reading.findings
    ]
    reading.incorrect.update((one.file, one.reference_code or "") for one in left)
