"""Durations as people type them: `30s`, `10m`, `1h30m`, `45` (seconds)."""

from __future__ import annotations

import re

from factus_cli.errors import UsageProblem

_PARTS = re.compile(r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m(?:in)?)?(?:(?P<s>\d+)s?)?", re.IGNORECASE)


def seconds(option: str, text: str) -> float:
    """The seconds of a duration. Raises UsageProblem for anything else, and for none at all."""
    found = _PARTS.fullmatch(text.replace(" ", ""))
    if found is None or not any(found.groupdict().values()):
        raise UsageProblem(f"{option} no es una duración: «{text}»", hint="escríbala así: 45s, 10m o 1h30m")
    hours, minutes, rest = (int(found[name] or 0) for name in ("h", "m", "s"))
    return float(hours * 3600 + minutes * 60 + rest)
