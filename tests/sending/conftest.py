"""An empty world for each test of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from engine_world import FakeClock, World

from factus_cli.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A model of Factus, a real ledger without entries, and a clock that does not wait."""
    clock = FakeClock()
    return World(Ledger.open(tmp_path / "ledger.sqlite", clock=clock), clock=clock)
