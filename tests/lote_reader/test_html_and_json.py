"""HTML tables named as workbooks, and JSON: the same tables as any other file."""

from __future__ import annotations

import json

import pytest

from factus_cli.errors import LoteRefused


def refused(read, content):
    with pytest.raises(LoteRefused) as caught:
        read(content if isinstance(content, bytes) else content.encode())
    return caught.value


PAGE = """<html><head><meta charset="{charset}"></head><body><h1>Informe</h1><table border=1>
<tr><td colspan=3>Ventas de noviembre</td></tr>
<tr><th>Referencia</th><th>Cliente</th><th>Precio</th>
<tr><td rowspan="2">F1</td><td>Peña &amp; Cía<br>S.A.S.</td><td> 1.234,50 </td></tr>
<tr><td>Luis</td><td>2</td></tr>
</table><table><tr><td>F2<td>Ana<td>3</table></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-8", "utf-8-sig")],
)
def test_an_html_table_is_read_as_text(read, rows_of, charset, encoding):
    table = read(PAGE.format(charset=charset).encode(encoding))
    assert table.encoding == encoding
    assert (table.header_row, list(table.rows), table.sheet) == (2, [3, 4, 5], None)
    assert rows_of(table) == [["F1", "Peña & Cía\nS.A.S.", "1.234,50"], ["", "Luis", "2"], ["F2", "Ana", "3"]]


def test_an_xml_page_and_a_table_without_rows(read):
    page = '<?xml version="1.0"?><html><table><td>referencia<td>nit<tr><td>1<td colspan="x">2</table></html>'
    assert len(read(page.encode()).rows) == 1
    assert refused(read, "<table></table>").code == "file_empty"
    assert refused(read, "<!-- informe --><html><p>No hay ventas</p></html>").code == "file_empty"


HEAD_OF_THREE = "<tr><td>referencia<td>nit<td>precio"


def test_a_number_kept_apart_is_read_and_not_what_is_shown_of_it(read, cell):
    cells = '<td x:num="1234.5">1.235<td sdval="0.19">19%<td x:num>1.234<td x:num="46350">24/11/2026'
    table = read(
        f"<table><tr><td>referencia<td>nit<td>precio<td>iva<td>cantidad<td>fecha<tr><td>F1<td>9{cells}".encode()
    )
    assert [cell(table, at) for at in ("C2", "D2", "E2", "F2")] == [
        ("NUMBER", "1234.5"),
        ("PERCENT", "0.19"),
        ("TEXT", "1.234"),
        ("TEXT", "24/11/2026"),
    ]


def test_rows_that_an_html_page_hides_are_known_by_their_numbers(read):
    page = f"<table>{HEAD_OF_THREE}<tr><td>F1<td>1<td>2<tr style='display: none'><td>F2<td>1<td>2</table>"
    assert read(page.encode()).hidden_rows == {3}


def test_a_cell_without_a_row_begins_one(read, rows_of):
    page = f"<table>{HEAD_OF_THREE}</tr><td>F1<td>1<td>2</tr></table><table><td>F2<td>1<td>3</table>"
    assert rows_of(read(page.encode())) == [["F1", "1", "2"], ["F2", "1", "3"]]


def test_a_table_inside_a_cell_moves_no_value_to_another_column(read, rows_of):
    inner = "<table><tr><td>x</td></tr></table>"
    torn = f"<table>{HEAD_OF_THREE}<tr><td>F1<td>{inner}</td><td>5</td></tr></table>"
    assert refused(read, torn).code == "nested_table"
    around = f"<table><tr><td><table>{HEAD_OF_THREE}<tr><td>F1<td>1<td>2</table></td></tr></table>"
    assert rows_of(read(around.encode())) == [["F1", "1", "2"]]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<p>Café</p><p>molido</p>", "Café molido"),
        ("<div>1</div><div>000</div>", "1 000"),
        ("Café<ul><li>uno<li>dos</ul>", "Café uno dos"),
        ("1000<sup>50</sup>", "1000 50"),
        ("m<sup>2</sup>", "m2"),
        ("<b>10</b>00", "1000"),
    ],
)
def test_what_a_page_shows_apart_is_not_one_word(read, cell: str, said: str):
    page = f"<table>{HEAD_OF_THREE}<tr><td>F1<td>{cell}<td>2</table>"
    assert " ".join(read(page.encode()).columns[1].texts[0].split()) == said


@pytest.mark.parametrize(
    "cell",
    [
        "<s>1000</s> 900",
        "<del>1000</del>900",
        "<strike>A</strike>",
        "<span style='text-decoration: line-through'>1</span>",
    ],
)
def test_what_a_page_crosses_out_is_refused(read, cell: str):
    assert refused(read, f"<table>{HEAD_OF_THREE}<tr><td>F1<td>{cell}<td>2</table>").code == "struck_text"
    row = f"<table>{HEAD_OF_THREE}<tr style='text-decoration: line-through'><td>F1<td>1<td>2</table>"
    assert refused(read, row).code == "struck_text"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("0.30000000000000004", "0.3"),
        ("1234.5600000000001", "1234.56"),
        ("0.7999999999999999", "0.8"),
        ("-3.3000000000000003", "-3.3"),
        ("12345678901234.56", "12345678901234.56"),
        ("12345678901234.567", "12345678901234.567"),
        ("0.3000000000000123", "0.3000000000000123"),
        ("1.0049999999999999", "1.005"),
    ],
)
def test_what_a_binary_number_has_too_much_is_left_out(read, cell, written, read_as):
    assert cell(read(f'[{{"referencia":"F1","precio":{written}}}]'.encode()), "B1") == ("NUMBER", read_as)


def test_a_csv_with_html_in_a_cell_is_a_csv(read, rows_of):
    assert rows_of(read(b"referencia;nit\nF1;<a href=''>x</a>\n")) == [["F1", "<a href=''>x</a>"]]


ROWS = [
    {"referencia": "F1", "cantidad": 2, "precio": "1234.50", "iva": None, "si": True},
    {"referencia": "F2", "cantidad": 0.5, "nit": "00123", "no": False},
]


@pytest.mark.parametrize(
    "content",
    [json.dumps(ROWS), "\n".join(map(json.dumps, ROWS)), "\n" + "\r\n\r\n".join(map(json.dumps, ROWS)) + "\n"],
    ids=["list", "lines", "lines with blanks"],
)
def test_json_objects_are_rows_numbered_from_one(read, rows_of, content):
    table = read(content.encode())
    assert [column.header for column in table.columns] == [
        "referencia",
        "cantidad",
        "precio",
        "iva",
        "si",
        "nit",
        "no",
    ]
    assert (table.header_row, list(table.rows)) == (0, [1, 2])
    assert rows_of(table) == [["F1", "2", "1234.50", "", "true", "", ""], ["F2", "0.5", "", "", "", "00123", "false"]]


def test_numbers_of_json_keep_their_digits(read, cell):
    table = read(b'[{"referencia":"F1","precio":1234567890123456.10,"cantidad":1E2}]')
    assert cell(table, "B1") == ("NUMBER", "1234567890123456.10")
    assert cell(table, "C1") == ("NUMBER", "100")


def test_one_object_alone_is_one_row(read):
    assert len(read(b'{"referencia":"F1","nit":"1"}').rows) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "file_empty"),
        ('[{"a":1}]', "no_header"),
        ('[{"referencia":"F1","nit":[1]}]', "bad_json"),
        ('[{"referencia":"F1","nit":"1"},3]', "bad_json"),
        ('[{"referencia":"F1","nit":NaN}]', "bad_json"),
        ('[{"referencia":"F1","nit":"1","item":"caf\\ud800"}]', "bad_json"),
        ('[{"referencia":"F1","nit":1e999999999}]', "bad_json"),
        ('[{"referencia":"F1","referencia":"F2"}]', "bad_json"),
        ('[{"referencia":"F1",}]', "bad_json"),
        ('{"referencia":"F1","nit":1}\n{"referencia":\n', "bad_json"),
        ('{"referencia":"F1","nit":1} x', "bad_json"),
        ('[{"reference_code":"F1","items":[]}]', "v2_payload"),
        ('[{"a":' + "[" * 100_000, "bad_json"),
    ],
)
def test_json_that_is_no_list_of_rows_is_refused(read, content, code):
    assert refused(read, content).code == code


def test_a_broken_line_is_named(read):
    assert "línea 3" in refused(read, '{"nit":1}\n\n{"nit":\n{"nit":2}\n').message
