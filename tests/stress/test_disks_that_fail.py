"""A disk that fills up and a ledger that can't be written, at random moments: nothing leaves that is not recorded."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from broken_disks import FULL, fill, forbid_growth, keep_busy, make_read_only, small_disk
from stress_cases import ALL, case_of
from stress_checks import ENDED, told_as_recorded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection
    from subprocess import Popen

    from stress_runs import Stressed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="prlimit and tmpfs are of Linux")]
UNWRITABLE = 6
NOT_OPENED = 2
"""Codes of a run that could not write its ledger: once it had begun, and before."""


@pytest.mark.parametrize("seed", range(ALL // 3 or 3))
def test_no_file_can_grow_from_any_instant_on(stressed: Stressed, seed: int) -> None:
    case = case_of("limited", seed)
    stressed.begin(case)
    for instant in case.instants:
        spare = case.chance.choice((0, case.chance.randint(0, 100_000)))

        def limit(process: Popen[bytes], spare: int = spare) -> None:
            forbid_growth(process, stressed.ledger, spare)

        ended = stressed.hit(case, instant, limit)
        assert ended.code in (UNWRITABLE, NOT_OPENED, *ENDED), ended.out + ended.err
        told_as_recorded(ended, stressed.ledger)
    stressed.finish(case)


@pytest.fixture
def disk(stressed: Stressed) -> Iterator[Stressed]:
    """A machine whose folder is on a small disk of its own."""
    with small_disk(stressed.machine.folder) as mounted:
        if not mounted:
            pytest.skip("nobody may mount a disk here")
        yield stressed


@pytest.mark.parametrize("seed", range(ALL // 3 or 2))
def test_the_disk_fills_up_at_any_instant(disk: Stressed, seed: int) -> None:
    case = case_of("full", seed)
    folder = disk.machine.folder
    disk.begin(case)
    for instant in case.instants:
        spare = case.chance.choice((0, case.chance.randint(0, 100_000)))
        ended = disk.hit(
            case,
            instant,
            lambda _process, spare=spare: fill(folder, spare),
            # SQLite needs room beside a ledger even to read it
            after=lambda: (folder / FULL).unlink(missing_ok=True),
        )
        assert ended.code in (UNWRITABLE, NOT_OPENED, *ENDED), ended.out + ended.err
        told_as_recorded(ended, disk.ledger)
    disk.finish(case)


@pytest.mark.parametrize("seed", range(ALL // 6 or 1))
def test_the_disk_is_read_only_between_two_runs(disk: Stressed, seed: int) -> None:
    case = case_of("read-only", seed)
    folder = disk.machine.folder
    disk.begin(case)
    for instant in case.instants:
        disk.hit(case, instant, lambda process: process.kill())
        assert make_read_only(folder, read_only=True)
        asked = _posts_once_the_air_is_clear(disk)
        refused = disk.machine.run("send", "lote.csv", "--yes", "--json")
        assert refused.code in (UNWRITABLE, NOT_OPENED), refused.out + refused.err
        assert len(disk.simulator.posts()) == asked
        assert make_read_only(folder, read_only=False)
    disk.finish(case)


def _posts_once_the_air_is_clear(disk: Stressed) -> int:
    """How many POSTs were asked for: what a killed process had in the air is logged a moment after its death."""
    asked = -1
    while asked != (now := len(disk.simulator.posts())):
        asked = now
        time.sleep(1)
    return asked


@pytest.mark.parametrize("seed", range(ALL // 6 or 1))
def test_another_process_keeps_the_ledger_from_any_instant_on(stressed: Stressed, seed: int) -> None:
    case = case_of("busy", seed)
    stressed.begin(case)
    for instant in case.instants:
        kept: list[Connection] = []

        def keep(_process: Popen[bytes], kept: list[Connection] = kept) -> None:
            if stressed.ledger.exists():
                kept.append(keep_busy(stressed.ledger))

        ended = stressed.hit(case, instant, keep)
        for one in kept:
            with closing(one):
                one.execute("ROLLBACK")
        assert ended.code in (UNWRITABLE, NOT_OPENED, *ENDED), ended.out + ended.err
        told_as_recorded(ended, stressed.ledger)
    stressed.finish(case)


@pytest.mark.parametrize("seed", range(ALL // 6 or 1))
def test_the_ledgers_are_moved_away_at_any_instant(stressed: Stressed, seed: int) -> None:
    case = case_of("moved", seed)
    folder = stressed.ledger.parent
    away = folder.with_name("elsewhere")
    stressed.begin(case)
    for instant in case.instants:

        def move(_process: Popen[bytes]) -> None:
            if folder.exists():
                folder.rename(away)

        ended = stressed.run(case, instant, move)
        if away.exists():
            if folder.exists():  # nothing of ours makes another one meanwhile
                assert list(folder.iterdir()) == []
                folder.rmdir()
            away.rename(folder)
        stressed.check()
        assert ended.code in (UNWRITABLE, NOT_OPENED, *ENDED), ended.out + ended.err
        told_as_recorded(ended, stressed.ledger)
    stressed.finish(case)
