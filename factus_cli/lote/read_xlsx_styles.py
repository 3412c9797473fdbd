"""The styles of an .xlsx workbook that change what a person reads in a cell: percentages, words around a number, crossed out."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from factus_cli.lote.read_marks import shown_by
from factus_cli.lote.read_xlsx_facts import NS, book_path, inside, relations_of, xml_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from factus_cli.lote.read_marks import Written
    from factus_cli.lote.read_zip import Archive

OFF = frozenset({"0", "false"})


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the cell styles that show a percentage, that write more than the number, and that cross it out."""

    percents: frozenset[int] = frozenset()
    written: Mapping[int, Written] = field(default_factory=lambda: MappingProxyType({}))
    struck: frozenset[int] = frozenset()


def styles_of(file: str, archive: Archive) -> Styles:
    """The styles of a workbook."""
    targets = relations_of(file, archive, book_path(file, archive)).values()
    path = next((inside(target) for target in targets if target.endswith("styles.xml")), "")
    if path not in archive:
        return Styles()
    styles = xml_of(file, archive, path)
    formats = {
        _number(one.get("numFmtId"), -1): one.get("formatCode", "")
        for one in styles.iterfind(f".//{NS}numFmts/{NS}numFmt")
    }
    struck = {index for index, one in enumerate(styles.iterfind(f"./{NS}fonts/{NS}font")) if _is_struck(one)}
    cells = [
        (_number(one.get("numFmtId"), 0), _number(one.get("fontId"), 0))
        for one in styles.iterfind(f"./{NS}cellXfs/{NS}xf")
    ]
    shown = shown_by([number for number, _ in cells], formats)
    return Styles(
        shown.percents,
        shown.written,
        frozenset(index for index, (_, font) in enumerate(cells) if font in struck),
    )


def _is_struck(font: Element) -> bool:
    struck = font.find(f"{NS}strike")
    return struck is not None and struck.get("val", "1") not in OFF


def _number(number: str | None, absent: int) -> int:
    """The number of a format or a font; one that is no number is that of none."""
    if number is None:
        return absent
    return int(number) if number.isdecimal() and len(number) < 10 else absent
