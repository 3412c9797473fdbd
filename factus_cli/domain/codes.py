"""The DIAN's and Factus's code lists as data, loaded when first asked for.

The files in `data/` are facts: official reference tables as published, by name. `code_tables.csv` holds the short
ones, told apart by its column `list`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from factus_cli.domain.search import nearest, plain


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a list: the code as Factus wants it, its Spanish name, and what else the list says."""

    code: str
    name: str
    extra: Mapping[str, str] = field(default_factory=dict)


CodeList = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Catalog:
    """A list that `factus catalog` searches: its name on the command line, a Spanish title, and where it is."""

    name: str
    title: str
    file: str
    table: str | None = None


CATALOGS: tuple[Catalog, ...] = (
    Catalog("municipios", "Municipios (DIVIPOLA)", "municipalities"),
    Catalog("unidades", "Unidades de medida", "unit_measures"),
    Catalog("paises", "Países (ISO 3166-1)", "countries"),
    Catalog("monedas", "Monedas (ISO 4217)", "currencies"),
    Catalog("medios-pago", "Medios de pago", "payment_methods"),
    Catalog("formas-pago", "Formas de pago", "code_tables", "payment_form"),
    Catalog("identificaciones", "Tipos de identificación", "identification_types"),
    Catalog("personas", "Tipos de persona", "code_tables", "organization"),
    Catalog("responsabilidades", "Responsabilidades fiscales", "tax_responsibilities"),
    Catalog("tributos-cliente", "Tributos del cliente", "code_tables", "customer_tribute"),
    Catalog("impuestos", "Impuestos de un ítem", "code_tables", "item_tax"),
    Catalog("retenciones", "Retenciones de un ítem", "code_tables", "withholding_tax"),
    Catalog("estandares", "Estándares de producto", "code_tables", "product_standard"),
    Catalog("conceptos-nota-credito", "Conceptos de nota crédito", "code_tables", "credit_note_correction_concept"),
    Catalog("conceptos-nota-debito", "Conceptos de nota débito", "code_tables", "debit_note_correction_concept"),
    Catalog(
        "conceptos-nota-ajuste",
        "Conceptos de nota de ajuste",
        "code_tables",
        "adjustment_note_correction_concept",
    ),
    Catalog("rangos", "Tipos de rango de numeración", "code_tables", "numbering_range_document"),
)
"""Every list a person can search."""


def catalog(name: str) -> CodeList:
    """The entries of a list of CATALOGS. Raises KeyError for a name that is none of them."""
    found = {one.name: one for one in CATALOGS}[name]
    return _table(found.table) if found.table else _listed(found.file)


def search(name: str, text: str = "", *, limit: int = 20) -> list[Entry]:
    """The entries whose code is the text or whose name holds it; failing that, the names most like it."""
    entries = catalog(name)
    if not text.strip():
        return list(entries.values())
    wanted = plain(text)
    exact = [one for code, one in entries.items() if plain(code) == wanted]
    holding = [one for one in entries.values() if wanted in plain(_searched(one)) and one not in exact]
    if exact or holding:
        return exact + sorted(holding, key=lambda one: len(one.name))
    by_name: dict[str, list[Entry]] = {}
    for one in entries.values():
        by_name.setdefault(one.name, []).append(one)
    return [one for near in nearest(text, by_name, limit=limit) for one in by_name[near]][:limit]


def municipalities() -> CodeList:
    """DIVIPOLA, by five-digit code; `extra` has department_code and department_name."""
    return _listed("municipalities")


def departments() -> Mapping[str, str]:
    """Department names by two-digit code."""
    return _departments()


def units() -> CodeList:
    """Units of measure by DIAN code. The list is corrupted by machine translation (`units_corrupted.csv`)."""
    return _listed("unit_measures")


def countries() -> CodeList:
    """ISO 3166-1 alpha-2."""
    return _listed("countries")


def currencies() -> CodeList:
    """ISO 4217."""
    return _listed("currencies")


def payment_methods() -> CodeList:
    """DIAN means of payment that Factus takes. 48 is a credit card, 49 a debit card."""
    return _listed("payment_methods")


