"""What the user may say about how a file is to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`--sheet`, `--encoding`, `--delimiter` and `--header-row` (from 1, as the spreadsheet shows it); None: detect."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
