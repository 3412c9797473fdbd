"""Lotes, lists, look-ups, counts and copies of the ledger."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from ledger_world import KEY, StillClock, document, prepared

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import State
from factus_cli.errors import UsageProblem
from factus_cli.ledger import lotes, queries
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lotes import Source
from factus_cli.ledger.queries import Filter
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source(
    "/casa/Mes Comercial.xlsx", "a" * 64, ("Factura", "Valor"), ((2, ("FV-1", "1,5")), (3, ("FV-2", ""))), "Hoja1"
)
DAY_SECONDS = 24 * 3600


def opened(ledger: Ledger, source: Source = SOURCE, *references: str) -> lotes.Lote:
    documents = [document(name, rows=(row,)) for row, name in enumerate(references or ("FV-1", "FV-2"), start=2)]
    return lotes.open_lote(ledger, source, documents, profile="acme", environment="sandbox")


def test_a_lote_is_named_by_the_day_and_the_file(ledger: Ledger) -> None:
    lote = opened(ledger)
    assert (lote.id, lote.file, lote.sheet, lote.documents) == (
        "2026-11-24-mes-comercial",
        "/casa/Mes Comercial.xlsx",
        "Hoja1",
        2,
    )
    assert (lote.started_at, lote.ended_at, lote.exit_code) == ("2026-11-24T08:00:00-05:00", None, None)
    assert lotes.inputs(ledger, lote.id) == lotes.Inputs(SOURCE.headers, SOURCE.rows)
    assert verify(ledger) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [("Señor Peña (2)", "senor-pena-2"), ("...", "lote"), ("x" * 60, "x" * 40), ("stdin", "stdin")],
)
def test_names_become_plain(name: str, said: str) -> None:
    assert lotes.slug(name) == said


def test_closing_a_lote_says_how_it_ended(ledger: Ledger, clock: StillClock) -> None:
    lote = opened(ledger)
    clock.pass_by(60)
    lotes.close_lote(ledger, lote.id, 5)
    closed = lotes.lote(ledger, lote.id)
    assert closed is not None
    assert (closed.ended_at, closed.exit_code) == ("2026-11-24T08:01:00-05:00", 5)


@pytest.mark.parametrize(
    ("again", "references"),
    [
        (SOURCE, ("FV-1", "FV-2")),
        (replace(SOURCE, file="/otra/copia.xlsx"), ("FV-1", "FV-2")),
        (replace(SOURCE, digest="b" * 64, rows=((2, ("FV-0", "1")),)), ("FV-0", "FV-1", "FV-2")),
    ],
    ids=["the same file", "the same content elsewhere", "corrected, with every document"],
)
def test_a_file_sent_again_is_the_same_lote(
    ledger: Ledger, clock: StillClock, again: Source, references: tuple[str, ...]
) -> None:
    first = opened(ledger)
    lotes.close_lote(ledger, first.id, 5)
    clock.pass_by(DAY_SECONDS)
    second = opened(ledger, again, *references)
    assert (second.id, second.created_at, second.ended_at, second.exit_code) == (first.id, first.created_at, None, None)
    assert second.started_at == "2026-11-25T08:00:00-05:00"
    assert len(lotes.lotes(ledger)) == 1
    assert lotes.inputs(ledger, first.id).rows == again.rows
    assert verify(ledger) is None


@pytest.mark.parametrize("references", [("FV-9",), ("FV-2",)], ids=["another month", "only what failed"])
def test_another_content_under_the_same_name_is_another_lote(
    ledger: Ledger, clock: StillClock, references: tuple[str, ...]
) -> None:
    first = opened(ledger)
    clock.pass_by(60)
    second = opened(ledger, replace(SOURCE, digest="b" * 64, rows=((2, ("otra", "")),)), *references)
    assert second.id == "2026-11-24-mes-comercial-2"
    assert lotes.inputs(ledger, first.id).rows == SOURCE.rows
    last = lotes.last_lote(ledger)
    assert last is not None
    assert last.id == second.id


def test_a_document_can_be_in_two_lotes_with_the_rows_of_each(ledger: Ledger) -> None:
    first = opened(ledger)
    ledger.prepare([prepared("FV-1"), prepared("FV-2", rows=(3,))], first.id)
    second = opened(ledger, replace(SOURCE, digest="b" * 64), "FV-2")
    in_first, in_second = (queries.of_lote(ledger, one.id) for one in (first, second))
    assert [(one.reference, one.rows) for one in in_first] == [("FV-1", (2,)), ("FV-2", (3,))]
    assert [(one.reference, one.rows) for one in in_second] == [("FV-2", (2,))]


def test_documents_of_a_lote_come_in_the_order_of_its_rows(ledger: Ledger) -> None:
    ledger.prepare([prepared("B", rows=(9, 10)), prepared("A", rows=(2,)), prepared("C", rows=(5,))], "lote")
    assert [one.reference for one in queries.of_lote(ledger, "lote")] == ["A", "C", "B"]


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-24-mes-comercial",
        "2026-11-24-MES-comercial",
        "2026-11",
        "Mes Comercial.xlsx",
        "/casa/Mes Comercial.xlsx",
        "mes comercial",
        "mes-comercial",
    ],
)
def test_a_lote_is_found_by_id_by_its_beginning_or_by_its_file(ledger: Ledger, name: str) -> None:
    lote = opened(ledger)
    assert lotes.lote(ledger, name) == lote


def test_a_file_of_many_months_names_its_last_lote(ledger: Ledger, clock: StillClock) -> None:
    opened(ledger)
    clock.pass_by(30 * DAY_SECONDS)
    december = opened(ledger, replace(SOURCE, digest="b" * 64), "FV-100")
    assert lotes.lote(ledger, "Mes Comercial.xlsx") == december


@pytest.mark.parametrize("passed", [-3600.0, -40 * DAY_SECONDS, 40 * DAY_SECONDS], ids=["-1 h", "-40 d", "+40 d"])
def test_the_last_lote_is_the_last_one_sent_whatever_the_clock_was_set_to(
    ledger: Ledger, clock: StillClock, passed: float
) -> None:
    first = opened(ledger)
    clock.pass_by(passed)
    second = opened(ledger, replace(SOURCE, digest="b" * 64), "FV-100")
    assert [one.id for one in lotes.lotes(ledger)] == [second.id, first.id]
    assert lotes.lote(ledger, "Mes Comercial.xlsx") == second
    clock.pass_by(-passed - 60)
    assert opened(ledger) == lotes.last_lote(ledger) != first
    assert verify(ledger) is None


def test_a_beginning_of_several_ids_is_a_question(ledger: Ledger) -> None:
    opened(ledger)
    opened(ledger, replace(SOURCE, file="/casa/menor.csv", digest="c" * 64), "FV-3")
    with pytest.raises(UsageProblem, match="2026-11-24-mes-comercial") as asked:
        lotes.lote(ledger, "2026-11-24-me")
    assert asked.value.code == "lote_ambiguous"


def test_an_unknown_lote_is_none(ledger: Ledger) -> None:
    assert lotes.lote(ledger, "nada") is None
    assert lotes.last_lote(ledger) is None
    assert lotes.inputs(ledger, "nada") == lotes.Inputs()


def test_a_lote_without_a_file_is_known_by_name(ready: Ledger) -> None:
    lote = lotes.lote(ready, "lote")
    assert lote is not None
    assert (lote.file, lote.documents) == (None, 1)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "NC-1 FV-3 FV-2 FV-1"),
        (Filter(limit=2), "NC-1 FV-3"),
        (Filter(limit=0), ""),
        (Filter(state=State.VALIDATED), "FV-2 FV-1"),
        (Filter(type=DocumentType.CREDIT_NOTE), "NC-1"),
        (Filter(lote="a"), "FV-2 FV-1"),
        (Filter(customer="ferreteria nandu"), "FV-2"),
        (Filter(customer="FERR"), "FV-2"),
        (Filter(customer="52.123.456"), "FV-2"),
        (Filter(customer="900.123.456-8"), "NC-1 FV-3 FV-1"),
        (Filter(customer="..."), ""),
        (Filter(customer="nadie"), ""),
        (Filter(since=date(2026, 11, 25)), "NC-1 FV-3 FV-2"),
        (Filter(until=date(2026, 11, 25)), "FV-2 FV-1"),
        (Filter(since=date(2026, 11, 25), until=date(2026, 11, 25)), "FV-2"),
        (Filter(state=State.VALIDATED, lote="a", customer="52123456", limit=5), "FV-2"),
    ],
    ids=str,
)
def test_lists_are_filtered_and_newest_first(month: Ledger, path: Path, wanted: Filter, found: str) -> None:
    with Ledger.read(path) as reader:
        assert [one.reference for one in queries.listed(reader, wanted)] == found.split()


def test_without_a_filter_everything_is_listed(month: Ledger) -> None:
    assert len(queries.listed(month)) == 4


@pytest.mark.parametrize("text", ["FV-1", "SETP1", "setp1", "setp1" * 12, " SETP1 ", "SETP1" * 12])
def test_a_document_is_found_by_reference_number_or_cufe(month: Ledger, text: str) -> None:
    assert [one.reference for one in queries.look_up(month, text)] == ["FV-1"]


def test_counts_and_figures_are_of_all_or_of_a_lote(month: Ledger) -> None:
    assert queries.counts(month) == {State.VALIDATED: 2, State.REJECTED: 1, State.READY: 1}
    assert queries.counts(month, "b") == {State.REJECTED: 1, State.READY: 1}
    figures = queries.statistics(month)
    assert (figures.documents, figures.by_type, figures.validated) == (
        4,
        {DocumentType.INVOICE: 3, DocumentType.CREDIT_NOTE: 1},
        {DocumentType.INVOICE: Decimal("3570.00")},
    )
    assert (figures.events, figures.attempts, figures.lotes) == (9, 2, 2)
    assert (figures.first_day, figures.last_day) == ("2026-11-24", "2026-11-26")


def test_an_empty_ledger_has_figures_too(path: Path) -> None:
    with Ledger.read(path) as reader:
        figures = queries.statistics(reader)
    assert (figures.documents, figures.by_state, figures.first_day) == (0, {}, None)


def test_the_reading_questions_work_while_a_sender_is_writing(month: Ledger, path: Path) -> None:
    with month.writing(), Ledger.read(path) as reader:
        month.db.execute("UPDATE documents SET state = 'sending'")
        assert queries.counts(reader)[State.VALIDATED] == 2
        assert len(queries.history(reader, KEY)) == 3
        assert verify(reader) is None
        month.db.execute("UPDATE documents SET state = 'validated'")


def test_an_unopened_connection_is_not_left_behind(path: Path) -> None:
    reader = Ledger.read(path)
    reader.close()
    with pytest.raises(sqlite3.ProgrammingError):
        reader.find(KEY)
