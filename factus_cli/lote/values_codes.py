"""Code lists as people write them: the code, its name with or without accents, an abbreviation; the nearest when unknown."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from factus_cli.domain import codes as lists
from factus_cli.domain.documents import CASH, CREDIT, DocumentType
from factus_cli.domain.search import nearest, plain
from factus_cli.lote import codes
from factus_cli.lote.values import Read, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.domain.codes import CodeList
    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.table import Cell

PAYMENT_FORMS = {"contado": CASH, "de contado": CASH, "efectivo": CASH, "credito": CREDIT, "a credito": CREDIT}
PAYMENT_METHODS = {
    "transferencia": "47",
    "transferencia bancaria": "47",
    "transferencia debito bancaria": "47",
    "pse": "47",
    "nequi": "47",
    "daviplata": "47",
    "consignacion": "42",
    "consignacion bancaria": "42",
    "deposito": "42",
    "efectivo": "10",
    "contado": "10",
    "cheque": "20",
    "tarjeta credito": "48",
    "tarjeta de credito": "48",
    "tc": "48",
    "tarjeta debito": "49",
    "tarjeta de debito": "49",
    "td": "49",
    "bono": "71",
    "vale": "72",
    "no definido": "1",
    "otro": "ZZZ",
    "acuerdo mutuo": "ZZZ",
}
UNITS = {
    "und": "94",
    "un": "94",
    "uni": "94",
    "u": "94",
    "unidad": "94",
    "unidades": "94",
    "unid": "94",
    "kg": "KGM",
    "kilo": "KGM",
    "kilos": "KGM",
    "kilogramo": "KGM",
    "kilogramos": "KGM",
    "g": "GRM",
    "gr": "GRM",
    "gramo": "GRM",
    "gramos": "GRM",
    "lt": "LTR",
    "l": "LTR",
    "litro": "LTR",
    "litros": "LTR",
    "m": "MTR",
    "mt": "MTR",
    "metro": "MTR",
    "metros": "MTR",
    "m2": "MTK",
    "metro cuadrado": "MTK",
    "m3": "MTQ",
    "metro cubico": "MTQ",
    "hr": "HUR",
    "h": "HUR",
    "hora": "HUR",
    "horas": "HUR",
    "dia": "DAY",
    "dias": "DAY",
    "ton": "TNE",
    "tonelada": "TNE",
    "gal": "GLL",
    "galon": "GLL",
    "km": "KTM",
    "kilometro": "KTM",
    "servicio": "94",
    "srv": "94",
}
PERSONS = {
    "juridica": "1",
    "persona juridica": "1",
    "empresa": "1",
    "natural": "2",
    "persona natural": "2",
    "1": "1",
    "2": "2",
}
TYPES = {
    "factura": DocumentType.INVOICE,
    "factura de venta": DocumentType.INVOICE,
    "fv": DocumentType.INVOICE,
    "01": DocumentType.INVOICE,
    "nota credito": DocumentType.CREDIT_NOTE,
    "nc": DocumentType.CREDIT_NOTE,
    "nota debito": DocumentType.DEBIT_NOTE,
    "nd": DocumentType.DEBIT_NOTE,
    "documento soporte": DocumentType.SUPPORT_DOCUMENT,
    "ds": DocumentType.SUPPORT_DOCUMENT,
    "nota ajuste": DocumentType.ADJUSTMENT_NOTE,
    "nota de ajuste": DocumentType.ADJUSTMENT_NOTE,
    **{plain(one.value): one for one in DocumentType},
}
TRIBUTES = {
    "iva": "01",
    "responsable de iva": "01",
    "responsable iva": "01",
    "no responsable de iva": "ZZ",
    "no aplica": "ZZ",
}
RESPONSIBILITIES = {
    "no responsable": "R-99-PN",
    "no aplica": "R-99-PN",
    "simplificado": "R-99-PN",
    "regimen simplificado": "R-99-PN",
    "comun": "R-99-PN",
    "regimen comun": "R-99-PN",
    "responsable de iva": "R-99-PN",
    "no responsable de iva": "R-99-PN",
    "gran contribuyente": "O-13",
    "autorretenedor": "O-15",
    "agente de retencion iva": "O-23",
    "regimen simple": "O-47",
    "simple": "O-47",
}
CARD = "tarjeta"
COP = frozenset({"cop", "peso", "pesos", "peso colombiano", "pesos colombianos"})


def payment_form(cell: Cell) -> Read:
    """Contado or crédito."""
    return _coded(cell, lists.table("payment_form"), PAYMENT_FORMS, "forma de pago")


def payment_method(cell: Cell) -> Read:
    """A means of payment; `Tarjeta` alone is a question."""
    read = text(cell)
    if read.value is not None and plain(read.value) == CARD:
        return _bad(codes.TWO_CODES, "«Tarjeta» puede ser de crédito (48) o de débito (49)", "escriba cuál de las dos")
    return _coded(cell, lists.payment_methods(), PAYMENT_METHODS, "medio de pago")


def unit(cell: Cell) -> Read:
    """A unit of measure. What people abbreviate is not always the DIAN's code of it: KG is KGM."""
    read = text(cell)
    if read.value is not None and (code := UNITS.get(plain(read.value))) is not None:
        return Read(code)
    return _coded(cell, lists.units(), UNITS, "unidad")


