"""The ledger of a profile: what was sent, and what became of it. Each write is one durable transaction."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import State
from factus_cli.errors import LedgerUnwritable
from factus_cli.ledger import events
from factus_cli.ledger.adopted import adopted_row
from factus_cli.ledger.connection import connect, connect_read_only, corrupt, in_memory, opening, transaction, using
from factus_cli.ledger.migrations import MIGRATIONS, migrate, schema, version
from factus_cli.ledger.reader import LedgerReader
from factus_cli.ledger.rows import Row, content_of, digest, snapshot_of, storable, untouched
from factus_cli.ledger.transitions import after, details_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from factus_cli.domain.outcomes import Outcome
    from factus_cli.sending.ports import Clock, Exchange, Held, Key, Prepared

REPLACEABLE = (State.READY, State.REJECTED, State.REFUSED)
"""States in which nothing of a document stands at Factus, so that it may take new content."""
UNTOUCHABLE = (State.VALIDATED, State.CONFLICT, State.NEEDS_SUPPORT)
"""States that only a person moves on: nothing leaves from them."""


class Ledger(LedgerReader):
    """A ledger that can be written. It holds no secrets, and implements `sending.ports.Ledger`."""

    def __init__(self, db: Database, path: Path, clock: Clock) -> None:
        super().__init__(db, path)
        self.clock = clock
        self._inode = path.stat().st_ino

    @classmethod
    def open(cls, path: Path, *, clock: Clock) -> Ledger:
        """The ledger in a file, made (0600, in folders 0700) where it is missing, and brought to the newest schema.

        Raises HomeUnwritable, LedgerCorrupt, or UsageProblem when a newer factus wrote it.
        """
        db = connect(path)
        try:
            with opening(path):
                _check_is_ledger(db, path)
                migrate(db, clock.now())
            return cls(db, path, clock)
        except BaseException:
            db.conn.close()
            raise

    @staticmethod
    def read(path: Path) -> LedgerReader:
        """The ledger in a file for reading alone: empty when there is none, and none is made.

        One of an older schema is read from a copy in memory, brought to the newest.
        """
        db = connect_read_only(path) if path.exists() else in_memory()
        try:
            with opening(path):
                _check_is_ledger(db, path)
                current = version(db) == len(MIGRATIONS)
                copy = db if current else in_memory(db)
                if not current:
                    db.conn.close()
                    migrate(copy, datetime.now(UTC))
                copy.execute("PRAGMA query_only=ON")
        except BaseException:
            db.conn.close()
            raise
        return LedgerReader(copy, path)

    def prepare(self, documents: Iterable[Prepared], lote: str) -> None:
        """Record documents as `ready`, in one transaction; what is recorded so already, stays.

        Raises ValueError when one stands in a state that takes no new content, or comes twice.
        """
        with self.writing():
            now = self.clock.now()
            self._know_lote(lote, now)
            seen: set[Key] = set()
            for prepared in documents:
                if prepared.document.key in seen:
                    raise ValueError(f"{prepared.document.key} comes twice")
                seen.add(prepared.document.key)
                self._prepare(prepared, lote, now)

    def begin(self, key: Key, payload: bytes, at: datetime, *, again: bool = False) -> None:
        """Record that a POST is about to leave: state `sending`, one attempt more, the bytes that leave.

        `again`: the last one was turned away (429, 401), so that this is the same attempt.
        Raises ValueError when nothing may leave in its state.
        """
        with self.writing():
            row = self._row(key)
            if row["state"] in UNTOUCHABLE:
                raise ValueError(f"{key} is {row['state']}: nothing may leave")
            self._keep(payload)
            changes: Row = {"state": State.SENDING.value, "payload": digest(payload), "left_at": _iso(at)}
            self._move(row, {**changes, "attempts": row["attempts"] + (not again)}, State.SENDING.value)

    def settle(self, key: Key, outcome: Outcome, exchange: Exchange | None, *, blocks: bool = False) -> None:
        """Record what became of it, with the answer as received.

        Raises ValueError when it is validated already and this would say otherwise.
        """
        with self.writing():
            row = self._row(key)
            changes = after(row, outcome, blocks=blocks)
            answer = {} if exchange is None else _answer(exchange)
            self._move(row, changes, changes["state"], details=details_of(outcome), **answer)

    def note(self, key: Key, what: str, *, status: int | None = None, body: str = "") -> None:
        """Append an event that changes no state: a look-up, a failed delete, a 409, a refused connection."""
        with self.writing():
            row = self._row(key)
            type_, reference = row["type"], row["reference"]
            self._append(what, type=type_, reference=reference, lote=row["lote"], status=status, body=body)

    def adopt(self, documents: Iterable[Held], lote: str) -> int:
        """Record documents that Factus holds and the ledger never saw, under reference or number; how many they were.

        They have no payload of ours, and their hash is empty: nothing ever leaves for them. One that is not validated
        is `pending`, or `needs_support`; one that is, without number or CUFE, is not recorded.
        """
        with self.writing():
            now, adopted = self.clock.now(), 0
            self._know_lote(lote, now)
            for held in documents:
                row = adopted_row(held, lote, now)
                if row is not None and not self._knows(row):
                    self._keep(b"")
                    self.link(lote, row["type"], row["reference"], row["rows"])
                    self._insert(row, "adopted", body=held.raw)
                    adopted += 1
            return adopted

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction whose trouble is told as LedgerUnwritable or LedgerCorrupt."""
        self._check_still_there()
        with using(self.path), transaction(self.db):
            yield

    def link(self, lote: str, type_: str, reference: str, rows: str) -> None:
        """Say in which rows (JSON) of a lote a document stands. Inside `writing`."""
        self.db.execute(
            "INSERT INTO lote_documents VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET rows = excluded.rows",
            storable([lote, type_, reference, rows]),
        )

    def _know_lote(self, lote: str, now: datetime) -> None:
        """A lote that came in no file (a note that voids, documents adopted) is known by name alone."""
        self.db.execute(
            "INSERT INTO lotes (id, created_at, started_at, turn) SELECT ?, ?, ?, coalesce(max(turn), 0) + 1 FROM lotes"
            " WHERE true ON CONFLICT DO NOTHING",
            storable([lote, _iso(now), _iso(now)]),
        )

    def _prepare(self, prepared: Prepared, lote: str, now: datetime) -> None:
        content = content_of(prepared, lote)
        row = self._row_or_none(prepared.document.key)
        if row is not None and row["state"] not in REPLACEABLE:
            raise ValueError(f"{prepared.document.key} is {row['state']}: it takes no new content")
        self.link(lote, content["type"], content["reference"], content["rows"])
        if row is not None and row["state"] == State.READY and {**row, **content} == row:
            return
        self._keep(prepared.payload)
        if row is None:
            self._insert({**content, **untouched(now), "state": State.READY.value, "updated_at": _iso(now)}, "prepared")
        else:
            self._move(row, {**content, "state": State.READY.value, **_forgotten(row)}, "prepared")

    def _knows(self, row: Row) -> bool:
        """Whether the ledger has a document of the type under this reference or number."""
        where = "SELECT 1 FROM documents WHERE type = ? AND (reference = ? OR number = ?)"
        return bool(self.query(where, [row["type"], row["reference"], row["number"]]))

    def _keep(self, payload: bytes) -> None:
        self.db.execute("INSERT INTO payloads VALUES (?, ?) ON CONFLICT DO NOTHING", (digest(payload), payload))

    def _insert(self, row: Row, what: str, **fields: object) -> None:
        clean = dict(zip(row, storable(list(row.values())), strict=True))
        events.insert(self.db, "documents", clean)
        self._tell(clean, what, **fields)

    def _move(self, row: Row, changes: Row, what: str, **fields: object) -> None:
        changes = {**changes, "updated_at": _iso(self.clock.now())}
        changes = dict(zip(changes, storable(list(changes.values())), strict=True))
        assignments = ", ".join(f"{name} = ?" for name in changes)
        self.db.execute(
            f"UPDATE documents SET {assignments} WHERE id = ?",  # noqa: S608  # the names are the table's own columns
            [*changes.values(), row["id"]],
        )
        self._tell({**row, **changes}, what, **fields)

    def _tell(self, row: Row, what: str, **fields: object) -> None:
        told = ("type", "reference", "lote", "state", "number", "total", "payload", "payload_hash", "attempts")
        self._append(what, **{name: row[name] for name in told}, snapshot=snapshot_of(row), **fields)

    def _append(self, what: str, **fields: object) -> None:
        events.append(self.db, self.clock.now(), what, **fields)

    def _row(self, key: Key) -> Row:
        row = self._row_or_none(key)
        if row is None:
            raise ValueError(f"the ledger has never seen {key}")
        return row

    def _row_or_none(self, key: Key) -> Row | None:
        values = storable([key[0].value, key[1]])
        return next(iter(self.query("SELECT * FROM documents WHERE type = ? AND reference = ?", values)), None)

    def _check_still_there(self) -> None:
        """A file deleted under an open connection goes on taking writes, and loses them all when it is closed."""
        try:
            there = self.path.stat().st_ino == self._inode
        except OSError:
            there = False
        if not there:
            raise LedgerUnwritable(
                f"el libro {self.path} ya no está donde estaba: lo movieron o lo borraron",
                hint="devuélvalo a su lugar y después corra `factus resume`",
            )


def schema_of(path: Path) -> int:
    """The schema that a ledger file has, before anything brings it to the newest."""
    db = connect_read_only(path)
    with closing(db.conn), opening(path):
        return version(db)


def _check_is_ledger(db: Database, path: Path) -> None:
    """Nothing is made in a database that is somebody else's. Its tables are read first: another process may make ours."""
    if schema(db) and version(db) == 0:
        raise corrupt(path, "tiene otras tablas")


def _forgotten(row: Row) -> Row:
    """What new content makes of the old answer; while it blocks, its reasons and number are still needed."""
    if row["blocks"]:
        return {}
    return {"number": None, "cufe": None, "qr": None, "url": None, "validated_at": None, "messages": "[]"}


def _answer(exchange: Exchange) -> dict[str, object]:
    return {
        "status": exchange.status,
        "seconds": round(exchange.seconds, 3),
        "request_id": exchange.request_id,
        "throttled": exchange.throttled,
        "body": exchange.body,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat()
