"""The DIAN: how long it takes, and what it says of a document."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from factus_cli.simulator.documents_table import Errors, State
    from factus_cli.simulator.families import Family
    from factus_cli.simulator.scenarios import Plan
    from factus_cli.simulator.simulation import Simulation

RULE_90 = "Regla: 90, Rechazo: Documento procesado anteriormente."
_REJECTIONS = {
    "bills": ("FAK24", "No está informado el DV del NIT"),
    "credit-notes": ("CAK24", "No está informado el DV del NIT"),
    "debit-notes": ("DAK24", "No está informado el DV del NIT"),
    "support-documents": ("DSAJ24b", "No está informado el DV del NIT"),
    "adjustment-notes": ("NSAJ24b", "No está informado el DV del NIT"),
}
_NOTIFICATIONS = {
    "bills": {
        "FAJ44b": "Regla: FAJ44b, Notificación: Nit o Documento de Identificación informado No corresponde al"
        " registrado en el RUT con respecto a la razón social o nombre comercial suministrado.",
        "RUT01": "Regla: RUT01, Notificación: La validación del estado del RUT próximamente estará disponible.",
    },
    "credit-notes": {
        "CAK55": "Regla: CAK55, Notificación: Correo electrónico no informado",
        "CBF02": "Regla: CBF02, Notificación: No se informo el numero de la factura referenciada",
    },
    "debit-notes": {"DAK55": "Regla: DAK55, Notificación: Correo electrónico no informado"},
    "support-documents": {
        "DSAB19b": "Regla: DSAB19b, Notificación: NIT del Prestador de Servicios no está autorizado por la DIAN"
    },
    "adjustment-notes": {
        "DSAB19b": "Regla: DSAB19b, Notificación: NIT del Prestador de Servicios no está autorizado por la DIAN"
    },
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a document: its state, the DIAN's remarks, and the status that tells a rejection."""

    state: State
    errors: Errors
    answer: Literal["201", "409", "422"] = "201"


def verdict(simulation: Simulation, family: Family, plan: Plan) -> Verdict:
    """What the DIAN says of a document under a plan: nothing yet while it is slow, the rest once it has decided."""
    rule, reason = _REJECTIONS[family.path]
    rejection = {rule: f"Regla: {rule}, Rechazo: {reason}"}
    if int(plan.get("delay", 0)):
        return Verdict("pending", _remarks(simulation, family, plan) if "notifications" in plan else _nothing(plan))
    if "rule90-409" in plan:
        return Verdict("rejected", [RULE_90], "409")
    if "rule90-422" in plan:
        return Verdict("rejected", [RULE_90], "422")
    if "rule90" in plan:
        return Verdict("rejected", {"90": RULE_90})
    if "rejection-422" in plan:
        return Verdict("rejected", _shaped(rejection, plan), "422")
    if "rejection-422-list" in plan:
        return Verdict("rejected", list(rejection.values()), "422")
    if "rejection" in plan:
        return Verdict("rejected", _shaped(rejection, plan))
    return Verdict("validated", _remarks(simulation, family, plan))


def dian_time(simulation: Simulation, reference: str, plan: Plan) -> float:
    """Seconds the DIAN takes over a document; the same for the same seed and reference."""
    draw = Random(f"{simulation.scenarios.seed}:latency:{reference}").uniform(-1, 1)  # noqa: S311 - repeatable, not secret
    usual = simulation.options.latency + simulation.options.jitter * draw
    return max(0.0, usual) + float(plan.get("slow", 0))


def _remarks(simulation: Simulation, family: Family, plan: Plan) -> Errors:
    if "errors-null" in plan:
        return None
    if not simulation.options.notifications and "notifications" not in plan:
        return {}
    notes = _NOTIFICATIONS[family.path]
    return list(notes.values()) if family.party == "provider" else _shaped(notes, plan)


def _nothing(plan: Plan) -> Errors:
    return None if "errors-null" in plan else _shaped({}, plan)


def _shaped(remarks: dict[str, str], plan: Plan) -> Errors:
    return list(remarks.values()) if "errors-list" in plan else remarks
