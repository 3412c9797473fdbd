"""Reports as files: whole, readable, and with nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.findings import Finding, Severity
from factus_cli.domain.outcomes import Message
from factus_cli.errors import UsageProblem
from factus_cli.reports import Report, ReportDocument, ReportRow, findings, words, write
from factus_cli.reports.csv_ import defused, text
from factus_cli.reports.xlsx import workbook

if TYPE_CHECKING:
    from pathlib import Path

INVOICE = DocumentType.INVOICE
MADE = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=-5)))
VALID = ReportDocument(
    "FV-1", INVOICE, "validated", "SETP1", "c" * 96, "https://example.com/qr", None, Decimal("1190.00"), Decimal("0.01"),
    "900123456", "Café & Cía <SAS>", "24-11-2026 08:00:00 AM", (Message("RUT01", "notification", "aviso"),), (2,),
)  # fmt: skip
REJECTED = replace(
    VALID, reference="FV-2", state="rejected", number=None, cufe=None, qr=None, rows=(3,),
    messages=(Message("FAK24", "rejection", "falta el DV"),),
)  # fmt: skip
REPORT = Report(
    "2026-11-24-lote", "lote.csv", "acme", "sandbox", MADE, ("referencia", "item"),
    (
        ReportRow(2, ("FV-1", "=1+1"), "FV-1", INVOICE),
        ReportRow(3, ("FV-2", "@SUM(A1)"), "FV-2", INVOICE),
        ReportRow(4, ("TOTAL", "")),
    ),
    (VALID, REJECTED),
)  # fmt: skip


def test_the_workbook_has_the_rows_joined_with_their_results() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(REPORT)))
    assert book.sheetnames == ["Resumen", "Documentos", "Filas"]
    rows = [[cell.value for cell in row] for row in book["Filas"].iter_rows()]
    assert rows[1][:5] == ["2", "FV-1", "=1+1", "validado", "SETP1"]
    assert rows[2][9] == "falta el DV"
    assert rows[3][3] is None
    assert book["Filas"]["C2"].data_type == "s"
    assert book["Documentos"]["E2"].value == 1190


def test_the_text_is_for_excel_in_spanish() -> None:
    lines = list(csv.reader(io.StringIO(text(REPORT).decode("utf-8-sig")), delimiter=";"))
    assert lines[1][:7] == ["2", "FV-1", "'=1+1", "validado", "SETP1", "c" * 96, "1190,00"]


@given(st.text())
def test_no_text_is_left_that_a_spreadsheet_runs(cell: str) -> None:
    assert not defused(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json", "html"])
def test_each_format_is_written_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"informe.{suffix}"
    write(REPORT, path)
    write(REPORT, path)
    assert path.stat().st_size > 100
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_the_page_escapes_what_the_file_says(tmp_path: Path) -> None:
    write(REPORT, tmp_path / "informe.html")
    page = (tmp_path / "informe.html").read_text(encoding="utf-8")
    assert "Café &amp; Cía &lt;SAS&gt;" in page
    assert "falta el DV" in page


def test_the_json_has_everything(tmp_path: Path) -> None:
    write(REPORT, tmp_path / "informe.json")
    plain = json.loads((tmp_path / "informe.json").read_text(encoding="utf-8"))
    assert (plain["schema"], plain["summary"]["validated"]) == ("factus.report/1", 1)
    assert plain["documents"][0]["total_difference"] == "0.01"


def test_another_suffix_or_an_unwritable_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="docx"):
        write(REPORT, tmp_path / "informe.docx")
    with pytest.raises(UsageProblem, match="no se pudo escribir"):
        write(REPORT, tmp_path / "nadie" / "informe.csv")


def test_every_state_has_its_words() -> None:
    for name, one in words.STATES.items():
        assert words.word(name) == words.counted(name, 1) == one.one
        assert words.counted(name, 2) == one.several
        assert words.asks(name)


FOUND = Finding(
    "CLI-03",
    Severity.ERROR,
    "a,b:c.csv",
    None,
    4,
    "cliente_dv",
    "DV",
    "D4",
    "5",
    "fila 4: el DV\nes 1",
    "revíselo",
    "FV-1",
)
NOTE = replace(FOUND, code="INF-01", severity=Severity.NOTICE, row=None, reference_code=None, value=None, hint="")


def test_findings_for_github_show_file_and_line() -> None:
    first = findings.as_github([FOUND, NOTE]).splitlines()[0]
    assert first == "::error file=a%2Cb%3Ac.csv,line=4,title=CLI-03::fila 4: el DV%0Aes 1 → revíselo"


def test_findings_for_junit_fail_the_document_and_a_correct_file_passes() -> None:
    root = ET.fromstring(findings.as_junit([FOUND, NOTE], ["a,b:c.csv", "bueno.csv"]))
    suites = {one.get("name"): one for one in root}
    assert suites["a,b:c.csv"].get("failures") == "1"
    assert (suites["bueno.csv"].get("tests"), suites["bueno.csv"].get("failures")) == ("1", "0")
    assert suites["bueno.csv"].find("testcase") is not None


def test_findings_for_sarif_have_rule_level_and_place() -> None:
    run = json.loads(findings.as_sarif([FOUND, NOTE]))["runs"][0]
    assert [one["level"] for one in run["results"]] == ["error", "note"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


def test_findings_for_excel_are_a_table() -> None:
    rows = list(csv.reader(io.StringIO(findings.as_csv([FOUND]).removeprefix("\ufeff")), delimiter=";"))
    assert rows[1][:6] == ["CLI-03", "error", "a,b:c.csv", "", "4", "D4"]
    with pytest.raises(UsageProblem):
        findings.render("pdf", [], [])
