"""When Factus says that a document was created or validated: text to a moment, and to what a person reads."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

BOGOTA = timezone(timedelta(hours=-5))
"""Colombia has kept UTC−05:00, without daylight saving, since 1993."""
_FACTUS = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d) ([AP])M", re.ASCII)


def moment(written: str | None) -> datetime | None:
    """`08-10-2026 09:23:26 PM` (contract, 3) or ISO 8601, in Bogotá's time; None for anything else."""
    try:
        found = _FACTUS.fullmatch(written or "")
        if found is None:
            read = datetime.fromisoformat(written or "")
            return read.replace(tzinfo=BOGOTA) if read.tzinfo is None else read.astimezone(BOGOTA)
        day, month, year, hour, minute, second = (int(part) for part in found.groups()[:6])
        return datetime(year, month, day, hour % 12 + 12 * (found[7] == "P"), minute, second, tzinfo=BOGOTA)
    except (ValueError, OverflowError):
        return None


def iso(written: str | None) -> str | None:
    """`2026-10-08T21:23:26-05:00`, for machines; what is no moment, as it came."""
    found = moment(written)
    return written if found is None else found.isoformat()


def spanish(written: str | None) -> str | None:
    """`08/10/2026 21:23`; what is no moment, as it came."""
    found = moment(written)
    return written if found is None else f"{found:%d/%m/%Y %H:%M}"
