"""The corpus: workbooks and texts that others test their readers with, from the source distributions of their libraries.

Nothing of it is kept in the project. `pip` downloads each by its name and version; what builds them is not run: pip asks
a source distribution only for its name, and `metadata_only.py` answers in the place of compilers and build systems.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = {
    "python-calamine": "0.9.1",
    "openpyxl": "3.1.5",
    "xlsxwriter": "3.3.1",
    "xlrd": "2.0.2",
    "xlwt": "1.3.0",
    "xlutils": "2.0.0",
    "pyxlsb": "1.0.10",
    "pyxlsb2": "0.0.9",
    "odfpy": "1.4.1",
    "ezodf": "0.3.2",
    "pyexcel": "0.7.6",
    "pyexcel-xls": "0.7.1",
    "pyexcel-xlsx": "0.6.1",
    "pyexcel-ods3": "0.6.1",
    "pyexcel-io": "0.6.8",
    "tablib": "3.10.0",
    "agate-excel": "0.4.2",
    "csvkit": "2.2.0",
    "petl": "1.7.30",
    "xlsx2csv": "0.8.6",
    "xlsx2html": "0.6.4",
    "msoffcrypto-tool": "6.1.0",
    "oletools": "0.60.2",
    "olefile": "0.47",
    "frictionless": "5.21.0",
    "pandas": "3.1.1",
    "fastexcel": "0.21.0",
}
"""What is downloaded; the version is named so that a corpus is the same tomorrow."""

BACKENDS = ("maturin", "mesonpy")
"""Build systems that would compile something to say what they are asked."""

SUFFIXES = frozenset(
    {
        *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".xla", ".ods", ".ots", ".csv", ".tsv", ".txt"),
        *(".html", ".htm", ".xml", ".json", ".jsonl", ".zip", ".gz", ".doc", ".docx", ".ppt", ".pptx", ".odt", ".bin"),
    }
)
MOST = 12_000_000
"""Bytes of a file of the corpus."""


def gathered(folder: Path) -> list[Path]:
    """The files of the corpus, downloaded into a folder unless they are there."""
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    for name, version in SOURCES.items():
        if not list(sources.glob(f"{name.replace('-', '[-_]')}-{version}.*")):
            _download(name, version, sources)
    files = folder / "files"
    for source in sorted(sources.iterdir()):
        if source.is_file() and not (files / source.name).exists():
            _unpack(source, files / source.name)
    return sorted(path for path in files.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _download(name: str, version: str, folder: Path) -> None:
    stand_ins = _stand_ins(folder.parent / "stand-ins")
    command = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name)
    isolated = name not in {"python-calamine", "fastexcel", "pandas"}
    extra = () if isolated else ("--no-build-isolation",)
    environment = os.environ if isolated else {**os.environ, "PYTHONPATH": str(stand_ins)}
    done = subprocess.run([*command, *extra, f"{name}=={version}"], cwd=folder, env=environment, check=False)
    if done.returncode:
        print(f"not to be had: {name} {version}", file=sys.stderr)


def _stand_ins(folder: Path) -> Path:
    """Modules with the names of build systems that only say the name and the version of what they would build."""
    folder.mkdir(exist_ok=True)
    answer = (Path(__file__).parent / "metadata_only.py").read_text(encoding="utf-8")
    for name in BACKENDS:
        (folder / f"{name}.py").write_text(answer, encoding="utf-8")
    return folder


def _unpack(source: Path, folder: Path) -> None:
    """The files of a source distribution that a person could hand in; what has a password stays packed."""
    folder.mkdir(parents=True)
    for number, (name, content) in enumerate(_members(source)):
        path = Path(name)
        if path.suffix.lower() in SUFFIXES and len(content) <= MOST:
            (folder / f"{number:04d}-{path.name[-80:]}").write_bytes(content)


def _members(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            for one in archive.infolist():
                if not one.is_dir() and not one.flag_bits & 1:
                    yield one.filename, archive.read(one)
        return
    with tarfile.open(source) as archive:
        for member in archive:
            held = archive.extractfile(member) if member.isfile() else None
            if held is not None:
                yield member.name, held.read()
