"""`kill -9` at random instants of faulty sends: nothing twice, nothing lost, nothing mistaken, and a clean chain."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from stress_cases import ALL, case_of
from stress_checks import ENDED, told_as_recorded

if TYPE_CHECKING:
    from stress_runs import Stressed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")]


@pytest.mark.parametrize("seed", range(ALL or 30))
def test_killed_at_any_instant_everything_is_sent_once_and_agrees(stressed: Stressed, seed: int) -> None:
    case = case_of("killed", seed)
    stressed.begin(case)
    for instant in case.instants:
        ended = stressed.hit(case, instant, lambda process: process.send_signal(signal.SIGKILL))
        if ended.code != -signal.SIGKILL:
            assert ended.code in ENDED, ended.out + ended.err
            told_as_recorded(ended, stressed.ledger)
    stressed.finish(case)
