"""Where the header and the rows of a lote stand on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gauntlet_headers import CANONICAL
from gauntlet_lote import COLUMNS, HEAD, SALES, Sale, rows
from gauntlet_styles import Style, Value

Grid = list[list[Value]]
Layout = Callable[[Grid], Grid]


def grid(style: Style, headers: dict[str, str] = CANONICAL, sales: Sequence[Sale] = SALES) -> Grid:
    """A header and one row for each line, nothing else."""
    written = [style.row(values) for values in rows(sales)]
    return [[headers[name] for name in COLUMNS], *([row[name] for name in COLUMNS] for row in written)]


def plain(lote: Grid) -> Grid:
    """The header in the first row."""
    return lote


def titled(lote: Grid) -> Grid:
    """The company's name and a title above."""
    return [["COMERCIAL EJEMPLO S.A.S."], ["Ventas del 24 de noviembre de 2026"], [], *lote]


def far_down(lote: Grid) -> Grid:
    """The header in row 31, below titles and blank rows."""
    return [["Informe de ventas"], *([] for _ in range(12)), ["Elaboró: Ana"], *([] for _ in range(16)), *lote]


def blank_rows(lote: Grid) -> Grid:
    """A blank row between invoices."""
    return _between(lote, lambda _: [[]])


def blank_columns(lote: Grid) -> Grid:
    """Two blank columns on the left and one in the middle."""
    return [[None, None, *row[:6], None, *row[6:]] for row in lote]


def heads_once(lote: Grid) -> Grid:
    """The values of the invoice on its first line only; on the others just the line's."""
    return _without(lote, {at for at, name in enumerate(COLUMNS) if name in HEAD})


def heads_once_but_the_reference(lote: Grid) -> Grid:
    """The same with the reference on every row."""
    blank = {at for at, name in enumerate(COLUMNS) if name in HEAD and name != "referencia"}
    return _without(lote, blank)


def references_once(lote: Grid) -> Grid:
    """The reference alone on its invoice's first line only, as where its cells are merged."""
    return _without(lote, {0})


def totals(lote: Grid) -> Grid:
    """A row of totals at the bottom."""
    return [*lote, ["TOTAL", *_last(lote, "1854205,64")]]


def totals_below_a_blank(lote: Grid) -> Grid:
    """A total without words, below a blank row."""
    return [*lote, [], [None, *_last(lote, "1854205,64")]]


def subtotals(lote: Grid) -> Grid:
    """A row of totals after each invoice."""
    return _between(lote, lambda reference: [[f"Total {reference}", *_last(lote, "100")]])


def unknown_columns(lote: Grid) -> Grid:
    """Columns that no one knows, first, in the middle and last."""
    added = [("Zona", "Norte"), ("Ruta", "R-7"), ("Color de la caja", "azul")]
    rows = []
    for number, row in enumerate(lote):
        first, middle, last = (pair[0 if number == 0 else 1] for pair in added)
        rows.append([first, *row[:5], middle, *row[5:], last])
    return rows


def backwards(lote: Grid) -> Grid:
    """The columns from last to first."""
    return [row[::-1] for row in lote]


def shuffled(lote: Grid) -> Grid:
    """The columns in another order."""
    order = sorted(range(len(lote[0])), key=lambda at: (at * 7) % 23)
    return [[row[at] for at in order] for row in lote]


def prefixed(lote: Grid) -> Grid:
    """The reference in two columns, prefix and number."""
    rows: Grid = []
    for at, row in enumerate(lote):
        prefix, number = ("Prefijo", "Número") if at == 0 else str(row[0]).strip().split("-")
        rows.append([prefix, number, *row[1:]])
    return rows


def dated_in_three(lote: Grid) -> Grid:
    """The date in three columns."""
    rows: Grid = []
    for at, row in enumerate(lote):
        parts = ["AÑO", "MES", "DÍA"] if at == 0 else ["2026", "11", "24"]
        rows.append([row[0], *parts, *row[2:]])
    return rows


LAYOUTS: dict[str, Layout] = {
    "plain": plain,
    "titles above": titled,
    "header far down": far_down,
    "blank rows": blank_rows,
    "blank columns": blank_columns,
    "heads on the first line": heads_once,
    "heads once, reference always": heads_once_but_the_reference,
    "references once": references_once,
    "totals": totals,
    "totals below a blank": totals_below_a_blank,
    "subtotals": subtotals,
    "unknown columns": unknown_columns,
    "backwards": backwards,
    "shuffled": shuffled,
    "prefix and number": prefixed,
    "date in three": dated_in_three,
    "titles, blanks and totals": lambda lote: titled(blank_columns(totals(lote))),
    "all at once": lambda lote: far_down(blank_columns(unknown_columns(totals(heads_once(lote))))),
}


def _between(lote: Grid, added: Callable[[str], Grid]) -> Grid:
    header, *lines = lote
    found: Grid = [header]
    for at, row in enumerate(lines):
        found.append(row)
        if at + 1 == len(lines) or lines[at + 1][0] != row[0]:
            found += added(str(row[0]).strip())
    return found


def _without(lote: Grid, blank: set[int]) -> Grid:
    header, *lines = lote
    found: Grid = [header]
    for above, row in zip([header, *lines], lines, strict=False):
        same = above[0] == row[0]
        found.append([None if same and at in blank else value for at, value in enumerate(row)])
    return found


def _last(lote: Grid, amount: str) -> list[Value]:
    """The rest of a row of totals: an amount under the price."""
    row: list[Value] = [None] * (len(lote[0]) - 1)
    row[COLUMNS.index("precio_unitario") - 1] = amount
    return row
