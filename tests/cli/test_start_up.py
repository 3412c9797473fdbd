"""What a fresh interpreter imports before it is asked for anything heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("polars", "httpx", "pydantic", "sqlite_utils", "keyring", "tenacity", "python_calamine", "starlette", "rich")
ASK = """
import sys
from factus_cli.cli import run
code = run({args!r})
print(code, *sorted({heavy!r} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("args", [["--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    script = ASK.format(args=args, heavy=set(HEAVY))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0"]
    assert done.stdout
