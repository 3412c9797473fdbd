"""Reports as files: golden for each text format, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from factus_cli.domain.outcomes import Message
from factus_cli.errors import UsageProblem
from factus_cli.reports import Report, ReportDocument, ReportRow, words, write
from factus_cli.reports.csv_ import text
from factus_cli.reports.html_ import page
from factus_cli.reports.json_ import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "writer"), [("informe.csv", text), ("informe.json", document), ("informe.html", page)]
)
def test_each_text_format_is_the_golden_one(
    report: Report, golden: Callable[[str, bytes], None], name: str, writer: Callable[[Report], bytes]
) -> None:
    golden(name, writer(report))


def test_a_row_is_joined_with_the_document_of_its_reference_and_type(report: Report) -> None:
    rows = list(csv.reader(io.StringIO(text(report).decode("utf-8-sig")), delimiter=";"))
    assert [row[3] for row in rows] == ["Estado", "validado", "validado", "rechazado", ""]


def test_only_what_is_not_validated_asks_for_something(valid: ReportDocument, rejected: ReportDocument) -> None:
    assert (valid.reason, valid.next_step) == ("", "")
    assert rejected.reason == "falta el DV; otro nombre"
    assert rejected.next_step == words.asks("rejected")


def test_what_could_not_be_deleted_is_said_to_block_before_anything_else(rejected: ReportDocument) -> None:
    blocking = replace(rejected, blocks=True)
    assert blocking.next_step.startswith("sigue en Factus y bloquea a los demás")
    assert blocking.next_step.endswith(rejected.next_step)


def test_a_difference_is_told_with_its_field_and_a_rule_as_the_dian_wrote_it(rejected: ReportDocument) -> None:
    differing = (Message("total", "information", "se envió 1.00; Factus tiene 2.00"), *rejected.messages)
    conflict = replace(rejected, state="conflict", messages=differing)
    assert conflict.reason.startswith("total: se envió 1.00; Factus tiene 2.00; falta el DV")


def test_states_are_counted_in_the_order_in_which_they_are_explained(report: Report, valid: ReportDocument) -> None:
    pending = replace(valid, state="pending")
    several = replace(report, documents=(pending, *report.documents, pending))
    assert list(several.by_state.items()) == [("validated", 1), ("pending", 2), ("rejected", 1)]
    assert several.total == valid.total * 4
    assert several.validated_total == valid.total


@pytest.mark.parametrize(
    ("written", "shown", "in_json"),
    [
        ("08-10-2026 09:23:26 PM", "08/10/2026 21:23:26", "2026-10-08T21:23:26-05:00"),
        ("08-10-2026 12:05:00 AM", "08/10/2026 00:05:00", "2026-10-08T00:05:00-05:00"),
        ("08-10-2026 12:05:00 PM", "08/10/2026 12:05:00", "2026-10-08T12:05:00-05:00"),
        ("2026-10-08T14:23:26Z", "08/10/2026 09:23:26", "2026-10-08T09:23:26-05:00"),
        ("2026-10-08 14:23:26", "08/10/2026 14:23:26", "2026-10-08T14:23:26-05:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("31-02-2026 09:23:26 PM", "31-02-2026 09:23:26 PM", "31-02-2026 09:23:26 PM"),
        ("ayer", "ayer", "ayer"),
        (None, "", None),
    ],
)
def test_when_it_was_validated_is_a_moment_where_it_can_be_read(
    report: Report, valid: ReportDocument, written: str | None, shown: str, in_json: str | None
) -> None:
    one = replace(report, documents=(replace(valid, validated_at=written),))
    rows = list(csv.reader(io.StringIO(text(one).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][8] == shown
    assert json.loads(document(one))["documents"][0]["validated_at"] == in_json
    assert (shown or "validado")[:16] in page(one).decode()


def test_half_a_character_breaks_no_format(report: Report, valid: ReportDocument) -> None:
    broken = "a\ud800b\uffff"
    one = replace(
        report,
        lote=broken,
        headers=(broken, "x"),
        rows=(ReportRow(2, (broken, "x"), "FV-1", valid.type),),
        documents=(replace(valid, customer_name=broken),),
    )
    assert "a\ufffdb\ufffd" in text(one).decode()
    assert "a\ufffdb\ufffd" in page(one).decode()
    assert json.loads(document(one))["headers"][0] == broken


class Page(HTMLParser):
    """What a page loads or runs, its text, and whether each tag that opens is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(report: Report) -> Page:
    parsed = Page()
    parsed.feed(page(report).decode())
    return parsed


