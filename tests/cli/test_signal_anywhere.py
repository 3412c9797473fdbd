"""A signal at the lines that the command line runs by itself: the process ends as told, with one answer."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from processes import Machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

TRIALS = """
import contextlib, io, json, os, signal, sys
from factus_cli import cli
from factus_cli.cli import show

number, args = int(sys.argv[1]), sys.argv[2:]
OURS = os.path.dirname(cli.__file__)


class Traced:
    '''Raises the signal at the line with this number, of those that our command line and typer run.'''

    def __init__(self, at):
        self.at, self.lines, self.ours = at, 0, []

    def __call__(self, frame, event, argument):
        name = frame.f_code.co_filename
        watched = name.startswith(OURS) or os.sep + 'typer' + os.sep in name or name == signal.__file__
        if not watched or frame.f_code.co_name in ('told', '_handle', '_too_late', '_leave', '_stop', 'listen'):
            return None
        if event == 'line':
            self.lines += 1
            if name in (cli.__file__, show.__file__):
                self.ours.append(self.lines)
            if self.lines == self.at:
                signal.raise_signal(number)
        return self


def trial(at):
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    traced = Traced(at)
    signal.signal(number, signal.SIG_IGN)  # until the command listens
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sys.settrace(traced)
        try:
            code = cli.run(args)
        finally:
            sys.settrace(None)
    left = signal.getsignal(number)
    out.flush()
    return traced, [at, code, out.buffer.getvalue().decode(), err.getvalue(), getattr(left, '__name__', str(left))]


trial(0)  # imports what it imports
whole, _ = trial(0)
some = [*whole.ours[:: 1 + len(whole.ours) // 30], *whole.ours[-20:], *range(1, whole.lines, 1 + whole.lines // 30)]
for at in sorted(some):
    print(json.dumps(trial(at)[1]), flush=True)
"""


@pytest.mark.parametrize(
    ("number", "code", "asked"),
    [
        (signal.SIGINT, 130, ["explain", "FAK24", "--json"]),
        (signal.SIGTERM, 143, ["explain", "FAK24", "--json"]),
        (signal.SIGTERM, 143, ["catalog", "municipios", "leticia"]),
        (signal.SIGINT, 130, ["nada"]),
    ],
    ids=["SIGINT-json", "SIGTERM-json", "SIGTERM", "SIGINT-error"],
)
def test_a_signal_at_any_line_ends_the_command_as_told(
    machine: Machine, number: signal.Signals, code: int, asked: list[str]
) -> None:
    unmeasured = {name: value for name, value in machine.environment.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", TRIALS, str(int(number)), *asked],
        env=unmeasured,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trials = [json.loads(line) for line in done.stdout.splitlines()]
    expected = 2 if asked == ["nada"] else 0
    assert len(trials) > 50
    assert {each[1] for each in trials} == {code, expected}
    for _, ended, out, err, handler in trials:
        assert "Traceback" not in err
        assert handler in ("_leave", "_too_late")
        if ended == code:
            assert "interrumpido" in err or "terminado" in err
        if "--json" in asked:
            answer = json.loads(out)  # one object, whole
            assert answer.get("exit_code", 0) == ended
