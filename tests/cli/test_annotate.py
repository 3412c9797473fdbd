"""`--annotate`: the copy that `check` and `send` leave, and the places where they don't."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from processes import lote

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RED = "FFFFC7CE"


def test_the_ten_mistakes_are_marked_in_a_copy(machine: Machine) -> None:
    shutil.copy(EXAMPLES / "con-errores.xlsx", machine.folder)
    done = machine.run("check", "con-errores.xlsx", "--annotate", "revisado.xlsx", "--json")
    assert done.code == 3
    errors = [one for one in done.json["findings"] if one["severity"] == "error"]
    book = openpyxl.load_workbook(machine.folder / "revisado.xlsx")
    sheet = book[errors[0]["sheet"]]
    for one in errors:
        if one["cell"]:
            assert sheet[one["cell"]].fill.fgColor.rgb == RED
            assert one["code"] in sheet[one["cell"]].comment.text
    assert book["Errores"].max_row == 1 + sum(one["severity"] != "notice" for one in done.json["findings"])


def test_send_leaves_it_too_with_what_changed_since(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 0
    machine.write("lote.csv", lote(["FV-1"], price="2000"))
    assert machine.run("send", "lote.csv", "--annotate", "revisado.xlsx").code == 3
    listed = openpyxl.load_workbook(machine.folder / "revisado.xlsx")["Errores"]
    assert [row[3].value for row in listed.iter_rows(min_row=2)] == ["LIB-01"]
    assert simulator.posts() == ["FV-1"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("lote.csv", "--annotate", "revisado.csv"), "debe terminar en .xlsx"),
        (("lote.csv", "--annotate", "no/hay/revisado.xlsx"), "no se pudo escribir"),
        (("lote.csv", "otro.csv", "--annotate", "revisado.xlsx"), "un solo archivo"),
        (("con-errores.xlsx", "--annotate", "con-errores.xlsx"), "su propio archivo"),
    ],
)
def test_a_copy_that_cannot_be_is_told(machine: Machine, args: tuple[str, ...], said: str) -> None:
    shutil.copy(EXAMPLES / "con-errores.xlsx", machine.folder)
    own = (machine.folder / "con-errores.xlsx").read_bytes()
    for name in ("lote.csv", "otro.csv"):
        machine.write(name, lote([f"FV-{name[:1]}"]))
    done = machine.run("check", *args)
    assert done.code == 2
    assert said in done.err
    assert (machine.folder / "con-errores.xlsx").read_bytes() == own


def test_a_file_that_cannot_be_read_leaves_no_copy(machine: Machine) -> None:
    machine.write("vacio.csv", "")
    done = machine.run("check", "vacio.csv", "--annotate", "revisado.xlsx")
    assert done.code == 3
    assert "no se hizo la copia" in done.err
    assert not (machine.folder / "revisado.xlsx").exists()


def test_standard_input_has_no_copy(machine: Machine) -> None:
    done = machine.run("check", "-", "--annotate", "revisado.xlsx", stdin=lote(["FV-1"]).encode())
    assert done.code == 2
    assert "necesita un archivo" in done.err
