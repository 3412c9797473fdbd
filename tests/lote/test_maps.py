"""A map serves the header it was learnt from, whatever the order of its columns, and no other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import CORRECT, table

from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote.columns import identity, known_header
from factus_cli.lote.lote import read_documents
from factus_cli.lote.maps import ColumnMap, fingerprint, parsed, titles_of, written
from factus_cli.lote.maps_used import Maps, with_map
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.understanding import How, fields_like, understood

if TYPE_CHECKING:
    from factus_cli.lote.table import Table

TODAY = date(2026, 11, 24)
OWN = {name: f"Columna {name[::-1]}" for name in CORRECT}
"""Titles that nobody knows, by field."""
ACME = ColumnMap("acme", tuple(OWN.values()), dict(OWN), {}, "ventas.xlsx")
TITLES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6)


def own_table(*titles: str) -> Table:
    """A correct row under titles of one's own."""
    return table(titles or list(OWN.values()), [list(CORRECT.values())])


@given(TITLES, st.randoms())
def test_columns_that_move_are_the_same_header(titles: list[str], random: object) -> None:
    moved = list(titles)
    random.shuffle(moved)  # type: ignore[attr-defined]
    assert fingerprint(moved) == fingerprint(titles)


@given(TITLES, st.text(min_size=1, max_size=8))
def test_a_title_more_is_another_header(titles: list[str], more: str) -> None:
    assert (fingerprint([*titles, more]) == fingerprint(titles)) == (not more.strip())


@given(TITLES, TITLES)
def test_headers_are_one_only_when_their_titles_are(titles: list[str], others: list[str]) -> None:
    same = sorted(identity(one) for one in titles if one.strip()) == sorted(
        identity(one) for one in others if one.strip()
    )
    assert (fingerprint(titles) == fingerprint(others)) == same


def test_titles_without_a_letter_that_is_compared_are_not_all_one() -> None:
    assert fingerprint(["№"]) != fingerprint(["日付"])


@given(
    titles=st.lists(st.text(min_size=1, max_size=10).filter(str.strip), min_size=1, max_size=5),
    text=st.text(max_size=10),
    code=st.text(max_size=5),
)
def test_a_map_is_read_back_as_it_was_written(titles: list[str], text: str, code: str) -> None:
    try:
        one = ColumnMap("acme", tuple(titles), {"referencia": titles[0]}, {(titles[0], text): code}, "a.xlsx")
        written_ = written(one)
        written_.encode()
    except UnicodeEncodeError:
        return
    assert parsed("acme", written_, "acme.toml") == one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[columns]", "[columns"), "TOML"),
        (('referencia = "', 'referense = "'), "no existe el campo"),
        (('referencia = "', 'referencia = "otra '), "no es uno de sus títulos"),
        (("headers = [\n", 'headers = [\n    "Otra",\n'), "no son los que se aprendieron"),
        (("headers", "cabezas"), "faltan los títulos"),
        (("[columns]", 'values = "x"\n[columns]'), "valores"),
    ],
)
def test_a_map_broken_by_hand_is_told(change: tuple[str, str], said: str) -> None:
    text = written(ACME)
    assert change[0] in text
    with pytest.raises(UsageProblem, match=said):
        parsed("acme", text.replace(*change, 1), "acme.toml")


def test_a_learnt_header_is_read_whatever_the_order_of_its_columns() -> None:
    moved = table(list(OWN.values())[::-1], [list(CORRECT.values())[::-1]])
    for one in (own_table(), moved):
        chosen = Maps((ACME,)).of(one)
        assert chosen == ACME
        lote = read_documents(one, with_map(MeaningOptions(), chosen), TODAY)
        assert [document.reference for document in lote.documents] == ["FV-1"]


@pytest.mark.parametrize("change", ["one more", "one less", "one other"])
def test_a_header_that_changed_is_read_without_the_map(change: str) -> None:
    titles = list(OWN.values())
    other = {"one more": [*titles, "Más"], "one less": titles[:-1], "one other": [*titles[:-1], "Otra"]}[change]
    rows = [[*CORRECT.values(), "x"][: len(other)]]
    assert Maps((ACME,)).of(table(other, rows)) is None


def test_a_map_that_was_named_is_used_on_another_header_and_says_so() -> None:
    other = own_table(*list(OWN.values())[:-1], "Otra")
    found = dict(Maps(forced=ACME).told(ACME, other))
    assert [one.code for one in found] == ["COL-10", "COL-11"]
    lote = read_documents(other, with_map(MeaningOptions(), ACME), TODAY)
    assert "COL-08" in [one.code for one in lote.findings]
    assert not [one for one in lote.documents if one.reference not in lote.incorrect]


