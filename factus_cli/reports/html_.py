"""The report as one page that opens anywhere, prints well and reads aloud. Every text of the file is escaped."""

from __future__ import annotations

import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from factus_cli.domain import codes, money
from factus_cli.domain.moments import moment
from factus_cli.reports.cells import readable
from factus_cli.reports.words import asks, counted, environment, word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from factus_cli.domain.documents import Totals
    from factus_cli.reports.model import Report, ReportDocument


def page(report: Report) -> bytes:
    """The whole page, with nothing to load from elsewhere: its own policy forbids scripts and other sites."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="es-CO">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Informe del lote {_text(report.lote)}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>Informe del lote {_text(report.lote)}</h1>
<p>{_text(report.file)}</p>
<p>Perfil {_text(report.profile)} · {_text(environment(report.environment))} · {report.made_at:%d/%m/%Y %H:%M}</p>
</header>
<main>
<h2>Qué pasó y qué hacer</h2>
<ul class="states">
{_lines(_state(state, count) for state, count in report.by_state.items())}
</ul>
<p>Total validado: <strong>{_pesos(report.validated_total)}</strong> de {_pesos(report.total)}</p>
{"" if report.totals is None else _control(report.totals)}
<h2>Documentos</h2>
<table class="documents">
<caption>Documentos del lote: {len(report.documents)}</caption>
<thead><tr><th scope="col">Referencia</th><th scope="col">Cliente</th><th scope="col" class="money">Total</th>
<th scope="col">Estado</th><th scope="col">Número y CUFE</th></tr></thead>
<tbody>
{_lines(_row(one) for one in report.documents)}
</tbody>
</table>
</main>
</body>
</html>
""".encode()


def _state(state: str, count: int) -> str:
    return f'<li class="{state}"><b>{count}</b> {_text(counted(state, count))}<br><small>{_advice(state)}</small></li>'


def _control(totals: Totals) -> str:
    names = codes.table("item_tax")
    rows = [
        ("Valor bruto", "", _pesos(totals.gross)),
        ("Descuentos", "", _pesos(totals.discount)),
        *(
            (
                f"{names[one.code].name if one.code in names else one.code} {money.percent(one.rate)}",
                _pesos(one.base),
                _pesos(one.amount),
            )
            for one in totals.taxes
        ),
        ("Recargos", "", _pesos(totals.surcharge)),
        ("Total a pagar", "", f"<strong>{_pesos(totals.total)}</strong>"),
    ]
    lines = _lines(
        f'<tr><th scope="row">{_text(name)}</th><td class="money">{base}</td><td class="money">{amount}</td></tr>'
        for name, base, amount in rows
    )
    return f"""<h2>Totales de control</h2>
<table>
<thead><tr><th scope="col">Concepto</th><th scope="col" class="money">Base</th>
<th scope="col" class="money">Valor</th></tr></thead>
<tbody>
{lines}
</tbody>
</table>"""


def _row(one: ReportDocument) -> str:
    return (
        f'<tr><th scope="row">{_text(one.reference)}{_small(one.type.spanish)}</th>'
        f"<td>{_text(one.customer_name)}{_small(one.customer)}</td>"
        f'<td class="money">{_pesos(one.total)}{_difference(one)}</td>'
        f'<td class="{one.state}"><b>{_text(word(one.state))}</b>{_why(one)}</td><td>{_number(one)}</td></tr>'
    )


def _difference(one: ReportDocument) -> str:
    return f"<br><small>difiere {_pesos(one.total_difference)}</small>" if one.total_difference else ""


def _why(one: ReportDocument) -> str:
    """When it was validated; or why not, and what to do."""
    if one.state == "validated":
        validated_at = moment(one.validated_at)
        return _small(one.validated_at or "") if validated_at is None else _small(f"{validated_at:%d/%m/%Y %H:%M}")
    return f"{_small(one.reason)}<br><small>{_advice(one.state)}</small>"


def _number(one: ReportDocument) -> str:
    number = _text(one.number or "")
    link = next((url for url in (one.url, one.qr) if url and url.startswith("https://")), None)
    linked = f'<a href="{_text(link)}" rel="noopener noreferrer">{number}</a>' if link and number else number
    return linked + _small(one.cufe or "")


def _advice(state: str) -> str:
    """What a state asks, its commands told apart."""
    return re.sub("`(.*?)`", r"<code>\1</code>", _text(asks(state)))


def _small(text: str) -> str:
    return f"<br><small>{_text(text)}</small>" if text else ""


def _pesos(amount: Decimal) -> str:
    return money.pesos(amount).replace(" ", "\u00a0")


def _text(text: str) -> str:
    return escape(readable(text))


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
