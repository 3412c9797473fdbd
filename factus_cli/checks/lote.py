"""All the documents of a run together: what repeats, and what stands out."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from factus_cli.checks.rule import lote_rule, rule
from factus_cli.domain import money
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from factus_cli.domain.documents import Document, DocumentType, Line
    from factus_cli.domain.findings import Problem

ENOUGH = 10
"""Values to compare with before one of them can stand out."""
PRICE_TIMES, DOCUMENT_TIMES = 100, 50


@rule("LOT-01", severity=Severity.WARNING)
def lines_are_different(document: Document) -> Iterator[Problem]:
    """Una línea está dos veces en el documento

    Es legal y común, pero también pasa al copiar y pegar. Con --strict se acepta con --allow-repeated-lines.
    """
    seen: dict[tuple[object, ...], int] = {}
    for line in document.lines:
        content = (
            line.code,
            line.name,
            line.quantity,
            line.price,
            line.discount_rate,
            line.discount_amount,
            line.taxes,
        )
        first = seen.setdefault(content, line.row)
        if first != line.row:
            yield line.at("item_nombre", f"la línea es igual a la de la fila {first}", "si está repetida, bórrela")


@lote_rule("LOT-02")
def references_are_different(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """Una referencia está en dos documentos

    Una referencia da un solo documento. Si está en dos archivos, los dos quedan por fuera hasta que se aclare.
    """
    by_key: dict[tuple[DocumentType, str], list[Document]] = defaultdict(list)
    for document in documents:
        by_key[document.key].append(document)
    for same in by_key.values():
        for document in same if len(same) > 1 else ():
            others = ", ".join(f"{one.origin.file} fila {one.origin.rows[0]}" for one in same if one is not document)
            yield (
                document,
                document.at(
                    "referencia", f"la referencia {document.reference} también está en {others}", "deje una sola"
                ),
            )


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
                        f"{money.pesos(line.price)} pasa de 100 veces lo usual ({money.pesos(middle)})",
                    ),
                )


@lote_rule("LOT-04", severity=Severity.NOTICE)
def documents_are_of_a_size(documents: list[Document]) -> Iterator[tuple[Document, Problem]]:
    """El total de un documento se sale de lo usual

    Es más de 50 veces la mediana del lote.
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
                ),
            )
