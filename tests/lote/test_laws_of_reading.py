"""Whatever stands in a cell: nothing raises, and either the documents mean the same or a finding names the cell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from any_cells import CELLS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import CORRECT, TODAY, read, row, table

from factus_cli.checks.run import findings_of
from factus_cli.domain.documents import Document, DocumentType
from factus_cli.lote.columns import BY_NAME, FIELDS, all_headers
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Kind

if TYPE_CHECKING:
    from factus_cli.lote.lote import Lote

FULL: dict[str, str] = {
    **CORRECT,
    "cliente_tipo_documento": "NIT",
    "cliente_tipo_persona": "juridica",
    "cliente_municipio": "Medellín",
    "cliente_departamento": "Antioquia",
    "cliente_pais": "CO",
    "cliente_telefono": "3001234567",
    "cliente_responsabilidades": "O-13",
    "cliente_tributo": "IVA",
    "tipo": "factura",
    "fecha_emision": "24/11/2026",
    "rango": "SETP",
    "observacion": "Gracias",
    "orden_compra": "OC-1",
    "orden_compra_fecha": "20/11/2026",
    "periodo_inicio": "01/11/2026",
    "periodo_fin": "30/11/2026",
    "moneda": "USD",
    "tasa_cambio": "4000",
    "enviar_correo": "sí",
    "forma_pago": "crédito",
    "medio_pago": "transferencia",
    "fecha_vencimiento": "24/12/2026",
    "pago_referencia": "P-1",
    "descuento_porcentaje": "10",
    "unidad": "kg",
    "estandar": "999",
    "item_nota": "nota",
    "propina": "100",
    "redondeo": "-30",
    "anticipo_valor": "500",
    "anticipo_fecha": "01/11/2026",
    "anticipo_referencia": "R-1",
    "total_linea_esperado": "2142",
    "total_esperado": "2242",
}
"""A row that says nearly all that a row can say."""

EVERY_HEADER = sorted({*all_headers(), "AÑO", "MES", "DÍA", "", "Color"})
NAMES = sorted(one.name for one in FIELDS if one.name not in ("prefijo", "numero"))


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(NAMES), CELLS)
def test_any_cell_means_the_same_is_told_or_stands_in_the_document_as_typed(name: str, cell: Cell) -> None:
    before = read([{**FULL, name: FULL.get(name, "")}, row(referencia="OTRA")])
    after = read([{**FULL, name: cell}, row(referencia="OTRA")])
    told = {(one.row, one.column) for one in after.findings}
    if not cell.text.strip() or (2, name) in told or any(one.row == 2 for one in after.skipped):
        return
    if _means(after) == _means(before):
        return
    document = next((one for one in after.documents if one.origin.rows == (2,)), None)
    if document is None:
        assert any(one.row == 2 and one.severity.value == "error" for one in after.findings)
        return
    assert _says(document, name, cell), (name, cell, document)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(NAMES), CELLS, st.sampled_from(list(DocumentType)))
def test_any_cell_of_any_type_of_document_can_be_judged(name: str, cell: Cell, type_: DocumentType) -> None:
    lote = read([{**FULL, "tipo": "", name: cell}, row(referencia="OTRA")], MeaningOptions(type=type_))
    list(findings_of(lote.documents, lambda _: lote.place, today=TODAY))
    assert len(lote.documents) + len(lote.incorrect) + len(lote.skipped) + len(lote.findings) >= 1


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([one for one in NAMES if one != "referencia"]), CELLS)
def test_a_wrong_cell_leaves_the_other_documents_as_they_were(name: str, cell: Cell) -> None:
    other = row(referencia="OTRA", **dict.fromkeys(set(FULL) - set(CORRECT), ""))
    before, after = read([FULL, other]), read([{**FULL, name: cell}, other])
    alone = [one for one in after.documents if one.reference == "OTRA"]
    assert alone == [one for one in before.documents if one.reference == "OTRA"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_headers_over_any_cells_are_documents_or_findings(data: st.DataObject) -> None:
    others = data.draw(st.lists(st.sampled_from(EVERY_HEADER), max_size=8))
    kept = data.draw(st.lists(st.sampled_from(list(CORRECT)), min_size=4, unique=True))
    headers = [*kept, *others]
    typed = st.one_of(CELLS, st.sampled_from([*CORRECT.values(), ""]))
    rows = data.draw(st.lists(st.lists(typed, min_size=len(headers), max_size=len(headers)), max_size=4))
    lote = read_documents(table(headers, rows), MeaningOptions(), TODAY)
    list(findings_of(lote.documents, lambda _: lote.place, today=TODAY))
    assert rows == [] or lote.documents or lote.findings
    for one in lote.documents:
        assert sum(payment.amount for payment in one.payments) == one.totals.total + (one.cash_rounding or 0)


@given(st.text(max_size=40), st.lists(CELLS, min_size=2, max_size=2))
def test_any_column_that_is_not_known_changes_nothing(header: str, cells: list[Cell]) -> None:
    title = f"zzz {header}"
    rows = [{**row(), title: cells[0]}, {**row(referencia="OTRA"), title: cells[1]}]
    assert _means(read(rows)) == _means(read([row(), row(referencia="OTRA")]))


def _means(lote: Lote) -> list[Document]:
    return list(lote.documents)


def _says(document: Document, name: str, cell: Cell) -> bool:
    """Whether what was typed is what the document says: text as text, numbers by their digits, codes by their list."""
    kind = BY_NAME[name].kind
    typed = " ".join(cell.text.split()).removeprefix("'")
    if kind in ("text", "code", "email"):
        return any(typed in text for text in _texts(document))
    if kind in ("money", "quantity", "signed", "discount", "iva", "tax", "withholding"):
        if cell.kind is not Kind.TEXT:
            scale = 100 if cell.kind is Kind.PERCENT else 1
            return abs(Decimal(cell.text) * scale) in _numbers(document)
        without_zeros = re.sub(r"([.,]\d\d)0+$", r"\1", typed.rstrip("%$ )-"))
        said = {_figures(format(number, "f")) for number in _numbers(document)}
        return bool({_figures(typed), _figures(without_zeros)} & said)
    return bool(typed)  # dates and codes of lists: a whole table of them is tested by itself


def _figures(typed: str) -> str:
    """The figures of a number without the signs that only dress it, nor zeros that say nothing."""
    whole, _, part = typed.replace(",", ".").rpartition(".")
    if not whole or len(part) > 2:
        whole, part = whole + part, ""
    digits = "".join(sign for sign in whole if sign.isdigit()).lstrip("0")
    return f"{digits}.{''.join(sign for sign in part if sign.isdigit()).rstrip('0')}"


def _texts(document: Document) -> set[str]:
    party = document.customer
    return {
        text
        for text in (
            document.reference,
            document.range,
            document.observation,
            party.identification,
            party.name,
            party.trade_name,
            party.email,
            party.phone,
            party.address,
            document.order.reference if document.order else None,
            *(one.reference for one in document.payments),
            *(one.reference for one in document.prepayments),
            *(text for line in document.lines for text in (line.code, line.name, line.note)),
            document.correction.number if document.correction else None,
        )
        if text is not None
    }


def _numbers(document: Document) -> list[Decimal]:
    rate = document.currency.rate if document.currency else None
    numbers: list[Decimal | None] = [document.cash_rounding, document.expected_total, rate]
    for line in document.lines:
        numbers += [line.quantity, line.price, line.discount_rate, line.discount_amount]
        numbers += [one.rate for one in (*line.taxes, *line.withholdings)]
        numbers += [line.expected.subtotal, line.expected.tax, line.expected.total] if line.expected else []
    numbers += [one.amount for one in (*document.charges, *document.prepayments)]
    return [Decimal(0), *(abs(one) for one in numbers if one is not None)]


@pytest.mark.parametrize("name", NAMES)
def test_the_full_row_is_correct_with_each_field_left_blank_or_told(name: str) -> None:
    lote = read([{**FULL, name: ""}])
    assert lote.documents or any(one.severity.value == "error" and one.row == 2 for one in lote.findings)