def test_the_page_shows_what_the_file_says_and_runs_none_of_it(report: Report, valid: ReportDocument) -> None:
    evil = "<script>alert(1)</script>\"'<img src=x onerror=alert(1)>"
    document_ = replace(
        valid, reference=evil, customer_name=evil, number=evil, cufe=evil, url="javascript:alert(1)", qr=evil
    )
    parsed = read_page(replace(report, lote=evil, file=evil, profile=evil, environment=evil, documents=(document_,)))
    assert not parsed.open
    assert not parsed.tags & {"script", "img", "link", "iframe"}
    assert parsed.links == []
    assert parsed.text.count(evil) >= 7


def test_the_page_links_to_the_document_and_loads_nothing(report: Report, valid: ReportDocument) -> None:
    assert read_page(report).links == [valid.url]
    assert read_page(replace(report, documents=(replace(valid, url=None),))).links == [valid.qr]


def test_the_page_says_how_its_tables_are_read(report: Report) -> None:
    written = page(report).decode()
    assert '<html lang="es-CO">' in written
    assert "<caption>" in written
    assert len(re.findall(r'<th scope="row">', written)) == len(report.documents) + 5
    assert "<code>" not in page(replace(report, documents=report.documents[1:])).decode()
    pending = replace(report, documents=(replace(report.documents[1], state="pending", messages=()),))
    assert "<code>factus resume</code>" in page(pending).decode()


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json", "html"])
def test_a_report_without_control_totals_nor_documents_is_a_report(report: Report, tmp_path: Path, suffix: str) -> None:
    write(replace(report, documents=(), rows=(), headers=(), totals=None), tmp_path / f"informe.{suffix}")
    assert (tmp_path / f"informe.{suffix}").stat().st_size > 50


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json", "html", "XLSX"])
def test_each_format_is_written_whole_and_over_an_older_one(report: Report, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"informe.{suffix}"
    path.write_text("viejo", encoding="utf-8")
    path.chmod(0o640)
    write(report, path)
    assert path.stat().st_size > 100
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_link_to_a_report_stays_a_link(report: Report, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "informe.csv"
    link.symlink_to(real)
    write(report, link)
    assert link.is_symlink()
    assert real.read_bytes() == text(report)


@pytest.mark.parametrize("name", ["informe.docx", "informe", ".csv"])
def test_another_suffix_is_refused_with_those_there_are(report: Report, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match=name) as refused:
        write(report, tmp_path / name)
    assert ".xlsx, .csv, .json, .html" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_says_why(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no se pudo escribir") as refused:
        write(report, tmp_path / "nadie" / "informe.csv")
    assert "cree la carpeta" in refused.value.hint
    (tmp_path / "carpeta.csv").mkdir()
    with pytest.raises(UsageProblem, match="no se pudo escribir") as refused:
        write(report, tmp_path / "carpeta.csv")
    assert "carpeta" in refused.value.hint
    assert refused.value.code == "report_unwritable"
    assert [one.name for one in tmp_path.iterdir()] == ["carpeta.csv"]


def test_a_file_that_cannot_be_replaced_may_be_open_in_excel(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "informe.csv"
    path.symlink_to("x" * 300 + ".csv")  # a name that no file can have
    with pytest.raises(UsageProblem) as refused:
        write(report, path)
    assert "ciérrelo" in refused.value.hint


def test_every_state_has_its_words() -> None:
    for name, one in words.STATES.items():
        assert words.word(name) == words.counted(name, 1) == one.one
        assert words.counted(name, 2) == one.several
        assert words.asks(name)
        assert "`" not in words.asks_plainly(name)
    assert words.environment("production") == "producción"
    assert words.environment("otro") == "otro"