def standard(cell: Cell) -> Read:
    """The standard of an item's code."""
    return _coded(
        cell, lists.table("product_standard"), {"propio": "999", "codigo propio": "999"}, "estándar", digits=3
    )


def identification_type(cell: Cell) -> Read:
    """A type of identification."""
    abbreviations = {plain(one.extra["abbr"]): code for code, one in lists.identification_types().items()}
    names = {"cedula": "13", "cedula de ciudadania": "13", "cc": "13", "pep": "47", "ppt": "48", "pasaporte": "41"}
    return _coded(cell, lists.identification_types(), {**abbreviations, **names}, "tipo de identificación")


def person(cell: Cell) -> Read:
    """Juridical or natural."""
    return _coded(cell, lists.table("organization"), PERSONS, "tipo de persona")


def country(cell: Cell) -> Read:
    """A country."""
    return _coded(cell, lists.countries(), {}, "país")


def tribute(cell: Cell) -> Read:
    """Whether the customer answers for IVA."""
    return _coded(cell, lists.table("customer_tribute"), TRIBUTES, "tributo")


def currency(cell: Cell) -> Read:
    """A currency; COP is nothing."""
    read = text(cell)
    if read.value is not None and plain(read.value) in COP:
        return Read()
    return _coded(cell, lists.currencies(), {"dolar": "USD", "dolares": "USD", "us": "USD", "euro": "EUR"}, "moneda")


def document_type(cell: Cell) -> Read:
    """A type of document, as the column `tipo` says it."""
    read = text(cell)
    if read.value is None:
        return read
    found = TYPES.get(plain(read.value))
    if found is None:
        return _bad(
            codes.BAD_CODE, f"«{cell.text}» no es un tipo de documento", "use factura, nota_credito, nota_debito…"
        )
    return Read(found)


def responsibilities(cell: Cell) -> Read:
    """One or several responsibilities, separated by `;` `,` or `/`. Codes of the RUT that Factus doesn't take fall back."""
    read = text(cell)
    if read.value is None:
        return read
    found: list[str] = []
    for part in re.split(r"[;,/|]", read.value):
        word = part.strip().upper().replace("0-", "O-")
        code = word if word in lists.responsibilities() else RESPONSIBILITIES.get(plain(part))
        if code is None and re.fullmatch(r"O-\d{2}", word):
            code = "R-99-PN"
        if code is None:
            return _unknown(part.strip(), lists.responsibilities(), "responsabilidad")
        if code not in found:
            found.append(code)
    others = [code for code in found if code != "R-99-PN"]
    return Read(tuple(others or found))


def department(cell: Cell) -> Read:
    """A department, as its two-digit code."""
    read = text(cell)
    if read.value is None:
        return read
    by_name = {plain(name): code for code, name in lists.departments().items()}
    by_name |= {"bogota": "11", "bogota d c": "11", "valle": "76", "san andres": "88", "guajira": "44"}
    code = read.value.zfill(2) if read.value.isdigit() else by_name.get(plain(read.value))
    if code is None or code not in lists.departments():
        near = ", ".join(nearest(read.value, lists.departments().values()))
        return _bad(codes.BAD_CODE, f"no existe el departamento «{cell.text}»", f"¿quiso decir {near}?" if near else "")
    return Read(code)


