"""The declared list of scenarios: what each does, the marker that triggers it, the argument it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Lasting = Literal["always", "once", "times"]
_SHAPES = {"count": r"\d+", "number": r"\d+(\.\d+)?", "amount": r"-?\d+(\.\d{1,2})?"}
_TIMES = "veces que ocurre por referencia; 0 es siempre"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One habit: when it happens (`lasting`), and the shape, default and meaning of its argument.

    What is of the whole account, not of a document, has no marker and heeds neither glob nor probability.
    `anywhere`: it may happen to any request (a list, a deletion, a token…), not to the POST of a document alone.
    """

    name: str
    marker: str
    description: str
    lasting: Lasting = "always"
    shape: str = ""
    default: str = ""
    argument: str = ""
    anywhere: bool = False

    def marks(self, reference: str) -> bool:
        """Whether a reference code asks for it: the marker, not followed by more letters or digits."""
        return bool(self.marker) and re.search(rf"{self.marker}(?![A-Za-z0-9])", reference) is not None

    def lasts(self, argument: str, attempt: int) -> bool:
        """Whether it still happens at an attempt (from 1) of a reference."""
        if self.lasting == "always":
            return True
        times = int(argument or self.default) if self.lasting == "times" else 1
        return times == 0 or attempt <= times

    def takes(self, argument: str) -> bool:
        """Whether an argument is of its shape."""
        return bool(self.shape) and re.fullmatch(_SHAPES[self.shape], argument) is not None


def _always(name: str, marker: str, description: str) -> Scenario:
    return Scenario(name, f"SIM-{marker}", description)


def _account(name: str, description: str, default: str = "", argument: str = "") -> Scenario:
    return Scenario(name, "", description, shape="count" if argument else "", default=default, argument=argument)


def _times(name: str, marker: str, description: str) -> Scenario:
    return Scenario(name, f"SIM-{marker}", description, "times", "count", "1", _TIMES)


def _fault(name: str, marker: str, description: str) -> Scenario:
    return Scenario(name, f"SIM-{marker}", description, "times", "count", "1", _TIMES, anywhere=True)


def _wait(name: str, marker: str, description: str) -> Scenario:
    return Scenario(name, f"SIM-{marker}", description, "once", "count", "2", "segundos de espera", anywhere=True)


