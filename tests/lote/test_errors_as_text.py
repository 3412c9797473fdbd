"""Errors of a spreadsheet that a text file keeps as text: never somebody's name, never «nothing»."""

from __future__ import annotations

import pytest
from tables import codes, read, row

ERRORS = (
    *("#N/A", "#N/D", "#REF!", "#¡REF!", "#DIV/0!", "#¡DIV/0!", "#VALUE!", "#¡VALOR!", "#NAME?", "#¿NOMBRE?", "#NUM!"),
    *("#¡NUM!", "#NULL!", "#¡NULO!", "Err:502", "########", "=B2*C2", "=BUSCARV(A1;B:C;2;0)", '="900123456"', " #n/a "),
)


@pytest.mark.parametrize("typed", ERRORS)
@pytest.mark.parametrize("column", ["cliente_nombre", "item_nombre", "cliente_correo", "descuento_valor", "referencia"])
def test_an_error_written_as_text_is_an_error_of_its_cell(column: str, typed: str) -> None:
    lote = read([row(**{column: typed}), row(referencia="OTRA", cliente_nombre="Otra SAS")])
    assert [(one.code, one.row, one.column) for one in lote.findings if one.severity.value == "error"] == [
        ("VAL-20", 2, column)
    ]
    assert [one.reference for one in lote.documents] == ["OTRA"]


@pytest.mark.parametrize("typed", ["# 5 - Tubo", "#1", "Error humano", "E=mc2", "== Oferta ==", "=", "10# de cable"])
def test_a_name_with_such_signs_is_still_a_name(typed: str) -> None:
    lote = read([row(item_nombre=typed)])
    assert codes(lote) == []
    assert lote.documents[0].lines[0].name == typed
