"""A document that Factus holds without validation: whose it is, what the DIAN says of it, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain.moments import spanish
from factus_cli.domain.outcomes import NeedsSupport, Outcome, Rejected, State
from factus_cli.errors import AccountBlocked, FactusError, RunIncomplete, UsageProblem
from factus_cli.sending.judgement import TOLERANCE, differences, negative_of
from factus_cli.sending.ports import Deleted, Deletion, Entry, Exchange, Held
from factus_cli.sending.posting import remove_if_it_is_there, remove_rejected

if TYPE_CHECKING:
    from factus_cli.sending.run import Run


@dataclass(frozen=True, slots=True)
class Unvalidated:
    """What Factus holds, and what the ledger knows under the same reference."""

    held: Held
    entry: Entry | None

    @property
    def ours(self) -> Entry | None:
        """The ledger's entry where this ledger sent it. None: somebody else's."""
        return self.entry if is_ours(self.entry) else None

    @property
    def state(self) -> State:
        """What the DIAN says of it: `rejected`, `needs_support` (Regla 90), or `pending` while it says nothing."""
        match negative_of(self.held.messages):
            case NeedsSupport():
                return State.NEEDS_SUPPORT
            case Rejected():
                return State.REJECTED
            case _:
                return State.PENDING

    @property
    def surprises(self) -> bool:
        """Whether nobody of this ledger sent it as it stands there: a person must say that it may go."""
        entry = self.ours
        if entry is None or entry.state is State.CONFLICT:
            return True
        return bool(differences(self.held, entry.sent, TOLERANCE))


def is_ours(entry: Entry | None) -> bool:
    """Whether this ledger posted it: what it only prepared, somebody else put there."""
    return entry is not None and entry.attempts > 0


def named(held: Held) -> str:
    """`factura FV-1, número SETP1, creado 24/11/2026 08:00`: what a person looks for at Factus."""
    return (
        f"{held.type.spanish} {held.reference or 'sin referencia'}, número {held.number or 'sin número'}, "
        f"creado {spanish(held.created_at) or 'en fecha desconocida'}"
    )


def why_not_to_clear(one: Unvalidated) -> FactusError | None:
    """What forbids deleting it; None when the DIAN rejected it and nothing of it is left to lose."""
    held, entry = one.held, one.ours
    if held.is_validated:
        return UsageProblem(
            f"{named(held)}, está validado por la DIAN: no se borra",
            hint="si hay que corregirlo, se hace una nota crédito",
            code="validated",
        )
    if one.state is State.NEEDS_SUPPORT or (entry is not None and entry.state is State.NEEDS_SUPPORT):
        return AccountBlocked(
            f"{named(held)}: la DIAN dice que ya lo tiene (Regla 90), y borrarlo lo perdería",
            hint="escriba a soporte de Factus con ese número; después mire con: factus pending",
            code="needs_support",
        )
    if entry is not None and entry.state is State.VALIDATED:
        return AccountBlocked(
            f"{named(held)}: el libro lo tiene validado y Factus lo muestra sin validar",
            hint="escriba a soporte de Factus con ese número; después mire con: factus pending",
            code="needs_support",
        )
    return None if one.state is State.REJECTED else _still_at_the_dian(one)


async def clear_ours(run: Run, entry: Entry, held: Held | None) -> Outcome:
    """Record the rejection, then delete our document from Factus; what became of it.

    `held` None: Factus doesn't list it, and the ledger says that a delete of it is owed. Raises RunIncomplete when
    Factus doesn't let it go.
    """
    if held is None:
        outcome = await remove_if_it_is_there(run, entry.sent, Rejected(entry.messages, entry.number))
    else:
        rejected = Rejected(held.messages, held.number)
        outcome = await remove_rejected(run, entry.sent, rejected, Exchange(rejected, body=held.raw))
    now = run.ledger.find(entry.key)
    if now is not None and now.blocks:
        raise RunIncomplete(
            f"Factus no deja borrar {entry.reference}; mientras siga ahí no recibe otros",
            hint="vuelva a intentarlo con: factus resume; si sigue, bórrelo en la página de Factus",
            code="delete_failed",
        )
    return outcome


async def clear_foreign(run: Run, held: Held, reference: str) -> Deletion:
    """Delete what this ledger did not send. Raises AccountBlocked when Factus doesn't let it go, UsageProblem when
    it was validated meanwhile."""
    deleted = await run.factus.delete((held.type, reference))
    if deleted.result is Deletion.VALIDATED:
        raise UsageProblem(f"{named(held)}, quedó validado mientras tanto: no se borró nada", code="validated")
    if deleted.result is Deletion.FAILED:
        raise AccountBlocked(
            f"Factus no deja borrar {named(held)}{_cause(deleted)}",
            hint="bórrelo en la página de Factus o escriba a su soporte; después mire con: factus pending",
            code="delete_failed",
        )
    return deleted.result


def _still_at_the_dian(one: Unvalidated) -> FactusError:
    if one.ours is not None:
        return RunIncomplete(
            f"{named(one.held)}, está pendiente: la DIAN todavía puede validarlo, y no se borra",
            hint="se termina con: factus resume",
            code="pending",
        )
    return AccountBlocked(
        f"{named(one.held)}, está pendiente: la DIAN todavía puede validarlo, y no se borra",
        hint="quien lo envió debe terminarlo; mire cómo va con: factus pending",
        code="pending",
    )


def _cause(deleted: Deleted) -> str:
    return f" (respondió {deleted.status})" if deleted.status is not None else f": {deleted.body}"
