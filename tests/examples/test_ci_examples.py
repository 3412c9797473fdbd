"""The example workflows: well formed, without secrets, and their steps do in a real shell what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from processes import Machine, lote

CI = Path(__file__).resolve().parents[2] / "examples" / "ci"
NAMES = ("github-actions.yml", "gitlab-ci.yml")
INSTALL = "python -m pip install factus-cli"
ANNOTATION = re.compile(r"::(error|warning|notice) file=lotes/mes\.csv,line=2,col=3,title=CLI-03 C2::fila 2, .+")


def said(name: str) -> Any:
    """What a workflow says; YAML takes the key `on` for a yes."""
    return yaml.safe_load((CI / name).read_text(encoding="utf-8"))


def steps(name: str) -> list[str]:
    """The commands of a workflow, in order."""
    if name == "gitlab-ci.yml":
        return list(said(name)["lotes"]["script"])
    return [step["run"] for step in said(name)["jobs"]["check"]["steps"] if "run" in step]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A checkout with a folder of lotes, and `factus` on its PATH."""
    found = Machine(tmp_path)
    (tmp_path / "lotes").mkdir()
    shim = tmp_path / "bin" / "factus"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m factus_cli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    return found


def run(machine: Machine, step: str) -> subprocess.CompletedProcess[str]:
    """A step as a runner runs it: by a shell that stops at the first failure, with no credentials set."""
    environment = {**machine.environment, "PATH": f"{machine.folder / 'bin'}:/usr/bin:/bin"}
    return subprocess.run(
        ["/bin/sh", "-e", "-c", step], cwd=machine.folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_asks_for_no_secret_and_installs_first(name: str) -> None:
    text = (CI / name).read_text(encoding="utf-8")
    assert "secret" not in text.casefold()
    assert "FACTUS_" not in text
    assert steps(name)[0] == INSTALL
    assert all(step.startswith("factus check lotes --format ") for step in steps(name)[1:])


def test_the_github_workflow_runs_where_lotes_change_and_may_only_read() -> None:
    workflow = said("github-actions.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"push", "pull_request"}
    assert all(trigger == {"paths": ["lotes/**"]} for trigger in workflow[True].values())


def test_the_github_step_annotates_the_cell_and_fails(machine: Machine) -> None:
    _, check, table = steps("github-actions.yml")
    machine.write("lotes/mes.csv", lote(["FV-1"]))
    assert run(machine, check).returncode == 0
    machine.write("lotes/mes.csv", lote(["FV-1"]).replace(",8,", ",7,"))
    failed = run(machine, check)
    assert failed.returncode == 3
    assert any(ANNOTATION.fullmatch(line) for line in failed.stdout.splitlines()), failed.stdout
    assert run(machine, table).returncode == 0
    assert "CLI-03" in (machine.folder / "hallazgos.csv").read_text(encoding="utf-8")


def test_the_gitlab_step_leaves_its_report_and_fails(machine: Machine) -> None:
    job = said("gitlab-ci.yml")["lotes"]
    _, check = job["script"]
    machine.write("lotes/mes.csv", lote(["FV-1", "FV-2"]).replace("FV-2,900123456,8", "FV-2,900123456,7"))
    machine.write("lotes/bien.csv", lote(["FV-3"]))
    assert run(machine, check).returncode == 3
    report = ET.parse(machine.folder / job["artifacts"]["reports"]["junit"]).getroot()
    assert job["artifacts"]["when"] == "always"
    failed = {case.get("name") for case in report.iter("testcase") if case.find("failure") is not None}
    assert (report.get("failures"), failed) == ("1", {"FV-2"})
