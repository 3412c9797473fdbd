"""Which Factus a ledger is of: what is validated at one address is not at another.

It is said by an event of the chain, so that no edit of it goes unseen.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from factus_cli.errors import UsageProblem
from factus_cli.ledger import account, events
from factus_cli.ledger.rows import understanding

if TYPE_CHECKING:
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.ledger.reader import LedgerReader

WHAT = "address"


def address_of(ledger: LedgerReader) -> str | None:
    """Where the documents of a ledger are. None: nothing was sent yet, or an older factus began it and did not say."""
    found = ledger.query("SELECT details FROM events WHERE what = ? AND type IS NULL ORDER BY id LIMIT 1", [WHAT])
    if not found:
        return None
    with understanding("la dirección del libro"):
        return str(json.loads(found[0]["details"])["address"])


def check(ledger: LedgerReader, address: str) -> None:
    """Raise UsageProblem when the ledger is of another address: what it has as validated would be lost at this one."""
    own = address_of(ledger)
    if own is not None and own != address:
        raise UsageProblem(
            f"el libro de este perfil es de {own}, y ahora se trabaja con {address}: "
            "lo que está validado en una dirección no lo está en la otra",
            hint="use un perfil para cada dirección (factus profile add NOMBRE --base-url URL), "
            "o vuelva a la de antes con FACTUS_BASE_URL",
            code="other_address",
        )


def claim(ledger: Ledger, address: str, user: str) -> None:
    """Say of a ledger that does not say it yet where its documents are, and who begins it; before the first leaves."""
    check(ledger, address)
    if address_of(ledger) is None:
        with ledger.writing():
            events.append(ledger.db, ledger.clock.now(), WHAT, details={WHAT: address, account.USER: user})
    account.claim(ledger, user, None)
