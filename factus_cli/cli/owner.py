"""Whether a ledger is of the account that is going to be asked: what one company has validated, another has not.

The address is compared always. The company only when a user comes whom the ledger does not know, by its NIT and one
question: a new password asks nothing, and a new e-mail of the same company is asked about once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from factus_cli.errors import AccessDenied, FactusUnreachable, UsageProblem
from factus_cli.settings import account_address

if TYPE_CHECKING:
    from factus_cli.cli.wiring import Workplace
    from factus_cli.ledger.account import Owner
    from factus_cli.ledger.reader import LedgerReader

HINT = (
    "use un perfil para cada empresa: factus profile add NOMBRE, y después --profile NOMBRE o FACTUS_PROFILE=NOMBRE; "
    "lo que ya esté en Factus se trae a su libro con: factus reconcile --import"
)


def check(place: Workplace, ledger: LedgerReader) -> None:
    """Raise UsageProblem when the ledger is of another address, or of another company.

    Raises AccessDenied and FactusUnreachable when who comes must be asked for, and that can't be.
    """
    from factus_cli.ledger import account, address

    address.check(ledger, account_address(place.settings.base_url))
    owner = account.owner_of(ledger)
    try:
        user = place.user
    except AccessDenied:
        return  # nobody comes: what needs credentials says so itself
    if user not in owner.users and not account.is_unused(ledger):
        _check_company(place, ledger, user, owner)


def _check_company(place: Workplace, ledger: LedgerReader, user: str, owner: Owner) -> None:
    """A ledger that was never told of a user (an older factus began it) is only refused for a company that is another."""
    from factus_cli.ledger import account
    from factus_cli.ledger.ledger import Ledger

    ours = owner.issuer or _issuer(ledger)
    if ours is None and not owner.users:
        return
    theirs = None if ours is None else _asked(place, needed=bool(owner.users))
    if theirs is None and not owner.users:
        return
    if ours is None or theirs is None:
        raise _other(
            "el libro de este perfil lo comenzó otro usuario de Factus, y no se sabe si es de la misma empresa"
        )
    if ours != theirs:
        raise _other(f"el libro de este perfil es de la empresa con NIT {ours}, y las credenciales son de {theirs}")
    if isinstance(ledger, Ledger):
        account.claim(ledger, user, theirs)


def _issuer(ledger: LedgerReader) -> str | None:
    """Who issued what the ledger has validated, as Factus's own answers show it."""
    from factus_cli.api.bodies import parse
    from factus_cli.api.v2_answers import issuer
    from factus_cli.ledger import account

    found = (issuer(parse(body) or {}) for body in account.proofs(ledger))
    return next((one for one in found if one is not None), None)


def _asked(place: Workplace, *, needed: bool) -> str | None:
    """The NIT of the company of the credentials; None where the account doesn't show it."""
    from factus_cli.cli import wiring
    from factus_cli.sending.ports import LookupFailedError

    async def ask() -> str | None:
        async with wiring.factus(place) as factus:
            return await factus.company()

    try:
        return asyncio.run(ask())
    except AccessDenied as error:
        if needed and error.code != "forbidden":
            raise
    except LookupFailedError as failed:
        if needed:
            raise FactusUnreachable(
                f"Factus no responde, y hay que preguntarle de qué empresa son las credenciales: {failed.why}",
                hint="revise la conexión y vuelva a correr la misma orden",
            ) from None
    return None


def _other(message: str) -> UsageProblem:
    return UsageProblem(f"{message}: no se mezclan", hint=HINT, code="other_account")
