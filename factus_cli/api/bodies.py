"""What a body holds, whatever its shape: JSON or not, its errors wherever they stand, its words on one line. Pure."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import TYPE_CHECKING, Any

from factus_cli.domain.outcomes import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Json = dict[str, Any]

MOST_SHOWN = 200
"""Characters of a foreign body that a sentence of ours repeats."""

DEEPEST = 50
"""How many objects and lists an answer may hold in one another: what reads them goes as deep."""
MOST_DIGITS = 20
"""Digits of an amount, before or after its point: a sum of what is beyond them can't be told exactly, or at all."""

_RULE_90 = re.compile(r"regla:?\s*90\b|procesado\s+anteriormente", re.IGNORECASE)
_RULE = re.compile(r"regla:?\s*([A-Za-z]*\d+\w*)", re.IGNORECASE)
_WORD = re.compile(r"rechazo|notificaci", re.IGNORECASE)
_FIELD = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z0-9_*]+)*")
"""A path of the request's own fields; the DIAN's rules are capitals and digits."""
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def parse(body: bytes | str) -> Json | None:
    """The JSON object of a body, its decimals exact. None: it is something else, or cut short."""
    try:
        parsed = _with_whole_signs(json.loads(body, parse_float=Decimal), DEEPEST)
    except (ValueError, RecursionError):  # ValueError: not JSON, not UTF-8, or deeper than anything of Factus
        return None
    return parsed if isinstance(parsed, dict) else None


def messages_of(*holders: object) -> tuple[Message, ...]:
    """The messages under `errors` of each holder (an answer, its data, its document), without repeating any."""
    found = [message for holder in holders if isinstance(holder, dict) for message in messages(holder.get("errors"))]
    return tuple(dict.fromkeys(found))


def messages(errors: object) -> Iterator[Message]:
    """What `errors` says: an object keyed by rule or by field, a list, a text, or nothing (contract, 3 and 5)."""
    for key, text in _keyed(errors, ""):
        yield _message(key, text)


def words(body: bytes | str, parsed: Mapping[str, Any] | None) -> str:
    """What an answer says, for a sentence of ours: its messages, a page's title, or its first characters."""
    if parsed is not None:
        told = [*_texts_of(parsed)]
        return on_one_line("; ".join(dict.fromkeys(told)))
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    title = _TITLE.search(text)
    return on_one_line(unescape(title[1] if title else _TAG.sub(" ", text)))


def on_one_line(text: str) -> str:
    """A foreign text without line breaks or control characters, cut to what a person will read."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: MOST_SHOWN * 20])
    line = " ".join(printable.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"


def strings(value: object) -> Iterator[str]:
    """Every text that stands anywhere in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def amount(value: object) -> Decimal | None:
    """An amount in COP as Factus writes it: text or number, thousands with commas or without. None: it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        found = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < MOST_DIGITS else None


def _with_whole_signs(value: Any, deep: int) -> Any:
    """The same value; half a sign (`\\ud83d` alone) is no text that a ledger or a screen takes. Raises ValueError too deep."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not isinstance(value, dict | list):
        return value
    if not deep:
        raise ValueError("too deep")
    if isinstance(value, list):
        return [_with_whole_signs(one, deep - 1) for one in value]
    return {_with_whole_signs(key, deep): _with_whole_signs(one, deep - 1) for key, one in value.items()}


def _keyed(errors: object, key: str) -> Iterator[tuple[str, str]]:
    """The texts of `errors` with the innermost key that each stands under."""
    if isinstance(errors, str):
        if errors.strip():
            yield key, errors
    elif isinstance(errors, list):
        for inner in errors:
            yield from _keyed(inner, key)
    elif isinstance(errors, dict):
        if isinstance(errors.get("message"), str):
            yield key, errors["message"]
        else:
            for name, inner in errors.items():
                yield from _keyed(inner, str(name))


def _message(key: str, text: str) -> Message:
    """The text decides what it is; Regla 90 is told apart from every other first (contract, 6.6)."""
    rule = _RULE.search(text)
    if _RULE_90.search(text) or _RULE_90.search(key):
        return Message("90", _severity(text), text)
    if rule is None and _FIELD.fullmatch(key):
        return Message(key, "field", text)
    return Message(rule[1] if rule else key, _severity(text), text)


def _severity(text: str) -> str:
    word = _WORD.search(text)
    if word is None:
        return "information"
    return "rejection" if word[0].lower() == "rechazo" else "notification"


def _texts_of(parsed: Mapping[str, Any]) -> Iterator[str]:
    data = parsed.get("data")
    held = [message.text for message in messages_of(parsed, data)]
    message = parsed.get("message")
    if isinstance(message, str) and message.strip():
        yield message
    yield from held
    if not held and isinstance(data, dict) and isinstance(data.get("message"), str):
        yield data["message"]
