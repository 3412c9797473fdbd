"""The other party of a document, with what can be deduced of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.domain import codes as lists
from factus_cli.domain.documents import Party
from factus_cli.domain.nit import FINAL_CONSUMER, looks_juridical
from factus_cli.lote import codes, identifications, values_codes
from factus_cli.lote.identifications import CEDULA, NIT, Identification
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from factus_cli.lote.draft import Draft

FINAL_CONSUMER_NAME = "Consumidor Final"


def party_of(draft: Draft, *, seven: bool) -> Party | None:
    """The party of a document's rows; None when it can't be known, with its findings noted."""
    name = _name(draft)
    if seven:
        return Party(CEDULA, FINAL_CONSUMER, name or FINAL_CONSUMER_NAME, "2", email=draft.value("cliente_correo"))
    found: Identification | None = draft.needed("cliente_identificacion")
    if found is None:
        return None
    if found.number == FINAL_CONSUMER and name is None:
        name = FINAL_CONSUMER_NAME
    if name is None:
        draft.problem(codes.MISSING_VALUE, "cliente_nombre", "falta el nombre del cliente")
        return None
    kind = _kind(draft, found)
    if kind is None:
        return None
    municipality = _municipality(draft)
    return Party(
        identification_type=kind,
        identification=found.number,
        name=name,
        person=_person(draft, kind, found),
        dv=_dv(draft, kind, found),
        trade_name=draft.value("cliente_nombre_comercial"),
        email=draft.value("cliente_correo"),
        phone=draft.value("cliente_telefono"),
        address=draft.value("cliente_direccion"),
        municipality=municipality,
        country=draft.value("cliente_pais") or ("CO" if municipality else None),
        tribute=draft.value("cliente_tributo"),
        responsibilities=draft.value("cliente_responsabilidades") or (),
    )


def _name(draft: Draft) -> str | None:
    whole = draft.value("cliente_nombre")
    parts = [part for part in (draft.value("cliente_nombres"), draft.value("cliente_apellidos")) if part]
    return whole or (" ".join(parts) if parts else None)


def _kind(draft: Draft, found: Identification) -> str | None:
    given: str | None = draft.value("cliente_tipo_documento")
    if given is not None:
        return given
    if draft.is_bad("cliente_tipo_documento"):
        return None
    read = identifications.type_of(found, has_dv=found.dv is not None or draft.value("cliente_dv") is not None)
    if read.code is not None:
        draft.problem(read.code, "cliente_identificacion", read.message, read.hint)
        return None
    if found.number != FINAL_CONSUMER:
        draft.inferred(f"tipo de identificación {lists.identification_types()[read.value].extra['abbr']}")
    kind: str = read.value
    return kind


def _person(draft: Draft, kind: str, found: Identification) -> str:
    given = draft.value("cliente_tipo_persona")
    if given is not None:
        return str(given)
    person = "1" if kind == NIT and looks_juridical(found.number) else "2"
    if kind == NIT:
        draft.inferred("persona jurídica" if person == "1" else "persona natural")
    return person


def _dv(draft: Draft, kind: str, found: Identification) -> str | None:
    column: str | None = draft.value("cliente_dv")
    if found.dv is not None and column is not None and found.dv != column:
        draft.problem(codes.TWO_DVS, "cliente_dv", f"el DV es {found.dv} en la identificación y {column} en su columna")
    given = found.dv or column
    if given is None and kind == NIT and not draft.is_bad("cliente_dv"):
        given = identifications.dv_of(found.number)
        if given is not None:
            draft.inferred(f"DV {given}")
    return given


def _municipality(draft: Draft) -> str | None:
    department: Any = draft.value("cliente_departamento")
    cell = draft.cell("cliente_municipio")
    if cell is None or cell.kind is Kind.BLANK:
        return None
    read = values_codes.municipality(cell, department)
    if read.code is not None:
        draft.problem(read.code, "cliente_municipio", read.message, read.hint, bad=read.bad)
    code: str | None = read.value
    if code is not None and department is not None and not code.startswith(department):
        name = lists.departments()[department]
        draft.problem(
            codes.DEPARTMENT,
            "cliente_departamento",
            f"el municipio {code} no es de {name}; vale el municipio",
            bad=False,
        )
    return code
