"""An empty home, and what a test resolves in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factus_cli import settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"FACTUS_HOME": str(tmp_path)}


@pytest.fixture
def config(environ: dict[str, str]) -> Path:
    """config.toml of the home; not there until somebody writes it."""
    return settings.home(environ).config_file
