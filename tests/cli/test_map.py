"""`factus map`: a client's titles said once are understood ever after, in that file and in no other."""

from __future__ import annotations

import stat
import tomllib
from typing import TYPE_CHECKING

import pytest
from processes import lote
from terminal import typed

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

HEAD = "Mi doc;Quién;El que compra;Cosa;Cuántas;Vale cada una;Impto ventas"
ROW = "{};900123456-8;Cliente SAS;Café;2;1000;19"
SAID = {
    "referencia": "Mi doc",
    "cliente_identificacion": "Quién",
    "cliente_nombre": "El que compra",
    "item_nombre": "Cosa",
    "cantidad": "Cuántas",
    "precio_unitario": "Vale cada una",
    "iva": "Impto ventas",
}
COLS = [word for field, title in SAID.items() for word in ("--col", f"{field}={title}")]
OWN = f"{HEAD}\n{ROW.format('FV-1')}\n"


def learnt(machine: Machine, name: str = "acme") -> None:
    """A machine that knows the titles of OWN."""
    machine.write("propio.csv", OWN)
    done = machine.run("map", "learn", "propio.csv", "--name", name, *COLS)
    assert done.code == 0, done.err


def test_what_was_learnt_once_is_found_by_the_header(machine: Machine) -> None:
    learnt(machine)
    columns = [line.split(";") for line in OWN.splitlines()]
    machine.write("diciembre.csv", "\n".join(";".join(reversed(cells)) for cells in columns) + "\n")
    done = machine.run("check", "diciembre.csv", "--json")
    assert done.code == 0, done.out
    assert done.json["files"][0]["map"] == "acme"
    assert done.json["totals"]["total"] == "2380.00"
    assert "COL-10" in [one["code"] for one in done.json["findings"]]
    assert "se usó el mapa acme" in machine.run("check", "diciembre.csv").err


def test_send_finds_it_too(machine: Machine, simulator: ServedSimulator) -> None:
    learnt(machine)
    done = machine.run("send", "propio.csv", "--yes")
    assert done.code == 0, done.err
    assert "se usó el mapa acme" in done.err
    assert simulator.posts() == ["FV-1"]


@pytest.mark.parametrize(
    "other", [OWN.replace("Cosa", "Cosas"), OWN.replace("Mi doc;", "Otro;Mi doc;").replace("FV-1;", "x;FV-1;")]
)
def test_another_header_is_never_read_with_it(machine: Machine, other: str) -> None:
    learnt(machine)
    machine.write("otro.csv", other)
    done = machine.run("check", "otro.csv", "--json")
    assert done.code == 3
    assert done.json["files"][0]["map"] is None
    assert done.json["documents"] == []
    assert "COL-12" in [one["code"] for one in done.json["findings"]]


def test_a_map_by_name_is_used_on_another_header_and_says_what_differs(machine: Machine) -> None:
    learnt(machine)
    machine.write("otro.csv", OWN.replace("Mi doc;", "Otro;Mi doc;").replace("FV-1;", "x;FV-1;"))
    done = machine.run("check", "otro.csv", "--map", "acme", "--json")
    assert done.code == 0
    differs = [one for one in done.json["findings"] if one["code"] == "COL-11"]
    assert "no estaba «Otro»" in differs[0]["message"]


def test_what_is_said_in_the_command_wins_over_the_map(machine: Machine) -> None:
    machine.write("propio.csv", OWN.replace("Mi doc", "Mi doc;Otro doc").replace("FV-1", "FV-1;FV-9"))
    assert machine.run("map", "learn", "propio.csv", *COLS).code == 0
    done = machine.run("check", "propio.csv", "--col", "referencia=Otro doc", "--json")
    assert [one["reference_code"] for one in done.json["documents"]] == ["FV-9"]


def test_a_name_that_is_none_is_answered_with_the_nearest(machine: Machine) -> None:
    learnt(machine)
    for command in (("check", "propio.csv", "--map", "acne"), ("map", "show", "acne"), ("map", "remove", "acne")):
        done = machine.run(*command)
        assert done.code == 2
        assert "¿quiso decir acme?" in done.err


def test_what_is_needed_and_was_not_said_is_named_with_its_option(machine: Machine) -> None:
    machine.write("propio.csv", OWN)
    done = machine.run("map", "learn", "propio.csv", *COLS[:-4], "--json")
    assert done.code == 3
    assert "precio_unitario" in done.json["error"]["message"]
    assert "--col iva=TÍTULO" in done.json["error"]["hint"]
    assert not (machine.folder / "home").exists()


def test_a_field_and_a_title_that_do_not_exist_are_told(machine: Machine) -> None:
    machine.write("propio.csv", OWN)
    for wrong, said in (("cantidá=Cosa", "no existe el campo"), ("unidad=Nada", "no trae la columna «Nada»")):
        done = machine.run("map", "learn", "propio.csv", *COLS, "--col", wrong)
        assert done.code == 3
        assert said in done.err


