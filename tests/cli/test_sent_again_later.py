"""A file that was right on its day can be sent again on a later one: the dates of what already left are not judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from processes import served

from factus_cli.cli.clock import today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from processes import Machine, ServedSimulator

COLUMNS = {
    "cliente_identificacion": "900123456",
    "cliente_dv": "8",
    "cliente_nombre": "Cliente SAS",
    "cliente_correo": "cliente@example.com",
    "item_nombre": "Café",
    "cantidad": "2",
    "precio_unitario": "1000",
    "iva": "19",
    "unidad": "94",
}
YESTERDAY = today() - timedelta(days=1)


def lote(rows: Mapping[str, Mapping[str, str]]) -> str:
    """A CSV of one line for each reference, with the cells that are not the usual ones."""
    filled = [{"referencia": reference, **COLUMNS, **cells} for reference, cells in rows.items()]
    return "\n".join(",".join(one) for one in (list(filled[0]), *(list(row.values()) for row in filled))) + "\n"


def day(moment: date) -> str:
    return f"{moment:%d/%m/%Y}"


DUE = today() + timedelta(days=30)
CREDIT = {"forma_pago": "crédito", "fecha_vencimiento": day(DUE)}
SHAPES = {
    "issue-date": ({"fecha_emision": day(today())}, {"fecha_emision": day(YESTERDAY)}),
    "due-date-and-days": ({**CREDIT, "dias_credito": "30"}, {**CREDIT, "dias_credito": "31"}),
}
"""The cells as they are right today, and as they read once their day has passed: the same content."""


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_validated_is_not_judged_by_today(machine: Machine, simulator: ServedSimulator, shape: str) -> None:
    right, late = SHAPES[shape]
    machine.write("lote.csv", lote({"FV-1": right, "FV-2": right}))
    assert machine.run("send", "lote.csv").code == 0
    asked = len(simulator.requests())
    machine.write("lote.csv", lote({"FV-1": late, "FV-2": late}))
    again = machine.run("send", "lote.csv", "--json")
    assert again.code == 0, again.out
    assert again.json["summary"]["already_validated"] == 2
    assert not [one for one in again.json["findings"] if one["severity"] == "error"]
    assert len(simulator.requests()) == asked


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_half_way_is_finished_on_a_later_day(machine: Machine, shape: str) -> None:
    right, late = SHAPES[shape]
    with served(machine, "--scenario", "delay@FV-1") as simulator:
        machine.write("lote.csv", lote({"FV-1": right}))
        assert machine.run("send", "lote.csv", "--wait-dian", "0s").code == 6
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        machine.write("lote.csv", lote({"FV-1": late}))
        again = machine.run("send", "lote.csv", "--json")
    assert again.code == 0, again.out
    assert again.json["documents"][0]["state"] == "validated"


def test_what_has_not_left_is_still_judged_by_today(machine: Machine, simulator: ServedSimulator) -> None:
    right, late = SHAPES["issue-date"]
    machine.write("lote.csv", lote({"FV-1": right}))
    assert machine.run("send", "lote.csv").code == 0
    machine.write("lote.csv", lote({"FV-1": late, "FV-2": late}))
    again = machine.run("send", "lote.csv", "--json")
    assert again.code == 3
    assert [one["reference_code"] for one in again.json["findings"] if one["code"] == "NUM-02"] == ["FV-2"]
    assert simulator.posts() == ["FV-1"]


def test_a_changed_row_of_an_old_file_is_told_as_changed_and_not_by_its_date(
    machine: Machine, simulator: ServedSimulator
) -> None:
    right, late = SHAPES["issue-date"]
    machine.write("lote.csv", lote({"FV-1": right}))
    assert machine.run("send", "lote.csv").code == 0
    machine.write("lote.csv", lote({"FV-1": {**late, "precio_unitario": "2000"}}))
    again = machine.run("send", "lote.csv", "--json")
    assert again.code == 3
    assert [one["code"] for one in again.json["findings"] if one["severity"] == "error"] == ["LIB-01"]
    assert simulator.posts() == ["FV-1"]


def test_strict_does_not_judge_what_left_either(machine: Machine, simulator: ServedSimulator) -> None:
    order = {"orden_compra": "OC-1", "orden_compra_fecha": day(today() + timedelta(days=3))}
    machine.write("lote.csv", lote({"FV-1": order}))
    assert machine.run("send", "lote.csv").code == 0
    again = machine.run("send", "lote.csv", "--strict", "--json")
    assert (again.code, again.json["summary"]["already_validated"]) == (0, 1)
    assert simulator.posts() == ["FV-1"]
