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


@pytest.mark.parametrize("args", [["explain", "FAK24"], ["catalog", "unidades", "kilo", "--json"]], ids=" ".join)
def test_what_is_typed_as_text_is_taken_without_pydantic(args: list[str]) -> None:
    script = ASK.format(args=args, heavy={"pydantic"})
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0"
    assert done.stdout


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--expect-count", "muchos", "debe ser un número entero"),
        ("--expect-count", "1.5", "debe ser un número entero"),
        ("--header-row", "0", "debe ser 1 o más"),
    ],
)
def test_a_number_that_can_not_be_is_told_in_spanish(option: str, value: str, said: str) -> None:
    script = ASK.format(args=["check", "nada.csv", option, value], heavy=set())
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert f"el valor de {option} no sirve: {said}\n" in done.stderr
    assert done.stderr.splitlines()[-1] == "2"
