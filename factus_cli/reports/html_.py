"""The report as one page that opens anywhere and prints well. Every text of the file is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.reports.words import asks, counted, word

if TYPE_CHECKING:
    from factus_cli.reports.model import Report, ReportDocument

STYLE = """
body{font:15px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;color:#1b1f24;margin:2rem auto;max-width:72rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}header p{margin:.2rem 0;color:#57606a}
ul.states{list-style:none;display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1.25rem 0}
ul.states li{border:1px solid #d0d7de;border-radius:.5rem;padding:.5rem .9rem}
ul.states b{display:block;font-size:1.3rem}
table{border-collapse:collapse;width:100%;margin-top:1rem}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d8dee4;vertical-align:top}
th{background:#f6f8fa;position:sticky;top:0}td.money{text-align:right;white-space:nowrap}
td small{color:#57606a;word-break:break-all}
.validated{color:#116329}.rejected,.refused,.conflict,.needs_support{color:#a40e26}
.pending,.in_doubt,.not_sent,.sending{color:#7d4e00}
@media print{body{margin:0;max-width:none;font-size:11px}th{position:static}}
"""


def page(report: Report) -> bytes:
    """The whole page, with nothing to load from elsewhere."""
    states = "".join(
        f'<li class="{name}"><b>{count}</b>{escape(counted(name, count))}</li>'
        for name, count in report.by_state.items()
    )
    rows = "\n".join(_row(one) for one in report.documents)
    return f"""<!DOCTYPE html>
<html lang="es-CO">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Informe del lote {escape(report.lote)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>Informe del lote {escape(report.lote)}</h1>
<p>{escape(report.file)}</p>
<p>Perfil {escape(report.profile)} · {escape(ENVIRONMENTS.get(report.environment, report.environment))}
 · {report.made_at:%d/%m/%Y %H:%M}</p>
</header>
<ul class="states">{states}</ul>
<p>Total validado: <strong>{escape(money.pesos(report.validated_total))}</strong> de {escape(money.pesos(report.total))}</p>
<table>
<thead><tr><th scope="col">Referencia</th><th scope="col">Cliente</th><th scope="col">Total</th>
<th scope="col">Estado</th><th scope="col">Número y CUFE</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
""".encode()


ENVIRONMENTS = {"sandbox": "pruebas", "production": "producción", "simulate": "práctica en el simulador"}


def _row(one: ReportDocument) -> str:
    reason = "" if one.state == "validated" else f"<br><small>{escape(one.reason or asks(one.state))}</small>"
    number = escape(one.number or "")
    linked = f'<a href="{escape(one.qr)}">{number}</a>' if one.qr and one.qr.startswith("https://") else number
    cufe = f"<br><small>{escape(one.cufe)}</small>" if one.cufe else ""
    difference = (
        f"<br><small>difiere {escape(money.pesos(one.total_difference))}</small>" if one.total_difference else ""
    )
    return (
        f"<tr><td>{escape(one.reference)}<br><small>{escape(one.type.spanish)}</small></td>"
        f"<td>{escape(one.customer_name)}<br><small>{escape(one.customer)}</small></td>"
        f'<td class="money">{escape(money.pesos(one.total))}{difference}</td>'
        f'<td class="{one.state}">{escape(word(one.state))}{reason}</td><td>{linked}{cufe}</td></tr>'
    )
