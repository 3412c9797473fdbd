"""What an answer to a POST means for the document it was asked about. Pure; every body of the contract is in its tests.

Nothing is called refused or not taken without proof: what is not understood is in doubt, and gets looked up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from factus_cli.api.bodies import amount, on_one_line, parse, strings, words
from factus_cli.api.v2_answers import all_messages, held
from factus_cli.domain.outcomes import InDoubt, Message, NeedsSupport, Refused
from factus_cli.errors import AccessDenied, FactusError, FactusUnreachable, NothingLeft
from factus_cli.sending.judgement import judge, negative_of
from factus_cli.sending.ports import Blocked, Deletion, PaymentsOff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from factus_cli.sending.ports import Sent, Verdict

    Json = dict[str, Any]

_EXPECTED = re.compile(r"esperado:?\s*\$?\s*(-?[\d,]+(?:\.\d+)?)", re.IGNORECASE)
_OTHERS_PENDING = re.compile(r"por\s+enviar\s+a\s+la\s+DIAN", re.IGNORECASE)
_VALIDATED = re.compile(r"\bvalidad[oa]\b", re.IGNORECASE)
_A_DOCUMENT = re.compile(r"\b(documento|factura|nota)\b", re.IGNORECASE)


def classify(status: int, body: bytes | str, sent: Sent) -> Verdict:
    """The verdict on a document after the answer to its POST.

    Raises what forbids any other to follow: AccessDenied (401, 403), NothingLeft (402), FactusUnreachable (the
    address is not that of the API). None of these took anything.
    """
    parsed = parse(body)
    stopping = stops_the_run(status, body, parsed) or wrong_address(status, body, parsed)
    if stopping is not None:
        raise stopping
    told = _BY_STATUS.get(status)
    if parsed is not None and told is not None:
        return told(parsed, sent) or _doubt(status, body, parsed)
    if status == 409 and parsed is None:
        return _conflict({"message": _decoded(body)}, sent) or _doubt(status, body, parsed)
    return _doubt(status, body, parsed)


def stops_the_run(status: int, body: bytes | str, parsed: Mapping[str, Any] | None) -> FactusError | None:
    """What an answer to any request of ours says of the account: no more requests make sense."""
    match status:
        case 401:
            return session_refused()
        case 402:
            return NothingLeft(
                f"la suscripción de Factus no permite emitir más documentos (402): {_said(body, parsed)}",
                hint="renueve o amplíe el plan en Factus y después corra `factus resume`",
                code="subscription_exhausted",
            )
        case 403:
            return AccessDenied(
                f"Factus no permite esta operación (403): {_said(body, parsed)}",
                hint="pregunte a Factus qué tiene habilitado la cuenta; si es una página web, revise la red o el proxy",
                code="forbidden",
            )
        case _:
            return None


def deletion(status: int, body: bytes | str, parsed: Mapping[str, Any] | None) -> Deletion:
    """What a delete by reference came to. Only a 404 that speaks of the document says that it is not there.

    A 200 without JSON (a page of a proxy, nothing at all) does not say that it is gone: asked again, a 404 will.
    """
    said = words(body, parsed)
    if status == 204 or (status in (200, 202) and parsed is not None):
        return Deletion.DELETED
    if status == 404 and wrong_address(status, body, parsed) is None:
        return Deletion.NOT_THERE
    if status == 409 and _VALIDATED.search(said):
        return Deletion.VALIDATED
    return Deletion.FAILED


def session_refused() -> AccessDenied:
    """A second 401 for the same request, with a new token."""
    return AccessDenied(
        "Factus no reconoce la sesión, ni después de renovarla",
        hint="revise las credenciales con: factus auth status",
    )


def wrong_address(status: int, body: bytes | str, parsed: Mapping[str, Any] | None) -> FactusError | None:
    """A POST that no route takes, or that was sent elsewhere: there is no API of Factus at this address."""
    elsewhere = status in (301, 307, 308) or status == 405
    if not elsewhere and (status != 404 or (parsed is not None and _A_DOCUMENT.search(words(body, parsed)))):
        return None
    return FactusUnreachable(
        f"en esta dirección no está la API de Factus ({status}): {_said(body, parsed)}",
        hint="revise FACTUS_BASE_URL o la dirección del perfil con: factus profile show",
        code="wrong_address",
    )


def _created(parsed: Json, sent: Sent) -> Verdict | None:
    """200, 201: what Factus now holds, against what was sent; a 201 may be the echo of an older document."""
    found = held(parsed, sent.type)
    return None if found is None else judge(found, sent)


def _invalid(parsed: Json, sent: Sent) -> Verdict | None:
    """422: the DIAN's rejection (stored), the sum of the payments, or our fields (not stored)."""
    found = all_messages(parsed, sent.type)
    return negative_of(found) or _payments_off(found or _bare(parsed)) or _refused(found)


def _bad_request(parsed: Json, sent: Sent) -> Verdict | None:
    """400: refused only when it names our fields."""
    return _refused(all_messages(parsed, sent.type))


def _conflict(parsed: Json, sent: Sent) -> Verdict | None:
    """409: another document of the family is not validated yet, each family says so with other words; or Regla 90."""
    text = next((one for one in strings(parsed) if _OTHERS_PENDING.search(one)), None)
    if text is not None:
        return Blocked(on_one_line(text))
    negative = negative_of(all_messages(parsed, sent.type))
    return negative if isinstance(negative, NeedsSupport) else None


def _payments_off(found: tuple[Message, ...]) -> PaymentsOff | None:
    """`Esperado: 45,600.00 - Enviado: 45,599.99`, and nothing else wrong."""
    expected = {_expected(message.text) for message in found}
    total = expected.pop() if len(expected) == 1 else None
    return None if total is None else PaymentsOff(total, found)


def _refused(found: tuple[Message, ...]) -> Refused | None:
    return Refused(found) if any(message.severity == "field" for message in found) else None


def _doubt(status: int, body: bytes | str, parsed: Json | None) -> InDoubt:
    return InDoubt(f"Factus respondió {status}: {_said(body, parsed)}")


def _said(body: bytes | str, parsed: Mapping[str, Any] | None) -> str:
    return words(body, parsed) or "sin explicación"


def _expected(text: str) -> Decimal | None:
    found = _EXPECTED.search(text)
    return None if found is None else amount(found[1])


def _bare(parsed: Json) -> tuple[Message, ...]:
    """The text of a 422 that has no errors."""
    data = parsed.get("data")
    for holder in (data, parsed):
        if isinstance(holder, dict) and isinstance(holder.get("message"), str):
            return (Message("", "field", holder["message"]),)
    return ()


def _decoded(body: bytes | str) -> str:
    return body if isinstance(body, str) else body.decode("utf-8", "replace")


_BY_STATUS: dict[int, Callable[[Json, Sent], Verdict | None]] = {
    200: _created,
    201: _created,
    400: _bad_request,
    409: _conflict,
    422: _invalid,
}
"""What reads the JSON of each status; None of it leaves the document in doubt."""
