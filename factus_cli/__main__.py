"""`python -m factus_cli`, and the `factus` command itself. The version is answered before anything is imported."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from factus_cli import streams


def main() -> None:
    """Run the command line and leave with its exit code."""
    streams.make_safe()
    if sys.argv[1:] == ["--version"]:
        from factus_cli import __version__  # noqa: PLC0415

        print(f"factus {__version__}")  # noqa: T201  # the answer itself
        if streams.lost() is None:
            return
    gc.set_threshold(100_000, 50, 50)  # modules and documents are many objects, and hardly any of them is garbage
    try:
        from factus_cli.cli import run, signals  # noqa: PLC0415  # typer takes 60 ms that --version need not wait for

        atexit.register(signals.too_late)
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command has begun: nothing to tell
        code = 130
    _leave(code)


def _leave(code: int) -> None:
    """End the process: what is left is memory, which the system takes back at once and Python object by object."""
    sys.stdout.flush()
    sys.stderr.flush()
    atexit._run_exitfuncs()  # what Python would do, too
    os._exit(code)


if __name__ == "__main__":
    main()
