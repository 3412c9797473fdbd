"""The body that each document will post: its range chosen, its e-mail choice made; and what that takes of each range."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from factus_cli.cli.clock import today
from factus_cli.cli.views import counted
from factus_cli.errors import FactusError
from factus_cli.sending import ranges
from factus_cli.sending.ports import LookupFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.api.client import FactusClient
    from factus_cli.domain.documents import Document, DocumentType
    from factus_cli.sending.plan import Job
    from factus_cli.sending.ports import Entry, Key, NumberingRange


def sends_email(payload: bytes) -> bool:
    """Whether Factus will write to the customer once a body is validated."""
    return b'"send_email":true' in payload


@dataclass(slots=True)
class Spelling:
    """Spells jobs. `wanted` is the range asked for by option, `defaults` by profile; a row's own goes before both."""

    factus: FactusClient
    email: bool
    wanted: str | None
    defaults: Mapping[DocumentType, str]
    known: Sequence[NumberingRange] | None = None
    chosen: dict[Key, NumberingRange] = field(default_factory=dict)
    """The range of each document, where the account lists its ranges."""
    _kept: dict[str, list[str]] = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """What goes otherwise than is asked for now, since it left before and is only to be finished."""
        return [
            f"lo que ya había salido se termina tal como salió: {_named(references)}, {how}"
            for how, references in self._kept.items()
        ]

    async def all(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs with their bodies. Raises what a range can't be chosen for; nothing is asked when nothing is new.

        What the ledger holds already has its body: without a list of ranges, or a range to choose, it goes as it is.
        """
        if any(job.prepared is not None and not _goes_as_it_left(job) for job in jobs):
            self.known = await self.factus.ranges()
        elif any(job.first is None or job.prepared is not None for job in jobs):
            try:
                self.known = await self.factus.ranges()
            except LookupFailedError:
                self.known = None
        return [self._spelled(job) for job in jobs]

    def _spelled(self, job: Job) -> Job:
        if job.prepared is None:
            self._already(job)
            return job
        document = job.prepared.document
        email = self.email if document.send_email is None else document.send_email and self.email
        if job.first is not None and _goes_as_it_left(job):
            self._compare(job.first, document, email=email)
            return replace(job, payload=job.first.payload, prepared=replace(job.prepared, payload=job.first.payload))
        payload = self.factus.spell(document, range_id=self._range_id(document), send_email=email)
        return replace(job, payload=payload, prepared=replace(job.prepared, payload=payload))

    def _compare(self, first: Entry, document: Document, *, email: bool) -> None:
        """Note in what the bytes that an earlier run sent are not those that would be sent now."""
        if first.adopted:
            return
        old = self.factus.range_id(first.payload)
        try:
            new = self._range_id(document)
        except FactusError:
            new = old  # there is none to choose, and none is needed
        if old != new:
            self._keep(first, f"con el rango {self._prefix(old)} y no {self._prefix(new)}")
        mailed = sends_email(first.payload)
        if mailed != sends_email(self.factus.spell(document, range_id=old, send_email=email)):
            self._keep(first, f"{'con' if mailed else 'sin'} correo a su cliente")

    def _keep(self, first: Entry, how: str) -> None:
        self._kept.setdefault(how, []).append(first.reference)

    def _prefix(self, number: int | None) -> str:
        if number is None:
            return "el de la cuenta"
        return next((one.prefix for one in self.known or () if one.id == number), f"con id {number}")

    def _range_id(self, document: Document) -> int | None:
        """The id to send. An account without a list of ranges decides by itself, unless an id was given."""
        wanted = document.range or self.wanted or self.defaults.get(document.type)
        if self.known is None:
            return int(wanted) if wanted is not None and wanted.isdigit() else None
        found = self.chosen[document.key] = self._choose(document.type, wanted)
        return found.id

    def _choose(self, type_: DocumentType, wanted: str | None) -> NumberingRange:
        return ranges.choose(self.known or (), type_, wanted, today())

    def _already(self, job: Job) -> None:
        number = self.factus.range_id(job.payload) if self.known and job.first is None else None
        found = next((one for one in self.known or () if one.id == number), None)
        if found is not None:
            self.chosen[job.sent.key] = found


def _goes_as_it_left(job: Job) -> bool:
    """Whether only the bytes of an earlier run may leave, or none at all: whatever can be chosen now."""
    return job.first is not None and (job.first.adopted or not job.changed)


def _named(references: Sequence[str]) -> str:
    more = len(references) - 1
    return f"{references[0]} y {counted(more, 'documento', 'documentos')} más" if more else references[0]
