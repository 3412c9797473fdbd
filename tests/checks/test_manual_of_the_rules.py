"""Every rule is declared whole, told in Spanish, and every rule of the DIAN that a sender can check has an answer."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from factus_cli.checks.rule import RULES, lote_rule, rule
from factus_cli.checks.run import TOPICS, codes
from factus_cli.domain import dian
from factus_cli.domain.codes import CATALOGS, dian_rules
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import FindingCode, Problem

ENGLISH = re.compile(r"\b(the|and|with|of|is|not|must|invoice|line|should)\b", re.IGNORECASE)

RANGE = "the range is the account's: it is looked up when sending"
ARITHMETIC = "domain.totals makes it: sums of what each line rounds"
NOT_ISSUED = "Factus takes no such document from us"
NO_NOMINAL = "a tax by unit (bags, IBUA, INPP) can't be written: IMP-02 takes IVA, INC and ICUI alone"
ELSEWHERE = {
    "Regla 90": "an answer, not a check: api.classify makes it NeedsSupport",
    "FAB07a": RANGE,
    "FAB07b": RANGE,
    "FAB08a": RANGE,
    "FAB08b": RANGE,
    "FAB11a": RANGE,
    "FAB11b": RANGE,
    "FAB12a": RANGE,
    "FAB12b": RANGE,
    "FAD05b": RANGE,
    "FAD05c": RANGE,
    "FAD05d": RANGE,
    "FAD05e": RANGE,
    "FAD09a": RANGE,
    "FAD09b": RANGE,
    "FAI01": NOT_ISSUED,
    "CTG01": NOT_ISSUED,
    "FAV03": NOT_ISSUED,
    "FAV08": NOT_ISSUED,
    **dict.fromkeys((f"FBA{number:02}" for number in range(1, 11)), NOT_ISSUED),
    "FAK32": "only the municipality is sent; a department that disagrees is the reader's finding INF-05",
    "FAS09": NO_NOMINAL,
    "FAS10": NO_NOMINAL,
    "FAS11": NO_NOMINAL,
    "FAX09": NO_NOMINAL,
    "FAX07": ARITHMETIC,
    **dict.fromkeys(
        (f"{kind}AU{number}" for kind in "FCD" for number in ("02", "04", "06", "08", "10", "14")), ARITHMETIC
    ),
    "FAU12": ARITHMETIC,
}
"""Rules of the DIAN that a sender could check and no rule of ours does, with the reason."""

OWN_RULES = {
    "due date >= issue date: no code found that rejects it, enforce anyway": "PAG-04",
    "rate in the DIAN list of its tribute (tax_rates.csv): list check exists, its rule code was not confirmed": "IMP-03",
}
"""Rules without a code, by what they check."""


def prevented() -> set[str]:
    return {name for one in codes() for name in dian.expanded(one.prevents)}


def of_senders() -> list[str]:
    named = [one for one in dian_rules() if one.checked_by == "sender" and one.code != dian.WITHOUT_CODE]
    return [name for one in named for name in dian.expanded(one.code)]


@pytest.mark.parametrize("name", of_senders())
def test_every_rule_that_a_sender_can_check_is_prevented_or_has_its_reason(name: str) -> None:
    assert (name in prevented()) != (name in ELSEWHERE)


def test_every_reason_is_of_a_rule_that_exists() -> None:
    assert set(ELSEWHERE) <= set(of_senders())


def test_every_rule_that_ours_prevent_exists() -> None:
    known = {name for one in dian_rules() for name in dian.expanded(one.code)}
    assert prevented() <= known


def test_rules_without_a_code_are_checked_too() -> None:
    without = {one.check for one in dian_rules() if one.code == dian.WITHOUT_CODE}
    assert without == set(OWN_RULES)
    assert set(OWN_RULES.values()) <= {one.code for one in codes()}


def test_every_code_is_declared_once() -> None:
    assert [code for code, times in Counter(one.code for one in codes()).items() if times > 1] == []


@pytest.mark.parametrize("one", codes(), ids=lambda one: one.code)
def test_every_rule_has_its_entry_in_the_manual(one: FindingCode) -> None:
    assert re.fullmatch(r"(CLI|LIN|IMP|PAG|TOT|NUM|NOT|LOT)-\d\d", one.code)
    assert one.title
    assert not one.title.endswith(".")
    assert one.manual.endswith(".")
    assert ENGLISH.search(f"{one.title} {one.manual}") is None


@pytest.mark.parametrize("one", codes(), ids=lambda one: one.code)
def test_the_manual_names_only_lists_that_exist(one: FindingCode) -> None:
    assert set(re.findall(r"`factus catalog ([a-z-]+)", one.manual)) <= {each.name for each in CATALOGS}


def test_every_topic_declares_rules() -> None:
    declared = {one.test.__module__ for one in RULES} | {topic.__name__ for topic in TOPICS}
    assert {topic.__name__ for topic in TOPICS} <= declared


def test_a_rule_without_manual_is_no_rule() -> None:
    def silent(document: Document) -> Iterator[Problem]:
        yield document.at("referencia", "")

    before = len(RULES)
    with pytest.raises(ValueError, match="CLI-99"):
        rule("CLI-99")(silent)
    with pytest.raises(ValueError, match="LOT-99"):
        lote_rule("LOT-99")(silent)  # type: ignore[arg-type]  # it never runs
    assert len(RULES) == before


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("CLI-03", Severity.ERROR),
        ("CLI-04", Severity.WARNING),
        ("CLI-10", Severity.ERROR),
        ("CLI-11", Severity.WARNING),
        ("CLI-16", Severity.WARNING),
        ("CLI-17", Severity.WARNING),
        ("LIN-03", Severity.ERROR),
        ("LIN-05", Severity.ERROR),
        ("IMP-03", Severity.WARNING),
        ("IMP-07", Severity.WARNING),
        ("NUM-03", Severity.ERROR),
        ("LOT-01", Severity.WARNING),
        ("LOT-02", Severity.ERROR),
        ("LOT-03", Severity.NOTICE),
        ("LOT-04", Severity.NOTICE),
        ("TOT-01", Severity.ERROR),
        ("TOT-02", Severity.WARNING),
    ],
)
def test_each_is_as_grave_as_it_was_promised(code: str, severity: Severity) -> None:
    assert {one.code: one.severity for one in codes()}[code] is severity
