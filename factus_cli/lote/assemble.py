"""A document's rows into a document: its lines, its party, what it says as a whole, totalled and paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factus_cli.domain import money, totals
from factus_cli.domain.documents import (
    Charge,
    Correction,
    Currency,
    Document,
    Order,
    Origin,
    Period,
    Prepayment,
)
from factus_cli.lote import codes, values_codes
from factus_cli.lote.assemble_line import line_of
from factus_cli.lote.assemble_payment import payments_of
from factus_cli.lote.party import party_of
from factus_cli.lote.table import Kind
from factus_cli.lote.values import cut

if TYPE_CHECKING:
    from datetime import date

    from factus_cli.domain.documents import Line
    from factus_cli.lote.draft import Draft
    from factus_cli.lote.options import MeaningOptions
    from factus_cli.lote.table import Cell

TIP = "03"
_ONLY_WITH = (
    ("anticipo_valor", "es de un anticipo sin valor", ("anticipo_fecha", "anticipo_referencia")),
    ("orden_compra", "es la fecha de una orden de compra sin número", ("orden_compra_fecha",)),
    ("moneda", "es la tasa de una moneda que no se dice", ("tasa_cambio",)),
)
"""A field, what is said of those that mean nothing without it, and which they are."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What could be made of a draft. Not `whole`: something could not be read, and the document is only to be judged.

    Then lines are missing, or values are, and its totals mean nothing. `of_party`: what was deduced of its party.
    """

    document: Document
    whole: bool
    of_party: tuple[str, ...]


def assemble(draft: Draft, options: MeaningOptions, today: date, *, seven: bool) -> Assembled:
    """The document of a draft. What is wrong is in the draft's findings; nothing raises."""
    draft.value("tipo")
    customer = party_of(draft, seven=seven)
    of_party = tuple(draft.deduced)
    lines = [line_of(draft, index, options) for index in draft.group.indices]
    made = tuple(line for line in lines if line is not None)
    charges = _charges(draft)
    sums = totals.of_document(made, charges)
    rounding = draft.value("redondeo")
    _tell_lost_by_taxes(draft, made)
    _tell_incomplete(draft)
    document = Document(
        reference=draft.group.reference,
        type=draft.group.type,
        customer=customer,
        lines=made,
        payments=payments_of(draft, sums, rounding, today),
        totals=sums,
        origin=Origin(draft.table.file, draft.table.sheet, _rows(draft)),
        issue_date=draft.value("fecha_emision"),
        range=draft.value("rango"),
        observation=draft.value("observacion"),
        order=_order(draft),
        period=_period(draft),
        currency=_currency(draft),
        prepayments=_prepayments(draft),
        charges=charges,
        cash_rounding=rounding,
        send_email=draft.value("enviar_correo"),
        correction=_correction(draft),
        expected_total=draft.value("total_esperado"),
    )
    return Assembled(document, whole=not draft.failed and len(made) == len(lines), of_party=of_party)


def _rows(draft: Draft) -> tuple[int, ...]:
    """The numbers of its rows; the items of a body have one number."""
    rows = tuple(draft.row(index) for index in draft.group.indices)
    return rows if draft.table.bodies is None else tuple(dict.fromkeys(map(int, rows)))


def _tell_lost_by_taxes(draft: Draft, lines: tuple[Line, ...]) -> None:
    """What taking the tax out of prices and putting it back again changes, in COP."""
    loaded = {draft.row(index): price for index, price in draft.with_tax.items()}
    lost = money.ZERO
    for line in lines:
        if line.row in loaded:
            rates = sum((tax.rate for tax in line.taxes), money.ZERO)
            gross = money.q2(line.price * line.quantity)
            lost += money.q2(loaded[line.row] * line.quantity) - gross - money.percent_of(gross, rates)
    if lost:
        message = (
            f"al quitarles el impuesto a los precios y sumarlo otra vez, el documento da {money.pesos(abs(lost))} "
            f"{'menos' if lost > 0 else 'más'}"
        )
        hint = "es lo que se pierde al redondear; si lo cobra así, póngalo en la columna redondeo"
        draft.problem(codes.TAX_INSIDE, "precio_con_impuesto", message, hint, bad=False)
    elif loaded:
        draft.inferred("precio sin impuesto")


