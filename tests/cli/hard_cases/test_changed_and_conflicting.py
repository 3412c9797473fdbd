"""What Factus holds is not what was sent, or the file no longer says what was validated: told, never mistaken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from processes import lote, served
from standings import asked, at_factus, document, in_ledger, states

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

THREE = ["FV-1", "FV-2", "FV-3"]
COLUMNS = lote([]).strip()
HALVES = "\n".join(
    (
        COLUMNS,
        *(f"FV-1,900123456,8,Cliente SAS,cliente@example.com,Café {n},1,0.50,5,94" for n in (1, 2, 3)),
        "FV-2,900123456,8,Cliente SAS,cliente@example.com,Café,2,1000,19,94",
        "",
    )
)
"""Three lines whose tax of 0.025 is 0.09 rounded by line, 0.08 by rate and 0.06 to the even cent."""


def drifts(answer: Any) -> list[dict[str, Any]]:
    return [one for one in answer["findings"] if one["code"] == "LIB-01"]


def test_a_validated_invoice_that_changed_is_not_sent_and_its_fields_are_shown(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(THREE))
    assert machine.run("send", "lote.csv").code == 0
    before = (simulator.requests(), in_ledger(machine))
    changed = lote([*THREE, "FV-4"]).replace(
        "FV-2,900123456,8,Cliente SAS,cliente@example.com,Café,2,1000",
        "FV-2,900123456,8,Otro SAS,cliente@example.com,Café,3,2000",
    )
    machine.write("lote.csv", changed)
    assert machine.run("check", "lote.csv").code == 0

    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, len(drifts(done.json))) == (3, 1)
    (drift,) = drifts(done.json)
    assert (drift["reference_code"], drift["row"]) == ("FV-2", 3)
    for change in ("Cliente SAS → Otro SAS", "2.00 → 3.00", "1000.00 → 2000.00"):
        assert change in drift["message"]
    assert states(done) == {"not_sent": 4}
    told = machine.run("send", "lote.csv")
    assert (told.code, "1000.00 → 2000.00" in told.out) == (3, True)
    assert (simulator.requests(), in_ledger(machine)) == before

    rest = machine.run("send", "lote.csv", "--only-correct", "--json")
    assert (rest.code, document(rest, "FV-4")["state"]) == (3, "validated")
    assert [one["reference_code"] for one in drifts(rest.json)] == ["FV-2"]
    assert sorted(simulator.posts()) == [*THREE, "FV-4"]
    assert at_factus(simulator)["FV-2"]["total"] == before[1]["FV-2"]["total"] == "2380.00"


@pytest.mark.parametrize(
    "scenario", ["total-off:5000@FV-2", "total-off:-5000@FV-2", "total-off:1.01@FV-2", "echo@FV-2"]
)
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "looked up"])
def test_a_total_that_is_not_ours_is_a_conflict_and_never_validated(
    machine: Machine, scenario: str, lost: bool
) -> None:
    machine.write("lote.csv", lote(THREE))
    chosen = ["--scenario", scenario, *(["--scenario", "lost-after@FV-2"] if lost else [])]
    with served(machine, *chosen) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 2, "conflict": 1})
        conflict, theirs = document(done, "FV-2"), at_factus(simulator)["FV-2"]["total"]
        assert (conflict["total"], conflict["number"]) == (theirs, at_factus(simulator)["FV-2"]["number"])
        assert "total" in {one["code"] for one in conflict["messages"]}
        assert any("2380.00" in one["text"] and theirs in one["text"] for one in conflict["messages"])
        assert asked(simulator, "DELETE") == []
        told = machine.run("send", "lote.csv")
        assert (told.code, "FV-2 en conflicto" in told.out) == (5, True)
        assert "2380.00" in told.out
        assert sorted(simulator.posts()) == THREE


def test_an_answer_with_another_customer_is_a_conflict(machine: Machine) -> None:
    machine.write("lote.csv", lote(THREE))
    with served(machine, "--scenario", "wrong-customer@FV-2"):
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (5, {"validated": 2, "conflict": 1})
        assert document(done, "FV-2")["messages"][0]["code"] == "cliente_identificacion"


@pytest.mark.parametrize(("off", "difference"), [("0.01", "0.01"), ("-0.01", "-0.01"), ("1.00", "1.00")])
def test_a_total_off_by_rounding_is_validated_with_its_difference(machine: Machine, off: str, difference: str) -> None:
    machine.write("lote.csv", lote(THREE))
    with served(machine, "--scenario", f"total-off:{off}@FV-2") as simulator:
        done = machine.run("send", "lote.csv")
        assert done.code == 0
        assert "FV-2: el total de Factus difiere del nuestro en" in done.out
        ours, theirs = in_ledger(machine)["FV-2"], at_factus(simulator)["FV-2"]
        assert (ours["state"], ours["total"], ours["total_difference"]) == ("validated", theirs["total"], difference)
        again = machine.run("send", "lote.csv", "--json")
        assert (again.code, again.json["summary"]["already_validated"], len(simulator.posts())) == (0, 3, 3)


@pytest.mark.parametrize(("scenario", "expected"), [("round-by-rate", "1.58"), ("round-half-even", "1.56")])
def test_the_sum_that_factus_expects_goes_once_more_in_the_last_payment(
    machine: Machine, scenario: str, expected: str
) -> None:
    machine.write("lote.csv", HALVES)
    with served(machine, "--scenario", f"{scenario}@FV-1") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, states(done)) == (0, {"validated": 2})
        held = at_factus(simulator)["FV-1"]
        assert (held["total"], held["payload"]["payment_details"][-1]["amount"]) == (expected, expected)
        ours = document(done, "FV-1")
        assert ours["total"] == expected
        assert ours["total_difference"] == f"{float(expected) - 1.59:.2f}"
        assert sorted(simulator.posts()) == ["FV-1", "FV-1", "FV-2"]
        again = machine.run("send", "lote.csv", "--json")
        assert (again.code, again.json["summary"]["requests"]) == (0, 0)


def test_an_expected_sum_beyond_the_tolerance_is_refused(machine: Machine) -> None:
    rows = "\n".join(f"FV-1,900123456,8,Cliente SAS,cliente@example.com,Café {n},1,0.50,5,94" for n in range(1, 202))
    machine.write("lote.csv", f"{COLUMNS}\n{rows}\n")
    with served(machine, "--scenario", "round-half-even") as simulator:
        done = machine.run("send", "lote.csv", "--allow-repeated-lines", "--json")
        assert (done.code, states(done)) == (5, {"refused": 1})
        assert "Esperado" in document(done, "FV-1")["messages"][0]["text"]
        assert (simulator.posts(), simulator.documents()) == (["FV-1"], [])


def test_a_payment_that_is_wrong_twice_is_refused_and_not_amended_again(machine: Machine) -> None:
    machine.write("lote.csv", HALVES)
    with served(machine, "--scenario", "round-by-rate@FV-1#1", "--scenario", "round-half-even@FV-1") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, document(done, "FV-1")["state"]) == (5, "refused")
        assert simulator.posts().count("FV-1") == 2
        assert set(at_factus(simulator)) == {"FV-2"}
