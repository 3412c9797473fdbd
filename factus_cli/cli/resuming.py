"""`factus resume`, step by step: what the ledger says is unfinished, sent or settled with the bytes it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.cli import confirming, results, sending, wiring
from factus_cli.cli.durations import seconds
from factus_cli.cli.lotes import lote_named
from factus_cli.cli.show import print_json
from factus_cli.errors import PRECEDENCE, ExitCode
from factus_cli.ledger.lock import hold_profile
from factus_cli.sending.engine import Limits
from factus_cli.sending.plan import from_ledger

if TYPE_CHECKING:
    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the options of `resume` say."""

    lote: str | None = None
    simulate: bool = False
    yes: bool = False
    limit: int | None = None
    max_duration: str | None = None
    wait_dian: str = "30s"


def resume(screen: Screen, chosen: Globals, asked: Asked) -> ExitCode:
    """Finish what is unfinished. The exit code counts only what was worked on."""
    place = wiring.workplace(chosen, simulate=asked.simulate)
    choices = sending.Choices(
        limits=Limits(
            asked.limit, None if asked.max_duration is None else seconds("--max-duration", asked.max_duration)
        ),
        patience=seconds("--wait-dian", asked.wait_dian),
    )
    place.read_ledger().close()
    with hold_profile(place.lock_path, place.clock), place.open_ledger() as ledger:
        lote = None if asked.lote is None else lote_named(ledger, asked.lote).id
        unsettled = ledger.unsettled(lote)
        jobs = from_ledger(unsettled)
        sent = sending.run(
            place,
            ledger,
            jobs,
            choices,
            screen,
            confirm=lambda ahead: confirming.confirm(screen, place, ahead, yes=asked.yes),
            cleaning=any(entry.blocks for entry in unsettled),
        )
        entries = ledger.find_many(sent.result.outcomes)
        kept = [one.reference for one in ledger.unsettled(lote) if one.blocks and ledger.left_by_choice(one.key)]
    code = _code(sent)
    view = results.View(
        place, sent.result.outcomes, entries, sent.result.stopped, sent.requests, sent.seconds, sent.ahead
    )
    _tell(screen, view, code)
    for reference in kept:
        screen.warn(
            f"{reference} sigue rechazado en Factus, como se pidió con --on-reject stop, y no deja enviar otros de su "
            f"tipo; se borra con: factus pending clear {reference}{' --simulate' if place.simulate else ''}"
        )
    return code


def _tell(screen: Screen, view: results.View, code: ExitCode) -> None:
    entries = view.entries
    if screen.as_json:
        lotes = {entry.reference: entry.lote for entry in entries.values()}
        print_json(results.as_json("resume", view, None, code, lotes))
    else:
        results.tell(screen, view, [])


def _code(sent: sending.Sent) -> ExitCode:
    stopped = sent.result.stopped
    if stopped is not None and stopped.exit_code not in PRECEDENCE:
        return stopped.exit_code
    return sent.result.exit_code
