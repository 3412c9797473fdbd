"""`check --format`: what a machine is told of a whole run, files that could not be read too, and at which line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from processes import lote

if TYPE_CHECKING:
    from processes import Machine

HEAD = "referencia,cliente_identificacion,cliente_dv,cliente_nombre,cliente_correo,item_nombre,cantidad,precio_unitario,iva"
WRONG = "FV-9,900123456,7,Cliente SAS,cliente@example.com,Té,1,1000,19"
SHAPES = {
    "plain": (f"{HEAD}\n{WRONG}\n", 2),
    "a sep line": (f"sep=,\n{HEAD}\n{WRONG}\n", 3),
    "a line break above": (
        f'{HEAD}\nFV-1,900123456,8,"Cliente\nSAS",c@example.com,"Café\ny té",1,1000,19\n{WRONG}\n',
        5,
    ),
    "both, and Windows ends": (
        f'sep=,\r\n{HEAD}\r\nFV-1,900123456,8,"Cliente\r\nSAS",c@example.com,Café,1,1000,19\r\n\r\n{WRONG}\r\n',
        6,
    ),
}


@pytest.mark.parametrize("format_", ["github", "junit", "sarif", "csv"])
def test_a_file_that_cannot_be_read_is_told_beside_the_others(machine: Machine, format_: str) -> None:
    machine.write("malo.csv", "a,b\n1,2\n")
    machine.write("bueno.csv", lote(["FV-1"]))
    done = machine.run("check", "malo.csv", "bueno.csv", "--format", format_)
    assert done.code == 3
    assert "no_header" in done.out
    if format_ == "junit":
        failed = {one.get("name"): one.get("failures") for one in ET.fromstring(done.out)}
        assert failed == {"malo.csv": "1", "bueno.csv": "0"}


@pytest.mark.parametrize(("text", "line"), SHAPES.values(), ids=list(SHAPES))
def test_the_line_is_that_of_the_file(machine: Machine, text: str, line: int) -> None:
    (machine.folder / "mes.csv").write_bytes(text.encode())
    done = machine.run("check", "mes.csv", "--format", "github")
    assert f"::error file=mes.csv,line={line},col=3,title=CLI-03 C" in done.out
    log = json.loads(machine.run("check", "mes.csv", "--format", "sarif").out)
    (error,) = [one for one in log["runs"][0]["results"] if one["level"] == "error"]
    assert error["locations"][0]["physicalLocation"]["region"]["startLine"] == line


def test_what_is_read_only_once_is_told_by_its_rows(machine: Machine) -> None:
    done = machine.run("check", "-", "--format", "github", stdin=SHAPES["a sep line"][0].encode())
    assert "::error file=-,line=2,col=3,title=CLI-03 C2" in done.out
