"""Findings as csv, GitHub commands, JUnit and SARIF: golden, well formed, and with nothing that the file injects."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factus_cli.domain.findings import Finding, Severity
from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.reports.cells import DANGEROUS
from factus_cli.reports.findings import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ["mes/a,b:c.xlsx", "bueno.csv", "roto.xls"]
REFUSED = {"roto.xls": LoteRefused("el archivo no tiene título", hint="agregue la fila de títulos", code="no_header")}
SARIF_SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.minimal.schema.json").read_text(encoding="utf-8"))
COUNTS = {"tests", "failures", "errors"}
JUNIT = {
    "testsuites": {"name", *COUNTS},
    "testsuite": {"name", *COUNTS},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "system-out": set[str](),
}
"""The attributes of each element: of those that `junit-10.xsd` of Jenkins knows, all that it needs."""
TEXTS = st.text(st.characters(), max_size=30)
FOUND = st.builds(
    Finding,
    code=st.sampled_from(["CLI-03", "INF-01"]),
    severity=st.sampled_from(list(Severity)),
    file=st.sampled_from(["a b.csv", "C:\\lotes\\ñ.xlsx", "/lotes/x.csv", "a.csv\x01\ud800"]),
    sheet=st.none() | TEXTS,
    row=st.none() | st.integers(1, 1_048_576),
    column=st.none() | TEXTS,
    header=st.none() | TEXTS,
    cell=st.none() | st.just("F12"),
    value=st.none() | TEXTS,
    message=TEXTS.map(lambda text: f"fila 4: {text}"),
    hint=TEXTS,
    reference_code=st.none() | TEXTS,
)
law = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("format_", "name"),
    [
        ("csv", "hallazgos.csv"),
        ("github", "hallazgos.github.txt"),
        ("junit", "hallazgos.junit.xml"),
        ("sarif", "hallazgos.sarif"),
    ],
)
def test_each_format_is_the_golden_one(
    finding: Finding, notice: Finding, golden: Callable[[str, bytes], None], format_: str, name: str
) -> None:
    warning = replace(finding, code="LOT-01", severity=Severity.WARNING, message="línea repetida")
    golden(name, render(format_, [finding, warning, notice], FILES, REFUSED).encode())


def test_another_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageProblem) as refused:
        render("pdf", [], [])
    assert refused.value.hint == f"puede ser: {', '.join(FORMATS)}"


def junit(text: str) -> dict[str | None, ET.Element]:
    return {one.get("name"): one for one in ET.fromstring(text)}


def test_a_correct_file_passes_and_one_with_errors_fails(finding: Finding, notice: Finding) -> None:
    text = render("junit", [finding, notice], FILES[:2])
    suites = junit(text)
    assert (suites[finding.file].get("tests"), suites[finding.file].get("failures")) == ("2", "1")
    assert (suites["bueno.csv"].get("tests"), suites["bueno.csv"].get("failures")) == ("1", "0")
    assert ET.fromstring(text).get("failures") == "1"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_refused_whole_is_an_error_in_every_format(format_: str) -> None:
    text = render(format_, [], ["roto.xls"], REFUSED)
    assert "no_header" in text
    assert "el archivo no tiene título" in text


def test_a_file_refused_whole_does_not_pass() -> None:
    assert junit(render("junit", [], ["roto.xls"], REFUSED))["roto.xls"].get("failures") == "1"


@law
@given(st.lists(FOUND, max_size=4))
def test_junit_is_well_formed_whatever_the_file_says(found: list[Finding]) -> None:
    root = ET.fromstring(render("junit", found, ["bueno.csv"]).encode())
    assert sum(len(suite) for suite in root) == int(root.get("tests", "0"))
    assert len(root.findall(".//failure")) == int(root.get("failures", "0"))


@law
@given(st.lists(FOUND, max_size=4))
def test_junit_has_what_its_schema_needs_and_nothing_else(found: list[Finding]) -> None:
    root = ET.fromstring(render("junit", found, ["bueno.csv"]).encode())
    assert {one.tag: set(one.attrib) for one in root.iter()}.items() <= JUNIT.items()
    assert all(len(case.findall(tag)) <= 1 for case in root.iter("testcase") for tag in ("failure", "system-out"))


@law
@given(st.lists(FOUND, max_size=4))
def test_sarif_follows_its_schema_whatever_the_file_says(found: list[Finding]) -> None:
    log: dict[str, Any] = json.loads(render("sarif", found, []).encode())
    jsonschema.validate(log, SARIF_SCHEMA)
    run = log["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == [one.code for one in found]
    rules = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in run["results"])


@law
@given(st.lists(FOUND, max_size=4))
def test_github_gets_one_command_for_each_finding(found: list[Finding]) -> None:
    lines = render("github", found, []).encode().split(b"\n")
    assert [line[:2] for line in lines[:-1]] == [b"::"] * len(found)
    assert lines[-1] == b""


@pytest.mark.parametrize(
    ("file", "sheet", "cell", "begins"),
    [
        (
            "ñandú/mes.xlsx",
            "Ventas, mayo: 1",
            "F12",
            "file=ñandú/mes.xlsx,line=12,col=6,title=CLI-03 Ventas%2C mayo%3A 1!F12",
        ),
        ("a,b%.csv", None, "AB12", "file=a%2Cb%25.csv,line=12,col=28,title=CLI-03 AB12"),
        ("a\nb.csv", None, "A12", "file=a%0Ab.csv,line=12,col=1,title=CLI-03 A12"),
        ("mes.json", None, None, "file=mes.json,line=12,title=CLI-03"),
    ],
)
def test_github_is_told_the_row_the_column_and_the_cell(
    finding: Finding, file: str, sheet: str | None, cell: str | None, begins: str
) -> None:
    found = replace(finding, file=file, sheet=sheet, row=12, cell=cell)
    assert render("github", [found], []).startswith(f"::error {begins}::")


@law
@given(st.lists(FOUND, max_size=4))
def test_no_cell_of_the_table_runs(found: list[Finding]) -> None:
    text = render("csv", found, []).encode().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [12] * (len(found) + 1)
    assert not [cell for row in rows for cell in row if cell.startswith(DANGEROUS)]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("mes de mayo/ñ.xlsx", "mes%20de%20mayo/%C3%B1.xlsx"),
        ("a:b.csv", "a%3Ab.csv"),
        ("mes\\a.csv", "mes/a.csv"),
        ("C:\\lotes\\mes 1.csv", "file:///C:/lotes/mes%201.csv"),
        ("/lotes/a.csv", "file:///lotes/a.csv"),
        ("-", "-"),
    ],
)
def test_the_place_of_a_file_is_a_uri(finding: Finding, file: str, uri: str) -> None:
    log = json.loads(render("sarif", [replace(finding, file=file)], []))
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
