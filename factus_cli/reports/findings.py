"""Findings for machines, in the format that `check --format` asks for."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Finding, Severity
from factus_cli.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.errors import FactusError

FORMATS = ("csv", "github", "junit", "sarif")
WITH_LINES = ("github", "sarif")
"""Formats that point at a line of a file."""


def render(
    format_: str,
    findings: Sequence[Finding],
    files: Sequence[str],
    refused: Mapping[str, FactusError] | None = None,
    lines: Mapping[str, Sequence[int]] | None = None,
) -> str:
    """The findings in a format of FORMATS.

    `files` are all that were read; `refused` says why one could not be read at all, which is an error of that file; `lines` on
    which line of a file each of its rows begins, where that is not the row's number.
    Raises UsageProblem for another format.
    """
    every = [*refusals(refused or {}), *findings]
    match format_:
        case "csv":
            from factus_cli.reports.findings_csv import table  # noqa: PLC0415  # each format loads what it needs

            return table(every)
        case "github":
            from factus_cli.reports.github import commands  # noqa: PLC0415

            return commands(every, lines or {})
        case "junit":
            from factus_cli.reports.junit import suites  # noqa: PLC0415

            return suites(every, files)
        case "sarif":
            from factus_cli.reports.sarif import log  # noqa: PLC0415

            return log(every, lines or {})
        case _:
            raise UsageProblem(f"no existe el formato «{format_}»", hint=f"puede ser: {', '.join(FORMATS)}")


def refusals(errors: Mapping[str, FactusError]) -> list[Finding]:
    """Each file that was refused whole, as an error of that file: the stable word of its error is the code."""
    return [
        Finding(error.code, Severity.ERROR, file, None, None, None, None, None, None, error.message, error.hint)
        for file, error in errors.items()
    ]


def told(finding: Finding) -> str:
    """What is wrong and what to do, in one text."""
    return f"{finding.message} → {finding.hint}" if finding.hint else finding.message


def line_of(finding: Finding, lines: Mapping[str, Sequence[int]]) -> int | None:
    """The line of the file where a finding's row begins; a workbook's row is its line. None where it has no row."""
    row = finding.row
    known = lines.get(finding.file, ())
    return known[row - 1] if row is not None and 0 < row <= len(known) else row


def address(finding: Finding) -> str:
    """The cell as a spreadsheet's formula names it: `Ventas!F12`, `F12` in a text file; empty where there is none."""
    if finding.cell is None:
        return ""
    return f"{finding.sheet}!{finding.cell}" if finding.sheet else finding.cell


def column_number(finding: Finding) -> int | None:
    """The number of the cell's column, from 1 for A; None where there is no cell."""
    letters = (finding.cell or "").rstrip("0123456789")
    if not letters:
        return None
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)
