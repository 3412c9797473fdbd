"""Questions in SQL: they are answered, and can do nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factus_cli.errors import LedgerCorrupt, UsageProblem
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.questions import select
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from pathlib import Path


def asked(path: Path, sql: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The columns and rows of a question."""
    with Ledger.read(path) as reader, select(reader, sql) as answer:
        return answer.columns, list(answer.rows)


def test_a_question_of_the_users_own_is_answered(month: Ledger, path: Path) -> None:
    columns, rows = asked(path, "SELECT reference, body FROM documents JOIN payloads ON hash = payload LIMIT 1")
    assert (columns, rows) == (("reference", "body"), [("FV-1", "{}")])
    recursive = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n"
    assert asked(path, recursive)[1] == [(6,)]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM events",
        "UPDATE documents SET state = 'validated'",
        "ATTACH 'otra.sqlite' AS otra",
        "PRAGMA writable_schema=ON",
        "DROP TABLE events",
        "CREATE TEMP TABLE t (x)",
        "SELECT 1; DELETE FROM events",
        "SELECT load_extension('x')",
        "VACUUM INTO 'otra.sqlite'",
        "SELECT nada FROM documents",
        "no es sql",
    ],
)
def test_a_question_can_do_nothing_but_ask(month: Ledger, path: Path, sql: str) -> None:
    with pytest.raises(UsageProblem, match="la consulta no se pudo hacer"):
        asked(path, sql)
    assert verify(month) is None


def test_a_question_to_an_empty_ledger_finds_nothing(path: Path) -> None:
    assert asked(path, "SELECT * FROM documents")[1] == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT * FROM nada", "no hay una tabla «nada»"),
        ("SELECT nada FROM documents", "no hay una columna «nada»"),
        ("SELECT nada()", "no hay una función «nada»"),
        ("SELECT lote FROM documents, events", "«lote» está en varias tablas"),
        ("SELEC 1", "no se entiende cerca de «SELEC»"),
        ("SELECT (1", "le falta el final"),
        ("SELECT 1; SELECT 2", "son varias"),
        ("DELETE FROM events", "quiere hacer más que leer"),
        ("PRAGMA query_only = OFF", "quiere hacer más que leer"),
        ("SELECT * FROM pragma_query_only", "quiere hacer más que leer"),
        ("SELECT abs(-9223372036854775807 - 1)", "integer overflow"),
        ("-- nada", "está vacía"),
        ("", "está vacía"),
    ],
)
def test_why_a_question_is_refused_is_said(month: Ledger, path: Path, sql: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        asked(path, sql)


def test_rows_come_one_by_one(month: Ledger, path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with Ledger.read(path) as reader, select(reader, endless) as answer:
        assert [next(answer.rows)[0] for _ in range(3)] == [1, 2, 3]


def test_text_that_is_no_text_any_more_is_shown(month: Ledger, path: Path) -> None:
    month.db.execute("UPDATE documents SET number = CAST(x'41ff' AS TEXT) WHERE reference = 'FV-1'")
    assert asked(path, "SELECT number FROM documents WHERE reference = 'FV-1'")[1] == [("A\ufffd",)]


def test_after_a_question_the_ledger_can_be_asked_as_before(month: Ledger, path: Path) -> None:
    with Ledger.read(path) as reader:
        with select(reader, "SELECT 1") as answer:
            assert list(answer.rows) == [(1,)]
        assert verify(reader) is None


def test_a_question_to_a_damaged_ledger_is_told(month: Ledger, path: Path) -> None:
    month.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with pytest.raises(LedgerCorrupt):
        asked(path, "SELECT * FROM documents")
