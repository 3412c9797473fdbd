"""Copies of a ledger: one file, whole and of one moment, that opens as a ledger does."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from factus_cli.errors import LedgerCorrupt, UsageProblem
from factus_cli.ledger.connection import connect_read_only, corrupt, corrupts, reason
from factus_cli.ledger.files import make_private, write_private
from factus_cli.ledger.verification import Verdict, verify_file

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last copy that was made of a ledger: where, when (ISO 8601), and how far its chain of events went."""

    path: str
    at: str
    events: int
    head: str


def backup(path: Path, to: Path, *, overwrite: bool = False) -> Verdict:
    """Copy a ledger to a file (0600), whole and of one moment even while a run sends, and verify the copy.

    Nothing is put in place, nor overwritten, by a copy that does not verify. Raises UsageProblem when there is no
    ledger, the file exists, or it can't be written; LedgerCorrupt when the ledger does not verify.
    """
    if not path.exists():
        raise UsageProblem(f"no hay libro en {path}", hint="el libro nace con el primer envío", code="no_ledger")
    _check_place(path, to, overwrite=overwrite)
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    make_private(part)
    try:
        _copy(path, part)
        verdict = verify_file(part)
        if verdict.flaw is not None:
            raise LedgerCorrupt(
                f"el libro no verifica, y no se copió: {verdict.flaw.message}",
                hint="no lo borre; vea el detalle con `factus ledger verify` y recupere la última copia buena",
            )
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return replace(verdict, path=to)


def remember(path: Path, made: LastBackup) -> None:
    """Note, beside a ledger, the last copy that was made of it. Raises HomeUnwritable."""
    write_private(_note_of(path), json.dumps(asdict(made)))


def last_backup(path: Path) -> LastBackup | None:
    """The last copy that was made of a ledger with `factus ledger backup`; None when none is known."""
    try:
        return LastBackup(**json.loads(_note_of(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # a note and no more: without it the copy is only unknown


def _check_place(path: Path, to: Path, *, overwrite: bool) -> None:
    if to.is_dir():
        raise UsageProblem(f"{to} es una carpeta", hint="diga el nombre del archivo de la copia con -o")
    if not to.exists():
        return
    if to.samefile(path):
        raise UsageProblem(f"{to} es el libro mismo", hint="elija otro nombre para la copia")
    if not overwrite:
        raise UsageProblem(
            f"{to} ya existe y no se sobrescribe", hint="elija otro nombre para la copia, o agregue --overwrite"
        )
    if to.with_name(f"{to.name}-wal").exists():
        raise UsageProblem(f"{to} es una base de datos en uso", hint="elija otro nombre para la copia")


def _copy(path: Path, to: Path) -> None:
    source = connect_read_only(path)
    target = sqlite3.connect(to, isolation_level=None)
    try:
        source.conn.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.Error as error:
        if corrupts(error):
            raise corrupt(path, reason(error)) from error
        raise UsageProblem(f"no se pudo escribir la copia: {reason(error)}", hint="elija otra carpeta") from error
    finally:
        target.close()
        source.conn.close()


def _note_of(path: Path) -> Path:
    return path.with_suffix(".backup.json")
