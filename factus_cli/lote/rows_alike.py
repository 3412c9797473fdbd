"""References that a person would take for one another: `FV-1` and `FV-l`, `fv-1`, `FV1`, `FV-01`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LIKE_DIGITS = re.compile("(?<![A-Za-z])[0-9lIiOo]+(?![A-Za-z])|(?<=[A-Z0-9])[0-9lo]+(?![A-Za-z])")
"""Letters that stand as digits: a whole number, or small ones after capitals."""
_AS_DIGITS = "lIiOo"
_DIGITS = str.maketrans(_AS_DIGITS, "11100")
_SIGNS = str.maketrans("_./ ", "----")
_SERIES = re.compile("[a-z](?=[0-9])|[0-9](?=[a-z])")
_HYPHENS = re.compile("-{2,}")
_ZEROS = re.compile(r"\b0+(?=[0-9])")


def alike(references: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose references look the same: each with the first of those that do."""
    looks = _looks(references)
    if len(set(looks)) == len(looks):
        return
    firsts: dict[str, int] = {}
    for place, look in enumerate(looks):
        first = firsts.setdefault(look, place)
        if first != place and look and references[first] != references[place]:
            yield first, place


def same_but_for_case(references: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose references are the same but for capitals: each with the first that is."""
    folded = [one.casefold() for one in references]
    if len(set(folded)) == len(folded):
        return
    firsts: dict[str, int] = {}
    for place, fold in enumerate(folded):
        first = firsts.setdefault(fold, place)
        if first != place and fold and references[first] != references[place]:
            yield first, place


def _looks(references: Sequence[str]) -> list[str]:
    """What is left of each when what is easily mistyped is taken away: all of them as one text, which is fast."""
    text = "\n".join(one.replace("\n", " ") for one in references)
    if any(letter in text for letter in _AS_DIGITS):
        text = _LIKE_DIGITS.sub(lambda found: found[0].translate(_DIGITS), text)
    text = text.lower().translate(_SIGNS)
    text = _SERIES.sub(lambda found: f"{found[0]}-", text)
    return [one.strip("-") for one in _ZEROS.sub("", _HYPHENS.sub("-", text)).split("\n")]
