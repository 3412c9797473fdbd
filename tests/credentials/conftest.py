"""Keyrings in memory: one that works, and those that fail as real ones do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


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


class FailingKeyring(MemoryKeyring):
    """A keyring that raises whatever its system gives it, at each question."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class SleepyKeyring(MemoryKeyring):
    """A keyring that waits for a window that nobody sees, until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.woken.wait()
        return None


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def failing_keyring() -> type[FailingKeyring]:
    return FailingKeyring


@pytest.fixture
def sleepy_keyring() -> Iterator[SleepyKeyring]:
    sleepy = SleepyKeyring()
    yield sleepy
    sleepy.woken.set()


@pytest.fixture
def four() -> dict[str, str]:
    """The four variables."""
    return {
        "FACTUS_CLIENT_ID": "id",
        "FACTUS_CLIENT_SECRET": "s3cr3t0",
        "FACTUS_USERNAME": "u@example.com",
        "FACTUS_PASSWORD": "cl4v3",
    }
