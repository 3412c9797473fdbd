"""Which delimiter a text file has: the one under which its header is found, and its rows agree."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.lote import header

if TYPE_CHECKING:
    from factus_cli.lote.header import Knows

DELIMITERS = (",", ";", "\t", "|")
NAMES = {"tab": "\t", "\\t": "\t", "tabulador": "\t", "coma": ",", "comma": ",", "semicolon": ";", "pipe": "|"}
SEP_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
SAMPLE_LINES = 120


def asked(text: str) -> str:
    """The delimiter given as an option: one character, or a name such as `tab`. Raises UsageProblem for another."""
    delimiter = NAMES.get(text.casefold(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\x00' or delimiter.isalnum():
        raise UsageProblem(
            f"--delimiter {text!r} no es un delimitador", hint="Es un solo signo: `,` `;` `|` o la palabra `tab`."
        )
    return delimiter


def detected(head: str, knows: Knows) -> str:
    """The delimiter of the text's first lines: most known columns first, then most rows of one same width.

    A text where none fits gets the comma: it is one column, or has no header, and is refused as that.
    """
    return max(DELIMITERS, key=lambda delimiter: _fit(head, delimiter, knows))


def spaced(text: str, delimiter: str) -> bool:
    """Whether quotes stand behind a blank after the delimiter (`a, "b"`): the blank is then no part of the value."""
    return re.search(rf'{re.escape(delimiter)} +"', text) is not None


def _fit(head: str, delimiter: str, knows: Knows) -> tuple[int, float, int]:
    rows = _sample(head, delimiter)
    found = header.find(rows, knows)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0, 0
    width, times = widths.most_common(1)[0]
    return found.known if found is not None else 0, times / max(1, sum(1 for row in rows if any(row))), width


def _sample(head: str, delimiter: str) -> list[list[str]]:
    lines = head.splitlines(keepends=True)[:SAMPLE_LINES]
    return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced(head, delimiter)))
