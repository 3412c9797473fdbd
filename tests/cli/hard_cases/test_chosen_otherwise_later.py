"""A range or the e-mails chosen otherwise while a document is half-way: it is finished as it left, and that is told."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest
from hosted import hosted
from processes import lote
from standings import at_factus

from factus_cli.simulator.account import default_account

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

THREE = ["FV-1", "FV-2", "FV-3"]
TWO_RANGES = default_account(more_invoice_ranges=1)
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of POSIX")


def killed(machine: Machine, simulator: ServedSimulator, *options: str) -> None:
    """A send that dies while FV-2 is in the air, whose POST arrives nowhere."""
    machine.write("lote.csv", lote(THREE))
    machine.variables["FACTUS_TIMEOUT"] = "2"
    process = machine.start("send", "lote.csv", "--concurrency", "1", *options)
    while "FV-2" not in simulator.posts():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    simulator.ask("/_simulator/scenarios", {"scenarios": []})


def prefixes(simulator: ServedSimulator) -> dict[str, str]:
    return {name: one["number"][:3] for name, one in at_factus(simulator).items()}


def test_another_range_is_not_for_what_is_in_doubt_and_that_is_told(machine: Machine) -> None:
    with hosted(machine, TWO_RANGES, "lost-before:9@FV-2", "slow:1@FV-2") as simulator:
        killed(machine, simulator, "--range", "SETP", "--limit", "2")
        done = machine.run("send", "lote.csv", "--range", "SM1", "--json")
        assert done.code == 0, done.err
        (told,) = done.json["preflight"]["warnings"]
        for word in ("FV-2", "SETP", "SM1", "tal como salió"):
            assert word in told
        assert told in " ".join(done.err.split())
        assert prefixes(simulator) == {"FV-1": "SET", "FV-2": "SET", "FV-3": "SM1"}
        assert machine.run("ledger", "verify").code == 0


def test_resume_finishes_in_the_range_that_was_chosen_then(machine: Machine) -> None:
    with hosted(machine, TWO_RANGES, "hang@FV-2") as simulator:
        killed(machine, simulator, "--range", "SM1")
        assert machine.run("resume").code == 0
        assert prefixes(simulator) == dict.fromkeys(THREE, "SM1")


@pytest.mark.parametrize("again", [("send", "lote.csv"), ("resume",)], ids=["send", "resume"])
def test_the_emails_of_what_left_before_are_counted_whatever_is_chosen_now(
    machine: Machine, again: tuple[str, ...]
) -> None:
    with hosted(machine, default_account(), "hang@FV-2") as simulator:
        killed(machine, simulator, "--email", "--limit", "2")
        done = machine.run(*again, "--json")
        mailed = {"send": 1, "resume": 2}[again[0]]  # `send` writes FV-3 anew, without e-mail
        assert (done.code, done.json["preflight"]["emails"]) == (0, mailed)
        told = " ".join(done.err.split())
        assert "Sin correos" not in told
        assert any("con correo a su cliente" in one for one in done.json["preflight"]["warnings"]) is (mailed == 1)


@pytest.mark.parametrize("options", [("--range", "VENC"), ()], ids=["expired", "several"])
def test_what_is_in_doubt_needs_no_range_to_be_finished(machine: Machine, options: tuple[str, ...]) -> None:
    with hosted(machine, TWO_RANGES, "hang@FV-2") as simulator:
        killed(machine, simulator, "--range", "SM1")
        machine.write("lote.csv", lote(THREE[:2]))
        done = machine.run("send", "lote.csv", *options, "--json")
        assert (done.code, done.json["summary"]["in_doubt"]) == (0, 0), done.err
        assert prefixes(simulator)["FV-2"] == "SM1"


def test_a_row_taken_out_of_its_file_while_it_is_in_doubt_is_not_forgotten_in_silence(machine: Machine) -> None:
    with hosted(machine, default_account(), "hang@FV-2") as simulator:
        killed(machine, simulator)
        machine.write("lote.csv", lote(["FV-1", "FV-3"]))
        done = machine.run("send", "lote.csv", "--json")
        assert done.code == 0
        for answer in (done, machine.run("status")):
            told = " ".join(answer.err.split())
            assert "1 documento de otros envíos sin terminar (FV-2): factus resume" in told
        assert machine.run("status", "--json").json["next"] == "factus resume"
        assert machine.run("resume").code == 0
        assert machine.run("status", "--json").json["next"] is None
        assert "otros envíos" not in machine.run("status").err
        assert sorted(at_factus(simulator)) == THREE
