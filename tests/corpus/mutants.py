"""Files of the corpus damaged: cut short, with bytes changed, and with bytes changed inside the parts of their zip."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST = 300_000
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html"})


def mutants(files: Sequence[Path], seed: int, each: int) -> Iterator[tuple[str, bytes]]:
    """Some of every small workbook, by the name of the file and of the damage; the same of the same seed."""
    for number, path in enumerate(files):
        if path.suffix.lower() not in WORKBOOKS or not 0 < path.stat().st_size < MOST:
            continue
        chance = random.Random(f"{seed} {path.name}")
        for again in range(each):
            yield f"{number:04d}-{again}-{path.name[-60:]}", _damaged(path.read_bytes(), chance)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return content[: chance.randrange(len(content))]
    if kind > 1 and content.startswith(b"PK"):
        inside = _inside(content, chance)
        if inside is not None:
            return inside
    return _changed(content, chance)


def _changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 8, 64])):
        changed[chance.randrange(len(changed))] = chance.choice(b'\0\xff<>"=&/019-') if chance.random() < 0.5 else 0x80
    return bytes(changed)


def _inside(content: bytes, chance: random.Random) -> bytes | None:
    """The same zip, whole, with one of its parts changed."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            parts = {one.filename: old.read(one) for one in old.infolist() if not one.is_dir()}
            victim = chance.choice([name for name, part in parts.items() if part])
            with warnings.catch_warnings(action="ignore"):
                for name, part in parts.items():
                    new.writestr(name, _changed(part, chance) if name == victim else part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, IndexError):  # broken already, or with a password
        return None
    return made.getvalue()
