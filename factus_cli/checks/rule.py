"""`@rule("LIN-02")`: a test becomes a value of the list of rules, its docstring its entry in the manual (Spanish)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from factus_cli.domain.findings import FindingCode, Problem, Severity

if TYPE_CHECKING:
    from datetime import date

    from factus_cli.domain.documents import Document

R = TypeVar("R")
Test = Callable[..., Iterator[Problem]]
LoteTest = Callable[..., Iterator["tuple[Document, Problem]"]]


OfDocument = Callable[["Document", "date"], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about one document: its code and the test that yields what is wrong, taking (document, today)."""

    code: FindingCode
    test: OfDocument


@dataclass(frozen=True, slots=True)
class LoteRule:
    """A rule about all the documents of a run together: its test yields (document, problem)."""

    code: FindingCode
    test: Callable[[list[Document], date], Iterable[tuple[Document, Problem]]]


RULES: list[Rule] = []
"""Every rule about one document, in the order of the modules that declare them."""
LOTE_RULES: list[LoteRule] = []
"""Every rule about the documents of a run together."""


def rule(code: str, *, prevents: str = "", severity: Severity = Severity.ERROR) -> Callable[[Test], Test]:
    """Declare a rule about one document. Its test takes the document, and today (Bogotá) when it asks for it.

    Long lotes are judged by parts (`lote.clean_specimens`): a rule that looks at the party and something else together,
    at the reference or at what the lines come to is also for `lote.clean` to look after.
    """

    def declare(test: Test) -> Test:
        RULES.append(Rule(_code(code, severity, prevents, test), _taking_today(test)))
        return test

    return declare


def lote_rule(code: str, *, prevents: str = "", severity: Severity = Severity.ERROR) -> Callable[[LoteTest], LoteTest]:
    """Declare a rule about all documents of a run; its test takes the list of them, and today when it asks for it."""

    def declare(test: LoteTest) -> LoteTest:
        LOTE_RULES.append(LoteRule(_code(code, severity, prevents, test), _taking_today(test)))
        return test

    return declare


def _code(code: str, severity: Severity, prevents: str, test: Callable[..., object]) -> FindingCode:
    manual = inspect.getdoc(test)
    if not manual:
        raise ValueError(f"rule {code} has no entry in the manual")
    title, _, rest = manual.partition("\n")
    return FindingCode(code, severity, title.strip(), rest.strip(), prevents, daily=_asks_for_today(test))


def _taking_today(test: Callable[..., R]) -> Callable[..., R]:
    if _asks_for_today(test):
        return test
    return lambda subject, _today: test(subject)


def _asks_for_today(test: Callable[..., object]) -> bool:
    return len(inspect.signature(test).parameters) > 1
