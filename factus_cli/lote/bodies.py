"""What a file of ready v2 bodies says besides its rows: what no column holds, and amounts to compare with ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.domain.findings import Problem
from factus_cli.domain.totals import of_line
from factus_cli.lote import codes_bodies
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Grouped
    from factus_cli.lote.table import Table

    Found = tuple[FindingCode, Problem, str | None]


AS_TYPED = ("text", "email", "code")
"""Kinds of value that are sent as they are."""


class ItemRow(int):
    """The number of an element (from 1) that holds several lines, and which of its items this one is (from 0)."""

    item: int

    def __new__(cls, element: int, item: int) -> ItemRow:
        """The item of an element."""
        made = super().__new__(cls, element)
        made.item = item
        return made

    def __str__(self) -> str:
        """`3 (items[0])`: what a message calls it."""
        return f"{int(self)} (items[{self.item}])"


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount that a body gives and we calculate, in COP, and where it stands."""

    path: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bodies:
    """`found` in each element, by its number; what their payments add up to; the base that they give of their charge."""

    found: Mapping[int, tuple[tuple[FindingCode, Problem], ...]]
    paid: Mapping[int, Stated]
    bases: Mapping[int, Stated]


def about_elements(table: Table, bodies: Bodies, grouped: Grouped) -> Iterator[Found]:
    """What was found in each body while it was taken apart, and the bodies that say they are one document."""
    for group in grouped.groups:
        elements = list(dict.fromkeys(int(table.rows[index]) for index in group.indices))
        for element in elements:
            yield from ((code, problem, group.reference or None) for code, problem in bodies.found.get(element, ()))
        for other in elements[1:] if group.reference else ():
            message = f"el elemento {elements[0]} ya es {group.type.spanish} con la referencia {group.reference}"
            hint = "cambie una de las dos referencias, o borre el repetido"
            yield codes_bodies.SAME_REFERENCE, Problem(other, "referencia", message, hint), group.reference


def about_texts(table: Table, fields: Fields, grouped: Grouped) -> Iterator[Found]:
    """Texts that are sent without spaces that they have, or line breaks: nothing of a body changes in silence."""
    references = {index: group.reference for group in grouped.groups for index in group.indices}
    for name, reads in fields.reads.items():
        if BY_NAME[name].kind not in AS_TYPED:
            continue
        for index, text in enumerate(fields.columns[name].texts):
            read = reads[index]
            if read.value not in (None, text) and read.code is None:
                message = f"se envía «{cut(read.value)}», sin los espacios de más ni los saltos de línea"
                problem = Problem(table.rows[index], name, message)
                yield codes_bodies.SENT_OTHERWISE, problem, references.get(index) or None


def about_amounts(documents: Iterable[Document], bodies: Bodies) -> Iterator[Found]:
    """The amounts that a body gives and that are not ours."""
    for document in documents:
        element = document.origin.rows[0]
        paid, base = bodies.paid.get(element), bodies.bases.get(element)
        ours = sum((payment.amount for payment in document.payments), money.ZERO)
        if paid is not None and paid.amount != ours:
            hint = "revise precios, cantidades, descuentos, impuestos y redondeo del cuerpo"
            yield codes_bodies.OTHER_AMOUNT, _differing(element, paid, ours, hint), document.reference
        ours = sum((of_line(line).base for line in document.lines), money.ZERO)
        if base is not None and base.amount != ours:
            yield (
                codes_bodies.SENT_OTHERWISE,
                _differing(element, base, ours, "se envía lo calculado"),
                document.reference,
            )


def _differing(element: int, stated: Stated, ours: Decimal, hint: str) -> Problem:
    message = f"{stated.path} dice {money.pesos(stated.amount)} y se calcula {money.pesos(ours)}"
    return Problem(element, None, message, hint)
