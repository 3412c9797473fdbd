"""Notes against the ledger: no more credited than invoiced, no note of a note, and nothing said of what it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes import lote

if TYPE_CHECKING:
    from processes import Finished, Machine, ServedSimulator


def notes(*each: tuple[str, str, str, str]) -> str:
    """A lote of credit notes of one line: reference, number of the invoice, concept, price without IVA."""
    head, row = lote(["X"], price="PRECIO").splitlines()
    rows = [
        f"nota_credito,{number},{concept},{row.replace('X', reference, 1).replace('PRECIO', price)}"
        for reference, number, concept, price in each
    ]
    return "\n".join((f"tipo,factura_numero,concepto,{head}", *rows)) + "\n"


def told(done: Finished) -> list[tuple[str, str, str]]:
    return [
        (one["reference_code"], one["code"], one["cell"]) for one in done.json["findings"] if one["severity"] == "error"
    ]


def test_no_more_is_credited_than_was_invoiced(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("ventas.csv", lote(["FV-1"]))
    number = machine.run("send", "ventas.csv", "--json").json["documents"][0]["number"]
    machine.write("notas.csv", notes(("NC-1", number, "1", "600")))
    assert machine.run("send", "notas.csv").code == 0
    machine.write(
        "mas.csv", notes(("NC-2", number, "1", "300"), ("NC-3", number, "1", "200"), ("NC-4", "SETP7", "1", "9999"))
    )
    done = machine.run("send", "mas.csv", "--json")
    assert (done.code, told(done)) == (3, [("NC-2", "LIB-02", "B2"), ("NC-3", "LIB-02", "B3")])
    assert "suman $ 2.618,00, y la factura es de $ 2.380,00" in done.json["findings"][-1]["message"]
    machine.write("menos.csv", notes(("NC-2", number, "1", "300"), ("NC-3", number, "1", "100")))
    assert machine.run("send", "menos.csv").code == 0
    assert machine.run("send", "notas.csv", "--json").json["summary"]["already_validated"] == 1
    assert simulator.posts() == ["FV-1", "NC-1", "NC-2", "NC-3"]


def test_a_note_does_not_correct_a_note(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("ventas.csv", lote(["FV-1"]))
    number = machine.run("send", "ventas.csv", "--json").json["documents"][0]["number"]
    machine.write("notas.csv", notes(("NC-1", number, "1", "10")))
    note = machine.run("send", "notas.csv", "--json").json["documents"][0]["number"]
    machine.write("nota-de-nota.csv", notes(("NC-2", note, "1", "10")))
    done = machine.run("send", "nota-de-nota.csv", "--json")
    assert (done.code, told(done)) == (3, [("NC-2", "LIB-03", "B2")])
