"""Findings as SARIF 2.1.0, which code scanners and editors read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from factus_cli.domain.findings import Severity
from factus_cli.reports.cells import readable
from factus_cli.reports.findings import address, column_number, line_of, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.domain.findings import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
Json = dict[str, Any]


def log(findings: Sequence[Finding], lines: Mapping[str, Sequence[int]]) -> str:
    """One run, a result for each finding at its row and cell; `lines` as in `findings.render`."""
    rules = {code: index for index, code in enumerate(dict.fromkeys(one.code for one in findings))}
    run = {
        "tool": {"driver": {"name": "factus", "rules": [_rule(code) for code in rules]}},
        "results": [_result(one, rules, lines) for one in findings],
    }
    plain = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    written = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    return written.encode(errors="backslashreplace").decode()  # half a character as JSON's own escape for it


def _rule(code: str) -> Json:
    """A finding's code has an entry in the manual; the word of a refused file has not."""
    return {"id": code, "help": {"text": f"factus explain {code}"}} if code.isupper() else {"id": code}


def _result(one: Finding, rules: dict[str, int], lines: Mapping[str, Sequence[int]]) -> Json:
    return {
        "ruleId": one.code,
        "ruleIndex": rules[one.code],
        "level": LEVELS[one.severity],
        "message": {"text": told(one)},
        "locations": [_location(one, line_of(one, lines))],
        "properties": {key: value for key, value in one.as_json().items() if value is not None},
    }


def _location(one: Finding, line: int | None) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(one.file)}}
    if line:
        physical["region"] = {"startLine": line}
        if (column := column_number(one)) is not None:
            physical["region"]["startColumn"] = column
    location: Json = {"physicalLocation": physical}
    if one.cell:
        location["logicalLocations"] = [{"fullyQualifiedName": readable(address(one)), "kind": "member"}]
    return location


def _uri(file: str) -> str:
    """A path as a URI; a relative one stays relative, so that it is found in any checkout."""
    file = readable(file)
    if PureWindowsPath(file).is_absolute():
        return PureWindowsPath(file).as_uri()
    if PurePosixPath(file).is_absolute():
        return PurePosixPath(file).as_uri()
    return quote(file.replace("\\", "/"))
