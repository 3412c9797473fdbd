"""Text files: whatever their encoding, delimiter and line ends, the same table comes out, with the right addresses."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote import header, read_fast, text
from factus_cli.lote.read_options import ReadOptions
from factus_cli.lote.read_series import Texts

BOMS = {"utf-8-sig": b"", "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
HEAD = "referencia,nit,cliente,producto,cantidad,precio,iva\n"


def written(rows, *, delimiter=",", encoding="utf-8", end="\r\n", quoting=csv.QUOTE_MINIMAL):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return BOMS.get(encoding, b"") + target.getvalue().encode(encoding)


def refused(read, content, **options):
    with pytest.raises(LoteRefused) as caught:
        read(content if isinstance(content, bytes) else content.encode(), **options)
    assert caught.value.message.startswith("lote: ")
    return caught.value


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
def test_the_same_table_comes_out_of_every_encoding_and_delimiter(read, sample, rows_of, delimiter, encoding, end):
    head, rows = sample
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    table = read(written([head, *rows], delimiter=delimiter, encoding=encoding, end=end, quoting=quoting))
    assert [column.header for column in table.columns] == head
    assert rows_of(table) == rows
    assert table.delimiter == delimiter
    assert list(table.rows) == [2, 3, 4]
    assert table.header_row == 1
    assert all(column.kinds is None for column in table.columns)


def test_every_cell_quoted_reads_as_none_quoted(read, sample, rows_of):
    head, rows = sample
    assert rows_of(read(written([head, *rows], quoting=csv.QUOTE_ALL))) == rows


def test_rows_are_numbered_as_the_spreadsheet_shows_them(read, rows_of):
    content = 'Ventas de noviembre\n\nreferencia,producto,cantidad\n\nF1,"dos\nlíneas",1\n,,\nF2,x,2\n'
    table = read(content.encode())
    assert table.header_row == 3
    assert list(table.rows) == [5, 7]
    assert table.blank_rows == 2
    assert [(one.row, one.text) for one in table.title_rows] == [(1, "Ventas de noviembre")]


def test_a_sep_line_is_obeyed_and_is_no_row(read):
    table = read(b"sep=;\r\nreferencia;producto, grande;cantidad\r\nF1;x;1\r\n")
    assert (table.delimiter, table.header_row, list(table.rows)) == (";", 1, [2])


def test_decimal_commas_do_not_make_the_comma_the_delimiter(read, rows_of):
    table = read(b"referencia;precio;cantidad\nF1;1,50;2,0\nF2;2,50;3,0\n")
    assert rows_of(table) == [["F1", "1,50", "2,0"], ["F2", "2,50", "3,0"]]


def test_blanks_before_a_quote_are_no_part_of_the_value(read, rows_of):
    table = read(b'referencia, producto, cantidad\nF1, "6,000", 2\n')
    assert rows_of(table) == [["F1", "6,000", "2"]]


def test_short_rows_are_filled_and_blank_ends_forgiven(read, rows_of):
    table = read(b"referencia,producto,cantidad\nF1,x\nF2,y,2,,\n")
    assert rows_of(table) == [["F1", "x", ""], ["F2", "y", "2"]]


def test_a_row_longer_than_the_others_is_refused_though_its_end_is_blank(read, rows_of):
    moved = "referencia,nit,producto,cliente,iva\nF1,1,Te,Ana,\nF2,1,Café, molido,Ana,\n"
    assert refused(read, moved).code == "ragged_row"
    every = "referencia,nit,producto\nF1,1,Te,\nF2,1,Café,\n"
    assert rows_of(read(every.encode())) == [["F1", "1", "Te"], ["F2", "1", "Café"]]
    blank = "referencia,nit,producto\nF1,1,Te\n,,,,,,\n"
    assert rows_of(read(blank.encode())) == [["F1", "1", "Te"]]


def test_values_under_no_header_are_kept_and_blank_columns_left_out(read):
    table = read(b"referencia,,producto,,\nF1,,x,extra,\n")
    assert [(column.letter, column.header) for column in table.columns] == [
        ("A", "referencia"),
        ("C", "producto"),
        ("D", ""),
    ]


def test_a_row_that_is_too_long_is_refused_by_its_number(read):
    problem = refused(read, HEAD + "F1,1,Ana,x,1,1234,56,19\n")
    assert problem.code == "ragged_row"
    assert "fila 2" in problem.message


@pytest.mark.parametrize(
    ("body", "code", "row"),
    [
        ('F1,1,Ana,"Tubo,1,10,19\nF2,1,Luis,x,1,10,19\n', "unclosed_quote", 2),
        ('F1,1,Ana,"Tubo,1,10,19\nF2,1,Luis,Codo",1,10,19\n', "unclosed_quote", 2),
        ('F0,1,Eva,y,1,1,5\nF1,1,Ana,"Tubo,1,10,19\r\nF2,1,"Luis",x,1,10,19\n', "bad_quotes", 3),
        ('F1,1,Ana,"Tubo" rojo,1,10,19\n', "bad_quotes", 2),
        ('F1,1,Ana,"' + "x" * 140_000 + '",1,10,19\n', "unclosed_quote", 2),
    ],
    ids=["to the end", "swallows a row", "closes in another value", "text after the quote", "endless value"],
)
def test_bad_quotes_are_refused_by_their_row(read, body, code, row):
    problem = refused(read, HEAD + body)
    assert (problem.code, f"fila {row}" in problem.message) == (code, True)


def test_prose_with_line_breaks_and_commas_is_no_unclosed_quote(read):
    assert len(read((HEAD + 'F1,1,Ana,"a, b,\nc",1,10,19\n').encode()).rows) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n \n", "file_empty"),
        (b",,\n,,\n", "file_empty"),
        ("referencia,nit\nF1,Ana".encode("utf-32"), "unknown_encoding"),
        ("referencia,nit\nF1,Ana".encode("utf-16-le"), "unknown_encoding"),
        ("referencia,nit\nF1,Ana".encode("utf-16-be"), "unknown_encoding"),
        ("referencia,nit\nF1,Μυρων Ευσταθιος".encode("iso-8859-7"), "unknown_encoding"),
        ("referencia,nit\nF1,café caña".encode("cp850"), "unknown_encoding"),
        (b"referencia,nit\nF1,caf\x81\n", "unknown_encoding"),
        ("referencia,nit\nF1,Jos\x8e Garc\x92a L\x97pez".encode("latin-1"), "unknown_encoding"),
        (b"referencia,nit\nF1,L\x97pez", "unknown_encoding"),
        ("referencia,nit\nF1,Peña\n".encode() + "F2,Peña\n".encode("cp1252"), "mixed_encoding"),
        (b"referencia,nit\nF1,Ana\x00Luis,ccccccccccc\n", "nul_bytes"),
        ("referencia,nit\nF1,A\x00a".encode("utf-16"), "nul_bytes"),
        (b"hola", "no_header"),
        (b"F1,900123456,Ana,10\nF2,900123456,Luis,20\n", "no_header"),
    ],
)
def test_what_can_not_be_told_is_refused_with_a_question(read, content, code):
    assert refused(read, content).code == code


@pytest.mark.parametrize("name", ["Ana\xa0María", "café\xa0molido", "Señor\xa0Pérez"])
def test_a_hard_space_between_words_is_read_where_an_accent_tells_the_page(read, rows_of, name):
    assert rows_of(read(f"referencia,nit\nF1,{name}".encode("cp1252"))) == [["F1", name]]


@pytest.mark.parametrize("name", ["cámara", "Útil, cámara", "PERÚ, cámara", "Ana Pérez, cámara"])
def test_the_same_byte_in_a_dos_page_is_a_question(read, name):
    assert refused(read, f'referencia,nit\nF1,"{name}"'.encode("cp850")).code == "unknown_encoding"


def test_the_encoding_option_answers_the_question(read, rows_of):
    content = "referencia,nit\nF1,café caña".encode("cp850")
    assert rows_of(read(content, encoding="cp850")) == [["F1", "café caña"]]
    assert read("referencia,nit\n1,2".encode("utf-16-le"), encoding="utf-16-le").encoding == "utf-16-le"
    assert read("\ufeffreferencia,nit\n1,2".encode(), encoding="utf8").encoding == "utf-8-sig"


def test_a_wrong_encoding_option_is_told_from_an_unknown_one(read):
    assert refused(read, "referencia,nit\nF1,Peña".encode("cp1252"), encoding="utf-8").code == "wrong_encoding"
    for unknown in ("klingon", "base64", "a\0b"):
        with pytest.raises(UsageProblem, match="codificación"):
            read(b"referencia,nit\n1,2", encoding=unknown)


@pytest.mark.parametrize("given", ["tab", "\\t", "\t"])
def test_the_delimiter_option_wins(read, given):
    assert read(b"referencia\tnit,cliente\nF1\t2,3\n1\t2\n", delimiter=given, header_row=1).delimiter == "\t"


@pytest.mark.parametrize("given", ["", ";;", "\n", '"', "x"])
def test_a_delimiter_is_one_sign(read, given):
    with pytest.raises(UsageProblem, match="delimitador"):
        read(b"referencia,nit\n1,2", delimiter=given)


def test_a_value_too_long_for_the_csv_module_does_not_hide_the_delimiter(read):
    problem = refused(read, 'referencia;nit\nF1;"' + "x\n" * 70 + "y" * 140_000)
    assert (problem.code, "fila 2" in problem.message) == ("unclosed_quote", True)


def test_typographic_signs_of_windows_are_spanish_text(read, rows_of):
    content = "referencia;cliente\nF1;“Peña” – O’Neil… 5 € Nº 3\n".encode("cp1252")
    assert rows_of(read(content)) == [["F1", "“Peña” – O’Neil… 5 € Nº 3"]]


# The fast way for long files ---------------------------------------------------------------------------------------

LONG = HEAD + "".join(f'F{n},900,"Ana ""{n}"", S.A.",Café,1,10.5,19\n' for n in range(250))


def fast(content, **options):
    return text.read("lote", content, ReadOptions(**options), {"referencia", "nit"}.__contains__, fast_from=0)


def slow(content, **options):
    return text.read("lote", content, ReadOptions(**options), {"referencia", "nit"}.__contains__, fast_from=1 << 40)


def comparable(table):
    columns = [(column.position, column.header, list(column.texts)) for column in table.columns]
    return table.encoding, table.delimiter, table.header_row, list(table.rows), columns, table.blank_rows


@pytest.mark.parametrize(
    "content",
    [
        LONG,
        "\ufeff" + LONG,
        LONG.replace("\n", "\r\n"),
        "título\n\n\n" + LONG,
        "sep=,\n" + LONG,
        LONG + "\n\n  ,,\nF9,900,Ana,x,1,1,5",
        LONG + 'F9,900,"Ana\nLuis",x,1,1,5\n',
        LONG + "F9,900\n",
    ],
    ids=["plain", "bom", "crlf", "title", "sep", "blank rows", "line break", "short row"],
)
def test_the_fast_way_reads_what_the_exact_way_reads(content):
    quick = fast(content.encode())
    assert isinstance(quick.columns[0].texts, Texts)
    assert comparable(quick) == comparable(slow(content.encode()))


def test_the_fast_way_reads_windows_text_too():
    assert comparable(fast(LONG.encode("cp1252"))) == comparable(slow(LONG.encode("cp1252")))


@pytest.mark.parametrize(
    "extra",
    ["F9,900,A\rB,x,1,1,5\n", 'F9,900,5" tubo,x,1,1,5\n', 'F9,900, "x",x,1,1,5\n'],
    ids=["lone cr", "loose quote", "blank before quote"],
)
def test_what_the_fast_way_is_not_sure_of_is_left_to_the_exact_way(extra):
    content = (LONG + extra).encode()
    assert not isinstance(fast(content).columns[0].texts, Texts)
    assert comparable(fast(content)) == comparable(slow(content))


@pytest.mark.parametrize(
    "extra",
    [
        'F9,900,"Ana,x,1,1,5\nF8,900,Luis",x,1,1,5\n',
        'F9,900,"Ana',
        "F9,900,a,b,c,d,e,f\n",
        "F9,900,a,b,c,d,e,,\n",
        '"a"b",1\n',
    ],
    ids=["swallowed", "unclosed", "ragged", "blank ends", "bad quote"],
)
def test_both_ways_refuse_the_same(extra):
    content = (LONG + extra).encode()
    problems = []
    for way in (fast, slow):
        with pytest.raises(LoteRefused) as caught:
            way(content)
        problems.append((caught.value.code, caught.value.message))
    assert problems[0] == problems[1]


def test_a_short_file_or_a_broken_head_goes_the_exact_way():
    assert len(fast(HEAD.encode() + b"F1,1,a,b,1,1,1\n").rows) == 1
    with pytest.raises(LoteRefused):
        fast((HEAD + '"a"b,1\n' + LONG).encode())
    assert fast(LONG.replace(",", "§").encode(), delimiter="§").delimiter == "§"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "ñ", '"', '""', ",", ",", "\n", "\r\n", ' "b"', '"c,d"', '"e\n"']), max_size=30))
def test_canonical_text_is_the_same_to_polars_and_to_the_csv_module(pieces):
    body = "".join(pieces)
    filler = "F,1\n" * header.HEAD_ROWS
    outcomes = []
    for way in (fast, slow):
        try:
            outcomes.append(comparable(way(f"referencia,nit\n{filler}{body}\nz,9\n".encode())))
        except LoteRefused as problem:
            outcomes.append((problem.code, problem.message))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"a,b\nc,d", 2),
        (b"a,b\nc,d\n", 2),
        (b'"a\n""b""",c\r\n"","x"\n', 2),
        (b'a"b,c\n', None),
        (b'a,"b', None),
        (b'"a" ,b\n', None),
        (b"a\rb\n", None),
        (b'"' + b"x\n" * 3_000_000 + b'",2\n3,4\n', 2),
    ],
    ids=["no end", "end", "quoted", "loose", "open", "after", "cr", "many chunks"],
)
def test_records_are_counted_where_quotes_are_canonical(content, count):
    assert read_fast.canonical_records(content, b",") == count


def test_texts_of_polars_are_a_sequence():
    import polars as pl

    texts = Texts(pl.Series(["a", "b", "c"]))
    assert (len(texts), texts[1], list(texts[1:]), list(texts), "c" in texts) == (3, "b", ["b", "c"], list("abc"), True)


def test_a_long_file_on_the_exact_way_is_kept_by_polars_and_limited_in_rows(read):
    long = slow(b"referencia,nit\n" + b'x"y,1\n' * 140_000)
    assert isinstance(long.columns[0].texts, Texts)
    assert (len(long.rows), long.columns[0].texts[139_999]) == (140_000, 'x"y')
    assert refused(read, b"referencia,nit\n" + b"x,1\n" * 1_048_576).code == "too_many_rows"


def test_too_many_columns_are_refused(read):
    assert refused(read, b"referencia,nit" + b",x" * 17_000 + b"\n1,2\n").code == "too_many_columns"


def test_a_file_over_200_mb_is_refused(read):
    assert refused(read, bytes(200 * 1024 * 1024 + 1)).code == "too_big"
