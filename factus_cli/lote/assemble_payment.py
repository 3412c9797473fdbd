"""How a document is paid: what the rows say, and what is taken when they say nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from factus_cli.domain import money
from factus_cli.domain.documents import CASH, CREDIT, Payment
from factus_cli.lote import codes

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from factus_cli.domain.documents import Totals
    from factus_cli.lote.draft import Draft

CASH_METHOD, UNDEFINED_METHOD = "10", "1"


def payments_of(draft: Draft, sums: Totals, rounding: Decimal | None, today: date) -> tuple[Payment, ...]:
    """One payment of the total and the cash rounding."""
    form, method, credit_days = draft.value("forma_pago"), draft.value("medio_pago"), draft.value("dias_credito")
    if form is None and credit_days:
        form = CREDIT
        draft.inferred("venta a crédito, por los días de crédito")
    form = form or CASH
    due, counted = _due(draft, credit_days if form == CREDIT or credit_days else None, today)
    if method is None and form == CREDIT:
        draft.inferred("medio de pago 1 (no definido), por ser a crédito")
    method = method or (CASH_METHOD if form == CASH else UNDEFINED_METHOD)
    amount = sums.total + (rounding or money.ZERO)
    return (Payment(form, method, amount, due, draft.value("pago_referencia"), counted),)


def _due(draft: Draft, credit_days: int | None, today: date) -> tuple[date | None, int | None]:
    """The due date, and the days it was counted from today, if it was; given both ways they must be the same."""
    due: date | None = draft.value("fecha_vencimiento")
    if credit_days is None:
        return due, None
    counted = today + timedelta(days=credit_days)
    if due is None:
        draft.inferred(f"vence el {counted:%d/%m/%Y}")
        return counted, credit_days
    if due != counted:
        message = f"vence el {due:%d/%m/%Y}, pero {credit_days} días desde hoy son el {counted:%d/%m/%Y}"
        draft.problem(codes.TWO_DUE_DATES, "dias_credito", message, "deje solo uno de los dos", bad=False)
    return due, None
