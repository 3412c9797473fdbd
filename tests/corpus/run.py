"""`factus check --json` over a corpus: every file gives findings or a refusal, in a process with limits.

`python tests/corpus/run.py FOLDER [--seed N] [--mutants N]` gathers the corpus into a folder (27 source distributions, 90
MB), adds the hostile files and the damaged ones, and checks each in a process of its own, two at once: half an hour.
Prints a line for each file that did something else, and ends with 1 if one did.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gather import gathered
from hostile import hostile
from mutants import mutants

from factus_cli.cli.show import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SECONDS = 60
ADDRESSES = 8 << 30
RESIDENT = 1 << 20
"""KiB of memory that a check may take."""
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({ADDRESSES}, {ADDRESSES}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
sys.argv[0] = "factus"
from factus_cli.__main__ import main
main()
"""
EXPECTED = frozenset({0, 2, 3})
PLACES = (
    "/dev/zero",
    "/dev/null",
    "/dev/stdin",
    "/dev/tty",
    "/proc/self/mem",
    "/proc/self/environ",
    "/",
    "no-existe.xlsx",
)
"""Paths that are no lote."""


class Ended(NamedTuple):
    """How a process ended: its exit code (negative: the signal), streams, peak KiB and seconds."""

    code: int
    out: str
    err: str
    peak: int
    seconds: float


def main() -> int:
    """Gather, make, check, say."""
    given = argparse.ArgumentParser()
    given.add_argument("folder", type=Path)
    given.add_argument("--seed", type=int, default=20261124)
    given.add_argument("--mutants", type=int, default=2)
    asked = given.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    files = gathered(folder)
    made = _written(folder / "hostile", hostile())
    damaged = _written(folder / "damaged", mutants(files, asked.seed, asked.mutants))
    paths = [*map(str, [*files, *made, *damaged]), *PLACES, *_odd_places(folder / "odd")]
    print(f"{len(files)} of the corpus, {len(made)} hostile, {len(damaged)} damaged", flush=True)
    return _checked(paths, folder)


def _checked(paths: Sequence[str], folder: Path) -> int:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    codes: Counter[str] = Counter()
    wrong = 0
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for path, ended in zip(paths, workers.map(lambda path: _check(path, home), paths), strict=True):
            problems = list(_problems(ended))
            codes[_what(ended.out)] += 1
            wrong += bool(problems)
            for one in problems:
                print(f"{path}: {one}", flush=True)
    for what, count in codes.most_common():
        print(f"{count:6} {what}")
    print(f"{len(paths)} checked, {wrong} did what they must not")
    return 1 if wrong else 0


def _check(path: str, home: Path) -> Ended:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FACTUS_")}
    command = [sys.executable, "-c", LIMITED, "check", path, "--json"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**environment, "FACTUS_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
            cwd=home,
            start_new_session=True,
        )
        clock = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        clock.start()
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(process.returncode, _read(out), _read(err), used.ru_maxrss, time.monotonic() - started)


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def _problems(ended: Ended) -> Iterable[str]:
    """What a check must not do."""
    answer = _answer(ended.out)
    if ended.code not in EXPECTED:
        yield f"exit {ended.code} after {ended.seconds:.0f} s: {ended.err.strip()[-300:]}"
    elif answer is None:
        yield f"no JSON but {ended.out[:100]!r}"
    elif _foreign(ended.err, answer):
        yield f"on its standard error: {ended.err.strip()[:300]!r}"
    if ended.peak > RESIDENT:
        yield f"{ended.peak // 1024} MiB of memory"


def _answer(out: str) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError:
        return None
    return answer


def _foreign(err: str, answer: dict[str, Any]) -> bool:
    """Whether there is something on the standard error besides what the answer says, too."""
    told = [answer.get("error"), *(one.get("error") for one in answer.get("files", ()))]
    for one in filter(None, told):
        shown = ORDERS.sub("\ufffd", one["message"])  # an order to the terminal is shown as none
        err = err.replace(f"Error: {shown}", "", 1).replace(one.get("hint") or "", "", 1)
    return bool(err.strip())


def _what(out: str) -> str:
    answer = _answer(out) or {}
    error = answer.get("error") or {}
    return str(error.get("code") or ("correct" if answer.get("ok") else "findings" if answer else "nothing"))


def _written(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for name, content in files:
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _odd_places(folder: Path) -> list[str]:
    """A pipe without a writer, a link to itself, a folder, a name that is no text."""
    folder.mkdir(exist_ok=True)
    pipe, loop, place = folder / "pipe.csv", folder / "loop.csv", folder / "folder.xlsx"
    if not pipe.exists():
        os.mkfifo(pipe)
    if not loop.is_symlink():
        loop.symlink_to(loop)
    place.mkdir(exist_ok=True)
    named = os.fsencode(folder) + b"/caf\xe9\x1b[31m\n.csv"
    Path(os.fsdecode(named)).write_bytes(b"referencia,nit\n1,2\n")
    return [*map(str, (pipe, loop, place)), os.fsdecode(named)]


if __name__ == "__main__":
    sys.exit(main())
