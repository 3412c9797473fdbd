"""Names compared as people write them: without accents, case or punctuation, and with typos."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation as one space: `"Bogotá,  D.C."` is `"bogota d c"`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def nearest(text: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """The names most like the text, best first, at most `limit`; none when nothing is near."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # 30 ms that most runs don't need

    choices = {name: plain(name) for name in names}
    found = process.extract(plain(text), choices, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
    return [name for _, _, name in found]
