"""Findings as a JUnit report: a suite for each file, a case for each document with findings.

What the schema of Jenkins asks for (`junit-10.xsd` of its xUnit plugin), which GitLab and GitHub's actions read too:
`errors` (broken tests) is needed, and always 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from factus_cli.domain.findings import Severity
from factus_cli.reports.cells import readable
from factus_cli.reports.findings import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.findings import Finding

WHOLE = "archivo"
"""The case of what is said of a file and of no document of it; a file without findings is this one alone, and passes."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters that XML 1.0 can't hold, not even escaped."""


def suites(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """The XML. Errors fail their case; warnings and notices are its output."""
    by_file: dict[str, dict[str, list[Finding]]] = {file: {} for file in files}
    for one in findings:
        by_file.setdefault(one.file, {}).setdefault(one.reference_code or WHOLE, []).append(one)
    root = ET.Element("testsuites", name="factus check")
    for file, cases in by_file.items():
        _suite(root, file, cases or {WHOLE: []})
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, file: str, cases: dict[str, list[Finding]]) -> None:
    failures = sum(any(one.severity is Severity.ERROR for one in found) for found in cases.values())
    about = {"name": _xml(file), "tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    suite = ET.SubElement(root, "testsuite", about)
    for name, found in cases.items():
        _case(ET.SubElement(suite, "testcase", classname=_xml(file), name=_xml(name)), found)


def _case(case: ET.Element, found: list[Finding]) -> None:
    errors = [one for one in found if one.severity is Severity.ERROR]
    others = [one for one in found if one.severity is not Severity.ERROR]
    if errors:
        failure = ET.SubElement(case, "failure", message=_xml(errors[0].message), type=_xml(errors[0].code))
        failure.text = _lines(errors)
    if others:
        ET.SubElement(case, "system-out").text = _lines(others)


def _lines(findings: list[Finding]) -> str:
    return _xml("\n".join(f"{one.code} {told(one)}" for one in findings))


def _xml(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", readable(text))
