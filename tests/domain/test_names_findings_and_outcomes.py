"""Names compared, findings as JSON, and the state that each outcome leaves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.findings import Finding, Severity
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    Message,
    NeedsSupport,
    NotSent,
    Outcome,
    Pending,
    Refused,
    Rejected,
    Skipped,
    State,
    Validated,
    state_of,
)
from factus_cli.domain.search import nearest, plain

if TYPE_CHECKING:
    from factus_cli.domain.documents import Document

LAW = settings(deadline=None, derandomize=True)
CUFE = "a" * 96


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Bogotá,  D.C.", "bogota d c"),
        ("  ÑANDÚ ", "nandu"),
        ("tarjeta_crédito", "tarjeta credito"),
        ("Itagüí", "itagui"),
        ("…", ""),
    ],
)
def test_names_are_compared_without_dress(text: str, bare: str) -> None:
    assert plain(text) == bare


@LAW
@given(st.text(max_size=30))
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_the_nearest_name_comes_first() -> None:
    names = ["Medellín", "Manizales", "Bucaramanga"]
    assert nearest("medelin", names)[0] == "Medellín"
    assert nearest("zzzz", names) == []
    assert len(nearest("a", ["ana", "ada", "ala", "asa"], limit=2)) <= 2


def test_severities_have_their_words() -> None:
    assert [one.spanish for one in Severity] == ["error", "aviso", "nota"]


def test_a_finding_prints_its_keys_in_order() -> None:
    one = Finding(
        "CLI-03",
        Severity.ERROR,
        "lote.xlsx",
        "Hoja1",
        14,
        "cliente_dv",
        "DV",
        "E14",
        "5",
        "el DV es 4",
        "revise",
        "FV-1",
    )
    assert one.as_json() == {
        "code": "CLI-03",
        "severity": "error",
        "file": "lote.xlsx",
        "sheet": "Hoja1",
        "row": 14,
        "column": "cliente_dv",
        "header": "DV",
        "cell": "E14",
        "value": "5",
        "message": "el DV es 4",
        "hint": "revise",
        "reference_code": "FV-1",
    }
    assert list(one.as_json()) == [*Finding.__dataclass_fields__]


OUTCOMES: list[tuple[Outcome, State]] = [
    (Validated("SETP1", CUFE, Decimal(1)), State.VALIDATED),
    (Skipped("SETP1", CUFE, Decimal(1)), State.VALIDATED),
    (Pending(), State.PENDING),
    (Rejected(()), State.REJECTED),
    (Refused(()), State.REFUSED),
    (InDoubt("se cortó la red"), State.IN_DOUBT),
    (Conflict(()), State.CONFLICT),
    (NeedsSupport(()), State.NEEDS_SUPPORT),
    (NotSent("--limit"), State.READY),
]


@pytest.mark.parametrize(("outcome", "state"), OUTCOMES, ids=[type(one).__name__ for one, _ in OUTCOMES])
def test_each_outcome_leaves_its_state(outcome: Outcome, state: State) -> None:
    assert state_of(outcome) is state


def test_every_state_but_sending_comes_of_an_outcome() -> None:
    assert {state for _, state in OUTCOMES} == set(State) - {State.SENDING}


def test_a_message_prints_its_keys() -> None:
    assert Message("FAK24", "rejection", "Regla: FAK24").as_json() == {
        "code": "FAK24",
        "severity": "rejection",
        "text": "Regla: FAK24",
    }


@pytest.mark.parametrize(
    ("type_", "value", "spanish", "note", "provider"),
    [
        (DocumentType.INVOICE, "factura", "factura", False, False),
        (DocumentType.CREDIT_NOTE, "nota_credito", "nota crédito", True, False),
        (DocumentType.DEBIT_NOTE, "nota_debito", "nota débito", True, False),
        (DocumentType.SUPPORT_DOCUMENT, "documento_soporte", "documento soporte", False, True),
        (DocumentType.ADJUSTMENT_NOTE, "nota_ajuste", "nota de ajuste", True, True),
    ],
)
def test_each_type_knows_its_words(type_: DocumentType, value: str, spanish: str, note: bool, provider: bool) -> None:
    assert (type_.column_value, type_.spanish, type_.is_note, type_.has_provider) == (value, spanish, note, provider)


def test_a_problem_of_a_document_stands_in_its_first_row(document: Document) -> None:
    assert document.at("concepto", "x").row == 2
    assert document.lines[1].at("cantidad", "x").row == 3


def test_a_document_is_its_family_and_its_reference(document: Document) -> None:
    assert document.key == (DocumentType.CREDIT_NOTE, "NC-1")
