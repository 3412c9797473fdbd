"""The first sheet of the workbook: what happened, what to do, and the control totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.domain import codes, money
from factus_cli.domain.written import put_text
from factus_cli.reports.cells import readable
from factus_cli.reports.words import asks_plainly, counted, environment

if TYPE_CHECKING:
    from factus_cli.domain.documents import Totals
    from factus_cli.reports.model import Report

VALIDATED, FAILED, UNFINISHED = "validated", "failed", "unfinished"
_TONES = {
    "validated": VALIDATED,
    "already_validated": VALIDATED,
    "rejected": FAILED,
    "refused": FAILED,
    "conflict": FAILED,
    "needs_support": FAILED,
}
WIDTHS = (38, 20, 24, 74)


def tone(state: str) -> str:
    """The name of the format in which a state is written."""
    return _TONES.get(state, UNFINISHED)


def summary(sheet: Any, report: Report, formats: dict[str, Any]) -> None:  # xlsxwriter has no types
    """Write it from top to bottom: a workbook in constant memory goes back to no row."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, readable(f"Informe del lote {report.lote}"), formats["title"])
    line = _facts(sheet, 2, report, formats)
    line = _states(sheet, line + 1, report, formats)
    if report.totals is not None:
        _control(sheet, line + 1, report.totals, formats)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _facts(sheet: Any, line: int, report: Report, formats: dict[str, Any]) -> int:
    facts = (
        ("Archivo", report.file),
        ("Perfil", report.profile),
        ("Ambiente", environment(report.environment)),
        ("Hecho", f"{report.made_at:%d/%m/%Y %H:%M}"),
    )
    for name, value in facts:
        sheet.write_string(line, 0, name, formats["bold"])
        put_text(sheet, line, 1, readable(value))
        line += 1
    return line


def _states(sheet: Any, line: int, report: Report, formats: dict[str, Any]) -> int:
    _heads(sheet, line, ("Estado", "Documentos", "Total", "Qué hacer"), formats)
    for state, count in report.by_state.items():
        line += 1
        sheet.write_string(line, 0, counted(state, count), formats[tone(state)])
        sheet.write_number(line, 1, count, formats["count"])
        sheet.write_number(line, 2, report.total_of(state), formats["money"])
        sheet.write_string(line, 3, asks_plainly(state), formats["advice"])
    sheet.write_string(line + 1, 0, "Todos", formats["bold"])
    sheet.write_number(line + 1, 1, len(report.documents), formats["total count"])
    sheet.write_number(line + 1, 2, report.total, formats["total"])
    return line + 2


def _control(sheet: Any, line: int, totals: Totals, formats: dict[str, Any]) -> None:
    """As the lote was checked: before what Factus may have rounded otherwise."""
    _heads(sheet, line, ("Totales de control", "Base", "Valor", ""), formats)
    taxes = codes.table("item_tax")
    for name, base, amount in (
        ("Valor bruto", None, totals.gross),
        ("Descuentos", None, totals.discount),
        *(
            (
                f"{taxes[one.code].name if one.code in taxes else one.code} {money.percent(one.rate)}",
                one.base,
                one.amount,
            )
            for one in totals.taxes
        ),
        ("Recargos", None, totals.surcharge),
    ):
        line += 1
        sheet.write_string(line, 0, name)
        if base is not None:
            sheet.write_number(line, 1, base, formats["money"])
        sheet.write_number(line, 2, amount, formats["money"])
    sheet.write_string(line + 1, 0, "Total a pagar", formats["bold"])
    sheet.write_number(line + 1, 2, totals.total, formats["total"])


def _heads(sheet: Any, line: int, titles: tuple[str, ...], formats: dict[str, Any]) -> None:
    for column, title in enumerate(titles):
        sheet.write_string(line, column, title, formats["head right"] if column in (1, 2) else formats["head"])
