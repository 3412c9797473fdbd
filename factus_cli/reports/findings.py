"""Findings for machines: csv for Excel, GitHub annotations, JUnit and SARIF."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from factus_cli.domain.findings import Severity
from factus_cli.errors import UsageProblem
from factus_cli.reports.csv_ import defused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.findings import Finding

COLUMNS = (
    ("code", "Código"),
    ("severity", "Gravedad"),
    ("file", "Archivo"),
    ("sheet", "Hoja"),
    ("row", "Fila"),
    ("cell", "Celda"),
    ("header", "Columna"),
    ("value", "Valor"),
    ("reference_code", "Documento"),
    ("message", "Qué pasa"),
    ("hint", "Qué hacer"),
)
GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}
SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(format_: str, findings: Sequence[Finding], files: Sequence[str]) -> str:
    """The findings in a format: csv, github, junit or sarif. `files` are all that were read."""
    match format_:
        case "csv":
            return as_csv(findings)
        case "github":
            return as_github(findings)
        case "junit":
            return as_junit(findings, files)
        case "sarif":
            return as_sarif(findings)
        case _:
            raise UsageProblem(f"no existe el formato «{format_}»")


def as_csv(findings: Sequence[Finding]) -> str:
    """`;`, UTF-8 with BOM, formulas defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([title for _, title in COLUMNS])
    for one in findings:
        plain = one.as_json()
        plain["severity"] = one.severity.spanish
        writer.writerow([defused("" if plain[key] is None else str(plain[key])) for key, _ in COLUMNS])
    return "\ufeff" + out.getvalue()


def as_github(findings: Sequence[Finding]) -> str:
    """A workflow command for each, that GitHub shows beside the line."""
    lines = []
    for one in findings:
        where = [f"file={_property(one.file)}"]
        if one.row is not None:
            where.append(f"line={one.row}")
        where.append(f"title={_property(one.code)}")
        text = one.message + (f" → {one.hint}" if one.hint else "")
        lines.append(f"::{GITHUB[one.severity]} {','.join(where)}::{_data(text)}")
    return "".join(f"{line}\n" for line in lines)


def as_junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A suite for each file, a case for each document with findings; a correct file is one case that passes."""
    root = ET.Element("testsuites", name="factus check")
    by_file: dict[str, dict[str, list[Finding]]] = {file: defaultdict(list) for file in files}
    for one in findings:
        by_file.setdefault(one.file, defaultdict(list))[one.reference_code or "archivo"].append(one)
    for file, cases in by_file.items():
        suite = ET.SubElement(root, "testsuite", name=file)
        failures = 0
        for name, found in cases.items() or {"archivo": []}.items():
            case = ET.SubElement(suite, "testcase", classname=file, name=name)
            errors = [one for one in found if one.severity is Severity.ERROR]
            if errors:
                failures += 1
                failure = ET.SubElement(case, "failure", message=_xml(errors[0].message), type=errors[0].code)
                failure.text = _xml("\n".join(f"{one.code} {one.message} {one.hint}".strip() for one in errors))
            others = [one for one in found if one.severity is not Severity.ERROR]
            if others:
                out = ET.SubElement(case, "system-out")
                out.text = _xml("\n".join(f"{one.code} {one.message}" for one in others))
        suite.set("tests", str(max(1, len(cases))))
        suite.set("failures", str(failures))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def as_sarif(findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0: a result for each, at its line."""
    codes = list(dict.fromkeys(one.code for one in findings))
    run = {
        "tool": {"driver": {"name": "factus", "rules": [{"id": code} for code in codes]}},
        "results": [
            {
                "ruleId": one.code,
                "ruleIndex": codes.index(one.code),
                "level": SARIF[one.severity],
                "message": {"text": one.message + (f" → {one.hint}" if one.hint else "")},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": one.file.replace("\\", "/")},
                            **({"region": {"startLine": one.row}} if one.row else {}),
                        }
                    }
                ],
                "properties": {key: value for key, value in one.as_json().items() if value is not None},
            }
            for one in findings
        ],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _xml(text: str) -> str:
    """The text without the control characters that XML forbids."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")
