"""Where credentials come from; their values are never shown."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from keyring.backends import fail, null
from keyring.core import init_backend

from factus_cli import credentials
from factus_cli.credentials import Credentials, credentials_of
from factus_cli.errors import AccessDenied, ExitCode

if TYPE_CHECKING:
    from pathlib import Path

VALUES = ("s3cr3t0", "cl4v3")


def test_the_environment_counts_first(four: dict[str, str], keyring: Any) -> None:
    credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), keyring)
    found = credentials_of("p", "sandbox", four, keyring)
    assert (found.client_id, found.password) == ("id", "cl4v3")
    assert set(credentials.origins("p", "sandbox", four, keyring).values()) == {
        "variable FACTUS_CLIENT_ID",
        "variable FACTUS_CLIENT_SECRET",
        "variable FACTUS_USERNAME",
        "variable FACTUS_PASSWORD",
    }


def test_no_value_is_in_what_is_shown_of_them(four: dict[str, str], keyring: Any) -> None:
    shown = repr(credentials_of("p", "sandbox", four, keyring)) + str(credentials.origins("p", "sandbox", four))
    assert not [value for value in VALUES if value in shown]


@pytest.mark.parametrize("content", [b"cl4v3\n", b"cl4v3\r\n", b"cl4v3", b"\xef\xbb\xbfcl4v3\n"])
def test_a_file_may_hold_each(tmp_path: Path, four: dict[str, str], content: bytes) -> None:
    path = tmp_path / "clave"
    path.write_bytes(content)
    del four["FACTUS_PASSWORD"]
    four["FACTUS_PASSWORD_FILE"] = str(path)
    assert credentials_of("p", "sandbox", four).password == "cl4v3"
    assert credentials.origins("p", "sandbox", four)["password"] == f"archivo {path} (FACTUS_PASSWORD_FILE)"


def test_only_the_end_of_line_of_a_file_is_left_out(tmp_path: Path, four: dict[str, str]) -> None:
    path = tmp_path / "clave"
    path.write_text("\n con espacios \n", encoding="utf-8")
    del four["FACTUS_PASSWORD"]
    four["FACTUS_PASSWORD_FILE"] = str(path)
    assert credentials_of("p", "sandbox", four).password == "\n con espacios "


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "no existe"), (b"\n", "vacío"), (b"\xff\xfe\xfa", "no es texto")],
    ids=["missing", "empty", "not text"],
)
def test_a_file_that_cannot_serve_is_named(
    tmp_path: Path, four: dict[str, str], content: bytes | None, why: str
) -> None:
    path = tmp_path / "clave"
    if content is not None:
        path.write_bytes(content)
    del four["FACTUS_PASSWORD"]
    four["FACTUS_PASSWORD_FILE"] = str(path)
    with pytest.raises(AccessDenied, match="FACTUS_PASSWORD_FILE") as refused:
        credentials_of("p", "sandbox", four)
    assert why in refused.value.message
    assert credentials.origins("p", "sandbox", four)["password"].startswith("falta")


def test_a_variable_and_its_file_at_once_are_refused(four: dict[str, str]) -> None:
    four["FACTUS_PASSWORD_FILE"] = "clave.txt"
    with pytest.raises(AccessDenied, match="dos valores para FACTUS_PASSWORD") as refused:
        credentials_of("p", "sandbox", four)
    assert not [value for value in VALUES if value in refused.value.message]
    assert credentials.origins("p", "sandbox", four)["password"].startswith("falta")


def test_three_of_four_are_never_completed_from_the_keyring(four: dict[str, str], keyring: Any) -> None:
    credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), keyring)
    four["FACTUS_PASSWORD"] = ""
    with pytest.raises(AccessDenied, match=r"faltan variables con credenciales: FACTUS_PASSWORD$") as refused:
        credentials_of("p", "sandbox", four, keyring)
    assert refused.value.exit_code is ExitCode.ACCESS
    assert credentials.origins("p", "sandbox", four, keyring)["password"] == "falta"


def test_none_at_all_says_how_to_give_them(keyring: Any) -> None:
    with pytest.raises(AccessDenied, match="perfil p") as refused:
        credentials_of("p", "sandbox", {}, keyring)
    assert "factus auth login" in refused.value.hint
    assert all(f"FACTUS_{name.upper()}" in refused.value.hint for name in credentials.NAMES)


def test_what_is_stored_comes_back_for_its_profile_and_environment_alone(keyring: Any) -> None:
    credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), keyring)
    assert credentials_of("p", "sandbox", {}, keyring).username == "c"
    assert set(credentials.origins("p", "sandbox", {}, keyring).values()) == {"llavero del sistema"}
    for profile, environment in (("p", "production"), ("q", "sandbox")):
        with pytest.raises(AccessDenied):
            credentials_of(profile, environment, {}, keyring)


def test_what_is_forgotten_is_gone(keyring: Any) -> None:
    credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), keyring)
    assert credentials.forget("p", "sandbox", keyring)
    assert not credentials.forget("p", "sandbox", keyring)
    assert set(credentials.origins("p", "sandbox", {}, keyring).values()) == {"falta"}


def test_a_keyring_that_fails_is_told_without_what_it_says(failing_keyring: Any) -> None:
    broken = failing_keyring(RuntimeError("cl4v3 en D-Bus"))
    with pytest.raises(AccessDenied, match="no funciona") as refused:
        credentials_of("p", "sandbox", {}, broken)
    assert "cl4v3" not in str(refused.value.as_json())
    assert "no funciona" in credentials.origins("p", "sandbox", {}, broken)["username"]
    with pytest.raises(AccessDenied, match="no funciona"):
        credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), broken)


def test_a_locked_keyring_asks_to_be_unlocked(failing_keyring: Any) -> None:
    locked = type("KeyringLocked", (Exception,), {})
    with pytest.raises(AccessDenied, match="bloqueado") as refused:
        credentials_of("p", "sandbox", {}, failing_keyring(locked()))
    assert "desbloquéelo" in refused.value.hint


@pytest.mark.parametrize("kept", ["no es json", "[]", "null", json.dumps({"client_id": "a"})])
def test_a_keyring_that_holds_nonsense_asks_to_log_in_again(keyring: Any, kept: str) -> None:
    keyring.kept["factus", "p-sandbox"] = kept
    with pytest.raises(AccessDenied, match="no se entiende") as refused:
        credentials_of("p", "sandbox", {}, keyring)
    assert "factus auth login" in refused.value.hint


def test_a_keyring_that_does_not_answer_is_not_waited_for(sleepy_keyring: Any) -> None:
    with pytest.raises(AccessDenied, match="no respondió"):
        credentials_of("p", "sandbox", {}, sleepy_keyring, patience=0.05)


def plain_text() -> Any:
    """A backend of keyrings.alt, which keeps passwords in a file as they are."""
    return type("PlaintextKeyring", (), {"__module__": "keyrings.alt.file"})()


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), SimpleNamespace(backends=[])])
def test_no_keyring_at_all_is_told(backend: Any) -> None:
    with pytest.raises(AccessDenied, match="no tiene llavero") as refused:
        credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), backend)
    assert "FACTUS_CLIENT_ID" in refused.value.hint


def test_a_keyring_in_plain_text_is_never_used() -> None:
    with pytest.raises(AccessDenied, match="sin cifrar"):
        credentials.store("p", "sandbox", Credentials("a", "b", "c", "d"), plain_text())


def test_of_several_keyrings_the_first_that_hides_is_used(keyring: Any) -> None:
    assert credentials.safe(SimpleNamespace(backends=[plain_text(), fail.Keyring(), keyring])) is keyring  # type: ignore[arg-type]


def test_without_a_keyring_of_its_own_the_systems_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    init_backend()
    with pytest.raises(AccessDenied, match="no tiene llavero"):
        credentials_of("p", "sandbox", {})
