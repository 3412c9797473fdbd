"""Everything that must be green, each in an environment of its own: `python -m nox`."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path

import nox
from packaging.metadata import Metadata  # nox itself depends on packaging

nox.options.sessions = ["lint", "types", "imports", "docs", "tests", "package"]
nox.options.default_venv_backend = "venv"

CODE = ("factus_cli", "tests", "examples", "docs", "noxfile.py")
MEASURED = ("domain", "checks", "lote", "api", "sending", "ledger")
WORKERS = str(max(4, os.cpu_count() or 1))
"""Tests at once: many wait for a process or a clock, so that more than the cores is faster."""
LEAST = 95
"""Percent of the lines, and of the branches, of each of these packages that the tests must reach."""


@nox.session
def lint(session: nox.Session) -> None:
    """Style and common mistakes."""
    session.install(*nox.project.dependency_groups(_project(), "lint"))
    session.run("ruff", "check", *CODE)
    session.run("ruff", "format", "--check", *CODE)


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict."""
    session.install(".", *nox.project.dependency_groups(_project(), "lint"))
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """The layout: what may import what."""
    session.install(".", *nox.project.dependency_groups(_project(), "lint"))
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """The generated tables of README.md and docs/ are those of the code; `nox -s docs -- --write` renews them."""
    session.install(".")
    session.run("python", "docs/generate.py", *(session.posargs or ["--check"]))


@nox.session
def tests(session: nox.Session) -> None:
    """The tests on the built wheel, with coverage of the processes they start."""
    session.install(_wheel(session), *nox.project.dependency_groups(_project(), "test"))
    # safe path: neither the tests nor the processes they start may import the checkout instead of the wheel
    session.env["PYTHONSAFEPATH"] = "1"
    session.env["COVERAGE_FILE"] = str(Path(session.create_tmp()).resolve() / "coverage")
    session.run("coverage", "erase")
    session.run("pytest", "-n", WORKERS, "--dist", "worksteal", "--cov", "--cov-report=", *session.posargs)
    if not session.posargs:
        session.run("coverage", "report", "--include=*/site-packages/factus_cli/*")
        _enough_coverage(session)


def _enough_coverage(session: nox.Session) -> None:
    """Stop where the lines or the branches of a measured package are covered to less than 95 %, each by itself."""
    written = Path(session.create_tmp()).resolve() / "coverage.json"
    session.run("coverage", "json", "--quiet", "-o", str(written))
    files = json.loads(written.read_text(encoding="utf-8"))["files"]
    short = []
    for name in MEASURED:
        parts = [one["summary"] for path, one in files.items() if f"site-packages/factus_cli/{name}/" in path]
        for what, all_of, covered in (
            ("lines", "num_statements", "covered_lines"),
            ("branches", "num_branches", "covered_branches"),
        ):
            total, reached = (sum(part[key] for part in parts) for key in (all_of, covered))
            percent = 100 * reached / total if total else 0.0
            said = f"{name}: {percent:.1f} % of its {what}"
            session.log(said)
            if percent < LEAST:
                short.append(said)
    if short:
        session.error(f"covered to less than {LEAST} %: {', '.join(short)}")


@nox.session
def stress(session: nox.Session) -> None:
    """Every case of tests/stress, of which the tests run a tenth: an hour on two cores."""
    session.install(_wheel(session), *nox.project.dependency_groups(_project(), "test"))
    session.env["PYTHONSAFEPATH"] = "1"
    session.env["STRESS_CASES"] = "300"
    session.run("pytest", "-n", "auto", "tests/stress", *session.posargs)


@nox.session
def corpus(session: nox.Session) -> None:
    """Every workbook that others test their readers with, whole and damaged, and files made to hurt: half an hour."""
    session.install(_wheel(session), *nox.project.dependency_groups(_project(), "test"))
    session.env["PYTHONSAFEPATH"] = "1"
    folder = Path(session.create_tmp()).resolve() / "corpus"
    folder.mkdir(exist_ok=True)
    session.run("python", "tests/corpus/run.py", str(folder), *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """What is published is whole, says what it is, installs and runs."""
    session.install("build")
    folder = Path(tempfile.mkdtemp(dir=session.create_tmp()))
    session.run("python", "-m", "build", "--outdir", str(folder), ".", silent=True)  # the wheel comes from the sdist
    wheel = next(folder.glob("*.whl"))
    _whole(session, wheel)
    session.install(str(wheel))
    session.env["PYTHONSAFEPATH"] = "1"
    session.run("factus", "--version")
    session.run("factus", "catalog", "municipios", "medellín", silent=True)
    session.run("factus", "explain", "FAK24", silent=True)
    session.run("python", "-m", "pip", "check")


def _whole(session: nox.Session, wheel: Path) -> None:
    """Stop where the wheel lacks a file of the package, or its metadata is not valid."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        metadata = next(name for name in held if name.endswith(".dist-info/METADATA"))
        Metadata.from_email(archive.read(metadata), validate=True)
    tree = {path.as_posix() for path in Path("factus_cli").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    if tree - held:
        session.error(f"the wheel lacks {', '.join(sorted(tree - held))}")


@nox.session
def bench(session: nox.Session) -> None:
    """The benchmarks: ratios to a floor measured in the same run."""
    session.install(_wheel(session), *nox.project.dependency_groups(_project(), "test"))
    for script in sorted(Path("tests/benchmarks").glob("*.py")):
        session.run("python", str(script))


def _project() -> dict[str, object]:
    loaded: dict[str, object] = nox.project.load_toml("pyproject.toml")
    return loaded


def _wheel(session: nox.Session) -> str:
    """The wheel, built from the tree as it is."""
    folder = tempfile.mkdtemp(dir=session.create_tmp())
    session.run("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ".", silent=True)
    return str(next(Path(folder).glob("*.whl")))
