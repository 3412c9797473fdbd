"""Everything that must be green, each in an environment of its own: `python -m nox`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "imports", "docs", "tests", "package"]
nox.options.default_venv_backend = "venv"

CODE = ("factus_cli", "tests", "examples", "docs", "noxfile.py")
MEASURED = ("domain", "checks", "lote", "api", "sending", "ledger")
"""Packages whose lines and branches must be covered to 95 %."""


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
    session.run("coverage", "erase")
    session.run("pytest", "-n", "2", "--cov", "--cov-report=", *session.posargs)
    if not session.posargs:
        include = ",".join(f"*/site-packages/factus_cli/{name}/*" for name in MEASURED)
        session.run("coverage", "report", f"--include={include}", "--fail-under=95")


@nox.session
def package(session: nox.Session) -> None:
    """What is published installs and runs."""
    session.install(_wheel(session))
    session.run("factus", "--version")
    session.run("factus", "catalog", "municipios", "medellín", silent=True)
    session.run("python", "-m", "pip", "check")


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
