"""Every way that one POST can go, and a kill at every point at which a process can die: nothing lost, nothing twice.

Not chosen at random: each story is run once to count its points, then once more for each of them.
"""

from __future__ import annotations

import os
from itertools import product
from typing import TYPE_CHECKING

import pytest
from explored_world import ExploredWorld, How, Row, key_of
from factus_model import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

FATES = (
    "ok", "reject", "reject-422", "rule-90", "pending:1", "pending:3", "pending:9", "pending:2:reject", "total:0.01",
    "total:5000", "customer", "expects:0.01", "expects:5",
)  # fmt: skip
WAYS = (
    "ok", "lost-before", "lost-after", "unreached", "throttled:60", "throttled:400", "denied", "exhausted", "refused",
    "blocked", "no-cufe", "echo",
)  # fmt: skip
ROWS = [Row(key_of(1)), Row(key_of(2))]
CHANGED = [Row(key_of(1), price=2000), Row(key_of(2))]
SAME_TOTAL = [Row(key_of(1), day=25), Row(key_of(2))]


def again(world: ExploredWorld) -> None:
    world.check_told(world.send(ROWS), ROWS)


def changed(world: ExploredWorld) -> None:
    world.check_told(world.send(CHANGED), CHANGED)


def otherwise(world: ExploredWorld) -> None:
    world.check_told(world.send(SAME_TOTAL), SAME_TOTAL)


def resumed(world: ExploredWorld) -> None:
    world.check_told(world.resume())


NEXT: tuple[Callable[[ExploredWorld], None], ...] = (again, changed, otherwise, resumed)
ALL = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
STORIES = list(product(FATES, WAYS)) if ALL else [*((fate, "ok") for fate in FATES), *(("ok", way) for way in WAYS[1:])]


def tell(posts: list[Fault], then: Callable[[ExploredWorld], None], killed_at: int | None) -> int:
    """A story: two documents sent, the process killed at a point, another run after it. How many points it had."""
    world = ExploredWorld()
    world.factus.posts = list(posts)
    world.check_told(world.send(ROWS, How(killed_at=killed_at)), ROWS)
    points = world.points
    world.check()
    then(world)
    world.check()
    world.finish()
    return points


@pytest.mark.slow
@pytest.mark.parametrize("then", NEXT, ids=lambda then: then.__name__)
@pytest.mark.parametrize(("fate", "way"), STORIES)
def test_a_kill_at_every_point_of_every_story(fate: str, way: str, then: Callable[[ExploredWorld], None]) -> None:
    posts = [Fault(fate, way, taking=20.0), Fault()]
    points = tell(posts, then, None)
    for point in range(1, points + 1):
        tell(posts, then, point)
