"""The check digit, against NITs that anyone can look up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.domain import nit

LAW = settings(deadline=None, derandomize=True)
WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
with (Path(__file__).parent / "nit_vectors.csv").open(encoding="utf-8") as _file:
    VECTORS = [(row["nit"], row["dv"], row["name"]) for row in csv.DictReader(_file)]


@pytest.mark.parametrize(("number", "dv", "name"), VECTORS, ids=[name for _, _, name in VECTORS])
def test_the_check_digit_is_the_published_one(number: str, dv: str, name: str) -> None:
    assert nit.check_digit(number) == dv


def test_the_sample_that_is_often_printed_wrong_is_told_apart() -> None:
    assert nit.check_digit("900123456") == "8"


def test_final_consumer_would_have_seven_and_has_none() -> None:
    assert nit.check_digit(nit.FINAL_CONSUMER) == "7"
    assert nit.FINAL_CONSUMER == "2" * 12


@LAW
@given(st.text("0123456789", min_size=1, max_size=15))
def test_the_check_digit_follows_the_annex(number: str) -> None:
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(number), WEIGHTS, strict=False)) % 11
    assert nit.check_digit(number) == str(rest if rest < 2 else 11 - rest)


@LAW
@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_keeps_no_check_digit_but_one(number: str, place: int, by: int) -> None:
    """Modulo 11 tells any single digit apart, save that a rest of 1 and one of 10 both give 1."""
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert wrong != number
    assert nit.check_digit(wrong) != nit.check_digit(number) or nit.check_digit(number) == "1"


@pytest.mark.parametrize("text", ["", "900.123.456", "900123456-8", "ABC", "9" * 16, "²", "٩٠٠", " 900"])
def test_what_is_not_digits_has_no_check_digit(text: str) -> None:
    with pytest.raises(ValueError, match="is not the digits of a NIT"):
        nit.check_digit(text)


@pytest.mark.parametrize(
    ("number", "juridical"),
    [("900123456", True), ("800197268", True), ("100123456", False), ("9001234568", False), ("90012345A", False)],
)
def test_nine_digits_from_eight_or_nine_are_a_company(number: str, *, juridical: bool) -> None:
    assert nit.looks_juridical(number) is juridical


@pytest.mark.parametrize(
    ("number", "glued"),
    [
        ("9001234568", True),
        ("8001972684", True),
        ("9001234567", False),
        ("1020304050", False),
        ("900123456", False),
        ("٩٠٠١٢٣٤٥٦٨", False),
        ("9٠٠١٢٣٤٥٦٨", False),
    ],
)
def test_a_check_digit_glued_to_its_nit_is_seen(number: str, *, glued: bool) -> None:
    assert nit.has_glued_dv(number) is glued
