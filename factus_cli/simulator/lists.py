"""Lists: what their filters mean, and pages as Laravel counts them (contract, 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from factus_cli.simulator.documents_table import Search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factus_cli.simulator.families import Family

PER_PAGE = 10
MOST_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which page, of how many rows, at which address."""

    number: int
    per_page: int
    url: str

    def slice(self, rows: Sequence[Any]) -> Sequence[Any]:
        return rows[(self.number - 1) * self.per_page : self.number * self.per_page]


def page_asked(query: Mapping[str, str], url: str) -> Page:
    """The page a query asks for; what isn't a number counts as not said."""
    return Page(
        number=max(1, _number(query.get("page"), 1)),
        per_page=min(MOST_PER_PAGE, max(1, _number(query.get("filter[per_page]"), PER_PAGE))),
        url=url,
    )


def search_asked(query: Mapping[str, str], family: Family, page: Page, now: datetime, *, partial: bool) -> Search:
    """The documents a query asks for. A bare `reference_code=` means nothing, as in the real one."""
    status = query.get("filter[status]")
    return Search(
        family=family.path,
        now=now,
        reference=query.get("filter[reference_code]", ""),
        partial=partial,
        number=query.get("filter[number]", ""),
        prefix=query.get("filter[prefix]", ""),
        identification=query.get("filter[identification]", ""),
        names=query.get("filter[names]", ""),
        validated={"0": False, "1": True}.get(status or ""),
        since=_created_at(query, "start_date"),
        until=_created_at(query, "end_date"),
        page=page.number,
        per_page=page.per_page,
    )


def paginated(rows: Sequence[Any], total: int, page: Page) -> dict[str, Any]:
    """A list's `data`: its rows and where they stand."""
    last = max(1, -(-total // page.per_page))
    first = (page.number - 1) * page.per_page + 1
    return {
        "data": list(rows),
        "pagination": {
            "total": total,
            "per_page": page.per_page,
            "current_page": page.number,
            "last_page": last,
            "from": first if rows else None,
            "to": first + len(rows) - 1 if rows else None,
            "links": _links(page, last) if total else [],
        },
    }


def _links(page: Page, last: int) -> list[dict[str, Any]]:
    """Previous, every page (a gap after the first ten), next."""
    shown: list[int | str] = [n for n in range(1, last + 1) if n <= 10 or n >= last - 1]
    if last > 12:
        shown.insert(10, "...")
    numbered = [_link(page, label, label if isinstance(label, int) else None, last) for label in shown]
    return [
        _link(page, "&laquo; Anterior", page.number - 1, last),
        *numbered,
        _link(page, "Siguiente &raquo;", page.number + 1, last),
    ]


def _link(page: Page, label: str | int, target: int | None, last: int) -> dict[str, Any]:
    if target is None or not 1 <= target <= last:
        return {"url": None, "label": label, "active": False}
    return {
        "url": f"{page.url}?page={quote(str(target))}",
        "label": label,
        "active": label == page.number,
        "page": target,
    }


def _created_at(query: Mapping[str, str], name: str) -> date | None:
    written = query.get(f"filter[created_at][{name}]") or query.get(f"filter[created_at.{name}]") or ""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written is not None and written.isdecimal() else otherwise
