"""Every rule over every document: findings, at their cells."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from factus_cli.checks import customer, final_consumer, lines, lote, notes, numbering, payment, taxes, totals
from factus_cli.checks.rule import LOTE_RULES, RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from factus_cli.checks.rule import OfDocument
    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Finding, FindingCode, Place

TOPICS = (customer, final_consumer, lines, taxes, payment, totals, numbering, notes, lote)
"""The modules that declare the rules, in the order in which they are told."""


def findings_of(documents: Iterable[Document], place: Callable[[Document], Place], *, today: date) -> Iterator[Finding]:
    """What the rules find in the documents; `place` gives the file a document's rows stand in."""
    everything = list(documents)
    yield from findings_of_each(everything, place, today=today)
    for across in LOTE_RULES:
        for document, problem in across.test(everything, today):
            yield place(document).finding(across.code, problem, document.reference)


def findings_of_each(
    documents: Iterable[Document], place: Callable[[Document], Place], *, today: date
) -> Iterator[Finding]:
    """The same without the rules that look across the documents of a run."""
    tests = [(one.code, one.test) for one in RULES]
    for document in documents:
        for code, test in tests:
            for problem in test(document, today):
                yield place(document).finding(code, problem, document.reference)


def is_faultless(document: Document, today: date, *, save: tuple[str, ...] = ()) -> bool:
    """Whether no rule about one document finds anything in it, save those of some codes."""
    return not any(True for test in _tests(save) for _ in test(document, today))


@cache
def _tests(save: tuple[str, ...]) -> tuple[OfDocument, ...]:
    return tuple(one.test for one in RULES if one.code.code not in save)


def codes() -> list[FindingCode]:
    """The code of every rule, for `factus explain` and the documentation."""
    return [*(one.code for one in RULES), *(one.code for one in LOTE_RULES)]
