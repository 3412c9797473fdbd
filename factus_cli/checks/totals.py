"""Our totals against the sheet's own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.checks.rule import rule
from factus_cli.domain import money
from factus_cli.domain.findings import Problem, Severity
from factus_cli.domain.totals import of_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.documents import Document, Line

GRAVE, SLIGHT = Decimal("2.00"), Decimal("0.01")
"""COP apart that are an error, and that are worth a warning (annex 1.9, 4.3)."""
IMPOSSIBLE = Decimal(10) ** 15
"""COP. Below it every product and sum of ours is exact in 28 digits."""


@rule("TOT-01")
def line_totals_agree(document: Document) -> Iterator[Problem]:
    """Un valor de la línea no es el que se calcula

    La hoja trae un subtotal, un impuesto o un total que se aleja más de $ 2 del que dan precio, cantidad, descuento y
    tarifa. Uno de los dos está mal: revise la fila antes de enviar.
    """
    for column, row, ours, theirs in _compared(document):
        if abs(ours - theirs) > GRAVE:
            yield _line_problem(row, column, ours, theirs)


@rule("TOT-02", severity=Severity.WARNING)
def line_totals_agree_to_the_cent(document: Document) -> Iterator[Problem]:
    """Un valor de la línea difiere por redondeo

    Menos de $ 2 de diferencia con lo que se calcula. Se envía lo calculado.
    """
    for column, row, ours, theirs in _compared(document):
        if SLIGHT < abs(ours - theirs) <= GRAVE:
            yield _line_problem(row, column, ours, theirs)


@rule("TOT-03")
def document_total_agrees(document: Document) -> Iterator[Problem]:
    """El total de la hoja no es el que se calcula

    La columna del total del documento se aleja más de $ 2 de lo que suman sus líneas: puede faltar una fila.
    """
    expected = _expected(document)
    if expected is not None and abs(document.totals.total - expected) > GRAVE:
        yield _total_problem(document, expected)


@rule("TOT-04", severity=Severity.WARNING)
def document_total_agrees_to_the_cent(document: Document) -> Iterator[Problem]:
    """El total de la hoja difiere por redondeo

    Menos de $ 2 de diferencia. Se envía lo calculado.
    """
    expected = _expected(document)
    if expected is not None and SLIGHT < abs(document.totals.total - expected) <= GRAVE:
        yield _total_problem(document, expected)


@rule("TOT-05", prevents="VLR01")
def total_is_positive(document: Document) -> Iterator[Problem]:
    """El total no es mayor que cero

    Un documento debe cobrar algo, y los recargos no lo pueden dejar en menos.
    """
    if document.totals.total <= 0 and document.lines and all(of_line(line).base > 0 for line in document.lines):
        yield document.at("referencia", f"el total es {money.pesos(document.totals.total)}", "revise los recargos")


@rule("TOT-06")
def amounts_can_be_true(document: Document) -> Iterator[Problem]:
    """El valor del documento es imposible

    Pasa de mil billones de pesos, más que todo lo que produce el país en un año: hay un número mal escrito.
    """
    if document.totals.gross >= IMPOSSIBLE:
        yield document.at(
            "referencia", "el documento pasa de mil billones de pesos", "revise cantidades y precios de sus líneas"
        )


def _expected(document: Document) -> Decimal | None:
    """What the sheet says that a document comes to, where every line comes to something: others have been told already."""
    if document.expected_total is None or not all(map(_comes_to_something, document.lines)):
        return None
    return document.expected_total


def _comes_to_something(line: Line) -> bool:
    return line.price > 0 and line.quantity > 0 and of_line(line).base > 0


def _compared(document: Document) -> Iterator[tuple[str, int, Decimal, Decimal]]:
    """What the sheet says of each line beside ours; a line that comes to nothing has been told already."""
    for line in document.lines:
        expected = line.expected
        if expected is None or not _comes_to_something(line):
            continue
        sums = of_line(line)
        for column, ours, theirs in (
            ("subtotal_linea_esperado", sums.base, expected.subtotal),
            ("iva_valor_esperado", sums.tax, expected.tax),
            ("total_linea_esperado", sums.total, expected.total),
        ):
            if theirs is not None:
                yield column, line.row, ours, theirs


def _line_problem(row: int, column: str, ours: Decimal, theirs: Decimal) -> Problem:
    return Problem(
        row,
        column,
        f"la hoja dice {money.pesos(theirs)} y se calcula {money.pesos(ours)}",
        "revise precio, cantidad, descuento y tarifa de la fila",
    )


def _total_problem(document: Document, expected: Decimal) -> Problem:
    return document.at(
        "total_esperado",
        f"la hoja dice {money.pesos(expected)} y se calcula {money.pesos(document.totals.total)}",
        "revise si falta o sobra una fila",
    )
