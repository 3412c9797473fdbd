"""What the tests of the reader share: which headers are known, and tables as plain values."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from factus_cli.lote import reader
from factus_cli.lote.reader import ReadOptions
from factus_cli.lote.table import Kind, Table

KNOWN = frozenset(
    {
        *("referencia", "factura", "fecha", "nit", "cliente", "ciudad", "dirección", "correo", "producto", "cantidad"),
        *("precio", "iva", "producto 1", "cantidad 1", "producto 2", "cantidad 2"),
    }
)

HEADER = ["referencia", "nit", "cliente", "producto", "cantidad", "precio", "iva"]
ROWS = [
    ["FAC-1", "900123456", "Peña & Ñáñez S.A.S.", "Café molido", "2", "1.234,50", "19"],
    ["FAC-1", "900123456", "Peña & Ñáñez S.A.S.", 'Tubo de 5"; rojo, largo', "1", "99.99", "5"],
    ["FAC-2", "00123", "Línea uno\nLínea dos", "Té | verde", "10", "0", ""],
]

Read = Callable[..., Table]


def knows(text: str) -> bool:
    return text.strip().casefold() in KNOWN


@pytest.fixture
def read() -> Read:
    """Reads bytes as the file `lote` with the given options."""

    def read_with(content: bytes, **options: Any) -> Table:
        return reader.read_bytes("lote", content, ReadOptions(**options), knows=knows)

    return read_with


@pytest.fixture
def sample() -> tuple[list[str], list[list[str]]]:
    """A header and three rows with every difficulty of quoting."""
    return HEADER, ROWS


@pytest.fixture
def rows_of() -> Callable[[Table], list[list[str]]]:
    """The texts of a table, row by row."""
    return lambda table: [list(row) for row in zip(*(column.texts for column in table.columns), strict=True)]


@pytest.fixture
def cell() -> Callable[[Table, str], tuple[str, str]]:
    """The kind and the text at an address of the spreadsheet, such as `F12`."""

    def at(table: Table, address: str) -> tuple[str, str]:
        letters = address.rstrip("0123456789")
        column = next(column for column in table.columns if column.letter == letters)
        found = column.cell(list(table.rows).index(int(address[len(letters) :])))
        return Kind(found.kind).name, found.text

    return at


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """An .xlsx by openpyxl with the given rows in each sheet: `workbook(Ventas=[[…], […]])`."""

    def build(edit: Callable[[Workbook], None] | None = None, /, **sheets: list[list[Any]]) -> bytes:
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        if edit is not None:
            edit(book)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    return build


@pytest.fixture
def rezipped() -> Callable[..., bytes]:
    """A workbook with some of its parts replaced: `rezipped(content, {"xl/styles.xml": b"…"})`."""

    def rebuild(content: bytes, parts: dict[str, bytes | None]) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            kept = {name: old.read(name) for name in old.namelist()}
            for name, part in (kept | parts).items():
                if part is not None:
                    new.writestr(name, part)
        return target.getvalue()

    return rebuild


@pytest.fixture
def ole() -> Callable[[str, bytes], bytes]:
    """An OLE2 file with one stream of over 4 KB."""

    def build(name: str, stream: bytes) -> bytes:
        stream = stream.ljust(4096, b"\0")
        sectors = -(-len(stream) // 512)
        fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
        fat_bytes = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
        assert len(fat_bytes) == 512
        head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
        head = head.ljust(512, b"\xff")
        root = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
        data = _entry(name, 2, 2, len(stream))
        directory = (root + data).ljust(512, b"\0")
        return head + fat_bytes + directory + stream.ljust(sectors * 512, b"\0")

    return build


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
    return entry + struct.pack("<IQ", start, size)


@pytest.fixture
def xls(ole: Callable[[str, bytes], bytes]) -> Callable[..., bytes]:
    """A BIFF8 workbook of one sheet with the given cell records after the usual ones."""

    def build(cells: list[tuple[int, bytes]], *, protected: bool = False) -> bytes:
        formats = [(0x041E, struct.pack("<HHB", 164, 4, 0) + b"0.0%")]
        styles = [(0x00E0, struct.pack("<HH", 0, number).ljust(20, b"\0")) for number in (0, 9, 164)]
        locked = [(0x002F, bytes(54))] if protected else []
        bound = [(0x0085, struct.pack("<IBBBB", 0, 0, 0, 6, 0) + b"Ventas")]
        globals_ = [(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6)), *locked, *formats, *styles, *bound]
        start = len(_records(globals_)) + 4
        globals_[-1] = (0x0085, struct.pack("<IBBBB", start, 0, 0, 6, 0) + b"Ventas")
        sheet = [(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 6)), *cells]
        return ole("Workbook", _records(globals_) + _records([(0x000A, b"")]) + _records([*sheet, (0x000A, b"")]))

    return build


def _records(records: list[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


@pytest.fixture
def ods() -> Callable[..., bytes]:
    """An OpenDocument spreadsheet whose sheet `Ventas` has the given XML rows."""

    def build(rows: str, *, mimetype: bool = True, manifest: str = "") -> bytes:
        spaces = " ".join(
            (
                'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
                'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
                'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
                'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
            )
        )
        content = (
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Ventas">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            if mimetype:
                archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
            archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        return target.getvalue()

    return build