def municipality(cell: Cell, department_code: str | None) -> Read:
    """A municipality by code (a lost zero comes back, with a notice) or by name; two of one name need the department."""
    read = text(cell)
    if read.value is None:
        return read
    typed = read.value
    if typed.isdigit():
        code = typed.zfill(5)
        if code not in lists.municipalities():
            return _bad(
                codes.BAD_CODE, f"no existe el municipio {typed}", "búsquelo con: factus catalog municipios NOMBRE"
            )
        return Read(code) if code == typed else Read(code, codes.REPAIRED, f"{typed} se leyó como {code}")
    name, _, tail = typed.partition(",")
    named = _municipalities_named().get(plain(typed)) or _municipalities_named().get(plain(name)) or ()
    within = department_code or _department_in(tail)
    matching = [code for code in named if within is None or code.startswith(within)] or list(named)
    if len(matching) == 1:
        return Read(matching[0])
    if matching:
        places = "; ".join(f"{code} {lists.municipalities()[code].extra['department_name']}" for code in matching[:4])
        return _bad(
            codes.TWO_CODES, f"hay varios municipios «{cell.text}»: {places}", "escriba el código o el departamento"
        )
    near = nearest(typed, [one.name for one in lists.municipalities().values()])
    return _bad(
        codes.BAD_CODE,
        f"no existe el municipio «{cell.text}»",
        f"¿quiso decir {', '.join(dict.fromkeys(near))}?" if near else "búsquelo con: factus catalog municipios",
    )


def concept(cell: Cell, type_: DocumentType) -> Read:
    """The correction concept of a note."""
    tables = {
        DocumentType.CREDIT_NOTE: "credit_note_correction_concept",
        DocumentType.DEBIT_NOTE: "debit_note_correction_concept",
        DocumentType.ADJUSTMENT_NOTE: "adjustment_note_correction_concept",
    }
    words = {
        "anulacion": "2",
        "anulada": "2",
        "devolucion": "1",
        "devolucion parcial": "1",
        "descuento": "3",
        "rebaja": "3",
        "ajuste de precio": "4",
    }
    if type_ is DocumentType.DEBIT_NOTE:
        words = {"intereses": "1", "gastos": "2", "cambio del valor": "3", "otros": "4"}
    if type_ not in tables:
        return text(cell)
    return _coded(cell, lists.table(tables[type_]), words, "concepto")


def _coded(cell: Cell, known: CodeList, words: Mapping[str, str], what: str, *, digits: int = 0) -> Read:
    read = text(cell)
    if read.value is None:
        return read
    typed: str = read.value
    for code in (typed, typed.upper(), typed.zfill(digits)):
        if code in known:
            repaired = code.lstrip("0") == typed and code != typed
            return Read(code, codes.REPAIRED, f"{typed} se leyó como {code}") if repaired else Read(code)
    folded = plain(typed)
    code_of_name = words.get(folded) or words.get(folded.replace(" ", ""))
    if code_of_name is None:
        matching = [code for code, one in known.items() if plain(one.name) == folded]
        code_of_name = matching[0] if len(matching) == 1 else None
    return _unknown(typed, known, what) if code_of_name is None else Read(code_of_name)


def _unknown(typed: str, known: CodeList, what: str) -> Read:
    near = nearest(typed, [one.name for one in known.values()])
    by_name = {one.name: code for code, one in known.items()}
    said = ", ".join(f"{by_name[name]} {name}" for name in near)
    return _bad(codes.BAD_CODE, f"«{typed}» no es {_article(what)}{what}", f"¿quiso decir {said}?" if said else "")


def _article(what: str) -> str:
    return "una " if what in ("forma de pago", "unidad", "moneda", "responsabilidad") else "un "


@cache
def _municipalities_named() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, one in lists.municipalities().items():
        for name in {plain(one.name), plain(one.name.split(",")[0])}:
            found[name] = (*found.get(name, ()), code)
    found.setdefault("bogota", ("11001",))
    found.update({"bogota d c": ("11001",), "bogota dc": ("11001",), "cali": ("76001",), "cartagena": ("13001",)})
    found.setdefault("cucuta", ("54001",))
    return found


def _department_in(tail: str) -> str | None:
    if not tail.strip():
        return None
    return next((code for code, name in lists.departments().items() if plain(name) == plain(tail)), None)


def _bad(code: FindingCode, message: str, hint: str = "") -> Read:
    return Read(None, code, message, hint, bad=True)