def identification_types() -> CodeList:
    """DIAN identification types; `extra` has abbr, needs_dv, pattern (a heuristic) and notes."""
    return _listed("identification_types")


def responsibilities() -> CodeList:
    """Tax responsibilities valid in a customer (FAK26)."""
    return _listed("tax_responsibilities")


def table(name: str) -> CodeList:
    """One of the short lists of `code_tables.csv`, by its name there. Raises KeyError for an unknown one."""
    return _table(name)


@cache
def tax_rates(tax: str, on: date) -> frozenset[Decimal]:
    """The percents the DIAN lists for a tax (01, 04, 05, 35) on a day; empty when it lists none.

    ReteIVA of 100 % (non-residents) exists in the law and not in the list.
    """
    return frozenset(rate for code, rate, start, end in _rates() if code == tax and start <= on <= end)


@cache
def retefuente_rates() -> frozenset[Decimal]:
    """The percents of the DIAN's concepts of withholding at source (06)."""
    return frozenset(Decimal(row["rate"]) for row in _rows("retefuente_rates"))


def uvt(year: int) -> Decimal | None:
    """The UVT of a year in COP, None when it is not known."""
    return _uvts().get(year)


def newest_uvt(year: int) -> tuple[int, Decimal] | None:
    """The last year up to this one whose UVT is known, and its UVT in COP; None before the first."""
    return max((known for known in _uvts().items() if known[0] <= year), default=None)


def renamed_unit(code: str) -> tuple[str, str] | None:
    """What the DIAN's list calls a unit of UN/ECE Rec. 20 that it mistranslated, and its meaning: `MON` is `LUN`, mes."""
    return _renamed_units().get(code)


@dataclass(frozen=True, slots=True)
class DianRule:
    """A rule of annex 1.9: severity (reject, notify, conflicting), who can check it, and what it asks.

    `check` says it in English, `check_es` in Spanish.
    """

    code: str
    severity: str
    checked_by: str
    area: str
    check: str
    check_es: str


def dian_rules() -> tuple[DianRule, ...]:
    """The rules of annex 1.9 that matter to a sender. A code may name several (`FAK24a/b, FAJ47`)."""
    return tuple(DianRule(**row) for row in _rows("dian_rules"))


@cache
def _listed(file: str) -> CodeList:
    entries: dict[str, Entry] = {}
    for row in _rows(file):
        name = row.get("name") or row.get("name_es") or ""
        extra = {key: value for key, value in row.items() if key not in ("code", "name", "name_es")}
        entries.setdefault(row["code"], Entry(row["code"], name, extra))
    return MappingProxyType(entries)


@cache
def _table(name: str) -> CodeList:
    found = {row["code"]: Entry(row["code"], row["name"]) for row in _rows("code_tables") if row["list"] == name}
    if not found:
        raise KeyError(name)
    return MappingProxyType(found)


@cache
def _uvts() -> Mapping[int, Decimal]:
    return MappingProxyType({int(row["year"]): Decimal(row["value_cop"]) for row in _rows("uvt")})


@cache
def _renamed_units() -> Mapping[str, tuple[str, str]]:
    return MappingProxyType(
        {row["unece_code"]: (row["dian_list_code"], row["meaning_es"]) for row in _rows("units_corrupted")}
    )


@cache
def _departments() -> Mapping[str, str]:
    return MappingProxyType(
        {one.extra["department_code"]: one.extra["department_name"] for one in municipalities().values()}
    )


@cache
def _rates() -> tuple[tuple[str, Decimal, date, date], ...]:
    return tuple(
        (
            row["tribute"],
            Decimal(row["rate"]),
            date.fromisoformat(row["valid_from"] or "2000-01-01"),
            date.fromisoformat(row["valid_to"] or "2100-12-31"),
        )
        for row in _rows("tax_rates")
        if row["unit"].startswith("%") and row["in_dian_list"] != "no"
    )


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    source = resources.files("factus_cli.domain") / "data" / f"{file}.csv"
    return tuple(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def _searched(entry: Entry) -> str:
    return f"{entry.name} {entry.extra.get('department_name', '')} {entry.extra.get('abbr', '')}"
