"""All the documents of a run together: what repeats, and what stands out."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from factus_cli.checks.notes import ANNULMENT
from factus_cli.checks.rule import lote_rule, rule
from factus_cli.domain import money
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from factus_cli.domain.documents import Document, Line
    from factus_cli.domain.findings import Problem

ENOUGH = 10
"""Values to compare with before one of them can stand out."""
PRICE_TIMES, DOCUMENT_TIMES = 100, 50


@rule("LOT-01", severity=Severity.WARNING)
def lines_are_different(document: Document) -> Iterator[Problem]:
    """Una línea está repetida en el documento

    Es legal y común, pero también pasa al copiar y pegar. Con --strict se acepta con --allow-repeated-lines.
    """
    if len({line.code for line in document.lines}) == len(document.lines):
        return
    seen: dict[tuple[object, ...], Line] = {}
    for line in document.lines:
        first = seen.setdefault(_content(line), line)
        if first is not line:
            yield line.at("item_nombre", f"la línea es igual a la de la fila {first.row}", "si está repetida, bórrela")


@lote_rule("LOT-02")
def references_are_different(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """Una referencia está en dos documentos

    Una referencia da un solo documento. Si está en dos archivos, aunque cambien las mayúsculas, los dos quedan por fuera
    hasta que se aclare.
    """
    by_key: dict[tuple[DocumentType, str], list[Document]] = defaultdict(list)
    for document in documents:
        by_key[document.type, document.reference.casefold()].append(document)
    for alike in by_key.values():
        for document in alike if len(alike) > 1 else ():
            same = [one for one in alike if one is not document and _is_same_reference(document, one)]
            others = ", ".join(_where_as(one, document) for one in same)
            if others:
                message = f"la referencia {document.reference} también está en {others}"
                yield document, document.at("referencia", message, "deje una sola")


def _is_same_reference(one: Document, other: Document) -> bool:
    """Whether two references are one: letter by letter, or but for capitals where the files are not the same (FIL-08)."""
    return one.reference == other.reference or one.origin.file != other.origin.file


def _where_as(one: Document, other: Document) -> str:
    spelled = "" if one.reference == other.reference else f", escrita {one.reference}"
    return f"{one.origin.file} fila {one.origin.rows[0]}{spelled}"


@lote_rule("LOT-05", severity=Severity.WARNING)
def types_do_not_share_a_reference(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """Una referencia está en documentos de distinto tipo

    Factus distingue las referencias de cada tipo, pero una referencia propia de cada documento evita confusiones al
    buscarlo.
    """
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.reference, document)
        if other.type is not document.type:
            yield (
                document,
                document.at(
                    "referencia",
                    f"la referencia {document.reference} también está en otro documento: {other.type.spanish} "
                    f"({other.origin.file} fila {other.origin.rows[0]})",
                    "dé a cada documento su propia referencia",
                ),
            )


@lote_rule("LOT-06")
def invoice_is_annulled_once(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """Una factura se anula dos veces

    El concepto 2 anula la factura completa: dos notas que lo digan acreditan más de lo que se facturó. Deje una, o use
    otro concepto si son parciales.
    """
    first: dict[str, Document] = {}
    for document in documents:
        note = document.correction
        if (
            document.type is not DocumentType.CREDIT_NOTE
            or note is None
            or not note.number
            or note.concept != ANNULMENT
        ):
            continue
        other = first.setdefault(note.number, document)
        if other is not document and other.reference != document.reference:
            where = f"{other.reference} ({other.origin.file} fila {other.origin.rows[0]})"
            message = f"la factura {note.number} ya se anula en {where}"
            yield document, document.at("factura_numero", message, "deje una sola anulación")


@lote_rule("LOT-03", severity=Severity.NOTICE)
def prices_are_of_a_size(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """Un precio se sale de lo usual

    Es más de 100 veces la mediana del mismo producto en el lote: revise si sobra un cero.
    """
    by_item: dict[str, list[tuple[Document, Line]]] = defaultdict(list)
    for document in documents:
        for line in document.lines:
            by_item[line.code].append((document, line))
    for sold in by_item.values():
        if len(sold) < ENOUGH:
            continue
        middle: Decimal = median(line.price for _, line in sold)
        for document, line in sold:
            if line.price > PRICE_TIMES * middle:
                yield (
                    document,
                    line.at(
                        "precio_unitario",
                        f"{money.pesos(line.price)} pasa de 100 veces lo usual de {line.code} ({money.pesos(middle)})",
                        "revise si sobra un cero",
                    ),
                )


@lote_rule("LOT-04", severity=Severity.NOTICE)
def documents_are_of_a_size(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """El total de un documento se sale de lo usual

    Es más de 50 veces la mediana del lote: revise si sobra un cero.
    """
    if len(documents) < ENOUGH:
        return
    middle: Decimal = median(document.totals.total for document in documents)
    for document in documents:
        if document.totals.total > DOCUMENT_TIMES * middle:
            yield (
                document,
                document.at(
                    "referencia",
                    f"{money.pesos(document.totals.total)} pasa de 50 veces lo usual ({money.pesos(middle)})",
                    "revise cantidades y precios",
                ),
            )


def _content(line: Line) -> tuple[object, ...]:
    """All that a line says, save where it stands and what the sheet expects of it."""
    return (
        line.code,
        line.name,
        line.quantity,
        line.price,
        line.discount_rate,
        line.discount_amount,
        line.taxes,
        line.withholdings,
        line.unit,
        line.standard,
        line.note,
    )
