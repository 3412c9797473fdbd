"""How long `factus check` takes and how much memory, as ratios to Polars merely reading the same file as text.

`python tests/benchmarks/checking.py [lines]` writes a month of so many lines (100,000 unless told; four to an invoice)
as `.xlsx` and `.csv`, and alternates both commands, process and all. Times are the best of several, since a busy machine
only adds; memory is the peak resident set of the process. `--wrong` measures the same month with a wrong e-mail in every
fifth invoice too (5,000 findings of 100,000 lines), `--million` 1,000,000 lines of `.csv`.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
PER_INVOICE = 4
HEAD = [
    *(
        "referencia",
        "forma_pago",
        "fecha_vencimiento",
        "cliente_tipo_documento",
        "cliente_identificacion",
        "cliente_dv",
    ),
    *("cliente_nombre", "cliente_correo", "cliente_direccion", "cliente_municipio", "item_codigo", "item_nombre"),
    *("cantidad", "precio_unitario", "descuento_porcentaje", "iva", "unidad"),
]
READERS = {
    "xlsx": "import polars as pl, sys; pl.read_excel(sys.argv[1], infer_schema_length=0)",
    "csv": "import polars as pl, sys; pl.read_csv(sys.argv[1], infer_schema=False)",
}
CUSTOMERS = 1_000
WRONG = 5
"""One invoice of so many has a wrong e-mail."""


class Took(NamedTuple):
    """Wall seconds and peak resident KiB of a process."""

    seconds: float
    peak: int


def main() -> None:
    """Write, measure, print."""
    counts = [int(one) for one in sys.argv[1:] if one.isdigit()] or [100_000]
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            for suffix in ("csv", "xlsx"):
                compare(written(Path(folder) / f"lote-{count}.{suffix}", count), count)
            if "--wrong" in sys.argv:
                compare(written(Path(folder) / f"wrong-{count}.csv", count, wrong=WRONG), count)
        if "--million" in sys.argv:
            compare(written(Path(folder) / "lote-1000000.csv", 1_000_000), 1_000_000, rounds=1)


def compare(path: Path, count: int, *, rounds: int = ROUNDS) -> None:
    """Both commands in turn, and their ratios."""
    commands = {
        "polars": [sys.executable, "-c", READERS[path.suffix[1:]], str(path)],
        "factus check": [sys.executable, "-m", "factus_cli", "check", str(path)],
    }
    best = {name: Took(float("inf"), 0) for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            took = measured(command)
            best[name] = Took(min(best[name].seconds, took.seconds), max(best[name].peak, took.peak))
    floor, ours = best["polars"], best["factus check"]
    for name, took in best.items():
        print(f"{path.name:18} {count:9,} lines  {name:13} {took.seconds:7.2f} s  {took.peak / 1024:8.1f} MiB")
    print(
        f"{'':35} {ours.seconds / floor.seconds:.2f} x the time, {ours.peak / floor.peak:.2f} x the memory", flush=True
    )


def measured(command: list[str]) -> Took:
    """Run a command that must succeed, or find errors in the lote."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{command} ended with {process.returncode}")
    peak = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss // 1024
    return Took(time.perf_counter() - began, peak)


def rows(count: int, wrong: int) -> Iterator[tuple[str | float, ...]]:
    """The lines of a month: a thousand customers, two thousand products, cash and credit, discounts, three rates.

    One invoice of `wrong` has an e-mail that is none; 0: all are correct.
    """
    chance = random.Random(count)  # a benchmark wants the same file every time
    people = [(13, str(1_000_000_000 + 7 * n)) for n in range(CUSTOMERS)]
    for index in range(count):
        document, first = divmod(index, PER_INVOICE)
        if not first:
            kind, identification = people[chance.randrange(CUSTOMERS)]
            credit = chance.random() < 0.4
        product = chance.randrange(2_000)
        yield (
            f"FV-{document + 1}",
            "crédito" if credit else "contado",
            "31/12/2099" if credit else "",
            str(kind),
            identification,
            "",
            f"Cliente número {identification}",
            f"cliente{identification}{' en ' if wrong and not document % wrong else '@'}example.com",
            f"Calle {identification[-3:]} # 12-34",
            "05001",
            f"P-{product}",
            f"Producto número {product}",
            chance.randint(1, 40),
            100 * chance.randint(10, 5_000) + (0.5 if product % 3 else 0),
            (5, 10, 0)[product % 3],
            (19, 5, 0.0)[0 if product % 5 else 1],
            "94",
        )


def written(path: Path, count: int, *, wrong: int = 0) -> Path:
    """The month in a file."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8") as file:
            file.write(",".join(HEAD) + "\n")
            file.writelines(",".join(map(str, row)) + "\n" for row in rows(count, wrong))
        return path
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Lote")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows(count, wrong), start=1):
            sheet.write_row(number, 0, row)
    return path


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
