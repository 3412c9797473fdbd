"""Several faults at once, drawn by a seed over every kind of request: the promises, and ledger and Factus agreeing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import at_factus, in_ledger

if TYPE_CHECKING:
    from processes import Machine

THIRTY = [f"FV-{number:02}" for number in range(1, 31)]
STORMS = {
    "any request": ["any/lost-after:0%10", "any/error-500:0%10", "list-lag:1"],
    "rejections": ["lost-after:0%20", "rejection%10/doc", "delete/lost-after:0%30", "list/error-502:0%20"],
    "one at a time": ["delay:1%10/doc", "lost-after:0%15", "one-in-flight"],
    "bad bodies": ["any/cut-body:0%10", "any/html-200:0%10", "rejection-422%10/doc", "errors-root%50/doc"],
    "silences and mistakes": ["hang-after:0%5", "wrong-reference%20", "no-code%20", "rejection%10/doc"],
    "tokens": ["token-expired:4", "token/error-503#1", "refresh-revoked", "error-401%20", "any/rate-limit:1%5/doc"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STORMS)
def test_in_a_storm_nothing_is_twice_lost_or_mistaken(machine: Machine, name: str) -> None:
    machine.write("lote.csv", lote(THIRTY))
    machine.variables["FACTUS_TIMEOUT"] = "3"
    chosen = [option for one in STORMS[name] for option in ("--scenario", one)]
    with served(machine, "--latency", "0.05", *chosen, "--seed", "7") as simulator:
        for _ in range(2):
            done = machine.run("send", "lote.csv", "--json", timeout=300)
            assert done.code in (0, 5), done.out
            held, ours = at_factus(simulator), in_ledger(machine)
            assert set(ours) == set(THIRTY)
            assert {one["state"] for one in ours.values()} <= {"validated", "rejected"}
            validated = {reference for reference, one in ours.items() if one["state"] == "validated"}
            assert set(held) == validated
            assert len(simulator.documents()) == len(held)
            for reference in validated:
                assert (held[reference]["number"], held[reference]["total"], held[reference]["code"]) == (
                    ours[reference]["number"],
                    ours[reference]["total"],
                    ours[reference]["cufe"],
                )
        assert machine.run("ledger", "verify").code == 0
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("send", "lote.csv").code == 0
        assert set(at_factus(simulator)) == set(THIRTY)
