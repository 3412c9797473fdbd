"""The real `factus` as a process, and a simulator on a port: what a user has, and nothing less."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factus_cli.simulator import account

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FACTUS = (sys.executable, "-m", "factus_cli")
CREDENTIALS = {
    "FACTUS_CLIENT_ID": account.CLIENT_ID,
    "FACTUS_CLIENT_SECRET": account.CLIENT_SECRET,
    "FACTUS_USERNAME": account.USERNAME,
    "FACTUS_PASSWORD": account.PASSWORD,
}


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        return json.loads(self.out)


@dataclass
class Machine:
    """A machine with its own FACTUS_HOME and working folder, and what is set in its environment."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command sees: no FACTUS_* of whoever runs the tests, and no keyring of theirs."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FACTUS_")}
        return {
            **inherited,
            "FACTUS_HOME": str(self.folder / "home"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "100",
            **self.variables,
        }

    def run(self, *args: str, stdin: bytes | None = None, timeout: float = 120) -> Finished:
        """Run a command to its end."""
        done = subprocess.run(
            [*FACTUS, *args],
            cwd=self.folder,
            env=self.environment,
            input=stdin if stdin is not None else b"",
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def run_limited(self, *args: str, file_size: int) -> Finished:
        """Run a command that may write no file longer than so many bytes, as on a disk that is full."""
        script = (
            "import resource, signal, sys\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({file_size}, {file_size}))\n"
            "from factus_cli.__main__ import main\n"
            "sys.argv = ['factus', *sys.argv[1:]]\n"
            "main()\n"
        )
        unmeasured = {name: value for name, value in self.environment.items() if not name.startswith("COVERAGE")}
        done = subprocess.run(
            [sys.executable, "-c", script, *args],
            cwd=self.folder,
            env=unmeasured,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *args: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a command and leave it running; its input is empty, or a pipe."""
        return subprocess.Popen(
            [*FACTUS, *args],
            cwd=self.folder,
            env=self.environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def set_clock(self, off: float) -> None:
        """From now on the commands' clock is so many seconds off (and a tenth faster, which is how it is told)."""
        self.variables["FACTUS_SIMULATED_CLOCK"] = f"1.1@{time.time() - off / 0.1:.3f}"

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        """A file in the working folder."""
        path = self.folder / name
        path.write_text(text, encoding=encoding)
        return path


@dataclass(frozen=True, slots=True)
class ServedSimulator:
    """A simulator on a port of this machine, asked over HTTP what it has seen."""

    url: str

    def documents(self) -> list[dict[str, Any]]:
        """What it stores."""
        return list(self.ask("/_simulator/documents")["documents"])

    def requests(self) -> list[dict[str, Any]]:
        """What it was asked, in order."""
        return list(self.ask("/_simulator/requests")["requests"])

    def posts(self) -> list[str]:
        """The references of the documents posted, one for each POST."""
        return [one["reference"] for one in self.requests() if one["path"].endswith("/validate")]

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """An answer of the simulator's own doors, which Factus has not."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310  # always http to this machine
            self.url + path, data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def served(machine: Machine, *options: str) -> Iterator[ServedSimulator]:
    """`factus simulate serve` on a free port, and the machine told to use it."""
    process = machine.start("simulate", "serve", "--port", "0", "--quota", "0", "--json", *options)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr.read().decode() if process.stderr else ""
        told = json.loads(line)
        url = told["url"]
        machine.variables.update({**CREDENTIALS, "FACTUS_BASE_URL": url, "FACTUS_RPM": "100000"})
        if told["clock"] is not None:
            machine.variables["FACTUS_SIMULATED_CLOCK"] = told["clock"]
        yield ServedSimulator(url)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def lote(references: Sequence[str], *, price: str = "1000") -> str:
    """A CSV lote of one correct line for each reference."""
    head = "referencia,cliente_identificacion,cliente_dv,cliente_nombre,cliente_correo,item_nombre,cantidad,"
    head += "precio_unitario,iva,unidad"
    rows = [f"{one},900123456,8,Cliente SAS,cliente@example.com,Café,2,{price},19,94" for one in references]
    return "\n".join((head, *rows)) + "\n"
