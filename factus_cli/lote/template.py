"""An empty lote to fill in: columns with their notes, drop-down lists, an instructions sheet, and three examples."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from factus_cli.lote.columns import BY_NAME, FIELDS
from factus_cli.lote.template_examples import COLUMNS, EXAMPLE, examples
from factus_cli.lote.template_lists import List, lists_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.columns import Field

LOTE, INSTRUCTIONS, LISTS = "Lote", "Instrucciones", "Listas"
"""The sheets. The reader never takes the last two for a lote."""
TEXT = 49
"""Excel's own number for its format of texts."""
ROWS = 20_000
"""Rows below the header that have lists and formats."""
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; always the same, so that the file is too
REFERENCE = (
    "La referencia es su propio número, y no se repite nunca: con ella se sabe si un documento ya se envió. "
    "El número con prefijo lo pone Factus."
)
_AMOUNTS = ("money", "signed")
_TEXTS = ("code", "identification", "dv", "identification_type", "municipality", "text", "email", "type", "concept")
_WIDTHS = {"cliente_nombre": 34, "cliente_correo": 30, "item_nombre": 32, "cliente_direccion": 24, "observacion": 30}
"""Characters of the columns that need more than their header."""


def template(type_: DocumentType) -> bytes:
    """The workbook of a type of document. Its columns are told by their canonical names; `check` finds no error in it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Lote de {type_.spanish}", "created": MADE})
    formats = _formats(book)
    lote, instructions, lists = (book.add_worksheet(name) for name in (LOTE, INSTRUCTIONS, LISTS))
    names = COLUMNS[type_]
    known = lists_of(type_)
    _lote(lote, type_, names, formats)
    _validations(lote, names, known)
    _instructions(instructions, type_, names, formats)
    _lists(book, lists, known.values(), formats)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:  # xlsxwriter has no types
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#c9d1d9"}
    return {
        "needed": book.add_format({**head, "bg_color": "#0b5394", "font_color": "#ffffff"}),
        "optional": book.add_format({**head, "bg_color": "#dbe7f3"}),
        "text": book.add_format({"num_format": TEXT}),  # a NIT, a reference or a code stays as typed
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({"num_format": "General", "align": "right", "indent": 1}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "plain": book.add_format({}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "strong": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _lote(sheet: Any, type_: DocumentType, names: Sequence[str], formats: Mapping[str, Any]) -> None:
    sheet.set_row(0, 32)
    for position, name in enumerate(names):
        field = BY_NAME[name]
        sheet.set_column(position, position, _WIDTHS.get(name, max(14, len(name) + 2)), formats[_looks(field)])
        sheet.write_string(0, position, name, formats["needed" if field.needed else "optional"])
        sheet.write_comment(0, position, _note(field, type_), {"x_scale": 1.6, "y_scale": 0.9, "author": "factus"})
    for number, row in enumerate(examples(type_), start=1):
        for position, name in enumerate(names):
            if name in row:
                _write(sheet, number, position, row[name], formats[_looks(BY_NAME[name])])
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})


def _write(sheet: Any, row: int, column: int, value: str | float, looks: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, looks)
    else:
        sheet.write_number(row, column, value, looks)


def _looks(field: Field) -> str:
    if field.kind in _AMOUNTS:
        return "money"
    if field.kind in ("quantity", "days", "discount", "withholding", "tax"):
        return "number"
    if field.kind == "date":
        return "date"
    return "text" if field.kind in _TEXTS else "plain"


def _note(field: Field, type_: DocumentType) -> str:
    """What a header's note says, in the words of the type: a support document has a provider."""
    return f"{_said(field, type_)}. {'Obligatoria' if field.needed else 'Opcional'}."


def _said(field: Field, type_: DocumentType) -> str:
    return field.text.replace("cliente", "proveedor") if type_.has_provider else field.text


