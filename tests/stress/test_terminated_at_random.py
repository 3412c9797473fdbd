"""SIGTERM and Ctrl-C at random instants of faulty sends: everything recorded, and a second signal leaves at once."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import ledger_reading
import pytest
from stress_cases import ALL, case_of
from stress_checks import ENDED, told_as_recorded

if TYPE_CHECKING:
    from subprocess import Popen

    from stress_runs import Ended, Stressed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")]


@pytest.mark.parametrize("seed", range(ALL or 4))
def test_terminated_at_any_instant_what_was_in_the_air_is_recorded(stressed: Stressed, seed: int) -> None:
    case = case_of("terminated", seed)
    number, code = case.chance.choice(((signal.SIGTERM, 143), (signal.SIGTERM, 143), (signal.SIGINT, 130)))
    stressed.begin(case)
    for instant in case.instants:
        ended = stressed.hit(case, instant, lambda process: process.send_signal(number))
        if never_began(ended, number):
            continue
        assert ended.code in (code, *ENDED), ended.out + ended.err
        told_as_recorded(ended, stressed.ledger)
        in_the_air = [one for one in ledger_reading.documents(stressed.ledger).values() if one.state == "sending"]
        assert in_the_air == []
    stressed.finish(case)


@pytest.mark.parametrize("seed", range(ALL // 3 or 2))
def test_a_second_signal_leaves_at_once_and_loses_nothing(stressed: Stressed, seed: int) -> None:
    case = case_of("urged", seed)

    def urge(process: Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        time.sleep(case.chance.uniform(0, 0.1))
        process.send_signal(signal.SIGTERM)

    stressed.begin(case)
    for instant in case.instants:
        ended = stressed.hit(case, instant, urge)
        assert never_began(ended, signal.SIGTERM) or ended.code in (143, *ENDED), ended.out + ended.err
        assert "Traceback" not in ended.err
    stressed.finish(case)


def never_began(ended: Ended, number: signal.Signals) -> bool:
    """Whether a signal came before the program's first line, where the system or Python answers it."""
    return ended.code in (-number, 128 + number) and not ended.began and not ended.out
