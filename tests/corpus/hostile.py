"""Files made to hurt, of one correct lote: cells far away, tags without end, lies of a zip, whatever fills a memory."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

from gauntlet_files import html, json_list, ods, text, xlsx
from gauntlet_layouts import grid
from gauntlet_styles import CELLS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOTE = grid(PLAIN)
CSV = text(LOTE)
BOOK = xlsx(grid(CELLS["numbers"]))
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
LIST, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BOMB = b"".join(b"<!ENTITY b%d '%s'>" % (level, b"&b%d;" % (level - 1) * 10) for level in range(1, 10))


def hostile() -> Iterator[tuple[str, bytes]]:
    """Each by the name that it has as a file."""
    yield from _sheets()
    yield from _other_parts()
    yield from _zips()
    yield from _repeated()
    yield from _pages()
    yield from _objects()
    yield from _texts()
    yield from _called_something_else()


def _zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _book(part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = _parts(BOOK)
    return _zipped({**parts, part: change(parts[part])})


def _with(old: bytes, new: bytes, part: str = SHEET, times: int = -1) -> bytes:
    return _book(part, lambda xml: xml.replace(old, new, times))


def _rows(xml: bytes) -> bytes:
    """The workbook with some XML behind its last row."""
    return _with(b"</sheetData>", xml + b"</sheetData>")


def _cell(inside: bytes, attributes: bytes = b"") -> bytes:
    return _rows(b'<row r="90"><c r="A90"%s>%s</c></row>' % (attributes, inside))


def _sheets() -> Iterator[tuple[str, bytes]]:
    for address in (b"XFD1048576", b"xfd1048576", b"A4000000000", b"ZZZZZZZ1", b"V1048576", b"A0", b"", b"$A$1", b"9A"):
        yield f"cell-{address.decode() or 'none'}.xlsx", _rows(b'<row r="90"><c r="%s"><v>1</v></c></row>' % address)
        yield f"error-{address.decode() or 'none'}.xlsx", _rows(b'<row><c r="%s" t="e"><v>#N/A</v></c></row>' % address)
    for number in (b"1048576", b"4294967295", b"0", b"-1", b"x"):
        yield f"row-{number.decode()}.xlsx", _rows(b'<row r="%s"><c><v>1</v></c></row>' % number)
    for value in (b"1e400", b"nan", b"inf", b"-1e308", b"", b"0x10", b"1e15", b"-1e15", b"2958466", b"-1", b"60", b"x"):
        cells = b"".join(b'<c r="%c90" s="%d"><v>%s</v></c>' % (65 + style, style, value) for style in range(12))
        yield f"value-{value.decode() or 'none'}.xlsx", _rows(b'<row r="90">%s</row>' % cells)
    for name, kind in {"shared": b"s", "date": b"d", "boolean": b"b", "error": b"e", "unknown": b"zz"}.items():
        yield f"type-{name}.xlsx", _cell(b"<v>99999999</v>", b' t="%s"' % kind)
    for style in (b"99999999999999999999", b"-1", b"x"):
        yield f"style-{style.decode()}.xlsx", _cell(b"<v>1</v>", b' s="%s"' % style)
    for name, inner in {"half": b"&#xD800;", "nul": b"a&#0;b", "raw-nul": b"a\0b", "no-utf8": b"a\xff\xfe"}.items():
        yield f"text-{name}.xlsx", _cell(b"<is><t>%s</t></is>" % inner, b' t="inlineStr"')
    for name, xml in {
        "comments": b"<!--",
        "cdata": b"<![CDATA[",
        "rows": b"<row ",
        "cells": b'<c r="A1" t="e" ',
        "errors": b'<c r="A1" t="e">',
        "formulas": b'<c r="A1"><f>',
        "tags": b"<a>",
    }.items():
        yield f"unended-{name}.xlsx", _rows(xml * 500_000)
    yield "dimension.xlsx", _book(SHEET, lambda xml: re.sub(rb'(<dimension ref=)"[^"]*"', rb'\1"A1:XFD1048576"', xml))
    yield (
        "merged.xlsx",
        _with(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    )
    yield "million-rows.xlsx", _rows(b'<row><c s="1"/></row>' * 1_000_000)
    yield "million-blanks.xlsx", _rows(b'<row><c t="inlineStr"><is><t> </t></is></c></row>' * 1_000_000)
    yield "deep.xlsx", _rows(b"<a>" * 500_000 + b"</a>" * 500_000)
    yield "spaces.xlsx", _cell(b"<f>1</f>" + b" " * 3_000_000 + b"x")
    yield "bomb.xlsx", _rows(b" " * 300_000_000)


def _other_parts() -> Iterator[tuple[str, bytes]]:
    for target in (
        b"workbook.xml",
        b"../../../../etc/passwd",
        b"",
        b"/xl/sheet.xml",
        b"file:///dev/zero",
        b"sheet\\1.xml",
    ):
        name = re.sub(r"\W", "-", target.decode()) or "none"
        yield f"target-{name}.xlsx", _with(b"worksheets/sheet1.xml", target, RELATIONS)
    formats = b'<numFmts><numFmt numFmtId="%s" formatCode="%s"/></numFmts><cellXfs'
    for name, number, code in (("abc", b"abc", b"0%"), ("long", b"9" * 5000, b"0%"), ("code", b"170", b"[" * 500_000)):
        yield f"format-{name}.xlsx", _with(b"<cellXfs", formats % (number, code), STYLES, 1)
    yield "styles-deep.xlsx", _with(b"<cellXfs", b"<a>" * 500_000 + b"</a>" * 500_000 + b"<cellXfs", STYLES, 1)
    yield "strings-deep.xlsx", _with(b"<si>", b"<si>" + b"<r>" * 500_000 + b"</r>" * 500_000, STRINGS, 1)
    yield "strings-many.xlsx", _book(STRINGS, lambda xml: re.sub(rb'[cC]ount="\d+"', b'count="4000000000"', xml))
    late = b"<!--" + b"x" * 10_000 + b"--><!DOCTYPE a [<!ENTITY b0 'ja'>" + BOMB + b"]><workbook"
    yield (
        "entities.xlsx",
        _book(LIST, lambda xml: xml.replace(b"<workbook", late, 1).replace(b'name="Ventas"', b'name="&b9;"')),
    )
    one = re.search(rb"<sheet [^>]*/>", _parts(BOOK)[LIST])
    assert one is not None
    many = b"".join(one[0].replace(b"Ventas", b"H%d" % number) for number in range(5_000))
    yield "sheets.xlsx", _with(one[0], many, LIST)
    yield "sheet-name.xlsx", _with(b'"Ventas"', '"a&#10;b\u202e&#x1b;[31m"'.encode(), LIST)
    yield "sheet-long.xlsx", _with(b'"Ventas"', b'"' + b"V" * 1_000_000 + b'"', LIST)


def _zips() -> Iterator[tuple[str, bytes]]:
    lies = {
        "offset": (42, 0xFFFFFFF0),
        "start": (42, 0),
        "packed": (20, 0xFFFFFFFE),
        "zip64": (20, 0xFFFFFFFF),
        "crc": (16, 1),
    }
    for name, (place, value) in lies.items():
        changed = bytearray(BOOK)
        at = changed.index(b"PK\x01\x02", changed.index(b"PK\x01\x02") + 4)
        struct.pack_into("<I", changed, at + place, value)
        yield f"zip-{name}.xlsx", bytes(changed)
    yield "zip-behind.xlsx", b"MZ" * 40 + BOOK
    yield "zip-before.xlsx", BOOK + bytes(1000)
    yield "zip-names.xlsx", _zipped({**_parts(BOOK), "../../etc/passwd": b"x", "xl/\u202e.xml": b"y"})


def _repeated() -> Iterator[tuple[str, bytes]]:
    parts = _parts(ods(grid(CELLS["numbers"])))
    cell = b'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="%s"/>'
    rows = {
        f"{down}x{across}": b'<table:table-row table:number-rows-repeated="%s">' % down.encode()
        + cell % across.encode()
        + b"</table:table-row>"
        for down, across in (("1000000", "1"), ("1000000", "20"), ("1048000", "16384"), ("9" * 30, "1"), ("-5", "-5"))
    }
    inside = b"<text:span>" * 200_000 + b"x" + b"</text:span>" * 200_000
    texts = {"deep": inside, "blanks": b'<text:s text:c="999999999"/>', "none": b""}
    for name, inner in texts.items():
        one = b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % inner
        rows[name] = b"<table:table-row>" + one + b"</table:table-row>"
    last = b'<table:table-row table:number-rows-repeated="1048000">'
    for name, row in rows.items():
        content = parts["content.xml"].replace(last, row + b'<table:table-row table:number-rows-repeated="100">')
        yield f"repeated-{name[:20]}.ods", _zipped({**parts, "content.xml": content})


def _pages() -> Iterator[tuple[str, bytes]]:
    many = 300_000
    yield "colspan.html", b"<table><tr>" + b"<td colspan=1000>x" * many + b"</table>"
    yield "rowspan.html", b"<table><tr>" + b"<td rowspan=1000 colspan=1000>x" * 16 + b"<tr><td>y" * many
    yield "wide.html", b"<table>" + b"<tr><td>x" * many + b"<tr>" + b"<td>y" * 16_000 + b"</table>"
    yield "rows.html", html(LOTE).replace(b"</table>", b"<tr><td>x" * 1_100_000 + b"</table>")
    for name, piece in {
        "comment": b"<!--",
        "declaration": b"<![",
        "attribute": b'<a b="',
        "lt": b"<",
        "amp": b"&",
    }.items():
        yield f"unended-{name}.html", b"<table><tr><td>" + piece * many


def _objects() -> Iterator[tuple[str, bytes]]:
    one = json.loads(json_list(LOTE))[0]
    for field in ("cliente_nombre", "referencia", "x\ud800"):
        yield f"half-{field.encode('ascii', 'ignore').decode()}.json", json.dumps([{**one, field: "A\ud800B"}]).encode()
    yield "control.json", json.dumps([{**one, "referencia": "A\0\x1b[31m"}]).encode()
    yield "distinct.json", json.dumps([{**one, f"k{number}": 1} for number in range(20_000)]).encode()
    yield "deep.json", b'[{"referencia":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}]"
    for name, number in {"exponent": b"1e" + b"9" * 100_000, "digits": b"0." + b"1" * 1_000_000, "nan": b"NaN"}.items():
        yield f"number-{name}.json", re.sub(rb'"cantidad": [^,]+', b'"cantidad": ' + number, json.dumps([one]).encode())
    yield "lines.jsonl", b"{}\n" * 1_100_000


def _texts() -> Iterator[tuple[str, bytes]]:
    head = CSV.split(b"\n", 1)[0] + b"\n"
    yield "one-line.csv", b"x" * 10_000_000
    yield "one-value.csv", head + b"x" * 10_000_000
    yield "delimiters.csv", head + b"," * 1_000_000
    yield "delimiters-first.csv", b"," * 1_000_000
    yield "quotes.csv", head + b'"' * 3_000_001
    yield "open-quote.csv", head + b'"' + b"a\n" * 5_000_000
    yield "lines.csv", CSV + b"\n" * 5_000_000
    yield "returns.csv", CSV + b"\r" * 5_000_000
    yield "blank-rows.csv", CSV + (b"," * 21 + b"\n") * 1_100_000
    for count in (10_000, 16_384, 17_000):
        yield (
            f"columns-{count}.csv",
            text([[*LOTE[0], *(f"x{number}" for number in range(count - len(LOTE[0])))], *LOTE[1:]]),
        )
    yield "nul.csv", CSV.replace(b"FV-102", b"FV\0-102")
    yield "half.csv", CSV.replace("Peñón".encode(), b"\xed\xa0\x80")
    yield "control.csv", CSV.replace(b"FV-102", b"\x1b[2J\x1b]0;x\x07")
    yield "turned.csv", CSV.replace(b"FV-102", "\u202eFV-102\u2066".encode())
    yield "odd.csv", CSV.decode().encode("utf-16")[:-1]
    for name, amount in {"digits": b"9" * 100_000, "dots": b"1." * 50_000, "exponent": b"1E999999999"}.items():
        yield f"amount-{name}.csv", CSV.replace(b"1500.5", amount, 1)
    yield "nothing.csv", b""


def _called_something_else() -> Iterator[tuple[str, bytes]]:
    for name, content in {"book": BOOK, "text": CSV, "page": html(LOTE), "ods": ods(LOTE)}.items():
        for suffix in ("xlsx", "xls", "xlsb", "ods", "csv", "json", "html"):
            yield f"{name}-called.{suffix}", content
