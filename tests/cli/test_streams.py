"""Whatever the descriptors that a command begins with, it does its work, tells what it can, and ends with its code."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from processes import FACTUS, Finished, lote

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="descriptors of a shell, and a disk that is always full")
ODD = ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full")
SAFE_WORDS = ("Traceback", "inesperado", "Exception ignored", "Logging error")


def redirected(machine: Machine, args: str, where: str) -> Finished:
    """Run a command from a shell that gives it its descriptors."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {shlex.join(FACTUS)} {args} {where}"],
        cwd=machine.folder,
        env=machine.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    told = Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert not [word for word in SAFE_WORDS if word in told.out + told.err], told
    return told


def test_what_is_sent_is_sent_whatever_the_descriptors(machine: Machine, simulator: ServedSimulator) -> None:
    sent = []
    for index, where in enumerate(ODD):
        machine.write("lote.csv", lote([f"FV-{index}"]))
        done = redirected(machine, "send lote.csv", where)
        sent.append(f"FV-{index}")
        assert (done.code, simulator.posts()) == (0, sent), where
        told = "no se pudo escribir la respuesta" in done.err and "factus status" in done.err
        assert told == (where in (">&-", ">/dev/full")), where
    assert [one["state"] for one in machine.run("list", "--json").json["documents"]] == ["validated"] * len(ODD)
    assert machine.run("ledger", "verify").code == 0


@pytest.mark.parametrize("how", ["--json", "--ndjson", ""], ids=["json", "ndjson", "table"])
def test_a_send_that_cannot_answer_ends_as_its_documents_did(
    machine: Machine, simulator: ServedSimulator, how: str
) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-RECHAZO-2"]))
    simulator.ask("/_simulator/scenarios", {"scenarios": ["rejection@FV-RECHAZO-2"]})
    done = redirected(machine, f"send lote.csv {how}", ">/dev/full")
    assert done.code == 5
    assert "no queda espacio" in done.err
    assert "lo enviado está en el libro: mírelo con factus status o factus list" in done.err
    states = {one["reference_code"]: one["state"] for one in machine.run("list", "--json").json["documents"]}
    assert states == {"FV-1": "validated", "FV-RECHAZO-2": "rejected"}


ANSWERS = (
    "--version",
    "--help",
    "list --simulate",
    "status --simulate --json",
    "explain FAK24",
    "ledger sql --simulate 'select 1' --format csv",
    "ledger sql --simulate 'select 1' --json",
)


def test_a_command_that_only_answers_has_failed_without_its_answer(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv", "--simulate").code == 0
    for args in ANSWERS:
        done = redirected(machine, args, ">/dev/full")
        assert (done.code, "no se pudo escribir la respuesta" in done.err) == (2, True), (args, done)


@pytest.mark.parametrize("format_", ["table", "json", "csv", "github", "junit", "sarif"])
def test_a_check_ends_with_its_verdict(machine: Machine, format_: str) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert redirected(machine, f"check lote.csv --format {format_}", ">/dev/full").code == 0
    machine.write("lote.csv", lote(["FV-1"]).replace("900123456,8", "900123456,7"))
    done = redirected(machine, f"check lote.csv --format {format_}", ">&-")
    assert (done.code, "está cerrada" in done.err) == (3, True)


def test_an_error_is_told_where_it_can_be(machine: Machine) -> None:
    for where in ODD:
        done = redirected(machine, "check nada.csv --json", where)
        assert done.code == 2, where
        if done.out:
            assert json.loads(done.out)["exit_code"] == 2


def test_an_input_that_cannot_be_read_is_told(machine: Machine) -> None:
    for where in ("<&-", "0>salida", "</dev/null"):
        done = redirected(machine, "check - --json", where)
        assert done.code == json.loads(done.out)["exit_code"] == (2 if where == "0>salida" else 3), where


def test_a_reader_of_the_progress_that_leaves_does_not_stop_the_send(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    with machine.start("send", "lote.csv", "--json") as process:
        assert process.stderr is not None
        process.stderr.close()
        assert process.stdout is not None
        assert json.load(process.stdout)["summary"]["validated"] == 2
    assert process.returncode == 0
    assert simulator.posts() == ["FV-1", "FV-2"]


NOT_WAITING = """
import os, subprocess, sys, time
ours, theirs = os.pipe()
os.set_blocking(theirs, False)
process = subprocess.Popen(sys.argv[1:], stdout=theirs)
os.close(theirs)
time.sleep(1)  # until more is written than a pipe holds
sys.stdout.write(open(ours).read())
sys.exit(process.wait())
"""


def test_a_pipe_that_does_not_wait_gets_all_of_the_answer(machine: Machine) -> None:
    machine.write("lote.csv", lote([f"FV-{number}" for number in range(400)]))
    for unbuffered in ("", "1"):
        machine.variables["PYTHONUNBUFFERED"] = unbuffered
        done = subprocess.run(
            [sys.executable, "-c", NOT_WAITING, *FACTUS, "check", "lote.csv", "--json"],
            cwd=machine.folder,
            env=machine.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert len(json.loads(done.stdout)["documents"]) == 400


def test_a_log_that_fills_its_disk_is_told_once_and_stops_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    done = redirected(machine, "send lote.csv --json --log-file /dev/full", "")
    assert (done.code, done.json["summary"]["validated"]) == (0, 2)
    assert done.err.count("el registro /dev/full no se pudo escribir: no queda espacio") == 1
    assert simulator.posts() == ["FV-1", "FV-2"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_a_console_of_another_encoding_gets_signs_it_has_and_machines_get_utf_8(
    machine: Machine, encoding: str
) -> None:
    machine.variables["PYTHONIOENCODING"] = encoding
    machine.write("lote.csv", lote(["FV-1", "FV-2"]).replace("Cliente SAS", "Ñandú → «日本» SAS"))
    lines = encoded(machine, "send", "lote.csv", "--simulate", "--ndjson").decode("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["document", "document", "summary"]
    assert json.loads(lines[0])["customer"]["name"] == "Ñandú → «日本» SAS"
    table = encoded(machine, "list", "--simulate").decode(encoding)
    assert ("Ñandú ? «??» SAS" if encoding != "ascii" else "?and? ? ???? SAS") in table


def encoded(machine: Machine, *args: str) -> bytes:
    """What a command that ends well writes on stdout."""
    return subprocess.run(
        [*FACTUS, *args], cwd=machine.folder, env=machine.environment, capture_output=True, timeout=60, check=True
    ).stdout
