"""Files made to hurt, and files that are something else: each refused by what it is, none ever a traceback."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import PasswordError

from factus_cli.errors import FactusError, LoteRefused
from factus_cli.lote import read_xlsx, reader
from factus_cli.lote.read_marks import SheetFacts
from factus_cli.lote.read_zip import Archive

HEAD = ["referencia", "nit", "producto", "cantidad"]
SHEET = "xl/worksheets/sheet1.xml"


def noise_of(size):
    return random.Random(7).randbytes(size)


def refused(read, content):
    with pytest.raises(LoteRefused) as caught:
        read(content)
    assert caught.value.message.startswith("lote: ")
    return caught.value


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return target.getvalue()


def ole_named(name):
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + name.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0....", "JPEG"),
        (b"GIF89a...", "GIF"),
        (b"{\\rtf1 hola}", "RTF"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"SQLite format 3\x00...", "SQLite"),
        (b"\x09\x08\x10\x00\x00\x06", "1997"),
        (zipped([("word/document.xml", "x")]), "Word"),
        (zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")]), "Writer"),
        (zipped([("ppt/presentation.xml", "x")]), "presentación"),
        (zipped([("Index/Document.iwa", "x")]), "Numbers"),
        (zipped([("facturas.csv", "referencia,nit")]), "zip"),
        (ole_named("WordDocument"), "Word"),
        (ole_named("Nada"), "no es una hoja"),
        (b'<?xml version="1.0"?><Invoice/>', "XML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_lote_is_called_by_its_name(read, content, words):
    problem = refused(read, content)
    assert (problem.code, words in problem.message) == ("not_a_lote", True)


def test_an_encrypted_workbook_is_refused_as_that(read, workbook):
    assert refused(read, ole_named("EncryptedPackage")).code == "encrypted_workbook"
    content = bytearray(workbook(Ventas=[HEAD]))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(read, bytes(content)).code == "encrypted_workbook"


def test_the_name_of_a_file_does_not_say_what_it_is(workbook):
    content = workbook(Ventas=[HEAD, ["F1", "1", "x", 2]])
    for name in ("ventas.csv", "ventas.xls", "ventas.json"):
        assert reader.read_bytes(name, content, knows=HEAD.__contains__).sheet == "Ventas"
        text = reader.read_bytes(name, b"referencia,nit\n1,2\n", knows=HEAD.__contains__)
        assert (text.file, text.sheet) == (name, None)


# Zips --------------------------------------------------------------------------------------------------------------


def lying(content, name, size):
    """The same zip, whose directory says that a part is `size` bytes."""
    changed = bytearray(content)
    at = changed.index(b"PK\x01\x02")
    while name.encode() not in changed[at : at + 46 + len(name)]:
        at = changed.index(b"PK\x01\x02", at + 4)
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(changed)


def test_a_zip_that_says_it_unpacks_to_too_much_is_refused(read, workbook):
    assert refused(read, lying(workbook(Ventas=[HEAD]), SHEET, 3 * 1024**3)).code == "zip_bomb"
    assert refused(read, lying(workbook(Ventas=[HEAD]), SHEET, 150 * 1024**2)).code == "zip_bomb"


def test_a_zip_that_unpacks_to_more_than_it_says_is_refused(read, workbook):
    assert refused(read, lying(workbook(Ventas=[HEAD]), SHEET, 10)).code == "zip_bomb"


def test_a_zip_that_unpacks_to_less_than_it_says_is_refused(read, workbook):
    assert refused(read, lying(workbook(Ventas=[HEAD]), SHEET, 100_000)).code == "corrupt_workbook"


def test_a_large_zip_is_unpacked_with_care_before_anyone_else_does(workbook, rezipped):
    noise = noise_of(2_200_000)
    content = rezipped(workbook(Ventas=[HEAD]), {"xl/media/image1.png": noise})
    assert SHEET in Archive("lote", content)
    with pytest.raises(LoteRefused) as caught:
        Archive("lote", lying(content, "xl/styles.xml", 10))
    assert caught.value.code == "zip_bomb"


def test_too_many_parts_or_two_of_one_name_are_refused(read):
    many = zipped([("xl/workbook.xml", "x"), *((f"xl/{n}.xml", "") for n in range(10_001))], zipfile.ZIP_STORED)
    assert refused(read, many).code == "zip_bomb"
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped([("xl/workbook.xml", "a"), ("xl/workbook.xml", "b")])
    assert refused(read, twice).code == "zip_bomb"


def test_truncated_and_garbled_zips_are_refused(read, workbook):
    content = workbook(Ventas=[HEAD, ["F1", "1", "x", 2]])
    for size in (4, 30, len(content) // 2, len(content) - 1):
        assert refused(read, content[:size]).code == "corrupt_workbook"
    at = content.index(SHEET.encode()) + len(SHEET)
    garbled = content[:at] + bytes(40) + content[at + 40 :]
    assert refused(read, garbled).code == "corrupt_workbook"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_STORED], ids=["bzip2", "stored"])
def test_other_compressions(read, workbook, method):
    with zipfile.ZipFile(io.BytesIO(workbook(Ventas=[HEAD, ["F1", "1", "x", 2]]))) as archive:
        content = zipped([(name, archive.read(name)) for name in archive.namelist()], method)
    if method == zipfile.ZIP_STORED:
        assert len(read(content).rows) == 1
    else:
        assert refused(read, content).code == "corrupt_workbook"


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", SHEET])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(read, workbook, rezipped, part, encoding):
    content = workbook(Ventas=[HEAD, ["F1", "1", "x", 2]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = LAUGHS + archive.read(part).removeprefix(b'<?xml version="1.0"?>')
    problem = refused(read, rezipped(content, {part: xml.decode().encode(encoding)}))
    assert problem.code == "corrupt_workbook"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": None},
        {"xl/_rels/workbook.xml.rels": None},
        {"xl/workbook.xml": b"<no"},
        {SHEET: None},
        {SHEET: b"<worksheet><sheetData><row r='1'><c"},
    ],
    ids=["no workbook", "no relations", "broken workbook", "no sheet", "broken sheet"],
)
def test_workbooks_with_missing_or_broken_parts_are_refused(read, workbook, rezipped, parts):
    assert refused(read, rezipped(workbook(Ventas=[HEAD, ["F1", "1", "x", 2]]), parts)).code in {
        "corrupt_workbook",
        "file_empty",
    }


# Sheets ------------------------------------------------------------------------------------------------------------


def test_cells_far_from_the_table_are_refused_and_not_made_room_for(read, workbook):
    def edit(book):
        book.active["XFD1048576"] = "lejos"

    assert refused(read, workbook(edit, Ventas=[HEAD, ["F1", "1", "x", 2]])).code == "sparse_sheet"


def test_far_cells_that_only_have_a_style_are_nothing(read, workbook):
    def edit(book):
        book.active["XFD1048576"].number_format = "0.00"

    assert len(read(workbook(edit, Ventas=[HEAD, ["F1", "1", "x", 2]])).rows) == 1


def test_a_row_beyond_the_last_is_refused(read, workbook, rezipped):
    content = workbook(Ventas=[HEAD, ["F1", "1", "x", 2]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(SHEET)
    far = xml.replace(b'<row r="2">', b'<row r="1200000">').replace(b'2"', b'1200000"', 0)
    far = far.replace(b'r="A2"', b'r="A1200000"').replace(b'r="B2"', b'r="B1200000"')
    far = far.replace(b'r="C2"', b'r="C1200000"').replace(b'r="D2"', b'r="D1200000"')
    assert refused(read, rezipped(content, {SHEET: far})).code in {"too_many_rows", "corrupt_workbook"}


def test_a_sheet_whose_first_row_can_not_be_told_is_refused():
    class Shifted:
        start, end, total_height = (0, 0), (4, 1), 5

        def to_python(self, *, skip_empty_area):
            return [["x", "y"]] * 3

    sheet = read_xlsx.XlsxSheet("lote", "Ventas", hidden=False, cells=Shifted(), facts=SheetFacts())
    with pytest.raises(LoteRefused, match="en qué fila"):
        sheet.grid()


class PanicException(BaseException):
    """What a panic of Rust looks like in Python."""


@pytest.mark.parametrize(
    "raised", [PanicException(), ValueError(), OSError(), MemoryError(), PasswordError()], ids=repr
)
def test_whatever_the_library_raises_is_a_refusal(raised):
    def step():
        raise raised

    with pytest.raises(LoteRefused):
        read_xlsx.guarded("lote", step)


def test_an_interruption_is_no_refusal():
    def step():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_xlsx.guarded("lote", step)


STARTS = (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"<table>", b"[{", b'{"a"', b"referencia,nit\n", b"sep=;\n")


@settings(deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_random_bytes_never_raise_anything_of_python(start, content):
    try:
        reader.read_bytes("lote", start + content, knows={"referencia", "nit"}.__contains__)
    except FactusError as problem:
        assert problem.code


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_workbook_with_a_changed_byte_never_raises_anything_of_python(data):
    content = bytearray(WORKBOOK)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[at] = data.draw(st.integers(0, 255))
    try:
        reader.read_bytes("lote", bytes(content), knows=HEAD.__contains__)
    except FactusError as problem:
        assert problem.code


def _workbook():
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Ventas")
        for at in range(20):
            sheet.write_row(at, 0, HEAD if at == 0 else [f"F{at}", "1", "x", at])
    return target.getvalue()


WORKBOOK = _workbook()


@pytest.mark.parametrize("size", [0, 20, 512, 700, 3000])
def test_broken_old_workbooks_are_refused(read, ole, size):
    whole = ole("Workbook", b"\x09\x08\x10\x00" + bytes(100))
    broken = whole[: 512 + size] + noise_of(1200) + "Workbook\0".encode("utf-16-le")
    assert refused(read, broken).code in {"corrupt_workbook", "file_empty", "not_a_lote"}


def test_what_is_no_zip_is_no_archive():
    with pytest.raises(LoteRefused, match="incompleto"):
        Archive("lote", b"PK")
