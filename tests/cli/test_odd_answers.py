"""Every shape of an answer that the contract names, and some that nobody would expect, with the real process.

Of what is not proved nothing is believed: it is looked up, and what is not there goes again with the same reference.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from odd_answers import Odd, between
from processes import lote

if TYPE_CHECKING:
    from odd_answers import Change
    from processes import Machine, ServedSimulator

FAK24 = "Regla: FAK24, Rechazo: No está informado el DV del NIT"
NOTICE = "Regla: FAJ44b, Notificación: Nit no corresponde al RUT; en el futuro será Rechazo"
RULE_90 = "Regla: 90, Rechazo: Documento procesado anteriormente."
HTML = b"<!DOCTYPE html><html><head><title>Attention Required!</title></head></html>"
WELCOME = Odd(200, HTML, "text/html")


def errors(status: int, value: object, *, inside: str = "data") -> Odd:
    """An error of the document, whose `errors` stand at a place."""
    told: Any = {"errors": value}
    for key in reversed(inside.split(".") if inside else []):
        told = {key: told}
    return Odd(status, {"status": "Validation error", "message": "Error de validación", **told})


def changed(kind: str = "application/json", /, **data: Any) -> Change:
    """The simulator's own answer with changes under `data`; None takes a key away."""

    def change(status: int, answer: dict[str, Any]) -> Odd:
        whole = {**answer["data"], **data}
        return Odd(status, {**answer, "data": {key: value for key, value in whole.items() if value != "-"}}, kind)

    return change


def nested(status: int, answer: dict[str, Any]) -> Odd:
    return Odd(status, {**answer, "data": {"bill": answer["data"]}})


def plain(status: int, answer: dict[str, Any]) -> Odd:
    """Its number as a number, and its total too."""
    total = float(answer["data"]["totals"]["total"])
    digits = "".join(sign for sign in answer["data"]["number"] if sign.isdigit())
    return changed(totals={"total": total}, customer={"identification": 900123456}, number=int(digits))(status, answer)


def cut(status: int, answer: dict[str, Any]) -> Odd:
    return Odd(status, json.dumps(answer).encode()[:-20])


REJECTED: dict[str, Any] = {
    "OBJETO": errors(422, {"FAK24": FAK24}),
    "OBJETO-LISTAS": errors(422, {"FAK24": [FAK24]}),
    "LISTA-RAIZ": errors(422, [FAK24], inside=""),
    "LISTA-OBJETOS": errors(422, [{"code": 422, "message": FAK24}]),
    "TEXTO": errors(422, FAK24),
    "EN-BILL": errors(422, {"FAK24": FAK24}, inside="data.bill"),
    "CON-AVISO": errors(422, [NOTICE, FAK24]),
    "MEDIO-SIGNO": errors(422, [f"{FAK24} \ud83d"]),
    "EN-201": Odd(201, {"data": {"reference_code": "EN-201", "is_validated": False}, "errors": [FAK24]}),
}
SUPPORT: dict[str, Any] = {
    "R90-LISTA": errors(422, [RULE_90]),
    "R90-CON-OTRA": errors(422, {"FAK24": FAK24, "90": RULE_90}),
    "R90-CLAVE": errors(422, {"Regla 90": "Rechazo: ya existe"}),
    "R90-409": errors(409, [RULE_90], inside=""),
}
REFUSED: dict[str, Any] = {
    "CAMPO": errors(422, {"items.0.price": ["inválido"]}),
    "CAMPO-RAIZ": errors(422, {"customer.dv": "inválido: Rechazo de plano"}, inside=""),
}
CONFLICT: dict[str, Any] = {
    "ECO": changed(totals={"total": "4760.00"}),
    "OTRO-CLIENTE": changed(customer={"identification": "800197268"}),
}
LOOKED_UP: dict[str, Any] = {
    "HTML": WELCOME,
    "HTML-500": Odd(502, HTML, "text/html"),
    "VACIA": Odd(201, b""),
    "NULA": Odd(201, b"null"),
    "LISTA": Odd(201, b"[]"),
    "ERRORES-NULOS": errors(422, None),
    "SOLO-AVISO": errors(422, [NOTICE]),
    "HONDA": Odd(422, b'{"errors":' + b"[" * 980 + b'"' + FAK24.encode() + b'"' + b"]" * 980 + b"}"),
    "CORTADA": cut,
    "OTRA-REFERENCIA": changed(reference_code="OTRA"),
    "SIN-NUMERO": changed(number="-"),
    "SIN-CUFE": changed(cufe=None),
    "SIN-TOTAL": changed(totals={}),
    "TOTAL-ENORME": changed(totals={"total": "1e9999999"}),
    "UN-500-BUENO": lambda _, answer: Odd(500, answer),
}
VALIDATED: dict[str, Any] = {
    "COMO-ES": changed(),
    "ANIDADA": nested,
    "NUMEROS": plain,
    "AVISOS": changed(errors={"FAJ44b": NOTICE}),
    "OTRO-TIPO": changed("text/html"),
    "NO-SE-DEJA-BORRAR": changed(is_validated=False, validated_at=None, errors=[FAK24]),
    "DEMORADA": changed(is_validated=False, validated_at=None, errors=[NOTICE]),
}
ENDS = {
    "rejected": REJECTED,
    "needs_support": SUPPORT,
    "refused": REFUSED,
    "conflict": CONFLICT,
    "validated": {**LOOKED_UP, **VALIDATED},
}


def test_each_answer_has_its_verdict_and_none_is_believed_without_proof(
    machine: Machine, simulator: ServedSimulator
) -> None:
    expected = {reference: state for state, cases in ENDS.items() for reference in cases}
    odd = {reference: told for cases in ENDS.values() for reference, told in cases.items()}
    machine.write("lote.csv", lote([*expected]))
    with between(simulator.url, odd) as url:
        machine.variables["FACTUS_BASE_URL"] = url
        done = machine.run("send", "lote.csv", "--json")
    assert done.code == 5, done.err
    assert {one["reference_code"]: one["state"] for one in done.json["documents"]} == expected
    numbers = {one["reference_code"]: one["number"] for one in simulator.documents() if one["state"] == "validated"}
    told = {one["reference_code"]: one["number"] for one in done.json["documents"] if one["state"] == "validated"}
    assert {**told, "NUMEROS": numbers["NUMEROS"]} == {reference: numbers[reference] for reference in told}
    assert machine.run("ledger", "verify").code == 0
