"""Where details go that a person need not read: the --log-file, and the trace of a bug."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem, why

if TYPE_CHECKING:
    from collections.abc import Sequence

BOGOTA = timezone(timedelta(hours=-5))


def to_file(path: Path) -> None:
    """Write what the parts log to a file: requests with their status, never a body nor a credential."""
    try:
        writer = _Writer(path, encoding="utf-8")
    except OSError as error:
        raise UsageProblem(
            f"no se puede escribir el registro {path}: {why(error)}", hint="elija otro archivo con --log-file"
        ) from None
    writer.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("factus_cli", "httpx"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG if name == "factus_cli" else logging.INFO)
        logger.addHandler(writer)


class _Writer(logging.FileHandler):
    """A file whose disk may fill up: that is told once, and the run goes on without it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # as logging calls it
        """Tell why the first line could not be written, and write no more."""
        problem = sys.exc_info()[1]
        reason = why(problem) if isinstance(problem, OSError) else type(problem).__name__
        self.addFilter(lambda _: False)
        sys.stderr.write(f"Atención: el registro {self.baseFilename} no se pudo escribir: {reason}; se sigue sin él\n")


def write_bug(error: Exception, args: Sequence[str]) -> Path | str:
    """Keep the trace of an unexpected error; the path it went to. Arguments are kept, the environment is not."""
    from factus_cli.settings import home

    text = f"factus {' '.join(args)}\n{''.join(traceback.format_exception(error))}"
    name = f"error-{datetime.now(BOGOTA):%Y%m%d-%H%M%S}.log"
    try:
        folder = home(os.environ).logs
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / name
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError):
        path = Path(name)
        try:
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            return "ninguna parte: no se pudo escribir el registro"
    return path
