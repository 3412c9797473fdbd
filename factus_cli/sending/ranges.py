"""Which numbering range a document takes: what its row asks for, the user's choice, or the only one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.errors import NothingLeft, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from factus_cli.domain.documents import DocumentType
    from factus_cli.sending.ports import NumberingRange


def choose(ranges: Sequence[NumberingRange], type_: DocumentType, wanted: str | None, today: date) -> NumberingRange:
    """The range for a type of document. `wanted` is a prefix or an id, None: the only usable one.

    Raises UsageProblem when the one wanted isn't there or several would do, NothingLeft when none can be used.
    """
    of_type = [one for one in ranges if one.type is type_]
    named = [one for one in of_type if wanted is None or _is(one, wanted)]
    if not named:
        raise _nothing_named(type_, wanted, of_type)
    usable = [one for one in named if usable_on(one, today)]
    if not usable:
        raise NothingLeft(
            f"el rango {names(named)} de {type_.spanish} está vencido, inactivo o sin números",
            hint="pida una autorización de numeración a la DIAN y asóciela en Factus",
        )
    if len(usable) > 1:
        raise UsageProblem(
            f"la cuenta tiene varios rangos de {type_.spanish}: {names(usable)}",
            hint=f"elija uno con --range, por ejemplo: --range {usable[0].id}",
            code="range_needed",
        )
    return usable[0]


def usable_on(one: NumberingRange, today: date) -> bool:
    """Active, not expired by flag or by date (an expired range keeps is_active: contract, 7.8), not used up."""
    if not one.is_active or one.is_expired or (one.end is not None and one.end < today):
        return False
    return one.last is None or one.current is None or one.current <= one.last


def left(one: NumberingRange) -> int | None:
    """How many numbers are left; None where Factus sets no bound."""
    return None if one.last is None or one.current is None else max(0, one.last - one.current + 1)


def names(ranges: Iterable[NumberingRange]) -> str:
    """`SETP (id 389), FE (id 8)`."""
    return ", ".join(f"{one.prefix} (id {one.id})" for one in ranges)


def _is(one: NumberingRange, wanted: str) -> bool:
    return wanted == str(one.id) or wanted.casefold() == one.prefix.casefold()


def _nothing_named(type_: DocumentType, wanted: str | None, of_type: Sequence[NumberingRange]) -> Exception:
    if wanted is None or not of_type:
        return NothingLeft(
            f"la cuenta no tiene un rango de numeración para {type_.spanish}",
            hint="cree el rango en Factus y vuelva a intentarlo",
        )
    return UsageProblem(
        f"la cuenta no tiene el rango {wanted} para {type_.spanish}; tiene: {names(of_type)}",
        hint="corrija la columna rango o la opción --range",
        code="range_unknown",
    )
