"""The last look before anything leaves: how many, how much, how many e-mails; in production the total is typed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.cli.progress import duration
from factus_cli.cli.spelling import sends_email
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.cli.sending import Ahead
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.sending.plan import Job
    from factus_cli.sending.preflight import RangeUse

MOST_UNTOLD = 8
"""Requests already in the quota's window that are not worth a word: this run's own questions are among them."""


def confirm(screen: Screen, place: Workplace, ahead: Ahead, *, yes: bool) -> None:
    """Tell what is about to leave, and in production ask for the total. Raises UsageProblem where nobody can answer."""
    total = tell(screen, place, ahead)
    if place.environment != "production" or yes:
        return
    if not screen.may_ask:
        raise UsageProblem(
            "en producción hace falta confirmar, y aquí no hay terminal para hacerlo",
            hint="si está seguro, agregue --yes",
            code="confirmation_needed",
        )
    _ask(screen, total)


def tell(screen: Screen, place: Workplace, ahead: Ahead) -> Decimal:
    """What was seen of the account, and what is about to leave: how many, how much, e-mails, time. The total."""
    total = sum((job.sent.total for job in ahead.jobs), money.ZERO)
    for warning in ahead.flight.warnings:
        screen.warn(warning)
    if screen.may_show:
        for line in _lines(place, ahead, total):
            screen.note(line)
    return total


def as_json(ahead: Ahead) -> dict[str, Any]:
    """The `preflight` of a send's JSON. `subscription` is None where Factus did not tell, `left` where it has no end."""
    flight = ahead.flight
    return {
        "documents": len(ahead.jobs),
        "total": money.text(sum((job.sent.total for job in ahead.jobs), money.ZERO)),
        "emails": emails(ahead),
        "requests": ahead.requests,
        "quota_used": ahead.used,
        "expected_seconds": None if ahead.seconds is None else round(ahead.seconds, 1),
        "ranges": [_range_json(use) for use in flight.uses],
        "blockers_looked_for": None if flight.looked is None else flight.looked.value,
        "subscription": {"left": flight.plan_left} if flight.plan_told else None,
        "warnings": list(flight.warnings),
    }


def emails(ahead: Ahead) -> int:
    """How many e-mails Factus will send to customers: what left before goes as it left, whatever is chosen now."""
    return sum(any(map(sends_email, _bodies(job))) for job in ahead.jobs)


def _bodies(job: Job) -> list[bytes]:
    """What may leave of a document: the bytes of an earlier run, those of now, or where it changed either."""
    if job.first is None:
        return [job.payload]
    return [job.first.payload, job.payload] if job.changed else [job.first.payload]


def _lines(place: Workplace, ahead: Ahead, total: Decimal) -> Iterator[str]:
    where = {
        "simulate": "al simulador (práctica: nada llega a la DIAN)",
        "sandbox": "a Factus, ambiente de pruebas",
        "production": "a Factus, PRODUCCIÓN",
    }[place.environment]
    for use in ahead.flight.uses:
        left = "" if use.left is None else f" de los {money.plain(Decimal(use.left))} que le quedan"
        yield f"Rango {use.range.prefix}: toma {counted(use.needed, 'número', 'números')}{left}{_until(use)}."
    yield f"Van {counted(len(ahead.jobs), 'documento', 'documentos')} por {money.pesos(total)} {where}."
    count = emails(ahead)
    yield (
        f"Factus enviará {counted(count, 'correo', 'correos')} a sus clientes."
        if count
        else "Sin correos a los clientes."
    )
    if ahead.seconds is not None:
        used = f", {ahead.used} ya usadas" if ahead.used > MOST_UNTOLD else ""
        yield f"Tomará unos {duration(ahead.seconds)} ({_pace(place)}{used})."


def _pace(place: Workplace) -> str:
    """The quota as a person reads it; one that no machine reaches is none."""
    if not place.has_quota:
        return "sin límite de peticiones por minuto"
    return f"a {money.plain(Decimal(str(place.settings.rpm)).normalize())} peticiones por minuto"


def _until(use: RangeUse) -> str:
    return "" if use.range.end is None else f"; vence el {use.range.end:%d/%m/%Y}"


def _range_json(use: RangeUse) -> dict[str, Any]:
    one = use.range
    return {
        "id": one.id,
        "type": None if one.type is None else one.type.value,
        "prefix": one.prefix,
        "needed": use.needed,
        "left": use.left,
        "end_date": None if one.end is None else one.end.isoformat(),
    }


def _ask(screen: Screen, total: Decimal) -> None:
    typed = _digits(screen.ask(f"Para enviarlos escriba el total ({money.pesos(total)}): "))
    if typed != _digits(money.pesos(total)) and typed != _digits(money.pesos(total).removesuffix(",00")):
        raise UsageProblem(
            "el total no coincide: no se envió nada", hint="vuelva a correr la orden", code="not_confirmed"
        )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
