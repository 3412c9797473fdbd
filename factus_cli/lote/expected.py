"""Columns of line totals that mean the other total in every row: with tax where the header says without, or the reverse."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain.documents import Expected
from factus_cli.domain.findings import Problem
from factus_cli.domain.totals import of_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factus_cli.domain.documents import Document, Line

CENT = Decimal("0.01")
"""COP that two amounts may be apart and still agree."""


def with_expected_as_meant(documents: list[Document]) -> tuple[tuple[Document, ...], list[Problem]]:
    """The documents with their expected amounts where they agree, and a notice for each column so taken."""
    lines = [line for document in documents for line in document.lines if line.expected is not None]
    total_is_base = _is_other(
        (line.expected.total, of_line(line).total, of_line(line).base) for line in lines if line.expected
    )
    base_is_total = _is_other(
        (line.expected.subtotal, of_line(line).base, of_line(line).total) for line in lines if line.expected
    )
    told = []
    if total_is_base:
        told.append(Problem(None, "total_linea_esperado", "el total de la línea coincide con el valor sin impuesto"))
    if base_is_total:
        told.append(
            Problem(None, "subtotal_linea_esperado", "el subtotal de la línea coincide con el valor con impuesto")
        )
    if not told:
        return tuple(documents), told

    def meant(line: Line) -> Line:
        if line.expected is None:
            return line
        subtotal, tax, total = line.expected.subtotal, line.expected.tax, line.expected.total
        if total_is_base:
            subtotal, total = total if subtotal is None else subtotal, None
        if base_is_total:
            subtotal, total = None, line.expected.subtotal if total is None else total
        return replace(line, expected=Expected(subtotal, tax, total))

    return tuple(replace(one, lines=tuple(meant(line) for line in one.lines)) for one in documents), told


def _is_other(said: Iterable[tuple[Decimal | None, Decimal, Decimal]]) -> bool:
    """Whether every amount said agrees with the other of ours, and not every one with its own."""
    pairs = [(theirs, own, other) for theirs, own, other in said if theirs is not None]
    return (
        bool(pairs)
        and all(abs(theirs - other) <= CENT for theirs, _, other in pairs)
        and not all(abs(theirs - own) <= CENT for theirs, own, _ in pairs)
    )
