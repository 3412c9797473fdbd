"""Where credentials come from; their values are never shown."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from factus_cli import credentials
from factus_cli.errors import AccessDenied

if TYPE_CHECKING:
    from pathlib import Path

FOUR = {
    "FACTUS_CLIENT_ID": "id",
    "FACTUS_CLIENT_SECRET": "s3cr3t0",
    "FACTUS_USERNAME": "u@example.com",
    "FACTUS_PASSWORD": "cl4v3",
}


class MemoryKeyring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class BrokenKeyring(MemoryKeyring):
    """A keyring that fails."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("no hay D-Bus")


class SleepyKeyring(MemoryKeyring):
    """A keyring that waits for a window that nobody sees."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(60)
        return None


def test_the_environment_counts_first() -> None:
    found = credentials.credentials_of("p", "sandbox", FOUR, MemoryKeyring())
    assert (found.client_id, found.password) == ("id", "cl4v3")
    assert "cl4v3" not in repr(found)
    assert "s3cr3t0" not in repr(found)


def test_a_file_may_hold_each(tmp_path: Path) -> None:
    path = tmp_path / "clave"
    path.write_text("cl4v3\n", encoding="utf-8")
    environ = {**FOUR, "FACTUS_PASSWORD_FILE": str(path)}
    del environ["FACTUS_PASSWORD"]
    assert credentials.credentials_of("p", "sandbox", environ, MemoryKeyring()).password == "cl4v3"
    assert "clave" in credentials.origins("p", "sandbox", environ, MemoryKeyring())["password"]


@pytest.mark.parametrize("change", ["both", "missing file", "empty file", "not text"])
def test_a_file_that_cannot_serve_is_named(tmp_path: Path, change: str) -> None:
    path = tmp_path / "clave"
    environ = {**FOUR, "FACTUS_PASSWORD_FILE": str(path)}
    if change != "both":
        del environ["FACTUS_PASSWORD"]
    if change == "empty file":
        path.write_text("\n", encoding="utf-8")
    if change == "not text":
        path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(AccessDenied, match="FACTUS_PASSWORD"):
        credentials.credentials_of("p", "sandbox", environ, MemoryKeyring())


def test_three_of_four_name_the_one_that_is_missing() -> None:
    environ = {**FOUR, "FACTUS_PASSWORD": ""}
    with pytest.raises(AccessDenied, match="FACTUS_PASSWORD") as error:
        credentials.credentials_of("p", "sandbox", environ, MemoryKeyring())
    assert "s3cr3t0" not in str(error.value)
    assert credentials.origins("p", "sandbox", environ, MemoryKeyring())["password"] == "falta"


def test_what_is_stored_comes_back_for_its_profile_alone() -> None:
    keyring = MemoryKeyring()
    credentials.store("p", "sandbox", credentials.Credentials("a", "b", "c", "d"), keyring)
    assert credentials.credentials_of("p", "sandbox", {}, keyring).username == "c"
    assert set(credentials.origins("p", "sandbox", {}, keyring).values()) == {"llavero del sistema"}
    with pytest.raises(AccessDenied, match="production"):
        credentials.credentials_of("p", "production", {}, keyring)
    assert credentials.forget("p", "sandbox", keyring)
    assert not credentials.forget("p", "sandbox", keyring)
    assert set(credentials.origins("p", "sandbox", {}, keyring).values()) == {"falta"}


def test_a_keyring_that_fails_or_holds_nonsense_is_told() -> None:
    with pytest.raises(AccessDenied, match="no funciona"):
        credentials.credentials_of("p", "sandbox", {}, BrokenKeyring())
    assert "no funciona" in credentials.origins("p", "sandbox", {}, BrokenKeyring())["username"]
    keyring = MemoryKeyring()
    keyring.kept["factus", "p-sandbox"] = json.dumps({"client_id": "a"})
    with pytest.raises(AccessDenied, match="no se entiende"):
        credentials.credentials_of("p", "sandbox", {}, keyring)


def test_a_keyring_that_does_not_answer_is_not_waited_for() -> None:
    with pytest.raises(AccessDenied, match="no respondió"):
        credentials.credentials_of("p", "sandbox", {}, SleepyKeyring(), patience=0.05)
