"""The last look before anything leaves: how many, how much, how many e-mails; in production the total is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.cli.progress import duration
from factus_cli.cli.views import counted
from factus_cli.domain import money
from factus_cli.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace
    from factus_cli.sending.plan import Job


def confirm(screen: Screen, place: Workplace, jobs: Sequence[Job], *, yes: bool, email: bool) -> None:
    """Tell what is about to leave, and in production ask for the total. Raises UsageProblem where nobody can answer."""
    total = sum((job.sent.total for job in jobs), money.ZERO)
    if screen.may_show:
        _tell(screen, place, jobs, total, email=email)
    if place.environment != "production" or yes:
        return
    if not screen.may_ask:
        raise UsageProblem(
            "en producción hace falta confirmar, y aquí no hay terminal para hacerlo",
            hint="si está seguro, agregue --yes",
            code="confirmation_needed",
        )
    _ask(screen, total)


def _tell(screen: Screen, place: Workplace, jobs: Sequence[Job], total: Decimal, *, email: bool) -> None:
    where = {
        "simulate": "al simulador (práctica: nada llega a la DIAN)",
        "sandbox": "a Factus, ambiente de pruebas",
        "production": "a Factus, PRODUCCIÓN",
    }[place.environment]
    screen.note(f"Van {counted(len(jobs), 'documento', 'documentos')} por {money.pesos(total)} {where}.")
    emails = sum(1 for job in jobs if b'"send_email":true' in job.payload)
    screen.note(
        f"Factus enviará {counted(emails, 'correo', 'correos')} a sus clientes."
        if email
        else "Sin correos a los clientes."
    )
    least = len(jobs) * 60 / place.settings.rpm
    if least > 30 and not place.simulate:
        screen.note(f"A {place.settings.rpm:g} peticiones por minuto toma unos {duration(least)}.")


def _ask(screen: Screen, total: Decimal) -> None:
    typed = _digits(screen.ask(f"Para enviarlos escriba el total ({money.pesos(total)}): "))
    if typed != _digits(money.pesos(total)) and typed != _digits(money.pesos(total).removesuffix(",00")):
        raise UsageProblem(
            "el total no coincide: no se envió nada", hint="vuelva a correr la orden", code="not_confirmed"
        )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
