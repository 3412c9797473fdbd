"""What a reconciliation needs of the outside: Factus's lists, and the ledger's books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from factus_cli.sending.ports import LookupFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from factus_cli.domain.documents import DocumentType
    from factus_cli.domain.outcomes import Outcome
    from factus_cli.sending.ports import Entry, Exchange, Held, Key


class NoSuchListError(LookupFailedError):
    """The account or the server has no list of this family (403 or 404)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The documents of a family, each once. `still` is False when the list changed under every reading of it: rows
    that moved from one page to another may lack."""

    rows: tuple[Held, ...]
    still: bool = True


class Lists(Protocol):
    """Factus as a reconciliation sees it: questions alone.

    Every method may raise AccessDenied, NothingLeft, or LookupFailedError when no usable answer came.
    """

    async def listed(self, type_: DocumentType, since: date, until: date) -> Listing:
        """What the list shows of these days and perhaps of others. Raises NoSuchListError where there is none."""
        ...

    async def find(self, key: Key) -> Held | None:
        """The document under this reference, compared exactly. None: the list doesn't show it."""
        ...

    async def look(self, type_: DocumentType, number: str) -> Held | None:
        """A document by number, with CUFE and links. None: Factus says that there is none."""
        ...

    @property
    def requests(self) -> int:
        """How many requests have left since the client was made, tokens included."""
        ...


class Books(Protocol):
    """The ledger to be compared."""

    def dated(self, type_: DocumentType, since: date, until: date) -> list[Entry]:
        """The documents of a family that left, or were recorded, on these days, both included."""
        ...

    def known(self, type_: DocumentType, references: Iterable[str], numbers: Iterable[str]) -> list[Entry]:
        """The documents of a family under any of these references or numbers, each once, of whatever day."""
        ...

    def find(self, key: Key) -> Entry | None:
        """The entry of a document, None when the ledger has never seen it."""
        ...

    def reference_of(self, type_: DocumentType, number: str, cufe: str) -> str | None:
        """The reference validated with a number, and a CUFE unless it is blank; None when the ledger knows of none."""
        ...


class WritableBooks(Books, Protocol):
    """The ledger to be completed: each call is one durable transaction. Raises LedgerUnwritable."""

    def adopt(self, documents: Iterable[Held], lote: str) -> int:
        """Record documents that Factus holds and the ledger never saw; how many they were."""
        ...

    def settle(self, key: Key, outcome: Outcome, exchange: Exchange | None, *, blocks: bool = False) -> None:
        """Record what became of it, with the answer as received."""
        ...
