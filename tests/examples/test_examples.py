"""The examples are what `make.py` makes, and read as they should."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from factus_cli.domain.nit import check_digit

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RIGHT = ("mes-comercial.xlsx", "mes-contador.csv", "siete-columnas.csv", "notas-credito.csv")
MISTAKES = [
    ("FE-1", "D4", "CLI-03"),
    ("FE-3", "I8", "VAL-16"),
    ("FE-5", "Q13", "LIN-03"),
    ("FE-7", "P17", "VAL-02"),
    ("FE-9", "T21", "VAL-10"),
    ("FE-11", "T25", "VAL-07"),
    ("FE-13", "F28", "CLI-10"),
    ("FE-15", "M32", "PAG-03"),  # no column says the date: the cell of the days
    ("FE-17", "E37", "FIL-03"),
    ("FE-19", "C40", "VAL-06"),
]


def cells(path: Path) -> Any:
    """What a file says: a workbook by its cells, a text file by its bytes."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def checked(name: str, home: Path) -> dict[str, Any]:
    """What `factus check` answers of an example."""
    done = subprocess.run(
        [sys.executable, "-m", "factus_cli", "check", str(EXAMPLES / name), "--json"],
        env={**os.environ, "FACTUS_HOME": str(home)},
        cwd=home,
        capture_output=True,
        check=False,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == answer["exit_code"]
    return answer


def nits(value: Any) -> Iterator[tuple[str, str]]:
    """The NITs of the trading company's month, with the check digit beside each."""
    for row in value[3:-1]:
        if row[1] == "NIT":
            yield row[2], row[3]


@pytest.mark.parametrize("name", [*RIGHT, "con-errores.xlsx"])
def test_an_example_is_what_its_script_makes(tmp_path: Path, name: str) -> None:
    script = runpy.run_path(str(EXAMPLES / "make.py"))
    script["write"](tmp_path)
    assert cells(tmp_path / name) == cells(EXAMPLES / name)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_example_reads_without_an_error(tmp_path: Path, name: str) -> None:
    answer = checked(name, tmp_path)
    assert [found for found in answer["findings"] if found["severity"] == "error"] == []
    assert answer["ok"] is True
    assert answer["summary"]["incorrect"] == 0


def test_the_month_of_a_trading_company_has_fifty_invoices_of_every_kind(tmp_path: Path) -> None:
    answer = checked("mes-comercial.xlsx", tmp_path)
    assert answer["summary"] == {"documents": 50, "correct": 50, "incorrect": 0, "rows": 316}
    taxes = {(tax["code"], tax["rate"]) for tax in answer["totals"]["taxes"]}
    assert taxes == {("01", "0.00"), ("01", "5.00"), ("01", "19.00"), ("04", "8.00")}
    assert float(answer["totals"]["discount"]) > 0
    assert float(answer["totals"]["surcharge"]) > 0


def test_the_mistakes_are_ten_each_at_its_cell(tmp_path: Path) -> None:
    answer = checked("con-errores.xlsx", tmp_path)
    errors = [found for found in answer["findings"] if found["severity"] == "error"]
    found = sorted((one["row"], one["reference_code"], one["cell"], one["code"]) for one in errors)
    assert [one[1:] for one in found] == MISTAKES
    assert all(None not in (one["cell"], one["value"], one["header"]) and one["hint"] for one in errors)
    assert (answer["summary"]["correct"], answer["summary"]["incorrect"], answer["exit_code"]) == (10, 10, 3)


def test_every_nit_of_the_month_carries_its_own_check_digit() -> None:
    found = list(nits(cells(EXAMPLES / "mes-comercial.xlsx")))
    assert found
    assert all(check_digit(nit) == dv for nit, dv in found)
