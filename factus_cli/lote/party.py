"""The other party of a document, with what can be deduced of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.domain import codes as lists
from factus_cli.domain.documents import Party
from factus_cli.domain.nit import FINAL_CONSUMER, has_glued_dv, looks_juridical
from factus_cli.lote import codes, identifications, values_places
from factus_cli.lote.identifications import CEDULA, NIT, Identification
from factus_cli.lote.table import Kind
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from factus_cli.lote.draft import Draft

FINAL_CONSUMER_NAME = "Consumidor Final"
_NAMES = ("cliente_nombre", "cliente_nombres", "cliente_apellidos")
NOBODY = Identification("")
"""Stands where an identification can't be read, so that the rest of the document can be judged: not consumidor final."""


def party_of(draft: Draft, *, seven: bool) -> Party:
    """The party of a document's rows; where it can't be known the draft has failed, and says so."""
    found = Identification(FINAL_CONSUMER) if seven else _identification(draft)
    name = _name(draft)
    if name is None and found.number == FINAL_CONSUMER:
        name = FINAL_CONSUMER_NAME
        if not seven:
            draft.inferred("nombre Consumidor Final")
    if name is None and not draft.nobody and not any(draft.is_bad(one) for one in _NAMES):
        draft.problem(codes.MISSING_VALUE, "cliente_nombre", "falta el nombre del cliente", "escríbalo")
    kind = CEDULA if seven else _kind(draft, found)
    typed, found = found, identifications.as_of(kind, found)
    if kind == identifications.NIT and found.number != typed.number:
        draft.inferred(f"NIT {found.number}, sin ceros de relleno")
    country, municipality = _place(draft)
    return Party(
        identification_type=kind,
        identification=found.number,
        name=name or "",
        person=_person(draft, kind, found),
        dv=_dv(draft, kind, found),
        trade_name=draft.value("cliente_nombre_comercial"),
        email=draft.value("cliente_correo"),
        phone=draft.value("cliente_telefono"),
        address=draft.value("cliente_direccion"),
        municipality=municipality,
        country=country,
        tribute=draft.value("cliente_tributo"),
        responsibilities=draft.value("cliente_responsabilidades") or (),
    )


def _identification(draft: Draft) -> Identification:
    found: Identification | None = draft.needed("cliente_identificacion")
    draft.nobody = draft.nobody or found is None
    return found or NOBODY


def _name(draft: Draft) -> str | None:
    """The whole name; or its parts, in the order of their columns. A whole name beside surnames alone is half of it."""
    whole: str | None = draft.value("cliente_nombre")
    names, surnames = draft.value("cliente_nombres"), draft.value("cliente_apellidos")
    if whole is not None and (names is not None or surnames is None or surnames.casefold() in whole.casefold()):
        return whole
    first = "cliente_nombre" if whole is not None else "cliente_nombres"
    parts = {first: whole or names, "cliente_apellidos": surnames}
    said = sorted((draft.fields.columns[column].position, part) for column, part in parts.items() if part)
    return " ".join(part for _, part in said) or None


def _kind(draft: Draft, found: Identification) -> str:
    given: str | None = draft.value("cliente_tipo_documento")
    if given is not None:
        if found.kind is not None and found.kind != given:
            said = lists.identification_types()
            message = (
                f"la identificación dice {said[found.kind].extra['abbr']} y su tipo dice {said[given].extra['abbr']}"
            )
            draft.problem(codes.TWO_TYPES, "cliente_tipo_documento", message, "deje uno solo")
        if given == NIT and found.dv is None and has_glued_dv(found.number):
            _ask_of_glued(draft, found.number)
        return given
    if draft.nobody or draft.is_bad("cliente_tipo_documento"):
        draft.nobody = True
        return CEDULA
    read = identifications.type_of(found, has_dv=found.dv is not None or draft.value("cliente_dv") is not None)
    if read.code is not None:
        draft.problem(read.code, "cliente_identificacion", read.message, read.hint)
        draft.nobody = True
        return CEDULA
    kind: str = read.value
    if found.number != FINAL_CONSUMER:
        draft.inferred(f"tipo de identificación {lists.identification_types()[kind].extra['abbr']}")
    return kind


def _ask_of_glued(draft: Draft, number: str) -> None:
    """A NIT of ten digits may be one of nine with its DV behind, unless a column says that its DV is another."""
    if draft.value("cliente_dv") in (None, number[9]):
        message = f"{number} puede ser un NIT de diez cifras, o el {number[:9]} con su DV ({number[9]}) pegado"
        hint = f"escriba {number[:9]}-{number[9]}, o el DV de las diez cifras después de un guion"
        draft.problem(codes.GLUED_DV, "cliente_identificacion", message, hint)
        draft.nobody = True


def _person(draft: Draft, kind: str, found: Identification) -> str:
    given: str | None = draft.value("cliente_tipo_persona")
    if given is not None:
        return given
    person = "1" if kind == NIT and looks_juridical(found.number) else "2"
    if found.number != FINAL_CONSUMER and not draft.nobody:
        draft.inferred("persona jurídica" if person == "1" else "persona natural")
    return person


def _dv(draft: Draft, kind: str, found: Identification) -> str | None:
    column: str | None = draft.value("cliente_dv")
    if found.dv is not None and column is not None and found.dv != column:
        draft.problem(
            codes.TWO_DVS,
            "cliente_dv",
            f"el DV es {found.dv} en la identificación y {column} en su columna",
            "revíselo en el RUT y deje uno solo",
        )
    given = found.dv or column
    if given is None and kind == NIT and not draft.is_bad("cliente_dv"):
        given = identifications.dv_of(found.number)
        if given is not None:
            draft.inferred(f"DV {given}")
    return given


def _place(draft: Draft) -> tuple[str | None, str | None]:
    """The country, and the municipality where it is of Colombia; a department that disagrees gives way."""
    country: str | None = draft.value("cliente_pais")
    department: Any = draft.value("cliente_departamento")
    cell = draft.cell("cliente_municipio")
    if cell is None or cell.kind is Kind.BLANK:
        return country, None
    read = values_places.municipality(cell, department)
    if country not in (None, values_places.COLOMBIA) and read.code in (codes.BAD_CODE, codes.TWO_CODES):
        draft.inferred(f"sin municipio: «{cut(cell.text)}» no es de Colombia")
        return country, None
    if read.code is not None:
        draft.problem(read.code, "cliente_municipio", read.message, read.hint, bad=read.bad)
    municipality: str | None = read.value
    if municipality is not None and department is not None and not municipality.startswith(department):
        name = lists.departments()[department]
        message = f"el municipio {municipality} no es de {name}; vale el municipio"
        draft.problem(codes.DEPARTMENT, "cliente_departamento", message, "corrija el que esté mal", bad=False)
    if country is None and municipality is not None:
        draft.inferred("país Colombia, por su municipio")
        country = values_places.COLOMBIA
    return country, municipality
