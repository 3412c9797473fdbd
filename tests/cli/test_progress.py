"""How long is left: by what the quota allows and by what was seen, whichever is later."""

from __future__ import annotations

import asyncio
from io import StringIO

import pytest
from rich.console import Console

from factus_cli.cli.progress import EVERY, Progress, seconds_left
from factus_cli.cli.show import Screen
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import NotSent
from factus_cli.sending.run import Update


@pytest.mark.parametrize(
    ("done", "so_far", "left"),
    [
        (0, 0, 305),
        (80, 31, 274),  # a fast minute promises nothing: the next ones wait for the quota
        (240, 200, 133.3),  # slower than the quota: as seen
        (399, 280, 25),  # the last one waits for its minute
    ],
)
def test_the_time_left_is_the_later_of_quota_and_sight(done: int, so_far: float, left: float) -> None:
    assert seconds_left(done, 400, so_far, 305) == pytest.approx(left, abs=0.1)


def test_a_plain_line_comes_each_half_minute_even_while_nothing_is_answered() -> None:
    written, passed = StringIO(), 0.0

    async def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        if passed > 2 * EVERY:
            raise asyncio.CancelledError

    screen = Screen(Console(file=StringIO()), Console(file=written, width=100))
    with Progress(screen, 100, 61, lambda: passed) as progress:
        progress.tell(Update((DocumentType.INVOICE, "FV-1"), NotSent("no")))
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(progress.keep_looking(sleep))
    assert [line.split(" · ")[0] for line in written.getvalue().splitlines()] == ["Enviando 1 de 100"] * 2
