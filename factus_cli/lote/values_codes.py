"""Code lists as people write them: the code, its name with or without accents, an abbreviation; the nearest when unknown."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from factus_cli.domain import codes as lists
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.search import nearest, plain
from factus_cli.lote import codes, codes_texts, values_words
from factus_cli.lote.values import Read, bad, code_text, cut, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.domain.codes import CodeList
    from factus_cli.lote.table import Cell

NO_RESPONSIBILITY = "R-99-PN"
_COMPROBANTE = re.compile(r"(fv|fe|nc|nd|ds)[\s-]*[0-9]+", re.IGNORECASE)
"""Siigo's kinds of document carry a number of their own: FV-1, NC-2."""


def payment_form(cell: Cell) -> Read:
    """Contado or crédito."""
    return _coded(cell, lists.table("payment_form"), values_words.PAYMENT_FORMS, "forma de pago")


def payment_method(cell: Cell) -> Read:
    """A means of payment; `Tarjeta` alone is a question."""
    read = text(cell)
    if read.value is not None and plain(read.value) in values_words.CARDS:
        return bad(codes.TWO_CODES, "«Tarjeta» puede ser de crédito (48) o de débito (49)", "escriba cuál de las dos")
    return _coded(cell, lists.payment_methods(), values_words.PAYMENT_METHODS, "medio de pago")


def unit(cell: Cell) -> Read:
    """A unit of measure. What people abbreviate is not always the DIAN's code of it: KG is KGM, MON is LUN."""
    read = text(cell)
    if read.value is not None and (code := values_words.UNITS.get(plain(read.value))) is not None:
        return Read(code)
    renamed = lists.renamed_unit(str(read.value).upper())
    if renamed is not None and str(read.value).upper() not in lists.units() and renamed[0] in lists.units():
        return Read(renamed[0], codes.REPAIRED, f"{read.value} se leyó como {renamed[0]}: así la llama la DIAN")
    found = _coded(cell, lists.units(), values_words.UNITS, "unidad")
    figures = found.value is not None and found.value.isdigit() and found.value != values_words.UNITS["und"]
    usual = "una cantidad" if figures else values_words.MISTAKEN_UNITS.get(found.value or "")
    if usual is None or read.value is None or read.value.upper() != found.value:
        return found
    message = (
        f"«{read.value}» es {lists.units()[found.value].name} en la lista de la DIAN; si es {usual}, no es ese código"
    )
    return Read(found.value, codes_texts.MISTAKEN_UNIT, message, "busque el código con: factus catalog unidades")


def standard(cell: Cell) -> Read:
    """The standard of an item's code."""
    return _coded(cell, lists.table("product_standard"), values_words.STANDARDS, "estándar", digits=3)


def identification_type(cell: Cell) -> Read:
    """A type of identification."""
    return _coded(cell, lists.identification_types(), _identification_words(), "tipo de identificación")


def person(cell: Cell) -> Read:
    """Juridical or natural."""
    return _coded(cell, lists.table("organization"), values_words.PERSONS, "tipo de persona")


def tribute(cell: Cell) -> Read:
    """Whether the customer answers for IVA."""
    return _coded(cell, lists.table("customer_tribute"), values_words.TRIBUTES, "tributo", digits=2)


def currency(cell: Cell) -> Read:
    """A currency; COP is nothing."""
    read = text(cell)
    if read.value is not None and plain(read.value) in values_words.COP:
        return Read()
    return _coded(cell, lists.currencies(), values_words.CURRENCIES, "moneda")


def document_type(cell: Cell) -> Read:
    """A type of document, as the column `tipo` says it."""
    read = text(cell)
    if read.value is None:
        return read
    numbered = _COMPROBANTE.fullmatch(read.value)
    found = values_words.TYPES.get(plain(numbered[1] if numbered else read.value))
    if found is None:
        return bad(
            codes.BAD_CODE,
            f"«{cut(read.value)}» no es un tipo de documento",
            "use factura, nota_credito, nota_debito…; si la columna dice otra cosa, cámbiele el título",
        )
    return Read(found)


