"""How long a lote will take, by the quota and by how fast the DIAN answers. Pure."""

from __future__ import annotations

from factus_cli.sending.concurrency import Concurrency

DIAN_SECONDS = 3.0
"""What a validation takes at the DIAN while nothing better is known: 2 to 5 s in the examples (contract, 4)."""


def seconds_for(documents: int, *, departs_in: float, each: float, most: int) -> float:
    """Seconds until the last of so many documents is answered, if each goes right the first time.

    `departs_in`: when the quota lets the last one leave. `each`: seconds of one POST. `most`: at once, at most.
    """
    return max(departs_in + each, rounds(documents, most) * each) if documents else 0.0


def rounds(documents: int, most: int) -> int:
    """How many times a POST's duration passes: as many at once as the engine dares, one more each round."""
    level, passed = Concurrency.up_to(most).level, 0
    while documents > 0:
        documents -= level
        level = min(level + 1, max(1, most))
        passed += 1
    return passed
