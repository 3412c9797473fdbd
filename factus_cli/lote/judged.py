"""Documents with something that can't be read, judged by what can: all is found in one pass, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from factus_cli.checks.run import findings_of
from factus_cli.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Finding, Place

OF_THE_WHOLE = ("TOT-", "LOT-", "CLI-16", "LIN-10", "IMP-10", "PAG-06", "PAG-09", "PAG-12", "PAG-14")
"""Rules about sums, or about other documents: of a document with lines missing they would say what is not so."""
OF_THE_PARTY = (
    "cliente_nombre",
    "cliente_identificacion",
    "cliente_dv",
    "cliente_tipo_documento",
    "cliente_tipo_persona",
    "cliente_correo",
)
"""Columns that mean nothing where it is not known who the party is. A wrong e-mail is still told."""
EMAIL_IS_WRONG = "CLI-10"
FOLLOWS_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PAG-03": ("forma_pago", "dias_credito"),
        "PAG-05": ("forma_pago",),
        "NOT-02": ("periodo_inicio", "periodo_fin", "concepto"),
    }
)
"""Rules that look at what a field says, and so find what is not so where that could not be read."""


def judged(
    partial: Sequence[tuple[Document, bool]], told: Iterable[Finding], place: Place, today: date
) -> Iterator[Finding]:
    """What the rules find in documents that are not whole (each with whether its party is unknown)."""
    known = {(one.row, one.column) for one in told if one.severity is Severity.ERROR}
    for document, nobody in partial:
        for finding in findings_of([document], lambda _: place, today=today):
            if finding.code.startswith(OF_THE_WHOLE) or (finding.row, finding.column) in known:
                continue
            if any((row, name) in known for name in FOLLOWS_FROM.get(finding.code, ()) for row in document.origin.rows):
                continue
            about_the_party = finding.column in OF_THE_PARTY and finding.code != EMAIL_IS_WRONG
            if not (nobody and about_the_party):
                yield finding if finding.reference_code else replace(finding, reference_code=None)
