"""A table understood: documents and findings, each at its row, column and cell. No cell makes it raise."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from factus_cli.checks.totals import IMPOSSIBLE
from factus_cli.domain.findings import Finding, FindingCode, Problem, Severity
from factus_cli.lote import codes, codes_bodies, codes_rows
from factus_cli.lote.assemble import assemble
from factus_cli.lote.bodies import about_amounts, about_elements, about_texts
from factus_cli.lote.coded import different
from factus_cli.lote.draft import TOLD_ONCE, Draft
from factus_cli.lote.expected import with_expected_as_meant
from factus_cli.lote.fields import Fields, convert, unmet
from factus_cli.lote.headers import Headers, lacking, match, missing
from factus_cli.lote.judged import judged
from factus_cli.lote.place import TablePlace
from factus_cli.lote.read_series import is_long
from factus_cli.lote.rows import Grouped, group
from factus_cli.lote.rows_adjacent import adjacent, line_rows_of
from factus_cli.lote.rows_customers import said_in_two_ways
from factus_cli.lote.rows_lost import Lost, is_stray, lost_rows
from factus_cli.lote.rows_merged import merged_cells
from factus_cli.lote.rows_minus import minus_rows
from factus_cli.lote.rows_void import void_rows
from factus_cli.lote.second_table import beside_a_gap, second_tables
from factus_cli.lote.titles import titles_that_change_amounts
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.lote.clean_sums import Sums
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.rows import Group
    from factus_cli.lote.table import Column, SkippedRow, Table
    from factus_cli.lote.values import Read

ABOUT_COLUMNS = frozenset(
    one.code
    for one in (
        codes.REPEATED_COLUMN,
        codes.DOUBTFUL_COLUMN,
        codes.UNKNOWN_FIELD,
        codes_rows.SECOND_TABLE,
        codes_rows.TITLE,
    )
)
"""Errors that leave every document in doubt: nothing of the file may be sent until they are answered."""

WITHOUT_TAX = Problem(None, None, "--prices-include-tax no se aplica a los cuerpos v2: su `price` va sin impuesto")

MANY = 20
"""One document to be made of so many is enough to turn the columns of a long lote into lists first."""


@dataclass(frozen=True, slots=True)
class Lote:
    """What a table says. `incorrect` are references with reading errors; `line_rows` counts the rows of lines."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    incorrect: frozenset[str]
    skipped: tuple[SkippedRow, ...]
    understood: Mapping[str, Column]
    place: TablePlace
    line_rows: int
    clean: Sums | None = None
    """Documents that are correct and were not made, when they were not asked for: they are in none of the others."""

    @property
    def count(self) -> int:
        """How many documents are whole."""
        return len(self.documents) + (0 if self.clean is None else self.clean.count)


def read_documents(table: Table, options: MeaningOptions, today: date, *, brief: bool = False) -> Lote:
    """The documents of a table, with everything found. `today` is Bogotá's.

    `brief`: only those that are not certainly correct; the others are counted and totalled (`Lote.clean`), and what
    there is to tell of them (notices: what was deduced) is counted too.
    """
    with _without_collector():
        return _read(table, options, today, brief=brief and table.bodies is None and is_long(table))