def _charges(draft: Draft) -> tuple[Charge, ...]:
    tip = draft.value("propina")
    return (Charge(TIP, tip, "propina"),) if tip else ()


def _prepayments(draft: Draft) -> tuple[Prepayment, ...]:
    amount, received, reference = (
        draft.value(name) for name in ("anticipo_valor", "anticipo_fecha", "anticipo_referencia")
    )
    if not amount:
        return ()
    if received is None or reference is None:
        missing = "anticipo_fecha" if received is None else "anticipo_referencia"
        if not draft.is_bad(missing):
            draft.problem(codes.PREPAYMENT, missing, f"el anticipo no dice su {_word(missing)}", "complételo")
        return ()
    return (Prepayment(amount, received, reference),)


def _order(draft: Draft) -> Order | None:
    reference, issued = draft.value("orden_compra"), draft.value("orden_compra_fecha")
    return None if reference is None else Order(reference, issued)


def _period(draft: Draft) -> Period | None:
    start, end = draft.value("periodo_inicio"), draft.value("periodo_fin")
    if start is None and end is None:
        return None
    if start is None or end is None:
        missing = "periodo_inicio" if start is None else "periodo_fin"
        if not draft.is_bad(missing):
            draft.problem(codes.PERIOD, missing, "el periodo necesita su inicio y su fin", "complételo")
        return None
    return Period(start, end)


def _currency(draft: Draft) -> Currency | None:
    code, rate = draft.value("moneda"), draft.value("tasa_cambio")
    if code is None:
        return None
    if rate is None:
        if not draft.is_bad("tasa_cambio"):
            message = f"falta la tasa de cambio de {code}"
            draft.problem(codes.RATE_NEEDED, "tasa_cambio", message, "escriba cuántos pesos vale")
        return None
    message = f"los valores se toman en pesos, y {code} es solo lo que se muestra"
    draft.problem(
        codes.OTHER_CURRENCY, "moneda", message, "si los precios están en esa moneda, conviértalos", bad=False
    )
    return Currency(code, rate)


def _correction(draft: Draft) -> Correction | None:
    """What a note corrects; in another type of document it means nothing, or that the type is wrong."""
    number, cell = draft.value("factura_numero"), draft.cell("concepto")
    said = cell is not None and cell.kind is not Kind.BLANK
    if draft.is_bad("tipo"):
        return None
    if not draft.group.type.is_note:
        _tell_note_data(draft, number, cell if said else None)
        return None
    if cell is None or not said:
        return None
    read = values_codes.concept(cell, draft.group.type)
    if read.code is not None:
        draft.problem(read.code, "concepto", read.message, read.hint, bad=read.bad)
    return None if read.value is None else Correction(number, read.value)


def _tell_note_data(draft: Draft, number: str | None, concept: Cell | None) -> None:
    """What only a note says, in a document that is none: the concept of a note, or a text that has no place in it."""
    is_concept = concept is not None and not values_codes.any_concept(concept).bad
    if number is not None or is_concept:
        what = f"la factura que corrige: {number}" if number is not None else "el concepto de una nota"
        message = f"el documento es {draft.group.type.spanish}, y trae {what}"
        hint = "si es una nota, dígalo con la columna tipo o con --type"
        draft.problem(codes.NOTE_DATA, "concepto" if number is None else "factura_numero", message, hint, bad=False)
    elif concept is not None:
        draft.inferred(f"sin concepto: «{cut(concept.text)}» es de una nota")


def _tell_incomplete(draft: Draft) -> None:
    """What says nothing without another field that is blank, and so is not sent."""
    for needed, said, names in _ONLY_WITH:
        if draft.value(needed) or draft.is_bad(needed) or _says_pesos(draft, needed):
            continue
        for name in names:
            if draft.value(name):
                message = f"{said}; no se envía"
                draft.problem(codes.INCOMPLETE, name, message, f"complete {needed}, o bórrelo", bad=False)


def _says_pesos(draft: Draft, needed: str) -> bool:
    """Whether the currency is blank because it is COP, which is accepted as nothing."""
    column = draft.fields.columns.get(needed) if needed == "moneda" else None
    return column is not None and any(column.texts[index].strip() for index in draft.group.indices)


def _word(column: str) -> str:
    return column.rpartition("_")[2]
