"""Comments of cells as every Excel since 2007 shows them: a part with their texts, and one with their boxes (VML)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factus_cli.lote.annotating.xml import Edit, elements, inside, prefix, spliced, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factus_cli.lote.annotating.marks import Mark
    from factus_cli.lote.annotating.xml import Element

AUTHOR = b"factus"
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors></authors><commentList></commentList></comments>"
)
EMPTY_BOXES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
SHAPE_TYPE = (
    b'<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE = (
    b'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s%d" type="#_x0000_t202" '
    b'style="position:absolute;margin-left:60pt;margin-top:2pt;width:230pt;height:%dpt;z-index:1;visibility:hidden" '
    b'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    b'</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
LETTERS_IN_A_LINE, POINTS_OF_A_LINE, FIRST_SHAPE = 44, 13, 1024


def commented(xml: bytes, marks: Sequence[Mark]) -> tuple[bytes, list[Mark]]:
    """The comments with the marks' added, and the marks that need a box. A cell's own comment gets ours below it.

    Raises ValueError for what is no part of comments.
    """
    root = elements(xml, 4)
    parts = {one.name: one for one in root.children}
    authors, held = parts["authors"], parts["commentList"]
    typed = prefix(xml, root)
    own = {one.attributes.get("ref", "").replace("$", ""): one for one in held.children}
    edits = [inside(xml, authors, b"<%sauthor>%s</%sauthor>" % (typed, AUTHOR, typed))]
    edits += [_below(xml, own[mark.address], mark, typed) for mark in marks if mark.address in own]
    new = [mark for mark in marks if mark.address not in own]
    added = b"".join(_comment(mark, len(authors.children), typed) for mark in new)
    return spliced(xml, [*edits, inside(xml, held, added)]), new


def boxed(xml: bytes, marks: Iterable[Mark]) -> bytes:
    """The drawing with a box for each mark."""
    end = xml.rfind(b"</")
    if end < 0:
        raise ValueError("no drawing")
    used = [int(one) for one in re.findall(rb"_x0000_s(\d+)", xml)]
    kind = b"" if b"_x0000_t202" in re.sub(rb"#_x0000_t202", b"", xml) else SHAPE_TYPE
    return spliced(xml, [Edit(end, end, kind + b"".join(_boxes(marks, max(used, default=FIRST_SHAPE))))])


def _boxes(marks: Iterable[Mark], last: int) -> Iterator[bytes]:
    for number, mark in enumerate(marks, start=last + 1):
        lines = sum(1 + len(line) // LETTERS_IN_A_LINE for line in mark.said.split("\n"))
        yield SHAPE % (number, POINTS_OF_A_LINE * (lines + 1), mark.row - 1, mark.column - 1)


def _comment(mark: Mark, author: int, typed: bytes) -> bytes:
    return b'<%(p)scomment ref="%(r)s" authorId="%(a)d"><%(p)stext>%(t)s</%(p)stext></%(p)scomment>' % {
        b"p": typed,
        b"r": mark.address.encode(),
        b"a": author,
        b"t": _run(mark.said, typed),
    }


def _below(xml: bytes, comment: Element, mark: Mark, typed: bytes) -> Edit:
    """What we say put after what the user had written there."""
    said = next((one for one in comment.children if one.name == "text"), None)
    if said is None:
        raise ValueError("a comment without text")
    return inside(xml, said, _run(f"\n\nfactus: {mark.said}", typed))


def _run(said: str, typed: bytes) -> bytes:
    return b'<%(p)sr><%(p)st xml:space="preserve">%(t)s</%(p)st></%(p)sr>' % {b"p": typed, b"t": text(said)}
