"""What is to be marked: cells with what was found in them, and the list of everything."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.domain.findings import Severity
from factus_cli.lote.table import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factus_cli.domain.findings import Finding

    Corner = tuple[int, int]
    """A row and a column, both from 1."""

FILLS = {Severity.ERROR: "FFFFC7CE", Severity.WARNING: "FFFFEB9C"}
"""The colours of Excel's own styles Bad and Neutral."""
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to colour and comment: its row as the sheet shows it, its column from 1, and what is said of it."""

    row: int
    column: int
    severity: Severity
    said: str

    @property
    def address(self) -> str:
        """`F12`."""
        return cell_name(self.column - 1, self.row)


def marked(findings: Iterable[Finding]) -> list[Finding]:
    """Those that ask for something of the user: errors first, then warnings, each in the order of the sheet."""
    kept = [one for one in findings if one.severity in FILLS]
    return sorted(kept, key=lambda one: (one.severity is not Severity.ERROR, one.row or 0))


def marks_of(findings: Iterable[Finding]) -> list[Mark]:
    """One mark for each cell, with everything found there; its colour is that of the gravest."""
    cells: dict[tuple[int, int], list[Finding]] = {}
    for one in marked(findings):
        found = ADDRESS.fullmatch(one.cell or "")
        if found is not None:
            cells.setdefault((int(found[2]), number(found[1])), []).append(one)
    return [Mark(row, column, said[0].severity, comment(said)) for (row, column), said in sorted(cells.items())]


def anchored(marks: Iterable[Mark], merged: Iterable[tuple[Corner, Corner]]) -> list[Mark]:
    """The marks where they show: of merged cells only the first has colour and comment. Those that meet become one."""
    areas = list(merged)
    placed: dict[Corner, Mark] = {}
    for mark in marks:
        at = next((first for first, last in areas if _within(mark, first, last)), (mark.row, mark.column))
        known = placed.get(at)
        if known is None:
            placed[at] = replace(mark, row=at[0], column=at[1])
        else:
            worse = known if known.severity is Severity.ERROR else mark
            placed[at] = replace(worse, row=at[0], column=at[1], said=f"{known.said}\n\n{mark.said}")
    return [placed[at] for at in sorted(placed)]


def _within(mark: Mark, first: Corner, last: Corner) -> bool:
    return first[0] <= mark.row <= last[0] and first[1] <= mark.column <= last[1]


def comment(findings: Sequence[Finding]) -> str:
    """What a cell's comment says: the code, what is wrong and what to do, of each finding."""
    return "\n\n".join(f"{one.code}: {told(one)}" + (f"\n→ {one.hint}" if one.hint else "") for one in findings)


def told(finding: Finding) -> str:
    """The message without the address that a cell's own comment need not repeat."""
    _, sign, rest = finding.message.partition(f"({finding.cell}): ")
    return rest if sign and finding.cell else finding.message


def number(name: str) -> int:
    """A is 1, AA is 27."""
    found = 0
    for sign in name:
        found = found * 26 + ord(sign) - ord("A") + 1
    return found
