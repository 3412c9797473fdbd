"""How long the command takes to start, as a ratio to a bare interpreter of the same environment, in the same run.

`python tests/benchmarks/startup.py` prints a line for each command; the commands and the floor alternate, and each
time is the best of many, since a busy machine only ever adds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
HEAD = "referencia,cliente_identificacion,cliente_dv,cliente_nombre,cliente_correo,item_nombre,cantidad,precio_unitario,iva"
LOTE = "\n".join(
    (HEAD, *(f"FV-{n},900123456,8,Cliente SAS,cliente@example.com,Café,2,1000,19" for n in range(1, 4)), "")
)
FACTUS = (sys.executable, "-m", "factus_cli")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        lote = Path(folder) / "lote.csv"
        lote.write_text(LOTE, encoding="utf-8")
        commands = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "factus --version": (*FACTUS, "--version"),
            "factus --help": (*FACTUS, "--help"),
            "factus check (3 invoices)": (*FACTUS, "check", str(lote)),
        }
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(ROUNDS):
            for name, command in commands.items():
                best[name] = min(best[name], seconds(command))
    floor = best["python -c pass"]
    for name, took in best.items():
        print(f"{name:28} {took * 1000:7.1f} ms  {took / floor:5.1f} x")


def seconds(command: tuple[str, ...]) -> float:
    """Wall time of a command that must succeed."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
