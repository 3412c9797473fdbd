"""Where things are, and who may read them."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from factus_cli import settings
from factus_cli.errors import HomeUnwritable, UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_factus_home_moves_everything_and_reading_makes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    home = settings.home(environ)
    settings.resolve({}, environ, home)
    places = (home.config_file, home.logs, home.pace, home.ledger("a", "sandbox"), home.simulator("a"))
    assert all(one.is_relative_to(tmp_path) for one in places)
    assert list(tmp_path.iterdir()) == []


def test_without_it_the_platforms_folders_are_used() -> None:
    assert settings.home({}).config.name == "factus"


def test_each_environment_has_its_own_ledger(environ: dict[str, str]) -> None:
    home = settings.home(environ)
    assert len({home.ledger("a", one) for one in ("sandbox", "production", "simulate")}) == 3


def test_a_home_of_nobody_is_told() -> None:
    with pytest.raises(UsageProblem, match="no existe"):
        settings.home({"FACTUS_HOME": "~nadie-que-exista/factus"})


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "uno" / "dos" / "config.toml"
    settings.write_whole(path, "x")
    assert [mode(one) for one in (path.parent.parent, path.parent, path)] == [0o700, 0o700, 0o600]


def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings.make_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_file_is_replaced_whole_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "config.toml"
    real.write_text("antes", encoding="utf-8")
    link.symlink_to(real)
    settings.write_whole(link, "después")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "después"
    assert {one.name for one in tmp_path.iterdir()} == {"real.toml", "config.toml"}


def test_a_home_that_cannot_be_written_is_told_with_its_path(tmp_path: Path) -> None:
    blocked = tmp_path / "archivo"
    blocked.write_text("", encoding="utf-8")
    for path in (blocked / "config.toml", blocked / "más" / "config.toml"):
        with pytest.raises(HomeUnwritable, match="archivo") as refused:
            settings.write_whole(path, "")
        assert "FACTUS_HOME" in refused.value.hint


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(HomeUnwritable):
        settings.write_whole(tmp_path / "config.toml", "x")
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]
