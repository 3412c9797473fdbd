"""Somebody else's document blocks another family than the one most of a lote is of: named, left alone, finished later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import lote, served
from standings import asked, at_factus, in_ledger, states

if TYPE_CHECKING:
    from processes import Machine

INVOICES = [f"FV-{number:02}" for number in range(1, 13)]
OTHERS = ["NC-1", "NC-2", "DS-1", "DS-2"]


def mixed(number: str) -> str:
    """Twelve invoices, with two credit notes and two support documents among them."""
    head, row = lote(["X"], price="100").splitlines()

    def line(type_: str, reference: str, corrects: str = "", concept: str = "") -> str:
        return f"{type_},{corrects},{concept},{row.replace('X', reference, 1)},Calle 1,CO"

    others = [line("nota_credito", one, number, "1") for one in OTHERS[:2]]
    others += [line("documento_soporte", one) for one in OTHERS[2:]]
    rows = [line("factura", one) for one in INVOICES]
    lines = (f"tipo,factura_numero,concepto,{head},cliente_direccion,cliente_pais", *rows[:4], *others, *rows[4:])
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("family", "rejected"), [("credit-notes", False), ("support-documents", True)])
def test_a_foreign_document_that_blocks_another_family_is_named_and_left_alone(
    machine: Machine, family: str, rejected: bool
) -> None:
    machine.write("antes.csv", lote(["FV-00"]))
    with served(machine, "--latency", "0.2") as simulator:
        before = machine.run("send", "antes.csv", "--json").json["documents"][0]["number"]
        planted = simulator.ask(
            "/_simulator/documents", {"family": family, "reference": "AJENA-7", "rejected": rejected}
        )
        machine.write("lote.csv", mixed(before))
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["error"]["code"]) == (7, "blocked"), done.out
        for part in ("AJENA-7", planted["number"], "creado"):
            assert part in done.json["error"]["message"]
        assert "factus pending" in done.json["error"]["hint"]

        about = [one for one in simulator.requests() if f"/v2/{family}" in one["path"]]
        found = next(place for place, one in enumerate(about) if one["status"] == 409)
        assert [one["method"] for one in about[found:]].count("GET") == 1
        assert len(about[found:]) <= 3
        assert asked(simulator, "DELETE") == []
        assert set(states(done)) == {"validated", "not_sent"}
        validated = {one["reference_code"] for one in done.json["documents"] if one["state"] == "validated"}
        assert set(at_factus(simulator)) == {"FV-00", *validated}
        assert {one["state"] for one in in_ledger(machine).values()} == {"validated", "ready"}

        assert machine.run("resume", "--json").code == 7
        if rejected:
            assert machine.run("pending", "clear", "AJENA-7", "--yes").code == 0
            assert machine.run("resume").code == 0
            assert set(at_factus(simulator)) == {"FV-00", *INVOICES, *OTHERS}
