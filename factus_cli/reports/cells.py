"""What a cell of a report may hold, made safe: no text is run as a formula, and none breaks the file that holds it."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

Cell = str | int | Decimal | datetime
"""Amounts in COP; moments in Bogotá's time."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell of a text file must not begin with, lest a spreadsheet run it: OWASP's list, full-width signs included."""
_UNSEEN = "".join(map(chr, range(33))) + "\xa0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
"""What a program that opens a text may drop in front of a sign."""
_INSIDE = re.compile(
    r"([;,|\t\n\r][\s\"'\ufeff\u200b-\u200f\u2060]{0,20}+)(?=[=@\uff1d\uff20]|[-+\uff0b\uff0d][^\n]{0,300}[(|!])"
)
"""A formula behind what another program takes for the end of a cell: with a comma, where Excel is not in Spanish."""
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Half characters (JSON can hold them) and the two that XML forbids: with any of them Excel calls a workbook damaged."""


def readable(text: str) -> str:
    """The same text with a � in the place of what no file can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def runs(text: str) -> bool:
    """Whether some spreadsheet would take the text, or what stands behind a delimiter inside it, for a formula."""
    return _begins(text) or _INSIDE.search(text) is not None


def defused(text: str) -> str:
    """The same text, that no spreadsheet takes for a formula."""
    written = _INSIDE.sub(r"\1'", readable(text))
    return f"'{written}" if _begins(written) else written


def _begins(text: str) -> bool:
    return text.startswith(DANGEROUS) or text.lstrip(_UNSEEN).startswith(DANGEROUS)


def as_text(cell: Cell) -> str:
    """A cell of a text file that Excel in Spanish opens: decimal comma, day first, formulas defused."""
    match cell:
        case Decimal():
            return format(cell, "f").replace(".", ",")
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M:%S}"
        case int():
            return str(cell)
        case _:
            return defused(cell)
