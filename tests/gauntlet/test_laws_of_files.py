"""Laws of whole files: any lote written is read as it was said, or asked about; any one cell changes only what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from gauntlet_files import json_list, text, xlsx
from gauntlet_layouts import LAYOUTS, grid
from gauntlet_lote import COLUMNS, EXCLUDED, EXEMPT, SALES, TODAY, Sale, read_file
from gauntlet_styles import CELLS, PLAIN, TEXTS, Number
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factus_cli.domain.canonical import differences
from factus_cli.errors import LoteRefused
from factus_cli.lote.table import column_letter

if TYPE_CHECKING:
    from gauntlet_styles import Value

QUESTIONS = {"VAL-03", "VAL-08"}
"""Codes of what may be read in two ways."""
OF_TWO, OWNERS = "references once", "FIL-09"
"""A layout whose rows may be of two documents, where few of them have several; and the code that asks."""
SURE = ("cents", "comma cents", "spanish cents")
"""Styles in which every amount says its decimals."""
CENTS = st.decimals(min_value=100, max_value="99999999.99", places=2)
WORDS = st.text(alphabet="aeiouñÑáÉüZ 'bcd,;|\"\t/()%$&-.#0123456789", max_size=30)
NAMES = WORDS.map(lambda said: " ".join(f"Art {said} z".split()))
LINES = st.fixed_dictionaries(
    {
        "item_codigo": st.from_regex(r"[A-Z]{2}-[0-9]{2}[1-9]", fullmatch=True),
        "item_nombre": NAMES,
        "cantidad": st.decimals(min_value="0.05", max_value="9999.99", places=2),
        "unidad": st.sampled_from(["KG", "UND", "HR"]),
        "precio_unitario": CENTS,
        "descuento_porcentaje": st.none() | st.decimals(min_value=1, max_value=99, places=2),
        "iva": st.sampled_from([Decimal(19), Decimal(5), EXEMPT, EXCLUDED]),
        "inc": st.none(),
    }
)
LOTES = st.lists(
    st.tuples(st.sampled_from([sale.head for sale in SALES]), NAMES, st.lists(LINES, min_size=1, max_size=3)),
    min_size=1,
    max_size=4,
).map(
    lambda said: tuple(
        Sale({**head, "referencia": f"R-{number}", "observacion": note}, tuple(lines))
        for number, (head, note, lines) in enumerate(said)
    )
)
WRITERS: dict[str, Any] = {
    **{
        f"{encoding} {sign!r}": lambda rows, encoding=encoding, sign=sign: text(rows, encoding, sign)
        for encoding in ("utf-8", "cp1252", "utf-16")
        for sign in (",", ";", "\t", "|")
    },
    "xlsx": xlsx,
}
MOST_LAYOUTS = sorted(set(LAYOUTS) - {"subtotals"})


def said(sale: Sale) -> list[tuple[Any, ...]]:
    """What the lines of a sale say."""
    return [
        (
            *(one["item_codigo"], one["item_nombre"], one["cantidad"], one["precio_unitario"]),
            one["descuento_porcentaje"],
            one["iva"] if isinstance(one["iva"], str) else Decimal(one["iva"]),
        )
        for one in sale.lines
    ]


def understood(document: Any) -> list[tuple[Any, ...]]:
    """What the lines of a document say."""
    found = []
    for line in document.lines:
        (tax,) = line.taxes
        word = EXCLUDED if tax.excluded else EXEMPT if tax.rate == 0 else tax.rate
        found.append((line.code, line.name, line.quantity, line.price, line.discount_rate, word))
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LOTES, st.sampled_from(sorted(TEXTS)), st.sampled_from(sorted(WRITERS)), st.sampled_from(MOST_LAYOUTS))
def test_any_lote_is_read_as_it_was_said_or_asked_about(
    sales: tuple[Sale, ...], style: str, writer: str, layout: str
) -> None:
    content = WRITERS[writer](LAYOUTS[layout](grid(TEXTS[style], sales=sales)))
    _same_or_asked(sales, content, sure=style in SURE, owners=layout == OF_TWO)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LOTES, st.sampled_from(["numbers", "numbers and texts", "money and percentages"]))
def test_any_lote_of_numeric_cells_is_read_as_it_was_said(sales: tuple[Sale, ...], style: str) -> None:
    _same_or_asked(sales, xlsx(grid(CELLS[style], sales=sales)), sure=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LOTES)
def test_any_lote_of_objects_is_read_as_it_was_said(sales: tuple[Sale, ...]) -> None:
    _same_or_asked(sales, json_list(grid(CELLS["numbers and texts"], sales=sales)), sure=True)


def _same_or_asked(sales: tuple[Sale, ...], content: bytes, *, sure: bool, owners: bool = False) -> None:
    try:
        reading = read_file(content)
    except LoteRefused as refusal:
        assert refusal.code == "unknown_encoding"  # a question, answered by --encoding
        return
    asked = (set() if sure else QUESTIONS) | ({OWNERS} if owners else set())
    if {one.code for one in reading.errors} & asked:
        assert {one.code for one in reading.errors} <= asked
        return
    assert [(one.code, one.cell, one.value, one.message) for one in reading.errors] == []
    assert [(one.reference, understood(one)) for one in reading.lote.documents] == [
        (one.head["referencia"], said(one)) for one in sales
    ]
    for sale, document in zip(sales, reading.lote.documents, strict=True):
        head, customer = sale.head, document.customer
        assert (customer.name, customer.identification) == (head["cliente_nombre"], head["cliente_identificacion"])
        assert (document.observation, document.issue_date) == (head["observacion"], TODAY)


LOTE = grid(PLAIN)
EXPECTED = read_file(text(LOTE)).documents
ROWS = list(enumerate((sale.head["referencia"] for sale in SALES for _ in sale.lines), start=2))
MONEY = ("total", "totals", "payments.1.amount")
OF_COLUMN = {
    "fecha_emision": ("totals.issued",),
    **{
        f"cliente_{name}": ("customer",)
        for name in ("tipo_documento", "identificacion", "dv", "nombre", "correo", "telefono", "direccion", "municipio")
    },
    "forma_pago": ("payments",),
    "medio_pago": ("payments",),
    "fecha_vencimiento": ("payments",),
    "observacion": ("observation",),
    **dict.fromkeys(
        (
            *("item_codigo", "item_nombre", "cantidad", "unidad", "precio_unitario", "descuento_porcentaje"),
            *("iva", "inc"),
        ),
        ("lines", *MONEY),
    ),
}
TYPED = st.one_of(
    st.text(max_size=30).filter(lambda typed: "\0" not in typed),
    st.text(alphabet="0123456789.,-$% ()'E+/", max_size=14),
    st.sampled_from([value for row in LOTE for value in row if isinstance(value, str)]),
    st.sampled_from(
        [
            *("-", "N/A", "#N/A", "1.234", "2.500", "0,19", "0.5", "19%", "1,5E+07", "TOTAL", "Subtotal", "=1+1"),
            *(
                "contado",
                "01/02/2026",
                "2/1/2026",
                "12/11/2026",
                "46350",
                "si",
                "x" * 400,
                "\u0663",
                "１２",
                "\xa0",
                "'",
            ),
        ]
    ),
)
CELL = st.one_of(
    TYPED,
    st.none(),
    st.dates(min_value=TODAY.replace(year=1950), max_value=TODAY.replace(year=2150)),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**12).map(Number),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-2, max_value=2).map(
        lambda value: Number(value, percent=True)
    ),
)


@pytest.mark.parametrize("write", [text, xlsx], ids=["csv", "xlsx"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(ROWS), st.sampled_from([one for one in COLUMNS if one != "referencia"]), CELL)
def test_any_cell_of_a_file_changes_what_it_says_alone_or_is_told(
    write: Any, where: tuple[int, str], column: str, value: Value
) -> None:
    row, own = where
    changed = [list(one) for one in LOTE]
    changed[row - 1][COLUMNS.index(column)] = value
    try:
        reading = read_file(write(changed))
    except LoteRefused as refusal:
        assert refusal.hint
        return
    cell = f"{column_letter(COLUMNS.index(column))}{row}"
    for reference, before in EXPECTED.items():
        after = reading.documents.get(reference)
        if after is None:
            told = any(one.reference_code in (reference, None) for one in reading.errors)
            assert told or row in {one.row for one in reading.lote.skipped}, (reference, "is lost without an error")
        elif reference != own:
            assert after == before
        else:
            paths = [one.path for one in differences(before, after)]
            assert all(path.startswith(OF_COLUMN[column]) for path in paths), (cell, value, paths)
    assert set(reading.documents) <= set(EXPECTED)
