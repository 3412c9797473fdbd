"""Lotes of the ledger: recorded before sending, found by name, joined with results in a report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.cli import answers
from factus_cli.cli.clock import BOGOTA
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import LedgerUnwritable, UsageProblem
from factus_cli.ledger import lotes, queries
from factus_cli.reports import Report, ReportDocument, ReportRow, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.cli.reading import FileRead, Reading
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.domain.documents import Document
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.ledger.lotes import Lote
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.sending.ports import Entry


def record_inputs(ledger: Ledger, place: Workplace, reading: Reading, documents: Sequence[Document]) -> dict[str, str]:
    """Record each file of a run as a lote; its id by the file's path."""
    opened = {}
    for one in reading.files:
        of_file = [document for document in documents if document.origin.file == one.path]
        if one.table is None or not of_file:
            continue
        lote = lotes.open_lote(
            ledger,
            _source(one),
            of_file,
            profile=place.settings.profile,
            environment=place.environment,
        )
        opened[one.path] = lote.id
    return opened


def close(screen: Screen, ledger: Ledger, opened: Mapping[str, str], code: int) -> None:
    """Record how the run of its lotes ended. Where that can't be written it is told: the report must still come."""
    try:
        for lote in dict.fromkeys(opened.values()):
            lotes.close_lote(ledger, lote, code)
    except LedgerUnwritable as error:
        screen.warn(f"no quedó anotado cómo terminó el lote: {error.message}")


def lote_named(ledger: LedgerReader, name: str, among: str = "un lote") -> Lote:
    """The lote of a name. Raises UsageProblem when there is none; `among`: what it was looked for among."""
    found = lotes.lote(ledger, name)
    if found is None:
        known = ", ".join(one.id for one in lotes.lotes(ledger)[:5]) or "ninguno todavía"
        raise UsageProblem(f"no hay {among} {name}; los últimos lotes son: {known}", hint="véalos con: factus status")
    return found


def report_path(file: str, *, simulate: bool) -> Path | None:
    """Where the report of a file goes: beside it. None for the standard input."""
    if file == "-":
        return None
    path = Path(file)
    return path.with_name(f"{path.stem}.{'resultado-simulado' if simulate else 'resultado'}.xlsx")


def write_reports(  # the run's own parts
    screen: Screen,
    place: Workplace,
    ledger: Ledger,
    reading: Reading,
    opened: Mapping[str, str],
    chosen: Path | None,
) -> list[Path]:
    """The report of each file, beside it or where it was `chosen`. One that can't be written is told, and stops nothing."""
    written = []
    for one in reading.files:
        if one.path not in opened:
            continue
        path = chosen or report_path(one.path, simulate=place.simulate)
        if path is None:
            continue
        try:
            write_report(ledger, opened[one.path], path)
        except UsageProblem as error:
            again = f'factus report "{opened[one.path]}"{" --simulate" if place.simulate else ""} -o ARCHIVO'
            screen.warn(f"{error.message}; lo enviado está en el libro, y el informe se hace con: {again}")
        else:
            written.append(path)
    return written


def write_report(ledger: LedgerReader, id_: str, path: Path) -> None:
    """The input rows of a lote joined with what became of each document. Raises UsageProblem when it can't be."""
    lote = lotes.lote(ledger, id_)
    inputs = lotes.inputs(ledger, id_)
    entries = queries.of_lote(ledger, id_)
    by_row = {row: entry for entry in entries for row in entry.rows}
    report = Report(
        lote=id_,
        file=(lote.file if lote else None) or "",
        profile=(lote.profile if lote else None) or "",
        environment=(lote.environment if lote else None) or "",
        made_at=datetime.now(BOGOTA),
        headers=inputs.headers,
        rows=tuple(
            ReportRow(
                number,
                cells,
                by_row[number].reference if number in by_row else None,
                by_row[number].type if number in by_row else None,
            )
            for number, cells in inputs.rows
        ),
        documents=tuple(_document(entry) for entry in entries),
    )
    write(report, path)


def _source(one: FileRead) -> lotes.Source:
    if one.table is None:
        raise ValueError(f"{one.path} was not read")
    table = one.table
    columns = [column.texts for column in table.columns]
    rows = tuple((row, tuple(texts[index] for texts in columns)) for index, row in enumerate(table.rows))
    file = one.path if one.path == "-" else str(Path(one.path).resolve())
    return lotes.Source(file, one.digest, tuple(column.header for column in table.columns), rows, table.sheet)


def _document(entry: Entry) -> ReportDocument:
    return ReportDocument(
        reference=entry.reference,
        type=DocumentType(entry.type),
        state=answers.NOT_SENT if entry.state.value == "ready" else entry.state.value,
        number=entry.number,
        cufe=entry.cufe,
        qr=entry.qr,
        url=entry.url,
        total=entry.total,
        total_difference=entry.total_difference,
        customer=entry.customer,
        customer_name=entry.customer_name,
        validated_at=entry.validated_at,
        messages=entry.messages,
        rows=entry.rows,
        blocks=entry.blocks,
    )
