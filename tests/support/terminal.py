"""The real `factus` on a terminal, where a person types."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from typing import TYPE_CHECKING

from processes import FACTUS, Finished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from processes import Machine

PATIENCE = 60.0
"""Seconds until a question that never comes fails the test."""


def typed(machine: Machine, *args: str, answers: Sequence[tuple[str, str]]) -> Finished:
    """Run a command on a terminal; `answers` are each the words to wait for and what is then typed.

    Both streams come back as `err`, as the terminal shows them.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*FACTUS, *args], cwd=machine.folder, env=machine.environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = ""
    try:
        for words, answer in answers:
            seen += _until(ours, words, seen)
            os.write(ours, f"{answer}\n".encode())
        seen += _until(ours, None, seen)
        return Finished(process.wait(PATIENCE), "", seen)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _until(ours: int, words: str | None, before: str) -> str:
    """What the terminal shows until the words come anew, or until its end."""
    seen = b""
    ends = time.monotonic() + PATIENCE
    while words is None or words not in seen.decode(errors="replace"):
        ready, _, _ = select.select([ours], [], [], max(0.0, ends - time.monotonic()))
        if not ready:
            raise AssertionError(f"«{words}» never came: {before}{seen.decode(errors='replace')}")
        try:
            new = os.read(ours, 65536)
        except OSError:  # the other side is closed
            new = b""
        if not new:
            if words is None:
                break
            raise AssertionError(f"ended before «{words}»: {before}{seen.decode(errors='replace')}")
        seen += new
    return seen.decode(errors="replace")
