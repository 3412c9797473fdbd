"""The habits the simulator can be told to have: a declared list, and how one is chosen for a request.

Chosen by option, `NAME[:ARG][@REFERENCE-GLOB][%PROBABILITY]`, or by a reference code that contains a scenario's
marker (`FV-SIM-RECHAZO-1`). Every draw depends on the seed, the scenario, the reference and the attempt alone, so
a run can be repeated whatever the order of its requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random

from factus_cli.errors import UsageProblem
from factus_cli.simulator.scenario_list import SCENARIOS, Scenario

BY_NAME: Mapping[str, Scenario] = {scenario.name: scenario for scenario in SCENARIOS}
_CHOICE = re.compile(r"^(?P<name>[a-z0-9-]+)(?::(?P<argument>[^@%]*))?(?:@(?P<glob>[^%]+))?(?:%(?P<percent>[0-9.]+))?$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario somebody asked for: its argument, the references it is for, and how often (percent)."""

    scenario: Scenario
    argument: str = ""
    glob: str = "*"
    percent: float = 100.0

    def __str__(self) -> str:
        argument = f":{self.argument}" if self.argument else ""
        glob = f"@{self.glob}" if self.glob != "*" else ""
        percent = f"%{self.percent:g}" if self.percent < 100 else ""
        return f"{self.scenario.name}{argument}{glob}{percent}"


Plan = Mapping[str, str]
"""What applies to one request: the names of scenarios and their arguments."""


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Everything that was asked for, with the seed of its draws."""

    choices: tuple[Choice, ...] = ()
    seed: int = 0

    def plan(self, reference: str, attempt: int) -> Plan:
        """What applies to the `attempt`-th request (from 1) about a reference."""
        marked = {s.name: s.default for s in SCENARIOS if s.marks(reference) and s.lasts(s.default, attempt)}
        chosen = {
            choice.scenario.name: choice.argument or choice.scenario.default
            for choice in self.choices
            if choice.scenario.lasts(choice.argument, attempt) and self._applies(choice, reference, attempt)
        }
        return marked | chosen

    def _applies(self, choice: Choice, reference: str, attempt: int) -> bool:
        if not fnmatchcase(reference, choice.glob):
            return False
        draw = Random(f"{self.seed}:{choice.scenario.name}:{reference}:{attempt}").random()  # noqa: S311 - repeatable, not secret
        return draw * 100 < choice.percent


def scenarios(choices: Iterable[str] = (), *, seed: int = 0) -> Scenarios:
    """Read choices as people write them. Raises UsageProblem for one that is not understood."""
    return Scenarios(tuple(parse(choice) for choice in choices), seed)


def parse(written: str) -> Choice:
    """Read one choice, `delay:2@FV-003` or `lost-after%20`. Raises UsageProblem when it is not understood."""
    match = _CHOICE.match(written.strip())
    if match is None:
        raise UsageProblem(
            f"no se entiende el escenario «{written}»",
            hint="se escribe NOMBRE[:ARGUMENTO][@REFERENCIA][%PROBABILIDAD]: delay:2@FV-003, lost-after%20",
        )
    scenario = BY_NAME.get(match["name"])
    if scenario is None:
        raise UsageProblem(
            f"no hay un escenario «{match['name']}»", hint="vea la lista con `factus simulate scenarios`"
        )
    argument = match["argument"] or ""
    if argument and not scenario.takes(argument):
        raise UsageProblem(
            f"el escenario «{scenario.name}» no admite el argumento «{argument}»",
            hint=f"su argumento es: {scenario.argument or 'ninguno'}",
        )
    return Choice(scenario, argument, match["glob"] or "*", _percent(match["percent"], written))


def catalogue() -> Sequence[Mapping[str, str]]:
    """The scenarios as rows for a person: name, marker in a reference, argument, description."""
    return [
        {
            "nombre": scenario.name,
            "marca": scenario.marker,
            "argumento": scenario.argument,
            "descripcion": scenario.description,
        }
        for scenario in SCENARIOS
    ]


def _percent(written: str | None, choice: str) -> float:
    if written is None:
        return 100.0
    try:
        percent = float(written)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageProblem(f"la probabilidad de «{choice}» debe estar entre 0 y 100")
    return percent
