"""A table understood: documents and findings, each at its row, column and cell. No cell makes it raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from factus_cli.domain.documents import Expected
from factus_cli.domain.findings import Finding, FindingCode, Problem
from factus_cli.domain.totals import of_line
from factus_cli.lote import codes
from factus_cli.lote.assemble import assemble
from factus_cli.lote.columns import FIELDS
from factus_cli.lote.draft import TOLD_ONCE, Draft
from factus_cli.lote.fields import Fields, convert
from factus_cli.lote.headers import Headers, match, missing
from factus_cli.lote.place import TablePlace
from factus_cli.lote.rows import Grouped, group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from factus_cli.domain.documents import Document, Line
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Column, SkippedRow, Table

CENT = Decimal("0.01")
Compared = Callable[["Line", Expected], "tuple[Decimal | None, Decimal]"]


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


def read_documents(table: Table, options: MeaningOptions, today: date) -> Lote:
    """The documents of a table, with everything found. `today` is Bogotá's."""
    headers = match(table, options.columns)
    fields = convert(table, headers, options)
    place = TablePlace.of(table, fields.columns)
    findings = [place.at(code, problem, column, None) for code, problem, column in headers.found]
    lacking = missing(_lacking(headers), table)
    if lacking:
        findings += [place.at(code, problem, column, None) for code, problem, column in lacking]
        return Lote((), tuple(findings), frozenset(), (), fields.columns, place, 0)
    grouped = group(table, fields, options.type)
    findings += [place.finding(code, problem, reference) for code, problem, reference in grouped.found]
    findings += list(_about_the_table(table, grouped, headers, place))
    findings += list(_told_once(table, fields, grouped, place))
    documents, incorrect = _assemble_all(table, fields, grouped, headers, options, today, place, findings)
    return Lote(
        documents=_with_expected_as_meant(documents),
        findings=tuple(findings),
        incorrect=frozenset(incorrect),
        skipped=tuple(grouped.skipped),
        understood=fields.columns,
        place=place,
        line_rows=sum(len(one.indices) for one in grouped.groups),
    )


def _lacking(headers: Headers) -> list[str]:
    """The needed fields that the file has in no way."""
    has = headers.columns
    instead = {
        "referencia": ("numero",),
        "cliente_nombre": ("cliente_nombres", "cliente_apellidos"),
        "precio_unitario": ("precio_con_impuesto",),
        "iva": ("inc", "icui"),
    }
    needed = [one.name for one in FIELDS if one.needed]
    if headers.seven:
        needed.remove("cliente_identificacion")
    return [name for name in needed if not any(other in has for other in (name, *instead.get(name, ())))]


def _assemble_all(  # noqa: PLR0913  # the parts of one pass
    table: Table,
    fields: Fields,
    grouped: Grouped,
    headers: Headers,
    options: MeaningOptions,
    today: date,
    place: TablePlace,
    findings: list[Finding],
) -> tuple[list[Document], set[str]]:
    documents: list[Document] = []
    incorrect: set[str] = set()
    for one in grouped.groups:
        draft = Draft(table, fields, one)
        document = assemble(draft, options, today, seven=headers.seven)
        findings.extend(place.finding(code, problem, one.reference) for code, problem in draft.found)
        if draft.deduced:
            problem = Problem(draft.first_row, None, f"se dedujo: {', '.join(draft.deduced)}")
            findings.append(place.finding(codes.INFERRED, problem, one.reference))
        if document is None:
            incorrect.add(one.reference)
        else:
            documents.append(document)
    return documents, incorrect


def _about_the_table(table: Table, grouped: Grouped, headers: Headers, place: TablePlace) -> Iterator[Finding]:
    if not grouped.groups:
        problem = Problem(
            table.header_row, None, "el archivo no trae ningún documento", "revise que sea la hoja correcta"
        )
        yield place.finding(codes.NOTHING_TO_READ, problem, None)
    if headers.seven:
        problem = Problem(None, None, "el archivo no identifica a los clientes: todo sale a consumidor final")
        yield place.finding(codes.SEVEN_COLUMNS, problem, None)
    if table.hidden_rows:
        rows = ", ".join(str(row) for row in sorted(table.hidden_rows)[:10])
        problem = Problem(None, None, f"hay filas ocultas que también se leen: {rows}", "bórrelas si no son del lote")
        yield place.finding(codes.HIDDEN, problem, None)
    if grouped.skipped:
        rows = ", ".join(str(one.row) for one in grouped.skipped[:10]) + ("…" if len(grouped.skipped) > 10 else "")
        yield place.finding(codes.SKIPPED, Problem(None, None, f"filas que no son de un documento: {rows}"), None)


def _told_once(table: Table, fields: Fields, grouped: Grouped, place: TablePlace) -> Iterator[Finding]:
    """What a whole column shows in many cells, told at the first with how many they are."""
    used = [index for one in grouped.groups for index in one.indices]
    for name, reads in fields.reads.items():
        seen: dict[FindingCode, tuple[int, int]] = {}
        for index in used:
            code = reads[index].code
            if code is not None and code in TOLD_ONCE:
                first, count = seen.get(code, (index, 0))
                seen[code] = (first, count + 1)
        for code, (first, count) in seen.items():
            more = f" (y otras {count - 1} celdas de la columna)" if count > 1 else ""
            yield place.finding(code, Problem(table.rows[first], name, reads[first].message + more), None)


def _with_expected_as_meant(documents: list[Document]) -> tuple[Document, ...]:
    """A column of line totals that agrees in every row with the base, and not with the total, was meant so."""
    lines = [line for document in documents for line in document.lines if line.expected is not None]
    totals_as_base = _every(
        lines, lambda line, e: (e.total, of_line(line).base), lambda line, e: (e.total, of_line(line).total)
    )
    bases_as_total = _every(
        lines, lambda line, e: (e.subtotal, of_line(line).total), lambda line, e: (e.subtotal, of_line(line).base)
    )
    if not totals_as_base and not bases_as_total:
        return tuple(documents)

    def meant(line: Line) -> Line:
        if line.expected is None:
            return line
        subtotal, tax, total = line.expected.subtotal, line.expected.tax, line.expected.total
        if totals_as_base:
            subtotal, total = subtotal if subtotal is not None else total, None
        if bases_as_total:
            subtotal, total = None, total if total is not None else subtotal
        return replace(line, expected=Expected(subtotal, tax, total))

    return tuple(replace(one, lines=tuple(meant(line) for line in one.lines)) for one in documents)


def _every(lines: list[Line], other: Compared, own: Compared) -> bool:
    """Whether every line agrees with the other reading of its expected amount, and not all with its own."""
    said = [(other(line, line.expected), own(line, line.expected)) for line in lines if line.expected is not None]
    said = [(one, two) for one, two in said if one[0] is not None]
    return bool(said) and all(_agree(one) for one, _ in said) and not all(_agree(two) for _, two in said)


def _agree(pair: tuple[Decimal | None, Decimal]) -> bool:
    theirs, ours = pair
    return theirs is not None and abs(theirs - ours) <= CENT
