"""What Factus v2 answers, as our own values: a body -> a document held, a row -> a numbering range. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from factus_cli.api.bodies import amount, messages_of
from factus_cli.api.v2_families import FAMILIES
from factus_cli.domain.codes import table
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.search import plain
from factus_cli.sending.ports import Held, NumberingRange, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from factus_cli.domain.outcomes import Message

    Json = Mapping[str, Any]

RANGE_TYPES = {
    "21": DocumentType.INVOICE,
    "22": DocumentType.CREDIT_NOTE,
    "23": DocumentType.DEBIT_NOTE,
    "24": DocumentType.SUPPORT_DOCUMENT,
    "25": DocumentType.ADJUSTMENT_NOTE,
}
"""What the codes of numbering ranges number; the others (contingency, payroll) are none of our types."""


def held(answer: Json, type_: DocumentType, raw: str = "") -> Held | None:
    """The document of a create or a show: flat under `data`, or nested in it. None: the answer shows none."""
    data = answer.get("data")
    if not isinstance(data, dict):
        return None
    inner = {} if "is_validated" in data else _inside(data, FAMILIES[type_].wrapper)
    document = {**data, **inner}
    if "is_validated" not in document:
        return None
    return _held(document, type_, all_messages(answer, type_), raw)


def all_messages(answer: Json, type_: DocumentType) -> tuple[Message, ...]:
    """Every message of an answer: at its root, under `data`, or with the document nested in it."""
    data = _inside(answer, "data")
    return messages_of(answer, data, _inside(data, FAMILIES[type_].wrapper))


def row(found: Json, type_: DocumentType, raw: str = "") -> Held:
    """A row of a list: no CUFE, no links."""
    return _held(found, type_, messages_of(found), raw)


def rows(answer: Json) -> list[Json] | None:
    """The rows of a page of a list. None: the answer is no list."""
    data = answer.get("data")
    listed = data.get("data") if isinstance(data, dict) else data
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else None


def last_page(answer: Json) -> int | None:
    """The number of the last page of a list, None when it doesn't say."""
    return _whole(_inside(_inside(answer, "data"), "pagination").get("last_page"))


def total_of(answer: Json) -> int | None:
    """How many documents a list has on all its pages, None when it doesn't say."""
    return _whole(_inside(_inside(answer, "data"), "pagination").get("total"))


def range_of(found: Json) -> NumberingRange | None:
    """A numbering range from a row. None for a row without id. A deleted range is not active."""
    number = _whole(found.get("id"))
    if number is None:
        return None
    return NumberingRange(
        id=number,
        type=_range_type(found),
        prefix=_text(found.get("prefix")) or "",
        is_active=_flag(found.get("is_active", True)) and not found.get("deleted_at"),
        is_expired=_flag(found.get("is_expired")),
        first=_whole(found.get("from")),
        last=_whole(found.get("to")),
        current=_whole(found.get("current")),
        start=_day(found.get("start_date")),
        end=_day(found.get("end_date")),
        resolution=_text(found.get("resolution_number")),
    )


def subscriptions(answer: Json) -> list[Subscription] | None:
    """The plans of an account. None: the answer shows none that is understood."""
    found = [one for one in map(_subscription, rows(answer) or []) if one is not None]
    return found or None


def company(answer: Json) -> str | None:
    """The NIT of the account's company, without DV. None: the answer shows none."""
    return _nit(_inside(answer, "data").get("nit"))


def issuer(answer: Json) -> str | None:
    """The NIT of who issued the document of a create or a show. None: the answer shows none."""
    data = _inside(answer, "data")
    for holder in (data, *(_inside(data, family.wrapper) for family in FAMILIES.values())):
        found = _nit(_inside(holder, "company").get("nit"))
        if found is not None:
            return found
    return None


def _nit(written: object) -> str | None:
    digits = "".join(sign for sign in str(written or "").partition("-")[0] if sign.isdecimal())
    return digits or None


def _subscription(found: Json) -> Subscription | None:
    """None for a plan of documents that are none of ours (payroll), or of a shape that nobody has seen."""
    named = found.get("supported_document_types")
    if not isinstance(named, list):
        return None
    types = frozenset(type_ for name in named if (type_ := _range_type({"document": name})) is not None)
    over = _flag(found.get("has_expired")) or not _flag(found.get("is_active", True))
    left = None if _flag(found.get("has_unlimited_quota")) else _whole(found.get("documents_available"))
    return Subscription(types, left, is_active=not over) if types else None


def _held(document: Json, type_: DocumentType, messages: tuple[Message, ...], raw: str) -> Held:
    family = FAMILIES[type_]
    return Held(
        type=type_,
        reference=_text(document.get("reference_code")),
        number=_text(document.get("number")),
        is_validated=_flag(document.get("is_validated")),
        total=_total(document),
        customer=_text(_party(document, family.party).get("identification")),
        messages=messages,
        cufe=_text(document.get(family.code)),
        qr=_text(_inside(document, "links").get("qr")),
        url=_text(_inside(document, "links").get("public_url")),
        created_at=_text(document.get("created_at")),
        validated_at=_text(document.get("validated_at")),
        customer_name=_name(_party(document, family.party)),
        raw=raw,
    )


def _total(document: Json) -> Decimal | None:
    total = amount(_inside(document, "totals").get("total"))
    return amount(document.get("total")) if total is None else total


def _party(document: Json, party: str) -> Json:
    other = "provider" if party == "customer" else "customer"
    return _inside(document, party) or _inside(document, other)


def _name(party: Json) -> str | None:
    """A company's own name, a person's, or what the PDF shows."""
    told = (_text(party.get(key)) for key in ("company", "names", "graphic_representation_name", "trade_name"))
    return next((name for name in told if name), None)


def _range_type(found: Json) -> DocumentType | None:
    """By code where there is one; lists give the name instead (contract, 7.8)."""
    for told in _told(found):
        by_code = RANGE_TYPES.get(told)
        by_name = next((code for code, one in _names() if one == plain(told)), None)
        if by_code or by_name:
            return by_code or RANGE_TYPES.get(by_name or "")
    return None


def _told(found: Json) -> Iterator[str]:
    for key in ("document", "document_name"):
        value = found.get(key)
        inner = [value.get("code"), value.get("name")] if isinstance(value, dict) else [value]
        yield from (text for text in map(_text, inner) if text)


def _names() -> Iterator[tuple[str, str]]:
    return ((code, plain(entry.name)) for code, entry in table("numbering_range_document").items())


def _inside(document: Json, key: str) -> Json:
    inner = document.get(key)
    return inner if isinstance(inner, dict) else {}


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    written = str(value)
    return written if written.strip() else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return int(str(value))
    except ValueError:
        return None


def _flag(value: object) -> bool:
    return value is True or value in (1, "1", "true")


def _day(value: object) -> date | None:
    """`YYYY-MM-DD` in the list of ranges, `DD-MM-YYYY` inside documents (contract, 3)."""
    for shape in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(str(value)[:10], shape).date()  # noqa: DTZ007  # a calendar day has no zone
        except ValueError:
            continue
    return None