def numbers_documents(cell: Cell) -> bool:
    """Whether a cell of the column `tipo` also says which series it is: `FV-1`."""
    return _COMPROBANTE.fullmatch(cell.text.strip()) is not None


def responsibilities(cell: Cell) -> Read:
    """One or several, separated by `;` `,` or `/`. Those of the RUT that Factus doesn't take are left out, and told."""
    read = text(cell)
    if read.value is None:
        return read
    found: list[str] = []
    dropped: list[str] = []
    for part in re.split(r"[;,/|]", read.value):
        code = _responsibility(part.strip())
        if code is None:
            return _unknown(part.strip(), lists.responsibilities(), "responsabilidad")
        if code in lists.responsibilities():
            found.append(code)
        else:
            dropped.append(code)
    kept = [code for code in dict.fromkeys(found) if code != NO_RESPONSIBILITY] or [NO_RESPONSIBILITY]
    if dropped:
        return Read(tuple(kept), codes.REPAIRED, f"{', '.join(dropped)} no va en la factura: quedó {', '.join(kept)}")
    return Read(tuple(kept))


def concept(cell: Cell, type_: DocumentType) -> Read:
    """The correction concept of a note; text in any other document."""
    tables = {
        DocumentType.CREDIT_NOTE: "credit_note_correction_concept",
        DocumentType.DEBIT_NOTE: "debit_note_correction_concept",
        DocumentType.ADJUSTMENT_NOTE: "adjustment_note_correction_concept",
    }
    if type_ not in tables:
        return text(cell)
    return _coded(cell, lists.table(tables[type_]), values_words.CONCEPTS[type_], "concepto")


def any_concept(cell: Cell) -> Read:
    """The correction concept of some kind of note."""
    *_, read = (concept(cell, one) for one in values_words.CONCEPTS)
    return next((found for one in values_words.CONCEPTS if not (found := concept(cell, one)).bad), read)


def _coded(cell: Cell, known: CodeList, words: Mapping[str, str], what: str, *, digits: int = 0) -> Read:
    read = code_text(cell)
    if read.value is None:
        return read
    typed: str = read.value
    for code in (typed, typed.upper(), typed.zfill(digits) if digits else typed):
        if code in known:
            repaired = typed.isdigit() and code != typed
            return Read(code, codes.REPAIRED, f"{typed} se leyó como {code}") if repaired else Read(code)
    folded = plain(typed)
    code_of_name = words.get(folded) or words.get(folded.replace(" ", ""))
    if code_of_name is None:
        matching = [code for code, one in known.items() if plain(one.name) == folded]
        if len(matching) > 1:
            said = ", ".join(matching[:5])
            return bad(codes.TWO_CODES, f"«{cut(typed)}» es el nombre de varios códigos: {said}", "escriba el código")
        code_of_name = matching[0] if matching else None
    return _unknown(typed, known, what) if code_of_name is None else Read(code_of_name)


def _unknown(typed: str, known: CodeList, what: str) -> Read:
    near = nearest(typed, [one.name for one in known.values() if one.name])
    by_name = {one.name: code for code, one in known.items()}
    said = ", ".join(f"{by_name[name]} {name}" for name in near)
    hint = f"¿quiso decir {said}?" if said else "búsquelo con: factus catalog"
    return bad(codes.BAD_CODE, f"«{cut(typed)}» no es {_article(what)}{what}", hint)


def _article(what: str) -> str:
    return "una " if what in ("forma de pago", "unidad", "moneda", "responsabilidad") else "un "


def _responsibility(typed: str) -> str | None:
    """The code of a responsibility, valid or not (`O-48`); None when it is none."""
    code = typed.upper().replace("0-", "O-", 1) if typed.startswith("0-") else typed.upper()
    if code in lists.responsibilities() or re.fullmatch(r"O-[0-9]{2}", code):
        return code
    return values_words.RESPONSIBILITIES.get(plain(typed))


@cache
def _identification_words() -> Mapping[str, str]:
    abbreviations = {plain(one.extra["abbr"]): code for code, one in lists.identification_types().items()}
    return {**abbreviations, **values_words.IDENTIFICATION_TYPES}
