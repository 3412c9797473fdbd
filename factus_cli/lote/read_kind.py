"""What a file really is, told by its first bytes and not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from factus_cli.lote.refusals import refusal

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
HEAD = 8192
NOTHING = b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SPREADSHEET = "Guarde la hoja como libro de Excel (.xlsx) o como CSV y vuelva a intentarlo."
OPEN_AND_SAVE = "Ábralo en Excel o LibreOffice, guárdelo como .xlsx y vuelva a intentarlo."


class FileKind(StrEnum):
    """The kinds of file that are read as a lote."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "una imagen PNG"),
    (b"\xff\xd8\xff", "una imagen JPEG"),
    (b"GIF8", "una imagen GIF"),
    (b"{\\rtf", "un documento RTF"),
    (b"\x1f\x8b", "un archivo comprimido (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo comprimido (7z)"),
    (b"Rar!", "un archivo comprimido (RAR)"),
    (b"SQLite format 3", "una base de datos SQLite"),
    (b"PAR1", "un archivo Parquet"),
    (b"\x09\x08\x10\x00", "una hoja de Excel de antes de 1997"),
    (b"\x09\x04\x06\x00", "una hoja de Excel de antes de 1997"),
    (b"\x09\x02\x06\x00", "una hoja de Excel de antes de 1997"),
    (b"\x09\x00\x04\x00", "una hoja de Excel de antes de 1997"),
)
"""First bytes of what is often handed in by mistake."""

HTML_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL
)
XML_START = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
JSON_START = re.compile(rb'\s*(?:\[\s*(?:\{\s*["}]|\])|\{\s*(?:"|\}))')


def kind_of(file: str, content: bytes) -> FileKind:
    """The kind of a file by its content. Raises LoteRefused, naming what it is, when it is no lote."""
    if not content[:HEAD].strip(NOTHING) and not content.strip(NOTHING):
        raise refusal(
            file, "file_empty", "el archivo está vacío", "Revise que haya guardado el archivo con las ventas."
        )
    for start, what in FOREIGN:
        if content.startswith(start):
            raise refusal(file, "not_a_lote", f"es {what}, no una hoja de cálculo ni un archivo de texto", SPREADSHEET)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(file, content)
    if content.startswith(OLE2):
        return _kind_of_ole(file, content)
    return _kind_of_text(file, _ascii_head(content))


def _kind_of_zip(file: str, content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = _start_of(archive, "mimetype") if "mimetype" in names else b""
    except Exception as problem:
        raise corrupt(file, "el archivo comprimido está incompleto") from problem
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if b"opendocument.spreadsheet" in mimetype or (not mimetype and "content.xml" in names):
        return FileKind.ODS
    raise refusal(file, "not_a_lote", f"es {_zipped(names, mimetype)}, no una hoja de cálculo", SPREADSHEET)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(200)


def _zipped(names: set[str], mimetype: bytes) -> str:
    if b"opendocument.text" in mimetype or any(name.startswith("word/") for name in names):
        return "un documento de texto (Word o Writer)"
    if b"opendocument.presentation" in mimetype or any(name.startswith("ppt/") for name in names):
        return "una presentación"
    if any(name.endswith((".iwa", ".numbers")) for name in names):
        return "un documento de Numbers"
    return "un archivo comprimido (zip)"


def _kind_of_ole(file: str, content: bytes) -> FileKind:
    if _stream("EncryptedPackage") in content:
        raise encrypted(file)
    if _stream("Workbook") in content or _stream("Book") in content:
        return FileKind.XLS
    if _stream("WordDocument") in content:
        raise refusal(file, "not_a_lote", "es un documento de Word, no una hoja de cálculo", SPREADSHEET)
    raise refusal(file, "not_a_lote", "no es una hoja de cálculo", SPREADSHEET)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\x00\x00"


def _kind_of_text(file: str, head: bytes) -> FileKind:
    if HTML_START.match(head):
        return FileKind.HTML
    if XML_START.match(head):
        if b"<table" in head.lower() or b"<html" in head.lower():
            return FileKind.HTML
        what = "una hoja XML de Excel 2003" if b"office:spreadsheet" in head else "un documento XML"
        raise refusal(file, "not_a_lote", f"es {what}, que no se lee como lote", OPEN_AND_SAVE)
    return FileKind.JSON if JSON_START.match(head) else FileKind.TEXT


def _ascii_head(content: bytes) -> bytes:
    """The first characters with the BOM gone, and without the NULs of UTF-16."""
    head = content[:HEAD]
    for bom in BOMS:
        head = head.removeprefix(bom)
    return head.replace(b"\x00", b"")


def corrupt(file: str, why: str = "") -> Exception:
    """The refusal of a workbook that can't be read."""
    reason = f": {why}" if why else ""
    return refusal(file, "corrupt_workbook", f"el libro está dañado y no se puede leer{reason}", OPEN_AND_SAVE)


def encrypted(file: str) -> Exception:
    """The refusal of a workbook with a password."""
    return refusal(
        file,
        "encrypted_workbook",
        "el libro está protegido con contraseña",
        "Quítele la contraseña, guárdelo y vuelva a intentarlo.",
    )
