"""Copies of a ledger: whole, private, verified, and good to work with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from ledger_world import ANSWER, KEY, StillClock, prepared, validated

from factus_cli.domain.outcomes import State
from factus_cli.errors import HomeUnwritable, LedgerCorrupt, UsageProblem
from factus_cli.ledger import queries
from factus_cli.ledger.backup import LastBackup, backup, last_backup, remember
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.verification import verify, verify_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copy_is_whole_and_private_and_verifies_while_a_run_sends(month: Ledger, path: Path, tmp_path: Path) -> None:
    to = tmp_path / "copias" / "copia.sqlite"
    before = queries.counts(month)
    with month.writing():
        month.db.execute("UPDATE documents SET state = 'sending'")
        backup(path, to)
    assert to.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in to.parent.iterdir()] == ["copia.sqlite"]
    with Ledger.read(to) as copy:
        assert verify(copy) is None
        assert queries.counts(copy) == before


def test_a_copy_overwrites_nothing_and_needs_a_ledger(month: Ledger, path: Path, tmp_path: Path) -> None:
    to = tmp_path / "copia.sqlite"
    to.write_text("mío")
    with pytest.raises(UsageProblem, match="ya existe"):
        backup(path, to)
    assert to.read_text() == "mío"
    with pytest.raises(UsageProblem, match="no hay libro"):
        backup(tmp_path / "nada.sqlite", tmp_path / "otra.sqlite")


def test_a_copy_of_a_damaged_ledger_leaves_nothing_behind(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"nada" * 2000)
    with pytest.raises(LedgerCorrupt):
        backup(path, tmp_path / "copia.sqlite")
    assert not list(tmp_path.glob("copia*"))


@pytest.mark.skipif(os.name == "nt", reason="there are no limits on files")
def test_a_copy_that_does_not_fit_is_told_and_leaves_nothing_behind(month: Ledger, path: Path, tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        with pytest.raises(UsageProblem, match="no se pudo escribir la copia"):
            backup(path, tmp_path / "copia.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.glob("copia*"))


@pytest.mark.parametrize("damage", ["some bytes", "everything after the first page"])
def test_a_ledger_damaged_inside_is_not_copied_in_silence(
    month: Ledger, path: Path, tmp_path: Path, damage: str
) -> None:
    month.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (20 if damage == "some bytes" else size - 4096))
    with pytest.raises(LedgerCorrupt):
        backup(path, tmp_path / "copia.sqlite")
    assert not list(tmp_path.glob("copia*"))


@pytest.mark.parametrize("column", ["body", "state"])
def test_a_ledger_that_does_not_verify_is_not_copied_over_a_good_copy(
    month: Ledger, path: Path, tmp_path: Path, column: str
) -> None:
    to = tmp_path / "copia.sqlite"
    good = backup(path, to)
    month.db.execute("DROP TRIGGER events_never_UPDATE")
    month.db.execute(f"UPDATE events SET {column} = 'x' WHERE id = 4")  # noqa: S608  # a name of the test
    with pytest.raises(LedgerCorrupt, match=r"el evento 4 .* fue cambiado"):
        backup(path, to, overwrite=True)
    assert (verify_file(to), sorted(one.name for one in tmp_path.glob("copia*"))) == (good, ["copia.sqlite"])


def test_a_copy_replaces_another_when_told(month: Ledger, path: Path, tmp_path: Path) -> None:
    to = tmp_path / "copia.sqlite"
    first = backup(path, to)
    month.note(KEY, "seen")
    to.chmod(0o644)
    second = backup(path, to, overwrite=True)
    assert second.events == first.events + 1
    assert verify_file(to) == second
    assert to.stat().st_mode & 0o777 == 0o600


def test_a_copy_never_replaces_the_ledger_itself(month: Ledger, path: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="es el libro mismo"):
        backup(path, path, overwrite=True)
    link = tmp_path / "enlace.sqlite"
    link.symlink_to(path)
    with pytest.raises(UsageProblem, match="es el libro mismo"):
        backup(path, link, overwrite=True)
    with pytest.raises(UsageProblem, match="es una carpeta"):
        backup(path, tmp_path, overwrite=True)
    assert verify(month) is None


def test_a_copy_never_replaces_a_database_in_use(month: Ledger, path: Path, tmp_path: Path, clock: StillClock) -> None:
    with Ledger.open(tmp_path / "otro.sqlite", clock=clock) as other:
        with pytest.raises(UsageProblem, match="en uso"):
            backup(path, tmp_path / "otro.sqlite", overwrite=True)
        assert verify(other) is None


def test_a_copy_works_as_the_ledger(month: Ledger, path: Path, tmp_path: Path, clock: StillClock) -> None:
    backup(path, tmp_path / "restaurado.sqlite")
    with Ledger.open(tmp_path / "restaurado.sqlite", clock=clock) as ledger:
        key = (KEY[0], "FV-4")
        ledger.prepare([prepared("FV-4")], "c")
        ledger.begin(key, b"{}", clock.now())
        ledger.settle(key, validated("SETP4"), ANSWER)
        assert queries.counts(ledger)[State.VALIDATED] == 3
        assert verify(ledger) is None
    assert queries.counts(month)[State.VALIDATED] == 2


def test_the_last_copy_is_remembered_beside_the_ledger(path: Path) -> None:
    made = LastBackup("/media/usb/copia.sqlite", "2026-11-24T08:00:00-05:00", 9, "ab")
    assert last_backup(path) is None
    remember(path, made)
    assert last_backup(path) == made
    assert path.with_suffix(".backup.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("written", ["", "[]", "{}", "{", '{"path": "x"}'])
def test_a_note_of_a_copy_that_is_none_is_no_copy(path: Path, written: str) -> None:
    path.parent.mkdir(parents=True)
    path.with_suffix(".backup.json").write_text(written)
    assert last_backup(path) is None


def test_a_copy_that_cannot_be_remembered_is_told(path: Path) -> None:
    path.with_suffix(".backup.json").mkdir(parents=True)
    with pytest.raises(HomeUnwritable):
        remember(path, LastBackup("x", "y", 1, "z"))
    assert [one.name for one in path.parent.iterdir()] == ["empresa.backup.json"]
