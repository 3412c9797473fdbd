"""Whose documents a ledger holds: the users of Factus that it has been worked with, and what it knows of their company.

A user is kept as a hash, as the pace does: who he is, never what opens his account. It is said by events of the chain.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.ledger import events
from factus_cli.ledger.rows import understanding

if TYPE_CHECKING:
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.ledger.reader import LedgerReader

WHAT = "account"
USER, ISSUER = "user", "issuer"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works with a ledger. `issuer` is the company's NIT, None where nobody has said it yet."""

    users: frozenset[str]
    issuer: str | None


def user_key(client_id: str, username: str) -> str:
    """What a user is called in a ledger. A new password or secret is no new user."""
    return hashlib.sha256(f"{client_id}\0{username.strip().casefold()}".encode()).hexdigest()[:16]


def owner_of(ledger: LedgerReader) -> Owner:
    """Who the ledger says that it was worked with."""
    rows = ledger.query("SELECT details FROM events WHERE what IN ('address', ?) AND type IS NULL ORDER BY id", [WHAT])
    with understanding("la cuenta del libro"):
        told = [json.loads(row["details"]) for row in rows]
    issuers = [str(one[ISSUER]) for one in told if one.get(ISSUER)]
    return Owner(frozenset(str(one[USER]) for one in told if USER in one), issuers[0] if issuers else None)


def is_unused(ledger: LedgerReader) -> bool:
    """Whether it has no document of anybody."""
    return not ledger.query("SELECT 1 FROM documents LIMIT 1")


def proofs(ledger: LedgerReader) -> list[str]:
    """Some answers by which documents were validated or taken over, the first ones: they show who issued them."""
    rows = ledger.query(
        "SELECT body FROM events WHERE state = 'validated' AND body <> '' ORDER BY id LIMIT 5",
    )
    return [str(row["body"]) for row in rows]


def claim(ledger: Ledger, user: str, issuer: str | None) -> None:
    """Say of a ledger that a user works with it. It is said once of each."""
    if user in owner_of(ledger).users:
        return
    with ledger.writing():
        events.append(ledger.db, ledger.clock.now(), WHAT, details={USER: user, ISSUER: issuer})
