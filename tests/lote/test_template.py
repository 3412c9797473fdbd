"""The template of each type: its lists say what the reader understands, and what it makes is a correct lote."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tables import TODAY

from factus_cli.checks.run import findings_of
from factus_cli.domain import codes
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.findings import Severity
from factus_cli.lote import reader, values_codes, values_percents, values_places
from factus_cli.lote.columns import BY_NAME, known_header
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.read_options import ReadOptions
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.template import template
from factus_cli.lote.template_examples import COLUMNS
from factus_cli.lote.template_lists import lists_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.lote.values import Read

TYPES = list(DocumentType)
each_type = pytest.mark.parametrize("type_", TYPES, ids=[one.value for one in TYPES])


def readers(type_: DocumentType) -> dict[str, Callable[[Cell], Read]]:
    """How the reader takes a cell of each column that has a list."""
    rates = codes.tax_rates("01", TODAY)
    return {
        "tipo": values_codes.document_type,
        "cliente_tipo_documento": values_codes.identification_type,
        "cliente_municipio": lambda cell: values_places.municipality(cell, None),
        "cliente_pais": values_places.country,
        "forma_pago": values_codes.payment_form,
        "medio_pago": values_codes.payment_method,
        "unidad": values_codes.unit,
        "iva": values_percents.ivas([], rates, coded=False),
        "inc": values_percents.taxes([], codes.tax_rates("04", TODAY), coded=False),
        "concepto": lambda cell: values_codes.concept(cell, type_),
    }


@each_type
def test_a_template_is_a_correct_lote_of_three_documents(type_: DocumentType) -> None:
    table = reader.read_bytes("plantilla.xlsx", template(type_), ReadOptions(), knows=known_header)
    lote = read_documents(table, MeaningOptions(), TODAY)
    found = [*lote.findings, *findings_of(lote.documents, lambda _: lote.place, today=TODAY)]
    assert table.sheet == "Lote"
    assert not [one for one in found if one.severity is Severity.ERROR]
    assert {one.code for one in found if one.severity is Severity.WARNING} == {"NUM-07"}
    assert [one.type for one in lote.documents] == [type_] * 3
    assert all(one.totals.total > 0 for one in lote.documents)


@each_type
def test_every_value_of_every_list_is_read_without_a_doubt(type_: DocumentType) -> None:
    takes = readers(type_)
    for column, offered in lists_of(type_).items():
        for value in offered.values:
            read = takes[column](Cell(Kind.TEXT, value))
            assert read.value is not None, (column, value)
            assert read.code is None, (column, value, read.message)


@each_type
def test_every_municipality_is_offered_once(type_: DocumentType) -> None:
    offered = lists_of(type_)["cliente_municipio"].values
    read = [values_places.municipality(Cell(Kind.TEXT, one), None).value for one in offered]
    assert sorted(read) == sorted(codes.municipalities())


@each_type
def test_the_columns_with_lists_have_them_and_every_header_its_note(type_: DocumentType) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(type_)))
    sheet = book["Lote"]
    headers = [cell.value for cell in sheet[1]]
    assert headers == list(COLUMNS[type_])
    assert all(cell.comment is not None and BY_NAME[str(cell.value)].text[:9] for cell in sheet[1])
    lists = {
        str(validation.sqref).split(":")[0].rstrip("0123456789"): validation.formula1
        for validation in sheet.data_validations.dataValidation
    }
    expected = {name: one.name for name, one in lists_of(type_).items() if name in COLUMNS[type_]}
    letters = {openpyxl.utils.get_column_letter(headers.index(name) + 1): named for name, named in expected.items()}
    assert lists == letters
    assert set(letters.values()) <= set(book.defined_names)


def test_a_nit_typed_in_a_template_stays_a_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(DocumentType.INVOICE)))
    sheet = book["Lote"]
    position = COLUMNS[DocumentType.INVOICE].index("cliente_identificacion") + 1
    assert sheet.cell(2, position).number_format == "@"
    assert sheet.cell(2, position).value == "900123456"
    kept = [one for one in sheet.column_dimensions.values() if one.min <= position <= one.max]
    assert [one.number_format for one in kept] == ["@"]


def test_the_same_template_is_the_same_bytes() -> None:
    assert template(DocumentType.INVOICE) == template(DocumentType.INVOICE)