def test_what_is_said_now_wins_over_the_map() -> None:
    said = {"item_nota": OWN["item_codigo"], "referencia": "Otra"}
    joined = ACME.joined(said)
    assert joined["referencia"] == "Otra"
    assert joined["item_nota"] == OWN["item_codigo"]
    assert "item_codigo" not in joined


def test_two_maps_of_one_header_are_a_question() -> None:
    copied = ColumnMap("copia", ACME.headers, {})
    with pytest.raises(UsageProblem, match="acme, copia"):
        Maps((ACME, copied)).of(own_table())


def test_a_header_that_nobody_knows_is_found_by_its_map() -> None:
    def read(knows: object) -> Table:
        if not callable(knows) or not knows(OWN["iva"]):
            raise LoteRefused("no hay encabezado", code="no_header")
        return own_table()

    assert Maps((ACME,)).read(read)[1] == ACME


def test_a_header_below_a_title_of_known_words_is_found_by_its_map() -> None:
    title = table(["Cliente", "Factura"], [["a", "b"]])

    def read(knows: object) -> Table:
        return own_table() if callable(knows) and knows(OWN["iva"]) else title

    assert Maps((ACME,)).read(read)[1] == ACME
    assert Maps((ColumnMap("otro", ("Nada", "Igual")),)).read(read) == (title, None)


@pytest.mark.parametrize(("others", "code"), [(["Otra", "Otra más", "Una más"], "no_header"), ([], "ambiguous_sheet")])
def test_a_table_found_by_the_words_of_a_map_that_is_not_its_own_is_refused_as_ever(
    others: list[str], code: str
) -> None:
    def read(knows: object) -> Table:
        if not callable(knows) or not knows(OWN["referencia"]):
            raise LoteRefused("no hay encabezado", code=code)
        kept = list(OWN.values())[: len(OWN) - max(1, len(others))]
        return own_table(*kept, *(others or ["Otra"]))

    with pytest.raises(LoteRefused, match="no hay encabezado"):
        Maps((ACME,)).read(read)


def test_a_header_that_is_nearly_that_of_a_map_is_read_without_it_and_says_so() -> None:
    other = own_table(*list(OWN.values())[:-1], "Otra")

    def read(knows: object) -> Table:
        if not callable(knows) or not knows(OWN["referencia"]):
            raise LoteRefused("no hay encabezado", code="no_header")
        return other

    maps = Maps((ACME,))
    assert maps.read(read) == (other, None)
    ((code, problem),) = maps.told(None, other)
    assert code.code == "COL-12"
    assert f"no está «{OWN['iva']}»; no estaba «Otra»" in problem.message


def test_without_maps_a_title_is_known_as_ever() -> None:
    seen = []

    def read(knows: object) -> Table:
        seen.append(knows)
        return own_table()

    assert Maps().read(read)[1] is None
    assert seen == [known_header]


def test_each_title_says_how_it_is_read() -> None:
    titles = ["referencia", "Bodega", "AÑO", "MES", "DÍA", "Qué será", "Otra referencia"]
    one = table([*titles, "Mi iva"], [["FV-1", "B1", "2026", "11", "24", "x", "y", "19"]])
    now = understood(one, {"iva": "Mi iva"})
    assert {title.column.header: title.how for title in now.titles} == {
        "referencia": How.KNOWN,
        "Bodega": How.NO_PLACE,
        "AÑO": How.KNOWN,
        "MES": How.PART,
        "DÍA": How.PART,
        "Qué será": How.UNKNOWN,
        "Otra referencia": How.UNKNOWN,
        "Mi iva": How.SAID,
    }
    assert "cantidad" in now.lacking
    assert "referencia" not in now.lacking


def test_the_fields_most_like_a_title_come_first() -> None:
    now = understood(table(["Cantida vendida"], [["2"]]), {})
    assert fields_like("Cantida vendida", now)[0] == "cantidad"
    taken = understood(table(["cantidad", "Cantida vendida"], [["2", "2"]]), {})
    assert "cantidad" not in fields_like("Cantida vendida", taken)


def test_values_learnt_are_read_and_need_not_be_there() -> None:
    one = table(list(CORRECT), [[*list(CORRECT.values())[:-1], "Gravado"]])
    learnt = ColumnMap("acme", titles_of(one), {}, {("iva", "gravado"): "19", ("iva", "otro"): "5"})
    lote = read_documents(one, with_map(MeaningOptions(), learnt), TODAY)
    assert [document.lines[0].taxes[0].rate for document in lote.documents] == [19]
    assert "COL-09" not in [finding.code for finding in lote.findings]


def test_a_title_that_stands_twice_is_a_question_when_it_is_chosen() -> None:
    one = table([*CORRECT, "Doc", "Doc"], [[*CORRECT.values(), "1", "2"]])
    lote = read_documents(one, MeaningOptions(columns={"factura_numero": "Doc"}), TODAY)
    assert "COL-02" in [finding.code for finding in lote.findings]
