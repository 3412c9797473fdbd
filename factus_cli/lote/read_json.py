"""JSON and JSON Lines: flat objects with the canonical names, one for each row; numbers keep their digits."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from math import ulp
from typing import TYPE_CHECKING, Any

from factus_cli.lote import header, limits
from factus_cli.lote.header import Header
from factus_cli.lote.read_encoding import encoding_of
from factus_cli.lote.read_grid import GridColumn, table_of
from factus_cli.lote.refusals import refusal
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_options import ReadOptions
    from factus_cli.lote.table import Table

FLAT = "Cada elemento es una línea: un objeto con los nombres canónicos (`referencia`, `cliente_identificacion`…)."

EXACT_DIGITS = 15
"""Significant digits that a binary number holds for sure."""
NOISE = 4
"""How many of its smallest steps a few sums and products of binary numbers may be off."""
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair that stands alone: no encoding writes it."""

LONGEST_EXPONENT = 9
"""Digits: one with more is no number of Python either."""

LARGEST_EXPONENT = 300
"""That of a cell of Excel; a number written with a larger one would fill the memory with its zeros."""


class Number(str):
    """The digits of a number as the file has them."""

    __slots__ = ()


def read(file: str, content: bytes, options: ReadOptions, knows: Knows) -> Table:
    """The table of a list of objects; the row of each is its number from 1, the header stands in row 0.

    Raises LoteRefused for what is no list of flat objects, and for names that no column has.
    """
    encoding = encoding_of(file, content, options.encoding)
    objects = _objects(file, content.decode(encoding))
    limits.refuse_over_rows(file, len(objects))
    names = tuple(dict.fromkeys(name for one in objects for name in one))
    limits.refuse_over_columns(file, len(names))
    limits.refuse_over_area(file, len(objects) * len(names), sum(map(len, objects)))
    known = sum(map(knows, names))
    if known < header.NEEDED:
        raise refusal(file, "no_header", "sus objetos no tienen nombres de columnas conocidas", FLAT)
    columns = [_column(file, name, objects) for name in names]
    return table_of(file, Header(0, names, known), columns, encoding=encoding)


def _objects(file: str, text: str) -> list[dict[str, Any]]:
    try:
        loaded = _loaded(text)
    except (ValueError, RecursionError) as problem:
        where = f" en la línea {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise refusal(
            file, "bad_json", f"no es JSON correcto{where}", "Revise el programa que lo exporta."
        ) from problem
    rows = loaded if isinstance(loaded, list) else [loaded]
    if not rows:
        raise refusal(file, "file_empty", "la lista no tiene elementos", FLAT)
    escaped = "\\ud" in text or "\\uD" in text
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise refusal(file, "bad_json", f"el elemento {number} no es un objeto", FLAT)
        if escaped and SURROGATE.search(json.dumps(row, ensure_ascii=False)) is not None:
            raise refusal(file, "bad_json", f"el elemento {number} tiene medio carácter (`\\ud800`)", FLAT)
        if "items" in row and "reference_code" in row:
            raise refusal(
                file,
                "v2_payload",
                f"el elemento {number} es un cuerpo de la API v2 de Factus, y todavía no se admiten cuerpos v2",
                FLAT,
            )
    return rows


def _loaded(text: str) -> Any:
    """A document, or the objects of JSON Lines."""
    try:
        return _parsed(text)
    except json.JSONDecodeError as problem:
        lines = [line for line in text.splitlines() if line.strip()]
        if problem.msg != "Extra data" or len(lines) < 2:
            raise
        return [_line(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _line(number: int, line: str) -> Any:
    try:
        return _parsed(line)
    except json.JSONDecodeError as problem:
        problem.lineno = number
        raise


def _parsed(text: str) -> Any:
    return json.loads(
        text, parse_float=Number, parse_int=Number, parse_constant=_refuse_constant, object_pairs_hook=_once
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name given twice")
    return names


def _column(file: str, name: str, objects: Sequence[dict[str, Any]]) -> GridColumn:
    cells = [_cell(file, number, name, one.get(name)) for number, one in enumerate(objects, start=1)]
    return GridColumn([text for text, _ in cells], bytes(kind for _, kind in cells))


def _cell(file: str, number: int, name: str, value: Any) -> tuple[str, Kind]:
    match value:
        case None | "":
            return "", Kind.BLANK
        case bool():
            return ("true" if value else "false"), Kind.BOOLEAN
        case Number():
            return _digits(file, number, value), Kind.NUMBER
        case str():
            return value, Kind.TEXT
        case _:
            raise refusal(file, "bad_json", f"en el elemento {number}, «{name}» no es un valor simple", FLAT)


def _digits(file: str, number: int, value: Number) -> str:
    if "e" not in value.lower() and len(value) <= EXACT_DIGITS:
        return str(value)
    exponent = value.lower().partition("e")[2].lstrip("+-0")
    if len(exponent) > LONGEST_EXPONENT or abs((amount := Decimal(value)).adjusted()) > LARGEST_EXPONENT:
        raise refusal(file, "bad_json", f"en el elemento {number}, {value} no es una cantidad", FLAT)
    return format(_without_noise(amount), "f")


def _without_noise(amount: Decimal) -> Decimal:
    """A sum of binary numbers without what it has too much: `0.30000000000000004` is 0.3, as in a workbook.

    Only what a float cannot hold is noise: what is farther than it may be from 15 digits stays as it was said.
    """
    if len(amount.as_tuple().digits) <= EXACT_DIGITS or amount == amount.to_integral_value():
        return amount
    shorter = Decimal(format(float(amount), f".{EXACT_DIGITS}g"))
    return shorter if abs(shorter - amount) <= NOISE * Decimal(ulp(float(amount))) else amount