def _validations(sheet: Any, names: Sequence[str], lists: Mapping[str, List]) -> None:
    """Drop-down lists that advise and don't stop: what is pasted or typed otherwise is read all the same, or told."""
    for position, name in enumerate(names):
        found = lists.get(name)
        if found is not None:
            sheet.data_validation(
                1,
                position,
                ROWS,
                position,
                {
                    "validate": "list",
                    "source": f"={found.name}",
                    "error_type": "warning",
                    "error_title": "No está en la lista",
                    "error_message": "Puede dejarlo: factus check dirá si el dato sirve y, si no, cuál se le parece.",
                },
            )


def _lists(book: Any, sheet: Any, lists: Iterable[List], formats: Mapping[str, Any]) -> None:
    for position, one in enumerate({one.name: one for one in lists}.values()):
        sheet.set_column(position, position, 34, formats["text"])
        sheet.write_string(0, position, one.title, formats["optional"])
        for number, value in enumerate(one.values, start=1):
            sheet.write_string(number, position, value, formats["text"])
        letter = xlsxwriter.utility.xl_col_to_name(position)
        book.define_name(one.name, f"={LISTS}!${letter}$2:${letter}${len(one.values) + 1}")
    sheet.freeze_panes(1, 0)
    sheet.fit_to_pages(1, 0)


def _instructions(sheet: Any, type_: DocumentType, names: Sequence[str], formats: Mapping[str, Any]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 80)
    sheet.write_string(0, 0, f"Cómo llenar este lote ({type_.spanish})", formats["title"])
    row = 2
    for number, step in enumerate(_steps(type_), start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}. {step}", formats["wrap"])
        sheet.set_row(row, 15 * (1 + len(step) // 150))
        row += 1
    row = _columns(sheet, row + 1, "Columnas de la hoja Lote", [BY_NAME[name] for name in names], type_, formats)
    rest = [one for one in FIELDS if one.name not in names]
    _columns(sheet, row + 1, "Otras columnas que puede agregar, en cualquier orden", rest, type_, formats)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()


def _columns(  # where, what and how it looks
    sheet: Any, row: int, title: str, fields: Sequence[Field], type_: DocumentType, formats: Mapping[str, Any]
) -> int:
    sheet.write_string(row, 0, title, formats["title"])
    for number, field in enumerate(fields, start=row + 1):
        sheet.write_string(number, 0, field.name, formats["strong"])
        sheet.write_string(number, 1, "obligatoria" if field.needed else "opcional", formats["wrap"])
        sheet.write_string(number, 2, _said(field, type_), formats["wrap"])
    return row + len(fields) + 1


def _steps(type_: DocumentType) -> list[str]:
    party = "proveedor" if type_.has_provider else "cliente"
    steps = [
        "Escriba una fila por cada producto o servicio. Las filas con la misma referencia son un mismo documento.",
        f"Los datos del documento y del {party} van en su primera fila; en las demás puede repetirlos o dejarlos en blanco.",
        f"Borre los ejemplos ({EXAMPLE}1 a {EXAMPLE}3) antes de enviar: son inventados.",
        REFERENCE,
        "En iva escriba 19, 5, Exento o Excluido: exento y excluido no son lo mismo, y en blanco no se envía.",
        "Los precios van sin impuestos. Si los suyos ya los traen, cambie el título precio_unitario por precio_con_impuesto.",
        "No hace falta la fecha: la DIAN solo recibe documentos con la fecha del día en que se envían.",
        "Revíselo cuantas veces quiera, sin enviar nada:  factus check ARCHIVO.xlsx",
        "Practique con un Factus de mentira:  factus send ARCHIVO.xlsx --simulate",
        "Y envíelo:  factus send ARCHIVO.xlsx",
    ]
    if type_.is_note:
        corrected = "documento soporte" if type_.has_provider else "factura"
        steps.insert(
            3, f"En factura_numero va el número del documento ({corrected}) que corrige, con su prefijo y sin guiones."
        )
    return steps
