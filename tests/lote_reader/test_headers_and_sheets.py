"""Where the header is and which sheet is the lote; layouts that are none are refused by name."""

from __future__ import annotations

import pytest

from factus_cli.errors import LoteRefused, UsageProblem

HEAD = ["referencia", "nit", "cliente", "producto", "cantidad", "precio"]
ROW = ["F1", "900123456", "Ana", "Café", 2, 1500]


def refused(read, content, **options):
    with pytest.raises(LoteRefused) as caught:
        read(content if isinstance(content, bytes) else content.encode(), **options)
    return caught.value


def test_titles_above_the_header_are_told_and_not_read(read, workbook):
    table = read(workbook(Ventas=[["Comercial Peña S.A.S."], ["NIT", "900123456"], [], HEAD, ROW]))
    assert (table.header_row, list(table.rows)) == (4, [5])
    assert [(one.row, one.text) for one in table.title_rows] == [(1, "Comercial Peña S.A.S."), (2, "NIT | 900123456")]


def test_the_header_is_found_down_to_row_thirty_of_those_with_values(read):
    titles = "título\n" * 29
    assert read(f"{titles}\n\nreferencia,nit\n1,2\n".encode()).header_row == 32
    assert refused(read, f"{titles}título\nreferencia,nit\n1,2\n").code == "no_header"


def test_the_first_invoice_never_becomes_the_header(read):
    problem = refused(read, "F1,900123456,Ana,cliente,2,1500,factura\n")
    assert problem.code == "no_header"
    assert "«F1»" in problem.message
    assert "--header-row" in problem.hint


def test_one_known_column_is_no_header(read):
    assert refused(read, "referencia,otra\n1,2\n").code == "no_header"


def test_the_header_row_option_wins(read):
    table = read(b"referencia,nit\nuno,dos\nF1,2\n", header_row=2)
    assert (table.header_row, [column.header for column in table.columns], list(table.rows)) == (2, ["uno", "dos"], [3])


@pytest.mark.parametrize("row", [2, 9], ids=["blank", "beyond"])
def test_a_header_row_without_values_is_refused(read, row):
    assert refused(read, "referencia,nit\n\nF1,2\n", header_row=row).code == "no_header"


@pytest.mark.parametrize("row", [0, -1, 201])
def test_a_header_row_is_one_of_the_first_two_hundred(read, row):
    with pytest.raises(UsageProblem, match="de 1 a 200"):
        read(b"referencia,nit\n1,2\n", header_row=row)


def test_headers_stay_as_they_were_typed(read):
    table = read(b"Referencia ,  NIT,NIT,\nF1,2,3,\n")
    assert [(column.letter, column.header) for column in table.columns] == [
        ("A", "Referencia "),
        ("B", "  NIT"),
        ("C", "NIT"),
    ]


def test_the_sheet_whose_header_matches_best_is_the_lote(read, workbook):
    table = read(workbook(Notas=[["hola"]], Clientes=[["nit", "cliente"], ["1", "Ana"]], Ventas=[HEAD, ROW]))
    assert table.sheet == "Ventas"


@pytest.mark.parametrize("name", ["Ejemplo", "EJEMPLOS de venta", "Instrucciones", "Catálogo", "Listas", "Ayuda"])
def test_a_sheet_that_accompanies_the_lote_never_wins(read, workbook, name):
    assert read(workbook(**{name: [HEAD, ROW], "Datos": [HEAD[:3]]})).sheet == "Datos"
    assert read(workbook(**{name: [HEAD, ROW], "Otra": [["hola"]]})).sheet == name


def test_two_sheets_that_match_equally_well_are_a_question(read, workbook):
    problem = refused(read, workbook(Enero=[HEAD, ROW], Febrero=[HEAD, ROW]))
    assert problem.code == "ambiguous_sheet"
    assert "«Enero», «Febrero»" in problem.message
    assert '--sheet "Enero"' in problem.hint


def test_two_sheets_of_one_layout_are_a_question_though_one_has_a_column_more(read, workbook):
    content = workbook(Enero=[HEAD, ROW], Febrero=[[*HEAD, "ciudad"], [*ROW, "Cali"]])
    assert refused(read, content).code == "ambiguous_sheet"


def test_an_empty_sheet_of_the_same_layout_is_no_rival(read, workbook):
    assert read(workbook(Plantilla=[HEAD], Enero=[HEAD, ROW])).sheet == "Enero"
    assert read(workbook(Uno=[HEAD], Dos=[HEAD])).sheet == "Uno"


@pytest.mark.parametrize("asked", ["Febrero", "febrero "], ids=["exactly", "loosely"])
def test_the_sheet_option_answers(read, workbook, asked):
    assert read(workbook(Enero=[HEAD, ROW], Febrero=[HEAD, ROW]), sheet=asked).sheet == "Febrero"


