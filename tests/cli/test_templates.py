"""`factus template`: what it writes is checked, filled and sent as it is; and its examples never leave in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

TYPES = [one.value for one in DocumentType]
CORRECTED = {"credit-note": "invoice", "debit-note": "invoice", "adjustment-note": "support-document"}


@pytest.mark.parametrize("type_", TYPES)
def test_a_template_passes_check_as_it_is(machine: Machine, type_: str) -> None:
    assert machine.run("template", "--type", type_, "-o", "plantilla.xlsx").code == 0
    done = machine.run("check", "plantilla.xlsx", "--json")
    assert (done.code, done.json["summary"]["correct"]) == (0, 3)
    assert {one["type"] for one in done.json["documents"]} == {type_}


@pytest.mark.parametrize("type_", TYPES)
def test_a_template_filled_by_a_script_is_sent(machine: Machine, simulator: ServedSimulator, type_: str) -> None:
    numbers = _sent(machine, CORRECTED[type_], ["A-1", "A-2", "A-3"]) if type_ in CORRECTED else []
    assert len(_sent(machine, type_, ["B-1", "B-2", "B-3"], numbers)) == 3
    assert sorted(simulator.posts())[-3:] == ["B-1", "B-2", "B-3"]


def _sent(machine: Machine, type_: str, references: list[str], corrected: list[str] | None = None) -> list[str]:
    """Fill the template of a type with references of one's own, send it, and give the numbers."""
    path = machine.folder / f"{type_}.xlsx"
    assert machine.run("template", "--type", type_, "-o", path.name).code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["Lote"]
    position = {cell.value: index for index, cell in enumerate(sheet[1])}
    for row in sheet.iter_rows(min_row=2, max_row=6):
        reference = row[0]
        if reference.value is None:
            continue
        index = int(str(reference.value).removeprefix("EJEMPLO-")) - 1
        reference.value = references[index]
        if corrected and row[position["factura_numero"]].value:
            row[position["factura_numero"]].value = corrected[index]
    book.save(path)
    done = machine.run("send", path.name, "--json")
    assert done.code == 0, done.out
    return [one["number"] for one in done.json["documents"]]


def test_a_file_that_exists_is_not_written_over(machine: Machine) -> None:
    machine.write("plantilla-factura.xlsx", "lo mío")
    refused = machine.run("template")
    assert refused.code == 2
    assert "ya existe" in refused.err
    assert (machine.folder / "plantilla-factura.xlsx").read_text(encoding="utf-8") == "lo mío"
    assert machine.run("template", "--force").code == 0


@pytest.mark.parametrize(
    ("name", "said"), [("plantilla.csv", "no termina en .xlsx"), ("no/esta.xlsx", "no se pudo escribir")]
)
def test_a_place_that_will_not_do_is_told(machine: Machine, name: str, said: str) -> None:
    refused = machine.run("template", "-o", name, "--json")
    assert refused.code == 2
    assert said in refused.json["error"]["message"]


def test_examples_left_in_a_lote_are_a_warning_and_never_leave_in_production(machine: Machine) -> None:
    assert machine.run("template", "-o", "lote.xlsx").code == 0
    assert "es un ejemplo de la plantilla" in machine.run("check", "lote.xlsx").out
    machine.variables |= {"FACTUS_ENVIRONMENT": "production"}
    done = machine.run("send", "lote.xlsx", "--yes", "--json")
    assert done.code == 3
    assert {one["code"] for one in done.json["findings"] if one["severity"] == "error"} == {"NUM-07"}