@contextmanager
def _without_collector() -> Iterator[None]:
    """A lote is many objects without cycles: looking for some, again and again, takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    table: Table, options: MeaningOptions, today: date, *, brief: bool, doubtful: AbstractSet[int] = frozenset()
) -> Lote:
    """`doubtful`: documents that are made however clean they look, by the place of their first row."""
    certain = {} if table.bodies is None else {one.header: one.header for one in table.columns}
    headers = match(table, {**certain, **options.columns})
    loaded = table.bodies is not None and options.prices_include_tax
    if loaded:
        options = replace(options, prices_include_tax=False)
    fields = convert(headers, options, today, from_1904=table.from_1904)
    place = TablePlace(table, fields.columns)
    findings = [place.at(code, problem, column, None) for code, problem, column in headers.found]
    findings += [place.at(code, problem, None, None) for code, problem in unmet(table, options)]
    if loaded:
        findings.append(place.at(codes_bodies.PRICES_WITHOUT_TAX, WITHOUT_TAX, None, None))
    lacks = lacking(headers)
    if lacks:
        told = missing([name for name in lacks if name not in headers.asked], table)
        findings += [place.at(code, problem, column, None) for code, problem, column in told]
        return Lote((), tuple(findings), frozenset(), (), fields.columns, place, 0)
    findings += [place.finding(codes_rows.SECOND_TABLE, problem, None) for problem in second_tables(table, fields)]
    findings += [place.finding(codes_rows.GAP, problem, None) for problem in beside_a_gap(table, fields)]
    grouped = _grouped(table, fields, options, brief=brief)
    grouped.found.extend(merged_cells(table, fields, grouped))
    if table.bodies is not None:
        grouped.found.extend(about_elements(table, table.bodies, grouped))
        grouped.found.extend(about_texts(table, fields, grouped))
    findings += [place.finding(code, problem, reference) for code, problem, reference in grouped.found]
    findings += _about_the_table(table, grouped, headers, place)
    findings += _told_once(table, fields, grouped, place)
    doubts, doubted = _doubtful(table, fields, grouped, options, place)
    findings += doubts
    doubtful = doubtful | doubted
    apart = None
    if brief and not headers.seven and not _is_in_doubt(findings):
        from factus_cli.lote.clean import set_apart  # noqa: PLC0415 - loads Polars, for long lotes alone

        apart = set_apart(table, fields, grouped, options, today, doubtful)
    others = grouped.groups if apart is None else apart.others
    if MANY * len(others) > len(grouped.groups) and is_long(table):
        fields = fields.listed()
    made = _assemble_all(table, fields, others, options, today, place, seven=headers.seven)
    if apart is not None and any(one.totals.gross >= IMPOSSIBLE for one in made.documents):
        return _read(table, options, today, brief=False)
    lost = Lost([], set()) if table.bodies else lost_rows(table, fields, grouped, made.strays, made.wrong)
    if apart is not None and not lost.about <= {one.indices[0] for one in others}:
        return _read(table, options, today, brief=True, doubtful=lost.about | doubtful)
    findings += made.findings
    findings += [place.finding(code, problem, reference) for code, problem, reference in lost.found]
    if table.bodies is not None:
        amounts = about_amounts(made.documents, table.bodies)
        findings += [place.finding(code, problem, reference) for code, problem, reference in amounts]
    findings += list(judged(made.partial, findings, place, today))
    documents, told_as_meant = with_expected_as_meant(made.documents)
    findings += [place.finding(codes.EXPECTED_AS_MEANT, problem, None) for problem in told_as_meant]
    return Lote(
        documents=documents,
        findings=tuple(findings),
        incorrect=frozenset(_incorrect(grouped, made, findings)),
        skipped=tuple(grouped.skipped),
        understood=fields.columns,
        place=place,
        line_rows=line_rows_of(grouped),
        clean=None if apart is None else apart.clean,
    )


def _doubtful(
    table: Table, fields: Fields, grouped: Grouped, options: MeaningOptions, place: TablePlace
) -> tuple[list[Finding], set[int]]:
    """What makes rows, customers or all amounts doubtful, and the first rows of the documents that it is about."""
    titles = titles_that_change_amounts(table, fields, grouped.skipped, options)
    void, twice = list(void_rows(table, fields, grouped)), list(said_in_two_ways(table, fields, grouped))
    findings = [place.finding(codes_rows.TITLE, problem, None) for problem in titles]
    findings += [place.at(codes_rows.VOID, one.problem, one.column, one.reference) for one in void]
    findings += [place.finding(codes_rows.TWO_WAYS, one.problem, one.reference) for one in twice]
    minus = list(minus_rows(table, fields, grouped))
    findings += [place.finding(codes_rows.MINUS, one.problem, one.reference) for one in minus]
    return findings, {*(one.first for one in void), *(one.first for one in twice), *(one.first for one in minus)}


def _grouped(table: Table, fields: Fields, options: MeaningOptions, *, brief: bool) -> Grouped:
    """The rows by document: by columns where that is certain, or one by one."""
    grouped = adjacent(fields, options.type) if brief else None
    return group(table, fields, options.type) if grouped is None else grouped


def _is_in_doubt(findings: list[Finding]) -> bool:
    """Whether a question about a column is open."""
    return any(one.severity is Severity.ERROR and one.code in ABOUT_COLUMNS for one in findings)


def _incorrect(grouped: Grouped, made: _Made, findings: list[Finding]) -> set[str]:
    """The references with errors: all of them where there is a question about a column, for it is in every row."""
    if _is_in_doubt(findings):
        return {one.reference for one in grouped.groups if one.reference}
    errors = {one.reference_code for one in findings if one.severity is Severity.ERROR and one.reference_code}
    return {document.reference for document, _ in made.partial if document.reference} | errors


@dataclass(slots=True)
class _Made:
    """The documents that are whole, those that are not (and whether their party is unknown), and what was found.

    `wrong` are the rows of those that are not whole; `strays` of those whose rows may be of others.
    """

    documents: list[Document] = field(default_factory=list)
    wrong: list[Group] = field(default_factory=list)
    strays: list[Group] = field(default_factory=list)
    partial: list[tuple[Document, bool]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def _assemble_all(
    table: Table,
    fields: Fields,
    groups: Iterable[Group],
    options: MeaningOptions,
    today: date,
    place: TablePlace,
    *,
    seven: bool,
) -> _Made:
    made = _Made()
    for one in groups:
        draft = Draft(table, fields, one)
        assembled = assemble(draft, options, today, seven=seven)
        reference = one.reference or None
        made.findings += [place.finding(code, problem, reference) for code, problem in draft.found]
        if draft.deduced:
            problem = Problem(draft.first_row, None, f"se dedujo: {', '.join(draft.deduced)}")
            made.findings.append(place.finding(codes.INFERRED, problem, reference))
        if assembled.whole and reference:
            made.documents.append(assembled.document)
        else:
            made.partial.append((assembled.document, draft.nobody))
            made.wrong.append(one)
            if is_stray(draft):
                made.strays.append(one)
    return made


def _about_the_table(table: Table, grouped: Grouped, headers: Headers, place: TablePlace) -> Iterator[Finding]:
    if not grouped.groups and not grouped.found:
        problem = Problem(
            table.header_row or None, None, "el archivo no trae ningún documento", "revise que sea la hoja correcta"
        )
        yield place.finding(codes_rows.NOTHING_TO_READ, problem, None)
    if headers.seven:
        problem = Problem(None, None, "el archivo no identifica a los clientes: todo sale a consumidor final")
        yield place.finding(codes.SEVEN_COLUMNS, problem, None)
    if table.hidden_rows:
        rows = ", ".join(str(row) for row in sorted(table.hidden_rows)[:10])
        more = "…" if len(table.hidden_rows) > 10 else ""
        message = f"hay filas ocultas que también se leen: {rows}{more}"
        problem = Problem(None, None, message, "bórrelas si no son del lote")
        yield place.finding(codes_rows.HIDDEN, problem, None)
    if table.struck_rows:
        rows = ", ".join(str(row) for row in sorted(table.struck_rows)[:10])
        message = f"hay filas con texto tachado que también se leen: {rows}{'…' if len(table.struck_rows) > 10 else ''}"
        problem = Problem(None, None, message, "bórrelas si no van, o quíteles el tachado")
        yield place.finding(codes_rows.STRUCK, problem, None)
    hidden = [one for one in place.understood.values() if one.position in table.hidden_columns]
    if hidden:
        titles = ", ".join(sorted({f"«{cut(one.header)}» ({one.letter})" for one in hidden})[:10])
        message = f"hay columnas ocultas que también se leen: {titles}{'…' if len(hidden) > 10 else ''}"
        yield place.finding(codes_rows.HIDDEN, Problem(None, None, message, "bórrelas si no son del lote"), None)
    if grouped.skipped:
        rows = ", ".join(str(one.row) for one in grouped.skipped[:10]) + ("…" if len(grouped.skipped) > 10 else "")
        yield place.finding(codes_rows.SKIPPED, Problem(None, None, f"filas que no son de un documento: {rows}"), None)


def _told_once(table: Table, fields: Fields, grouped: Grouped, place: TablePlace) -> Iterator[Finding]:
    """What a whole column shows in many cells, told at the first with how many they are."""
    telling = {name: reads for name, reads in fields.reads.items() if _tells(reads)}
    used = [index for one in grouped.groups for index in one.indices] if telling else []
    for name, reads in telling.items():
        seen: dict[FindingCode, tuple[int, int]] = {}
        for index in used:
            code = reads[index].code
            if code is not None and code in TOLD_ONCE:
                first, count = seen.get(code, (index, 0))
                seen[code] = (first, count + 1)
        for code, (first, count) in seen.items():
            more = f" (y otras {count - 1} celdas de la columna)" if count > 1 else ""
            yield place.finding(code, Problem(table.rows[first], name, reads[first].message + more), None)


def _tells(reads: Sequence[Read]) -> bool:
    """Whether a column has any value of those told once."""
    return any(read.code is not None and read.code in TOLD_ONCE for read in different(reads))
