"""The whole path as a user walks it: the real process, a simulator on a socket, exit codes and JSON."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from processes import CREDENTIALS, lote, served

if TYPE_CHECKING:
    from processes import Machine, ServedSimulator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MISTAKES = {"D4", "I8", "Q13", "P17", "T21", "T25", "F28", "M32", "E37", "C40"}


def test_the_month_is_practised_and_running_again_sends_nothing(machine: Machine) -> None:
    shutil.copy(EXAMPLES / "mes-comercial.xlsx", machine.folder)
    first = machine.run("send", "mes-comercial.xlsx", "--simulate")
    assert first.code == 0, first.err
    assert "50 validados" in first.out
    assert "IVA 19 %" in first.err
    assert (machine.folder / "mes-comercial.resultado-simulado.xlsx").exists()
    again = machine.run("send", "mes-comercial.xlsx", "--simulate", "--json")
    assert (again.code, again.json["summary"]["requests"], again.json["summary"]["already_validated"]) == (0, 0, 50)


def test_the_ten_mistakes_are_named_each_at_its_cell(machine: Machine) -> None:
    done = machine.run("check", str(EXAMPLES / "con-errores.xlsx"), "--json")
    answer = done.json
    errors = [one for one in answer["findings"] if one["severity"] == "error"]
    assert done.code == answer["exit_code"] == 3
    assert {one["cell"] for one in errors} == MISTAKES
    assert len(errors) == answer["summary"]["incorrect"] == 10
    assert all(one["message"] and (one["hint"] or one["code"] == "VAL-06") for one in errors)


@pytest.mark.parametrize("name", ["mes-contador.csv", "siete-columnas.csv"])
def test_the_ugly_examples_are_read_without_errors(machine: Machine, name: str) -> None:
    done = machine.run("check", str(EXAMPLES / name), "--json")
    assert done.code == 0, done.out
    assert done.json["summary"]["incorrect"] == 0


def test_what_is_not_read_of_a_file_is_said_without_asking(machine: Machine) -> None:
    head, row = lote(["FV-1"]).splitlines()
    machine.write("lote.csv", f"{head},Zona de reparto\n{row},Norte\n")
    assert "columnas que no se leen: «Zona de reparto»" in machine.run("check", "lote.csv").err
    machine.write("lote.json", json.dumps([dict(zip(head.split(","), row.split(","), strict=True))]))
    told = machine.run("check", "lote.json").err
    assert "lote.json: JSON, 1 fila, 1 documento" in told


def test_every_document_is_one_post_with_one_token(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2", "FV-3"]))
    done = machine.run("send", "lote.csv", "--json")
    assert done.code == 0, done.err
    assert sorted(simulator.posts()) == ["FV-1", "FV-2", "FV-3"]
    paths = [one["path"] for one in simulator.requests()]
    assert paths.count("/oauth/token") == 1
    for held in simulator.documents():
        assert held["payload"]["send_email"] is False
        assert held["payload"]["numbering_range_id"] == 389
    answer = done.json
    assert answer["schema"] == "factus.send/1"
    assert answer["environment"] == "sandbox"
    assert {one["state"] for one in answer["documents"]} == {"validated"}
    assert all(re.fullmatch(r"[0-9a-f]{96}", one["cufe"]) for one in answer["documents"])


def test_no_secret_is_told_anywhere(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("send", "lote.csv", "--verbose", "--log-file", "registro.log")
    everything = done.out + done.err + (machine.folder / "registro.log").read_text(encoding="utf-8")
    kept = b"".join(path.read_bytes() for path in (machine.folder / "home").rglob("*") if path.is_file())
    for name in ("FACTUS_CLIENT_SECRET", "FACTUS_PASSWORD"):
        assert CREDENTIALS[name] not in everything
        assert CREDENTIALS[name].encode() not in kept


def test_a_rejected_document_stops_no_other_and_the_corrected_file_sends_only_it(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2", "FV-3"]))
    with served(machine, "--scenario", "rejection@FV-2") as simulator:
        done = machine.run("send", "lote.csv", "--json")
        assert (done.code, done.json["summary"]["validated"], done.json["summary"]["rejected"]) == (5, 2, 1)
        told = machine.run("status", "FV-2")
        assert "FAK24" in told.out
        simulator.ask("/_simulator/scenarios", {"scenarios": []})
        before = len(simulator.posts())
        assert machine.run("send", "lote.csv").code == 0
        assert simulator.posts()[before:] == ["FV-2"]


def test_a_changed_row_of_a_validated_document_is_drift(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("send", "lote.csv").code == 0
    machine.write("lote.csv", lote(["FV-1"], price="2000"))
    done = machine.run("send", "lote.csv", "--json")
    assert done.code == 3
    drift = next(one for one in done.json["findings"] if one["code"] == "LIB-01")
    assert "1000.00 → 2000.00" in drift["message"]
    assert simulator.posts() == ["FV-1"]


def test_a_limit_leaves_the_rest_for_resume(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote([f"FV-{n}" for n in range(1, 6)]))
    assert machine.run("send", "lote.csv", "--limit", "2").code == 12
    assert "factus resume" in machine.run("status").err
    done = machine.run("resume", "--json")
    assert (done.code, done.json["summary"]["validated"]) == (0, 3)
    assert machine.run("resume").code == 0


def test_ndjson_tells_each_document_and_then_the_summary(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    lines = [json.loads(line) for line in machine.run("send", "lote.csv", "--ndjson").out.splitlines()]
    assert [one["event"] for one in lines] == ["document", "document", "summary"]


def test_lists_and_reports_come_from_the_ledger(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    machine.run("send", "lote.csv")
    listed = machine.run("list", "--state", "validated", "--customer", "cliente", "--json").json
    assert len(listed["documents"]) == 2
    assert machine.run("list", "--state", "nada").code == 2
    assert machine.run("list", "--from", "ayer").code == 2
    for suffix in ("xlsx", "csv", "json", "html"):
        done = machine.run("report", "lote", "-o", f"informe.{suffix}")
        assert done.code == 0, done.err
        assert (machine.folder / f"informe.{suffix}").stat().st_size > 200
    assert machine.run("report", "lote", "-o", "informe.docx").code == 2
    assert machine.run("report", "otro").code == 2
    page = (machine.folder / "informe.html").read_text(encoding="utf-8")
    assert "Cliente SAS" in page
    assert machine.run("status", "SETP990000550", "--json").json["documents"][0]["reference_code"] == "FV-1"


def test_control_totals_that_differ_send_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("check", "lote.csv", "--expect-total", "2.380,00", "--expect-count", "1").code == 0
    assert machine.run("send", "lote.csv", "--expect-total", "2381").code == 3
    assert machine.run("send", "lote.csv", "--expect-total", "mucho").code == 2
    assert machine.run("send", "lote.csv", "--expect-count", "2").code == 3
    assert simulator.posts() == []


def test_only_correct_sends_what_is_right_and_says_what_was_left(machine: Machine, simulator: ServedSimulator) -> None:
    text = lote(["FV-1", "FV-2"]).replace("FV-2,900123456,8", "FV-2,900123456,7")
    machine.write("lote.csv", text)
    assert machine.run("send", "lote.csv").code == 3
    assert machine.run("send", "lote.csv", "--only-correct").code == 3
    assert simulator.posts() == ["FV-1"]


def test_a_rehearsal_sends_nothing(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("send", "lote.csv", "--dry-run")
    assert (done.code, simulator.posts()) == (0, [])
    assert "Ensayo" in done.out
    assert machine.run("send", "lote.csv", "--only", "FV-9").code == 2


def test_production_needs_a_terminal_or_yes(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.variables["FACTUS_ENVIRONMENT"] = "production"
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "confirmation_needed")
    assert simulator.posts() == []
    assert machine.run("send", "lote.csv", "--yes").code == 0


@pytest.mark.parametrize("format_", ["csv", "github", "junit", "sarif", "json", "table"])
def test_findings_in_every_format(machine: Machine, format_: str) -> None:
    done = machine.run("check", str(EXAMPLES / "con-errores.xlsx"), "--format", format_)
    assert done.code == 3
    assert "CLI-03" in done.out


def test_wrong_credentials_are_refused_without_trying_again(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1", "FV-2"]))
    machine.variables["FACTUS_PASSWORD"] = "otra"
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (4, "credentials")
    assert [one["path"] for one in simulator.requests()] == ["/oauth/token"]


def test_without_credentials_nor_keyring_it_says_how_to_give_them(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("send", "lote.csv")
    assert done.code == 4
    assert "FACTUS_CLIENT_ID" in done.err
    assert machine.run("auth", "status").code == 4
    assert machine.run("auth", "login").code == 2


def test_factus_down_loses_nothing(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    machine.variables.update({**CREDENTIALS, "FACTUS_BASE_URL": f"http://127.0.0.1:{port}", "FACTUS_RPM": "100000"})
    machine.write("lote.csv", lote(["FV-1"]))
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (7, "unreachable")
    assert done.json["summary"]["not_sent"] == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("check", "no-existe.csv"), 2),
        (("check", "vacio.csv"), 3),
        (("check", "sin-columnas.csv"), 3),
        (("check", "lote.csv", "--type", "remision"), 2),
        (("check", "lote.csv", "--format", "pdf"), 2),
        (("check", "lote.csv", "--col", "sin-igual"), 2),
        (("check", "lote.csv", "--value", "sin-dos-puntos=1"), 2),
        (("send", "lote.csv", "--simulate", "--on-reject", "x"), 2),
        (("send", "lote.csv", "--simulate", "--max-duration", "rato"), 2),
        (("send", "lote.csv", "--simulate", "--limit", "cero"), 2),
        (("explain", "ZZZ-99"), 2),
        (("catalog", "nada"), 2),
        (("status",), 2),
        (("nada",), 2),
        (("check",), 2),
        (("check", "lote.csv", "--nada"), 2),
        (("simulate", "serve", "--host", "0.0.0.0"), 2),
        (("profile", "use", "nadie"), 2),
        ((), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_bad_input_ends_in_one_clear_sentence(machine: Machine, args: tuple[str, ...], code: int) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.write("vacio.csv", "")
    machine.write("sin-columnas.csv", "color,tamaño\nrojo,9\n")
    done = machine.run(*args)
    assert done.code == code, done.out + done.err
    assert "Traceback" not in done.out + done.err
    with_json = machine.run("--json", *args)
    if args:
        assert with_json.json
    assert with_json.code == code


def test_a_home_that_cannot_be_written_is_told_before_anything_leaves(
    machine: Machine, simulator: ServedSimulator
) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.write("archivo", "")
    machine.variables["FACTUS_HOME"] = str(machine.folder / "archivo" / "home")
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "home_unwritable")
    assert simulator.posts() == []


def test_profiles_keep_their_own_ledgers(machine: Machine, simulator: ServedSimulator) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    assert machine.run("profile", "add", "uno").code == 0
    assert machine.run("profile", "add", "dos", "--company", "Dos SAS").code == 0
    assert machine.run("profile", "use", "dos").code == 0
    assert machine.run("profile", "list", "--json").json["default"] == "dos"
    assert machine.run("send", "lote.csv", "--profile", "uno").code == 0
    assert machine.run("list").code == 2
    assert machine.run("list", "-p", "uno").code == 0
    assert "sandbox" in machine.run("profile", "show").out
    assert machine.run("profile", "remove", "dos").code == 0


def test_offline_helpers_answer(machine: Machine) -> None:
    assert "05001" in machine.run("catalog", "municipios", "medellín").out
    assert "05001" in machine.run("catalog", "municipios", "medelin").out
    assert machine.run("catalog").code == 0
    assert machine.run("explain", "FAK24").code == 0
    assert machine.run("simulate", "scenarios", "--json").json["scenarios"]


def test_the_guide_s_commands_run(machine: Machine) -> None:
    guide = (EXAMPLES.parent / "docs" / "guia.md").read_text(encoding="utf-8")
    shutil.copytree(EXAMPLES, machine.folder / "examples")
    blocks = re.findall(r"(<!-- not run[^>]*-->\n)?```sh\n(.*?)```", guide, re.DOTALL)
    lines = [line for skipped, block in blocks if not skipped for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("factus ")]
    assert len(commands) >= 10
    for line in commands:
        command, _, comment = line.partition("#")
        expected = int(found[1]) if (found := re.search(r"código (\d+)", comment)) else 0
        done = machine.run(*shlex.split(command)[1:])
        assert done.code == expected, (line, done.err)
