"""Ctrl-C, SIGTERM, and two senders at once, with the real process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import ledger_reading
import pytest
from broken_disks import keep_busy
from processes import lote, served

if TYPE_CHECKING:
    from subprocess import Popen

    from processes import Machine, ServedSimulator

REFERENCES = [f"FV-{number:02}" for number in range(1, 41)]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")


def sending(machine: Machine, simulator: ServedSimulator) -> Popen[bytes]:
    """A send that is under way."""
    process = machine.start("send", "lote.csv", "--json")
    while len(simulator.posts()) < 3 and process.poll() is None:
        time.sleep(0.02)
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_an_interruption_lets_the_air_clear_and_resume_finishes(
    machine: Machine, number: signal.Signals, code: int
) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.3") as simulator:
        process = sending(machine, simulator)
        process.send_signal(number)
        out, _ = process.communicate(timeout=40)
        answer = json.loads(out)
        assert process.returncode == answer["exit_code"] == code
        assert answer["summary"]["in_doubt"] == 0
        assert answer["summary"]["validated"] == len(simulator.documents()) > 0
        assert answer["summary"]["not_sent"] == len(REFERENCES) - answer["summary"]["validated"]
        assert machine.run("resume").code == 0
        assert len(simulator.posts()) == len(simulator.documents()) == len(REFERENCES)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_the_last_word_changes_nothing(machine: Machine, number: signal.Signals) -> None:
    for thousandths in range(0, 30, 3):  # while Python takes itself apart
        process = machine.start("catalog", "municipios", "medellin")
        assert process.stdout is not None
        assert process.stdout.read(1)
        time.sleep(thousandths / 1000)
        process.send_signal(number)
        process.communicate(timeout=40)
        assert process.returncode in (0, 128 + number)  # 128 + number: it came before the last word


READING = (
    (signal.SIGINT, 130, ("send", "-", "--json")),
    (signal.SIGTERM, 143, ("send", "-", "--ndjson")),
    (signal.SIGINT, 130, ("send", "-", "--simulate")),
    (signal.SIGTERM, 143, ("check", "-", "--format", "json")),
    (signal.SIGINT, 130, ("check", "-", "--format", "csv")),
)


@pytest.mark.parametrize(
    ("number", "code", "args"), READING, ids=["json", "ndjson", "table", "check json", "check csv"]
)
def test_an_interruption_while_the_file_is_read_says_that_nothing_is_known_of_it(
    machine: Machine, simulator: ServedSimulator, number: signal.Signals, code: int, args: tuple[str, ...]
) -> None:
    process = machine.start(*args, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(lote([f"FV-{each}" for each in range(5000)]).encode())  # more than a pipe holds: it is reading
    process.stdin.flush()
    process.send_signal(number)
    out, err = process.communicate(timeout=40)
    assert process.returncode == code
    assert "mientras se leía el archivo: no se envió nada, y de sus documentos no se sabe nada" in err.decode()
    assert "Traceback" not in err.decode()
    assert bool(out) == ("json" in "".join(args))
    if out:
        answer = json.loads(out)
        assert (answer["exit_code"], answer["ok"], answer.get("event")) == (
            code,
            False,
            "summary" if "--ndjson" in args else None,
        )
        assert answer["error"]["code"] == {130: "interrupted", 143: "terminated"}[code]
    assert simulator.requests() == []


AT_A_CALL = """
import signal, sys
from factus_cli import cli, streams

streams.make_safe()
number, name, args = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def trace(frame, event, _):
    if event == "call" and frame.f_code.co_name == name and frame.f_globals["__name__"].startswith("factus_cli.cli"):
        sys.settrace(None)
        signal.raise_signal(number)


