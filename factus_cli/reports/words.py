"""States in Spanish: the word a person reads, and what each asks of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A state: in singular, in plural, and what it asks of a person."""

    one: str
    several: str
    asks: str


STATES: dict[str, Words] = {
    "validated": Words("validado", "validados", "nada: está en la DIAN, con número y CUFE"),
    "already_validated": Words("ya validado", "ya validados", "nada: se validó en un envío anterior"),
    "ready": Words("listo", "listos", "todavía no sale: `factus resume`"),
    "sending": Words("en camino", "en camino", "esperar a que termine el envío que lo lleva"),
    "not_sent": Words("sin enviar", "sin enviar", "no alcanzó a salir: `factus resume`"),
    "pending": Words("pendiente", "pendientes", "la DIAN no ha respondido: `factus resume` en unos minutos"),
    "in_doubt": Words("en duda", "en duda", "no llegó respuesta: `factus resume` lo busca en Factus"),
    "rejected": Words("rechazado", "rechazados", "la DIAN dijo que no: corrija el motivo y envíe el archivo otra vez"),
    "refused": Words(
        "no aceptado", "no aceptados", "Factus no recibió los datos: corríjalos y envíe el archivo otra vez"
    ),
    "conflict": Words(
        "en conflicto", "en conflicto", "Factus tiene otra cosa con esa referencia: compárelos; no la envíe con otra"
    ),
    "needs_support": Words(
        "para soporte",
        "para soporte",
        "la DIAN dice que ya lo tiene (Regla 90): escriba a Factus; `factus pending` dice si bloquea",
    ),
}
"""Every state that a person can meet, in the order in which they are explained."""


def word(state: str) -> str:
    """The Spanish word of a state."""
    return STATES[state].one


def counted(state: str, count: int) -> str:
    """The word of a state for so many documents."""
    return STATES[state].one if count == 1 else STATES[state].several


def asks(state: str) -> str:
    """What a state asks of a person."""
    return STATES[state].asks


def asks_plainly(state: str) -> str:
    """What a state asks of a person, where commands can't be told apart by their type."""
    return asks(state).replace("`", "")


ENVIRONMENTS = {
    "sandbox": "pruebas, sin valor legal",
    "production": "producción",
    "simulate": "práctica en el simulador: nada de esto llegó a la DIAN",
}


def environment(name: str) -> str:
    """The Spanish word of an environment."""
    return ENVIRONMENTS.get(name, name)
