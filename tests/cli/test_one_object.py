"""With `--json` every command prints one JSON object whatever happens, and its exit code agrees with it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from processes import lote

if TYPE_CHECKING:
    from processes import Machine

LINES = {
    "--version": 0,
    "": 2,
    "auth": 2,
    "nada": 2,
    "send nada.csv --simulate": 2,
    "send mal.csv --simulate": 3,
    "check mal.csv --format csv": 3,
    "resume --simulate": 2,
    "status --simulate": 2,
    "explain NADA": 2,
    "simulate serve --host 8.8.8.8": 2,
    "reconcile": 4,
}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line or "nothing")
def test_an_answer_for_a_machine_is_one_object(machine: Machine, line: str) -> None:
    machine.write("mal.csv", lote(["FV-1"]).replace("900123456,8", "900123456,7"))
    done = machine.run(*shlex.split(line), "--json")
    answer = done.json
    assert answer["schema"].startswith("factus.")
    assert (done.code, answer.get("exit_code", 0)) == (LINES[line], LINES[line])
    if done.code == 2:
        assert answer["error"]["message"]
        assert answer["error"]["hint"]


BUG = """
import sys
from factus_cli import __main__, cli


def trace(frame, event, _):
    if event == "call" and frame.f_code.co_name == "read_all":
        raise RuntimeError("clave-SECRETO")


sys.settrace(trace)
__main__.main()
"""


@pytest.mark.parametrize("how", ["--json", "--ndjson", "--no-color"])
def test_a_bug_ends_in_a_sentence_with_its_log(machine: Machine, how: str) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = subprocess.run(
        [sys.executable, "-c", BUG, "send", "lote.csv", "--simulate", how],
        cwd=machine.folder,
        env={name: value for name, value in machine.environment.items() if not name.startswith("COVERAGE")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (log,) = (machine.folder / "home" / "logs").iterdir()
    assert str(log) in done.stderr
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    if "json" in how:
        answer = json.loads(done.stdout)
        assert (answer["exit_code"], answer["error"]["code"]) == (1, "unexpected")


def test_moments_are_iso_8601_in_every_answer(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    answers = [
        machine.run("send", "lote.csv", "--simulate", "--json").json,
        machine.run("list", "--simulate", "--json").json,
        machine.run("status", "--simulate", "--json").json,
    ]
    for answer in answers:
        written = answer["documents"][0]["validated_at"]
        assert datetime.fromisoformat(written).utcoffset() == timedelta(hours=-5)
        assert "T" in written
