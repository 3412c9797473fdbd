"""The answers that carry no document, and the connections that end without one. Bodies as the contract quotes them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

DROP = "factus.simulator.drop"
"""The ASGI extension by which a server lets an application end its connection at once."""

UNEXPECTED = "Ha ocurrido un error inesperado, vuelve a intentarlo"
REJECTED = "El documento contiene errores de validación"
INVALID = "Error de validación"
MAINTENANCE = "El servicio se encuentra en mantenimiento"
NOT_ENABLED = "La empresa no tiene habilitada la creación de este documento"
_STATUS = {422: "Validation error"}


def success(data: object, message: str = "Solicitud exitosa") -> Response:
    return JSONResponse({"status": "OK", "message": message, "data": data})


def done(message: str) -> Response:
    return JSONResponse({"status": "OK", "message": message})


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error in Factus's envelope."""
    return JSONResponse({"status": _word(status), "message": message}, status, headers)


def unauthenticated() -> Response:
    return JSONResponse({"message": "Unauthenticated."}, 401)


def too_many(retry_after: int | None, *, reset: int | None = None) -> Response:
    """429, with or without saying how long to wait. The body is Laravel's own."""
    told = {"Retry-After": retry_after, "X-RateLimit-Reset": reset}
    headers = {name: str(value) for name, value in told.items() if value is not None}
    return JSONResponse({"message": "Too Many Attempts."}, 429, headers)


def unknown_route() -> Response:
    return refusal(404, "No se encontró la ruta o recurso solicitado")


def unknown_document(number: str) -> Response:
    return refusal(404, f"No se encontró el documento {number}")


def unknown_reference(reference: str) -> Response:
    return refusal(404, f"No se encontró el documento con código de referencia {reference}")


def pending_conflict(message: str, *, listed: bool) -> Response:
    """409: an earlier document of the family is unvalidated, in either of the shapes seen."""
    if not listed:
        return refusal(409, message)
    error = {"code": 409, "message": message, "params": [], "detail": "Conflict", "api_version": "v1"}
    return JSONResponse({"status": "Conflict", "errors": [error]}, 409)


def invalid_input(errors: Mapping[str, list[str]], *, flat: bool) -> Response:
    """422 for fields, nothing stored; `flat` is the shape of the older pages."""
    if not flat:
        return validation_error(INVALID, errors)
    messages = [message for field in errors.values() for message in field]
    rest = f" (and {len(messages) - 1} more error{'s' if len(messages) > 2 else ''})" if len(messages) > 1 else ""
    return JSONResponse({"message": messages[0] + rest, "errors": errors}, 422)


def validation_error(message: str, errors: object, *, status: int = 422) -> Response:
    """422 with its errors under `data`: for fields by path, for the DIAN's rules by code or as a list."""
    return JSONResponse(
        {"status": _word(status), "message": message, "data": {"message": message, "errors": errors}}, status
    )


def validation_error_elsewhere(message: str, errors: object, *, wrapper: str | None, status: int = 422) -> Response:
    """The same with its errors at the root, or inside the document's own key under `data`."""
    told: Mapping[str, object] = {"message": message, "errors": errors}
    body = told if wrapper is None else {"message": message, "data": {wrapper: told}}
    return JSONResponse({"status": _word(status), **body}, status)


def cloudflare(status: int, title: str) -> Response:
    """A page of the proxy in front of Factus."""
    return HTMLResponse(
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
        f"<body><center><h1>{title}</h1></center><hr><center>cloudflare</center></body></html>\n",
        status,
    )


class ConnectionDropped(ConnectionResetError):
    """What a caller inside the process sees where a socket would just close."""


class Dropped(Response):
    """An answer that never comes: the connection ends, before its first byte or in the middle of `partial`."""

    def __init__(self, partial: bytes = b"", status: int = 200) -> None:
        super().__init__(status_code=status)
        self._partial = partial

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._partial:
            await _begin(send, self._partial, self.status_code)
        await _drop(scope, receive)


class Silent(Response):
    """An answer that never comes while the caller waits."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is ever sent
        await _until_gone(receive)


def cut_in_half(response: Response) -> Response:
    """The same answer with an incomplete body that HTTP takes for complete."""
    body = bytes(response.body)
    return Response(body[: len(body) // 2], response.status_code, media_type="application/json")


def half_sent(response: Response) -> Response:
    """The same answer, the connection lost in the middle of it."""
    return Dropped(bytes(response.body), response.status_code)


def _word(status: int) -> str:
    return _STATUS.get(status, HTTPStatus(status).phrase)


async def _begin(send: Send, body: bytes, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _drop(scope: Scope, receive: Receive) -> None:
    drop = scope.get("extensions", {}).get(DROP)
    if drop is None:
        raise ConnectionDropped("el simulador cerró la conexión")
    drop()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
