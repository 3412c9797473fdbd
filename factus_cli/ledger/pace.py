"""The rolling window of requests that every process of the machine shares, one for each base URL and user.

A file of its own beside the ledgers, not durable: at worst a minute's pace is forgotten. When it can't be used the
window lives in memory, for this process alone, and `degraded` says why.
"""

from __future__ import annotations

import hashlib
import logging
import math
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from factus_cli.errors import HomeUnwritable
from factus_cli.ledger.files import make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for another process, which takes less than a millisecond."""
SERVER_WINDOW = 61.0
"""Seconds in which what left is taken to count at Factus: its minute, and one for the way there."""
SAME = 1e-4
"""Seconds within which two moments are one: a Unix time and a wait add up to it only nearly."""
MOST = 1_000_000_000
"""More in one window than anybody sends: a limit above it is none."""
OTHERS, WAITING, GONE = 0, 1, 2
"""Whose a departure is (`ours`): somebody else's, ours as it was given, ours as it happened."""
OFTEN = 20
"""Departures between two times that old ones are forgotten."""
SCHEMA = (
    """CREATE TABLE IF NOT EXISTS departures (
        account TEXT NOT NULL, seq INTEGER NOT NULL, many INTEGER NOT NULL, at REAL NOT NULL, ours INTEGER NOT NULL,
        PRIMARY KEY (account, seq)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS departures_by_time ON departures (account, at)",
    """CREATE TABLE IF NOT EXISTS accounts (
        account TEXT PRIMARY KEY, seq INTEGER NOT NULL, latest REAL NOT NULL, held_until REAL NOT NULL,
        seen REAL NOT NULL) WITHOUT ROWID""",
)

log = logging.getLogger(__name__)


def account_key(base_url: str, user: str) -> str:
    """What an account is called in the file: the address, and a hash of the user."""
    return f"{base_url.rstrip('/')} {hashlib.sha256(user.encode()).hexdigest()[:16]}"


class SharedWindow:
    """Departures of one account. Times are Unix seconds of the wall clock, which every process shares.

    `degraded` is None, or the warning that the pace is no longer shared; it is logged once.
    """

    def __init__(self, path: Path, account: str) -> None:
        self.path = path
        self.account = account
        self.degraded: str | None = None
        self._limit: float | None = None
        self._span = SERVER_WINDOW
        self._db = self._open()

    def reserve(self, now: float, limit: float, span: float) -> float:
        """Record one more departure and return in how many seconds it may leave.

        In any window of `span` seconds at most `limit` leave; a limit below one is one in a longer time: 0.5 in 60 s
        is one in 120 s. Those who ask are served in the order in which they ask.
        """
        self._limit, self._span = limit, span / min(1.0, limit)
        return self._try(lambda db: _reserve(db, self.account, now, _whole(limit), self._span))

    def room(self, now: float, limit: float, span: float) -> float:
        """In how many seconds one may leave with this limit, behind all who wait. Nothing is recorded."""
        return self._try(lambda db: _free(db, self.account, now, _whole(limit), span / min(1.0, limit))[1] - now)

    def leave(self, given: float, now: float) -> float:
        """A departure reserved for a moment is about to happen: 0, and from now on it counts as of `now`.

        Or the seconds it has to wait still, because the account was held meanwhile: it is reserved for then.
        """
        most, span = _whole(self._limit or MOST), self._span
        return self._try(lambda db: _leave(db, self.account, given, now, most, span))

    def hold(self, until: float) -> None:
        """Nothing of the account leaves before this moment, whatever it has reserved."""
        self._try(lambda db: _hold(db, self.account, until))

    def spent(self, now: float, remaining: int, limit: int) -> None:
        """Factus says that of its `limit` only `remaining` are left in its minute: what we didn't send, others did.

        What is missing is recorded as gone now, so that no more than `remaining` leave until it has grown old.
        """
        most = _whole(limit if self._limit is None else self._limit)
        self._try(lambda db: _spent(db, self.account, now, remaining, most))

    def departures(self, now: float, span: float) -> list[float]:
        """When each request of the account left, or will, that still counts, in the order of asking; others' with ours."""
        found = self._try(
            lambda db: db.execute(
                "SELECT at, many FROM departures WHERE account = ? AND at > ? ORDER BY seq", (self.account, now - span)
            ).fetchall()
        )
        return [float(at) for at, many in found for _ in range(many)]

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _open(self) -> sqlite3.Connection:
        try:
            make_private(self.path)
            return _connect(str(self.path))
        except (sqlite3.Error, HomeUnwritable) as error:
            return self._degrade(error)

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with _writing(self._db):
                return work(self._db)
        except sqlite3.Error as error:
            if self.degraded is not None:
                raise
            self._db.close()
            self._db = self._degrade(error)
        return self._try(work)

    def _degrade(self, error: Exception) -> sqlite3.Connection:
        self.degraded = (
            f"el ritmo de envío no se puede compartir con otros procesos: {self.path}: {error}; "
            "este envío lleva su propia cuenta. Si se repite, borre ese archivo cuando nada esté enviando"
        )
        log.warning(self.degraded)
        return _connect(":memory:")


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)
    try:
        # Not WAL: several processes that make the file at once would find it locked while it is switched.
        db.execute("PRAGMA journal_mode=TRUNCATE").fetchall()
        db.execute("PRAGMA synchronous=OFF")
        with _writing(db):
            for statement in SCHEMA:
                db.execute(statement)
    except sqlite3.Error:
        db.close()
        raise
    return db


@contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.rollback()
        raise


def _whole(limit: float) -> int:
    return max(1, math.floor(min(limit, MOST)))


def _reserve(db: sqlite3.Connection, account: str, now: float, most: int, span: float) -> float:
    """Take the next turn, and return how far away it is."""
    seq, moment = _free(db, account, now, most, span)
    if seq % OFTEN == 0:
        _forget(db, account, now - 2 * max(span, SERVER_WINDOW))
    _depart(db, account, seq, moment)
    return moment - now


def _forget(db: sqlite3.Connection, account: str, before: float) -> None:
    """Forget the first departures, as far as all of them are from before a moment.

    One that is behind another that moved is kept however old it is: those behind it count from it, and so from that one.
    """
    db.execute(
        "DELETE FROM departures WHERE account = ? AND seq < coalesce("
        "(SELECT min(seq) FROM departures WHERE account = ? AND at >= ?), (SELECT seq FROM accounts WHERE account = ?) + 1)",
        (account, account, before, account),
    )


def _free(db: sqlite3.Connection, account: str, now: float, most: int, span: float) -> tuple[int, float]:
    """The last number given, and the first moment, not before its own, at which the `most`-th before it is `span` old."""
    seq, latest, held_until = _account(db, account, now, span)
    full = _departure(db, account, seq - most + 1)
    return seq, max(now, latest, held_until, now if full is None else full + span)


def _leave(db: sqlite3.Connection, account: str, given: float, now: float, most: int, span: float) -> float:
    """Move a departure to when it happens: never before the `most`-th before it, which may have moved too, is old.

    One so late that it is forgotten is reserved anew.
    """
    _, _, held_until = _account(db, account, now, span)
    found = db.execute(
        "SELECT seq FROM departures WHERE account = ? AND ours = ? AND at BETWEEN ? AND ? ORDER BY seq LIMIT 1",
        (account, WAITING, given - SAME, given + SAME),
    ).fetchone()
    if found is None:
        return _reserve(db, account, now, most, span)
    full = _departure(db, account, found[0] - most)
    moment = max(now, held_until, now if full is None else full + span)
    db.execute(
        "UPDATE departures SET at = ?, ours = ? WHERE account = ? AND seq = ?",
        (moment, WAITING if moment > now else GONE, account, found[0]),
    )
    return moment - now


def _hold(db: sqlite3.Connection, account: str, until: float) -> None:
    db.execute(
        "INSERT INTO accounts VALUES (?, 0, 0, ?, 0)"
        " ON CONFLICT DO UPDATE SET held_until = max(held_until, excluded.held_until)",
        (account, until),
    )


def _spent(db: sqlite3.Connection, account: str, now: float, remaining: int, most: int) -> None:
    seq, latest, _ = _account(db, account, now, SERVER_WINDOW)
    counted: int = db.execute(
        "SELECT coalesce(sum(many), 0) FROM departures WHERE account = ? AND at > ? AND (at <= ? OR NOT ours)",
        (account, now - SERVER_WINDOW, now),
    ).fetchone()[0]
    foreign = most - remaining - counted
    if foreign > 0:
        _depart(db, account, seq, max(now, latest), many=foreign, ours=OTHERS)


def _departure(db: sqlite3.Connection, account: str, number: int) -> float | None:
    """When the departure of a number left; None when it is forgotten. A row stands for the `many` up to its `seq`."""
    found = db.execute(
        "SELECT seq - many, at FROM departures WHERE account = ? AND seq >= ? ORDER BY seq LIMIT 1", (account, number)
    ).fetchone()
    return None if found is None or found[0] >= number else float(found[1])


def _account(db: sqlite3.Connection, account: str, now: float, span: float) -> tuple[int, float, float]:
    """The number and moment of the last departure, and until when all are held.

    A clock set back by more than a window would make everybody wait for it: then all is as if it had just left.
    """
    found = db.execute("SELECT seq, latest, held_until, seen FROM accounts WHERE account = ?", (account,)).fetchone()
    if found is None:
        db.execute("INSERT INTO accounts VALUES (?, 0, 0, 0, ?)", (account, now))
        return 0, 0.0, 0.0
    seq, latest, held_until, seen = found
    back = seen - now if seen - now > span else 0.0
    if back:
        latest, held_until = latest - back, held_until - back
        db.execute("UPDATE departures SET at = at - ? WHERE account = ?", (back, account))
    db.execute(
        "UPDATE accounts SET latest = ?, held_until = ?, seen = ? WHERE account = ?",
        (latest, held_until, now if back else max(seen, now), account),
    )
    return seq, latest, held_until


def _depart(  # what a departure is: whose, when, how many
    db: sqlite3.Connection, account: str, seq: int, at: float, *, many: int = 1, ours: int = WAITING
) -> None:
    db.execute("INSERT INTO departures VALUES (?, ?, ?, ?, ?)", (account, seq + many, many, at, ours))
    db.execute("UPDATE accounts SET seq = ?, latest = ? WHERE account = ?", (seq + many, at, account))
