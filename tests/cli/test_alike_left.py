"""A reference that already left, written with other capitals, is not sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes import lote

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator


def test_a_reference_that_left_with_other_capitals_is_kept_back(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("ventas.csv", lote(["FV-1", "FV-2"]))
    assert machine.run("send", "ventas.csv").code == 0
    machine.write("otra.csv", lote(["fv-1", "Fv-3", "FV-2"]))
    done = machine.run("send", "otra.csv", "--json")
    told = [
        (one["code"], one["cell"], one["reference_code"]) for one in done.json["findings"] if one["severity"] == "error"
    ]
    assert (done.code, told) == (3, [("LIB-04", "A2", "fv-1")])
    sent = machine.run("send", "otra.csv", "--only-correct", "--json").json["summary"]
    assert (sent["validated"], sent["already_validated"]) == (1, 1)
    assert simulator.posts() == ["FV-1", "FV-2", "Fv-3"]
    machine.write("nueva.csv", lote(["FV-3"]))
    assert machine.run("send", "nueva.csv").code == 3
    assert machine.run("send", "ventas.csv").code == 0