def test_a_file_that_is_understood_needs_no_map(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("map", "learn", "lote.csv", "--json")
    assert done.code == 0
    assert done.json["saved"] is False
    assert {one["how"] for one in done.json["headers"]} == {"known"}
    assert not (machine.folder / "home").exists()


def test_a_header_like_another_can_be_learnt_though_it_needs_nothing(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.write("otro.csv", lote(["FV-2"]).replace("unidad", "estandar").replace(",94", ",999"))
    assert machine.run("map", "learn", "lote.csv", "--col", "item_nombre=item_nombre").code == 0
    assert "COL-12" in machine.run("check", "otro.csv").out
    assert machine.run("map", "learn", "otro.csv").code == 0
    assert "COL-12" not in machine.run("check", "otro.csv").out


def test_the_file_is_its_owners_alone_and_readable(machine: Machine) -> None:
    learnt(machine)
    path = machine.folder / "home" / "maps" / "default" / "acme.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tomllib.loads(path.read_text(encoding="utf-8"))["columns"] == SAID


def test_it_is_listed_shown_completed_and_removed(machine: Machine) -> None:
    assert machine.run("map", "list", "--json").json["maps"] == []
    learnt(machine)
    assert [one["name"] for one in machine.run("map", "list", "--json").json["maps"]] == ["acme"]
    assert machine.run("map", "learn", "propio.csv", "--value", "Cosa:Café=Tinto").code == 0
    shown = machine.run("map", "show", "acme", "--json").json["map"]
    assert shown["columns"] == SAID
    assert shown["values"] == [{"header": "Cosa", "text": "Café", "code": "Tinto"}]
    assert "Mi doc" in machine.run("map", "show", "acme").out
    assert machine.run("map", "remove", "acme", "--json").json["removed"] == "acme"
    assert machine.run("check", "propio.csv").code == 3


def test_a_name_taken_and_a_header_that_has_a_name_are_refused(machine: Machine) -> None:
    learnt(machine)
    machine.write("otro.csv", OWN.replace("Cosa", "Cosas"))
    cols = [word.replace("=Cosa", "=Cosas") for word in COLS]
    taken = machine.run("map", "learn", "otro.csv", "--name", "acme", *cols)
    again = machine.run("map", "learn", "propio.csv", "--name", "beta", *COLS)
    wrong = machine.run("map", "learn", "otro.csv", "--name", "../acme", *cols)
    assert (taken.code, again.code, wrong.code) == (2, 2, 2)
    assert "es de otros títulos" in taken.err
    assert "ya son del mapa acme" in again.err
    assert "no se puede llamar" in wrong.err


def test_a_map_is_of_its_profile(machine: Machine) -> None:
    assert machine.run("profile", "add", "beta").code == 0
    assert machine.run("profile", "add", "gama").code == 0
    learnt(machine)
    assert machine.run("check", "propio.csv", "-p", "beta").code == 0
    assert machine.run("check", "propio.csv", "-p", "gama").code == 3


def test_a_map_that_is_broken_is_told_and_can_be_removed(machine: Machine) -> None:
    learnt(machine)
    path = machine.folder / "home" / "maps" / "default" / "acme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Cosa",', '"Casa",'), encoding="utf-8")
    done = machine.run("check", "propio.csv")
    assert done.code == 2
    assert "acme.toml no sirve" in done.err
    assert machine.run("map", "remove", "acme").code == 0


def test_check_makes_no_home(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("check", "lote.csv").code == 0
    assert machine.run("map", "list").code == 0
    assert not (machine.folder / "home").exists()


def test_a_person_is_asked_for_what_is_not_understood(machine: Machine) -> None:
    machine.write("propio.csv", OWN.replace("Impto ventas", "IVA").replace("Cosa", "Cosa rara"))
    ask = "se lee: "
    done = typed(
        machine,
        "map",
        "learn",
        "propio.csv",
        answers=[
            ("los títulos?", "1"),
            ("«Mi doc»", "referencia"),
            ("«Quién»", "cliente_identificasion"),
            (ask, "cliente_identificacion"),
            ("«El que compra»", "cliente_nombre"),
            ("«Cosa rara»", ""),
            ("«Cuántas»", "1"),
            ("«Vale cada una»", "precio unitario"),
            ("Falta item_nombre", "1"),
        ],
    )
    assert done.code == 0, done.err
    assert "¿quiso decir cliente_identificacion" in done.err
    assert machine.run("map", "show", "propio", "--json").json["map"]["columns"] == {
        **{field: title for field, title in SAID.items() if field != "iva"},
        "item_nombre": "Cosa rara",
    }
    assert machine.run("check", "propio.csv").code == 0


def test_nobody_is_asked_when_they_said_not_to(machine: Machine) -> None:
    machine.write("propio.csv", OWN)
    done = typed(machine, "map", "learn", "propio.csv", "--header-row", "1", "--no-input", answers=[])
    assert done.code == 3
    assert "¿" not in done.err
    assert not (machine.folder / "home").exists()


def test_who_answers_nothing_learns_nothing(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]).replace("cantidad", "Raro"))
    done = typed(machine, "map", "learn", "lote.csv", answers=[("«Raro»", ""), ("Falta cantidad", "")])
    assert done.code == 3
    assert not (machine.folder / "home").exists()


def test_check_refuses_a_profile_that_does_not_exist_as_send_does(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    for command in ("check", "send"):
        done = machine.run(command, "lote.csv", "--profile", "nadie", "--json")
        assert (done.code, done.json["error"]["code"]) == (2, "no_profile")
