"""The code lists: whole, as published, and found as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factus_cli.domain import codes
from factus_cli.domain.documents import ICUI, INC, IVA, RETEIVA

TODAY = date(2026, 11, 24)


def percents(*rates: str) -> frozenset[Decimal]:
    return frozenset(map(Decimal, rates))


@pytest.mark.parametrize("catalog", codes.CATALOGS, ids=lambda one: one.name)
def test_every_list_has_codes_with_names(catalog: codes.Catalog) -> None:
    entries = codes.catalog(catalog.name)
    assert entries
    assert all(code == one.code and one.code.strip() and one.name.strip() for code, one in entries.items())


@pytest.mark.parametrize("name", ["rangos", "impuestos", "retenciones", "conceptos-nota-credito"])
def test_what_a_person_reads_is_spanish(name: str) -> None:
    assert not any(word in one.name for one in codes.catalog(name).values() for word in ("only", "ranges", "YET"))


def test_an_unknown_list_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        codes.catalog("nada")
    with pytest.raises(KeyError):
        codes.table("nothing")


def test_lists_are_read_only() -> None:
    with pytest.raises(TypeError):
        codes.units()["X"] = codes.Entry("X", "x")  # type: ignore[index]


def test_codes_keep_their_zeros() -> None:
    assert codes.municipalities()["05001"].name.startswith("Medell")
    assert "5001" not in codes.municipalities()
    assert {"001", "010", "020", "999"} == set(codes.table("product_standard"))
    assert set(codes.table("item_tax")) == {IVA, INC, ICUI}


def test_departments_are_the_first_two_digits_of_their_municipalities() -> None:
    assert all(code[:2] == one.extra["department_code"] for code, one in codes.municipalities().items())
    assert set(codes.departments()) == {code[:2] for code in codes.municipalities()}
    assert len(codes.departments()) == 33


def test_cards_are_not_swapped() -> None:
    assert "crédito" in codes.payment_methods()["48"].name
    assert "débito" in codes.payment_methods()["49"].name


@pytest.mark.parametrize(
    ("code", "inside"), [("LUN", True), ("KTM", True), ("94", True), ("MON", False), ("KMT", False)]
)
def test_units_are_those_of_the_list_with_its_damage(code: str, *, inside: bool) -> None:
    assert (code in codes.units()) is inside


def test_a_renamed_unit_is_told_its_name() -> None:
    assert codes.renamed_unit("MON") == ("LUN", "mes")
    assert codes.renamed_unit("94") is None


def test_the_responsibilities_are_the_five_of_the_annex() -> None:
    assert set(codes.responsibilities()) == {"O-13", "O-15", "O-23", "O-47", "R-99-PN"}


def test_identification_types_say_whether_they_need_a_check_digit() -> None:
    needing = [code for code, one in codes.identification_types().items() if one.extra["needs_dv"] == "yes"]
    assert needing == ["31"]
    assert len(codes.identification_types()) == 12


@pytest.mark.parametrize(
    ("tax", "on", "rates"),
    [
        (IVA, TODAY, percents("19", "5", "0", "16")),
        (INC, TODAY, percents("8", "16", "4", "2")),
        (RETEIVA, TODAY, percents("15")),
        (ICUI, TODAY, percents("20")),
        (ICUI, date(2024, 12, 31), percents("15")),
        (ICUI, date(2023, 11, 1), percents("10")),
        (ICUI, date(2023, 10, 31), percents()),
        ("34", TODAY, percents()),
        ("99", TODAY, percents()),
    ],
)
def test_rates_are_those_of_their_day(tax: str, on: date, rates: frozenset[Decimal]) -> None:
    assert codes.tax_rates(tax, on) == rates


def test_retefuente_has_the_rates_of_its_concepts() -> None:
    assert {Decimal("2.5"), Decimal("3.5"), Decimal(4), Decimal(11)} <= codes.retefuente_rates()
    assert Decimal(19) not in codes.retefuente_rates()


def test_the_uvt_of_a_year_and_the_newest_known() -> None:
    assert codes.uvt(2026) == Decimal(52374)
    assert codes.uvt(2031) is None
    assert codes.newest_uvt(2025) == (2025, Decimal(49799))
    assert codes.newest_uvt(2031) == (2026, Decimal(52374))
    assert codes.newest_uvt(2018) is None


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("municipios", "05001", "05001"),
        ("municipios", "medellin", "05001"),
        ("municipios", "Medelín", "05001"),
        ("unidades", "94", "94"),
        ("unidades", "kilogramo", "KGM"),
        ("paises", "colombia", "CO"),
        ("paises", "co", "CO"),
        ("identificaciones", "CC", "13"),
        ("medios-pago", "tarjeta debito", "49"),
        ("monedas", "usd", "USD"),
    ],
)
def test_a_search_finds_codes_and_names_as_people_write_them(name: str, text: str, first: str) -> None:
    assert codes.search(name, text)[0].code == first


def test_a_department_finds_its_municipalities() -> None:
    found = codes.search("municipios", "amazonas")
    assert "91001" in {one.code for one in found}


def test_a_search_for_nothing_is_the_whole_list() -> None:
    assert codes.search("formas-pago", " ") == list(codes.table("payment_form").values())


def test_a_search_like_nothing_finds_nothing() -> None:
    assert codes.search("formas-pago", "qqqqqq") == []


def test_names_that_two_codes_share_come_both() -> None:
    near = codes.search("municipios", "Barbossa", limit=20)
    assert {"05079", "68077"} <= {one.code for one in near}


def test_a_search_for_what_is_near_keeps_to_its_limit() -> None:
    assert len(codes.search("municipios", "Villanuevva", limit=2)) <= 2


def test_the_rules_of_the_dian_say_who_can_check_them() -> None:
    assert {one.checked_by for one in codes.dian_rules()} == {"sender", "factus", "dian"}
    assert all(one.check and one.check_es for one in codes.dian_rules())
