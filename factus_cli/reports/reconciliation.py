"""A reconciliation for whoever reads it: words, cells and JSON (`factus.reconcile/1`), and the file that asks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.moments import moment
from factus_cli.reports.words import environment, word
from factus_cli.reports.write import placing, suffix_of
from factus_cli.sending.reconciliation import Action, Relation, state_there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from factus_cli.domain.outcomes import Difference
    from factus_cli.errors import FactusError
    from factus_cli.reports.cells import Cell
    from factus_cli.sending.ports import Entry, Held
    from factus_cli.sending.reconciliation import Match
    from factus_cli.sending.reconciling import Reconciliation

SUFFIXES = (".xlsx", ".csv", ".json")

SIGNS = {Relation.SAME: "=", Relation.ONLY_HERE: "+", Relation.ONLY_THERE: "-", Relation.DIFFERS: "*"}
"""How each is marked on the screen."""
WORDS = {
    Relation.SAME: ("igual", "iguales"),
    Relation.ONLY_HERE: ("solo en el libro", "solo en el libro"),
    Relation.ONLY_THERE: ("solo en Factus", "solo en Factus"),
    Relation.DIFFERS: ("distinto", "distintos"),
}
"""In singular and in plural."""
DONE = {
    Action.ADOPTED: ("traído al libro", "traídos al libro"),
    Action.SETTLED: ("resuelto en el libro", "resueltos en el libro"),
}
FIELDS = {
    "reference_code": "referencia",
    "number": "número",
    "total": "total",
    "customer": "identificación",
    "cufe": "CUFE",
    "state": "estado",
}
"""The fields that may differ, as a person reads them."""


@dataclass(frozen=True, slots=True)
class ReconciliationReport:
    """What was compared, with which profile, and how it ended."""

    found: Reconciliation
    profile: str
    environment: str
    made_at: datetime
    requests: int
    seconds: float
    error: FactusError | None = None
    exit_code: int = 0

    @property
    def counts(self) -> dict[Relation, int]:
        """How many documents stand in each way."""
        return {relation: len(self.found.of(relation)) for relation in Relation}

    def done(self, action: Action) -> int:
        """To how many documents `--import` did this."""
        return sum(1 for one in self.found.matches if one.action is action)


HEADERS = (
    ("Comparación", 18),
    ("Tipo", 16),
    ("Referencia", 18),
    ("Número", 18),
    ("Total en el libro", 18),
    ("Total en Factus", 18),
    ("Estado en el libro", 18),
    ("Estado en Factus", 18),
    ("Identificación en el libro", 24),
    ("Identificación en Factus", 24),
    ("Creado en Factus", 18),
    ("CUFE", 18),
    ("Qué difiere", 60),
    ("Qué se hizo", 30),
)
"""The columns of a file, and how wide each is."""
SUMMARY = (("Conciliación con Factus", 26), ("", 44))


def cells(one: Match) -> tuple[Cell, ...]:
    """The cells of HEADERS."""
    entry, held = one.entry, one.held
    return (
        WORDS[one.relation][0],
        one.type.spanish,
        reference(one),
        number(one),
        "" if entry is None else entry.total,
        "" if held is None or held.total is None else held.total,
        "" if entry is None else word(entry.state.value),
        "" if held is None else word(state_there(held).value),
        "" if entry is None else entry.customer,
        "" if held is None else held.customer or "",
        "" if held is None else moment(held.created_at) or held.created_at or "",
        (entry and entry.cufe) or (held and held.cufe) or "",
        differing(one),
        done(one),
    )


def reference(one: Match) -> str:
    """Its reference: the ledger's, or Factus's."""
    return (one.entry and one.entry.reference) or (one.held and one.held.reference) or ""


def number(one: Match) -> str:
    """Its number: the ledger's, or Factus's."""
    return (one.entry and one.entry.number) or (one.held and one.held.number) or ""


def differing(one: Match) -> str:
    """`total: 119.000,00 en el libro, 120.000,00 en Factus`, for each field that differs."""
    return "; ".join(f"{FIELDS[each.field]}: {_sides(each)}" for each in one.differences)


def done(one: Match) -> str:
    """What `--import` did, or why it did nothing."""
    return DONE[one.action][0] if one.action is not None else one.why_not


def as_json(report: ReconciliationReport) -> dict[str, Any]:
    """`factus.reconcile/1`."""
    found = report.found
    return {
        "schema": "factus.reconcile/1",
        "ok": report.exit_code == 0,
        "profile": report.profile,
        "environment": report.environment,
        "from": found.period.since.isoformat(),
        "to": found.period.until.isoformat(),
        "types": [one.value for one in found.types],
        "moving": [one.value for one in found.moving],
        "without_list": [{"type": one.value, "why": why} for one, why in found.without.items()],
        "summary": {
            "documents": len(found.matches),
            **{relation.value: count for relation, count in report.counts.items()},
            **{action.value: report.done(action) for action in Action},
            "requests": report.requests,
            "seconds": round(report.seconds, 3),
        },
        "documents": [_document(one) for one in found.matches],
        "exit_code": report.exit_code,
        "error": None if report.error is None else report.error.as_json(),
    }


def write_reconciliation(report: ReconciliationReport, path: Path) -> None:
    """The file that a name asks for. Raises UsageProblem for another suffix, or a place that can't be written."""
    suffix = suffix_of(path, SUFFIXES)
    with placing(path) as beside:
        if suffix == ".json":
            written = json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n"
            beside.write_bytes(written.encode(errors="backslashreplace"))
            return
        from factus_cli.reports import sheets  # noqa: PLC0415  # only who needs it loads it

        documents = sheets.Sheet("Documentos", HEADERS, map(cells, report.found.matches))
        if suffix == ".csv":
            sheets.text(documents, beside)
        else:
            sheets.workbook([sheets.Sheet("Resumen", SUMMARY, _summary(report)), documents], beside)


