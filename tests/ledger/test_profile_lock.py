"""One sender for each profile, told by name, and no lock that outlives its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from factus_cli.errors import ExitCode, HomeUnwritable, ProfileLocked
from factus_cli.ledger.lock import Holder, hold_profile, sender

if TYPE_CHECKING:
    from pathlib import Path

    from ledger_world import StillClock

HOLDING = """
import sys, time
from pathlib import Path
from ledger_world import StillClock
from factus_cli.ledger.lock import hold_profile

with hold_profile(Path(sys.argv[1]), StillClock()):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "state" / "acme.lock"


def holding(lock: Path) -> subprocess.Popen[str]:
    """Another process that sends, and says so once it does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), str(lock)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_second_sender_is_told_who_the_first_is_and_a_killed_one_keeps_nothing(lock: Path, clock: StillClock) -> None:
    process = holding(lock)
    try:
        with pytest.raises(ProfileLocked) as told, hold_profile(lock, clock):
            pass
        assert told.value.message == f"otro proceso (PID {process.pid}) envía con este perfil desde las 08:00"
        assert told.value.exit_code is ExitCode.LOCKED
        assert sender(lock) == Holder(process.pid, clock.now())
        clock.pass_by(24 * 3600)
        with pytest.raises(ProfileLocked, match="desde el 24/11/2026 a las 08:00"), hold_profile(lock, clock):
            pass
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert sender(lock) is None
    with hold_profile(lock, clock):
        assert sender(lock) == Holder(os.getpid(), clock.now())


def test_a_lock_let_go_leaves_nobody(lock: Path, clock: StillClock) -> None:
    with hold_profile(lock, clock):
        pass
    assert sender(lock) is None
    with hold_profile(lock, clock):
        pass


def test_a_run_that_fails_lets_go(lock: Path, clock: StillClock) -> None:
    with pytest.raises(KeyError), hold_profile(lock, clock):
        raise KeyError
    assert sender(lock) is None


def test_asking_who_sends_makes_no_file(lock: Path) -> None:
    assert sender(lock) is None
    assert not lock.parent.exists()


@pytest.mark.parametrize("said", ["", "{", "{}", '{"pid": 1, "since": null}', "[]"])
def test_a_holder_that_has_not_said_who_it_is_holds_all_the_same(lock: Path, clock: StillClock, said: str) -> None:
    with hold_profile(lock, clock):
        lock.with_name("acme.lock.json").write_text(said)
        assert sender(lock) == Holder()
        with pytest.raises(ProfileLocked) as told, hold_profile(lock, clock):
            pass
    assert told.value.message == "otro proceso envía con este perfil"


def test_the_files_are_their_owners_alone(lock: Path, clock: StillClock) -> None:
    with hold_profile(lock, clock):
        assert {one.stat().st_mode & 0o777 for one in lock.parent.iterdir()} == {0o600}
    assert [one.name for one in lock.parent.iterdir()] == ["acme.lock"]


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path, clock: StillClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnwritable), hold_profile(tmp_path / "file" / "acme.lock", clock):
        pass


def test_a_lock_that_cannot_be_taken_is_told(lock: Path, clock: StillClock) -> None:
    lock.parent.mkdir()
    elsewhere = lock.with_name("elsewhere")
    lock.symlink_to(elsewhere)
    with pytest.raises(HomeUnwritable, match="no se puede crear"), hold_profile(lock, clock):
        pass
    elsewhere.touch()
    with pytest.raises(HomeUnwritable, match="no se puede bloquear"), hold_profile(lock, clock):
        pass


def test_a_holder_that_cannot_say_who_it_is_does_not_hold(lock: Path, clock: StillClock) -> None:
    lock.with_name("acme.lock.json").mkdir(parents=True)
    with (
        pytest.raises(HomeUnwritable, match="no se puede crear o escribir"),
        hold_profile(lock, clock),
    ):
        pass
    assert sender(lock) is None
