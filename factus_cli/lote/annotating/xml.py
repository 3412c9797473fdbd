"""Where elements stand in the bytes of an XML part, and the part with pieces put in: what is not named stays as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape as _escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 holds."""


@dataclass(slots=True)
class Element:
    """An element's place: its tag from `start` to `opened`, its end tag from `closed` to `end` (equal when `<a/>`)."""

    name: str
    attributes: Mapping[str, str]
    start: int
    opened: int
    closed: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written `<a/>`."""
        return self.closed == self.start


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes that take the place of those from `start` to `end`."""

    start: int
    end: int
    content: bytes


def elements(xml: bytes, depth: int, *, under: frozenset[str] | None = None) -> Element:
    """The root with its descendants down to a depth, by their names without prefix; `under`: only of these children.

    Raises ValueError for what is not XML in UTF-8.
    """
    return _Reader(xml, depth, under).root()


def spliced(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The XML with its edits made; those of one place in the order given."""
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda one: one.start):
        pieces += (xml[at : edit.start], edit.content)
        at = max(at, edit.end)
    return b"".join((*pieces, xml[at:]))


def inside(xml: bytes, element: Element, content: bytes) -> Edit:
    """Content put last within an element, which may have been `<a/>`."""
    if not element.is_empty_tag:
        return Edit(element.closed, element.closed, content)
    tag = xml[element.start : element.opened]
    name = re.match(rb"<([^\s/>]+)", tag)
    assert name is not None  # noqa: S101 - it is a tag
    return Edit(element.start, element.opened, tag.rstrip(b">").rstrip(b"/ ") + b">" + content + b"</%s>" % name[1])


def counted(xml: bytes, element: Element, content: bytes, more: int) -> list[Edit]:
    """Content put last within an element, and its attribute `count` that many more."""
    tag = xml[element.start : element.opened]
    count = len(element.children) + more
    said = re.sub(rb"(\scount\s*=\s*[\"'])\d+", rb"\g<1>%d" % count, tag)
    if not element.is_empty_tag:
        return [Edit(element.start, element.opened, said), Edit(element.closed, element.closed, content)]
    whole = Element(element.name, element.attributes, 0, len(said))
    put = inside(said, whole, content)
    return [Edit(element.start, element.opened, put.content)]


def prefix(xml: bytes, element: Element) -> bytes:
    """The namespace prefix of an element as it is typed: `x:` or nothing."""
    found = re.match(rb"<([\w.-]+:)?", xml[element.start : element.opened])
    return (found[1] or b"") if found else b""


def text(value: str) -> bytes:
    """A text as XML holds it, without the signs that it can't."""
    return _escape(ILLEGAL.sub(" ", value), {'"': "&quot;"}).encode()


class _Reader:
    """One pass of expat, which tells where in the bytes it is."""

    def __init__(self, xml: bytes, depth: int, under: frozenset[str] | None) -> None:
        if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or re.match(
            rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", xml, re.IGNORECASE
        ):
            raise ValueError("not UTF-8")
        self._xml = xml
        self._depth = depth
        self._under = under
        self._open: list[Element | None] = []
        self._root: Element | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def root(self) -> Element:
        try:
            self._parser.Parse(self._xml, True)  # noqa: FBT003 - its own signature
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        assert self._root is not None  # noqa: S101 - a document has one
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        level = len(self._open)
        if level > self._depth or (level > 1 and self._open[1] is None):
            self._open.append(None)
            return
        local = name.rpartition(":")[2]
        if level == 1 and self._under is not None and local not in self._under:
            self._open.append(None)
            return
        at = self._parser.CurrentByteIndex
        tag = TAG.match(self._xml, at)
        element = Element(local, attributes, at, tag.end() if tag else at)
        if self._root is None:
            self._root = element
        elif (parent := self._open[-1]) is not None:
            parent.children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if element is None:
            return
        if self._xml.endswith(b"/>", element.start, element.opened):
            element.closed, element.end = element.start, element.opened
            return
        element.closed = self._parser.CurrentByteIndex
        tag = TAG.match(self._xml, element.closed)
        element.end = tag.end() if tag else element.closed

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type")
