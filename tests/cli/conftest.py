"""A machine of its own for each test of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import Machine, ServedSimulator, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """An empty home and an empty folder."""
    return Machine(tmp_path)


@pytest.fixture
def simulator(machine: Machine) -> Iterator[ServedSimulator]:
    """A simulator on a port, with the machine's credentials set for it."""
    with served(machine) as running:
        yield running
