"""Texts of others written where a spreadsheet reads them: as texts, whatever they say."""

from __future__ import annotations

from typing import Any

RICH = ("<r>", "</r>")


def put_text(sheet: Any, row: int, column: int, text: str, looks: Any = None) -> None:  # xlsxwriter has no types
    """Write a text into a cell, with its format.

    What stands between `<r>` and `</r>` xlsxwriter takes for the XML of a text in several formats, and writes as it is:
    a name could then damage the workbook, or add a formula to it. Such a text is written in pieces.
    """
    if text.startswith(RICH[0]) and text.endswith(RICH[1]):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], *(() if looks is None else (looks,)))
    else:
        sheet.write_string(row, column, text, looks)
