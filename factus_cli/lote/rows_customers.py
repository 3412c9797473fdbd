"""One customer said in two ways among the documents of a file: the NIT of one with the name of another, or a digit changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factus_cli.domain.findings import Problem
from factus_cli.domain.nit import FINAL_CONSUMER, looks_juridical
from factus_cli.domain.search import plain
from factus_cli.lote.rows_adjacent import firsts_of, references_of
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Grouped
    from factus_cli.lote.table import Table

ALIKE = 60
"""How much, of 100, two names must be the same to be two spellings of one."""
FEW_DIGITS = 2
OF_COMPANIES = frozenset(
    {"s", "a", "c", "sas", "sa", "ltda", "cia", "bic", "esp", "y", "e", "de", "la", "el", "los", "las"}
)


class TwoWays(NamedTuple):
    """What is told, of the second document that says the customer, and the place of its first row."""

    problem: Problem
    reference: str | None
    first: int


class _Said(NamedTuple):
    number: str
    name: str
    place: int


def said_in_two_ways(table: Table, fields: Fields, grouped: Grouped) -> Iterator[TwoWays]:
    """Each customer of whom there is a doubt, once."""
    customers = _customers(fields, grouped)
    doubts = [("cliente_nombre", *pair) for pair in _of_two_names(customers)]
    doubts += [("cliente_identificacion", *pair) for pair in _of_two_numbers(customers)]
    if not doubts:
        return
    references, firsts = references_of(grouped), firsts_of(grouped)
    for column, first, second in doubts:
        index = firsts[second.place]
        where = f"{references[first.place] or 'el documento'} (fila {table.rows[firsts[first.place]]})"
        if column == "cliente_nombre":
            what = f"{second.number} es «{cut(second.name)}» aquí y «{cut(first.name)}» en {where}"
        else:
            what = f"«{cut(second.name)}» tiene la identificación {second.number} aquí y {first.number} en {where}"
        problem = Problem(table.rows[index], column, what, "revise cuál está mal: la factura sale a ese cliente")
        yield TwoWays(problem, references[second.place] or None, index)


def _customers(fields: Fields, grouped: Grouped) -> list[_Said]:
    """Each pair of a number and a name, by the first document that says it; equal cells share what was read."""
    if not (fields.has("cliente_identificacion") and fields.has("cliente_nombre")):
        return []
    numbers, names = list(fields.reads["cliente_identificacion"]), list(fields.reads["cliente_nombre"])
    firsts = firsts_of(grouped)
    pairs: dict[tuple[int, int], int] = {}
    for place, index in enumerate(firsts):
        pairs.setdefault((id(numbers[index]), id(names[index])), place)
    said = [(numbers[firsts[place]].value, names[firsts[place]].value, place) for place in pairs.values()]
    return [
        _Said(number.number, name, place)
        for number, name, place in said
        if number is not None and name is not None and number.number != FINAL_CONSUMER
    ]


def _of_two_names(customers: Iterable[_Said]) -> Iterator[tuple[_Said, _Said]]:
    firsts: dict[str, _Said] = {}
    told: set[str] = set()
    for one in customers:
        first = firsts.setdefault(one.number, one)
        if one.number not in told and first is not one and not _same_name(first.name, one.name):
            told.add(one.number)
            yield first, one


def _same_name(one: str, other: str) -> bool:
    """Whether two names may be of one customer: most words the same, or hardly any word to compare."""
    words = [" ".join(word for word in plain(name).split() if word not in OF_COMPANIES) for name in (one, other)]
    if not all(words) or words[0] == words[1]:
        return True
    from rapidfuzz import fuzz  # noqa: PLC0415  # 30 ms that most runs don't need

    return max(fuzz.token_set_ratio(*words), fuzz.ratio(*words)) >= ALIKE


def _of_two_numbers(customers: Iterable[_Said]) -> Iterator[tuple[_Said, _Said]]:
    firsts: dict[str, _Said] = {}
    told: set[str] = set()
    for one in customers:
        name = plain(one.name)
        first = firsts.setdefault(name, one)
        if name and name not in told and first is not one and _mistyped(first.number, one.number):
            told.add(name)
            yield first, one


def _mistyped(one: str, other: str) -> bool:
    """Whether two numbers are likely to be one: of companies, or with a figure or two changed. Two people may be called alike."""
    if one == other or not (one.isdigit() and other.isdigit()):
        return False
    changed = (
        sum(first != second for first, second in zip(one, other, strict=False)) if len(one) == len(other) else None
    )
    return (looks_juridical(one) and looks_juridical(other)) or (changed is not None and changed <= FEW_DIGITS)
