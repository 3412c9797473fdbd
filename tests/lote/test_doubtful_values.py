"""Values that a column decides, that a sheet spoilt, or that only one list knows: read right, or a finding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tables import TODAY, codes, read, row

from factus_cli.domain.codes import retefuente_rates, tax_rates
from factus_cli.domain.documents import DocumentType
from factus_cli.lote import (
    codes as findings,
)
from factus_cli.lote import (
    identifications,
    values,
    values_codes,
    values_dates,
    values_numbers,
    values_percents,
    values_places,
)
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.table import Cell, Kind

IVA, INC = tax_rates("01", TODAY), tax_rates("04", TODAY)
NUMBERS = values_numbers.UNPROVEN
PERCENT, DATE, TRUE = Cell(Kind.PERCENT, "0.19"), Cell(Kind.DATE, "2026-11-24"), Cell(Kind.BOOLEAN, "true")


def text(typed: str) -> Cell:
    return Cell(Kind.TEXT, typed)


def money(typed: str | Cell, decimal: str | None = None) -> values.Read:
    cell = typed if isinstance(typed, Cell) else text(typed)
    return values_numbers.number(cell, values_numbers.style_of([cell], decimal), grouped_unless_proven=True)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("COP $ 1.000", "1000"),
        ("$ -500", "-500"),
        ("-$ 500", "-500"),
        ("($ 500,50)", "-500.5"),
        ("$ (500)", "-500"),
        ("'1234", "1234"),
        ("1\u202f234,50", "1234.5"),
        ("100 $", "100"),
        ("007", "7"),
        ("1.234.567", "1234567"),
        ("0,100", "0.1"),
        ("99999999999.99", "99999999999.99"),
    ],
)
def test_dress_around_an_amount_says_nothing(typed: str, value: str) -> None:
    assert money(typed).value == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        "5'6",
        "1 2 345",
        "1234 567",
        "12 34",
        "US$ 100",
        "€ 5",
        "1,23,456",
        "0.123.456",
        "1.234.56",
        "(-5)",
        "--5",
        "(5",
        "9" * 16,
        "9" * 5000,
        "²",
        "1/2",
        "19%",
        "1e5",
        "$",
        PERCENT,
        DATE,
        TRUE,
        Cell(Kind.NUMBER, "1" * 16),
    ],
    ids=lambda typed: str(typed)[:20],
)
def test_what_is_no_amount_is_refused(typed: str | Cell) -> None:
    assert money(typed).bad


@pytest.mark.parametrize("typed", ["1,234.56", "1,234,567", "10.5"])
def test_a_number_against_the_users_decimal_sign_is_asked(typed: str) -> None:
    assert money(typed, "comma").code is findings.TWO_READINGS
    assert money(typed).value is not None


def test_a_long_cell_is_not_repeated_whole() -> None:
    assert len(money("x" * 5000).message) < 120


@pytest.mark.parametrize(
    ("cells", "typed", "rate"),
    [
        (["0.19", "0.05", "0"], "0.19", "19"),
        (["0,19", "19%"], "0,19", "19"),
        (["0.19", "0.05", "19%"], "19%", "19"),
        (["19.000", "5"], "19.000", "19"),
        (["19 %"], "19 %", "19"),
        (["IVA del 19%"], "IVA del 19%", "19"),
        (["gravado 19%"], "gravado 19%", "19"),
        (["0.16"], "0.16", "16"),
    ],
)
def test_fractions_are_a_whole_column_of_rates_of_the_tax(cells: list[str], typed: str, rate: str) -> None:
    read_ = values_percents.ivas(map(text, cells), IVA)
    assert read_(text(typed)).value.rate == Decimal(rate)


@pytest.mark.parametrize("cells", [["0.19", "0.10"], ["0.19", "1"], ["0.5"], ["0.19", "5"]])
def test_fractions_that_are_no_rates_of_the_tax_are_asked(cells: list[str]) -> None:
    assert values_percents.ivas(map(text, cells), IVA)(text(cells[0])).code is findings.PERCENT_QUESTION


@pytest.mark.parametrize("typed", ["ex", "gravado", "sí", "19.555", "1.9.0", "", TRUE, DATE], ids=str)
def test_what_is_no_iva_is_never_guessed(typed: str | Cell) -> None:
    cell = typed if isinstance(typed, Cell) else text(typed)
    assert values_percents.ivas([cell], IVA)(cell).value is None


def test_a_rate_in_a_workbook_is_exact() -> None:
    cell = Cell(Kind.NUMBER, "0.19")
    assert values_percents.ivas([cell], IVA)(cell).value.rate == Decimal(19)
    assert values_percents.taxes([], INC)(Cell(Kind.PERCENT, "0.123456")).bad


def test_a_column_of_codes_takes_only_rates() -> None:
    coded = values_percents.ivas([text("1"), text("19")], IVA, coded=True)
    assert coded(text("1")).code is findings.TAX_CODE
    assert coded(text("19")).value.rate == Decimal(19)
    held = values_percents.withholdings(retefuente_rates(), coded=True)
    assert held(text("99")).code is findings.TAX_CODE
    assert held(text("2,5")).value == Decimal("2.5")
    assert codes(read([{**row(), "Código ReteIVA": "7"}])) == ["VAL-24"]
    assert codes(read([{**row(), "Código impuesto cargo dos": "7"}])) == ["VAL-24"]


def test_a_withholding_is_a_real_percent_and_no_aplica_is_none() -> None:
    held = values_percents.withholdings(retefuente_rates())
    assert held(text("0,1")).value == Decimal("0.1")
    assert held(text("No aplica")) == values.BLANK
    assert held(text("25000")).bad


@pytest.mark.parametrize(
    ("cells", "chosen", "typed", "value"),
    [
        (["0,1", "1"], "fraction", "1", "100"),
        (["0,1", "1"], "percent", "1", "1"),
        (["0,1", "1"], None, "1", None),
        (["10", "1"], None, "1", "1"),
        (["0,125"], "fraction", "0,125", "12.5"),
        (["10"], "fraction", "10", None),
        (["10%"], "fraction", "10%", "10"),
        (["0"], None, "0", "0"),
    ],
)
def test_discounts_that_may_be_fractions(cells: list[str], chosen: str | None, typed: str, value: str | None) -> None:
    found = values_percents.discounts(map(text, cells), chosen)(text(typed)).value
    assert found == (None if value is None else Decimal(value))


def days(*typed: str | Cell) -> list[date | None]:
    cells = [one if isinstance(one, Cell) else text(one) for one in typed]
    read_ = values_dates.dates(cells)
    return [read_(cell).value for cell in cells]


def test_a_serial_is_a_date_only_where_no_other_is_written() -> None:
    assert days("46350", "46351") == [date(2026, 11, 24), date(2026, 11, 25)]
    assert days("46350", "24/11/2026") == [None, date(2026, 11, 24)]
    assert days(Cell(Kind.NUMBER, "46350"), DATE) == [TODAY, TODAY]
    assert days("99999") == [None]


def test_one_date_with_the_month_first_leaves_in_doubt_those_that_may_be_too() -> None:
    assert days("11/24/2026", "11/05/2026", "05/05/2026", "25/11/2026") == [
        None,
        None,
        date(2026, 5, 5),
        date(2026, 11, 25),
    ]
    assert days("05/11/2026") == [date(2026, 11, 5)]


@pytest.mark.parametrize(
    "typed",
    [
        "2026-24-11",
        "24/11/26",
        "20261301",
        "1/1/10000",
        "2026/11/24 00:00 x",
        "30/02/2026",
        "1999-01-01",
        PERCENT,
        TRUE,
    ],
    ids=str,
)
def test_what_is_no_date_is_refused(typed: str | Cell) -> None:
    assert days(typed) == [None]


@pytest.mark.parametrize(
    "typed", ["24/11/2026 10:30", "2026-11-24 10:30:00", "2026-11-24T00:00:00.000", "24/11/2026 1:05 p. m."]
)
def test_the_hour_of_a_date_says_nothing(typed: str) -> None:
    assert days(typed) == [TODAY]


@pytest.mark.parametrize(
    "cell", [DATE, PERCENT, TRUE, text("7,70123E+12"), Cell(Kind.NUMBER, "7701234567890123")], ids=str
)
def test_a_code_that_the_sheet_spoilt_is_refused(cell: Cell) -> None:
    assert values.code_text(cell).bad


@pytest.mark.parametrize(("typed", "value"), [("'00123", "00123"), ("1E5", "1E5"), (" A  1 ", "A 1")])
def test_a_code_is_its_text(typed: str, value: str) -> None:
    assert values.code_text(text(typed)).value == value


@pytest.mark.parametrize("cell", [PERCENT, TRUE, DATE, text("9.00123e+08"), text("12,34"), text("90.01-2")], ids=str)
def test_what_identifies_nobody_is_refused(cell: Cell) -> None:
    assert identifications.identification(cell).bad


def test_an_apostrophe_alone_is_nothing() -> None:
    assert identifications.identification(text("'")).value is None
    assert identifications.dv(PERCENT).bad


@pytest.mark.parametrize(
    ("convert", "typed", "value"),
    [
        (values_codes.unit, "MON", "LUN"),
        (values_codes.tribute, "1", "01"),
        (values_codes.person, "PJ", "1"),
        (values_codes.identification_type, "C.C.", "13"),
        (values_codes.identification_type, "PPT", "48"),
        (values_codes.document_type, "NC-3", DocumentType.CREDIT_NOTE),
        (values_codes.responsibilities, "O-13; O-48", ("O-13",)),
        (values_codes.responsibilities, "0-15 / R-99-PN", ("O-15",)),
        (values_codes.responsibilities, "O-48", ("R-99-PN",)),
        (values_codes.currency, "Pesos", None),
        (values_codes.currency, "US$", "USD"),
        (values_places.country, "EE.UU.", "US"),
        (values_places.country, "Colombia", "CO"),
        (values_places.department, "Valle del Cauca", "76"),
        (values_places.department, "5", "05"),
        (values_places.department, "Bogotá D.C.", "11"),
    ],
)
def test_codes_as_people_write_them(convert: object, typed: str, value: object) -> None:
    found = convert(text(typed))
    assert found.value == value
    assert not found.bad


@pytest.mark.parametrize(
    ("convert", "typed"),
    [
        (values_places.country, "Wakanda"),
        (values_places.country, "qqqqqq"),
        (values_places.department, "98"),
        (values_codes.currency, "oro"),
        (values_codes.payment_method, "tarjetas"),
    ],
)
def test_codes_that_are_none_are_refused_with_a_hint(convert: object, typed: str) -> None:
    found = convert(text(typed))
    assert found.bad
    assert found.hint


def test_a_name_of_several_codes_is_asked() -> None:
    assert values_codes.unit(text("Caja")).code is findings.TWO_CODES


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Rionegro - Antioquia", "05615"),
        ("Antioquia, Rionegro", "05615"),
        ("Rionegro (Santander)", "68615"),
        ("Cartagena de Indias", "13001"),
        ("BOGOTA DC", "11001"),
        ("Bogotá, D.C.", "11001"),
        ("Rionegro, Macondo", None),
        ("Nada, Antioquia", None),
    ],
)
def test_a_municipality_with_its_department_in_the_cell(typed: str, code: str | None) -> None:
    assert values_places.municipality(text(typed), None).value == code


def test_a_department_that_has_no_such_municipality_does_not_choose_one() -> None:
    assert values_places.municipality(text("Rionegro"), "25").code is findings.TWO_CODES
    assert values_places.municipality(text("Medellín"), "25").value == "05001"


@pytest.mark.parametrize(
    ("type_", "typed", "code"),
    [
        (DocumentType.CREDIT_NOTE, "Anulación", "2"),
        (DocumentType.DEBIT_NOTE, "Intereses", "1"),
        (DocumentType.ADJUSTMENT_NOTE, "Otros", "5"),
        (DocumentType.INVOICE, "cualquiera", "cualquiera"),
        (DocumentType.CREDIT_NOTE, "9", None),
    ],
)
def test_a_concept_is_of_its_type_of_note(type_: DocumentType, typed: str, code: str | None) -> None:
    assert values_codes.concept(text(typed), type_).value == code


def test_no_aplica_in_another_tax_is_no_tax() -> None:
    assert codes(read([row(inc="No aplica")])) == []
    assert codes(read([row(iva="excluido", inc="0")])) == []


def test_the_users_decimal_sign_is_for_the_whole_file() -> None:
    lote = read([row(cantidad="2.500")], MeaningOptions(decimal="comma"))
    assert lote.documents[0].lines[0].quantity == Decimal(2500)
