"""The examples are what `make.py` makes, and read as they should."""

from __future__ import annotations

import runpy
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MADE = sorted(
    path.name for path in EXAMPLES.iterdir() if path.suffix in (".csv", ".xlsx") and ".resultado" not in path.name
)


def cells(path: Path) -> object:
    """What a file says: a workbook by its cells, since its bytes hold the moment it was made."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


@pytest.mark.parametrize("name", MADE)
def test_an_example_is_what_its_script_makes(tmp_path: Path, name: str) -> None:
    script = runpy.run_path(str(EXAMPLES / "make.py"))
    script["write"](tmp_path)
    assert cells(tmp_path / name) == cells(EXAMPLES / name)


def test_the_month_has_fifty_invoices_and_three_hundred_lines() -> None:
    rows = cells(EXAMPLES / "mes-comercial.xlsx")
    assert len(rows) > 300