sys.settrace(trace)
sys.exit(cli.run(args))
"""


@pytest.mark.parametrize(
    ("where", "how"),
    [
        ("forgive", ["--json"]),
        ("prepare", ["--json"]),
        ("record_inputs", ["--ndjson"]),
        ("record_inputs", []),
        ("rehearse", ["--dry-run", "--json"]),
    ],
    ids=["read", "planned", "recorded", "recorded, in a table", "rehearsed"],
)
def test_an_interruption_between_the_file_and_the_engine_tells_of_every_document(
    machine: Machine, simulator: ServedSimulator, where: str, how: list[str]
) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    done = at_a_call(machine, where, "send", "lote.csv", *how)
    assert done.returncode == 143, done.stderr
    assert simulator.posts() == []
    if how:
        answer = json.loads(done.stdout)
        assert (answer["exit_code"], answer["error"]["code"]) == (143, "terminated")
        assert [one["state"] for one in answer["documents"]] == ["not_sent", "not_sent"]
    else:
        assert "antes de empezar: no se envió nada" in done.stderr
        assert "2 sin enviar" in done.stdout
    assert machine.run("send", "lote.csv").code == 0
    assert simulator.posts() == ["FV-1", "FV-2"]


def test_an_interruption_while_nothing_was_left_to_send_is_told_comes_too_late(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    assert machine.run("send", "lote.csv").code == 0
    done = at_a_call(machine, "write_reports", "send", "lote.csv", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == answer["exit_code"] == 0
    assert answer["summary"]["already_validated"] == 2


def at_a_call(machine: Machine, name: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a command that SIGTERM finds where a function of the command line is called."""
    return subprocess.run(
        [sys.executable, "-c", AT_A_CALL, str(int(signal.SIGTERM)), name, *args],
        cwd=machine.folder,
        env={key: value for key, value in machine.environment.items() if not key.startswith("COVERAGE")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_sender_is_told_who_holds_the_profile(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.3") as simulator:
        process = sending(machine, simulator)
        second = machine.run("send", "lote.csv", "--json")
        assert (second.code, second.json["error"]["code"]) == (10, "locked")
        assert str(process.pid) in second.json["error"]["message"]
        assert machine.run("status").code == 0
        process.kill()
        process.communicate()
        assert machine.run("send", "lote.csv").code == 0
        assert len(simulator.documents()) == len(REFERENCES)


def test_a_disk_that_is_full_sends_nothing_that_it_cannot_record(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 0
    ledger = next((machine.folder / "home" / "ledgers").glob("*.sqlite"))
    size = ledger.stat().st_size
    machine.write("otro.csv", lote([f"FX-{number}" for number in range(200)]))
    limited = machine.run_limited("send", "otro.csv", "--json", file_size=size + 200_000)
    assert limited.code in (2, 6), limited.out + limited.err
    assert "Traceback" not in limited.err
    assert machine.run("send", "otro.csv").code == 0
    assert len(simulator.documents()) == 201


def test_a_lote_that_cannot_even_be_recorded_is_told_document_by_document(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 0
    before = len(simulator.requests())
    machine.write("otro.csv", lote([f"FX-{number}" for number in range(400)]))
    limited = machine.run_limited("send", "otro.csv", "--json", file_size=40_000)  # enough to open the ledger
    assert limited.code == limited.json["exit_code"] == 6, limited.err
    assert limited.json["error"]["code"] == "ledger_unwritable"
    assert [one["state"] for one in limited.json["documents"]] == ["not_sent"] * 400
    assert len(simulator.requests()) == before


@pytest.mark.slow
def test_a_ledger_kept_busy_while_a_document_is_in_the_air_still_ends_in_a_report(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--latency", "3") as simulator:
        process = machine.start("send", "lote.csv", "--json")
        ledger = machine.folder / "home" / "ledgers" / "default-sandbox.sqlite"
        while ledger_reading.states(ledger) != {"FV-1": "sending"}:
            time.sleep(0.02)
        with closing(keep_busy(ledger)):
            out, err = process.communicate(timeout=60)
        answer = json.loads(out)
        assert process.returncode == answer["exit_code"] == 6
        assert answer["error"]["code"] == "ledger_unwritable"
        assert [one["state"] for one in answer["documents"]] == ["in_doubt"]
        assert "no quedó anotado" in err.decode()
        assert machine.run("resume").code == 0
        assert len(simulator.documents()) == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_a_signal_while_the_account_is_looked_at_tells_of_every_document(
    machine: Machine, number: signal.Signals, code: int
) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    machine.variables["FACTUS_TIMEOUT"] = "3"  # a request that hangs is known of once it is given up
    with served(machine, "--scenario", "account/hang") as simulator:
        process = machine.start("send", "lote.csv", "--json")
        while not any(one["path"].startswith("/v2/") for one in simulator.requests()):
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=40)
        answer = json.loads(out)
        assert process.returncode == answer["exit_code"] == code, err
        assert "Traceback" not in err.decode()
        assert {one["state"] for one in answer["documents"]} == {"not_sent"}
        assert answer["summary"]["not_sent"] == len(answer["documents"]) == len(REFERENCES)
        assert answer["error"]["code"] == {130: "interrupted", 143: "terminated"}[code]
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("send", "lote.csv").code == 0
        assert len(simulator.posts()) == len(simulator.documents()) == len(REFERENCES)
