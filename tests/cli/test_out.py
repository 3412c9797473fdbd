"""`--out`: the correct rows, those to mend, and the findings, each in a file that can be used by itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from processes import lote

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def with_a_mistake() -> str:
    """A lote of two documents, the second with a wrong DV."""
    return lote(["FV-1", "FV-2"]).replace("FV-2,900123456,8", "FV-2,900123456,1")


def test_what_is_wrong_is_mended_and_sent_by_itself(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", with_a_mistake())
    done = machine.run("send", "lote.csv", "--only-correct", "--yes", "--out", "partes")
    assert done.code == 3, done.err
    assert simulator.posts() == ["FV-1"]
    mended = machine.folder / "partes" / "lote.incorrectas.csv"
    mended.write_bytes(mended.read_bytes().replace(b"900123456,1", b"900123456,8"))
    assert machine.run("send", str(mended), "--yes").code == 0
    assert simulator.posts() == ["FV-1", "FV-2"]


def test_check_separates_the_ten_mistakes_and_tells_where(machine: Machine) -> None:
    shutil.copy(EXAMPLES / "con-errores.xlsx", machine.folder)
    before = (machine.folder / "con-errores.xlsx").read_bytes()
    done = machine.run("check", "con-errores.xlsx", "--out", "partes", "--json")
    assert done.code == 3
    names = sorted(path.name for path in (machine.folder / "partes").iterdir())
    assert "con-errores.hallazgos.csv" in names
    assert "con-errores.incorrectas.xlsx" in names
    assert (machine.folder / "con-errores.xlsx").read_bytes() == before
    again = machine.run("check", "partes/con-errores.incorrectas.xlsx", "--json").json
    wrong = {one["reference_code"] for one in done.json["findings"] if one["severity"] == "error"}
    assert {one["reference_code"] for one in again["findings"] if one["severity"] == "error"} == wrong
    assert machine.run("check", "con-errores.xlsx", "--out", "partes").code == 3


def test_the_answer_says_what_was_written(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", with_a_mistake())
    words = ("correctas", "incorrectas", "hallazgos")
    paths = [str(Path("partes") / f"lote.{word}.csv") for word in words]
    assert machine.run("check", "lote.csv", "--out", "partes", "--json").json["written"] == paths
    assert machine.run("check", "lote.csv", "--json").json["written"] == []
    sent = machine.run("send", "lote.csv", "--only-correct", "--yes", "--out", "partes", "--json").json
    assert sent["written"] == paths
    assert simulator.posts() == ["FV-1"]


def test_what_was_sent_and_changed_goes_with_the_incorrect(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv", "--yes").code == 0
    machine.write("lote.csv", lote(["FV-1", "FV-2"], price="2000"))
    assert machine.run("send", "lote.csv", "--yes", "--out", "partes").code == 3
    assert "FV-1" in (machine.folder / "partes" / "lote.incorrectas.csv").read_text(encoding="utf-8-sig")
    assert "FV-2" in (machine.folder / "partes" / "lote.correctas.csv").read_text(encoding="utf-8-sig")
    assert "LIB-01" in (machine.folder / "partes" / "lote.hallazgos.csv").read_text(encoding="utf-8-sig")
    assert simulator.posts() == ["FV-1"]


def test_a_file_that_somebody_mended_is_never_overwritten(machine: Machine) -> None:
    machine.write("lote.csv", with_a_mistake())
    assert machine.run("check", "lote.csv", "--out", "partes").code == 3
    mended = machine.folder / "partes" / "lote.incorrectas.csv"
    mended.write_text("mío", encoding="utf-8")
    done = machine.run("check", "lote.csv", "--out", "partes")
    assert done.code == 2
    assert "ya existe y es distinto" in done.err
    assert mended.read_text(encoding="utf-8") == "mío"


def test_a_folder_that_is_a_file_is_refused_before_anything(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    for command in (("check", "lote.csv"), ("send", "lote.csv", "--simulate", "--yes")):
        done = machine.run(*command, "--out", "lote.csv")
        assert done.code == 2
        assert "necesita una carpeta" in done.err
    assert not (machine.folder / "home").exists()


def test_several_lotes_have_a_name_each(machine: Machine) -> None:
    for folder in ("a", "b"):
        (machine.folder / folder).mkdir()
    machine.write("a/lote.csv", lote(["FV-1"]))
    machine.write("b/lote.csv", lote(["FV-2"]))
    assert machine.run("check", "a/lote.csv", "b/lote.csv", "--out", "partes").code == 0
    assert sorted(path.name for path in (machine.folder / "partes").iterdir()) == [
        "lote-2.correctas.csv",
        "lote-2.hallazgos.csv",
        "lote.correctas.csv",
        "lote.hallazgos.csv",
    ]


def test_a_text_that_is_a_formula_goes_into_a_workbook_as_text(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]).replace("Café", "@SUM(1)"))
    assert machine.run("check", "lote.csv", "--out", "partes").code == 0
    assert not (machine.folder / "partes" / "lote.correctas.csv").exists()
    done = machine.run("check", "partes/lote.correctas.xlsx", "--json")
    assert (
        done.json["documents"][0]["payload_hash"]
        == machine.run("check", "lote.csv", "--json").json["documents"][0]["payload_hash"]
    )


def test_a_link_to_nowhere_is_no_folder(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    (machine.folder / "partes").symlink_to("partes")
    done = machine.run("check", "lote.csv", "--out", "partes")
    assert (done.code, "es un enlace a ninguna parte" in done.err) == (2, True)


def test_an_argument_of_bytes_that_are_no_text_is_told_as_that(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    for args in (("check", os.fsdecode(b"caf\xe9.csv")), ("check", "lote.csv", "--sheet", os.fsdecode(b"\xe9"))):
        done = machine.run(*args, "--json")
        assert (done.code, done.json["error"]["code"]) == (2, "usage")
        assert "tiene bytes que no son texto" in done.json["error"]["message"]
