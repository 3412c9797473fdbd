"""One POST from its turn to its answer: what is recorded before it leaves, and of each time that nothing of it was taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from factus_cli.sending.ports import Exchange, NotTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from factus_cli.domain.outcomes import Outcome
    from factus_cli.sending.ports import Sent
    from factus_cli.sending.run import Run


class Departure(Protocol):
    """Who is told when a POST leaves. What either method raises keeps it from leaving, or from leaving again."""

    def leaving(self) -> None:
        """Its turn has come: the next thing is its first byte. Once more each time it leaves again."""
        ...

    def turned_away(self, status: int, body: str) -> None:
        """The answer took nothing (429, 401): it waits, and leaves again."""
        ...


class Intent:
    """What is recorded of a POST when its turn has come, before it leaves, and when it is turned away.

    While it waits, for its first turn or for another, the end of the run takes it back: nothing of it is in the air.
    """

    def __init__(self, run: Run, sent: Sent, payload: bytes, untaken: Callable[[str], Outcome]) -> None:
        """`untaken`: how the document stands when this POST took nothing, and why that is."""
        self._run, self._sent, self._payload, self._untaken = run, sent, payload, untaken
        self._task = asyncio.current_task()
        self._begun = self._is_out = False
        self._wait()

    def leaving(self) -> None:
        """Durable from here on, and left to finish; or it ends with the run."""
        if self._run.stopped is not None:
            raise self._run.stopped
        self._run.ledger.begin(self._sent.key, self._payload, self._run.clock.now(), again=self._begun)
        self._begun = self._is_out = True
        self.over()

    def turned_away(self, status: int, body: str) -> None:
        """Nothing of it is at Factus, which is durable too: a minute's wait is long enough to be killed in."""
        why = f"Factus respondió {status}: no tomó nada"
        self._run.ledger.settle(self._sent.key, self._untaken(why), Exchange(NotTaken(why), status, body))
        self._is_out = False
        if self._run.stopped is not None:
            raise self._run.stopped
        self._wait()

    def stopped(self, why: str) -> None:
        """What stops the run was the answer to it, or came before it left: it took nothing."""
        if self._is_out:
            self._run.ledger.settle(self._sent.key, self._untaken(why), None)

    def over(self) -> None:
        """It waits no more."""
        if self._task is not None:
            self._run.waiting.discard(self._task)

    def _wait(self) -> None:
        if self._task is not None:
            self._run.waiting.add(self._task)
