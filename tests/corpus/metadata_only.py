"""Stands in for a build system when pip asks a source distribution what it is: it says so, and builds nothing."""

from __future__ import annotations

from email.parser import Parser
from pathlib import Path


def prepare_metadata_for_build_wheel(folder: str, _settings: object = None) -> str:
    """The name and the version, from what the source distribution says of itself."""
    told = Parser().parsestr(Path("PKG-INFO").read_text(encoding="utf-8"))
    name = f"{told['Name'].replace('-', '_')}-{told['Version']}.dist-info"
    place = Path(folder) / name
    place.mkdir()
    said = f"Metadata-Version: 2.1\nName: {told['Name']}\nVersion: {told['Version']}\n"
    (place / "METADATA").write_text(said, encoding="utf-8")
    return name


def get_requires_for_build_wheel(_settings: object = None) -> list[str]:
    """Nothing."""
    return []


def build_wheel(*_: object) -> str:
    """Never: only the source is wanted."""
    raise NotImplementedError


def build_sdist(*_: object) -> str:
    """Never: it is there already."""
    raise NotImplementedError
