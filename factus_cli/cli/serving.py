"""What `factus simulate` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from factus_cli.cli import signals
from factus_cli.cli.clock import SIMULATED_CLOCK
from factus_cli.cli.show import print_json_line, table
from factus_cli.errors import ExitCode, UsageProblem
from factus_cli.settings import is_loopback
from factus_cli.simulator import account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.clock import FastClock
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import WHERE, WRITTEN, catalogue
from factus_cli.simulator.scenarios import scenarios as chosen_scenarios
from factus_cli.simulator.server import serve as listen
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from factus_cli.cli.show import Screen


@dataclass(frozen=True, slots=True)
class Served:
    """Everything that the options of `simulate serve` say. `quota` None: no limit; latency in seconds of its clock."""

    port: int
    host: str
    latency: float
    quota: int | None
    scenarios: tuple[str, ...]
    seed: int
    store: Path | None
    speed: float = 1.0


def serve(screen: Screen, asked: Served) -> ExitCode:
    """Answer until a signal stops it, which is no failure to be told.

    Raises UsageProblem for a port that is taken, or an address that is not of this machine.
    """
    if not is_loopback(asked.host):
        raise UsageProblem(
            f"el simulador solo atiende en este computador, no en {asked.host}", hint="use --host 127.0.0.1"
        )
    clock = None if asked.speed == 1 else FastClock(asked.speed)
    app = create_app(
        Store(asked.store),
        chosen_scenarios(asked.scenarios, seed=asked.seed),
        clock,
        options=Options(latency=asked.latency, requests_per_minute=asked.quota),
    )
    try:
        listen(app, host=asked.host, port=asked.port, listening=lambda url: _tell(screen, url, clock))
    except KeyboardInterrupt:
        return signals.stopped().exit_code
    return ExitCode.OK


def scenarios(screen: Screen) -> None:
    """The list of scenarios."""
    rows = catalogue()
    screen.answer(
        {"schema": "factus.scenarios/1", "scenarios": [dict(row) for row in rows]},
        table(
            ("Escenario", "Marca en la referencia", "Qué pasa"),
            [(_named(row), row["marca"], row["descripcion"]) for row in rows],
        ),
    )
    screen.note(f"Se escogen con --scenario {WRITTEN}, cuantas veces se quiera, o con su marca.")
    for example, meaning in _EXAMPLES:
        screen.note(f"  {example:<22}{meaning}")
    screen.note(f"DÓNDE, para los que llevan *: {', '.join(name for name in WHERE if name)}. Sin él, al enviar.")


_EXAMPLES = (
    ("delay:2@FV-003", "la DIAN se demora dos veces con esa referencia"),
    ("lost-after:0%20", "se pierde la respuesta de uno de cada cinco envíos, en cualquier intento"),
    ("lost-after:0.2", "lo mismo, pero solo en el primer intento de cada documento"),
    ("rejection%5/doc", "se rechaza uno de cada veinte documentos, en todos sus intentos"),
    ("rejection#1", "cada documento se rechaza solo la primera vez"),
    ("list/error-500:0%10", "uno de cada diez listados contesta 500"),
)


def _named(row: Mapping[str, str]) -> str:
    argument = f":{row['por_defecto']}" if row["argumento"] else ""
    return f"{row['nombre']}{argument}{' *' if row['donde'] else ''}"


def _tell(screen: Screen, url: str, clock: FastClock | None) -> None:
    fast = None if clock is None else f"{clock.speed:g}@{clock.began.timestamp():.3f}"
    if screen.as_json:
        print_json_line({"schema": "factus.simulate/1", "url": url, "clock": fast})
        return
    screen.out.print(Text(f"Simulador de Factus en {url} (Ctrl-C para detenerlo)"))
    screen.note("En otra ventana:")
    for name, value in (
        ("FACTUS_BASE_URL", url),
        ("FACTUS_CLIENT_ID", account.CLIENT_ID),
        ("FACTUS_CLIENT_SECRET", account.CLIENT_SECRET),
        ("FACTUS_USERNAME", account.USERNAME),
        ("FACTUS_PASSWORD", account.PASSWORD),
        (SIMULATED_CLOCK, fast),
    ):
        if value is not None:
            screen.note(f"  export {name}={value}")
