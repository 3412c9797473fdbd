"""The last look at the account before the first POST, with the real process: what stops a run, and what is only told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from processes import lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

REFERENCES = [f"FV-{number}" for number in range(1, 6)]
QUESTIONS = ["/oauth/token", "/v2/numbering-ranges", "/v2/bills", "/v2/subscriptions"]


def before_the_first_post(simulator: ServedSimulator) -> list[str]:
    """The paths of the requests that left before any document did."""
    paths = [one["path"] for one in simulator.requests()]
    return paths[: paths.index("/v2/bills/validate")] if "/v2/bills/validate" in paths else paths


def test_three_questions_and_the_token_are_asked_before_the_first_post(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    done = machine.run("send", "lote.csv", "--email", "--json")
    assert before_the_first_post(simulator) == QUESTIONS
    seen = done.json["preflight"]
    assert (seen["documents"], seen["total"], seen["emails"], seen["requests"]) == (5, "11900.00", 5, 4)
    assert (seen["blockers_looked_for"], seen["subscription"], seen["warnings"]) == ("invoice", {"left": None}, [])
    (used,) = seen["ranges"]
    assert (used["id"], used["prefix"], used["needed"], used["end_date"]) == (389, "SETP", 5, "2030-01-19")
    assert seen["expected_seconds"] > 0


def test_a_validated_lote_is_sent_again_without_any_request(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    assert machine.run("send", "lote.csv").code == 0
    before = len(simulator.requests())
    for how in ((), ("--dry-run",)):
        done = machine.run("send", "lote.csv", *how, "--json")
        assert (done.code, done.json["summary"]["requests"], done.json["preflight"]) == (0, 0, None)
    assert len(simulator.requests()) == before


def test_a_foreign_blocker_is_found_before_anything_is_sent(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    simulator.ask("/_simulator/documents", {"family": "bills", "reference": "AJENA-7"})
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (7, "blocked")
    for word in ("AJENA-7", "AJEN1", "creado"):
        assert word in done.json["error"]["message"]
    assert "factus pending" in done.json["error"]["hint"]
    assert [one["path"] for one in simulator.requests()] == QUESTIONS[:3]
    assert len(simulator.documents()) == 1


def test_what_a_preflight_stopped_is_finished_by_resume(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    simulator.ask("/_simulator/documents", {"family": "bills", "reference": "AJENA-7", "rejected": True})
    assert machine.run("send", "lote.csv").code == 7
    assert machine.run("resume", "--json").code == 7
    assert machine.run("pending", "clear", "AJENA-7", "--yes").code == 0
    done = machine.run("resume", "--json")
    assert (done.code, done.json["summary"]["validated"]) == (0, 5)


def test_a_blocker_of_ours_is_settled_and_told(machine: Machine) -> None:
    machine.write("uno.csv", lote(["FV-0"]))
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "delay:3@FV-0") as simulator:
        assert machine.run("send", "uno.csv", "--wait-dian", "1s").code == 6
        done = machine.run("send", "lote.csv", "--json")
        assert done.code == 0
        assert "FV-0" in done.json["preflight"]["warnings"][0]
        assert {one["state"] for one in simulator.documents()} == {"validated"}


def test_a_blocker_of_ours_that_only_support_can_move_stops_the_run(machine: Machine) -> None:
    machine.write("uno.csv", lote(["FV-0"]))
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "rule90@FV-0") as simulator:
        assert machine.run("send", "uno.csv").code == 5
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, "Regla 90" in done.json["error"]["message"]) == (7, True)
        assert simulator.posts() == ["FV-0"]


@pytest.mark.parametrize(
    ("scenario", "word", "requests"),
    [
        ("range-expired", "range_exhausted", 2),
        ("few-numbers:4", "range_exhausted", 2),
        ("plan-left", "subscription_exhausted", 4),
    ],
    ids=["an expired range", "too few numbers", "a plan with nothing left"],
)
def test_what_is_exhausted_stops_the_run_before_anything_is_sent(
    machine: Machine, scenario: str, word: str, requests: int
) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", scenario) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["error"]["code"]) == (8, word)
        assert (simulator.posts(), done.json["summary"]["requests"]) == ([], requests)
        assert done.json["summary"]["not_sent"] == 5
        told = machine.run("send", "lote.csv")
        assert "Se detuvo" in told.err
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("send", "lote.csv").code == 0


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("range-ending:12", ("vence el", "en 12 días")),
        ("range-ending:1", ("vence el", "mañana")),
        ("range-ending:0", ("vence el", "hoy")),
        ("few-numbers:6", ("quedan 1 números",)),
    ],
    ids=["twelve days", "tomorrow", "today", "numbers for this lote alone"],
)
def test_what_is_about_to_end_is_a_warning(machine: Machine, scenario: str, words: tuple[str, ...]) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", scenario):
        done = machine.run("send", "lote.csv", "--json")
        assert done.code == 0
        for word in words:
            assert word in done.json["preflight"]["warnings"][0]
            assert word in done.err


def test_a_range_that_ends_later_is_no_warning(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", "range-ending:31"):
        assert machine.run("send", "lote.csv", "--json").json["preflight"]["warnings"] == []


def test_what_fits_in_a_range_goes_with_a_limit(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "few-numbers:4") as simulator:
        refused = machine.run("send", "lote.csv", "--json")
        assert "--limit 4" in refused.json["error"]["hint"]
        assert machine.run("send", "lote.csv", "--limit", "4", "--json").json["preflight"]["documents"] == 4
        assert len(simulator.posts()) == 4
        last = machine.run("resume", "--json")
        assert (last.code, last.json["error"]["code"]) == (8, "range_exhausted")
        assert len(simulator.posts()) == 4


def test_a_plan_with_fewer_documents_than_the_lote_is_a_warning_and_factus_has_the_last_word(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "plan-left:3") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert done.json["preflight"]["subscription"] == {"left": 3}
        assert "3 documentos y van 5" in done.json["preflight"]["warnings"][0]
        assert (done.code, done.json["error"]["code"]) == (8, "subscription_exhausted")
        assert (len(simulator.documents()), done.json["summary"]["validated"]) == (3, 3)
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        assert machine.run("resume").code == 0
        assert len(simulator.documents()) == 5


@pytest.mark.parametrize("scenario", ["plan-odd", "plan-odd:403", "plan-odd:404", "plan-odd:500", "list-500:1"])
def test_what_is_not_answered_stops_nothing(machine: Machine, scenario: str) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", scenario) as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["summary"]["validated"]) == (0, 5)
        assert before_the_first_post(simulator) == QUESTIONS
        seen = done.json["preflight"]
        assert (seen["subscription"] is None) != (seen["blockers_looked_for"] is None)


def test_a_rehearsal_asks_the_same_and_writes_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    done = machine.run("send", "lote.csv", "--dry-run")
    assert done.code == 0
    for word in ("Rango SETP: toma 5 números", "Van 5 documentos por $ 11.900,00", "Sin correos", "Tomará unos"):
        assert word in done.err
    assert "No se envió nada" in done.out
    assert [one["path"] for one in simulator.requests()] == QUESTIONS
    assert machine.run("list", "--json").json["documents"] == []
    assert list(machine.folder.glob("lote.resultado*")) == []


def test_a_rehearsal_ends_with_what_would_stop_the_send(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "few-numbers:4"):
        done = machine.run("send", "lote.csv", "--dry-run", "--json")
        assert (done.code, done.json["exit_code"], done.json["error"]["code"]) == (8, 8, "range_exhausted")
        assert {one["state"] for one in done.json["documents"]} == {"not_sent"}
    assert machine.run("list", "--json").json["documents"] == []


def expected(machine: Machine, *, rpm: str) -> dict[str, Any]:
    """What a rehearsal of 200 documents foresees."""
    machine.variables["FACTUS_RPM"] = rpm
    seen: dict[str, Any] = machine.run("send", "lote.csv", "--dry-run", "--json").json["preflight"]
    return seen


def test_the_time_is_foreseen_from_the_quota_and_from_what_of_it_is_used(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote([f"FV-{number}" for number in range(200)]))
    by_the_dian = expected(machine, rpm="100000")
    first, second = expected(machine, rpm="80"), expected(machine, rpm="80")
    assert by_the_dian["expected_seconds"] < first["expected_seconds"]
    assert second["quota_used"] == first["quota_used"] + 4
    slower = expected(machine, rpm="40")
    assert slower["expected_seconds"] > first["expected_seconds"]
    assert "ya usadas" in machine.run("send", "lote.csv", "--dry-run").err


def test_any_pace_is_told_as_a_person_reads_it(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    for rpm, told in (
        ("100000000", "(sin límite de peticiones por minuto"),
        ("2500.5", "(a 2.500,5 peticiones por minuto"),
        ("80", "(a 80 peticiones por minuto"),
    ):
        assert told in machine.run("send", "lote.csv", "--dry-run", "--rpm", rpm).err


def test_documents_of_several_types_count_each_in_its_own_range(machine: Machine, simulator: ServedSimulator) -> None:
    text = lote(["FV-1", "DS-1"]).replace("referencia,", "tipo,referencia,")
    rows = text.splitlines()
    rows[1], rows[2] = f"factura,{rows[1]}", f"documento_soporte,{rows[2]}"
    rows[0] += ",cliente_direccion,cliente_pais"
    machine.write("lote.csv", "\n".join((rows[0], *(f"{one},Calle 1,CO" for one in rows[1:]))) + "\n")
    done = machine.run("send", "lote.csv", "--dry-run", "--json")
    assert done.code == 0, done.out
    used = {one["type"]: one["needed"] for one in done.json["preflight"]["ranges"]}
    assert used == {"invoice": 1, "support-document": 1}


def test_a_half_way_document_is_settled_whoever_blocks_the_account(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    with served(machine, "--scenario", "hang-after:0@FV-1", "--scenario", "list-500:0@FV-1") as simulator:
        machine.variables["FACTUS_TIMEOUT"] = "1"
        assert machine.run("send", "lote.csv", "--max-duration", "3s").code == 6
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        simulator.ask("/_simulator/documents", {"family": "bills", "reference": "AJENA-7"})
        done = machine.run("resume", "--json")
        assert (done.code, done.json["documents"][0]["state"]) == (0, "validated")


def test_an_exhausted_range_does_not_keep_what_is_half_way_from_being_settled(machine: Machine) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--scenario", "hang-after:0@FV-1", "--scenario", "list-500:0@FV-1") as simulator:
        machine.variables["FACTUS_TIMEOUT"] = "1"
        assert machine.run("send", "lote.csv", "--limit", "1", "--max-duration", "3s").code == 6
        simulator.ask("/_simulator/scenarios", {"scenarios": ["few-numbers:2"]})
        done = machine.run("resume", "--json")
        states = {one["reference_code"]: one["state"] for one in done.json["documents"]}
        assert (done.code, states["FV-1"], states["FV-5"]) == (8, "validated", "not_sent")
        assert len(simulator.documents()) == 1
