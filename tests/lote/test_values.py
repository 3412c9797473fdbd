"""Each kind of value, as people write it: read right, or a finding at its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import TODAY, codes, read, row

from factus_cli.domain import money
from factus_cli.domain.codes import tax_rates
from factus_cli.lote import codes as findings
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

IVA = tax_rates("01", TODAY)


def text(typed: str) -> Cell:
    return Cell(Kind.TEXT, typed)


def amount(typed: str | Cell, *others: str, decimal: str | None = None, grouped: bool = True) -> values.Read:
    cell = typed if isinstance(typed, Cell) else text(typed)
    style = values_numbers.style_of([cell, *map(text, others)], decimal)
    return values_numbers.number(cell, style, grouped_unless_proven=grouped)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234", "1234"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("$ 1.234.567,89", "1234567.89"),
        ("$1,234.50", "1234.50"),
        ("COP 5000", "5000"),
        ("5000 pesos", "5000"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("(500)", "-500"),
        ("-500", "-500"),
        ("500-", "-500"),
        ("- 500", "-500"),
        ("0,5", "0.5"),
        ("0.500", "0.5"),
        ("12,50", "12.5"),
    ],
)
def test_money_is_read_as_it_is_written(typed: str, value: str) -> None:
    assert amount(typed).value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,5E+07", "VAL-06"),
        ("doce", "VAL-02"),
        ("12-34", "VAL-02"),
        ("1.23.456", "VAL-02"),
        ("-500-", "VAL-02"),
        ("10,005", "VAL-03"),
        ("1.2345", "VAL-04"),
        ("1234,567", "VAL-04"),
        ("10\n900", "VAL-02"),
    ],
)
def test_money_that_cannot_be_is_a_finding(typed: str, code: str) -> None:
    read_ = amount(typed)
    assert read_.bad
    assert read_.code is not None
    assert read_.code.code == code


def test_a_point_before_three_figures_is_a_thousand_with_a_notice() -> None:
    read_ = amount("1.234")
    assert (read_.value, read_.code and read_.code.code) == (Decimal(1234), "VAL-05")


def test_a_column_that_proves_the_point_decimal_decides() -> None:
    assert amount("2.500", "10.25").value == Decimal("2.5")
    assert amount("2.500", "10,25").value == Decimal(2500)
    assert amount("2,500", "10,25").value == Decimal("2.5")


@pytest.mark.parametrize("typed", ["2.500", "10.000", "$ 1.250"])
def test_three_figures_after_the_point_among_numbers_of_fewer_decimals_are_a_warning(typed: str) -> None:
    read_ = amount(typed, "10.25")
    assert (read_.bad, read_.code and read_.code.code) == (False, "VAL-27")
    assert amount(typed.replace(".", ","), "10,25").code is read_.code
    for others in (["10.25", "1234.500"], ["0.500"], ["10,25"]):
        assert amount(typed, *others).code is None
    assert amount(typed, "10.25", decimal="point").code is None


def test_a_quantity_is_warned_of_where_it_has_nothing_after_its_point() -> None:
    assert amount("1.000", "0.5", grouped=False).code is not None
    assert amount("2.500", "0.5", grouped=False).code is None


def test_a_column_that_mixes_styles_leaves_what_is_doubtful_as_a_question() -> None:
    assert amount("1.234", "10.25", "10,25").bad
    assert amount("10,25", "10.25").value == Decimal("10.25")


def test_a_quantity_with_three_decimals_is_a_question_unless_proven() -> None:
    assert amount("2.500", grouped=False).bad
    assert amount("2.500", decimal="point", grouped=False).value == Decimal("2.5")
    assert amount("2.500", decimal="comma", grouped=False).value == Decimal(2500)


def test_against_the_users_own_choice_the_other_sign_is_a_question() -> None:
    assert amount("10,25", decimal="point").bad


def test_numbers_of_a_workbook_are_exact() -> None:
    assert amount(Cell(Kind.NUMBER, "1.23")).value == Decimal("1.23")
    assert amount(Cell(Kind.NUMBER, "1.234")).bad


@given(st.decimals(0, 10**9, places=2), st.sampled_from([".", ","]))
def test_any_amount_written_with_both_signs_reads_back(value: Decimal, sign: str) -> None:
    written = money.plain(value) if sign == "," else f"{value:,f}"
    assert amount(written).value == value or amount(written).code is not None
    assert amount(f"{value:f}", "0.55").value == value


@pytest.mark.parametrize("typed", ["", "-", "N/A", "NULL", "None", "NaN", "  ", "\u00a0"])
def test_what_people_write_for_nothing_is_blank(typed: str) -> None:
    assert values.text(text(typed)).value is None
    assert not values.text(text(typed)).bad


def test_an_error_cell_is_a_finding_whatever_the_field() -> None:
    for kind in (values.text, values_dates.dates([]), values.yes_no, identifications.identification):
        assert kind(Cell(Kind.ERROR, "#N/A")).bad


@pytest.mark.parametrize(
    ("typed", "others", "rate", "excluded"),
    [
        ("19", (), "19", False),
        ("19%", (), "19", False),
        ("19,0", (), "19", False),
        ("IVA 19%", (), "19", False),
        ("0.19", ("0.05", "0"), "19", False),
        ("0,19", (), "19", False),
        ("exento", (), "0", False),
        ("Excluído", (), "0", True),
        ("no aplica", (), "0", True),
    ],
)
def test_iva_is_a_rate_or_a_word(typed: str, others: tuple[str, ...], rate: str, excluded: bool) -> None:
    cells = [text(typed), *map(text, others)]
    found = values_percents.ivas(cells, IVA)(text(typed))
    assert (found.value.rate, found.value.excluded) == (Decimal(rate), excluded)


def test_a_percent_of_a_workbook_counts_as_typed_with_its_sign() -> None:
    cell = Cell(Kind.PERCENT, "0.19")
    assert values_percents.ivas([cell], IVA)(cell).value.rate == Decimal(19)


@pytest.mark.parametrize(
    ("typed", "code"), [("0", "VAL-11"), ("190", "VAL-07"), ("gravado", "VAL-07"), ("-5", "VAL-07")]
)
def test_iva_that_is_doubtful_or_wrong_is_told(typed: str, code: str) -> None:
    found = values_percents.ivas([text(typed)], IVA)(text(typed))
    assert found.code is not None
    assert found.code.code == code


def test_a_fraction_among_percents_is_a_question() -> None:
    cells = [text("0.19"), text("19")]
    assert values_percents.ivas(cells, IVA)(cells[0]).bad


def test_a_discount_between_zero_and_one_is_a_question_until_it_is_answered() -> None:
    assert values_percents.discounts([], None)(text("0,1")).bad
    assert values_percents.discounts([], "fraction")(text("0,1")).value == Decimal(10)
    assert values_percents.discounts([], "percent")(text("0,1")).value == Decimal("0.1")
    assert values_percents.discounts([], None)(text("10%")).value == Decimal(10)


@pytest.mark.parametrize(
    "typed",
    [
        "24/11/2026",
        "24-11-2026",
        "2026-11-24",
        "2026/11/24 00:00",
        "20261124",
        "46350",
        "24.11.2026",
        "2026-11-24T10:30:00",
    ],
)
def test_a_date_is_read_day_first_or_year_first(typed: str) -> None:
    assert values_dates.dates([text(typed)])(text(typed)).value == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["11/24/2026", "202611", "31/02/2026", "24/11/1999", "mañana", "24/11/26"])
def test_a_date_that_is_none_is_a_finding(typed: str) -> None:
    assert values_dates.dates([text(typed)])(text(typed)).bad


@pytest.mark.parametrize(
    ("typed", "value"), [("sí", True), ("X", True), ("1", True), ("no", False), ("F", None), ("falso", False)]
)
def test_yes_and_no(typed: str, value: bool | None) -> None:
    assert values.yes_no(text(typed)).value is value


def test_days_are_a_whole_number() -> None:
    assert values_numbers.days(text("30")).value == 30
    assert values_numbers.days(text("30 días")).value == 30
    assert values_numbers.days(text("días")).bad
    assert values_numbers.days(text("4000")).bad
    assert values_numbers.days(text("30,5")).bad
    assert values_numbers.days(text("")).value is None


@pytest.mark.parametrize("reader", [values.text, values.code_text])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Caf\x01é", "Café"),
        ("\x00 A\uffff", "A"),
        ("\ufeffFV 1\u200b", "FV 1"),
        ("\u200eAna\u202c", "Ana"),
        ("a\x0bb", "a b"),
    ],
)
def test_what_no_invoice_can_hold_is_left_out_and_told(reader, typed: str, kept: str) -> None:
    found = reader(text(typed))
    assert found.value == kept
    assert (found.code is findings.REPAIRED, found.bad) == ("\x0b" not in typed, False)


def test_an_emoji_and_other_scripts_stay_as_they_are() -> None:
    for typed in ("👩\u200d🌾 café", "می\u200cخواهم", "日本", "C1 \x9f"):
        assert values.text(text(typed)) == values.Read(typed)


@pytest.mark.parametrize("typed", ["\u200b", "\x01\x02", "\ufeff \u200e"])
def test_a_cell_of_nothing_that_shows_is_blank(typed: str) -> None:
    found = values.text(text(typed))
    assert (found.value, found.code) == (None, findings.NOTHING)


@pytest.mark.parametrize(
    ("typed", "number", "dv"),
    [
        ("900.123.456-8", "900123456", "8"),
        ("900.000", "900000", None),
        ("900123456,00", "900123456", None),
        ("900123456 - 8", "900123456", "8"),
        ("900123456.0", "900123456", None),
        ("'0123", "0123", None),
        ("1.020.304.050", "1020304050", None),
        ("AB12345", "AB12345", None),
    ],
)
def test_an_identification_is_read_as_it_is_written(typed: str, number: str, dv: str | None) -> None:
    assert identifications.identification(text(typed)).value == identifications.Identification(number, dv)


def test_the_type_written_before_an_identification_is_kept() -> None:
    assert identifications.identification(text("NIT 900123456")).value == identifications.Identification(
        "900123456", None, "31"
    )
    assert identifications.identification(text("C.C. 900.123.456")).value.kind == "13"
    assert codes(read([row(cliente_identificacion="CC 900123456", cliente_dv="", cliente_tipo_documento="NIT")])) == [
        "INF-11"
    ]


def test_a_numeric_cell_that_is_not_whole_identifies_nobody() -> None:
    assert identifications.identification(Cell(Kind.NUMBER, "123.456")).bad
    assert identifications.identification(Cell(Kind.NUMBER, "123.0")).value.number == "123"
    assert identifications.identification(Cell(Kind.NUMBER, "1234567890123456")).bad


@pytest.mark.parametrize("typed", ["9,00123E+08", "9.00123E+08", "12#45", "9" * 25, "90-12-34"])
def test_an_identification_that_cannot_be_is_a_finding(typed: str) -> None:
    assert identifications.identification(text(typed)).bad


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("222222222222", "13"),
        ("900123456", "31"),
        ("1020304050", "13"),
        ("12345", "13"),
        ("9001234568", None),
        ("12", None),
    ],
)
def test_the_type_is_deduced_or_asked(number: str, kind: str | None) -> None:
    assert identifications.type_of(identifications.Identification(number), has_dv=False).value == kind


def test_a_dv_is_one_figure() -> None:
    assert identifications.dv(text("8")).value == "8"
    assert identifications.dv(text("8.0")).value == "8"
    assert identifications.dv(text("88")).bad
    assert identifications.dv(text("")).value is None
    assert identifications.dv_of("AB") is None


@pytest.mark.parametrize(
    ("convert", "typed", "code"),
    [
        (values_codes.payment_form, "Crédito", "2"),
        (values_codes.payment_form, "1", "1"),
        (values_codes.payment_method, "Tarjeta de crédito", "48"),
        (values_codes.payment_method, "tarjeta débito", "49"),
        (values_codes.payment_method, "zzz", "ZZZ"),
        (values_codes.unit, "UND", "94"),
        (values_codes.unit, "kg", "KGM"),
        (values_codes.unit, "94", "94"),
        (values_codes.standard, "1", "001"),
        (values_codes.identification_type, "NIT", "31"),
        (values_codes.identification_type, "cc", "13"),
        (values_codes.identification_type, "Cédula de ciudadanía", "13"),
        (values_codes.person, "Jurídica", "1"),
        (values_places.country, "colombia", "CO"),
        (values_codes.tribute, "IVA", "01"),
        (values_codes.currency, "USD", "USD"),
        (values_codes.currency, "pesos", None),
        (values_codes.responsibilities, "O-13; O-15", ("O-13", "O-15")),
        (values_codes.responsibilities, "0-47", ("O-47",)),
        (values_codes.responsibilities, "O-48", ("R-99-PN",)),
        (values_codes.responsibilities, "No responsable", ("R-99-PN",)),
        (values_places.department, "Antioquia", "05"),
        (values_places.department, "5", "05"),
    ],
)
def test_a_code_is_read_by_code_name_or_abbreviation(convert: object, typed: str, code: object) -> None:
    assert convert(text(typed)).value == code


@pytest.mark.parametrize(
    ("convert", "typed"),
    [
        (values_codes.payment_form, "fiado"),
        (values_codes.payment_method, "Tarjeta"),
        (values_codes.unit, "zapato"),
        (values_codes.responsibilities, "quién sabe"),
        (values_places.department, "Macondo"),
        (values_codes.document_type, "remisión"),
        (values_codes.identification_type, "carné"),
    ],
)
def test_an_unknown_code_is_a_finding_with_what_it_may_have_been(convert: object, typed: str) -> None:
    assert convert(text(typed)).bad


def test_every_converter_takes_a_blank() -> None:
    for convert in (values_codes.payment_form, values_codes.document_type, values_codes.responsibilities):
        assert convert(Cell(Kind.BLANK, "")).value is None
    assert values_places.department(Cell(Kind.BLANK, "")).value is None
    assert values_places.municipality(Cell(Kind.BLANK, ""), None).value is None


@pytest.mark.parametrize(
    ("typed", "department", "code"),
    [
        ("Bogotá", None, "11001"),
        ("Bogotá D.C.", None, "11001"),
        ("medellin", None, "05001"),
        ("5001", None, "05001"),
        ("11001", None, "11001"),
        ("Rionegro", "05", "05615"),
        ("Rionegro, Santander", None, "68615"),
        ("Rionegro", None, None),
        ("99999", None, None),
        ("Macondo", None, None),
    ],
)
def test_a_municipality_by_code_or_by_name(typed: str, department: str | None, code: str | None) -> None:
    assert values_places.municipality(text(typed), department).value == code


def test_what_a_text_means_can_be_said() -> None:
    options = MeaningOptions(values={("cliente_municipio", "Macondo"): "47189"})
    lote = read([row(cliente_municipio="Macondo")], options)
    assert codes(lote) == []
    assert lote.documents[0].customer.municipality == "47189"
