"""A ledger in a folder of its own, and time that passes only when told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ledger_world import KEY, StillClock, prepared

from factus_cli.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> StillClock:
    """Eight in the morning of 24 November 2026, in Bogotá."""
    return StillClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger goes; its folder does not exist yet."""
    return tmp_path / "factus" / "ledgers" / "empresa.sqlite"


@pytest.fixture
def ledger(path: Path, clock: StillClock) -> Iterator[Ledger]:
    """A ledger without entries."""
    with Ledger.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with FV-1 ready."""
    ledger.prepare([prepared("FV-1")], "lote")
    assert ledger.find(KEY) is not None
    return ledger
