"""What a `send` costs in CPU, as a ratio to a bare httpx client that posts the same bodies, 8 at once.

`python tests/benchmarks/sending.py [DOCUMENTS] [ROUNDS]` prints user + system seconds of whole processes, each the best
of its rounds, which alternate: the bare client (its imports, a token, the POSTs), `factus send --yes` (reading, checks,
token, ranges, POSTs, ledger, report) and `factus send --dry-run` of the same file, which is all before the first POST.
The last line leaves those and the bare client's start out: what a document costs from the plan to the report in
each. The first ratio is the one that must hold.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from processes import FACTUS, Machine, lote, served

BARE = (sys.executable, str(Path(__file__).with_name("bare_client.py")))
AT_ONCE = "8"
MOST = 2.0
"""The ratio that must hold."""
SEND, REHEARSAL, CLIENT, START = (
    "factus send --yes",
    "factus send --dry-run",
    "bare httpx client",
    "bare client's start",
)


def main(documents: int = 2000, rounds: int = 3) -> int:
    """Measure and print; 1 where the ratio is above `MOST`."""
    best: dict[str, float] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            for name, seconds in one_round(Machine(Path(folder)), documents, number).items():
                best[name] = min(best.get(name, seconds), seconds)
    print(f"CPU (user + system) for {documents} documents, {AT_ONCE} at once, no latency, no quota; best of {rounds}")
    for name, seconds in best.items():
        print(f"{name:24} {seconds:7.3f} s  {seconds / best[CLIENT]:5.2f} x")
    print(f"{'sending alone':24} {(best[SEND] - best[REHEARSAL]) / (best[CLIENT] - best[START]):17.2f} x")
    return int(best[SEND] > MOST * best[CLIENT])


def one_round(machine: Machine, documents: int, number: int) -> dict[str, float]:
    """The seconds of each. Both post the same bodies, each to a simulator of its own."""
    machine.write("lote.csv", lote([f"FV-{number}-{one}" for one in range(documents)]))
    seconds = {}
    with served(machine):
        machine.variables["FACTUS_RPM"] = "100000000"
        seconds[REHEARSAL] = cpu(machine, *FACTUS, "send", "lote.csv", "--dry-run")
        seconds[SEND] = cpu(machine, *FACTUS, "send", "lote.csv", "--yes", "--concurrency", AT_ONCE)
    with served(machine) as simulator:
        (machine.folder / "none").touch()
        (machine.folder / "bodies").write_bytes(b"\n".join(payloads(machine)))
        seconds[START] = cpu(machine, *BARE, simulator.url, "none", AT_ONCE)
        seconds[CLIENT] = cpu(machine, *BARE, simulator.url, "bodies", AT_ONCE)
    return seconds


def payloads(machine: Machine) -> list[bytes]:
    """The bodies as they left, from the ledger."""
    (ledger,) = (machine.folder / "home" / "ledgers").glob("*.sqlite")
    with closing(sqlite3.connect(ledger)) as db:
        return [body for (body,) in db.execute("SELECT body FROM payloads JOIN documents ON payload = hash")]


def cpu(machine: Machine, *command: str) -> float:
    """User and system seconds of a command that must succeed."""
    process = subprocess.Popen(command, cwd=machine.folder, env=machine.environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
