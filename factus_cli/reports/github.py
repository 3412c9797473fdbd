"""Findings as GitHub workflow commands, which it shows beside the line of the file.

`line` is the row and `col` the column as a spreadsheet numbers them (F12 is line 12, col 6): a workbook has no lines of its
own, and in a text file they are the same until a value holds a line break. The title names the sheet and the cell.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain.findings import Severity
from factus_cli.reports.cells import readable
from factus_cli.reports.findings import address, column_number, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.findings import Finding

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def commands(findings: Sequence[Finding]) -> str:
    """A line for each. What a file says can't begin another command: line ends and signs are escaped."""
    return "".join(f"{_command(one)}\n" for one in findings)


def _command(one: Finding) -> str:
    where = [f"file={_property(one.file)}"]
    if one.row is not None:
        where.append(f"line={one.row}")
    if one.row is not None and (column := column_number(one)) is not None:
        where.append(f"col={column}")
    where.append(f"title={_property(' '.join(filter(None, (one.code, address(one)))))}")
    return f"::{LEVELS[one.severity]} {','.join(where)}::{_data(told(one))}"


def _data(text: str) -> str:
    return readable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