SCENARIOS: tuple[Scenario, ...] = (
    # what the DIAN says
    _always("rejection", "RECHAZO", "la DIAN rechaza y Factus lo dice en un 201"),
    _always("rejection-422", "RECHAZO422", "la DIAN rechaza y Factus lo dice en un 422, con las reglas como objeto"),
    _always(
        "rejection-422-list", "RECHAZOLISTA", "la DIAN rechaza y Factus lo dice en un 422, con las reglas como lista"
    ),
    _always("rule90", "REGLA90", "Regla 90 («procesado anteriormente») en un 201"),
    _always("rule90-422", "REGLA90LISTA", "Regla 90 («procesado anteriormente») en un 422, como lista"),
    _always("rule90-409", "REGLA90CONFLICTO", "Regla 90 («procesado anteriormente») en un 409"),
    Scenario(
        "delay",
        "SIM-DEMORA",
        "la DIAN se demora: queda pendiente hasta que se pregunta de nuevo",
        shape="count",
        default="1",
        argument="veces que la DIAN contesta que aún no decide",
    ),
    _always("notifications", "NOTIFICACION", "solo notificaciones, que no son rechazos, también mientras se demora"),
    # what the account has
    _always("foreign-pending", "AJENA", "otro usuario de la cuenta dejó un documento sin validar, que bloquea"),
    _always("one-in-flight", "UNOAUNO", "la cuenta no admite un documento mientras otro está en la DIAN (409)"),
    _always("quota-exhausted", "SUSCRIPCION", "la suscripción se agotó (402)"),
    _always("echo", "ECO", "ya había un documento validado con esa referencia y el doble de valor: lo devuelve (201)"),
    _account("plan-left", "el plan tiene pocos documentos, lo dice y después responde 402", "0", "documentos del plan"),
    _account(
        "plan-odd",
        "la suscripción se consulta y no responde lo documentado",
        "200",
        "estado de la respuesta; 200 es otra forma",
    ),
    _account("range-expired", "el rango de facturas venció ayer"),
    _account("range-ending", "el rango de facturas vence pronto", "10", "días que le quedan"),
    _account("few-numbers", "el rango de facturas tiene pocos números", "3", "números que le quedan al empezar"),
    # what the network does
    _fault("lost-before", "PERDIDAANTES", "la conexión se cierra y no queda nada guardado"),
    _fault("lost-after", "PERDIDA", "queda guardado y validado, y la conexión se cierra sin respuesta"),
    _fault("cut-connection", "CORTE", "queda guardado y la conexión se cierra en mitad de la respuesta"),
    _fault("hang", "CUELGUE", "no contesta nunca y no queda nada guardado"),
    _fault("hang-after", "CUELGUEDESPUES", "queda guardado y validado, y no contesta nunca"),
    Scenario(
        "slow",
        "SIM-LENTA",
        "la DIAN tarda más en contestar",
        shape="number",
        default="5",
        argument="segundos de más",
        anywhere=True,
    ),
    # what the server answers instead
    _fault("error-500", "ERROR500ANTES", "500 sin guardar nada"),
    _fault("error-500-after", "ERROR500", "500 con el documento guardado y validado"),
    _fault("error-502", "ERROR502", "502 sin guardar nada"),
    _fault("error-502-after", "ERROR502DESPUES", "502 con el documento guardado y validado"),
    _fault("error-503", "ERROR503", "503 por mantenimiento, sin guardar nada"),
    _fault("error-503-after", "ERROR503DESPUES", "503 por mantenimiento, con el documento guardado y validado"),
    _fault("error-504", "ERROR504", "504 con el documento guardado y validado"),
    _fault("error-504-before", "ERROR504ANTES", "504 sin guardar nada"),
    _fault("html-200", "HTML200", "200 con una página HTML, sin guardar nada"),
    _fault("html-502", "HTML502", "502 con una página HTML, sin guardar nada"),
    _fault("html-after", "HTML", "502 con una página HTML, con el documento guardado y validado"),
    _fault("empty-body", "VACIA", "201 sin cuerpo, con el documento guardado y validado"),
    _fault("empty-body-before", "VACIAANTES", "200 sin cuerpo, sin guardar nada"),
    _fault("cut-body", "CORTADA", "201 con el JSON incompleto, con el documento guardado y validado"),
    _fault("forbidden", "PROHIBIDO", "403: la empresa no tiene habilitado ese documento"),
    _fault("html-403", "HTML403", "403 con una página del proxy"),
    # quota and tokens
    _wait("rate-limit", "CUOTA", "429 con Retry-After, una vez por referencia"),
    _fault("rate-limit-bare", "CUOTAMUDA", "429 sin Retry-After"),
    _wait("rate-limit-reset", "CUOTASEGUNDOS", "429 solo con X-RateLimit-Reset, en segundos, una vez por referencia"),
    _wait("rate-limit-unix", "CUOTAUNIX", "429 solo con X-RateLimit-Reset, como hora Unix, una vez por referencia"),
    _account("reset-unix", "X-RateLimit-Reset como hora Unix en vez de segundos"),
    Scenario(
        "token-expired",
        "SIM-TOKEN",
        "los tokens dejan de valer a mitad del envío (401), una vez",
        shape="count",
        default="1",
        argument="en cuál de los envíos, contando desde 1",
    ),
    _fault("error-401", "NOAUTORIZADO", "401 aunque el token sea bueno"),
    _account("refresh-revoked", "el refresh token ya no sirve"),
    # what the answer holds
    Scenario(
        "total-off",
        "SIM-TOTAL",
        "el total devuelto difiere del enviado",
        shape="amount",
        default="0.01",
        argument="pesos de diferencia",
    ),
    _always(
        "round-by-line", "REDONDEOLINEA", "el impuesto se redondea en cada línea, la mitad hacia arriba (lo usual)"
    ),
    _always("round-by-rate", "REDONDEOTARIFA", "el impuesto se redondea una vez por tarifa"),
    _always("round-half-even", "REDONDEOPAR", "la mitad se redondea al centavo par"),
    _times("wrong-reference", "OTRAREFERENCIA", "la respuesta muestra otra referencia"),
    _times("wrong-customer", "OTROCLIENTE", "la respuesta muestra otro cliente"),
    _times("no-number", "SINNUMERO", "la respuesta llega sin número"),
    _times("no-code", "SINCUFE", "la respuesta llega sin CUFE, CUDE ni CUDS"),
    _always("nested-data", "ANIDADA", "los datos vienen dentro de data.bill, data.credit_note…"),
    _always("errors-root", "ERRORESRAIZ", "errors viene en la raíz de la respuesta"),
    _always("errors-list", "ERRORESLISTA", "errors viene como lista"),
    _always("errors-null", "ERRORESNULO", "errors viene nulo cuando no hay rechazo"),
    _account("conflict-list", "el 409 por un documento sin validar dice por qué en una lista errors, sin message"),
    _account("input-flat", "los errores de los campos (422) vienen en la raíz, como en las páginas antiguas"),
    # reading and deleting
    Scenario(
        "list-lag",
        "SIM-ATRASO",
        "el listado muestra el documento más tarde",
        shape="number",
        default="5",
        argument="segundos de atraso",
    ),
    _times("list-500", "LISTADO500", "500 al buscar la referencia en el listado"),
    _always("delete-405", "BORRADO405", "no se puede eliminar por referencia (405)"),
    _always("delete-ignored", "BORRADOFALSO", "dice que eliminó el documento (200) y lo deja"),
    _times("delete-500", "BORRADO500", "500 al eliminar por referencia"),
)
