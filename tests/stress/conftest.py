"""One simulator for each worker, emptied for each case; a machine of its own for each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import Machine, ServedSimulator, served
from stress_runs import Stressed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServedSimulator, dict[str, str]]]:
    """A simulator in a process of its own, and the variables that lead a machine to it."""
    machine = Machine(tmp_path_factory.mktemp("simulator"))
    with served(machine) as simulator:
        yield simulator, dict(machine.variables)


@pytest.fixture
def stressed(running: tuple[ServedSimulator, dict[str, str]], tmp_path: Path) -> Stressed:
    """A machine, and a Factus that nobody has used and that behaves."""
    simulator, variables = running
    simulator.ask("/_simulator/reset", {})
    simulator.ask("/_simulator/scenarios", {"scenarios": []})
    return Stressed(Machine(tmp_path, {**variables, "FACTUS_TIMEOUT": "2"}), simulator)
