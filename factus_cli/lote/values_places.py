"""Countries, departments and municipalities: by code, with its lost zeros, or by name; two of one name are a question."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from factus_cli.domain import codes as lists
from factus_cli.domain.search import nearest, plain
from factus_cli.lote import codes
from factus_cli.lote.values import Read, bad, code_text, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.lote.table import Cell

COLOMBIA = "CO"
_CATALOG = "búsquelo con: factus catalog municipios NOMBRE"
_COUNTRIES = {"usa": "US", "eeuu": "US", "eua": "US", "col": COLOMBIA, "republica de colombia": COLOMBIA}
_DEPARTMENTS = {
    "bogota": "11",
    "bogota dc": "11",
    "distrito capital": "11",
    "valle": "76",
    "san andres": "88",
    "san andres y providencia": "88",
    "guajira": "44",
    "norte santander": "54",
}
_MUNICIPALITIES = {
    "bogota": "11001",
    "bogota dc": "11001",
    "santa fe de bogota": "11001",
    "santafe de bogota": "11001",
    "santiago de cali": "76001",
    "cartagena de indias": "13001",
    "san jose de cucuta": "54001",
    "san juan de pasto": "52001",
}
"""Capitals by their whole names, and Bogotá by the name that everybody uses."""


def country(cell: Cell) -> Read:
    """A country, by its code of two letters or its name."""
    read = code_text(cell)
    if read.value is None:
        return read
    typed: str = read.value
    if typed.upper() in lists.countries():
        return Read(typed.upper())
    folded = plain(typed)
    code = _countries_named().get(folded) or _COUNTRIES.get(folded.replace(" ", "")) or _COUNTRIES.get(folded)
    if code is not None:
        return Read(code)
    near = nearest(typed, [one.name for one in lists.countries().values()])
    hint = f"¿quiso decir {', '.join(near)}?" if near else "búsquelo con: factus catalog paises NOMBRE"
    return bad(codes.BAD_CODE, f"«{cut(typed)}» no es un país", hint)


def department(cell: Cell) -> Read:
    """A department, as its two-digit code."""
    read = code_text(cell)
    if read.value is None:
        return read
    typed: str = read.value
    code = typed.zfill(2) if typed.isdigit() else _department_named(typed)
    if code is not None and code in lists.departments():
        return Read(code)
    near = ", ".join(nearest(typed, lists.departments().values()))
    hint = f"¿quiso decir {near}?" if near else "escriba su nombre, o el código de dos cifras"
    return bad(codes.BAD_CODE, f"no existe el departamento «{cut(typed)}»", hint)


def municipality(cell: Cell, department_code: str | None) -> Read:
    """A municipality by code (a lost zero comes back, with a notice) or by name; two of one name need the department."""
    read = code_text(cell)
    if read.value is None:
        return read
    typed: str = read.value
    if typed.isascii() and typed.isdigit():
        return _by_code(typed)
    matching, within = _named(typed)
    within = within or department_code
    inside = [code for code in matching if within is None or code.startswith(within)]
    found = inside or matching
    if len(found) == 1:
        return Read(found[0])
    if found:
        places = "; ".join(f"{code} {lists.municipalities()[code].extra['department_name']}" for code in found[:4])
        return bad(
            codes.TWO_CODES, f"hay varios municipios «{cut(typed)}»: {places}", "escriba el código o el departamento"
        )
    near = dict.fromkeys(nearest(typed, [one.name for one in lists.municipalities().values()]))
    hint = f"¿quiso decir {', '.join(near)}?" if near else _CATALOG
    return bad(codes.BAD_CODE, f"no existe el municipio «{cut(typed)}»", hint)


def _by_code(typed: str) -> Read:
    code = typed.zfill(5)
    if code not in lists.municipalities():
        return bad(codes.BAD_CODE, f"no existe el municipio {cut(typed)}", _CATALOG)
    return Read(code) if code == typed else Read(code, codes.REPAIRED, f"{typed} se leyó como {code}")


def _named(typed: str) -> tuple[list[str], str | None]:
    """The municipalities of a name, and the department that the same cell says: `Rionegro, Antioquia`."""
    whole = _municipalities_named().get(plain(typed))
    if whole is not None:
        return list(whole), None
    for name, tail in _splits(typed):
        within, matching = _department_named(tail), _municipalities_named().get(plain(name))
        if within is not None and matching is not None:
            return [code for code in matching if code.startswith(within)] or list(matching), within
    return [], None


def _splits(typed: str) -> list[tuple[str, str]]:
    """`Rionegro, Antioquia`, `Rionegro - Antioquia`, `Rionegro (Antioquia)`, and the other way round."""
    parts = [part for part in re.split(r"[,()/|–-]", typed) if part.strip()]
    return [(parts[0], parts[1]), (parts[1], parts[0])] if len(parts) == 2 else []


def _department_named(typed: str) -> str | None:
    folded = plain(typed)
    return (
        _departments_named().get(folded) or _DEPARTMENTS.get(folded) or _DEPARTMENTS.get(plain(typed.replace(".", "")))
    )


@cache
def _departments_named() -> Mapping[str, str]:
    return {plain(name): code for code, name in lists.departments().items()}


@cache
def _countries_named() -> Mapping[str, str]:
    return {plain(one.name): code for code, one in lists.countries().items()}


@cache
def _municipalities_named() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, one in lists.municipalities().items():
        for name in {plain(one.name), plain(one.name.split(",")[0])}:
            found[name] = (*found.get(name, ()), code)
    for name, code in _MUNICIPALITIES.items():
        found.setdefault(name, (code,))
    return found
