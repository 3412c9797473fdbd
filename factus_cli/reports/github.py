"""Findings as GitHub workflow commands, which it shows beside the line of the file.

`line` is the line of a text file where the row begins; a workbook has none, and there it is the row. `col` is the column as
a spreadsheet numbers it (F is 6). The title names the sheet and the cell.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.findings import Severity
from factus_cli.reports.cells import readable
from factus_cli.reports.findings import address, column_number, line_of, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.findings import Finding

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def commands(findings: Sequence[Finding], lines: Mapping[str, Sequence[int]]) -> str:
    """A line for each; `lines` as in `findings.render`.

    What a file says can't begin another command: line ends and signs are escaped.
    """
    return "".join(f"{_command(one, lines)}\n" for one in findings)


def _command(one: Finding, lines: Mapping[str, Sequence[int]]) -> str:
    where = [f"file={_property(one.file)}"]
    line = line_of(one, lines)
    if line is not None:
        where.append(f"line={line}")
    if line is not None and (column := column_number(one)) is not None:
        where.append(f"col={column}")
    where.append(f"title={_property(' '.join(filter(None, (one.code, address(one)))))}")
    return f"::{LEVELS[one.severity]} {','.join(where)}::{_data(told(one))}"


def _data(text: str) -> str:
    return readable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
