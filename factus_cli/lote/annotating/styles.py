"""The workbook's styles with the marks' added: each a copy of the cell's own, in another colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.lote.annotating.marks import FILLS
from factus_cli.lote.annotating.xml import counted, elements, prefix, spliced

if TYPE_CHECKING:
    from factus_cli.domain.findings import Severity

EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The styles of a workbook that has none."""
FONTS = (
    b'<%(p)sfont><%(p)sb/><%(p)ssz val="11"/><%(p)sname val="Calibri"/></%(p)sfont>',
    b'<%(p)sfont><%(p)su/><%(p)ssz val="11"/><%(p)scolor rgb="FF0563C1"/><%(p)sname val="Calibri"/></%(p)sfont>',
)
"""Bold, and a link's."""
WRAPPED = b'<%(p)salignment vertical="top" wrapText="1"/>'


class Styles:
    """The styles part. `heading`, `link` and `wrapped` are the numbers of the styles of the list of errors."""

    def __init__(self, xml: bytes) -> None:
        """Raises ValueError for a part without what every workbook's has."""
        root = elements(xml, 2)
        self._xml = xml
        self._parts = {one.name: one for one in root.children}
        if any(name not in self._parts for name in ("fonts", "fills", "cellXfs")):
            raise ValueError("no styles")
        self._prefix = prefix(xml, root)
        self._formats = self._parts["cellXfs"].children
        self._fonts, self._fills = (len(self._parts[name].children) for name in ("fonts", "fills"))
        self._copies: dict[tuple[int, Severity], int] = {}
        self._added: list[bytes] = []
        self.heading = self._add(self._plain(b'fontId="%d" applyFont="1"' % self._fonts, b"", b"0"))
        self.link = self._add(self._plain(b'fontId="%d" applyFont="1"' % (self._fonts + 1), WRAPPED, b"0"))
        self.wrapped = self._add(self._plain(b'fontId="0"', WRAPPED, b"49"))

    def marked(self, style: int, severity: Severity) -> int:
        """The style of a cell that is marked: its own in the colour of the severity."""
        key = (style, severity)
        if key not in self._copies:
            self._copies[key] = self._add(self._coloured(style, self._fills + list(FILLS).index(severity)))
        return self._copies[key]

    def part(self) -> bytes:
        """The styles with all that was added."""
        fonts = b"".join(one % {b"p": self._prefix} for one in FONTS)
        fills = b"".join(
            b'<%(p)sfill><%(p)spatternFill patternType="solid"><%(p)sfgColor rgb="%(c)s"/>'
            b'<%(p)sbgColor indexed="64"/></%(p)spatternFill></%(p)sfill>' % {b"p": self._prefix, b"c": colour.encode()}
            for colour in FILLS.values()
        )
        edits = [
            *counted(self._xml, self._parts["fonts"], fonts, len(FONTS)),
            *counted(self._xml, self._parts["fills"], fills, len(FILLS)),
            *counted(self._xml, self._parts["cellXfs"], b"".join(self._added), len(self._added)),
        ]
        return spliced(self._xml, edits)

    def _plain(self, font: bytes, inner: bytes, number_format: bytes) -> bytes:
        return (
            b'<%(p)sxf numFmtId="%(n)s" %(f)s fillId="0" borderId="0" xfId="0" applyAlignment="1">%(i)s</%(p)sxf>'
            % {
                b"p": self._prefix,
                b"n": number_format,
                b"f": font,
                b"i": inner % {b"p": self._prefix} if inner else b"",
            }
        )

    def _add(self, format_: bytes) -> int:
        self._added.append(format_)
        return len(self._formats) + len(self._added) - 1

    def _coloured(self, style: int, fill: int) -> bytes:
        if not 0 <= style < len(self._formats):
            style = 0
        if not self._formats:
            return b'<%sxf numFmtId="0" fontId="0" fillId="%d" borderId="0" applyFill="1"/>' % (self._prefix, fill)
        own = self._formats[style]
        tag = self._xml[own.start : own.opened]
        for name, value in ((b"fillId", b"%d" % fill), (b"applyFill", b"1")):
            tag = re.sub(rb"\s" + name + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", b"", tag)
            tag = re.sub(rb"(\s*/?>)$", b' %s="%s"\\1' % (name, value), tag)
        return tag + self._xml[own.opened : own.end]
