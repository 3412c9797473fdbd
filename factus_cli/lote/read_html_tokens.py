"""HTML into tags and texts, in one pass: a page made to hurt takes no longer than any other of its length.

Python's own parser looks for the end of each comment and tag again and again where there is none, and stops with an
assertion at a declaration that it does not know.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?:=\s*+"[^"]*"|=\s*+'[^']*'|[^>])*+)>""")
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s>]*))?+""")
RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
"""Elements whose text is code up to their end."""


class Unended(ValueError):
    """A comment or a script that does not end: how much of the page it hides can't be told."""


class Tag(NamedTuple):
    """The start or the end of an element, by its name in small letters, and its attributes as they are written."""

    name: str
    opens: bool
    written: str

    def attribute(self, name: str) -> str:
        """The value of an attribute; empty where there is none."""
        for key, value in ATTRIBUTE.findall(self.written):
            if key.lower() == name:
                return unescape(value.strip("\"'"))
        return ""


Token: TypeAlias = Tag | str


def tokens_of(page: str) -> Iterator[Token]:
    """The tags and the texts between them; a `<` that begins no tag is text. Raises Unended."""
    at = 0
    while (start := page.find("<", at)) >= 0:
        if start > at:
            yield unescape(page[at:start])
        tag = TAG.match(page, start)
        if tag is not None:
            opened = Tag(tag[2].lower(), not tag[1], tag[3])
            yield opened
            at = _behind(page, opened, tag.end())
        elif page[start + 1 : start + 2].isalpha():  # nor does any other tag end
            at = start
            break
        else:
            text, at = _no_tag(page, start)
            yield text
    yield unescape(page[at:])


def _behind(page: str, tag: Tag, end: int) -> int:
    """Where the page goes on: behind the code of a script."""
    code = RAW.get(tag.name) if tag.opens else None
    if code is None:
        return end
    closing = code.search(page, end)
    if closing is None:
        raise Unended
    return closing.start()


def _no_tag(page: str, start: int) -> tuple[str, int]:
    """The text that stands at a `<` which begins no tag (none for a comment or a declaration), and where it ends."""
    if page.startswith("<!--", start):
        end, long = page.find("-->", start + 4), 3
    elif page[start + 1 : start + 2] in {"!", "?", "/"}:
        end, long = page.find(">", start), 1
    else:
        return "<", start + 1
    if end < 0:
        raise Unended
    return "", end + long
