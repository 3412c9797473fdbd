"""Nothing is left unsaid: why a document stayed, where the report went, and what a reader who left can't hear."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from processes import FACTUS, lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

REFERENCES = [f"FV-{number}" for number in range(1, 31)]


@pytest.mark.parametrize("how", [["--ndjson"], ["--json"], []], ids=["ndjson", "json", "table"])
def test_a_reader_that_leaves_does_not_stop_the_send(machine: Machine, how: list[str]) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    with served(machine, "--latency", "0.02") as simulator:
        process = subprocess.Popen(
            [*FACTUS, "send", "lote.csv", *how],
            cwd=machine.folder,
            env=machine.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert len(simulator.documents()) == len(REFERENCES)


def test_a_reader_that_leaves_a_list_is_no_error(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(REFERENCES))
    assert machine.run("send", "lote.csv").code == 0
    process = subprocess.Popen(
        [*FACTUS, "list"], cwd=machine.folder, env=machine.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in err) == (0, False)


@pytest.mark.parametrize("how", [[], ["--json"], ["--format", "csv"]], ids=["table", "json", "csv"])
def test_a_check_that_nobody_reads_still_ends_with_its_code(machine: Machine, how: list[str]) -> None:
    machine.write("lote.csv", lote(["FV-1"]).replace("900123456,8", "900123456,7"))
    process = subprocess.Popen(
        [*FACTUS, "check", "lote.csv", *how],
        cwd=machine.folder,
        env=machine.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 3


def test_what_only_correct_leaves_out_is_told_with_its_cell(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]).replace("FV-2,900123456,8", "FV-2,900123456,7"))
    done = machine.run("send", "lote.csv", "--only-correct")
    assert done.code == 3
    assert "CLI-03" in done.out
    assert "C3" in done.out


def test_a_row_changed_while_its_document_was_in_doubt_is_told(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.variables["FACTUS_TIMEOUT"] = "1"
    with served(machine, "--scenario", "hang-after:0@FV-1", "--scenario", "list-500:0@FV-1") as simulator:
        assert machine.run("send", "lote.csv", "--max-duration", "3s").code == 6
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        machine.write("lote.csv", lote(["FV-1"], price="2000"))
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["documents"][0]["state"]) == (3, "validated")
        told = [one for one in done.json["findings"] if one["code"] == "LIB-01"]
        assert "1000.00 → 2000.00" in told[0]["message"]
        again = machine.run("send", "lote.csv")
        assert "LIB-01" in again.out


@pytest.mark.parametrize(
    "args",
    [("a.csv", "b.csv", "--report", "informe.xlsx"), ("a.csv", "--report", "informe.docx")],
    ids=["two files in one report", "a suffix that is none"],
)
def test_a_report_that_cannot_be_is_refused_before_anything_leaves(
    machine: Machine, simulator: ServedSimulator, args: tuple[str, ...]
) -> None:
    machine.write("a.csv", lote(["FV-1"]))
    machine.write("b.csv", lote(["FV-2"]))
    done = machine.run("send", *args)
    assert (done.code, simulator.posts()) == (2, [])


def test_a_report_that_could_not_be_written_is_made_later(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("send", "lote.csv", "--simulate", "--report", "nada/informe.html")
    assert done.code == 0
    command = done.err.split("se hace con: ")[1].splitlines()[0].replace("ARCHIVO", "informe.html")
    assert machine.run(*shlex.split(command)[1:]).code == 0
    assert "FV-1" in (machine.folder / "informe.html").read_text(encoding="utf-8")


def test_a_practice_report_says_that_nothing_reached_the_dian(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv", "--simulate", "--report", "informe.html").code == 0
    page = (machine.folder / "informe.html").read_text(encoding="utf-8")
    assert "nada de esto llegó a la DIAN" in page


def test_what_to_run_next_in_practice_keeps_its_option(machine: Machine) -> None:
    assert "--simulate" in machine.run("status", "--simulate").err


def test_of_many_findings_all_are_counted_and_the_table_shows_the_first_fifty(machine: Machine) -> None:
    head = (
        "referencia,cliente_identificacion,cliente_dv,cliente_nombre,cliente_correo,item_codigo,item_nombre,cantidad,"
    )
    lines = [f"{head}precio_unitario,iva\n"]
    for number in range(25_000):
        email = "ana en example.com" if number % 5 == 0 else "ana@example.com"
        lines += [f"FV-{number},900123456,8,Ana SAS,{email},{item},Producto {item},2,1000.50,19\n" for item in "ABCD"]
    machine.write("lote.csv", "".join(lines))
    done = machine.run("check", "lote.csv", "--expect-count", "25000", "--expect-total", "238119000")
    assert done.code == 3
    assert done.out.count("CLI-10") == 50
    assert "… y 4.950 errores más" in done.out
    assert "5.000 documentos con errores, 20.000 documentos correctos; 5.000 errores" in done.out
    assert "190.495.200,00" in done.err


def test_a_sentence_written_to_a_file_is_one_line_whatever_its_length(machine: Machine) -> None:
    name = f"{'carpeta/' * 40}lote.csv"
    told = machine.run("check", name).err.splitlines()
    assert told[0] == f"Error: no existe el archivo {name}"


def test_what_a_file_says_gives_no_orders_to_the_terminal(machine: Machine) -> None:
    """Neither its name nor its cells may clear, colour or turn around what is shown."""
    turned = "\x1b[2J\x1b]0;correcto\x07\u202e\x9b31m"
    name = "lote\x1b[31m.csv" if sys.platform != "win32" else "lote.csv"
    machine.write(name, lote(["FV-1"]).replace("FV-1", f"FV{turned}1"))
    for options in ((), ("--expect-count", "7"), ("--verbose",)):
        done = machine.run("check", name, *options)
        assert done.code == 3
        assert not set("\x1b\x07\u202e\x9b") & set(done.out + done.err), options


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("template", "-o", "nada/x.xlsx"), "no se pudo escribir nada/x.xlsx: no existe"),
        (("template", "--log-file", "carpeta"), "no se puede escribir el registro carpeta: es una carpeta"),
        (("check", "lote.csv", "--log-file", "lote.csv/x"), "una parte de la ruta no es una carpeta"),
        (("explain", "LOT-01", "--log-file", "x" * 300), "el nombre es demasiado largo"),
    ],
    ids=["no folder", "a folder", "no folder either", "too long"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other numbers for the same")
def test_what_the_system_says_is_told_in_spanish(machine: Machine, args: tuple[str, ...], said: str) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    (machine.folder / "carpeta").mkdir()
    done = machine.run(*args)
    assert (done.code, said in done.err) == (2, True), done


def test_a_name_that_is_nothing_of_the_ledger_is_told_as_that(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv", "--simulate").code == 0
    assert machine.run("status", "FV-1", "--simulate").code == 0
    done = machine.run("status", "FV-9", "--simulate")
    assert (done.code, "no hay un lote, una referencia ni un número FV-9" in done.err) == (2, True)