def test_an_unknown_sheet_lists_those_there_are(read, workbook):
    with pytest.raises(UsageProblem) as caught:
        read(workbook(Enero=[HEAD, ROW], Febrero=[HEAD, ROW]), sheet="Marzo")
    assert "«Enero», «Febrero»" in caught.value.hint
    assert caught.value.code == "unknown_sheet"


def test_the_header_row_of_several_sheets_needs_the_sheet(read, workbook):
    content = workbook(Enero=[["x", "y"], [1, 2]], Febrero=[["x", "y"], [1, 2]], Ejemplo=[["x"]])
    assert refused(read, content, header_row=1).code == "ambiguous_sheet"
    assert read(content, header_row=1, sheet="Enero").sheet == "Enero"
    assert read(workbook(Enero=[["x", "y"], [1, 2]], Vacía=[]), header_row=1).sheet == "Enero"


def hide(*names):
    def edit(book):
        for name in names:
            book[name].sheet_state = "hidden"

    return edit


def test_a_hidden_sheet_is_sent_only_when_asked_for(read, workbook):
    content = workbook(hide("Ventas"), Hoja1=[["hola"]], Ventas=[HEAD, ROW])
    problem = refused(read, content)
    assert (problem.code, "«Ventas»" in problem.message) == ("hidden_sheet", True)
    assert read(content, sheet="Ventas").sheet == "Ventas"
    assert read(workbook(hide("Vieja"), Nueva=[HEAD, ROW], Vieja=[HEAD, ROW])).sheet == "Nueva"


def test_workbooks_without_data_or_header(read, workbook):
    assert refused(read, workbook(Ventas=[])).code == "file_empty"
    assert refused(read, workbook(Uno=[], Dos=[])).code == "file_empty"
    assert refused(read, workbook(Uno=[], Dos=[["hola", "mundo"]])).code == "no_header"


def test_products_side_by_side_are_refused_by_name(read):
    content = "referencia,nit,producto 1,cantidad 1,producto 2,cantidad 2\nF1,9,a,1,b,2\n"
    assert refused(read, content).code == "side_by_side_products"


def test_a_header_of_two_levels_is_refused_by_name(read, workbook):
    pivot = [["", "Enero", "", "Febrero", ""], ["nit", "cantidad", "precio", "cantidad", "precio"], ["9", 1, 2, 3, 4]]
    problem = refused(read, workbook(Ventas=pivot))
    assert (problem.code, "filas 1 y 2" in problem.message) == ("two_level_header", True)
    below = [["referencia", "cliente", "producto"], ["", "nit", "cantidad"], ["F1", "9", 2]]
    assert refused(read, workbook(Ventas=below)).code == "two_level_header"


def test_printed_invoices_one_under_another_are_refused_by_name(read, workbook):
    one = [["Factura 1"], ["producto", "cantidad", "precio"], ["Café", 1, 2], ["", "Total", 2], []]
    problem = refused(read, workbook(Ventas=[*one, *one]))
    assert (problem.code, "fila 2" in problem.message, "7" in problem.message) == ("stacked_invoices", True, True)


def test_a_header_that_comes_again_among_the_rows_is_left_to_be_found_there(read, workbook):
    assert len(read(workbook(Ventas=[HEAD, ROW, HEAD, ROW])).rows) == 3


@pytest.mark.parametrize("kind", ["text", "workbook"])
def test_alternating_records_are_refused_by_name(read, workbook, kind):
    rows = [["H", "F1", "9", "Ana", "Cali"], ["D", "Café", "2"], ["D", "Té", "1"]] * 3
    content = workbook(Datos=rows) if kind == "workbook" else "\n".join(",".join(row) for row in rows)
    assert refused(read, content).code == "alternating_records"


def test_titles_above_a_table_without_header_are_no_alternating_records(read):
    assert refused(read, "a,b\nc,d\ne,f\n1,2,3,4,5\n1,2,3,4,5\n").code == "no_header"


def test_invoices_and_lines_in_two_sheets_are_refused_by_name(read, workbook):
    problem = refused(
        read,
        workbook(
            Facturas=[["factura", "nit", "cliente"], ["F1", "9", "Ana"]],
            Detalle=[["factura", "producto", "cantidad", "precio"], ["F1", "Café", 1, 2]],
        ),
    )
    assert problem.code == "two_sheets"
    assert "«Facturas»" in problem.message
    assert "«Detalle»" in problem.message


def test_a_list_of_customers_beside_the_lote_is_no_second_half_of_it(read, workbook):
    content = workbook(Ventas=[HEAD, ROW], Clientes=[["nit", "cliente", "correo"], ["9", "Ana", "a@b.co"]])
    assert read(content).sheet == "Ventas"
