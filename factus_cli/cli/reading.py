"""Lotes read, checked and totalled: what `check` answers and `send` begins with. No network, no ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import TYPE_CHECKING

from factus_cli import streams
from factus_cli.cli.run_findings import CONTROL
from factus_cli.domain import money, totals
from factus_cli.domain.findings import Finding, Severity
from factus_cli.errors import FactusError, UsageProblem
from factus_cli.lote import reader, sources
from factus_cli.lote.maps_used import Maps, with_map

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from factus_cli.domain.documents import Document, Totals
    from factus_cli.domain.findings import Place
    from factus_cli.lote.clean_sums import Sums
    from factus_cli.lote.lote import Lote
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.reader import ReadOptions
    from factus_cli.lote.sources import Source
    from factus_cli.lote.table import Table

REPEATED_LINES = "LOT-01"
"""The finding that --allow-repeated-lines accepts."""

NO_MAPS = Maps()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose about reading and judging a lote."""

    read: ReadOptions
    meaning: MeaningOptions
    strict: bool = False
    allow_repeated_lines: bool = False
    maps: Maps = NO_MAPS


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of the run: what was understood of it (and with which map), or why it was refused."""

    path: str
    digest: str = ""
    table: Table | None = None
    lote: Lote | None = None
    error: FactusError | None = None
    map: str | None = None


@dataclass(slots=True)
class Reading:
    """Every file of the run together, with all findings. `incorrect` are the (file, reference) with errors.

    A brief reading of one long file has counted documents that are correct without making them, and notices about them:
    `clean` and `untold`. They are in none of the others. `written` are the files that the user asked for of it.
    """

    files: list[FileRead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    incorrect: set[tuple[str, str]] = field(default_factory=set)
    clean: Sums | None = None
    untold: int = 0
    written: list[Path] = field(default_factory=list)

    @property
    def correct(self) -> list[Document]:
        """The documents without errors."""
        return [one for one in self.documents if (one.origin.file, one.reference) not in self.incorrect]

    @property
    def correct_count(self) -> int:
        """How many documents have no errors."""
        return len(self.correct) + (0 if self.clean is None else self.clean.count)

    @property
    def error(self) -> FactusError | None:
        """Why the first refused file was refused."""
        return next((one.error for one in self.files if one.error is not None), None)

    @property
    def totals(self) -> Totals:
        """The control totals of the correct documents."""
        return self._with_clean(self.correct)

    @property
    def all_totals(self) -> Totals:
        """Those of all whole documents, correct or not."""
        return self._with_clean(self.documents)

    @property
    def severities(self) -> Counter[Severity]:
        """How many findings of each severity."""
        return Counter(one.severity for one in self.findings) + Counter({Severity.NOTICE: self.untold})

    def count(self, severity: Severity) -> int:
        """How many findings of a severity."""
        return self.severities[severity]

    def _with_clean(self, documents: list[Document]) -> Totals:
        clean = [] if self.clean is None else [self.clean.totals]
        return totals.of_many([*clean, *(one.totals for one in documents)])


def read(paths: Sequence[str], choices: Choices, today: date, *, brief: bool = False) -> Reading:
    """Read and check every file. A file that can't be read is an error of that file; the others go on.

    `brief`: correct documents, and notices about them, need only be counted (done where it saves time).
    Raises UsageProblem for a path that is not there.
    """
    reading = Reading()
    found = sources.expand(paths, stdin=streams.standard_input)
    for source in found:
        one = _read_one(source, choices, today, brief=brief and len(found) == 1)
        reading.files.append(one)
        if one.lote is not None:
            reading.documents.extend(one.lote.documents)
            reading.findings.extend(one.lote.findings)
            reading.incorrect.update((one.path, reference) for reference in one.lote.incorrect)
            reading.clean = one.lote.clean
    reading.findings = _judged([*reading.findings, *_found(reading, today)], choices)
    reading.incorrect.update(
        (one.file, one.reference_code)
        for one in reading.findings
        if one.severity is Severity.ERROR and one.reference_code
    )
    return reading


def _found(reading: Reading, today: date) -> Iterator[Finding]:
    """What the rules find. Of clean documents it is counted: what was deduced, and what stands out (one file alone)."""
    from factus_cli.checks.run import findings_of, findings_of_each  # after the lote is read

    places = {one.path: one.lote.place for one in reading.files if one.lote is not None}

    def place(document: Document) -> Place:
        return places[document.origin.file]

    if reading.clean is None:
        return findings_of(reading.documents, place, today=today)
    reading.untold = reading.clean.notices + reading.clean.standing_out(reading.documents)
    return findings_of_each(reading.documents, place, today=today)


def control(reading: Reading, total: str | None, count: int | None) -> list[Finding]:
    """The control totals that the user gave, compared with everything that was read, correct or not.

    Raises UsageProblem when the total is not an amount.
    """
    differing = []
    if count is not None and count != (found := reading.correct_count + len(reading.incorrect)):
        differing.append(f"se esperaban {count} documentos y el lote tiene {found}")
    if total is not None:
        wanted, sums = _amount(total), reading.all_totals.total
        if wanted != sums:
            differing.append(
                f"se esperaba un total de {money.pesos(wanted)} y el lote suma {money.pesos(sums)}: "
                f"hay {money.pesos(abs(sums - wanted))} de diferencia"
            )
    file = reading.files[0].path if reading.files else ""
    hint = "revise si faltan o sobran filas, o corrija el valor esperado"
    return [
        Finding(CONTROL.code, CONTROL.severity, file, None, None, None, None, None, None, text, hint)
        for text in differing
    ]


def _read_one(source: Source, choices: Choices, today: date, *, brief: bool) -> FileRead:
    digest: list[str] = []
    try:
        content = source.read()
        summing = Thread(target=lambda: digest.append(hashlib.sha256(content).hexdigest()))
        summing.start()  # of a long file it takes as long as other things that can be done meanwhile
        table, learnt = choices.maps.read(
            lambda knows: reader.read_bytes(source.name, content, choices.read, knows=knows),
            choices.meaning.columns.values(),
        )
    except FactusError as error:
        return FileRead(source.name, error=error)
    from factus_cli.lote.lote import read_documents  # a long file's reader has loaded it while it waited

    summing.join()
    content = b""  # the table holds all of it: a long file need not be in memory twice
    lote = read_documents(table, with_map(choices.meaning, learnt), today, brief=brief)
    about = tuple(lote.place.at(code, problem, None, None) for code, problem in choices.maps.told(learnt, table))
    lote = replace(lote, findings=about + lote.findings)
    return FileRead(source.name, digest[0], table, lote, map=None if learnt is None else learnt.name)


def _judged(findings: list[Finding], choices: Choices) -> list[Finding]:
    kept = [one for one in findings if not (choices.allow_repeated_lines and one.code == REPEATED_LINES)]
    if choices.strict:
        kept = [replace(one, severity=Severity.ERROR) if one.severity is Severity.WARNING else one for one in kept]
    return sorted(kept, key=lambda one: (one.file, one.row or 0))


def _amount(text: str) -> Decimal:
    cleaned = text.replace("$", "").replace(" ", "")
    if "," in cleaned:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    try:
        return money.parse(cleaned)
    except ValueError:
        raise UsageProblem(
            f"--expect-total no es un valor: «{text}»", hint="escríbalo así: 1234567.89 o 1.234.567,89"
        ) from None
