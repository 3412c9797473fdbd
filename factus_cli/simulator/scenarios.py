"""The habits the simulator can be told to have: a declared list, and how one is chosen for a request.

Chosen by option, `[WHERE/]NAME[:ARG][@REFERENCE-GLOB][#TIMES][%PROBABILITY[/doc]]`, or by a reference code that
contains a scenario's marker (`FV-SIM-RECHAZO-1`). Without WHERE it happens to the POST of a document. Every draw
depends on the seed, the scenario, the reference and the attempt alone (with `/doc`, not even on the attempt), so a
run can be repeated whatever the order of its requests.
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
WRITTEN = "[DÓNDE/]NOMBRE[:ARGUMENTO][@REFERENCIA][#VECES][%PROBABILIDAD[/doc]]"
"""How a choice is written, for a person."""
POST, ANY = "", "any"
WHERE: Mapping[str, str] = {
    POST: "el envío de un documento",
    "list": "un listado o una búsqueda por referencia",
    "show": "la consulta de un documento por su número",
    "delete": "la eliminación por referencia",
    "token": "la petición de un token",
    "account": "los rangos, la suscripción, la empresa y la consulta de un NIT",
    "download": "las descargas y el correo",
    ANY: "cualquier petición",
}
"""The requests that a fault may be for."""
_CHOICE = re.compile(
    r"^(?:(?P<where>[a-z]+)/)?(?P<name>[a-z0-9-]+)(?::(?P<argument>[^@#%]*))?(?:@(?P<glob>[^#%]+))?"
    r"(?:#(?P<times>\d+))?(?:%(?P<percent>[0-9.]+)(?P<doc>/doc)?)?$"
)
_FRACTION = re.compile(r"0?\.\d+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario somebody asked for.

    `argument` is the scenario's own; `glob` the references it is for; `where` the requests. It happens in the first
    `times` requests about a reference (None: in all), in `percent` of them, drawn for each request or document.
    """

    scenario: Scenario
    argument: str = ""
    glob: str = "*"
    percent: float = 100.0
    where: str = POST
    times: int | None = None
    by_document: bool = False

    def __str__(self) -> str:
        where = f"{self.where}/" if self.where else ""
        argument = f":{self.argument}" if self.argument else ""
        glob = f"@{self.glob}" if self.glob != "*" else ""
        times = "" if self.times is None else f"#{self.times}"
        percent = f"%{self.percent:g}{'/doc' if self.by_document else ''}" if self.percent < 100 else ""
        return f"{where}{self.scenario.name}{argument}{glob}{times}{percent}"

    def applies(self, where: str, reference: str, attempt: int, seed: int) -> bool:
        """Whether it happens in the `attempt`-th request (from 1) of a kind about a reference."""
        if self.where not in (where, ANY) or not fnmatchcase(reference, self.glob):
            return False
        if not self.scenario.lasts(self.argument, attempt) or (self.times is not None and attempt > self.times):
            return False
        about = [where] if where else []
        drawn = [str(seed), self.scenario.name, *about, reference, *([] if self.by_document else [str(attempt)])]
        return Random(":".join(drawn)).random() * 100 < self.percent  # noqa: S311 - repeatable, not secret


Plan = Mapping[str, str]
"""What applies to one request: the names of scenarios and their arguments."""


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Everything that was asked for, with the seed of its draws."""

    choices: tuple[Choice, ...] = ()
    seed: int = 0

    def plan(self, reference: str, attempt: int) -> Plan:
        """What applies to the `attempt`-th request (from 1) about a document, by its marker or by choice."""
        marked = {s.name: s.default for s in SCENARIOS if s.marks(reference) and s.lasts(s.default, attempt)}
        return {**marked, **self.faults(POST, reference, attempt)}

    def faults(self, where: str, reference: str, attempt: int) -> Plan:
        """What was chosen for the `attempt`-th request (from 1) of a kind about a reference."""
        return {
            choice.scenario.name: choice.argument or choice.scenario.default
            for choice in self.choices
            if choice.applies(where, reference, attempt, self.seed)
        }


def scenarios(choices: Iterable[str] = (), *, seed: int = 0) -> Scenarios:
    """Read choices as people write them. Raises UsageProblem for one that is not understood."""
    return Scenarios(tuple(parse(choice) for choice in choices), seed)


def parse(written: str) -> Choice:
    """Read one choice, `delay:2@FV-003` or `list/lost-after:0%20`. Raises UsageProblem when it is not understood.

    `lost-after:0.2` is `lost-after%20`: a fraction that is no argument of the scenario is a probability.
    """
    match = _CHOICE.match(written.strip())
    if match is None:
        raise UsageProblem(
            f"no se entiende el escenario «{written}»",
            hint=f"se escribe {WRITTEN}: delay:2@FV-003, lost-after%20, list/error-500:0%5",
        )
    scenario = BY_NAME.get(match["name"])
    if scenario is None:
        raise UsageProblem(
            f"no hay un escenario «{match['name']}»", hint="vea la lista con `factus simulate scenarios`"
        )
    argument, percent = match["argument"] or "", match["percent"]
    if percent is None and _FRACTION.fullmatch(argument) and not scenario.takes(argument):
        argument, percent = "", f"{float(argument) * 100:g}"
    if argument and not scenario.takes(argument):
        raise UsageProblem(
            f"el escenario «{scenario.name}» no admite el argumento «{argument}»",
            hint=f"su argumento es: {scenario.argument or 'ninguno'}",
        )
    return Choice(
        scenario,
        argument,
        match["glob"] or "*",
        _percent(percent, written),
        _where(match["where"] or POST, scenario),
        None if match["times"] is None else int(match["times"]),
        match["doc"] is not None,
    )


def catalogue() -> Sequence[Mapping[str, str]]:
    """The scenarios as rows for a person: name, marker in a reference, argument, description."""
    return [
        {
            "nombre": scenario.name,
            "marca": scenario.marker,
            "argumento": scenario.argument,
            "por_defecto": scenario.default,
            "descripcion": scenario.description,
            "donde": "cualquier petición" if scenario.anywhere else "",
        }
        for scenario in SCENARIOS
    ]


def _where(written: str, scenario: Scenario) -> str:
    if written not in WHERE:
        known = ", ".join(name for name in WHERE if name)
        raise UsageProblem(f"«{written}/» no es una clase de petición", hint=f"puede ser: {known}")
    if written and not scenario.anywhere:
        raise UsageProblem(
            f"el escenario «{scenario.name}» es solo del envío de un documento", hint=f"escríbalo sin «{written}/»"
        )
    return written


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
