"""JSON and JSON Lines: flat objects with the canonical names, one for each row, or ready v2 bodies (`read_payload`)."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from factus_cli.lote import header, limits, read_payload
from factus_cli.lote.header import Header
from factus_cli.lote.read_encoding import encoding_of
from factus_cli.lote.read_grid import GridColumn, table_of
from factus_cli.lote.read_json_cells import FLAT, Number, cell_of
from factus_cli.lote.refusals import refusal
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.header import Knows
    from factus_cli.lote.read_options import ReadOptions
    from factus_cli.lote.table import Table

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair that stands alone: no encoding writes it."""


def read(file: str, content: bytes, options: ReadOptions, knows: Knows) -> Table:
    """The table of a list of objects; the row of each is its number from 1, the header stands in row 0.

    Raises LoteRefused for what is no list of flat objects nor of v2 bodies, and for names that no column has.
    """
    encoding = encoding_of(file, content, options.encoding)
    objects = _objects(file, content.decode(encoding))
    limits.refuse_over_rows(file, len(objects))
    if any(map(read_payload.is_body, objects)):
        return read_payload.read(file, objects, encoding)
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
        if isinstance(problem, _Repeated):
            where = f": un objeto trae dos veces «{cut(problem.name)}»"
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


class _Repeated(ValueError):
    """A name given twice in one object: which of its values counts, nobody says."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise _Repeated(Counter(name for name, _ in pairs).most_common(1)[0][0])
    return names


def _column(file: str, name: str, objects: Sequence[dict[str, Any]]) -> GridColumn:
    cells = [cell_of(file, number, name, one.get(name)) for number, one in enumerate(objects, start=1)]
    return GridColumn([text for text, _ in cells], bytes(kind for _, kind in cells))
