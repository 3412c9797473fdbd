"""Whatever may stand in a cell, for laws about reading."""

from __future__ import annotations

from hypothesis import strategies as st

from factus_cli.lote.table import Cell, Kind

TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,-$% ()'E+/", max_size=14),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**12).map(str),
    st.sampled_from(
        ["-", "N/A", "NULL", "1.234", "2.500", "0,19", "19%", "1,5E+07", "TOTAL", "=1+1", "#N/A", "x" * 400]
    ),
    st.integers(0, 10**18).map(str),
    st.sampled_from(
        ["9" * 5000, "1." * 3000, "0." + "1" * 3000, "\u0663\u0664", "１２", "\x00", "𝟗", "²", "1\n2", "\ufeff5"]
    ),
)
CELLS = st.one_of(
    TYPED.map(lambda typed: Cell(Kind.TEXT, typed) if typed else Cell(Kind.BLANK, "")),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**17).map(
        lambda number: Cell(Kind.NUMBER, format(number, "f"))
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-10, max_value=200).map(
        lambda number: Cell(Kind.PERCENT, format(number, "f"))
    ),
    st.dates().map(lambda day: Cell(Kind.DATE, day.isoformat())),
    st.sampled_from([Cell(Kind.ERROR, "#N/A"), Cell(Kind.ERROR, "="), Cell(Kind.BOOLEAN, "true")]),
)