def _summary(report: ReconciliationReport) -> Iterator[tuple[Cell, ...]]:
    period = report.found.period
    yield "Perfil", report.profile
    yield "Ambiente", environment(report.environment)
    yield "Desde", f"{period.since:%d/%m/%Y}"
    yield "Hasta", f"{period.until:%d/%m/%Y}"
    yield "Hecha", report.made_at
    for relation, count in report.counts.items():
        yield WORDS[relation][1].capitalize(), count
    for action in Action:
        yield DONE[action][1].capitalize(), report.done(action)


def _sides(one: Difference) -> str:
    if one.field == "state":
        return f"{word(one.ours)} en el libro, {word(one.theirs)} en Factus"
    if one.field == "total":
        ours, theirs = money.pesos(money.parse(one.ours)), money.pesos(money.parse(one.theirs))
        return f"{ours} en el libro, {theirs} en Factus"
    return f"{one.ours} en el libro, {one.theirs} en Factus"


def _document(one: Match) -> dict[str, Any]:
    return {
        "relation": one.relation.value,
        "type": one.type.value,
        "reference_code": reference(one) or None,
        "number": number(one) or None,
        "here": None if one.entry is None else _here(one.entry),
        "there": None if one.held is None else _there(one.held),
        "differences": [{"field": each.field, "here": each.ours, "there": each.theirs} for each in one.differences],
        "confirmed": one.confirmed,
        "action": None if one.action is None else one.action.value,
        "why_not": one.why_not or None,
    }


def _here(entry: Entry) -> dict[str, Any]:
    return {
        "reference_code": entry.reference,
        "number": entry.number,
        "state": entry.state.value,
        "total": money.text(entry.total),
        "customer": entry.customer,
        "cufe": entry.cufe,
        "lote": entry.lote,
    }


def _there(held: Held) -> dict[str, Any]:
    made = moment(held.created_at)
    return {
        "reference_code": held.reference,
        "number": held.number,
        "state": state_there(held).value,
        "total": None if held.total is None else money.text(money.q2(held.total)),
        "customer": held.customer,
        "cufe": held.cufe,
        "created_at": held.created_at if made is None else made.isoformat(),
    }
