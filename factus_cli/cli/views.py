"""Tables and sentences about lotes, totals, findings and outcomes, in Spanish."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from factus_cli.cli.show import table
from factus_cli.domain import money
from factus_cli.domain.findings import Severity
from factus_cli.lote.codes import UNKNOWN_COLUMN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from factus_cli.cli.reading import FileRead, Reading
    from factus_cli.domain.documents import Totals
    from factus_cli.domain.findings import Finding
    from factus_cli.lote.table import Table as LoteTable

SHOWN = 50
"""Findings that the table shows; the rest is counted, never dropped."""
STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
TAXES = {"01": "IVA", "04": "INC", "35": "ICUI"}


def understood(one: FileRead, *, verbose: bool) -> Iterator[Text]:
    """What was understood of a file, in a line or two; with --verbose every column."""
    if one.error is not None or one.table is None or one.lote is None:
        return
    count = one.lote.count
    yield Text.assemble(
        (one.path, "bold"),
        f": {_where(one.table)}, "
        f"{counted(one.lote.line_rows, 'fila', 'filas')}, {counted(count, 'documento', 'documentos')}",
    )
    if one.map is not None:
        yield Text(f"  se usó el mapa {one.map}")
    if one.lote.skipped:
        rows = ", ".join(str(row.row) for row in one.lote.skipped[:10])
        more = "…" if len(one.lote.skipped) > 10 else ""
        yield Text(f"  filas que no son de un documento: {rows}{more}", style="dim")
    unread = [f"«{found.header}»" for found in one.lote.findings if found.code == UNKNOWN_COLUMN.code and found.header]
    if unread:
        more = f" y {len(unread) - 10} más" if len(unread) > 10 else ""
        yield Text(f"  columnas que no se leen: {', '.join(unread[:10])}{more}", style="yellow")
    if verbose:
        for field, column in one.lote.understood.items():
            yield Text(f"  {column.letter}: «{column.header}» se lee como {field}", style="dim")


def totals_table(totals: Totals, documents: int) -> Table:
    """The control totals, with each tax by its rate."""
    rows = [
        ("Documentos", "", str(documents)),
        ("Valor bruto", "", money.pesos(totals.gross)),
        ("Descuentos", "", money.pesos(totals.discount)),
        *(
            (
                f"{TAXES.get(part.code, part.code)} {money.percent(part.rate)}",
                money.pesos(part.base),
                money.pesos(part.amount),
            )
            for part in totals.taxes
        ),
    ]
    if totals.surcharge:
        rows.append(("Recargos (propina)", "", money.pesos(totals.surcharge)))
    made = table(("Totales de control", "Base", "Valor"), rows, right=(1, 2))
    made.add_row(Text("Total a pagar", style="bold"), "", Text(money.pesos(totals.total), style="bold"))
    return made


def findings_table(findings: Sequence[Finding], *, several_files: bool, notices: bool) -> Iterator[RenderableType]:
    """Errors first, then warnings (and notices when asked for), the first 50 of them, and how many more there are."""
    wanted = [one for one in findings if notices or one.severity is not Severity.NOTICE]
    ordered = sorted(wanted, key=lambda one: list(Severity).index(one.severity))
    if ordered:
        made = Table(box=None, pad_edge=False, header_style="bold")
        for header in ("Celda", "Documento", "Código", "Qué pasa y qué hacer"):
            made.add_column(header, overflow="fold", no_wrap=header in ("Celda", "Código"))
        for one in ordered[:SHOWN]:
            made.add_row(
                Text(place_of(one, several_files=several_files)),
                Text(one.reference_code or ""),
                Text(one.code, style=STYLES[one.severity]),
                explained(one),
            )
        yield made
    hidden = Counter(one.severity for one in ordered[SHOWN:])
    if hidden:
        yield Text(f"… y {_severities(hidden)} más (vea todo con --json o --format csv)")


def place_of(one: Finding, *, several_files: bool) -> str:
    """`Facturas!F12`, `F12`, `fila 12`, or the file."""
    place = one.cell or (f"fila {one.row}" if one.row else one.file)
    return f"{one.file}: {place}" if several_files and place != one.file else place


def explained(one: Finding) -> Text:
    """The message, the value as typed when the message does not show it, and what to do."""
    text = Text(one.message)
    if one.value and one.value not in one.message:
        text.append(f" (dice «{_short(one.value)}»)")
    if one.hint:
        text.append(f"\n→ {one.hint}", style="cyan")
    return text


def verdict(reading: Reading) -> Text:
    """One line: how many documents are correct, and what was found."""
    correct, incorrect = reading.correct_count, len(reading.incorrect)
    found = reading.severities
    text = Text()
    if incorrect:
        text.append(f"{counted(incorrect, 'documento con errores', 'documentos con errores')}, ", style="red")
    text.append(counted(correct, "documento correcto", "documentos correctos"), style="green" if correct else "")
    if found:
        text.append(f"; {_severities(found)}")
    return text


def counted(count: int, one: str, several: str) -> str:
    """`1 fila`, `3 filas`."""
    return f"{money.plain(Decimal(count))} {one if count == 1 else several}"


def _severities(found: Counter[Severity]) -> str:
    words = {
        Severity.ERROR: ("error", "errores"),
        Severity.WARNING: ("aviso", "avisos"),
        Severity.NOTICE: ("nota", "notas"),
    }
    return ", ".join(counted(found[one], *words[one]) for one in Severity if found[one])


def _where(lote: LoteTable) -> str:
    """How the file was read, and where its header stands; JSON has none."""
    if not lote.header_row:
        return "JSON"
    sign = _SIGNS.get(lote.delimiter or "", repr(lote.delimiter))
    how = f"hoja «{lote.sheet}»" if lote.sheet else f"{lote.encoding}, separado por {sign}"
    return f"{how}, título en la fila {lote.header_row}"


_SIGNS = {",": "comas", ";": "punto y coma", "\t": "tabulador", "|": "barras"}


def _short(value: str, most: int = 60) -> str:
    return value if len(value) <= most else f"{value[: most - 1]}…"
