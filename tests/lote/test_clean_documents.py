"""Long lotes counted by columns: the same findings, totals and correct documents as making every document."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from any_cells import CELLS
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tables import TODAY, table

from factus_cli.checks.run import findings_of, findings_of_each
from factus_cli.domain.findings import Severity
from factus_cli.domain.totals import of_many
from factus_cli.lote.lote import read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.read_series import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.documents import Totals
    from factus_cli.lote.lote import Lote
    from factus_cli.lote.table import Cell, Table

PARTIES = (
    {"cliente_identificacion": "900123456", "cliente_dv": "8", "cliente_nombre": "Uno SAS", "cliente_correo": "a@b.co"},
    {"cliente_identificacion": "1020304050", "cliente_nombre": "Ana", "cliente_correo": "ana@b.co"},
    {"cliente_identificacion": "1020304051", "cliente_nombre": "Sin correo"},
    {"cliente_identificacion": "222222222222", "cliente_nombre": "Consumidor Final"},
    {
        "cliente_tipo_documento": "CC",
        "cliente_identificacion": "52123456",
        "cliente_nombre": "Luz",
        "cliente_correo": "luz@b.co",
        "cliente_municipio": "05001",
        "cliente_tipo_persona": "natural",
    },
    {
        "cliente_identificacion": "52123457",
        "cliente_nombre": "Eva",
        "cliente_correo": "e@b.co",
        "cliente_municipio": "5001",
    },
    {"cliente_identificacion": "900123456", "cliente_dv": "1", "cliente_nombre": "Mal DV", "cliente_correo": "a@b.co"},
)
HEADS = (
    {},
    {"forma_pago": "contado"},
    {"forma_pago": "crédito", "fecha_vencimiento": "31/12/2026"},
    {"forma_pago": "crédito", "dias_credito": "30"},
    {"forma_pago": "contado", "fecha_vencimiento": "31/12/2026"},
    {"forma_pago": "crédito"},
    {"observacion": "Gracias"},
    {"observacion": "x" * 251},
    {"orden_compra": "OC-1", "orden_compra_fecha": "20/11/2026"},
    {"orden_compra_fecha": "20/11/2027"},
    {"orden_compra": "OC-2", "orden_compra_fecha": "20/11/2027"},
    {"propina": "0", "redondeo": "0", "anticipo_valor": "0"},
    {"redondeo": "-20"},
    {"fecha_emision": "24/11/2026"},
    {"total_esperado": "1190"},
)
LINES = (
    {"item_codigo": "A", "item_nombre": "Café", "cantidad": "1", "precio_unitario": "1000", "iva": "19"},
    {"item_codigo": "A", "item_nombre": "Café", "cantidad": "3", "precio_unitario": "1000.5", "iva": "19"},
    {"item_codigo": "B", "item_nombre": "Pan", "cantidad": "2,5", "precio_unitario": "333.33", "iva": "5"},
    {"item_codigo": "B", "item_nombre": "Pan", "cantidad": "0.01", "precio_unitario": "0.01", "iva": "5"},
    {"item_codigo": "C", "item_nombre": "Libro", "cantidad": "7", "precio_unitario": "49999.99", "iva": "exento"},
    {"item_codigo": "C", "item_nombre": "Libro", "cantidad": "7", "precio_unitario": "90000000", "iva": "excluido"},
    {
        "item_nombre": "Sin código",
        "cantidad": "1",
        "precio_unitario": "500000",
        "iva": "19",
        "descuento_porcentaje": "33.33",
    },
    {
        "item_codigo": "D",
        "item_nombre": "Té",
        "cantidad": "1",
        "precio_unitario": "0.5",
        "iva": "19",
        "descuento_porcentaje": "99.99",
    },
    {"item_codigo": "D", "item_nombre": "Té", "cantidad": "1", "precio_unitario": "75", "iva": "0", "unidad": "kg"},
    {
        "item_codigo": "E",
        "item_nombre": "Otro",
        "cantidad": "1",
        "precio_unitario": "75",
        "iva": "17",
        "estandar": "999",
    },
    {
        "item_codigo": "F",
        "item_nombre": "Caro",
        "cantidad": "999999999",
        "precio_unitario": "999999999999999",
        "iva": "19",
    },
    {"item_codigo": "G", "item_nombre": "Bolsa", "cantidad": "1", "precio_unitario": "100", "iva": "19", "inc": "0"},
    {"item_codigo": "G", "item_nombre": "Bolsa", "cantidad": "1", "precio_unitario": "100", "iva": "", "inc": "8"},
    {
        "item_codigo": "H",
        "item_nombre": "Rebaja",
        "cantidad": "1",
        "precio_unitario": "100",
        "iva": "19",
        "descuento_valor": "10",
    },
    {"item_codigo": "I", "item_nombre": "Total", "cantidad": "1", "precio_unitario": "100", "iva": "19"},
    {
        "item_codigo": "J",
        "item_nombre": "Nota",
        "cantidad": "0",
        "precio_unitario": "-100",
        "iva": "19",
        "item_nota": "n",
    },
)
USUAL = 6
"""The first lines (and the first heads and parties) are correct more often than not."""


@st.composite
def lotes(draw: st.DrawFn) -> tuple[Table, MeaningOptions]:
    """A lote of up to fifteen documents, its parts correct or not, some cells replaced by anything."""
    repeated, ugly = draw(st.booleans()), draw(st.booleans())
    heads, parties, lines = (
        st.sampled_from(pool) if ugly else st.sampled_from(pool[:USUAL]) for pool in (HEADS, PARTIES, LINES)
    )
    rows: list[dict[str, str | Cell]] = []
    for number in range(draw(st.integers(1, 15))):
        reference = f"{draw(st.sampled_from(['FV', 'FV', 'FV', 'EJEMPLO', 'Ñ']))}-{number}"
        head = {"referencia": reference, **draw(heads), **draw(parties)}
        for place, line in enumerate(draw(st.lists(lines, min_size=1, max_size=4))):
            rows.append({**(head if repeated or not place else {}), **line})
    headers = sorted({header for row in rows for header in row})
    if draw(st.booleans()):
        for _ in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(rows) - 1))
            rows[at] = {**rows[at], draw(st.sampled_from(headers)): draw(CELLS)}
    if draw(st.integers(0, 9)) == 0:
        rows = draw(st.permutations(rows))
    options = MeaningOptions(decimal=draw(st.sampled_from([None, None, "comma", "point"])))
    return table(headers, [[row.get(header, "") for header in headers] for row in rows]), options


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lotes())
def test_counting_by_columns_finds_and_totals_the_same_as_making_every_document(
    lote: tuple[Table, MeaningOptions],
) -> None:
    short, options = lote
    brief = assert_the_same(short, options)
    event(
        "nothing clean"
        if brief.clean is None or not brief.clean.count
        else "all clean"
        if not brief.documents
        else "some"
    )


ROW = {**PARTIES[0], **LINES[0]}
FINAL = {**PARTIES[3], "cliente_dv": ""}


@pytest.mark.parametrize(
    "doubtful",
    [
        {**FINAL, "forma_pago": "crédito", "fecha_vencimiento": "31/12/2026"},
        {**FINAL, "precio_unitario": "90000000"},
        {"observacion": "x" * 251},
        {"total_esperado": "1190.02"},
        {"total_esperado": "1193"},
        {"redondeo": "-20"},
        {"propina": "50"},
        {"anticipo_valor": "100", "anticipo_fecha": "01/11/2026", "anticipo_referencia": "R-1"},
        {"orden_compra": "OC-9", "orden_compra_fecha": "01/01/2027"},
        {"cliente_dv": "1"},
        {"cliente_correo": "a en b.co"},
        {"cliente_nombre": "Otro", "cliente_correo": ""},
        {"iva": "17"},
        {"iva": "0"},
        {"inc": "8"},
        {"descuento_valor": "10"},
        {"descuento_porcentaje": "100"},
        {"precio_unitario": "0.01", "cantidad": "0.1"},
        {"precio_unitario": "0.01", "descuento_porcentaje": "60"},
        {"precio_unitario": "0"},
        {"cantidad": "-1"},
        {"unidad": "zzz"},
        {"referencia": "FV 9!", "cliente_nombre": "Otro"},
        {"referencia": "EJEMPLO-1"},
        {"fecha_emision": "23/11/2026"},
        {"precio_unitario": "80000000000.01"},
    ],
    ids=str,
)
def test_a_document_that_may_be_wrong_is_made_and_the_others_are_counted(doubtful: dict[str, str]) -> None:
    others = [
        {"referencia": "FV-1"},
        {"referencia": "FV-1", **LINES[2]},
        {"referencia": "FV-2", "forma_pago": "crédito", "fecha_vencimiento": "31/12/2026"},
        {"referencia": "FV-3", **FINAL},
        {"referencia": "FV-4", "observacion": "Gracias", "descuento_porcentaje": "33.33", "precio_unitario": "0.5"},
        {"referencia": "FV-5", "precio_unitario": "80000000000", "orden_compra": "OC-1"},
        {"referencia": "FV-6", "total_esperado": "1190.01", "cliente_municipio": "5001"},
        {"referencia": "FV-6", "total_esperado": "", "precio_unitario": "0.01", "cantidad": "1", "iva": "exento"},
    ]
    brief = assert_the_same(_table([*others, {"referencia": "FV-9", **doubtful}]), MeaningOptions())
    assert brief.clean is not None
    assert brief.clean.count == 6
    first = _table([{"referencia": "FV-0", **doubtful}, *others])
    assert assert_the_same(first, MeaningOptions()).count >= 6


@pytest.mark.parametrize(
    ("beside", "touched"),
    [
        ({"referencia": "FV 2"}, {"FV-1", "FV-3"}),
        ({"referencia": "fv-1"}, {"fv-1", "FV-1"}),
        ({"referencia": "FV-2", "cliente_identificacion": "", "cliente_nombre": ""}, {"FV-2", "FV-1"}),
        ({"referencia": "FV-3", "observacion": "Otra"}, {"FV-1", "FV-3", "FV-4"}),
        ({"referencia": "#N/A"}, {"FV-1", "FV-3"}),
        ({"referencia": "", "cliente_nombre": ""}, {"FV-1", "FV-3"}),
    ],
    ids=lambda one: " ".join(sorted(one)) if isinstance(one, set) else str(one),
)
def test_documents_that_may_lack_a_row_are_not_counted(beside: dict[str, str], touched: set[str]) -> None:
    others = [{"referencia": f"FV-{number}", **LINES[2]} for number in range(4, 12)]
    rows = [{"referencia": "FV-1"}, {**LINES[2], **beside}, {"referencia": "FV-3", "observacion": "Nota"}]
    brief = assert_the_same(_table([*rows, *others, {"referencia": "FV-11"}]), MeaningOptions())
    assert brief.clean is not None
    assert brief.clean.count == len({"FV-1", "FV-3", *(one["referencia"] for one in others)} - touched)
    errors = {one.reference_code for one in brief.findings if one.severity is Severity.ERROR} - {None}
    assert errors == touched


def test_rows_that_disagree_or_repeat_themselves_are_looked_at() -> None:
    rows = [
        {"referencia": "FV-1"},
        {"referencia": "FV-2"},
        {"referencia": "FV-2"},
        {"referencia": "FV-3"},
        {"referencia": "FV-3", "cliente_nombre": "Otro", **LINES[2]},
        {"referencia": "FV-4"},
        {"referencia": "FV-4", **LINES[2]},
    ]
    brief = assert_the_same(_table(rows), MeaningOptions())
    assert brief.clean is not None
    assert (brief.clean.count, [one.reference for one in brief.documents]) == (2, ["FV-2"])


def test_a_product_that_does_not_fit_in_64_bits_is_looked_at() -> None:
    """2³²+1 cents by 2³²+1 hundredths would come to 858.993,46 where nobody looked."""
    too_much = {"referencia": "FV-2", "precio_unitario": "42949672.97", "cantidad": "42949672.97"}
    brief = assert_the_same(_table([{"referencia": "FV-1"}, too_much]), MeaningOptions())
    assert [str(one.totals.gross) for one in brief.documents[-1:]] == ["1844674408229948.62"]


@pytest.mark.parametrize("count", [8, 9, 10, 11])
@pytest.mark.parametrize("price", ["100000", "100000.01", "9999999"])
def test_what_stands_out_is_counted(count: int, price: str) -> None:
    rows = [{"referencia": f"FV-{number}"} for number in range(count)]
    assert_the_same(_table([*rows, {"referencia": "FV-99", "precio_unitario": price}]), MeaningOptions())
    assert_the_same(_table([*rows, {"referencia": "FV-99", "precio_unitario": price, "iva": "17"}]), MeaningOptions())


@pytest.mark.parametrize("price", ["200000", "200000.01", "250000"])
def test_the_usual_of_an_even_number_is_half_of_the_two_in_the_middle(price: str) -> None:
    prices = ["1000"] * 5 + ["3000"] * 4 + [price]
    rows = [{"referencia": f"FV-{number}", "precio_unitario": one} for number, one in enumerate(prices)]
    brief = assert_the_same(_table(rows), MeaningOptions())
    assert brief.clean is not None
    assert brief.clean.standing_out([]) == (1 if price == "200000" else 2)


def _table(rows: Sequence[dict[str, str]]) -> Table:
    whole = [{**ROW, **row} for row in rows]
    headers = list(dict.fromkeys(header for row in whole for header in row))
    return table(headers, [[row.get(header, "") for header in headers] for row in whole])


def assert_the_same(short: Table, options: MeaningOptions) -> Lote:
    whole = read_documents(short, options, TODAY)
    found = [*whole.findings, *findings_of(whole.documents, lambda _: whole.place, today=TODAY)]
    long = kept_by_polars(short)
    brief = read_documents(long, options, TODAY, brief=True)
    assert (brief.count, brief.skipped, brief.line_rows) == (len(whole.documents), whole.skipped, whole.line_rows)
    if brief.clean is None:
        assert brief == replace(whole, place=brief.place, understood=brief.understood)
        return brief
    told = [*brief.findings, *findings_of_each(brief.documents, lambda _: brief.place, today=TODAY)]
    assert [one for one in told if one.severity is not Severity.NOTICE] == [
        one for one in found if one.severity is not Severity.NOTICE
    ]
    untold = brief.clean.notices + brief.clean.standing_out(brief.documents)
    notices = Counter(one.severity for one in told)[Severity.NOTICE] + untold
    assert notices == Counter(one.severity for one in found)[Severity.NOTICE]
    assert brief.incorrect == whole.incorrect
    made = [one.totals for one in brief.documents]
    assert of_many([brief.clean.totals, *made]) == of_many(one.totals for one in whole.documents)
    assert _correct(brief, told) == _correct(whole, found)
    return brief


def _correct(lote: Lote, found: Sequence[object]) -> tuple[int, Totals]:
    """How many documents are correct, and what they come to."""
    errors = {one.reference_code for one in found if one.severity is Severity.ERROR}
    correct = [one.totals for one in lote.documents if one.reference not in errors | lote.incorrect]
    clean = [] if lote.clean is None else [lote.clean.totals]
    return len(correct) + (lote.clean.count if lote.clean else 0), of_many([*clean, *correct])


def kept_by_polars(short: Table) -> Table:
    """The same table with its texts in Series, as the reader gives long files."""
    columns = (replace(one, texts=Texts(pl.Series(one.texts, dtype=pl.String))) for one in short.columns)
    return replace(short, columns=tuple(columns))
