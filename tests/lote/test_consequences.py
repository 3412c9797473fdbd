"""One thing wrong is told once: nothing is found that is not so but for what could not be read."""

from __future__ import annotations

import pytest
from any_lotes import COLUMNS, usual
from gauntlet_files import text
from gauntlet_lote import read_file

from factus_cli.domain.documents import DocumentType

INVOICE, CREDIT, DEBIT = DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE
ADJUSTMENT = DocumentType.ADJUSTMENT_NOTE
ON_CREDIT = {"forma_pago": "crédito", "fecha_vencimiento": "24/12/2026"}
IN_DAYS = {"forma_pago": "crédito", "dias_credito": "30"}
MONTH = {"factura_numero": "", "periodo_inicio": "01/10/2026", "periodo_fin": "31/10/2026"}
LARGE = {"cantidad": "100", "forma_pago": "crédito", "dias_credito": "30"}
OF_A_COMPANY = {
    "cliente_dv": "8",
    "cliente_tipo_persona": "jurídica",
    "cliente_responsabilidades": "O-13",
    "cliente_tributo": "01",
    **LARGE,
}
NAMELESS = {"cliente_tipo_documento": "", "cliente_nombre": "", "cliente_correo": ""}
UNREADABLE = ("#N/A", "¿?", "1,5E+07", "99/99/2026", "9,00123E+08")
COLUMNS_TOO = (*COLUMNS, "total_esperado", "total_linea_esperado")

CASES = (
    # the type, the cells of a correct document, the column that is wrong
    (INVOICE, {}, "cliente_identificacion"),
    (INVOICE, OF_A_COMPANY, "cliente_identificacion"),
    (INVOICE, {**OF_A_COMPANY, "cliente_tipo_documento": ""}, "cliente_identificacion"),
    (INVOICE, {**NAMELESS, "cliente_identificacion": "222222222222"}, "cliente_identificacion"),
    (INVOICE, OF_A_COMPANY, "cliente_tipo_documento"),
    (INVOICE, ON_CREDIT, "forma_pago"),
    (INVOICE, ON_CREDIT, "fecha_vencimiento"),
    (INVOICE, IN_DAYS, "forma_pago"),
    (INVOICE, IN_DAYS, "dias_credito"),
    (INVOICE, {"anticipo_valor": "1", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}, "anticipo_valor"),
    (INVOICE, {"anticipo_valor": "1", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}, "anticipo_fecha"),
    (INVOICE, {"orden_compra": "OC-1", "orden_compra_fecha": "24/11/2026"}, "orden_compra_fecha"),
    (INVOICE, {"periodo_inicio": "01/10/2026", "periodo_fin": "31/10/2026"}, "periodo_inicio"),
    (INVOICE, {"precio_unitario": "", "precio_con_impuesto": "11900"}, "precio_con_impuesto"),
    (INVOICE, {"iva": "", "inc": "8", "propina": "100"}, "inc"),
    (INVOICE, {"reteiva": "15", "retefuente": "2.5"}, "iva"),
    (INVOICE, {"total_esperado": "48481.48", "total_linea_esperado": "48481.48", "redondeo": "0"}, "precio_unitario"),
    (CREDIT, {}, "tipo"),
    (DEBIT, {}, "tipo"),
    (ADJUSTMENT, {}, "tipo"),
    (CREDIT, MONTH, "periodo_inicio"),
    (CREDIT, MONTH, "periodo_fin"),
    (DEBIT, MONTH, "periodo_fin"),
    (CREDIT, {}, "concepto"),
)


def told(type_: DocumentType, cells: dict[str, str]) -> list[tuple[str, str | None]]:
    """What is found besides notices: code and column."""
    row = {**usual(type_), "referencia": "D-1", **cells}
    findings = read_file(text([list(COLUMNS_TOO), [row.get(name, "") for name in COLUMNS_TOO]])).findings
    return [(one.code, one.column) for one in findings if one.severity.value != "notice"]


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize(
    ("type_", "cells", "column"), CASES, ids=[f"{place}: {one[2]} of {one[0]}" for place, one in enumerate(CASES)]
)
def test_nothing_else_is_found_where_a_cell_cannot_be_read(
    type_: DocumentType, cells: dict[str, str], column: str, typed: str
) -> None:
    assert {name for _, name in told(type_, cells)} <= {"cliente_correo"}
    found = {name for _, name in told(type_, {**cells, column: typed})}
    assert column in found
    assert found - {column} == set()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"cantidad": "-2"}, "LIN-02"),
        ({"precio_unitario": "-1"}, "LIN-03"),
        ({"descuento_valor": "99999"}, "LIN-06"),
    ],
)
def test_the_total_of_the_sheet_is_not_compared_with_that_of_an_impossible_line(
    cells: dict[str, str], code: str
) -> None:
    expected = {"total_esperado": "48481.48", "total_linea_esperado": "48481.48"}
    assert {one for one, _ in told(INVOICE, {**expected, **cells})} == {code}
