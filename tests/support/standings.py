"""How documents stand: in an answer of the command, in the ledger, and at the simulator."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from processes import Finished, Machine, ServedSimulator


def states(done: Finished) -> dict[str, int]:
    """How many documents of an answer are in each state."""
    return dict(Counter(one["state"] for one in done.json["documents"]))


def document(done: Finished, reference: str) -> dict[str, Any]:
    """What an answer says of one document."""
    (found,) = [one for one in done.json["documents"] if one["reference_code"] == reference]
    return dict(found)


def in_ledger(machine: Machine) -> dict[str, dict[str, Any]]:
    """What the ledger says of each document, by reference."""
    listed = machine.run("list", "--limit", "10000", "--json")
    return {one["reference_code"]: one for one in listed.json["documents"]}


def at_factus(simulator: ServedSimulator) -> dict[str, dict[str, Any]]:
    """What the simulator holds of ours, by reference."""
    return {one["reference_code"]: one for one in simulator.documents() if not one["is_foreign"]}


def asked(simulator: ServedSimulator, method: str, part: str = "") -> list[dict[str, Any]]:
    """The requests of a method whose path has a part."""
    return [one for one in simulator.requests() if one["method"] == method and part in one["path"]]
