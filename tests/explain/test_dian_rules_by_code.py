"""The DIAN's rules are found by any of the codes that a row of the table packs."""

from __future__ import annotations

import pytest

from factus_cli.domain import dian, manual
from factus_cli.domain.codes import DianRule, dian_rules


@pytest.mark.parametrize(
    ("packed", "single"),
    [
        ("FAK24", ("FAK24",)),
        ("FAJ24a/b, FAJ47", ("FAJ24a", "FAJ24b", "FAJ47")),
        ("FAB05a/b/c", ("FAB05a", "FAB05b", "FAB05c")),
        ("FAK25/FAK48/FAK63", ("FAK25", "FAK48", "FAK63")),
        ("FAR01-FAR03", ("FAR01", "FAR02", "FAR03")),
        ("CAU02/04/14", ("CAU02", "CAU04", "CAU14")),
        ("FBA01-", tuple(f"FBA{number:02}" for number in range(1, 11))),
        ("CAS01b/CAS07", ("CAS01b", "CAS07")),
        ("Regla 90", ("Regla 90",)),
        ("", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cell_of_the_table_packs_several_codes(packed: str, single: tuple[str, ...]) -> None:
    assert dian.expanded(packed) == single


@pytest.mark.parametrize("written", ["FAK48", "fak48", " Fak 48 ", "Regla: FAK48", "FAK-48"])
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    (rule,) = dian.rules_of(written)
    assert rule.code == "FAK25/FAK48/FAK63"
    assert dian.spelled(written) == "FAK48"


@pytest.mark.parametrize("written", ["90", "Regla 90", "regla 90", "REGLA: 90"])
def test_regla_90_is_found_with_and_without_its_word(written: str) -> None:
    (rule,) = dian.rules_of(written)
    assert rule.area == "duplicate"
    assert dian.spelled(written) == "Regla 90"


@pytest.mark.parametrize("name", dian.names())
def test_every_code_finds_one_rule(name: str) -> None:
    (rule,) = dian.rules_of(name)
    assert name in dian.expanded(rule.code)


def test_a_code_without_its_letter_finds_all_of_its_rules() -> None:
    assert [rule.code for rule in dian.rules_of("fad05")] == ["FAD05a", "FAD05b/c", "FAD05d", "FAD05e"]
    assert dian.spelled("fad05") == "FAD05"


def test_no_rule_has_no_name() -> None:
    assert dian.rules_of("(none)") == ()
    assert dian.rules_of("XYZ99") == ()
    assert dian.WITHOUT_CODE not in dian.names()


@pytest.mark.parametrize("rule", dian_rules(), ids=lambda rule: rule.code)
def test_every_rule_is_told_in_spanish(rule: DianRule) -> None:
    assert rule.check_es.endswith(".")
    assert rule.check_es != rule.check
    assert rule.severity in dian.SEVERITIES
    assert rule.area in manual.AREAS
