"""The sheet «Errores»: everything found, each with a link to its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.lote.annotating.xml import text
from factus_cli.lote.table import cell_name, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factus_cli.domain.findings import Finding
    from factus_cli.lote.annotating.styles import Styles

TITLE = "Errores"
COLUMNS = (
    ("Celda", 10),
    ("Documento", 18),
    ("Gravedad", 10),
    ("Código", 9),
    ("Qué dice", 24),
    ("Qué pasa", 70),
    ("Qué hacer", 50),
)
"""What the sheet tells of each finding, and how wide."""
LINE, TALLEST = 15, 20
"""Points of a line of text, and lines of the tallest row: nobody makes rows taller by themselves."""


def listing(findings: Sequence[Finding], sheet: str, styles: Styles) -> bytes:
    """The XML of the sheet."""
    wide = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (number, number, width)
        for number, (_, width) in enumerate(COLUMNS, start=1)
    )
    rows = [_row(1, [title for title, _ in COLUMNS], [styles.heading] * len(COLUMNS))]
    links: list[bytes] = []
    for number, one in enumerate(findings, start=2):
        address = _address(one)
        looks = [styles.link if address else styles.wrapped, *[styles.wrapped] * (len(COLUMNS) - 1)]
        rows.append(_row(number, _cells(one), looks))
        if address:
            target = f"{quoted(sheet)}!{address}"
            links.append(b'<hyperlink ref="A%d" location="%s" display="%s"/>' % (number, text(target), text(address)))
    linked = b"<hyperlinks>%s</hyperlinks>" % b"".join(links) if links else b""
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        b'state="frozen"/></sheetView></sheetViews><cols>%s</cols><sheetData>%s</sheetData>'
        b'<autoFilter ref="A1:%s%d"/>%s</worksheet>'
    ) % (wide, b"".join(rows), column_letter(len(COLUMNS) - 1).encode(), len(rows), linked)


def quoted(sheet: str) -> str:
    """A sheet's name as a reference writes it."""
    return "'" + sheet.replace("'", "''") + "'"


def _address(one: Finding) -> str:
    """Its cell; of what has none, the first of its row."""
    return one.cell or (f"A{one.row}" if one.row else "")


def _cells(one: Finding) -> list[str]:
    return [
        one.cell or (f"fila {one.row}" if one.row else ""),
        one.reference_code or "",
        one.severity.spanish,
        one.code,
        one.value or "",
        one.message,
        one.hint,
    ]


def _row(number: int, cells: Sequence[str], looks: Sequence[int]) -> bytes:
    lines = max(1 + len(said) // (width - 2) for said, (_, width) in zip(cells, COLUMNS, strict=True))
    height = b' ht="%d" customHeight="1"' % (LINE * min(TALLEST, lines)) if lines > 1 else b""
    return b'<row r="%d"%s>%s</row>' % (number, height, b"".join(_written(number, cells, looks)))


def _written(number: int, cells: Sequence[str], looks: Sequence[int]) -> Iterator[bytes]:
    for position, (said, style) in enumerate(zip(cells, looks, strict=True)):
        address = cell_name(position, number).encode()
        # an inline string is a text whatever it begins with: `=` never becomes a formula
        yield b'<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (
            address,
            style,
            text(said[:32_767]),
        )
